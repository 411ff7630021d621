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
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"
#include "machine/read/sources.h"
#include "machine/text.h"

#define E820_ENTRY_SIZE	 20
#define E820_MAX_ENTRIES 128

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
	err = array_grow(&machine->firmware.map, machine->firmware.nr_map,
			 sizeof(*machine->firmware.map));
	if (err)
		return err;
	machine->firmware.map[machine->firmware.nr_map++] =
		(struct memory_entry){ range, type };
	return 0;
}

static void memory_sort(struct machine *machine)
{
	if (machine->firmware.nr_map)
		qsort(machine->firmware.map, machine->firmware.nr_map,
		      sizeof(*machine->firmware.map), memory_compare);
}

static int memory_entry_read(const struct sysroot *memmap, uint64_t number,
			     struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *name = NULL;
	uint32_t type = MEMORY_RESERVED; /* a name that is not known is never RAM */
	struct prange range;
	char file[32];
	uint64_t last;
	int err;

	snprintf(file, sizeof(file), "%" PRIu64 "/start", number);
	err = sysroot_number(memmap, file, 16, &range.start, diag);
	snprintf(file, sizeof(file), "%" PRIu64 "/end", number);
	if (!err)
		err = sysroot_number(memmap, file, 16, &last, diag);
	if (!err && last < range.start)
		return sysroot_fail(memmap, file, 1, -EINVAL, diag,
				    "the end is below start");
	snprintf(file, sizeof(file), "%" PRIu64 "/type", number);
	if (!err)
		err = sysroot_word(memmap, file, &name, diag);
	if (err == -ENOENT)
		return sysroot_fail(
			memmap, file, 0, -EINVAL, diag,
			"start, end and type belong together, one is missing");
	if (err)
		return err;
	range.end = last == UINT64_MAX ? last : last + 1;
	memory_type_named(name, &type);
	return memory_add(machine, range, type);
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
		uint64_t number;

		if (!text_number(names.at[i]->d_name, 10, &number))
			err = memory_entry_read(&memmap, number, machine, diag);
	}
	if (err)
		return err;
	memory_sort(machine);
	machine->firmware.has_memmap = machine->firmware.nr_map > 0;
	return machine->firmware.has_memmap ? 0 : -ENOENT;
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
	machine->firmware.boot_params = data.data;
	machine->firmware.boot_params_size = data.size;
	return 0;
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
	unsigned int line = 0;
	int err = sysroot_text(root, path, &text, diag);

	if (!err)
		err = systab_find(text, "ACPI20", &machine->firmware.rsdp, &line);
	if (err == -EINVAL)
		return sysroot_fail(root, path, line, err, diag,
				    "ACPI20= is no hexadecimal address");
	return err;
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
	machine->firmware.rsdp = address;
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
	machine->firmware.efi_bits = (uint16_t)bits;
	return 0;
}
