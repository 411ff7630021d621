/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_plan.c - what every plan answers: segments, unknown facts, verdict
 *
 * In: plans made by hand. Out: segments, error lines.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/plan.h"

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct plan));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	plan_free(*state);
	free(*state);
	return 0;
}

static void segment_is_filled_in(void **state)
{
	static const uint8_t data[3] = { 1, 2, 3 }, zero[32];
	struct bytes view = { data, sizeof(data) };
	struct plan *plan = *state;
	const struct plan_segment *segment;

	segment = plan_segment_add(plan, "kernel.1", 0x200000, view, 0x1001);
	assert_ptr_equal(segment, &plan->segment[0]);
	assert_int_equal(plan->nr_segments, 1);
	assert_string_equal(segment->name, "kernel.1");
	assert_int_equal(segment->start, 0x200000);
	assert_int_equal(segment->memsz, 0x2000);
	assert_int_equal(segment->data.size, 3);
	assert_true(segment->is_known);
	assert_false(segment->is_unchecked);
	assert_memory_equal(segment->sha256, zero, sizeof(zero));
}

static void segments_have_an_end(void **state)
{
	const struct bytes nothing = { NULL, 0 };
	struct plan *plan = *state;

	for (unsigned int i = 0; i < PLAN_MAX_SEGMENTS; i++)
		assert_non_null(plan_segment_add(plan, "one", 0, nothing, 1));
	assert_null(plan_segment_add(plan, "one more", 0, nothing, 1));
	assert_int_equal(plan->nr_segments, PLAN_MAX_SEGMENTS);
}

static void unknown_facts_are_named(void **state)
{
	const struct bytes nothing = { NULL, 0 };
	struct plan *plan = *state;
	struct diag diag = { 0 };

	assert_int_equal(plan_check_known(plan, &diag), 0);
	plan_segment_add(plan, "kernel", 0, nothing, 1);
	assert_int_equal(plan_check_known(plan, &diag), 0);
	plan_segment_add(plan, "acpi", 0, nothing, 1)->is_known = false;
	plan_segment_add(plan, "efi", 0, nothing, 1)->is_known = false;
	assert_int_equal(plan_check_known(plan, NULL), -EINVAL);
	assert_int_equal(plan_check_known(plan, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "segment acpi holds facts"));
	diag_clear(&diag);
}

static void first_broken_rule_is_the_verdict(void **state)
{
	struct plan *plan = *state;
	struct diag diag = { 0 };

	for (int i = 0; i < RULE_COUNT; i++)
		plan->rule[i].ok = i % 2 ? FACT_YES : FACT_UNKNOWN;
	assert_int_equal(plan_verdict(plan, &diag), 0);
	plan->rule[RULE_R4A] = (struct plan_rule){ "R4-A", FACT_NO, "too small" };
	plan->rule[RULE_R7] = (struct plan_rule){ "R7", FACT_NO, "in use" };
	assert_int_equal(plan_verdict(plan, &diag), -EINVAL);
	assert_string_equal(diag.line, "R4-A: too small");
	diag_clear(&diag);
}

int main(void)
{
#define PLAN_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		PLAN_TEST(segment_is_filled_in),
		PLAN_TEST(segments_have_an_end),
		PLAN_TEST(unknown_facts_are_named),
		PLAN_TEST(first_broken_rule_is_the_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
