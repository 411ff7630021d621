/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory_type.h - the names of e820 types
 */
#ifndef MINT_MACHINE_MEMORY_TYPE_H
#define MINT_MACHINE_MEMORY_TYPE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * memory_type_named - type of memory as /sys/firmware/memmap and /proc/iomem call it
 * @ret: enum memory_type; written only when the name is known
 * Return: false for any other name (a device, say). Letter case is ignored: it differs
 * between kernels. Linux arch/x86/kernel/e820.c e820_type_to_string().
 */
bool memory_type_named(const char *name, uint32_t *ret);

/**
 * memory_type_text - the same for people, whoever reads it: "reserved", "ACPI tables" …
 * @type: of e820; one that has no name is "special-purpose memory"
 */
const char *memory_type_text(uint32_t type);

#endif
