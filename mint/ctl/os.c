/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * os.c - the OSes as /sys/class/mint shows them, for anybody, without root
 *
 * In:
 * sys/class/mint/NAME/{state,reason,region,windows,cpus,starts,uptime_s,lost_cpus,uart,
 * devices}.
 * Out: struct ctl_os.
 * Ref: mint/module/os.c prints these files.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "ctl/ctl.h"
#include "machine/sysroot.h"
#include "machine/text.h"

#define CLASS_DIR  "sys/class/mint"
#define MODULE_DIR "sys/class/misc/mint"

static int word_read(const struct sysroot *at, const char *name, char *ret, size_t room,
		     struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, name, &text, diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	if (strlen(text) >= room)
		return sysroot_fail(at, name, 1, -EINVAL, diag, "the word is too long");
	strcpy(ret, text);
	return 0;
}

static int number_read(const struct sysroot *at, const char *name, int base,
		       uint64_t *ret, struct diag *diag)
{
	int err = sysroot_number(at, name, base, ret, diag);

	return err == -ENOENT ? 0 : err;
}

static int state_read(const struct sysroot *at, struct ctl_os *os, struct diag *diag)
{
	AUTO_FREE char *state = NULL;
	int err = sysroot_word(at, "state", &state, diag);

	if (err)
		return err;
	if (strlen(state) >= sizeof(os->state))
		return sysroot_fail(at, "state", 1, -EINVAL, diag,
				    "the word is too long");
	strcpy(os->state, state);
	err = word_read(at, "reason", os->reason, sizeof(os->reason), diag);
	if (strcmp(os->reason, "none") == 0)
		os->reason[0] = '\0';
	return err;
}

static int region_read(const struct sysroot *at, struct ctl_os *os, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, "region", &text, diag);

	if (err || !*text)
		return err == -ENOENT ? 0 : err;
	if (text_range(text, &os->region))
		return sysroot_fail(at, "region", 1, -EINVAL, diag,
				    "'0xfirst-0xlast' was expected");
	return 0;
}

static int window_parse(const char *line, struct ctl_window *ret)
{
	size_t size = strcspn(line, " ");

	if (!size || size >= sizeof(ret->purpose) || line[size] != ' ')
		return -EINVAL;
	memcpy(ret->purpose, line, size);
	ret->purpose[size] = '\0';
	return text_range(line + size + 1, &ret->range);
}

static int windows_read(const struct sysroot *at, struct ctl_os *os, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	int err = sysroot_word(at, "windows", &text, diag);

	if (err || !*text)
		return err == -ENOENT ? 0 : err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		if (os->nr_windows == MINT_MAX_RANGES ||
		    window_parse(line, &os->window[os->nr_windows]))
			return sysroot_fail(
				at, "windows", (unsigned int)os->nr_windows + 1, -EINVAL,
				diag, "'purpose 0xfirst-0xlast' was expected");
		os->nr_windows++;
	}
	return 0;
}

static int cpus_read(const struct sysroot *at, struct ctl_os *os, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, "cpus", &text, diag);

	if (err || !*text)
		return err == -ENOENT ? 0 : err;
	err = text_cpulist(text, &os->cpu, &os->nr_cpus);
	if (err == -EINVAL)
		return sysroot_fail(at, "cpus", 1, err, diag,
				    "a CPU list like 1-2,5 was expected");
	return err;
}

/* A module before ABI 2 has no such file. */
static int devices_read(const struct sysroot *at, struct ctl_os *os, struct diag *diag)
{
	int err = sysroot_word(at, "devices", &os->devices, diag);

	return err == -ENOENT ? 0 : err;
}

static int os_read(const struct sysroot *class, const char *name, struct ctl_os *ret,
		   struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	struct ctl_os os = { 0 };
	int err;

	if (strlen(name) >= sizeof(os.name) || strchr(name, '/') || name[0] == '.')
		return -ENOENT;
	strcpy(os.name, name);
	err = sysroot_enter(class, name, &at);
	if (!err)
		err = state_read(&at, &os, diag);
	if (!err)
		err = region_read(&at, &os, diag);
	if (!err)
		err = windows_read(&at, &os, diag);
	if (!err)
		err = cpus_read(&at, &os, diag);
	if (!err)
		err = number_read(&at, "starts", 10, &os.starts, diag);
	if (!err)
		err = number_read(&at, "uptime_s", 10, &os.uptime_s, diag);
	if (!err)
		err = number_read(&at, "lost_cpus", 10, &os.lost_cpus, diag);
	if (!err)
		err = number_read(&at, "uart", 16, &os.uart, diag);
	if (!err)
		err = devices_read(&at, &os, diag);
	if (err)
		ctl_os_free(&os);
	else
		*ret = os;
	/* What sysfs says of a file that was opened before its OS was released. */
	return err == -ENODEV ? -ENOENT : err;
}

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

int ctl_os_read(const char *sysroot, const char *name, struct ctl_os *ret,
		struct diag *diag)
{
	AUTO_SYSROOT struct sysroot class = { -1, NULL };
	int err = class_open(sysroot, &class, diag);

	if (!err)
		err = os_read(&class, name, ret, diag);
	if (err == -ENOENT)
		return diag_fail(diag, err, "%s: no such OS (mintctl list shows all)",
				 name);
	if (err)
		return diag_fail(diag, err, "%s: %s", name, strerror(-err));
	return 0;
}

int ctl_oses_read(const char *sysroot, struct ctl_os **ret, size_t *ret_count,
		  struct diag *diag)
{
	AUTO_SYSROOT struct sysroot class = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	struct ctl_os *os = NULL;
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
		err = os_read(&class, names.at[i]->d_name, &os[count], diag);
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

void ctl_os_free(struct ctl_os *os)
{
	free(os->cpu);
	free(os->devices);
	os->cpu = NULL;
}

void ctl_oses_free(struct ctl_os *os, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		ctl_os_free(&os[i]);
	free(os);
}
