/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * os.c - the OSes as /sys/class/mint shows them, for anybody, without root
 *
 * In: sys/class/mint. Out: struct machine_os; a line for what is not there.
 */
#include <errno.h>
#include <string.h>

#include "mint/ctl/os.h"
#include "machine/read/sysroot.h"

#define CLASS_DIR  "sys/class/mint"
#define MODULE_DIR "sys/class/misc/mint"

static int class_open(const char *sysroot, struct sysroot *ret, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot root = { -1, NULL };
	int err = sysroot_open(sysroot, &root, diag);

	/* Exit code 3 is for an OS that does not exist, not for a directory. */
	if (err)
		return err == -ENOENT ? -ENOTDIR : err;
	err = sysroot_enter(&root, CLASS_DIR, ret);
	if (err == -ENOENT && !sysroot_has(&root, MODULE_DIR))
		return diag_fail(diag, -ENODEV,
				 "no mint module: modprobe mint (or insmod "
				 "mint.ko), then try again");
	return err;
}

int ctl_os_read(const char *sysroot, const char *name, struct machine_os *ret,
		struct diag *diag)
{
	AUTO_SYSROOT struct sysroot class = { -1, NULL };
	int err = class_open(sysroot, &class, diag);

	if (!err)
		err = machine_os_read(&class, name, ret, diag);
	if (err == -ENOENT)
		return diag_fail(diag, err, "%s: no such OS (mintctl list shows all)",
				 name);
	if (err)
		return diag_fail(diag, err, "%s: %s", name, strerror(-err));
	return 0;
}

int ctl_oses_read(const char *sysroot, struct machine_os **ret, size_t *ret_count,
		  struct diag *diag)
{
	AUTO_SYSROOT struct sysroot class = { -1, NULL };
	int err = class_open(sysroot, &class, diag);

	*ret = NULL;
	*ret_count = 0;
	if (err)
		return err == -ENOENT ? 0 : err;
	err = machine_oses_read(&class, ret, ret_count, diag);
	if (err)
		return diag_fail(diag, err, "%s: %s", CLASS_DIR, strerror(-err));
	return 0;
}

void ctl_oses_free(struct machine_os *os, size_t count)
{
	machine_oses_free(os, count);
}
