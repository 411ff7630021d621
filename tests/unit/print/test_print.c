/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_print.c - what a dry run prints, against the plan it prints
 *
 * In: plans of the fixture. Out: text, JSON (read back with libjansson), SVG.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/unit/plan/plan_fixture.h"
#include "print/boxes.h"
#include "print/json.h"
#include "print/svg.h"
#include "print/text.h"

#define COLUMNS_MAX 90

typedef int print_fn(const struct plan *, const struct machine *, FILE *);

static int setup(void **state)
{
	*state = fixture_new();
	return 0;
}

static int teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

/* The caller frees. */
static char *printed(struct fixture *fixture, print_fn *print)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(print(&fixture->plan, &fixture->machine, out), 0);
	fclose(out);
	return text;
}

/* Characters, not bytes: UTF-8 continuation bytes do not count. */
static void lines_are_narrow(const char *text)
{
	unsigned int column = 0;

	for (const char *at = text; *at; at++) {
		column = *at == '\n' ? 0 : column + ((*at & 0xc0) != 0x80);
		if (column > COLUMNS_MAX)
			fail_msg("wider than %d columns: %.*s", COLUMNS_MAX, 200,
				 at - 90);
	}
}

static void has(const char *text, const char *needle)
{
	if (!strstr(text, needle))
		fail_msg("\"%s\" is not in:\n%s", needle, text);
}

static void text_shows_the_plan(void **state)
{
	struct fixture *fixture = *state;
	char *text;

	fixture->request.region = (struct prange){ 0x140000000, 0x160000000 };
	fixture->request.append = "root=/dev/vda1 quiet";
	fixture->inputs.initrd =
		(struct bytes){ fixture->initrd, sizeof(fixture->initrd) };
	text = printed(fixture, plan_print_text);
	lines_are_narrow(text);
	has(text, "Plan of os1: starts beside the leader");
	has(text, "region X-Y, 0x140000000-0x15fffffff, 512 MiB");
	has(text, "low window (swiotlb), 0x73000000-0x77ffffff, 80 MiB");
	has(text,
	    "│ 0x73000000-0x73007fff               mailbox                             "
	    "32 KiB │");
	has(text,
	    "│ 0x140000000-0x1400fffff             free                                 "
	    "1 MiB │");
	has(text, "│ 0x15fffe000-0x15fffffff             initrd");
	has(text, "CPUs: 1 (APIC id 2, boots)");
	has(text, "✓ R4-B no other OS");
	has(text, "Command line:\n  root=/dev/vda1 quiet tsc_early_khz=");
	assert_null(strstr(text, "unknown"));
	free(text);
}

static void text_lists_what_is_unknown(void **state)
{
	struct fixture *fixture = *state;
	char *text;

	fixture->machine.cpus.tsc_khz = 0;
	fixture->machine.memory.iomem_known = FACT_NO;
	fixture->machine.cpus.x2apic = FACT_UNKNOWN;
	fixture->machine.module.trampoline = (struct prange){ 0, 0 };
	fixture->cpu[1].apicid = -1;
	fixture->machine.module.loaded = FACT_NO;
	text = printed(fixture, plan_print_text);
	lines_are_narrow(text);
	has(text, "TSC frequency: unknown until launch");
	has(text, "x2APIC mode of the leader: unknown until launch");
	has(text, "APIC id of CPU 1: unknown until launch");
	has(text, "the leader's trampoline: unknown without mint.ko");
	has(text, "/proc/iomem: unknown without root");
	has(text, "? R7   unknown without root");
	free(text);
}

static void text_shows_broken_rules(void **state)
{
	struct fixture *fixture = *state;
	char *text;

	fixture->request.region.start = 0x40100000;
	text = printed(fixture, plan_print_text);
	lines_are_narrow(text);
	has(text, "✗ R1   X = 0x40100000 is not");
	has(text, "not laid out: a rule is broken");
	free(text);
}

static const char *string_of(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	assert_non_null(value);
	return value;
}

static json_t *parsed(struct fixture *fixture)
{
	char *text = printed(fixture, plan_print_json);
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		fail_msg("no JSON: %s in %s", error.text, text);
	free(text);
	return root;
}

/* docs/design.md "Dry-run JSON": these keys, in this order. */
static void json_keys_are_in_order(void **state)
{
	static const char *const keys[] = {
		"name",	    "mode",  "region",	"windows", "cpus",    "memory_map",
		"segments", "entry", "cmdline", "tables",  "devices", "rules",
	};
	char *text = printed(*state, plan_print_json);
	const char *at = text;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char key[32];

		snprintf(key, sizeof(key), "\n  \"%s\": ", keys[i]);
		at = strstr(at, key);
		if (!at)
			fail_msg("%s is missing or late", keys[i]);
	}
	free(text);
}

static void json_says_what_the_plan_says(void **state)
{
	struct fixture *fixture = *state;
	const struct plan *plan = &fixture->plan;
	const json_t *segment, *rule;
	json_t *root;
	size_t i;

	fixture->request.uart = "ttyS1";
	root = parsed(fixture);
	assert_string_equal(string_of(root, "mode"), "beside");
	assert_string_equal(string_of(root, "entry"), "0x40100000");
	assert_string_equal(string_of(json_object_get(root, "region"), "end"),
			    "0x5fffffff");
	assert_string_equal(
		string_of(json_array_get(json_object_get(root, "windows"), 0), "purpose"),
		"realmode");
	assert_string_equal(
		string_of(json_array_get(json_object_get(root, "devices"), 0), "port"),
		"0x2f8");
	assert_int_equal(json_array_size(json_object_get(root, "segments")),
			 plan->nr_segments);
	assert_int_equal(json_array_size(json_object_get(root, "tables")),
			 plan->nr_tables);
	assert_int_equal(json_array_size(json_object_get(root, "memory_map")),
			 plan->memory_map.count);
	json_array_foreach(json_object_get(root, "segments"), i, segment)
	{
		char digest[65];

		for (size_t k = 0; k < 32; k++)
			snprintf(digest + 2 * k, 3, "%02x", plan->segment[i].sha256[k]);
		assert_string_equal(string_of(segment, "name"), plan->segment[i].name);
		assert_string_equal(string_of(segment, "sha256"), digest);
		assert_int_equal(json_integer_value(json_object_get(segment, "memsz")),
				 plan->segment[i].memsz);
	}
	json_array_foreach(json_object_get(root, "rules"), i, rule)
		assert_true(json_is_true(json_object_get(rule, "ok")));
	assert_int_equal(i, RULE_COUNT);
	json_decref(root);
}

static void json_has_null_for_unknown(void **state)
{
	struct fixture *fixture = *state;
	const json_t *segment, *cpu;
	json_t *root;
	size_t i, nr_null = 0;

	fixture->machine.cpus.tsc_khz = 0;
	fixture->cpu[1].apicid = -1;
	fixture->machine.module.loaded = FACT_NO;
	fixture->machine.memory.iomem_known = FACT_NO;
	root = parsed(fixture);
	json_array_foreach(json_object_get(root, "segments"), i, segment)
		nr_null += json_is_null(json_object_get(segment, "sha256"));
	assert_int_equal(nr_null, 3); /* purgatory, acpi, cmdline */
	cpu = json_array_get(json_object_get(root, "cpus"), 0);
	assert_true(json_is_null(json_object_get(cpu, "apicid")));
	assert_true(json_is_null(json_object_get(
		json_array_get(json_object_get(root, "rules"), RULE_R7), "ok")));
	assert_int_equal(json_array_size(json_object_get(root, "devices")), 0);
	json_decref(root);
}

static void json_survives_bytes_that_are_no_utf8(void **state)
{
	struct fixture *fixture = *state;
	json_t *root;

	fixture->request.append = "x=\xff\xfe y";
	root = parsed(fixture);
	assert_int_equal(strncmp(string_of(root, "cmdline"), "x=?? y ", 7), 0);
	json_decref(root);
}

static unsigned int count_of(const char *text, const char *needle)
{
	unsigned int count = 0;

	while ((text = strstr(text, needle))) {
		text++;
		count++;
	}
	return count;
}

static void svg_has_a_box_for_each_piece(void **state)
{
	struct fixture *fixture = *state;
	struct print_box box[PRINT_MAX_BOXES];
	char *text = printed(fixture, plan_print_svg);
	unsigned int boxes =
		print_boxes(&fixture->plan, fixture->plan.region, "free", box);

	assert_int_equal(strncmp(text, "<svg ", 5), 0);
	assert_string_equal(text + strlen(text) - 7, "</svg>\n");
	assert_int_equal(count_of(text, "<rect "), boxes + 1); /* and the window */
	assert_int_equal(count_of(text, "<text "), count_of(text, "</text>"));
	has(text, ">kernel.1, 1 MiB<");
	free(text);
}

static void boxes_fill_the_range(void **state)
{
	struct fixture *fixture = *state;
	struct print_box box[PRINT_MAX_BOXES];
	unsigned int count;

	assert_int_equal(fixture_plan(fixture), 0);
	count = print_boxes(&fixture->plan, fixture->plan.region, "free", box);
	assert_int_equal(box[0].range.start, fixture->plan.region.start);
	assert_int_equal(box[count - 1].range.end, fixture->plan.region.end);
	for (unsigned int i = 1; i < count; i++)
		assert_int_equal(box[i].range.start, box[i - 1].range.end);
}

static void sizes_read_well(void **state)
{
	static const struct {
		uint64_t size;
		const char *text;
	} rows[] = {
		{ 0, "0 bytes" },
		{ 1023, "1023 bytes" },
		{ 1024, "1 KiB" },
		{ 1536, "1.5 KiB" },
		{ 80 << 20, "80 MiB" },
		{ 3ULL << 29, "1.5 GiB" },
		{ (1ULL << 30) - 1, "1023.9 MiB" },
		{ 5ULL << 40, "5 TiB" },
	};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(print_size(rows[i].size, text, sizeof(text)),
				    rows[i].text);
}

int main(void)
{
#define PRINT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		PRINT_TEST(text_shows_the_plan),
		PRINT_TEST(text_lists_what_is_unknown),
		PRINT_TEST(text_shows_broken_rules),
		PRINT_TEST(json_keys_are_in_order),
		PRINT_TEST(json_says_what_the_plan_says),
		PRINT_TEST(json_has_null_for_unknown),
		PRINT_TEST(json_survives_bytes_that_are_no_utf8),
		PRINT_TEST(svg_has_a_box_for_each_piece),
		PRINT_TEST(boxes_fill_the_range),
		cmocka_unit_test(sizes_read_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
