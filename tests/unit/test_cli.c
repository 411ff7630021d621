/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_cli.c - which action a command line means
 *
 * In: argv. Out: the action; nothing is read or touched.
 * Ref: design.md "Command line": with --mint-cpus and neither -l nor -e: load and start.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "cli.h"

#define REGION "--mint-region=1G+512M"
#define CPUS   "--mint-cpus=2"
#define NAME   "--mint-name=web"
#define DRY    "--mint-dry-run"

static const struct {
	const char *arg[5];
	enum request_action action;
	int err;
} rows[] = {
	{ { REGION, CPUS, "k" }, ACTION_START, 0 },
	{ { "-l", REGION, CPUS, "k" }, ACTION_LOAD, 0 },
	{ { REGION, CPUS, "k", "--load" }, ACTION_LOAD, 0 },
	{ { "-l", REGION, "k" }, ACTION_LOAD, 0 },
	{ { REGION, "k" }, ACTION_NONE, -EINVAL },
	{ { "k" }, ACTION_NONE, -EINVAL },
	{ { DRY, REGION, "k" }, ACTION_DRY_RUN, 0 },
	{ { DRY, REGION, CPUS, "k" }, ACTION_DRY_RUN, 0 },
	{ { "-l", DRY, REGION, CPUS, "k" }, ACTION_DRY_RUN, 0 },
	{ { "-e" }, ACTION_EXEC, 0 },
	{ { "-e", NAME }, ACTION_EXEC, 0 },
	{ { "-l", "k", "-e" }, ACTION_EXEC, 0 },
	{ { "-e", "-l", REGION, "k" }, ACTION_LOAD, 0 },
	{ { "-e", CPUS }, ACTION_EXEC, -EINVAL },
	{ { "-e", DRY }, ACTION_EXEC, -EINVAL },
	{ { "-u" }, ACTION_UNLOAD, 0 },
	{ { "-u", NAME }, ACTION_UNLOAD, 0 },
	{ { "-u", REGION }, ACTION_UNLOAD, -EINVAL },
	{ { "-h", "--frob", "-e" }, ACTION_HELP, 0 },
	{ { "-v", "-e" }, ACTION_VERSION, 0 },
	{ { "-e", "-v" }, ACTION_VERSION, 0 },
};

static void actions(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *argv[7] = { (char[]){ "kexec" } };
		struct request request;
		struct diag diag = { 0 };
		int argc = 1, err;

		for (; argc <= 5 && rows[i].arg[argc - 1]; argc++)
			argv[argc] = strdup(rows[i].arg[argc - 1]);
		err = cli_parse(argc, argv, &request, &diag);
		if (err != rows[i].err || request.action != rows[i].action)
			fail_msg("row %zu: action %d, error %d: %s", i, request.action,
				 err, diag.line);
		assert_int_equal(!err, !*diag.line);
		diag_clear(&diag);
		request_free(&request);
		while (--argc)
			free(argv[argc]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions),
	};

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
