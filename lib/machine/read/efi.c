/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * efi.c - EFI as the leader uses it, for a new kernel that must go on using it
 *
 * In: sys/firmware/efi, and efi_info of the leader's zero page. Out: struct machine_efi.
 *
 * SetVirtualAddressMap() can be called once per boot, and the leader has called it: the
 * new kernel needs the addresses as they were before (fw_vendor, runtime, config_table)
 * and the leader's virtual addresses (runtime-map). The system table's own address is
 * only in the zero page. Firmware of 32 bits is never complete: a kernel of 64 bits
 * cannot go on with its services.
 * Ref: Linux Documentation/ABI/testing/sysfs-firmware-efi{,-runtime-map},
 * arch/x86/include/asm/efi.h struct efi_setup_data; zero-page.rst; UEFI 2.10, 7.2.3.
 */
#include "machine/read/efi.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/boot_params.h"
#include "machine/text.h"

#define EFI_INFO_SYSTAB	   0x04
#define EFI_INFO_SYSTAB_HI 0x18
#define EFI_PAGE_SHIFT	   12

int systab_find(const char *text, const char *key, uint64_t *ret, unsigned int *ret_line)
{
	size_t key_size = strlen(key);
	unsigned int number = 1;

	for (; *text; number++) {
		size_t size = strcspn(text, "\n");

		if (size > key_size && !strncmp(text, key, key_size) &&
		    text[key_size] == '=') {
			char value[24];

			*ret_line = number;
			size -= key_size + 1;
			if (size >= sizeof(value))
				return -EINVAL;
			memcpy(value, text + key_size + 1, size);
			value[size] = '\0';
			return text_number(value, 16, ret);
		}
		text += size + (text[size] == '\n');
	}
	return -ENOENT;
}

const char *efi_entry_file(enum efi_entry_field field)
{
	static const char *const names[EFI_ENTRY_FIELDS] = {
		[EFI_ENTRY_TYPE] = "type",	     [EFI_ENTRY_PHYSICAL] = "phys_addr",
		[EFI_ENTRY_VIRTUAL] = "virt_addr",   [EFI_ENTRY_PAGES] = "num_pages",
		[EFI_ENTRY_ATTRIBUTE] = "attribute",
	};

	return names[field];
}

const char *efi_entry_make(const uint64_t field[EFI_ENTRY_FIELDS],
			   struct machine_efi_entry *ret)
{
	uint64_t size, end;

	if (field[EFI_ENTRY_TYPE] > UINT32_MAX)
		return "the type has more than 32 bits";
	if (__builtin_mul_overflow(field[EFI_ENTRY_PAGES], UINT64_C(1) << EFI_PAGE_SHIFT,
				   &size) ||
	    __builtin_add_overflow(field[EFI_ENTRY_PHYSICAL], size, &end))
		return "the range reaches over 64 bits";
	*ret = (struct machine_efi_entry){
		.type = (uint32_t)field[EFI_ENTRY_TYPE],
		.physical = field[EFI_ENTRY_PHYSICAL],
		.virtual = field[EFI_ENTRY_VIRTUAL],
		.pages = field[EFI_ENTRY_PAGES],
		.attribute = field[EFI_ENTRY_ATTRIBUTE],
	};
	return NULL;
}

static int entry_read(const struct sysroot *map, uint64_t number,
		      struct machine_efi_entry *ret, struct diag *diag)
{
	uint64_t field[EFI_ENTRY_FIELDS];
	const char *wrong;
	char path[64];
	int i;

	for (i = 0; i < EFI_ENTRY_FIELDS; i++) {
		int err;

		snprintf(path, sizeof(path), "%" PRIu64 "/%s", number,
			 efi_entry_file((enum efi_entry_field)i));
		err = sysroot_number(map, path, 16, &field[i], diag);
		if (err)
			return err;
	}
	wrong = efi_entry_make(field, ret);
	return wrong ? sysroot_fail(map, path, 0, -EINVAL, diag, wrong) : 0;
}

static void map_free(struct machine_efi *efi)
{
	free(efi->entry);
	efi->entry = NULL;
	efi->nr_entries = 0;
}

static int entry_add(const struct sysroot *map, const char *name, struct machine *machine,
		     struct diag *diag)
{
	struct machine_efi *efi = &machine->firmware.efi;
	struct machine_efi_entry entry;
	uint64_t number;
	int err;

	if (text_number(name, 10, &number))
		return 0;
	err = entry_read(map, number, &entry, diag);
	if (err)
		return err;
	err = array_grow(&efi->entry, efi->nr_entries, sizeof(entry));
	if (err)
		return err;
	efi->entry[efi->nr_entries++] = entry;
	return 0;
}

/* A map with a part missing is no map: -ENOENT, and none of it is kept. */
static int map_read(const struct sysroot *efi, struct machine *machine, struct diag *diag)
{
	int err = reader_each(efi, "runtime-map", entry_add, machine, diag);

	if (err) {
		map_free(&machine->firmware.efi);
		return err;
	}
	return machine->firmware.efi.nr_entries ? 0 : -ENOENT;
}

static int address_read(const struct sysroot *efi, const char *name, uint64_t *ret,
			struct diag *diag)
{
	int err = sysroot_number(efi, name, 16, ret, diag);

	return err == -ENOENT ? 0 : err;
}

/* Only an old BIOS table or none at all: no SMBIOS line is no error. */
static int smbios_read(const struct sysroot *efi, uint64_t *ret, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	unsigned int line;
	int err = sysroot_text(efi, "systab", &text, diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	err = systab_find(text, "SMBIOS", ret, &line);
	if (err == -EINVAL)
		return sysroot_fail(efi, "systab", line, err, diag,
				    "SMBIOS= is no hexadecimal address");
	return err == -ENOENT ? 0 : err;
}

static uint64_t systab_address(const struct machine *machine)
{
	struct bytes page = boot_params_view(machine);
	uint32_t low = 0, high = 0;

	if (bytes_get_u32(page, BOOT_PARAMS_EFI_INFO + EFI_INFO_SYSTAB, &low) ||
	    bytes_get_u32(page, BOOT_PARAMS_EFI_INFO + EFI_INFO_SYSTAB_HI, &high))
		return 0;
	return (uint64_t)high << 32 | low;
}

/* As they were before the leader called SetVirtualAddressMap(). */
static int addresses_read(const struct sysroot *efi, struct machine_efi *ret,
			  struct diag *diag)
{
	int err = address_read(efi, "fw_vendor", &ret->fw_vendor, diag);

	if (err)
		return err;
	err = address_read(efi, "runtime", &ret->runtime, diag);
	if (err)
		return err;
	err = address_read(efi, "config_table", &ret->config_table, diag);
	return err ? err : smbios_read(efi, &ret->smbios, diag);
}

int efi_read(const struct sysroot *root, const char *path, struct machine *machine,
	     struct diag *diag)
{
	AUTO_SYSROOT struct sysroot efi = { -1, NULL };
	struct machine_efi *ret = &machine->firmware.efi;
	int err = sysroot_enter(root, path, &efi);

	if (err)
		return err;
	ret->systab = systab_address(machine);
	err = addresses_read(&efi, ret, diag);
	if (err)
		return err;
	err = map_read(&efi, machine, diag);
	if (err)
		return err;
	ret->is_complete = machine->firmware.efi_bits == 64 && ret->systab &&
			   ret->fw_vendor && ret->runtime && ret->config_table;
	return 0;
}
