/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot_params.h - where the leader's zero page has what describes the machine
 */
#ifndef MINT_MACHINE_READ_BOOT_PARAMS_H
#define MINT_MACHINE_READ_BOOT_PARAMS_H

#include "base/bytes.h"
#include "machine/machine.h"

/* struct boot_params, as far as it describes the machine; zero-page.rst */
enum boot_params_offset {
	BOOT_PARAMS_SCREEN_INFO = 0x000, /* 64 bytes */
	BOOT_PARAMS_ACPI_RSDP_ADDR = 0x070,
	BOOT_PARAMS_EFI_INFO = 0x1c0, /* 32 bytes */
	BOOT_PARAMS_E820_ENTRIES = 0x1e8,
	BOOT_PARAMS_EDDBUF_ENTRIES = 0x1e9,
	BOOT_PARAMS_EDD_MBR_SIG_ENTRIES = 0x1ea,
	BOOT_PARAMS_EDD_MBR_SIG = 0x290, /* 16 of 4 bytes */
	BOOT_PARAMS_E820_TABLE = 0x2d0,
	BOOT_PARAMS_EDDBUF = 0xd00, /* 6 of 82 bytes */
	BOOT_PARAMS_SIZE = 0x1000,
};

/** boot_params_view - the leader's zero page; empty when it is not known */
static inline struct bytes boot_params_view(const struct machine *machine)
{
	return (struct bytes){ machine->firmware.boot_params,
			       machine->firmware.boot_params_size };
}

#endif
