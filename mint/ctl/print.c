/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * print.c - OSes for people and for programs
 *
 * In: struct machine_os. Out: text or JSON.
 * Ref: print.h.
 */
#include "mint/ctl/print.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

/* ---- JSON ---- */

static json_t *json_range(const char *purpose, struct prange range)
{
	char start[24], end[24];

	snprintf(start, sizeof(start), "0x%" PRIx64, range.start);
	snprintf(end, sizeof(end), "0x%" PRIx64, range.end - 1);
	if (purpose)
		return json_pack("{s:s, s:s, s:s}", "purpose", purpose, "start", start,
				 "end", end);
	return json_pack("{s:s, s:s}", "start", start, "end", end);
}

static json_t *json_cpus(const struct machine_os *os)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < os->nr_cpus; i++)
		json_array_append_new(array, json_integer(os->cpu[i]));
	return array;
}

static bool is_window(const struct machine_os *os, size_t range)
{
	return strcmp(os->purpose[range], "region") != 0;
}

static json_t *json_windows(const struct machine_os *os)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < os->nr_ranges; i++)
		if (is_window(os, i))
			json_array_append_new(array,
					      json_range(os->purpose[i], os->range[i]));
	return array;
}

static json_t *json_devices(const struct machine_os *os)
{
	json_t *array = json_array();
	char address[BDF_TEXT_SIZE], port[8];

	for (size_t i = 0; i < os->nr_devices; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:s}", "type", "pci", "address",
						bdf_text(os->device[i], address)));
	if (!os->uart)
		return array;
	snprintf(port, sizeof(port), "0x%x", os->uart);
	json_array_append_new(array,
			      json_pack("{s:s, s:s}", "type", "uart", "port", port));
	return array;
}

static json_t *json_os(const struct machine_os *os)
{
	struct prange region = machine_os_region(os);

	return json_pack(
		"{s:s, s:s, s:s?, s:o, s:o?, s:o, s:o, s:I, s:I}", "name", os->name,
		"state", os->state, "reason", os->reason[0] ? os->reason : NULL, "cpus",
		json_cpus(os), "region",
		prange_is_empty(region) ? NULL : json_range(NULL, region), "windows",
		json_windows(os), "devices", json_devices(os), "uptime_s",
		(json_int_t)os->uptime_s, "starts", (json_int_t)os->starts);
}

/* Takes @value over. What does not arrive @to keeps: out_end() tells. */
static int json_print(json_t *value, FILE *to)
{
	int err;

	if (!value)
		return -ENOMEM;
	err = json_dumpf(value, to, JSON_INDENT(2)) && !ferror(to) ? -ENOMEM : 0;
	fputc('\n', to);
	json_decref(value);
	return err;
}

/* ---- text ---- */

static void state_text(const struct machine_os *os, char *text, size_t size)
{
	if (strcmp(os->state, "stopped") == 0 && os->reason[0])
		snprintf(text, size, "%s (%s)", os->state, os->reason);
	else
		snprintf(text, size, "%s", os->state);
}

/* "1-3,5" */
static void cpus_text(const struct machine_os *os, char *text, size_t size)
{
	size_t i, last, used = 0;

	snprintf(text, size, "-");
	for (i = 0; i < os->nr_cpus && used < size; i = last + 1) {
		int count;

		for (last = i;
		     last + 1 < os->nr_cpus && os->cpu[last + 1] == os->cpu[last] + 1;
		     last++)
			;
		count = snprintf(text + used, size - used, last > i ? "%s%u-%u" : "%s%u",
				 used ? "," : "", os->cpu[i], os->cpu[last]);
		used += count > 0 ? (size_t)count : 0;
	}
}

static void range_text(struct prange range, char *text, size_t size)
{
	if (prange_is_empty(range))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "0x%" PRIx64 "-0x%" PRIx64, range.start,
			 range.end - 1);
}

/* Whoever may not see where it lies is told how large it is. */
static void region_text(const struct machine_os *os, char *text, size_t size)
{
	struct prange region = machine_os_region(os);

	if (prange_is_empty(region) && os->size)
		snprintf(text, size, "%" PRIu64 " MiB (where: root only)",
			 os->size >> 20);
	else
		range_text(region, text, size);
}

static void uptime_text(const struct machine_os *os, char *text, size_t size)
{
	uint64_t s = os->uptime_s;

	if (strcmp(os->state, "running") != 0)
		snprintf(text, size, "-");
	else if (s < 3600)
		snprintf(text, size, "%" PRIu64 ":%02" PRIu64, s / 60, s % 60);
	else
		snprintf(text, size, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, s / 3600,
			 s / 60 % 60, s % 60);
}

static void lost_explain(const struct machine_os *os, FILE *to)
{
	if (strcmp(os->state, "lost") == 0)
		fprintf(to,
			"%s is lost: %" PRIu64
			" of its %zu cores did not answer when parked (one that runs "
			"KVM on VMX\nignores INIT: module_blacklist=kvm_intel,kvm_amd "
			"keeps KVM out); its memory and\nCPUs stay out of use until "
			"the machine is rebooted\n",
			os->name, os->lost_cpus, os->nr_cpus);
}

int ctl_print_list(const struct ctl *ctl, const struct machine_os *os, size_t count)
{
	FILE *to = ctl->out->stream;
	char state[48], cpus[256], region[48], uptime[32];
	size_t i;

	if (ctl->is_json) {
		json_t *array = json_array();

		for (i = 0; i < count; i++) {
			if (json_array_append_new(array, json_os(&os[i]))) {
				json_decref(array);
				return -ENOMEM;
			}
		}
		return json_print(array, to);
	}
	fprintf(to, "%-12s %-18s %-10s %-31s %8s %6s\n", "NAME", "STATE", "CPUS",
		"REGION", "UPTIME", "STARTS");
	for (i = 0; i < count; i++) {
		state_text(&os[i], state, sizeof(state));
		cpus_text(&os[i], cpus, sizeof(cpus));
		region_text(&os[i], region, sizeof(region));
		uptime_text(&os[i], uptime, sizeof(uptime));
		fprintf(to, "%-12s %-18s %-10s %-31s %8s %6" PRIu64 "\n", os[i].name,
			state, cpus, region, uptime, os[i].starts);
	}
	for (i = 0; i < count; i++)
		lost_explain(&os[i], to);
	return 0;
}

/* What json_os() has, and heartbeat: null when it is not known. */
static json_t *json_status(const struct machine_os *os, const struct ctl_heartbeat *heart)
{
	json_t *object = json_os(os), *value = json_null();

	if (heart)
		value = json_pack("{s:I, s:b}", "jiffies", (json_int_t)heart->jiffies,
				  "moved", heart->has_moved);
	if (json_object_set_new(object, "heartbeat", value)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int ctl_print_status(const struct ctl *ctl, const struct machine_os *os,
		     const struct ctl_heartbeat *heart)
{
	FILE *to = ctl->out->stream;
	char text[256];
	size_t i;

	if (ctl->is_json)
		return json_print(json_status(os, heart), to);
	fprintf(to, "name    %s\n", os->name);
	state_text(os, text, sizeof(text));
	fprintf(to, "state   %s\n", text);
	cpus_text(os, text, sizeof(text));
	fprintf(to, "CPUs    %s\n", text);
	region_text(os, text, sizeof(text));
	fprintf(to, "region  %s\n", text);
	for (i = 0; i < os->nr_ranges; i++) {
		if (!is_window(os, i))
			continue;
		range_text(os->range[i], text, sizeof(text));
		fprintf(to, "window  %s %s\n", os->purpose[i], text);
	}
	if (os->uart)
		fprintf(to, "serial  0x%x\n", os->uart);
	uptime_text(os, text, sizeof(text));
	fprintf(to, "uptime  %s\nstarts  %" PRIu64 "\n", text, os->starts);
	if (heart)
		fprintf(to, "heartbeat  jiffies %" PRIu64 ", %s in the last %d s\n",
			heart->jiffies, heart->has_moved ? "moved" : "not moved",
			CTL_PEEK_MS / 1000);
	lost_explain(os, to);
	return 0;
}

void ctl_print_change(const struct ctl *ctl, const struct machine_os *os,
		      struct diag *diag)
{
	char text[48];

	state_text(os, text, sizeof(text));
	if (!ctl->is_json)
		fprintf(ctl->out->stream, "%s: %s\n", os->name, text);
	else if (json_print(json_os(os), ctl->out->stream))
		diag_warn(diag, "%s: %s: out of memory for the answer", os->name, text);
	out_told(ctl->out, diag, "%s: %s", os->name, text);
}
