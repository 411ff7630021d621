/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.h - a kernel entered as Multiboot or Multiboot2 say
 *
 * In: struct plain, free RAM. Out: segments; entry and registers in the handoff.
 */
#ifndef MINT_PLAN_PLAIN_MULTIBOOT_H
#define MINT_PLAN_PLAIN_MULTIBOOT_H

#include "plan/plain/plain.h"

/** plain_load_multiboot - both versions */
plain_load_fn plain_load_multiboot;

#endif
