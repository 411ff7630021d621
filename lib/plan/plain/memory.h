/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - RAM that a plain load may use, and the memory map it hands over
 *
 * In: machine facts. Out: plain->free, struct memory_map.
 */
#ifndef MINT_PLAN_PLAIN_MEMORY_H
#define MINT_PLAN_PLAIN_MEMORY_H

#include "plan/plain/plain.h"

/**
 * plain_ram_prepare - the machine's map; RAM that segments may take into plain->free
 *
 * RAM inside --mem-min and --mem-max, in whole pages, without page 0. A normal load takes
 * what firmware and leader both call RAM (machine_free_ram()) and leaves the crash
 * kernel's memory alone; -p takes the highest crash region only.
 * Return: 0, -ENODATA (no memory map), -ENOSPC ("Memory for crashkernel is not
 * reserved"), -ENOMEM.
 */
int plain_ram_prepare(struct plain *plain);

/**
 * plain_memory_map - the e820 map that the new kernel is told
 *
 * Normally the machine's own. -p: backup source and crash regions are RAM, less backup
 * copy and elfcorehdr; --load-preserve-context: RAM is what is free inside the limits, so
 * nothing may be placed yet. What is no RAM stays as it is.
 * Return: 0, -E2BIG (more than PLATFORM_MAX_MEMORY_MAP entries), -ENOMEM.
 */
int plain_memory_map(const struct plain *plain, struct memory_map *ret);

#endif
