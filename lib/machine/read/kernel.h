/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.h - the leader's kernel: which it is, and may it load another?
 */
#ifndef MINT_MACHINE_READ_KERNEL_H
#define MINT_MACHINE_READ_KERNEL_H

#include "machine/read/reader.h"

fact_reader release_read, cmdline_read;
fact_reader lockdown_read, kexec_disabled_read, kexec_spent_read;
fact_reader kexec_loaded_read, crash_loaded_read;
fact_reader crypt_keys_read, measurements_read;

#endif
