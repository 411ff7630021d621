/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf.h - any ELF but a 64-bit Linux
 *
 * In: struct plain, free RAM. Out: segments; entry and registers in the handoff.
 */
#ifndef MINT_PLAN_PLAIN_ELF_H
#define MINT_PLAN_PLAIN_ELF_H

#include "plan/plain/plain.h"

/** plain_load_elf - ELF 32 and 64 with --args-elf, --args-none, --args-linux */
plain_load_fn plain_load_elf;

#endif
