/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oses.c - the OSes that the module knows, and what they own
 *
 * In: sys/class/mint/NAME/{state,reason,size,region,windows,cpus,uart,devices,starts,
 * uptime_s,lost_cpus}; a file that is not there is a fact that this module does not tell,
 * or not to this user (region, windows).
 * Out: one machine_os each; the region comes first among its ranges.
 * Ref: abi/mint.h; mint/module/attr.c prints these files.
 */
#include "machine/read/oses.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/text.h"

static int range_add(struct machine_os *os, const char *purpose, size_t purpose_size,
		     struct prange range)
{
	int err = array_grow(&os->range, os->nr_ranges, sizeof(*os->range));

	if (err)
		return err;
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
	while ((line = strsep(&rest, "\n"))) {
		size_t size = strcspn(line, " ");
		struct prange range;

		number++;
		if (!size || size >= MACHINE_OS_PURPOSE || line[size] != ' ' ||
		    text_range(line + size + 1, &range))
			return sysroot_fail(at, "windows", number, -EINVAL, diag,
					    "'purpose 0xfirst-0xlast' was expected");
		err = range_add(os, line, size, range);
		if (err)
			return err;
	}
	return 0;
}

static int os_cpus_read(const struct sysroot *at, struct machine_os *os,
			struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(at, "cpus", &text, diag);

	if (err)
		return err == -ENOENT ? 0 : err;
	err = text_cpulist(text, &os->cpu, &os->nr_cpus);
	return err == -EINVAL ? sysroot_fail(at, "cpus", 1, err, diag,
					     "a CPU list like 1-2,5 was expected")
			      : err;
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

static int counts_read(const struct sysroot *at, struct machine_os *os, struct diag *diag)
{
	int err = count_read(at, "starts", &os->starts, diag);

	if (err)
		return err;
	err = count_read(at, "size", &os->size, diag);
	if (err)
		return err;
	err = count_read(at, "uptime_s", &os->uptime_s, diag);
	return err ? err : count_read(at, "lost_cpus", &os->lost_cpus, diag);
}

typedef int os_reader(const struct sysroot *at, struct machine_os *os, struct diag *diag);

/* In this order: the first file that is broken is the one that is named. */
static int os_read(const struct sysroot *at, struct machine_os *os, struct diag *diag)
{
	static os_reader *const readers[] = {
		state_read,	 region_read,  windows_read, os_cpus_read,
		os_devices_read, os_uart_read, counts_read,
	};

	for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
		int err = readers[i](at, os, diag);

		if (err)
			return err;
	}
	return 0;
}

int machine_os_read(const struct sysroot *class, const char *name, struct machine_os *ret,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	CLEANUP(machine_os_free) struct machine_os os = { 0 };
	int err;

	if (strlen(name) >= sizeof(os.name) || strchr(name, '/') || name[0] == '.')
		return -ENOENT;
	strcpy(os.name, name);
	err = sysroot_enter(class, name, &at);
	if (err)
		return err;
	err = os_read(&at, &os, diag);
	/* -ENODEV: a file that was opened before its OS was released. */
	if (err)
		return err == -ENODEV ? -ENOENT : err;
	*ret = os;
	os = (struct machine_os){ 0 };
	return 0;
}

/* What was read before one of them failed; nothing when that is handed out. */
struct oses {
	struct machine_os *os;
	size_t count;
};

static void oses_free(struct oses *oses)
{
	machine_oses_free(oses->os, oses->count);
}

static int oses_add(const struct sysroot *class, const char *name, struct oses *oses,
		    struct diag *diag)
{
	int err = array_grow(&oses->os, oses->count, sizeof(*oses->os));

	if (err)
		return err;
	err = machine_os_read(class, name, &oses->os[oses->count], diag);
	/* Released while we were looking. */
	if (err)
		return err == -ENOENT ? 0 : err;
	oses->count++;
	return 0;
}

int machine_oses_read(const struct sysroot *class, struct machine_os **ret,
		      size_t *ret_count, struct diag *diag)
{
	AUTO_NAMES struct sysroot_names names = { 0 };
	CLEANUP(oses_free) struct oses oses = { 0 };
	int err = sysroot_names(class, &names);

	if (err)
		return err;
	for (int i = 0; i < names.count; i++) {
		err = oses_add(class, names.at[i]->d_name, &oses, diag);
		if (err)
			return err;
	}
	*ret = oses.os;
	*ret_count = oses.count;
	oses = (struct oses){ 0 };
	return 0;
}

int oses_read(const struct sysroot *root, const char *path, struct machine *machine,
	      struct diag *diag)
{
	AUTO_SYSROOT struct sysroot class = { -1, NULL };
	int err = sysroot_enter(root, path, &class);

	return err ? err
		   : machine_oses_read(&class, &machine->module.os,
				       &machine->module.nr_os, diag);
}
