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
#include "machine/read/firmware.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/memory_type.h"
#include "machine/read/boot_params.h"
#include "machine/read/efi.h"
#include "machine/text.h"

#define E820_ENTRY_SIZE	 20
#define E820_MAX_ENTRIES 128
#define FILE_MAX	 32 /* 20 digits, then a name of this file */

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

static int entry_read_files(const struct sysroot *memmap, uint64_t number,
			    struct prange *ret, char **ret_type, struct diag *diag)
{
	char file[FILE_MAX];
	uint64_t last;
	int err;

	snprintf(file, sizeof(file), "%" PRIu64 "/start", number);
	err = sysroot_number(memmap, file, 16, &ret->start, diag);
	if (err)
		return err;
	snprintf(file, sizeof(file), "%" PRIu64 "/end", number);
	err = sysroot_number(memmap, file, 16, &last, diag);
	if (err)
		return err;
	if (last < ret->start)
		return sysroot_fail(memmap, file, 1, -EINVAL, diag,
				    "the end is below start");
	ret->end = last == UINT64_MAX ? last : last + 1;
	snprintf(file, sizeof(file), "%" PRIu64 "/type", number);
	return sysroot_word(memmap, file, ret_type, diag);
}

static int entry_read(const struct sysroot *memmap, const char *name,
		      struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *type_name = NULL;
	uint32_t type = MEMORY_RESERVED; /* a name that is not known is never RAM */
	struct prange range;
	char file[FILE_MAX];
	uint64_t number;
	int err;

	if (text_number(name, 10, &number))
		return 0;
	err = entry_read_files(memmap, number, &range, &type_name, diag);
	snprintf(file, sizeof(file), "%" PRIu64 "/type", number);
	if (err == -ENOENT)
		return sysroot_fail(
			memmap, file, 0, -EINVAL, diag,
			"start, end and type belong together, one is missing");
	if (err)
		return err;
	memory_type_named(type_name, &type);
	return memory_add(machine, range, type);
}

int firmware_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	int err = reader_each(root, path, entry_read, machine, diag);

	if (err)
		return err;
	memory_sort(machine);
	machine->firmware.has_memmap = machine->firmware.nr_map > 0;
	return machine->firmware.has_memmap ? 0 : -ENOENT;
}

int boot_params_read(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer data = { 0 };
	int err = sysroot_bytes(root, path, &data, diag);

	if (err)
		return err;
	if (data.size != BOOT_PARAMS_SIZE)
		return diag_fail(diag, -EINVAL, "%s/%s: %zu bytes, a zero page has %d",
				 root->name, path, data.size, BOOT_PARAMS_SIZE);
	machine->firmware.boot_params = data.data;
	machine->firmware.boot_params_size = data.size;
	data = (struct buffer){ 0 };
	return 0;
}

static int e820_entry_read(struct bytes zero_page, unsigned int index,
			   struct machine *machine)
{
	uint64_t at = BOOT_PARAMS_E820_TABLE + (uint64_t)index * E820_ENTRY_SIZE;
	uint64_t start = 0, size = 0, end;
	uint32_t type = 0;

	if (bytes_get_u64(zero_page, at, &start) ||
	    bytes_get_u64(zero_page, at + 8, &size) ||
	    bytes_get_u32(zero_page, at + 16, &type) ||
	    __builtin_add_overflow(start, size, &end))
		return -ERANGE;
	return memory_add(machine, (struct prange){ start, end }, type);
}

int firmware_read_e820(const struct sysroot *root, const char *path,
		       struct machine *machine, struct diag *diag)
{
	struct bytes zero_page = boot_params_view(machine);
	uint8_t count = 0;

	if (bytes_get_u8(zero_page, BOOT_PARAMS_E820_ENTRIES, &count) || !count)
		return -ENOENT;
	if (count > E820_MAX_ENTRIES)
		return sysroot_fail(root, path, 0, -EINVAL, diag,
				    "more than 128 e820 entries");
	for (unsigned int i = 0; i < count; i++) {
		int err = e820_entry_read(zero_page, i, machine);

		if (err == -ERANGE)
			return sysroot_fail(root, path, 0, -EINVAL, diag,
					    "an e820 entry reaches over 64 bits");
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

	if (err)
		return err;
	err = systab_find(text, "ACPI20", &machine->firmware.rsdp, &line);
	return err == -EINVAL ? sysroot_fail(root, path, line, err, diag,
					     "ACPI20= is no hexadecimal address")
			      : err;
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
