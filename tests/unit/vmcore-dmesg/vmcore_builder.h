/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vmcore_builder.h - the memory of a fake kernel (printk_builder.h) as a core file
 *
 * In: a fake kernel, a shape. Out: bytes of an ELF core as those named in vmcore_shapes
 * are. Ref: elf(5).
 */
#ifndef MINT_TESTS_VMCORE_BUILDER_H
#define MINT_TESTS_VMCORE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/unit/printk/printk_builder.h"

struct vmcore_shape {
	const char *name;
	bool is_32;	    /* ELF32 headers; virtual addresses are cut to 32 bits */
	bool has_vaddr;	    /* PT_LOADs say where the kernel had them */
	bool has_text;	    /* the kernel's text in a piece of its own, over its RAM's */
	bool is_left_out;   /* zeros at the end are not in the file */
	bool has_cpu_notes; /* CPUs' notes before VMCOREINFO, padding behind them */
	bool is_xnum;	    /* the number of program headers is in section header 0 */
	bool has_no_base;   /* vmcoreinfo without phys_base: only PT_LOADs can tell */
};

extern const struct vmcore_shape vmcore_shapes[];
extern const size_t nr_vmcore_shapes;

/* @ret: zero-initialised; the caller frees it. Changes the lines of @fake's vmcoreinfo.
 */
void vmcore_make(struct fake *fake, const struct vmcore_shape *shape, struct buffer *ret);

#endif
