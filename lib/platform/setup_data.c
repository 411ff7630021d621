/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * setup_data.c - the chain of items that boot_params points to
 *
 * In: items and the place they will lie at; a long memory map; EFI facts. Out: bytes.
 *
 *   at -> | next | type | len | data, padded to 8 | next | type | …
 *           8      4      4     item.data.size
 *
 * A kernel that is not the first to run on its EFI firmware cannot call
 * SetVirtualAddressMap again: it must map the runtime where the first one did, which
 * SETUP_EFI and the descriptors' virtual addresses say.
 * Ref: boot.rst "setup_data"; Linux arch/x86/include/uapi/asm/setup_data.h,
 * arch/x86/include/asm/efi.h (struct efi_setup_data), arch/x86/platform/efi/efi.c;
 * UEFI 2.10 section 7.2.3.
 */
#include "platform/setup_data.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"

#define ITEM_ALIGN	    UINT64_C(8)
#define ITEM_HEADER_SIZE    UINT64_C(16)
#define E820_ENTRY_SIZE	    20u /* struct boot_e820_entry, packed */
#define EFI_SETUP_DATA_SIZE 96u /* four addresses, eight reserved */

static uint64_t item_size(const struct setup_data_item *item)
{
	return ITEM_HEADER_SIZE + align_up(item->data.size, ITEM_ALIGN);
}

uint64_t setup_data_size(const struct setup_data_item *item, size_t count)
{
	uint64_t size = 0;

	while (count--)
		size += item_size(item++);
	return size;
}

static int item_append(const struct setup_data_item *item, phys_t next,
		       struct buffer *ret)
{
	uint8_t header[ITEM_HEADER_SIZE];
	size_t pad = align_up(item->data.size, ITEM_ALIGN) - item->data.size;
	int err;

	put_le64(header, next);
	put_le32(header + 8, item->type);
	put_le32(header + 12, (uint32_t)item->data.size);
	err = buffer_append(ret, header, sizeof(header));
	if (err)
		return err;
	err = buffer_append(ret, item->data.data, item->data.size);
	if (err)
		return err;
	return buffer_append(ret, NULL, pad);
}

static int items_check(const struct setup_data_item *item, size_t count,
		       struct diag *diag)
{
	for (size_t i = 0; i < count; i++) {
		if (item[i].data.size > UINT32_MAX)
			return diag_fail(diag, -E2BIG,
					 "setup_data: %zu bytes of type %u, at most %u "
					 "can be told",
					 item[i].data.size, (unsigned int)item[i].type,
					 UINT32_MAX);
	}
	return 0;
}

static int items_append(const struct setup_data_item *item, size_t count, phys_t at,
			struct buffer *ret)
{
	/* In one piece: a failure later must not leave half a chain behind. */
	int err = buffer_reserve(ret, ret->size + setup_data_size(item, count));

	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		at += item_size(&item[i]);
		err = item_append(&item[i], i + 1 < count ? at : 0, ret);
		if (err)
			return err;
	}
	return 0;
}

int setup_data_build(const struct setup_data_item *item, size_t count, phys_t at,
		     struct buffer *ret, struct diag *diag)
{
	size_t before = ret->size;
	int err;

	if (!is_aligned(at, ITEM_ALIGN))
		return diag_fail(diag, -EINVAL, "setup_data: 0x%llx is no multiple of 8",
				 (unsigned long long)at);
	err = items_check(item, count, diag);
	if (err)
		return err;
	err = items_append(item, count, at, ret);
	if (err) {
		ret->size = before;
		return diag_fail(diag, err, "setup_data: out of memory");
	}
	return 0;
}

int setup_data_e820_ext(const struct memory_map *map, struct buffer *ret)
{
	CLEANUP(buffer_free) struct buffer more = { 0 };
	uint8_t entry[E820_ENTRY_SIZE];
	int err;

	for (unsigned int i = PLATFORM_BOOT_PARAMS_MAP; i < map->count; i++) {
		put_le64(entry, map->at[i].range.start);
		put_le64(entry + 8, prange_size(map->at[i].range));
		put_le32(entry + 16, map->at[i].type);
		err = buffer_append(&more, entry, sizeof(entry));
		if (err)
			return err;
	}
	return buffer_append(ret, more.data, more.size);
}

static int efi_map_append(const struct machine_efi *efi, struct buffer *ret)
{
	uint8_t descriptor[SETUP_DATA_EFI_DESCRIPTOR_SIZE];
	int err;

	for (size_t i = 0; i < efi->nr_entries; i++) {
		const struct machine_efi_entry *entry = &efi->entry[i];

		put_le64(descriptor, entry->type);
		put_le64(descriptor + 8, entry->physical);
		put_le64(descriptor + 16, entry->virtual);
		put_le64(descriptor + 24, entry->pages);
		put_le64(descriptor + 32, entry->attribute);
		err = buffer_append(ret, descriptor, sizeof(descriptor));
		if (err)
			return err;
	}
	return 0;
}

/* Both or none: what can fail comes first. */
static int efi_append(const struct machine_efi *efi, const uint8_t *data,
		      struct buffer *ret_data, struct buffer *ret_map)
{
	CLEANUP(buffer_free) struct buffer map = { 0 };
	int err = efi_map_append(efi, &map);

	if (err)
		return err;
	err = buffer_reserve(ret_data, ret_data->size + EFI_SETUP_DATA_SIZE);
	if (err)
		return err;
	err = buffer_append(ret_map, map.data, map.size);
	if (err)
		return err;
	return buffer_append(ret_data, data, EFI_SETUP_DATA_SIZE);
}

int setup_data_efi(const struct machine_efi *efi, struct buffer *ret_data,
		   struct buffer *ret_map, struct diag *diag)
{
	uint8_t data[EFI_SETUP_DATA_SIZE] = { 0 };
	int err;

	if (!efi->is_complete || !efi->nr_entries)
		return diag_fail(diag, -ENODATA,
				 "EFI: the runtime cannot be handed over: fw_vendor "
				 "0x%llx, runtime 0x%llx, config_table 0x%llx, %zu "
				 "descriptors in runtime-map",
				 (unsigned long long)efi->fw_vendor,
				 (unsigned long long)efi->runtime,
				 (unsigned long long)efi->config_table, efi->nr_entries);
	put_le64(data, efi->fw_vendor);
	put_le64(data + 8, efi->runtime);
	put_le64(data + 16, efi->config_table);
	put_le64(data + 24, efi->smbios);
	err = efi_append(efi, data, ret_data, ret_map);
	return err ? diag_fail(diag, err, "EFI runtime map: out of memory") : 0;
}
