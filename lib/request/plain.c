/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain.c - the values of the options that kexec-tools has, too
 *
 * In: the text behind an option. Out: a field of struct request_plain, or why not.
 * Ref: docs/compat.md "Options".
 */
#include "request/plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define UART_CLOCK 115200u /* baud at divisor 1; PC16550D data sheet, table III */
#define BAUD_MIN   50u
#define PORT_TTYS0 0x3f8
#define PORT_TTYS1 0x2f8

void request_plain_init(struct request_plain *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->mem_max = UINT64_MAX;
	ret->serial_port = PORT_TTYS0;
	ret->profile = -1;
}

/*
 * An address in base 0, as kexec-tools takes it: 010 is eight. strtoull(3) would also
 * take blanks and signs, and -1 for the highest address: nothing that was meant.
 */
static int address_parse(const char *text, phys_t *ret, struct diag *diag)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 0);
	if (*text < '0' || *text > '9' || *end)
		return diag_fail(diag, -EINVAL,
				 "\"%s\" is no address (as 0x100000; no sign and no K, M "
				 "or G here)",
				 text);
	if (errno)
		return diag_fail(diag, -ERANGE, "%s does not fit 64 bits", text);
	*ret = number;
	return 0;
}

int request_set_mem_min(struct request *ret, const char *value, struct diag *diag)
{
	return address_parse(value, &ret->plain.mem_min, diag);
}

int request_set_mem_max(struct request *ret, const char *value, struct diag *diag)
{
	int err = address_parse(value, &ret->plain.mem_max, diag);

	if (err)
		return err;
	ret->plain.has_mem_max = true;
	return 0;
}

int request_set_entry(struct request *ret, const char *value, struct diag *diag)
{
	int err = address_parse(value, &ret->plain.entry, diag);

	if (err)
		return err;
	ret->plain.has_entry = true;
	return 0;
}

int request_set_dtb(struct request *ret, const char *value, struct diag *diag)
{
	(void)diag;
	ret->plain.dtb = value;
	return 0;
}

int request_set_module(struct request *ret, const char *value, struct diag *diag)
{
	struct request_plain *plain = &ret->plain;

	if (plain->nr_modules == REQUEST_MAX_MODULES)
		return diag_fail(diag, -E2BIG, "more than %d modules",
				 REQUEST_MAX_MODULES);
	plain->module[plain->nr_modules++] = value;
	return 0;
}

int request_set_profile(struct request *ret, const char *value, struct diag *diag)
{
	size_t size = strspn(value, "0123456789");

	if (!size || size > 3 || value[size])
		return diag_fail(
			diag, -EINVAL,
			"\"%s\" is no profile of a unified kernel image (0 to 999)",
			value);
	ret->plain.profile = (int)strtoul(value, NULL, 10);
	return 0;
}

int request_set_serial(struct request *ret, const char *value, struct diag *diag)
{
	size_t size;

	if (!strcmp(value, "ttyS0") || !strcmp(value, "ttyS1")) {
		ret->plain.serial_port = value[4] == '0' ? PORT_TTYS0 : PORT_TTYS1;
		return 0;
	}
	size = strncmp(value, "0x", 2) ? 0 : strspn(value + 2, "0123456789abcdefABCDEF");
	if (!size || size > 4 || value[2 + size])
		return diag_fail(diag, -ENXIO,
				 "Bad serial port base '%s': ttyS0, ttyS1 or 0xPORT",
				 value);
	ret->plain.serial_port = (uint16_t)strtoul(value, NULL, 16);
	return 0;
}

int request_set_baud(struct request *ret, const char *value, struct diag *diag)
{
	size_t size = strspn(value, "0123456789");
	unsigned long baud = size && size < 7 && !value[size] ? strtoul(value, NULL, 10)
							      : 0;

	if (baud < BAUD_MIN || baud > UART_CLOCK || UART_CLOCK % baud)
		return diag_fail(diag, -ENXIO,
				 "Bad serial port baud rate '%s': a divisor of %u from "
				 "%u on, as 9600",
				 value, UART_CLOCK, BAUD_MIN);
	ret->plain.serial_baud = (uint32_t)baud;
	return 0;
}
