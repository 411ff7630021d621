/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numbers.h - the numbers that a struct of this room needs from vmcoreinfo, by a table
 *
 * In: vmcoreinfo, a table. Out: a struct's uint64_t members.
 */
#ifndef MINT_PRINTK_NUMBERS_H
#define MINT_PRINTK_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "printk/vmcoreinfo.h"

/* One number that a layout needs from vmcoreinfo. */
struct printk_number {
	enum vmcoreinfo_kind kind;
	bool is_optional; /* PRINTK_NO_NUMBER when there is no such line */
	const char *name;
	size_t at; /* where in the layout's struct: a uint64_t */
};

#define PRINTK_NO_NUMBER UINT64_MAX

/**
 * printk_numbers_read - fill a layout's struct by its table
 * @base: name that the table's "*" stands for ("printk_log", in older kernels "log")
 *
 * Return: 0, -ENOENT or -EINVAL with a line in @diag.
 */
int printk_numbers_read(const struct vmcoreinfo *info, const struct printk_number *number,
			size_t count, const char *base, void *to, struct diag *diag);

#endif
