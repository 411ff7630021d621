/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * os.c - the OSes as /sys/class/mint shows them, for anybody, without root
 *
 * In: sys/class/mint. Out: struct machine_os; a line for what is not there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint/ctl/os.h"
#include "machine/read/sysroot.h"
#include "machine/text.h"

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
	AUTO_NAMES struct sysroot_names names = { 0 };
	struct machine_os *os = NULL;
	size_t count = 0;
	int i, err = class_open(sysroot, &class, diag);

	*ret = NULL;
	*ret_count = 0;
	if (err)
		return err == -ENOENT ? 0 : err;
	err = sysroot_names(&class, &names);
	for (i = 0; !err && i < names.count; i++) {
		err = array_grow(&os, count, sizeof(*os));
		if (err)
			break;
		err = machine_os_read(&class, names.at[i]->d_name, &os[count], diag);
		/* Released while we were looking. */
		if (err == -ENOENT)
			err = 0;
		else if (!err)
			count++;
	}
	if (err) {
		ctl_oses_free(os, count);
		return diag_fail(diag, err, "%s: %s", CLASS_DIR, strerror(-err));
	}
	*ret = os;
	*ret_count = count;
	return 0;
}

void ctl_oses_free(struct machine_os *os, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		machine_os_free(&os[i]);
	free(os);
}
