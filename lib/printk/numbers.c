/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numbers.c - the numbers that a struct of this room needs from vmcoreinfo, by a table
 *
 * In: vmcoreinfo, a table. Out: a struct's uint64_t members.
 * Ref: Documentation/admin-guide/kdump/vmcoreinfo.rst
 */
#include "printk/numbers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {
	[VMCOREINFO_SYMBOL] = "SYMBOL", [VMCOREINFO_OFFSET] = "OFFSET",
	[VMCOREINFO_SIZE] = "SIZE",	[VMCOREINFO_LENGTH] = "LENGTH",
	[VMCOREINFO_NUMBER] = "NUMBER",
};

static int number_read(const struct vmcoreinfo *info, const struct printk_number *number,
		       const char *base, uint64_t *ret, struct diag *diag)
{
	char name[64];
	int err;

	if (*number->name == '*')
		snprintf(name, sizeof(name), "%s%s", base, number->name + 1);
	else
		snprintf(name, sizeof(name), "%s", number->name);
	err = vmcoreinfo_value(info, number->kind, name, ret);
	if (err == -ENOENT && number->is_optional) {
		*ret = PRINTK_NO_NUMBER;
		return 0;
	}
	if (err)
		return diag_fail(diag, err, "vmcoreinfo: %s %s(%s)=",
				 err == -ENOENT ? "no" : "no number in",
				 kind_names[number->kind], name);
	return 0;
}

int printk_numbers_read(const struct vmcoreinfo *info, const struct printk_number *number,
			size_t count, const char *base, void *to, struct diag *diag)
{
	uint64_t value;
	size_t i;
	int err;

	for (i = 0; i < count; i++) {
		err = number_read(info, &number[i], base, &value, diag);
		if (err)
			return err;
		memcpy((uint8_t *)to + number[i].at, &value, sizeof(value));
	}
	return 0;
}
