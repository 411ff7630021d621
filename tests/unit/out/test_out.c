/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_out.c - what is printed arrives, or it is told why not
 *
 * In: a child whose standard output is full, closed, or without a reader.
 * Out: its exit status; what it said.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "out/out.h"

enum target { TARGET_PIPE, TARGET_FULL, TARGET_CLOSED, TARGET_BROKEN };

struct child {
	enum target target;
	size_t size; /* bytes that are printed */
	bool is_act;
	bool is_deaf; /* whoever started it ignores SIGPIPE */
};

struct heard {
	int status; /* as of wait(2) */
	size_t size;
	char line[DIAG_LINE_MAX];
	bool leaked; /* text lay in a file that was opened later */
};

static void target_make(enum target target, const int pipes[2])
{
	switch (target) {
	case TARGET_PIPE:
	case TARGET_BROKEN:
		dup2(pipes[1], STDOUT_FILENO);
		break;
	case TARGET_FULL:
		dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
		break;
	case TARGET_CLOSED:
		close(STDOUT_FILENO);
		break;
	}
	close(pipes[0]);
	close(pipes[1]);
}

/* Exit status: 0 told, 1 a failure, 2 a warning. */
static void child_run(const struct child *child, const int pipes[2], struct heard *heard)
{
	struct diag diag = { 0 };
	struct out out;
	int err = 0, file;

	signal(SIGPIPE, child->is_deaf ? SIG_IGN : SIG_DFL);
	target_make(child->target, pipes);
	if (out_begin(&out))
		_exit(9);
	file = memfd_create("opened later", 0);
	for (size_t i = 0; i < child->size; i++)
		fputc('x', out.stream);
	if (child->is_act)
		out_told(&out, &diag, "web: released");
	else
		err = out_end(&out, &diag);
	strcpy(heard->line, diag.nr_warnings ? diag.warning[0] : diag.line);
	heard->leaked = lseek(file, 0, SEEK_END) != 0;
	if (err && err != -EIO)
		_exit(9);
	_exit(err ? 1 : diag.nr_warnings ? 2 : 0);
}

static void child_hear(const struct child *child, struct heard *ret)
{
	char text[8192];
	ssize_t count;
	int pipes[2];
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	if (child->target == TARGET_BROKEN) {
		close(pipes[0]);
		pipes[0] = open("/dev/null", O_RDONLY);
	}
	memset(ret, 0, sizeof(*ret));
	pid = fork();
	if (!pid)
		child_run(child, pipes, ret);
	close(pipes[1]);
	while ((count = read(pipes[0], text, sizeof(text))) > 0)
		ret->size += (size_t)count;
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &ret->status, 0), pid);
}

#define ENDS(code) ((code) << 8)
#define DIES(sig)  (sig)
#define MANY	   300000 /* more than any buffer of stdio(3) */

static const struct {
	struct child child;
	int status;
	const char *line;
} rows[] = {
	{ { TARGET_PIPE, 3, false, false }, ENDS(0), "" },
	{ { TARGET_PIPE, MANY, false, false }, ENDS(0), "" },
	{ { TARGET_PIPE, 3, true, false }, ENDS(0), "" },
	{ { TARGET_FULL, 3, false, false },
	  ENDS(1),
	  "standard output: No space left on device" },
	/* the write that failed is not the last one: stdio(3) has forgotten why */
	{ { TARGET_FULL, MANY, false, false },
	  ENDS(1),
	  "standard output: No space left on device" },
	{ { TARGET_FULL, MANY, true, false },
	  ENDS(2),
	  "web: released: done, but it cannot be told: standard output: No space left on "
	  "device" },
	{ { TARGET_CLOSED, 3, false, false },
	  ENDS(1),
	  "standard output: Bad file descriptor" },
	{ { TARGET_CLOSED, 3, true, false },
	  ENDS(2),
	  "web: released: done, but it cannot be told: standard output: Bad file "
	  "descriptor" },
	{ { TARGET_CLOSED, 0, false, false }, ENDS(0), "" },
	{ { TARGET_BROKEN, MANY, false, false }, DIES(SIGPIPE), "" },
	{ { TARGET_BROKEN, MANY, false, true }, ENDS(1), "standard output: Broken pipe" },
	/* it must live to say so, and to exit 0 */
	{ { TARGET_BROKEN, 3, true, false },
	  ENDS(2),
	  "web: released: done, but it cannot be told: standard output: Broken pipe" },
};

static void told_or_why_not(void **state)
{
	struct heard *heard = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool arrives = rows[i].child.target == TARGET_PIPE;

		child_hear(&rows[i].child, heard);
		if (heard->status != rows[i].status || strcmp(heard->line, rows[i].line))
			fail_msg("row %zu: status 0x%x: %s", i, (unsigned)heard->status,
				 heard->line);
		assert_int_equal(heard->size, arrives ? rows[i].child.size : 0);
		assert_false(heard->leaked);
	}
}

static int shared_make(void **state)
{
	*state = mmap(NULL, sizeof(struct heard), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return *state == MAP_FAILED;
}

static int shared_drop(void **state)
{
	return munmap(*state, sizeof(struct heard));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(told_or_why_not, shared_make,
						shared_drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
