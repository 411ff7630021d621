/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * edd.h - disks as the BIOS numbers them, and the signatures of their MBRs
 */
#ifndef MINT_MACHINE_READ_EDD_H
#define MINT_MACHINE_READ_EDD_H

#include <stdint.h>

#include "base/bytes.h"
#include "machine/machine.h"
#include "machine/read/reader.h"

fact_reader edd_read_boot_params, edd_read_sysfs;

/* int13_dev8N of /sys/firmware/edd; a NULL is a file that is not there. */
struct edd_files {
	struct bytes raw_data;
	const char *version, *extensions;
	const char *max_cylinder, *max_head, *sectors; /* legacy_… */
};

/**
 * edd_info_make - struct edd_info (82 bytes) from the files of one disk
 * @device: BIOS number, 0x80 … 0x8f
 * Return: NULL, or what is wrong with which file. @ret is written only on success.
 */
const char *edd_info_make(uint8_t device, const struct edd_files *files, uint8_t ret[82]);

/**
 * edd_find - disks in a zero page
 * Counts beyond the arrays are cut, as the kernel does.
 * Return: 0, -ENOENT (too short, or no disk and no signature).
 */
int edd_find(struct bytes boot_params, struct machine_edd *ret);

#endif
