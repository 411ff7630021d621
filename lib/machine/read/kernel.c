/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.c - the leader's kernel: which it is, and may it load another?
 *
 * In: proc/cmdline, proc/sys/kernel, sys/kernel. Out: release, cmdline, struct
 * machine_kexec but for the crash regions.
 * Ref: Linux kernel/ksysfs.c, kernel/kexec_core.c kexec_limit_handler(),
 * security/lockdown/lockdown.c lockdown_read(), kernel/crash_dump_dm_crypt.c
 * config_keys_count_show(), security/integrity/ima/ima_fs.c
 * ima_show_measurements_count().
 */
#include "machine/read/kernel.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"

int release_read(const struct sysroot *root, const char *path, struct machine *machine,
		 struct diag *diag)
{
	return sysroot_word(root, path, &machine->release, diag);
}

int cmdline_read(const struct sysroot *root, const char *path, struct machine *machine,
		 struct diag *diag)
{
	return sysroot_word(root, path, &machine->cmdline, diag);
}

/* "none [integrity] confidentiality": the one in brackets is in force. */
int lockdown_read(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	if (!strchr(text, '['))
		return sysroot_fail(root, path, 1, -EINVAL, diag,
				    "no level is in brackets");
	machine->kexec.locked_down = strstr(text, "[none]") ? FACT_NO : FACT_YES;
	return 0;
}

static int flag_read(const struct sysroot *root, const char *path, enum fact *ret,
		     struct diag *diag)
{
	uint64_t value;
	int err = sysroot_number(root, path, 10, &value, diag);

	if (err)
		return err;
	*ret = value ? FACT_YES : FACT_NO;
	return 0;
}

int kexec_disabled_read(const struct sysroot *root, const char *path,
			struct machine *machine, struct diag *diag)
{
	return flag_read(root, path, &machine->kexec.disabled, diag);
}

/* Loads that are left; -1: there is no limit. */
int kexec_spent_read(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	uint64_t left;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	if (!strcmp(text, "-1")) {
		machine->kexec.spent = FACT_NO;
		return 0;
	}
	err = sysroot_number(root, path, 10, &left, diag);
	if (err)
		return err;
	machine->kexec.spent = left ? FACT_NO : FACT_YES;
	return 0;
}

int kexec_loaded_read(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	return flag_read(root, path, &machine->kexec.loaded, diag);
}

int crash_loaded_read(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	return flag_read(root, path, &machine->kexec.crash_loaded, diag);
}

int crypt_keys_read(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	return flag_read(root, path, &machine->kexec.crypt_keys, diag);
}

/* The first entry, boot_aggregate, each kernel makes for itself. */
int measurements_read(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	uint64_t count;
	int err = sysroot_number(root, path, 10, &count, diag);

	if (err)
		return err;
	machine->kexec.measurements = count > 1 ? FACT_YES : FACT_NO;
	return 0;
}
