/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * request.c - the values of options, parsed once
 *
 * In: the text behind an option, or behind a key of a configuration file.
 * Out: a field of struct request, or why not.
 * Ref: docs/design.md "Command line".
 */
#include "request/request.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "request/plain.h"

#define CPU_NUMBER_MAX 65535

void request_init(struct request *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->sysroot = "";
	ret->start_timeout_ms = REQUEST_START_TIMEOUT_MS;
	ret->stop_timeout_ms = REQUEST_STOP_TIMEOUT_MS;
	request_plain_init(&ret->plain);
}

void request_free(struct request *request)
{
	free(request->conf_text);
	request_init(request);
}

int request_set_append(struct request *ret, const char *value, struct diag *diag)
{
	(void)diag;
	ret->append = value;
	return 0;
}

int request_set_conf(struct request *ret, const char *value, struct diag *diag)
{
	(void)diag;
	ret->conf = value;
	return 0;
}

int request_set_debug(struct request *ret, const char *value, struct diag *diag)
{
	(void)value;
	(void)diag;
	ret->debug = true;
	return 0;
}

static bool device_is_listed(const struct bdf *list, size_t count, struct bdf bdf)
{
	for (size_t i = 0; i < count; i++) {
		if (bdf_is_equal(list[i], bdf))
			return true;
	}
	return false;
}

int request_set_devices(struct request *ret, const char *value, struct diag *diag)
{
	struct bdf list[REQUEST_MAX_DEVICES];
	size_t count = 0, size;

	for (const char *at = value; *value; at += size + 1) {
		struct bdf bdf;

		size = strcspn(at, ",");
		if (bdf_parse(at, size, &bdf))
			return diag_fail(diag, -EINVAL,
					 "\"%.*s\" is no address of a PCI function, like "
					 "0000:02:00.0 (lspci -D shows them)",
					 (int)(size > 200 ? 200 : size), at);
		if (device_is_listed(list, count, bdf))
			return diag_fail(diag, -EINVAL, "\"%.*s\" is listed twice",
					 (int)size, at);
		if (count == REQUEST_MAX_DEVICES)
			return diag_fail(diag, -E2BIG, "more than %d devices",
					 REQUEST_MAX_DEVICES);
		list[count++] = bdf;
		if (!at[size])
			break;
	}
	memcpy(ret->device, list, count * sizeof(list[0]));
	ret->nr_devices = count;
	return 0;
}

int request_set_force(struct request *ret, const char *value, struct diag *diag)
{
	if (value && strcmp(value, "yes") && strcmp(value, "no"))
		return diag_fail(diag, -EINVAL, "\"%s\" is neither yes nor no", value);
	ret->force = !value || !strcmp(value, "yes");
	return 0;
}

int request_set_scrub(struct request *ret, const char *value, struct diag *diag)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return diag_fail(diag, -EINVAL, "\"%s\" is neither yes nor no", value);
	ret->keep_contents = !strcmp(value, "no");
	return 0;
}

int request_set_no_scrub(struct request *ret, const char *value, struct diag *diag)
{
	(void)value;
	return request_set_scrub(ret, "no", diag);
}

int request_set_reuse_cmdline(struct request *ret, const char *value, struct diag *diag)
{
	(void)value;
	(void)diag;
	ret->reuse_cmdline = true;
	return 0;
}

int request_set_sysroot(struct request *ret, const char *value, struct diag *diag)
{
	(void)diag;
	ret->sysroot = value;
	return 0;
}

int request_set_uart(struct request *ret, const char *value, struct diag *diag)
{
	bool is_line = !strncmp(value, "ttyS", 4), is_port = !strncmp(value, "0x", 2);
	const char *digits = value + (is_line ? 4 : is_port ? 2 : 0);
	size_t size = strspn(digits, is_line ? "0123456789" : "0123456789abcdefABCDEF");

	if (strcmp(value, "none") &&
	    ((!is_line && !is_port) || !size || size > 4 || digits[size]))
		return diag_fail(diag, -EINVAL,
				 "\"%s\" is neither none, ttySN nor 0xPORT", value);
	ret->uart = value;
	return 0;
}

/* Whole seconds: @text is "LEAST" to "86400". */
static int seconds_parse(const char *text, unsigned int least, unsigned int *ret_ms,
			 const char *allowed, struct diag *diag)
{
	size_t size = strspn(text, "0123456789");
	unsigned long number = size && size < 10 && !text[size] ? strtoul(text, NULL, 10)
								: ULONG_MAX;

	if (number < least || number > REQUEST_SECONDS_MAX)
		return diag_fail(diag, -EINVAL, "\"%s\" is not %s%u to %u whole seconds",
				 text, allowed, least, REQUEST_SECONDS_MAX);
	*ret_ms = (unsigned int)number * 1000;
	return 0;
}

int request_set_hang_timeout(struct request *ret, const char *value, struct diag *diag)
{
	if (strcmp(value, "off"))
		return seconds_parse(value, 1, &ret->hang_timeout_ms, "off or ", diag);
	ret->hang_timeout_ms = 0;
	return 0;
}

int request_set_heartbeat_timeout(struct request *ret, const char *value,
				  struct diag *diag)
{
	if (strcmp(value, "off"))
		return seconds_parse(value, REQUEST_HEARTBEAT_MIN,
				     &ret->heartbeat_timeout_ms, "off or ", diag);
	ret->heartbeat_timeout_ms = 0;
	return 0;
}

int request_set_start_timeout(struct request *ret, const char *value, struct diag *diag)
{
	if (strcmp(value, "off"))
		return seconds_parse(value, 1, &ret->start_timeout_ms, "off or ", diag);
	ret->start_timeout_ms = 0;
	return 0;
}

int request_set_stop_timeout(struct request *ret, const char *value, struct diag *diag)
{
	return seconds_parse(value, 0, &ret->stop_timeout_ms, "", diag);
}

int request_set_reset_policy(struct request *ret, const char *value, struct diag *diag)
{
	if (strcmp(value, "restart") && strcmp(value, "stop"))
		return diag_fail(diag, -EINVAL, "\"%s\" is neither restart nor stop",
				 value);
	ret->reset_policy = *value == 'r' ? RESET_RESTART : RESET_STOP;
	return 0;
}

int request_set_initrd(struct request *ret, const char *value, struct diag *diag)
{
	if (ret->nr_initrds == REQUEST_MAX_INITRDS)
		return diag_fail(diag, -E2BIG, "more than %d initrds",
				 REQUEST_MAX_INITRDS);
	ret->initrd[ret->nr_initrds++] = value;
	return 0;
}

int request_set_type(struct request *ret, const char *value, struct diag *diag)
{
	(void)diag;
	ret->is_mint = !strcmp(value, "mint");
	ret->plain.type = ret->is_mint ? NULL : value;
	return 0;
}

/* One number of a CPU list; @text is moved behind it. */
static int cpu_number_parse(const char **text, unsigned int *ret, struct diag *diag)
{
	unsigned long number;
	char *end;

	if (!isdigit((unsigned char)**text))
		return diag_fail(diag, -EINVAL, "\"%s\" is not a CPU number", *text);
	errno = 0;
	number = strtoul(*text, &end, 10);
	if (errno || number > CPU_NUMBER_MAX)
		return diag_fail(diag, -ERANGE, "CPU numbers end at %d", CPU_NUMBER_MAX);
	*text = end;
	*ret = (unsigned int)number;
	return 0;
}

/* "N" or "A-B" */
static int cpu_span_parse(const char **text, unsigned int *first, unsigned int *last,
			  struct diag *diag)
{
	int err = cpu_number_parse(text, first, diag);

	*last = *first;
	if (err || **text != '-')
		return err;
	(*text)++;
	err = cpu_number_parse(text, last, diag);
	if (err)
		return err;
	if (*last < *first)
		return diag_fail(diag, -EINVAL, "%u-%u runs backwards", *first, *last);
	return 0;
}

/* "auto:N": how many, not which */
static int cpus_set_auto(struct request *ret, const char *value, struct diag *diag)
{
	unsigned int count;
	int err;

	if (*value++ != ':')
		return diag_fail(diag, -EINVAL, "auto needs a number: auto:N");
	err = cpu_number_parse(&value, &count, diag);
	if (err)
		return err;
	if (*value || !count || count > REQUEST_MAX_CPUS)
		return diag_fail(diag, -EINVAL, "auto:N takes 1 to %d CPUs",
				 REQUEST_MAX_CPUS);
	ret->nr_cpus = count;
	ret->auto_cpus = true;
	ret->has_cpus = true;
	return 0;
}

int request_set_cpus(struct request *ret, const char *value, struct diag *diag)
{
	unsigned int cpu[REQUEST_MAX_CPUS], first, last;
	const char *text = value;
	size_t count = 0;

	if (!strncmp(value, "auto", 4))
		return cpus_set_auto(ret, value + 4, diag);
	for (;;) {
		int err = cpu_span_parse(&value, &first, &last, diag);

		if (err)
			return err;
		if (last - first >= REQUEST_MAX_CPUS - count)
			return diag_fail(diag, -E2BIG, "more than %d CPUs",
					 REQUEST_MAX_CPUS);
		while (first <= last)
			cpu[count++] = first++;
		if (!*value)
			break;
		if (*value++ != ',')
			return diag_fail(diag, -EINVAL,
					 "\"%s\" is no list of CPUs, as 1-3,5 (\"%s\" "
					 "behind CPU %u: numbers are decimal)",
					 text, value - 1, last);
	}
	memcpy(ret->cpu, cpu, count * sizeof(cpu[0]));
	ret->nr_cpus = count;
	ret->auto_cpus = false;
	ret->has_cpus = true;
	return 0;
}

int request_set_dry_run(struct request *ret, const char *value, struct diag *diag)
{
	if (!value || !strcmp(value, "text"))
		ret->dry_run = DRY_RUN_TEXT;
	else if (!strcmp(value, "json"))
		ret->dry_run = DRY_RUN_JSON;
	else if (!strcmp(value, "svg"))
		ret->dry_run = DRY_RUN_SVG;
	else
		return diag_fail(diag, -EINVAL, "\"%s\" is none of text, json, svg",
				 value);
	return 0;
}

int request_set_name(struct request *ret, const char *value, struct diag *diag)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t size = strlen(value);

	if (!size || !memchr(first, *value, sizeof(first) - 1) ||
	    strspn(value, rest) != size)
		return diag_fail(diag, -EINVAL,
				 "\"%s\" is no name: a-z and 0-9, then also _ and -",
				 value);
	if (size >= REQUEST_NAME_SIZE)
		return diag_fail(diag, -EINVAL,
				 "\"%s\" has %zu characters, %d are the most", value,
				 size, REQUEST_NAME_SIZE - 1);
	memcpy(ret->name, value, size + 1);
	return 0;
}

static int region_set_auto(struct request *ret, const char *value, struct diag *diag)
{
	uint64_t size;
	int err;

	if (*value++ != ':')
		return diag_fail(diag, -EINVAL, "auto needs a size: auto:SIZE");
	err = size_parse(value, &size, diag);
	if (err)
		return err;
	if (!size || !is_aligned(size, PAGE_SIZE_4K))
		return diag_fail(
			diag, -EINVAL,
			"R1: auto:SIZE takes a multiple of 4 KiB, not %llu bytes",
			(unsigned long long)size);
	ret->region_size = size;
	ret->auto_region = true;
	ret->has_region = true;
	return 0;
}

int request_set_region(struct request *ret, const char *value, struct diag *diag)
{
	int err;

	if (!strncmp(value, "auto", 4))
		return region_set_auto(ret, value + 4, diag);
	err = prange_parse(value, &ret->region, diag);
	if (err)
		return err;
	ret->auto_region = false;
	ret->has_region = true;
	return 0;
}

int request_set_realmode(struct request *ret, const char *value, struct diag *diag)
{
	int err;

	if (!strcmp(value, "auto")) {
		ret->realmode_mode = WINDOW_AUTO;
		return 0;
	}
	err = prange_parse(value, &ret->realmode, diag);
	if (err)
		return err;
	ret->realmode_mode = WINDOW_RANGE;
	return 0;
}

/* "", or ":SIZE" */
static int swiotlb_set_auto(struct request *ret, const char *value, struct diag *diag)
{
	uint64_t size = 0;
	int err = *value ? size_parse(value + 1, &size, diag) : 0;

	if (err)
		return err;
	if (*value && (!size || size > SIZE_4G))
		return diag_fail(diag, -EINVAL,
				 "a window below 4 GiB cannot have %llu bytes",
				 (unsigned long long)size);
	ret->swiotlb_mode = WINDOW_AUTO;
	ret->swiotlb_size = size;
	return 0;
}

int request_set_swiotlb(struct request *ret, const char *value, struct diag *diag)
{
	int err;

	if (!strcmp(value, "none")) {
		ret->swiotlb_mode = WINDOW_NONE;
		return 0;
	}
	if (!strcmp(value, "auto") || !strncmp(value, "auto:", 5))
		return swiotlb_set_auto(ret, value + 4, diag);
	err = prange_parse(value, &ret->swiotlb, diag);
	if (err)
		return err;
	ret->swiotlb_mode = WINDOW_RANGE;
	return 0;
}

int request_set_unpack(struct request *ret, const char *value, struct diag *diag)
{
	if (!strcmp(value, "auto"))
		ret->unpack = UNPACK_AUTO;
	else if (!strcmp(value, "no"))
		ret->unpack = UNPACK_NO;
	else
		return diag_fail(diag, -EINVAL, "\"%s\" is neither auto nor no", value);
	return 0;
}

int request_refuse(struct request *request, struct prange block)
{
	if (request->nr_refused == REQUEST_MAX_REFUSED)
		return -E2BIG;
	request->refused[request->nr_refused++] = block;
	return 0;
}
