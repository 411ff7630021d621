/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * iomem.h - the text of /proc/iomem
 */
#ifndef MINT_MACHINE_IOMEM_H
#define MINT_MACHINE_IOMEM_H

#include <stddef.h>

#include "base/diag.h"
#include "machine/machine.h"

/**
 * iomem_parse - the text of /proc/iomem
 * @ret: array owned by the caller (names too); @ret_count its length
 * Return: 0, -EINVAL with the line number in @diag, -ENOMEM.
 */
int iomem_parse(const char *text, size_t size, struct iomem_entry **ret,
		size_t *ret_count, struct diag *diag);

/** iomem_free - entries and their names; NULL with 0 is fine */
void iomem_free(struct iomem_entry *entry, size_t count);

#endif
