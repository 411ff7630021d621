/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_order.c - which of two versions is newer: the examples of the specifications
 *
 * Ref: UAPI.10 Version Format, "Examples"; rpm-version(7).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "entry/order.h"

struct pair {
	const char *older;
	const char *newer;
	bool is_same;
};

static const struct pair version_pairs[] = {
	{ "11", "11", true },
	{ "systemd-123", "systemd-123", true },
	{ "bar-123", "foo-123", false },
	{ "123", "123a", false },
	{ "123", "123.a", false },
	{ "123.a", "123.b", false },
	{ "123.a", "123a", false },
	{ "11\xce\xb1", "11\xce\xb2", true },
	{ "B", "a", false },
	{ "", "0", false },
	{ "0", "0.", false },
	{ "0", "0.0", false },
	{ "~", "0", false },
	{ "~", "", false },
	{ "1_", "1", true },
	{ "_1", "1", true },
	{ "1_", "1.2", false },
	{ "1.3.3", "1_2_3", false },
	{ "1+", "1", true },
	{ "1+", "1.2", false },
	{ "1.3.3", "1+2+3", false },
	{ "6.9", "6.10", false },
	{ "6.10-rc1", "6.10.1", false },
	{ "08", "8", true },
	{ "18446744073709551616", "18446744073709551617", false },
	/* a chain */
	{ "122.1", "123~rc1-1", false },
	{ "123~rc1-1", "123", false },
	{ "123", "123-a", false },
	{ "123-a", "123-a.1", false },
	{ "123-a.1", "123-1", false },
	{ "123-1", "123-1.1", false },
	{ "123-1.1", "123^post1", false },
	{ "123^post1", "123.a-1", false },
	{ "123.a-1", "123.1-1", false },
	{ "123.1-1", "123a-1", false },
	{ "123a-1", "124-1", false },
};

static const struct pair package_pairs[] = {
	{ "m-6.9-1.fc40", "m-6.10-1.fc40", false },
	{ "m-6.9-9.fc40", "m-6.9-10.fc40", false },
	{ "m-0-rescue", "m-6.9-1", false },
	{ "m-6.9~rc1-1", "m-6.9-1", false },
	{ "m-6.9-1", "m-6.9+debug-1", false },
	{ "m-6.9-1+debug", "m-6.9-1.2", false },
	{ "m-6.a-1", "m-6.1-1", false },
	{ "m-6_9-1", "m-6.9-1", true },
	{ "a", "b", false },
	{ "a-1", "a-2", false },
	{ "", "a", false },
};

static void check(int (*order)(const char *, const char *), const struct pair *pairs,
		  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int forth = order(pairs[i].older, pairs[i].newer);
		int back = order(pairs[i].newer, pairs[i].older);

		if (pairs[i].is_same ? forth || back : forth >= 0 || back <= 0)
			fail_msg("'%s' and '%s': %d, %d", pairs[i].older, pairs[i].newer,
				 forth, back);
	}
}

static void versions(void **state)
{
	(void)state;
	check(order_version, version_pairs, ARRAY_SIZE(version_pairs));
}

static void packages(void **state)
{
	(void)state;
	check(order_package, package_pairs, ARRAY_SIZE(package_pairs));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(versions),
					    cmocka_unit_test(packages) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
