/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dsdt.c - the devices that a successor is told it has
 *
 * In: struct platform_spec. Out: the DSDT:
 *
 *   \_S5, \_TTS            how it ends, and that it ends in good order
 *   \_SB._INI              a kernel begins: what another left in \_TTS is over, and one
 *                          that left nothing there has crashed
 *   \_SB.PWRB              the power button
 *   \_SB.GED               doorbells: request and acknowledgement in the mailbox
 *   \_SB.FENC              I/O ports and memory that are not to be touched
 *   \_SB.UART              when one is given
 *   \_SB.PCI0 …            host bridges, when devices are given (host_bridge.c)
 *   \_SB.C001 …            processors; the lent ones have _STA, _MAT and _EJ0
 *   \_SB.M001 …            memory that may be lent
 *
 * Ref: ACPI 6.4 sections 5.6.9 (GED), 6.5.1 (_INI), 7.4.2.6 (\_S5), 7.3.6 (\_TTS), 8.4.1
 * (processor device), 9.11 (memory device); docs/platform.md "DSDT", "Doorbell".
 */
#include "platform/acpi/dsdt.h"

#include <errno.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "abi/mint.h"
#include "platform/acpi/acpi_tables.h"
#include "platform/acpi/aml.h"
#include "platform/acpi/host_bridge.h"
#include "platform/acpi/table.h"
#include "platform/ports.h"

#define DSDT_REVISION	      2 /* integers of 64 bits */
#define NAME_SIZE	      5
#define PRESENT		      0xf /* _STA: present, enabled, shown, working */
#define NOTIFY_DEVICE_CHECK   1
#define NOTIFY_EJECT_REQUEST  3
#define NOTIFY_BUTTON_PRESSED 0x80

/*
 * Owned by the machine, hence by nobody here; sorted by port: Super I/O, keyboard
 * controller, CMOS, A20 and fast reset, ELCR, PCI configuration (with the reset register
 * 0xcf9).
 */
static const struct port_range fence_ports[] = {
	{ 0x2e, 2 }, { 0x4e, 2 }, { 0x60, 1 },	{ 0x64, 1 },
	{ 0x70, 8 }, { 0x92, 1 }, { 0x4d0, 2 }, { 0xcf8, 8 },
};

static void name_make(char ret[NAME_SIZE], char kind, unsigned int number)
{
	static const char digit[] = "0123456789ABCDEF";

	ret[0] = kind;
	ret[1] = digit[number >> 8 & 0xf];
	ret[2] = digit[number >> 4 & 0xf];
	ret[3] = digit[number & 0xf];
	ret[4] = '\0';
}

static void end_of_life_add(struct aml *aml)
{
	/* SLP_TYP 5 for both registers; the values only have to be ours. */
	aml_name(aml, "\\_S5");
	aml_package_open(aml, 4);
	aml_integer(aml, 5);
	aml_integer(aml, 5);
	aml_integer(aml, 0);
	aml_integer(aml, 0);
	aml_close(aml);

	/* Linux runs it in a reboot notifier, before every end that is in order. */
	aml_method_open(aml, "\\_TTS", 1);
	aml_op(aml, AML_STORE);
	aml_op(aml, AML_ARG0);
	aml_path(aml, "TTSA");
	aml_close(aml);
}

/* Skip from bit *@at to byte @offset, name 32 bits there. */
static void mailbox_cell_add(struct aml *aml, uint32_t *at, size_t offset,
			     const char *name)
{
	uint32_t bit = (uint32_t)offset * 8;

	if (bit > *at)
		aml_field_skip(aml, bit - *at);
	aml_field_unit(aml, name, 32);
	*at = bit + 32;
}

static void mailbox_add(struct aml *aml, const struct platform_spec *spec)
{
	uint32_t at = 0;

	aml_region(aml, "MBOX", spec->mailbox, sizeof(struct mint_mailbox));
	aml_field_open(aml, "MBOX");
	mailbox_cell_add(aml, &at, offsetof(struct mint_mailbox, tts), "TTSA");
	mailbox_cell_add(aml, &at, offsetof(struct mint_mailbox, kernel), "KRNL");
	for (unsigned int n = 0; n < PLATFORM_DOORBELLS; n++) {
		char request[] = "DBR0", ack[] = "DBA0";

		request[3] = ack[3] = (char)('0' + n);
		mailbox_cell_add(aml, &at,
				 offsetof(struct mint_mailbox, doorbell[n].request),
				 request);
		mailbox_cell_add(aml, &at, offsetof(struct mint_mailbox, doorbell[n].ack),
				 ack);
	}
	mailbox_cell_add(aml, &at, offsetof(struct mint_mailbox, cpu_present), "CPUP");
	mailbox_cell_add(aml, &at, offsetof(struct mint_mailbox, cpu_ejected), "CPUE");
	mailbox_cell_add(aml, &at, offsetof(struct mint_mailbox, memory_present), "MEMP");
	mailbox_cell_add(aml, &at, offsetof(struct mint_mailbox, memory_ejected), "MEME");
	aml_close(aml);
}

/* If (Local0 == @request) { Notify (@device, @value) } */
static void doorbell_case_add(struct aml *aml, uint64_t request, const char *device,
			      uint64_t value)
{
	aml_if_open(aml);
	aml_op(aml, AML_LEQUAL);
	aml_op(aml, AML_LOCAL0);
	aml_integer(aml, request);
	aml_op(aml, AML_NOTIFY);
	aml_path(aml, device);
	aml_integer(aml, value);
	aml_close(aml);
}

/*
 * Take the request, clear it, acknowledge, act: whoever sees the acknowledgement may
 * write the next request at once and it cannot be cleared by this run.
 */
static void doorbell_add(struct aml *aml, const struct platform_spec *spec,
			 unsigned int n)
{
	char request[] = "DBR0", ack[] = "DBA0", device[NAME_SIZE];
	unsigned int i;

	request[3] = ack[3] = (char)('0' + n);
	aml_if_open(aml);
	aml_op(aml, AML_LEQUAL);
	aml_op(aml, AML_ARG0);
	aml_integer(aml, PLATFORM_GSI_BASE + n);
	aml_op(aml, AML_STORE);
	aml_path(aml, request);
	aml_op(aml, AML_LOCAL0);
	aml_op(aml, AML_STORE);
	aml_integer(aml, MINT_DOORBELL_NONE);
	aml_path(aml, request);
	aml_op(aml, AML_INCREMENT);
	aml_path(aml, ack);
	doorbell_case_add(aml, MINT_DOORBELL_POWER_BUTTON, "PWRB", NOTIFY_BUTTON_PRESSED);
	for (i = 0; i < spec->nr_lent_cpus; i++) {
		name_make(device, 'C', platform_lent_uid(spec, i));
		doorbell_case_add(aml, MINT_DOORBELL_CPU_ADD + i, device,
				  NOTIFY_DEVICE_CHECK);
		doorbell_case_add(aml, MINT_DOORBELL_CPU_REMOVE + i, device,
				  NOTIFY_EJECT_REQUEST);
	}
	for (i = 0; i < spec->nr_lent_memory; i++) {
		name_make(device, 'M', i + 1);
		doorbell_case_add(aml, MINT_DOORBELL_MEMORY_ADD + i, device,
				  NOTIFY_DEVICE_CHECK);
		doorbell_case_add(aml, MINT_DOORBELL_MEMORY_REMOVE + i, device,
				  NOTIFY_EJECT_REQUEST);
	}
	aml_close(aml);
}

static void event_device_add(struct aml *aml, const struct platform_spec *spec)
{
	struct aml res = { 0 };
	unsigned int n;

	aml_device_open(aml, "GED");
	aml_name(aml, "_HID");
	aml_string(aml, "ACPI0013");
	aml_name_integer(aml, "_UID", 0);
	for (n = 0; n < PLATFORM_DOORBELLS; n++)
		resource_edge(&res, PLATFORM_GSI_BASE + n);
	aml_resources(aml, &res);
	aml_method_open(aml, "_EVT", 1);
	for (n = 0; n < PLATFORM_DOORBELLS; n++)
		doorbell_add(aml, spec, n);
	aml_close(aml);
	aml_close(aml);
}

static void fence_add(struct aml *aml, const struct platform_spec *spec)
{
	struct port_range own = { spec->uart_port, UART_PORTS };
	struct aml res = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fence_ports); i++) {
		if (!own.port || !port_range_overlaps(own, fence_ports[i]))
			resource_io(&res, fence_ports[i].port,
				    (uint8_t)fence_ports[i].size);
	}
	for (i = 0; i < UART_LEGACY_COUNT; i++) {
		struct port_range uart = { uart_legacy_port[i], UART_PORTS };

		if (!own.port || !port_range_overlaps(own, uart))
			resource_io(&res, uart.port, UART_PORTS);
	}
	resource_memory32(&res, (uint32_t)spec->mailbox,
			  (uint32_t)(MINT_MAILBOX_PAGES * PAGE_SIZE_4K));
	host_bridges_fence(&res, spec);
	aml_device_open(aml, "FENC");
	aml_name(aml, "_HID");
	aml_eisa_id(aml, "PNP0C02");
	aml_name_integer(aml, "_UID", 0);
	aml_resources(aml, &res);
	aml_close(aml);
}

/* No IRQ: the 8250 driver then polls, and no line of the machine is needed. */
static void uart_add(struct aml *aml, const struct platform_spec *spec)
{
	struct aml res = { 0 };

	if (!spec->uart_port)
		return;
	resource_io(&res, spec->uart_port, UART_PORTS);
	aml_device_open(aml, "UART");
	aml_name(aml, "_HID");
	aml_eisa_id(aml, "PNP0501");
	aml_name_integer(aml, "_UID", spec->uart_uid);
	aml_resources(aml, &res);
	aml_close(aml);
}

/* _STA: by @bit of @present */
static void lent_status_add(struct aml *aml, const char *present, unsigned int bit)
{
	aml_method_open(aml, "_STA", 0);
	aml_if_open(aml);
	aml_op(aml, AML_AND);
	aml_path(aml, present);
	aml_integer(aml, 1ULL << bit);
	aml_integer(aml, 0); /* no target */
	aml_op(aml, AML_RETURN);
	aml_integer(aml, PRESENT);
	aml_close(aml);
	aml_op(aml, AML_RETURN);
	aml_integer(aml, 0);
	aml_close(aml);
}

/* _STA by a bit of @present; _EJ0 clears it and leaves @uid in @ejected. */
static void lent_methods_add(struct aml *aml, const char *present, const char *ejected,
			     unsigned int bit, uint64_t uid)
{
	lent_status_add(aml, present, bit);

	aml_method_open(aml, "_EJ0", 1);
	aml_op(aml, AML_AND);
	aml_path(aml, present);
	aml_integer(aml, UINT32_MAX ^ (uint32_t)(1ULL << bit));
	aml_path(aml, present);
	aml_op(aml, AML_STORE);
	aml_integer(aml, uid);
	aml_path(aml, ejected);
	aml_close(aml);

	aml_name_integer(aml, "_PXM", 0);
}

static void processor_open(struct aml *aml, uint8_t uid)
{
	char name[NAME_SIZE];

	name_make(name, 'C', uid);
	aml_device_open(aml, name);
	aml_name(aml, "_HID");
	aml_string(aml, "ACPI0007");
	aml_name_integer(aml, "_UID", uid);
}

static void processors_add(struct aml *aml, const struct platform_spec *spec)
{
	unsigned int i;

	for (i = 0; i < spec->nr_cpus; i++) {
		processor_open(aml, platform_own_uid(i));
		aml_name_integer(aml, "_STA", PRESENT);
		aml_close(aml);
	}
	for (i = 0; i < spec->nr_lent_cpus; i++) {
		uint8_t uid = platform_lent_uid(spec, i);
		struct acpi_madt_lapic entry = {
			.type = 0,
			.length = sizeof(entry),
			.uid = uid,
			.apicid = platform_apicid_byte(spec->lent_apicid[i]),
			.flags = MADT_ENABLED,
		};

		processor_open(aml, uid);
		lent_methods_add(aml, "CPUP", "CPUE", i, uid);
		aml_name(aml, "_MAT");
		aml_buffer(aml, &entry, sizeof(entry));
		aml_close(aml);
	}
}

static void memory_add(struct aml *aml, const struct platform_spec *spec)
{
	for (unsigned int i = 0; i < spec->nr_lent_memory; i++) {
		struct prange range = spec->lent_memory[i];
		struct aml res = { 0 };
		char name[NAME_SIZE];

		name_make(name, 'M', i + 1);
		aml_device_open(aml, name);
		aml_name(aml, "_HID");
		aml_eisa_id(aml, "PNP0C80");
		aml_name_integer(aml, "_UID", i + 1);
		lent_methods_add(aml, "MEMP", "MEME", i, i + 1);
		resource_memory64(&res, range.start, prange_size(range));
		aml_resources(aml, &res);
		aml_close(aml);
	}
}

/* If (@path == @value) */
static void cell_is(struct aml *aml, const char *path, uint64_t value)
{
	aml_if_open(aml);
	aml_op(aml, AML_LEQUAL);
	aml_path(aml, path);
	aml_integer(aml, value);
}

static void cell_set(struct aml *aml, const char *path, uint64_t value)
{
	aml_op(aml, AML_STORE);
	aml_integer(aml, value);
	aml_path(aml, path);
}

/*
 * A kernel that its predecessor has started by kexec: that end was none, and had its
 * \_TTS. A crash kernel is entered without. Linux runs \_SB._INI once in each kernel
 * (drivers/acpi/acpica/nsinit.c), before its drivers.
 */
static void begin_of_life_add(struct aml *aml)
{
	aml_method_open(aml, "_INI", 0);
	cell_is(aml, "KRNL", MINT_KERNEL_FIRST);
	cell_is(aml, "TTSA", 0);
	cell_set(aml, "KRNL", MINT_KERNEL_CRASH);
	aml_close(aml);
	aml_close(aml);
	cell_is(aml, "KRNL", MINT_KERNEL_NONE);
	cell_set(aml, "KRNL", MINT_KERNEL_FIRST);
	aml_close(aml);
	cell_set(aml, "TTSA", 0);
	aml_close(aml);
}

static void power_button_add(struct aml *aml)
{
	aml_device_open(aml, "PWRB");
	aml_name(aml, "_HID");
	aml_eisa_id(aml, "PNP0C0C");
	aml_close(aml);
}

static void devices_add(struct aml *aml, const struct platform_spec *spec)
{
	mailbox_add(aml, spec);
	end_of_life_add(aml);
	aml_scope_open(aml, "\\_SB");
	begin_of_life_add(aml);
	power_button_add(aml);
	fence_add(aml, spec);
	uart_add(aml, spec);
	host_bridges_add(aml, spec);
	processors_add(aml, spec);
	memory_add(aml, spec);
	event_device_add(aml, spec);
	aml_close(aml);
}

static void aml_free(struct aml *aml)
{
	buffer_free(&aml->out);
}

int acpi_dsdt_build(const struct platform_spec *spec, struct buffer *ret)
{
	CLEANUP(aml_free) struct aml aml = { 0 };
	struct acpi_header header;
	size_t start = ret->size;
	int err;

	devices_add(&aml, spec);
	if (aml.err)
		return aml.err;
	acpi_header_fill(&header, "DSDT", 0, DSDT_REVISION);
	err = buffer_append(ret, &header, sizeof(header));
	if (err)
		return err;
	err = buffer_append(ret, aml.out.data, aml.out.size);
	if (err)
		return err;
	acpi_table_seal(ret->data + start, ret->size - start);
	return 0;
}
