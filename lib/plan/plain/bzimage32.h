/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bzimage32.h - a bzImage or zImage through its 32-bit or its real-mode entry
 *
 * In: struct plain, free RAM. Out: segments; entry and registers in the handoff.
 */
#ifndef MINT_PLAN_PLAIN_BZIMAGE32_H
#define MINT_PLAN_PLAIN_BZIMAGE32_H

#include "plan/plain/plain.h"

/** plain_load_bzimage32 - bzImage32, or a bzImage64 that was asked to be one */
plain_load_fn plain_load_bzimage32;

#endif
