/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wdat.c - the watchdog that a successor is told it has
 *
 * In: struct platform_spec. Out: the WDAT: which value to write where, or to find there.
 * The registers are struct mint_watchdog in the mailbox, so the leader sees each ping and
 * knows when none comes. Stock driver: wdat_wdt.
 * Ref: Microsoft "Hardware Watchdog Timers Design Specification" 1.01; Linux
 * drivers/acpi/acpi_watchdog.c, drivers/watchdog/wdat_wdt.c.
 */
#include "platform/acpi/wdat.h"

#include <stddef.h>

#include "base/cleanup.h"
#include "abi/mint.h"
#include "platform/acpi/acpi_tables.h"
#include "platform/acpi/table.h"

#define WDAT_REVISION 1
#define WDAT_ENABLED  1u
#define WDAT_NO_PCI   0xffu
#define MIN_COUNT     (1000 / MINT_WATCHDOG_PERIOD_MS) /* drivers count in seconds */

enum wdat_action {
	WDAT_RESET = 0x01, /* the ping */
	WDAT_GET_COUNTDOWN = 0x05,
	WDAT_SET_COUNTDOWN = 0x06,
	WDAT_GET_RUNNING = 0x08,
	WDAT_SET_RUNNING = 0x09,
	WDAT_GET_STOPPED = 0x0a,
	WDAT_SET_STOPPED = 0x0b,
	WDAT_GET_STATUS = 0x20,
	WDAT_SET_STATUS = 0x21,
};

enum wdat_instruction {
	WDAT_READ_VALUE = 0, /* is it @value? */
	WDAT_READ_COUNTDOWN = 1,
	WDAT_WRITE_VALUE = 2,
	WDAT_WRITE_COUNTDOWN = 3,
};

#define AT(member) offsetof(struct mint_watchdog, member)

/* No "preserve" anywhere: a register is one value of 32 bits. */
static const struct wdat_row {
	uint8_t action, instruction;
	uint16_t offset;
	uint32_t value;
} rows[] = {
	{ WDAT_RESET, WDAT_WRITE_VALUE, AT(ping), 1 },
	{ WDAT_GET_COUNTDOWN, WDAT_READ_COUNTDOWN, AT(countdown), 0 },
	{ WDAT_SET_COUNTDOWN, WDAT_WRITE_COUNTDOWN, AT(countdown), 0 },
	{ WDAT_GET_RUNNING, WDAT_READ_VALUE, AT(running), 1 },
	{ WDAT_SET_RUNNING, WDAT_WRITE_VALUE, AT(running), 1 },
	{ WDAT_GET_STOPPED, WDAT_READ_VALUE, AT(running), 0 },
	{ WDAT_SET_STOPPED, WDAT_WRITE_VALUE, AT(running), 0 },
	{ WDAT_GET_STATUS, WDAT_READ_VALUE, AT(fired), 1 },
	{ WDAT_SET_STATUS, WDAT_WRITE_VALUE, AT(fired), 0 },
};

static int wdat_entry_add(struct buffer *wdat, phys_t registers,
			  const struct wdat_row *row)
{
	struct acpi_wdat_entry entry = {
		.action = row->action,
		.instruction = row->instruction,
		.gas = { .space_id = 0,
			 .bit_width = 32,
			 .access_size = 3, /* 32 bits */
			 .address = registers + row->offset },
		.value = row->value,
		.mask = UINT32_MAX,
	};

	return buffer_append(wdat, &entry, sizeof(entry));
}

int acpi_wdat_build(const struct platform_spec *spec, struct buffer *ret)
{
	phys_t registers = spec->mailbox + MINT_MAILBOX_WATCHDOG * PAGE_SIZE_4K;
	uint32_t most = spec->hang_timeout_ms / MINT_WATCHDOG_PERIOD_MS;
	struct acpi_wdat head = {
		.header_length = sizeof(head) - sizeof(head.header),
		.pci_segment = WDAT_NO_PCI,
		.pci_bus = WDAT_NO_PCI,
		.pci_device = WDAT_NO_PCI,
		.pci_function = WDAT_NO_PCI,
		.timer_period = MINT_WATCHDOG_PERIOD_MS,
		.max_count = most,
		.min_count = most < MIN_COUNT ? most : MIN_COUNT,
		.flags = WDAT_ENABLED,
		.nr_entries = ARRAY_SIZE(rows),
	};
	size_t start = ret->size;
	int err;

	acpi_header_fill(&head.header, "WDAT", 0, WDAT_REVISION);
	err = buffer_append(ret, &head, sizeof(head));
	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		err = wdat_entry_add(ret, registers, &rows[i]);
		if (err)
			return err;
	}
	acpi_table_seal(ret->data + start, ret->size - start);
	return 0;
}
