/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_efi_sysfs.c - any text as /sys/firmware/efi/systab and as a runtime-map entry
 *
 * In: five lines are an entry's files, all of it is systab. Checked: an entry's range
 * stays inside of 64 bits; an address that is found stands in its line.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/read/efi.h"
#include "machine/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static void check_entry(const char *text)
{
	uint64_t field[EFI_ENTRY_FIELDS] = { 0 };
	struct machine_efi_entry entry;
	const char *wrong;
	int i;

	for (i = 0; i < EFI_ENTRY_FIELDS; i++) {
		size_t size = strcspn(text, "\n");
		char line[64];

		snprintf(line, sizeof(line), "%.*s", (int)(size > 60 ? 60 : size), text);
		text_number(line, 16, &field[i]);
		text += size + (text[size] == '\n');
		check(efi_entry_file((enum efi_entry_field)i) != NULL);
	}
	wrong = efi_entry_make(field, &entry);
	if (wrong) {
		uint64_t room = (UINT64_MAX - field[EFI_ENTRY_PHYSICAL]) >> 12;

		check(field[EFI_ENTRY_TYPE] > UINT32_MAX ||
		      field[EFI_ENTRY_PAGES] > room);
		return;
	}
	check(entry.pages <= UINT64_MAX >> 12);
	check(entry.physical + (entry.pages << 12) >= entry.physical);
	check(entry.virtual == field[EFI_ENTRY_VIRTUAL]);
	check(entry.attribute == field[EFI_ENTRY_ATTRIBUTE]);
}

static void check_systab(const char *text, const char *key)
{
	uint64_t address = 0;
	unsigned int line = 0, i;
	int err = systab_find(text, key, &address, &line);

	check((err == 0 || line > 0) || address == 0);
	if (!line)
		return;
	for (i = 1; i < line; i++)
		text = strchr(text, '\n') + 1;
	check(!strncmp(text, key, strlen(key)) && text[strlen(key)] == '=');
	if (!err)
		check(strtoull(text + strlen(key) + 1, NULL, 16) == address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	check(text != NULL);
	check_entry(text);
	check_systab(text, "ACPI20");
	check_systab(text, "SMBIOS");
	free(text);
	return 0;
}
