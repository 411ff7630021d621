/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linux.h - Linux through its 64-bit entry
 *
 * In: struct plain, free RAM. Out: segments; entry and registers in the handoff.
 */
#ifndef MINT_PLAN_PLAIN_LINUX_H
#define MINT_PLAN_PLAIN_LINUX_H

#include "plan/plain/plain.h"

/** plain_load_linux - bzImage64, vmlinux with --args-linux */
plain_load_fn plain_load_linux;

#endif
