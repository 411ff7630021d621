/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.c - one reader for every name in a directory
 *
 * In: a directory below a root. Out: what the reader makes of each name.
 */
#include "machine/read/reader.h"

int reader_each(const struct sysroot *root, const char *path, fact_reader *each,
		struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int err = sysroot_list(root, path, &at, &names);

	if (err)
		return err;
	for (int i = 0; i < names.count; i++) {
		err = each(&at, names.at[i]->d_name, machine, diag);
		if (err)
			return err;
	}
	return 0;
}
