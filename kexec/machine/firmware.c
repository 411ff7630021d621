/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firmware.c - memory as the firmware gave it to the leader, EFI, RSDP, zero page
 *
 * In: sys/firmware, sys/kernel/boot_params. Out: the firmware's map, sorted; no boot
 * parameter (mem=, memmap=) can change it.
 * Ref: Documentation/ABI/testing/sysfs-firmware-memmap, Linux
 * arch/x86/kernel/e820.c e820_type_to_string(); boot.rst and
 * arch/x86/include/uapi/asm/bootparam.h (struct boot_params).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "machine/facts.h"
#include "machine/text.h"

/* struct boot_params */
#define BOOT_PARAMS_SIZE	   4096
#define BOOT_PARAMS_ACPI_RSDP_ADDR 0x70
#define BOOT_PARAMS_E820_ENTRIES   0x1e8
#define BOOT_PARAMS_E820_TABLE	   0x2d0
#define E820_ENTRY_SIZE		   20
#define E820_MAX_ENTRIES	   128

/* Names differ in case between kernels; what is not listed is never RAM. */
static uint32_t memory_type_named(const char *name)
{
	static const struct {
		const char *name;
		uint32_t type;
	} types[] = {
		{ "System RAM", MEMORY_RAM },
		{ "ACPI Tables", MEMORY_ACPI },
		{ "ACPI Non-volatile Storage", MEMORY_NVS },
		{ "Unusable memory", MEMORY_UNUSABLE },
		{ "Persistent Memory", MEMORY_PMEM },
		{ "Persistent Memory (legacy)", MEMORY_PRAM },
		{ "Soft Reserved", MEMORY_SOFT_RESERVED },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (!strcasecmp(types[i].name, name))
			return types[i].type;
	}
	return MEMORY_RESERVED;
}

static int memory_compare(const void *left, const void *right)
{
	const struct memory_entry *a = left, *b = right;

	if (a->range.start != b->range.start)
		return a->range.start < b->range.start ? -1 : 1;
	return a->range.end < b->range.end ? -1 : a->range.end > b->range.end;
}

static int memory_add(struct machine *machine, struct prange range, uint32_t type)
{
	int err;

	if (prange_is_empty(range))
		return 0;
	err = array_grow(&machine->firmware, machine->nr_firmware,
			 sizeof(*machine->firmware));
	if (err)
		return err;
	machine->firmware[machine->nr_firmware++] = (struct memory_entry){ range, type };
	return 0;
}

static void memory_sort(struct machine *machine)
{
	if (machine->nr_firmware)
		qsort(machine->firmware, machine->nr_firmware, sizeof(*machine->firmware),
		      memory_compare);
}

static int memory_entry_read(const struct sysroot *at, struct machine *machine,
			     struct diag *diag)
{
	AUTO_FREE char *type = NULL;
	struct prange range;
	uint64_t last;
	int err = sysroot_number(at, "start", 16, &range.start, diag);

	if (!err)
		err = sysroot_number(at, "end", 16, &last, diag);
	if (!err)
		err = sysroot_word(at, "type", &type, diag);
	if (err == -ENOENT)
		return sysroot_fail(
			at, "type", 0, -EINVAL, diag,
			"start, end and type belong together, one is missing");
	if (err)
		return err;
	if (last < range.start)
		return sysroot_fail(at, "end", 1, -EINVAL, diag,
				    "the end is below start");
	range.end = last == UINT64_MAX ? last : last + 1;
	return memory_add(machine, range, memory_type_named(type));
}

int firmware_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	AUTO_SYSROOT struct sysroot memmap = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = sysroot_enter(root, path, &memmap);

	if (!err)
		err = sysroot_names(&memmap, &names);
	for (i = 0; !err && i < names.count; i++) {
		AUTO_SYSROOT struct sysroot entry = { -1, NULL };

		err = sysroot_enter(&memmap, names.at[i]->d_name, &entry);
		if (err == -ENOENT)
			err = 0;
		else if (!err)
			err = memory_entry_read(&entry, machine, diag);
	}
	if (err)
		return err;
	memory_sort(machine);
	return machine->nr_firmware ? 0 : -ENOENT;
}

int boot_params_read(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	struct buffer data = { 0 };
	int err = sysroot_bytes(root, path, &data, diag);

	if (err)
		return err;
	if (data.size != BOOT_PARAMS_SIZE) {
		err = diag_fail(diag, -EINVAL, "%s/%s: %zu bytes, a zero page has %d",
				root->name, path, data.size, BOOT_PARAMS_SIZE);
		buffer_free(&data);
		return err;
	}
	machine->boot_params = data.data;
	machine->boot_params_size = data.size;
	return 0;
}

static struct bytes boot_params_view(const struct machine *machine)
{
	return (struct bytes){ machine->boot_params, machine->boot_params_size };
}

int firmware_read_e820(const struct sysroot *root, const char *path,
		       struct machine *machine, struct diag *diag)
{
	struct bytes zero_page = boot_params_view(machine);
	uint8_t i, count = 0;

	if (bytes_get_u8(zero_page, BOOT_PARAMS_E820_ENTRIES, &count) || !count)
		return -ENOENT;
	if (count > E820_MAX_ENTRIES)
		return sysroot_fail(root, path, 0, -EINVAL, diag,
				    "more than 128 e820 entries");
	for (i = 0; i < count; i++) {
		uint64_t at = BOOT_PARAMS_E820_TABLE + (uint64_t)i * E820_ENTRY_SIZE;
		uint64_t start = 0, size = 0, end;
		uint32_t type = 0;
		int err = bytes_get_u64(zero_page, at, &start);

		if (!err)
			err = bytes_get_u64(zero_page, at + 8, &size);
		if (!err)
			err = bytes_get_u32(zero_page, at + 16, &type);
		if (err || __builtin_add_overflow(start, size, &end))
			return sysroot_fail(root, path, 0, -EINVAL, diag,
					    "an e820 entry reaches over 64 bits");
		err = memory_add(machine, (struct prange){ start, end }, type);
		if (err)
			return err;
	}
	memory_sort(machine);
	return 0;
}

int rsdp_read_systab(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	unsigned int number = 0;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		if (strncmp(line, "ACPI20=", 7))
			continue;
		if (text_number(line + 7, 16, &machine->rsdp))
			return sysroot_fail(root, path, number, -EINVAL, diag,
					    "ACPI20= is no hexadecimal address");
		return 0;
	}
	return -ENOENT;
}

int rsdp_read_boot_params(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	uint64_t address = 0;

	(void)root;
	(void)path;
	(void)diag;
	if (bytes_get_u64(boot_params_view(machine), BOOT_PARAMS_ACPI_RSDP_ADDR,
			  &address) ||
	    !address)
		return -ENOENT;
	machine->rsdp = address;
	return 0;
}

int efi_bits_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	uint64_t bits;
	int err = sysroot_number(root, path, 10, &bits, diag);

	if (err)
		return err;
	if (bits != 32 && bits != 64)
		return sysroot_fail(root, path, 1, -EINVAL, diag, "neither 32 nor 64");
	machine->efi_bits = (uint16_t)bits;
	return 0;
}
