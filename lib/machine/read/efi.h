/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * efi.h - EFI as the leader uses it, for a new kernel that must go on using it
 */
#ifndef MINT_MACHINE_READ_EFI_H
#define MINT_MACHINE_READ_EFI_H

#include <stdint.h>

#include "machine/machine.h"
#include "machine/read/reader.h"

fact_reader efi_read;

/**
 * systab_find - "KEY=0x…" of /sys/firmware/efi/systab
 * @key:      "ACPI20", without '='
 * @ret_line: line of the text, from 1, for the message
 * Return: 0, -ENOENT (no such line), -EINVAL (no hexadecimal address).
 */
int systab_find(const char *text, const char *key, uint64_t *ret, unsigned int *ret_line);

enum efi_entry_field {
	EFI_ENTRY_TYPE,
	EFI_ENTRY_PHYSICAL,
	EFI_ENTRY_VIRTUAL,
	EFI_ENTRY_PAGES,
	EFI_ENTRY_ATTRIBUTE,
	EFI_ENTRY_FIELDS,
};

/** efi_entry_file - name of the file in runtime-map/N/ that holds the field */
const char *efi_entry_file(enum efi_entry_field field);

/**
 * efi_entry_make - one descriptor of the runtime map from its five numbers
 * Return: NULL, or what is wrong: the type has more than 32 bits, or the range passes
 * 64 bits. @ret is written only on success.
 */
const char *efi_entry_make(const uint64_t field[EFI_ENTRY_FIELDS],
			   struct machine_efi_entry *ret);

#endif
