/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_boot_told.c - what a successor is told of the leader, so that its log does not
 * alarm
 *
 * In: the fixture's machine, bent. Out: boot_params and command line of its plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <asm/bootparam.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "tests/unit/plan/plan_fixture.h"

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

static struct boot_params boot_params_of(struct fixture *fixture)
{
	struct boot_params ret;
	struct bytes data;

	assert_int_equal(fixture_plan(fixture), 0);
	data = fixture_segment(fixture, "boot_params")->data;
	assert_int_equal(data.size, sizeof(ret));
	memcpy(&ret, data.data, sizeof(ret));
	return ret;
}

/* 0 not told, 2 off (enum efi_secureboot_mode of Linux). */
static const struct {
	enum fact fact;
	uint16_t efi_bits;
	bool has_page; /* the leader's, so that "no EFI" is a fact */
	uint8_t told;
} secure_rows[] = {
	{ FACT_NO, 64, true, 2 },      { FACT_YES, 64, true, 0 },
	{ FACT_UNKNOWN, 64, true, 0 }, { FACT_UNKNOWN, 0, true, 2 },
	{ FACT_UNKNOWN, 0, false, 0 }, { FACT_YES, 0, true, 0 },
};

static void secure_boot_is_off_when_known(void **state)
{
	static uint8_t page[sizeof(struct boot_params)];
	struct fixture *fixture = *state;
	struct machine_firmware *firmware = &fixture->machine.firmware;

	for (size_t i = 0; i < ARRAY_SIZE(secure_rows); i++) {
		firmware->efi_bits = secure_rows[i].efi_bits;
		firmware->boot_params = secure_rows[i].has_page ? page : NULL;
		firmware->boot_params_size = secure_rows[i].has_page ? sizeof(page) : 0;
		fixture->machine.host.secure_boot = secure_rows[i].fact;
		if (boot_params_of(fixture).secure_boot != secure_rows[i].told)
			fail_msg("row %zu", i);
	}
	firmware->boot_params = NULL;
}

/* Only a decompressor knows it, and only a decompressor needs it. */
static void nokaslr_is_for_a_decompressor(void **state)
{
	static const struct {
		enum image_kind kind;
		bool is_told;
	} rows[] = { { IMAGE_VMLINUX, false }, { IMAGE_BZIMAGE, true } };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cmdline_token token;
		struct boot_params params;

		fixture->image.kind = rows[i].kind;
		params = boot_params_of(fixture);
		assert_int_equal(cmdline_find((const char *)fixture->plan.cmdline.data,
					      "nokaslr", &token),
				 rows[i].is_told);
		/* what the kernel proper asks */
		assert_int_equal(params.hdr.loadflags & KASLR_FLAG, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(secure_boot_is_off_when_known, setup,
						teardown),
		cmocka_unit_test_setup_teardown(nokaslr_is_for_a_decompressor, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
