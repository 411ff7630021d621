/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * edd.c - disks as the BIOS numbers them, and the signatures of their MBRs
 *
 * In: the leader's zero page, which has them as the new kernel wants them; else
 * sys/firmware/edd. Out: struct machine_edd.
 *
 *   struct edd_info, 82 bytes:
 *   0 device | 1 version | 2 interface_support | 4 legacy_max_cylinder
 *   6 legacy_max_head | 7 legacy_sectors_per_track | 8 edd_device_params (74)
 *
 * Ref: Linux include/uapi/linux/edd.h, drivers/firmware/edd.c (names of files and of
 * extensions), Documentation/ABI/testing/sysfs-firmware-edd; zero-page.rst.
 */
#include "machine/read/edd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/boot_params.h"
#include "machine/text.h"

#define EDD_INFO_SIZE	82
#define EDD_PARAMS	8
#define EDD_PARAMS_SIZE (EDD_INFO_SIZE - EDD_PARAMS)
#define EDD_FIRST_DISK	0x80

_Static_assert(sizeof(((struct machine_edd *)0)->info[0]) == EDD_INFO_SIZE, "edd.h");

int edd_find(struct bytes boot_params, struct machine_edd *ret)
{
	struct machine_edd edd = { 0 };
	uint8_t nr_info = 0, nr_mbr = 0;
	unsigned int i;

	if (!bytes_has(boot_params, 0, BOOT_PARAMS_SIZE) ||
	    bytes_get_u8(boot_params, BOOT_PARAMS_EDDBUF_ENTRIES, &nr_info) ||
	    bytes_get_u8(boot_params, BOOT_PARAMS_EDD_MBR_SIG_ENTRIES, &nr_mbr) ||
	    (!nr_info && !nr_mbr))
		return -ENOENT;
	edd.nr_info = nr_info > MACHINE_EDD_MAX ? MACHINE_EDD_MAX : nr_info;
	edd.nr_mbr = nr_mbr > MACHINE_MBR_MAX ? MACHINE_MBR_MAX : nr_mbr;
	memcpy(edd.info, boot_params.data + BOOT_PARAMS_EDDBUF,
	       edd.nr_info * sizeof(edd.info[0]));
	for (i = 0; i < edd.nr_mbr; i++) {
		uint64_t at = BOOT_PARAMS_EDD_MBR_SIG + UINT64_C(4) * i;

		if (bytes_get_u32(boot_params, at, &edd.mbr_signature[i]))
			return -ENOENT;
	}
	*ret = edd;
	return 0;
}

int edd_read_boot_params(const struct sysroot *root, const char *path,
			 struct machine *machine, struct diag *diag)
{
	(void)root;
	(void)path;
	(void)diag;
	return edd_find(boot_params_view(machine), &machine->firmware.edd);
}

/* The bits of interface_support; unknown lines are of newer kernels. */
static uint16_t extensions_parse(const char *text)
{
	static const char *const names[] = {
		"Fixed disk access",
		"Device locking and ejecting",
		"Enhanced Disk Drive support",
		"64-bit extensions",
	};
	uint16_t bits = 0;
	size_t i;

	while (*text) {
		size_t size = strcspn(text, "\n");

		for (i = 0; i < ARRAY_SIZE(names); i++) {
			if (size == strlen(names[i]) && !memcmp(text, names[i], size))
				bits |= (uint16_t)(1u << i);
		}
		text += size + (text[size] == '\n');
	}
	return bits;
}

/* A file that is not there stands for zero. */
static bool field_parse(const char *text, int base, uint64_t max, uint64_t *ret)
{
	*ret = 0;
	return !text || (!text_number(text, base, ret) && *ret <= max);
}

const char *edd_info_make(uint8_t device, const struct edd_files *files, uint8_t ret[82])
{
	uint64_t version, cylinder, head, sectors;

	if (files->raw_data.size > EDD_PARAMS_SIZE)
		return "raw_data: longer than the 74 bytes of EDD 3.0";
	if (!field_parse(files->version, 16, UINT8_MAX, &version))
		return "version: a hexadecimal number of 8 bits was expected";
	if (!field_parse(files->max_cylinder, 10, UINT16_MAX, &cylinder))
		return "legacy_max_cylinder: a number of 16 bits was expected";
	if (!field_parse(files->max_head, 10, UINT8_MAX, &head))
		return "legacy_max_head: a number of 8 bits was expected";
	if (!field_parse(files->sectors, 10, UINT8_MAX, &sectors))
		return "legacy_sectors_per_track: a number of 8 bits was expected";
	memset(ret, 0, EDD_INFO_SIZE);
	ret[0] = device;
	ret[1] = (uint8_t)version;
	put_le16(ret + 2, files->extensions ? extensions_parse(files->extensions) : 0);
	put_le16(ret + 4, (uint16_t)cylinder);
	ret[6] = (uint8_t)head;
	ret[7] = (uint8_t)sectors;
	if (files->raw_data.size)
		memcpy(ret + EDD_PARAMS, files->raw_data.data, files->raw_data.size);
	return NULL;
}

/* What edd_files points to. */
struct edd_texts {
	struct buffer raw_data;
	char *version, *extensions;
	char *max_cylinder, *max_head, *sectors;
};

static void texts_free(struct edd_texts *texts)
{
	buffer_free(&texts->raw_data);
	free(texts->version);
	free(texts->extensions);
	free(texts->max_cylinder);
	free(texts->max_head);
	free(texts->sectors);
}

static int texts_read(const struct sysroot *disk, struct edd_texts *ret,
		      struct diag *diag)
{
	const struct {
		const char *name;
		char **text;
	} files[] = {
		{ "version", &ret->version },
		{ "extensions", &ret->extensions },
		{ "legacy_max_cylinder", &ret->max_cylinder },
		{ "legacy_max_head", &ret->max_head },
		{ "legacy_sectors_per_track", &ret->sectors },
	};
	int err = sysroot_bytes(disk, "raw_data", &ret->raw_data, diag);

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		err = sysroot_word(disk, files[i].name, files[i].text, diag);
		if (err && err != -ENOENT)
			return err;
	}
	return 0;
}

/* -ENOENT: of this disk only the MBR's signature is known. */
static int info_read(const struct sysroot *disk, uint8_t device, uint8_t ret[82],
		     struct diag *diag)
{
	CLEANUP(texts_free) struct edd_texts texts = { 0 };
	struct edd_files files;
	const char *wrong;
	int err = texts_read(disk, &texts, diag);

	if (err)
		return err;
	files = (struct edd_files){
		.raw_data = buffer_view(&texts.raw_data),
		.version = texts.version,
		.extensions = texts.extensions,
		.max_cylinder = texts.max_cylinder,
		.max_head = texts.max_head,
		.sectors = texts.sectors,
	};
	wrong = edd_info_make(device, &files, ret);
	if (wrong)
		return diag_fail(diag, -EINVAL, "%s/%s", disk->name, wrong);
	return 0;
}

/* Disks are numbered without a gap, and those that have a file come first. */
static int disk_read(const struct sysroot *disk, unsigned int index,
		     struct machine_edd *edd, struct diag *diag)
{
	uint64_t signature;
	int err = -ENOENT;

	if (index == edd->nr_info && index < MACHINE_EDD_MAX)
		err = info_read(disk, (uint8_t)(EDD_FIRST_DISK + index), edd->info[index],
				diag);
	if (err && err != -ENOENT)
		return err;
	edd->nr_info += !err;
	if (index != edd->nr_mbr)
		return 0;
	err = sysroot_number(disk, "mbr_signature", 16, &signature, diag);
	if (err)
		return err == -ENOENT ? 0 : err;
	if (signature > UINT32_MAX)
		return sysroot_fail(disk, "mbr_signature", 1, -EINVAL, diag,
				    "more than 32 bits");
	edd->mbr_signature[edd->nr_mbr++] = (uint32_t)signature;
	return 0;
}

static int disk_enter(const struct sysroot *edd, unsigned int index, struct sysroot *ret)
{
	char name[16];

	snprintf(name, sizeof(name), "int13_dev%02x", EDD_FIRST_DISK + index);
	return sysroot_enter(edd, name, ret);
}

int edd_read_sysfs(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	AUTO_SYSROOT struct sysroot edd = { -1, NULL };
	struct machine_edd ret = { 0 };
	int err = sysroot_enter(root, path, &edd);

	if (err)
		return err;
	for (unsigned int index = 0; index < MACHINE_MBR_MAX; index++) {
		AUTO_SYSROOT struct sysroot disk = { -1, NULL };

		err = disk_enter(&edd, index, &disk);
		if (err == -ENOENT && index)
			break;
		if (err)
			return err;
		err = disk_read(&disk, index, &ret, diag);
		if (err)
			return err;
	}
	machine->firmware.edd = ret;
	return 0;
}
