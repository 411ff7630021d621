/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_losses.c - what a fall-back to kexec_load(2) loses is said
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "kexec/losses.h"

static const struct {
	char *cmdline;
	enum fact measurements, crypt_keys;
	bool is_crash;
	const char *warning; /* NULL: nothing is lost */
} rows[] = {
	{ "quiet", FACT_UNKNOWN, FACT_UNKNOWN, false, NULL },
	{ "quiet", FACT_NO, FACT_NO, false, NULL },
	{ NULL, FACT_NO, FACT_NO, false, NULL },
	{ "kho=on quiet", FACT_NO, FACT_NO, false, "kho=on" },
	{ "kho=1", FACT_NO, FACT_NO, false, "kho=on" },
	{ "kho=y", FACT_NO, FACT_NO, false, "kho=on" },
	{ "kho=on kho=off", FACT_NO, FACT_NO, false, NULL },
	{ "kho=off kho=on", FACT_NO, FACT_NO, false, "kho=on" },
	{ "kho", FACT_NO, FACT_NO, false, NULL },
	{ "kho=", FACT_NO, FACT_NO, false, NULL },
	{ "xkho=on kho.x=on", FACT_NO, FACT_NO, false, NULL },
	{ "kho=on", FACT_NO, FACT_NO, true, NULL },
	{ "", FACT_YES, FACT_NO, false, "IMA" },
	{ "", FACT_YES, FACT_NO, true, NULL },
	{ "", FACT_NO, FACT_YES, true, "dm-crypt" },
	{ "", FACT_NO, FACT_YES, false, NULL },
};

static void losses(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct machine machine = {
			.cmdline = rows[i].cmdline,
			.kexec.measurements = rows[i].measurements,
			.kexec.crypt_keys = rows[i].crypt_keys,
		};
		struct diag diag = { 0 };

		losses_warn(&machine, rows[i].is_crash, &diag);
		if (diag.nr_warnings != !!rows[i].warning ||
		    (rows[i].warning && !strstr(diag.warning[0], rows[i].warning)))
			fail_msg("row %zu: %zu warnings, %s", i, diag.nr_warnings,
				 diag.nr_warnings ? diag.warning[0] : "none");
		diag_clear(&diag);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(losses) };

	return cmocka_run_group_tests_name("losses", tests, NULL, NULL);
}
