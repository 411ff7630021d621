/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_mint_error.c - what the module means by an errno, and what to do
 *
 * In: requests and errno. Out: words, none where nothing better than strerror() is known.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "abi/mint.h"
#include "base/cleanup.h"
#include "leader/mint_error.h"

static const struct {
	unsigned long request;
	int err;
	const char *say; /* NULL: nothing */
} rows[] = {
	{ MINT_IOC_CLAIM, -EOPNOTSUPP, "choose another range" },
	{ MINT_IOC_CLAIM, -EOPNOTSUPP,
	  "boot the leader with acpi_no_memhotplug if it is that of PNP0C80" },
	{ MINT_IOC_LOAD, -EACCES, "kernel.kexec_load_limit_reboot" },
	{ MINT_IOC_LOAD, -EOPNOTSUPP, NULL },
	{ MINT_IOC_KILL, -ENODEV, "it was released meanwhile" },
};

static void texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *text = mint_error_text(rows[i].request, rows[i].err);

		if (!text != !rows[i].say || (text && !strstr(text, rows[i].say)))
			fail_msg("row %zu: %s", i, text ? text : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
