/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firmware.h - memory as the firmware gave it to the leader, EFI, RSDP, zero page
 */
#ifndef MINT_MACHINE_READ_FIRMWARE_H
#define MINT_MACHINE_READ_FIRMWARE_H

#include "machine/read/reader.h"

fact_reader boot_params_read, firmware_read, firmware_read_e820;
fact_reader rsdp_read_systab, rsdp_read_boot_params, efi_bits_read;

#endif
