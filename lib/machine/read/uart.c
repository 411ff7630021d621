/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uart.c - serial ports of the machine, and which of them is the leader's console
 *
 * In: sys/class/tty (port and type need root), proc/consoles or proc/cmdline.
 * Out: UARTs behind I/O ports, by line.
 * Ref: Documentation/ABI/testing/sysfs-tty; type 0 is PORT_UNKNOWN: nothing there, or the
 *      driver was told to let go of it.
 */
#include "machine/read/uart.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "machine/text.h"

/* -ENOENT: no UART behind an I/O port. */
static int uart_read(const struct sysroot *at, struct machine_uart *ret,
		     struct diag *diag)
{
	uint64_t port, type;
	int err = sysroot_number(at, "type", 10, &type, diag);

	if (err)
		return err;
	err = sysroot_number(at, "port", 16, &port, diag);
	if (err)
		return err;
	/* Port 0: its registers are in memory. */
	if (!port)
		return -ENOENT;
	if (port > UINT16_MAX)
		return sysroot_fail(at, "port", 1, -EINVAL, diag,
				    "no I/O port has more than 16 bits");
	ret->port = (uint16_t)port;
	ret->is_undriven = !type;
	return 0;
}

static int uart_add(const struct sysroot *tty, const char *name, struct machine *machine,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	struct machine_devices *devices = &machine->devices;
	struct machine_uart uart = { 0 };
	uint64_t line;
	int err;

	if (!text_number_behind(name, "ttyS", &line) || line > UINT16_MAX)
		return 0;
	err = sysroot_enter(tty, name, &at);
	if (err)
		return err == -ENOENT ? 0 : err;
	err = uart_read(&at, &uart, diag);
	if (err)
		return err == -ENOENT ? 0 : err;
	uart.line = (unsigned int)line;
	err = array_grow(&devices->uart, devices->nr_uarts, sizeof(uart));
	if (err)
		return err;
	devices->uart[devices->nr_uarts++] = uart;
	return 0;
}

int uarts_read(const struct sysroot *root, const char *path, struct machine *machine,
	       struct diag *diag)
{
	return reader_each(root, path, uart_add, machine, diag);
}

static void console_mark(struct machine *machine, const char *name)
{
	uint64_t line;
	size_t i;

	if (!text_number_behind(name, "ttyS", &line))
		return;
	for (i = 0; i < machine->devices.nr_uarts; i++) {
		if (machine->devices.uart[i].line == line)
			machine->devices.uart[i].is_console = true;
	}
}

/* Lines "ttyS0                -W- (EC   a)    4:64". */
int consoles_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t")] = '\0';
		console_mark(machine, line);
	}
	return 0;
}

/* The machine's command line has been read before: console=ttyS0,115200n8. */
int consoles_read_cmdline(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	const char *cursor = machine->cmdline;
	struct cmdline_token token;

	(void)root;
	(void)path;
	(void)diag;
	if (!cursor)
		return -ENOENT;
	while (cmdline_next(&cursor, &token)) {
		AUTO_FREE char *name = NULL;

		if (!token.value || !cmdline_key_is(&token, "console"))
			continue;
		name = strndup(token.value, token.value_size);
		if (!name)
			return -ENOMEM;
		name[strcspn(name, ",")] = '\0';
		console_mark(machine, name);
	}
	return 0;
}
