/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kcore.h - where this kernel is mapped
 */
#ifndef MINT_MACHINE_READ_KCORE_H
#define MINT_MACHINE_READ_KCORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/prange.h"
#include "machine/read/reader.h"

fact_reader mapping_read_kcore, mapping_read_kallsyms;

/**
 * kcore_size - bytes of the ELF header and program headers of /proc/kcore
 * @head: its first 64 bytes
 * Return: 0 when it is no ELF-64 core.
 */
size_t kcore_size(struct bytes head);

/**
 * kcore_parse - where the kernel and the direct map are mapped
 * @headers:     kcore_size() bytes of /proc/kcore
 * @kernel:      physical address of _text; 0 unknown
 * @ret_virtual: of _text; untouched when no header says it
 * @ret_offset:  page_offset; untouched when no header says it
 */
void kcore_parse(struct bytes headers, phys_t kernel, uint64_t *ret_virtual,
		 uint64_t *ret_offset);

/**
 * kallsyms_find_text - virtual address of _text
 * @text: the beginning of /proc/kallsyms; a cut last line is ignored
 * Return: 0 when it is not there or shown as zero (no root).
 */
uint64_t kallsyms_find_text(const char *text);

#endif
