/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oses.c - the OSes that the module knows, and what they own
 *
 * In: sys/class/mint/NAME/{state,reason,region,windows,cpus,uart,devices,starts,uptime_s,
 * lost_cpus}; a file that is not there is a fact that this module does not tell.
 * Out: one machine_os each; the region comes first among its ranges.
 * Ref: abi/mint.h; mint/module/attr.c prints these files.
 */
#include "machine/read/oses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"
#include "machine/text.h"

static int range_add(struct machine_os *os, const char *purpose, size_t purpose_size,
		     struct prange range)
{
	int err = array_grow(&os->range, os->nr_ranges, sizeof(*os->range));

	if (!err)
		err = array_grow(&os->purpose, os->nr_ranges, sizeof(*os->purpose));
	if (err)
		return err;
	memcpy(os->purpose[os->nr_ranges], purpose, purpose_size);
	os->range[os->nr_ranges++] = range;
	return 0;
}

static int word_read(const struct sysroot *at, const char *name, char *ret, size_t room,
		     struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, name, &text, diag);

	if (err)
		return err;
	if (strlen(text) >= room)
		return sysroot_fail(at, name, 1, -EINVAL, diag, "the word is too long");
	strcpy(ret, text);
	return 0;
}

static int count_read(const struct sysroot *at, const char *name, uint64_t *ret,
		      struct diag *diag)
{
	int err = sysroot_number(at, name, 10, ret, diag);

	return err == -ENOENT ? 0 : err;
}

static int state_read(const struct sysroot *at, struct machine_os *os, struct diag *diag)
{
	int err = word_read(at, "state", os->state, sizeof(os->state), diag);

	if (err)
		return err;
	err = word_read(at, "reason", os->reason, sizeof(os->reason), diag);
	if (strcmp(os->reason, "none") == 0)
		os->reason[0] = '\0';
	return err == -ENOENT ? 0 : err;
}

/* An OS that was created but not given anything yet has an empty region. */
static int region_read(const struct sysroot *at, struct machine_os *os, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	struct prange range;
	int err = sysroot_word(at, "region", &text, diag);

	if (err || !*text)
		return err == -ENOENT ? 0 : err;
	if (text_range(text, &range))
		return sysroot_fail(at, "region", 1, -EINVAL, diag,
				    "'0xfirst-0xlast' was expected");
	return range_add(os, "region", strlen("region"), range);
}

/* Lines "realmode 0x…-0x…", "swiotlb 0x…-0x…". */
static int windows_read(const struct sysroot *at, struct machine_os *os,
			struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	unsigned int number = 0;
	int err = sysroot_word(at, "windows", &text, diag);

	if (err || !*text)
		return err == -ENOENT ? 0 : err;
	rest = text;
	while (!err && (line = strsep(&rest, "\n"))) {
		size_t size = strcspn(line, " ");
		struct prange range;

		number++;
		if (!size || size >= MACHINE_OS_PURPOSE || line[size] != ' ' ||
		    text_range(line + size + 1, &range))
			return sysroot_fail(at, "windows", number, -EINVAL, diag,
					    "'purpose 0xfirst-0xlast' was expected");
		err = range_add(os, line, size, range);
	}
	return err;
}

static int os_cpus_read(const struct sysroot *at, struct machine_os *os,
			struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, "cpus", &text, diag);

	if (!err)
		err = text_cpulist(text, &os->cpu, &os->nr_cpus);
	if (err == -EINVAL)
		return sysroot_fail(at, "cpus", 1, err, diag,
				    "a CPU list like 1-2,5 was expected");
	return err == -ENOENT ? 0 : err;
}

static int os_uart_read(const struct sysroot *at, struct machine_os *os,
			struct diag *diag)
{
	uint64_t port;
	int err = sysroot_number(at, "uart", 16, &port, diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	if (port > UINT16_MAX)
		return sysroot_fail(at, "uart", 1, -EINVAL, diag,
				    "no I/O port has more than 16 bits");
	os->uart = (uint16_t)port;
	return 0;
}

/* Lines "0000:02:00.0 nvme": the driver is what the leader gets back. */
static int os_devices_read(const struct sysroot *at, struct machine_os *os,
			   struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	char *rest, *line;
	unsigned int number = 0;
	int err = sysroot_word(at, "devices", &text, diag);

	if (err || !*text)
		return err == -ENOENT ? 0 : err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		struct bdf bdf;

		number++;
		if (bdf_parse(line, strcspn(line, " "), &bdf))
			return sysroot_fail(at, "devices", number, -EINVAL, diag,
					    "'0000:02:00.0 driver' was expected");
		err = array_grow(&os->device, os->nr_devices, sizeof(*os->device));
		if (err)
			return err;
		os->device[os->nr_devices++] = bdf;
	}
	return 0;
}

static int os_read(const struct sysroot *at, struct machine_os *os, struct diag *diag)
{
	int err = state_read(at, os, diag);

	if (!err)
		err = region_read(at, os, diag);
	if (!err)
		err = windows_read(at, os, diag);
	if (!err)
		err = os_cpus_read(at, os, diag);
	if (!err)
		err = os_devices_read(at, os, diag);
	if (!err)
		err = os_uart_read(at, os, diag);
	if (!err)
		err = count_read(at, "starts", &os->starts, diag);
	if (!err)
		err = count_read(at, "uptime_s", &os->uptime_s, diag);
	return err ? err : count_read(at, "lost_cpus", &os->lost_cpus, diag);
}

int machine_os_read(const struct sysroot *class, const char *name, struct machine_os *ret,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	struct machine_os os = { 0 };
	int err;

	if (strlen(name) >= sizeof(os.name) || strchr(name, '/') || name[0] == '.')
		return -ENOENT;
	strcpy(os.name, name);
	err = sysroot_enter(class, name, &at);
	if (!err)
		err = os_read(&at, &os, diag);
	if (err)
		machine_os_free(&os);
	else
		*ret = os;
	/* -ENODEV: a file that was opened before its OS was released. */
	return err == -ENODEV ? -ENOENT : err;
}

static int os_add(const struct sysroot *class, const char *name, struct machine *machine,
		  struct diag *diag)
{
	int err = array_grow(&machine->module.os, machine->module.nr_os,
			     sizeof(*machine->module.os));

	if (err)
		return err;
	err = machine_os_read(class, name, &machine->module.os[machine->module.nr_os],
			      diag);
	if (!err)
		machine->module.nr_os++;
	/* Released while we were looking. */
	return err == -ENOENT ? 0 : err;
}

int oses_read(const struct sysroot *root, const char *path, struct machine *machine,
	      struct diag *diag)
{
	AUTO_SYSROOT struct sysroot class = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, err = sysroot_enter(root, path, &class);

	if (!err)
		err = sysroot_names(&class, &names);
	for (i = 0; !err && i < names.count; i++)
		err = os_add(&class, names.at[i]->d_name, machine, diag);
	return err;
}
