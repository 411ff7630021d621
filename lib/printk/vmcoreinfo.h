/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmcoreinfo.h - what a kernel says about its own structures
 *
 * In: the text of an ELF note "VMCOREINFO" (find.h looks for it in a kernel's memory).
 * Out: symbols, sizes, offsets and numbers by name.
 * Ref: Documentation/admin-guide/kdump/vmcoreinfo.rst; Linux kernel/vmcore_info.c
 *      (kernel/crash_core.c before 6.9), elf(5) for the note.
 */
#ifndef MINT_PRINTK_VMCOREINFO_H
#define MINT_PRINTK_VMCOREINFO_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"

#define VMCOREINFO_TEXT_MAX  65536
#define VMCOREINFO_LINES_MAX 4096

struct vmcoreinfo_line {
	const char *key; /* "SYMBOL(prb)", "OSRELEASE" */
	const char *value;
};

/* Owns @text, into which the lines point; zero-initialise, end with vmcoreinfo_free(). */
struct vmcoreinfo {
	char *text;
	struct vmcoreinfo_line *line;
	size_t count;
};

enum vmcoreinfo_kind {
	VMCOREINFO_SYMBOL, /* virtual address, hexadecimal */
	VMCOREINFO_OFFSET, /* "struct.member": bytes */
	VMCOREINFO_SIZE,   /* bytes */
	VMCOREINFO_LENGTH, /* elements of an array */
	VMCOREINFO_NUMBER, /* decimal or 0x…; negative ones in two's complement */
};

/**
 * vmcoreinfo_parse - split the text into lines
 * @text: up to VMCOREINFO_TEXT_MAX bytes; ends at its first zero byte, if it has one.
 *        It must begin with "OSRELEASE=" as every kernel's does.
 * @ret:  written only on success
 *
 * Lines without '=' are passed over (a text that is being written may end in one).
 * Return: 0, -EINVAL (another begin, or a byte that is not printable ASCII), -E2BIG (text
 * or number of lines), -ENOMEM.
 */
int vmcoreinfo_parse(struct bytes text, struct vmcoreinfo *ret, struct diag *diag);

void vmcoreinfo_free(struct vmcoreinfo *info);

/** vmcoreinfo_get - the value of the first line with that key, or NULL. */
const char *vmcoreinfo_get(const struct vmcoreinfo *info, const char *key);

/**
 * vmcoreinfo_value - one number by its kind and name
 * @name: "prb", or "printk_info.seq" for an offset
 * @ret:  written only on success
 *
 * Return: 0, -ENOENT (no such line), -EINVAL (not a number of that kind); no diag: many
 * lines are optional.
 */
int vmcoreinfo_value(const struct vmcoreinfo *info, enum vmcoreinfo_kind kind,
		     const char *name, uint64_t *ret);

#endif
