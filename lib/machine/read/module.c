/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * module.c - what mint.ko tells of itself
 *
 * In: sys/class/misc/mint. Out: struct machine_module but for the OSes, tsc_khz.
 * Ref: abi/mint.h.
 */
#include "machine/read/module.h"

#include <errno.h>

#include "base/cleanup.h"
#include "machine/text.h"

int module_read_abi(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	uint64_t version;
	int err = sysroot_number(root, path, 10, &version, diag);

	if (err)
		return err;
	machine->module.loaded = FACT_YES;
	return 0;
}

/* The class of misc devices is there, mint is not among them: asked before this. */
int module_read_class(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	(void)diag;
	if (!sysroot_has(root, path))
		return -ENOENT;
	machine->module.loaded = FACT_NO;
	return 0;
}

int tsc_read(const struct sysroot *root, const char *path, struct machine *machine,
	     struct diag *diag)
{
	return sysroot_number(root, path, 10, &machine->cpus.tsc_khz, diag);
}

static int low_range_read(const struct sysroot *root, const char *path,
			  struct prange *ret, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	/* The module could not find it: as good as not told. */
	if (!*text)
		return -ENOENT;
	if (text_range(text, ret))
		return sysroot_fail(root, path, 1, -EINVAL, diag,
				    "'0xfirst-0xlast' was expected");
	return 0;
}

int trampoline_read(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	return low_range_read(root, path, &machine->module.trampoline, diag);
}

int park_read(const struct sysroot *root, const char *path, struct machine *machine,
	      struct diag *diag)
{
	return low_range_read(root, path, &machine->module.park, diag);
}
