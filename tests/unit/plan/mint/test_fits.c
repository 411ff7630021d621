/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_fits.c - sizes that can never be, before anything is unpacked
 *
 * In: the fixture's machine (2 GiB of RAM below 4 GiB, 4 GiB above) and kernel (32 MiB).
 * Out: 0, or one line.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "plan/mint/fits.h"
#include "tests/unit/plan/plan_fixture.h"

#define M SIZE_1M
#define G SIZE_1G

static const struct {
	uint64_t size;
	bool is_auto;
	int err;
	const char *say;
} rows[] = {
	{ 512 * M, true, 0, "" },
	{ 4 * G, true, 0, "" },
	{ 5 * G, true, -ENOSPC, "5 GiB are more than this machine can give: it has " },
	{ 5 * G, true, -ENOSPC, "at most 4096 MiB of it in one piece (ask for less)" },
	{ 100 * 1024 * G, true, -ENOSPC, "102400 GiB are more than this machine" },
	{ 100 * 1024 * G, false, -ENOSPC, "102400 GiB are more than this machine" },
	{ 48 * M, true, -EINVAL,
	  "48 MiB are too small: kernel and initrd need 49 MiB at least" },
	{ 48 * M, true, -EINVAL, "(R4-A; --mint-region=auto:128M, say)" },
	{ 48 * M, false, -EINVAL, "are too small" },
	{ 49 * M, false, 0, "" },
};

static void sizes(void **state)
{
	struct fixture *fixture = *state;
	struct request *request = &fixture->request;

	fixture->inputs.initrd =
		(struct bytes){ fixture->initrd, sizeof(fixture->initrd) };
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct diag diag = { 0 };
		int err;

		request->auto_region = rows[i].is_auto;
		request->region_size = rows[i].is_auto ? rows[i].size : 0;
		request->region = (struct prange){ G, G + rows[i].size };
		err = plan_mint_fits(&fixture->inputs, &diag);
		if (err != rows[i].err || !strstr(diag.line, rows[i].say))
			fail_msg("row %zu: %d %s", i, err, diag.line);
	}
}

/* What is not known is no reason; what somebody keeps is one, where somebody does. */
static void machines(void **state)
{
	struct fixture *fixture = *state;
	struct prange one = { 16 * M, 16 * M + G };
	struct prange_list ram = { .at = &one, .count = 1 };
	struct diag diag = { 0 };

	fixture->machine.firmware.nr_map = 0;
	fixture->request.region = (struct prange){ G, 100 * G };
	assert_int_equal(plan_mint_fits(&fixture->inputs, &diag), 0);
	assert_int_equal(fits_machine(&ram, G, 0, &diag), 0);
	assert_int_equal(fits_machine(&ram, G, M, &diag), -ENOSPC);
	assert_string_equal(
		diag.line, "--mint-region: 1 GiB are more than this machine can give: of "
			   "its 1024 MiB of RAM the leader keeps 1 MiB at least: 1 MiB "
			   "are missing (ask for less)");
	diag_clear(&diag);
	assert_int_equal(fits_machine(&ram, G - M, M, &diag), 0);
	assert_int_equal(fits_machine(&ram, G + M, M, &diag), -ENOSPC);
	assert_non_null(strstr(diag.line, "at most 1024 MiB of it in one piece"));
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sizes, setup, teardown),
		cmocka_unit_test_setup_teardown(machines, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
