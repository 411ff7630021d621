/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json.c - a plan for programs
 *
 * In: a plan. Out: one JSON object; addresses are "0x…" strings, ends inclusive.
 * Ref: docs/design.md "Dry-run JSON": keys and their order are fixed.
 */
#include "print/json.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "print/boxes.h"

static json_t *address_json(phys_t address)
{
	return json_sprintf("0x%" PRIx64, address);
}

static json_t *number_json(uint64_t number)
{
	return json_integer((json_int_t)number);
}

/* Puts start and end; the object grows further keys around them. */
static int range_put(json_t *object, struct prange range)
{
	int err = json_object_set_new(object, "start", address_json(range.start));

	return err | json_object_set_new(object, "end", address_json(range.end - 1));
}

static json_t *region_json(const struct plan *plan)
{
	json_t *object = json_object();

	range_put(object, plan->region);
	return object;
}

static json_t *windows_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < plan->nr_windows; i++) {
		json_t *object = json_object();

		json_object_set_new(
			object, "purpose",
			json_string(print_window_name(plan->window[i].purpose)));
		range_put(object, plan->window[i].range);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *cpus_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < plan->nr_cpus; i++) {
		json_t *object = json_object();
		int64_t apicid = plan->cpu[i].apicid;

		json_object_set_new(object, "cpu", number_json(plan->cpu[i].cpu));
		json_object_set_new(object, "apicid",
				    apicid < 0 ? json_null() : json_integer(apicid));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *memory_map_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < plan->memory_map.count; i++) {
		json_t *object = json_object();

		range_put(object, plan->memory_map.at[i].range);
		json_object_set_new(object, "type",
				    number_json(plan->memory_map.at[i].type));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *digest_json(const struct plan_segment *segment)
{
	char text[2 * sizeof(segment->sha256) + 1];

	if (!segment->is_known)
		return json_null();
	for (size_t i = 0; i < sizeof(segment->sha256); i++)
		snprintf(text + 2 * i, 3, "%02x", segment->sha256[i]);
	return json_string(text);
}

static json_t *segments_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];
		json_t *object = json_object();

		json_object_set_new(object, "name", json_string(segment->name));
		json_object_set_new(object, "start", address_json(segment->start));
		json_object_set_new(object, "size", number_json(segment->data.size));
		json_object_set_new(object, "memsz", number_json(segment->memsz));
		json_object_set_new(object, "sha256", digest_json(segment));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *tables_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < plan->nr_tables; i++) {
		json_t *object = json_object();

		json_object_set_new(object, "signature",
				    json_string(plan->table[i].signature));
		json_object_set_new(object, "address",
				    address_json(plan->table[i].address));
		json_object_set_new(object, "length", number_json(plan->table[i].length));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *bdf_json(struct bdf bdf)
{
	char text[BDF_TEXT_SIZE];

	return json_string(bdf_text(bdf, text));
}

static json_t *pci_json(const struct plan *plan, const struct plan_device *device)
{
	json_t *object = json_object();

	json_object_set_new(object, "type", json_string("pci"));
	json_object_set_new(object, "address", bdf_json(device->bdf));
	json_object_set_new(object, "root_port", bdf_json(plan->port[device->port].bdf));
	json_object_set_new(object, "id",
			    json_sprintf("%04x:%04x", device->vendor, device->device));
	json_object_set_new(object, "class", json_sprintf("%06x", device->class_code));
	json_object_set_new(object, "driver",
			    *device->driver ? json_string(device->driver) : json_null());
	json_object_set_new(object, "reset", json_boolean(device->has_reset));
	return object;
}

static json_t *devices_json(const struct plan *plan)
{
	json_t *array = json_array();
	json_t *object;

	for (unsigned int i = 0; i < plan->nr_devices; i++)
		json_array_append_new(array, pci_json(plan, &plan->device[i]));
	if (!plan->uart_port)
		return array;
	object = json_object();
	json_object_set_new(object, "type", json_string("uart"));
	json_object_set_new(object, "port", address_json(plan->uart_port));
	json_array_append_new(array, object);
	return array;
}

static json_t *fact_json(enum fact fact)
{
	return fact == FACT_UNKNOWN ? json_null() : json_boolean(fact == FACT_YES);
}

static json_t *rules_json(const struct plan *plan)
{
	json_t *array = json_array();

	for (int i = 0; i < RULE_COUNT; i++) {
		json_t *object = json_object();

		json_object_set_new(object, "id", json_string(plan->rule[i].id));
		json_object_set_new(object, "ok", fact_json(plan->rule[i].ok));
		json_object_set_new(object, "detail", json_string(plan->rule[i].detail));
		json_array_append_new(array, object);
	}
	return array;
}

/* A command line may hold bytes that are no UTF-8, which JSON cannot: "?" for each. */
static json_t *cmdline_json(const struct plan *plan)
{
	const char *cmdline = (const char *)plan->cmdline.data;
	json_t *value = cmdline ? json_string(cmdline) : json_null();
	char *copy;

	if (value)
		return value;
	copy = strdup(cmdline);
	for (char *at = copy; at && *at; at++)
		if (*at & 0x80)
			*at = '?';
	value = json_string(copy);
	free(copy);
	return value;
}

int plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out)
{
	const struct {
		const char *key;
		json_t *value;
	} keys[] = {
		{ "name", json_string(plan->name) },
		{ "mode", json_string(plan->mode == PLAN_BESIDE ? "beside" : "instead") },
		{ "region", region_json(plan) },
		{ "windows", windows_json(plan) },
		{ "cpus", cpus_json(plan) },
		{ "memory_map", memory_map_json(plan) },
		{ "segments", segments_json(plan) },
		{ "entry", plan->nr_segments ? address_json(plan->entry) : json_null() },
		{ "cmdline", cmdline_json(plan) },
		{ "tables", tables_json(plan) },
		{ "devices", devices_json(plan) },
		{ "rules", rules_json(plan) },
	};
	json_t *root = json_object();
	int failed = 0;

	(void)machine; /* every fact that JSON shows is in the plan */
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		failed |= json_object_set_new(root, keys[i].key, keys[i].value);
	if (failed) {
		json_decref(root);
		return -ENOMEM;
	}
	failed = json_dumpf(root, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	json_decref(root);
	fputc('\n', out);
	return failed || fflush(out) || ferror(out) ? -EIO : 0;
}
