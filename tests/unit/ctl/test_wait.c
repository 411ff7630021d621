/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_wait.c - mintctl's parts: how an end is waited for and told, and a release
 *
 * In: modules that say one thing after the other. Out: what a verb makes of it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "leader/mint_status.h"
#include "leader/this_machine.h"
#include "mint/ctl/life/end.h"
#include "mint/ctl/life/life.h"
#include "mint/ctl/life/release.h"
#include "mint/ctl/life/wait.h"

/* A module that says one thing of an OS, or that there is none any more. */
struct end_said {
	bool is_gone;
	uint32_t state, reason, starts, lost_cpus;
};

static int end_call(void *context, int fd, unsigned long request, void *argument)
{
	const struct end_said *said = context;

	(void)fd;
	assert_int_equal(request, MINT_IOC_STATUS);
	if (said->is_gone)
		return -ENODEV;
	*(struct mint_status *)argument = (struct mint_status){
		.state = said->state,
		.reason = said->reason,
		.starts = said->starts,
		.lost_cpus = said->lost_cpus,
	};
	return 0;
}

#define SAID(s, r, n) .said = { .state = s, .reason = MINT_REASON_##r, .starts = n }
#define SAID_GONE     .said = { .is_gone = true }
#define STOPPED(r, n) .state = "stopped", .reason = r, .starts = n

static const struct {
	struct end_said said;
	enum mint_reason known;
	const char *state, *reason;
	uint64_t starts;
} ends[] = {
	{ SAID(MINT_STOPPED, KILLED, 4), MINT_REASON_KILLED, STOPPED("killed", 4) },
	/* it ended by itself a moment before the kill */
	{ SAID(MINT_STOPPED, PANIC, 4), MINT_REASON_KILLED, STOPPED("panic", 4) },
	/* run is releasing it; has released it */
	{ SAID(MINT_EMPTY, KILLED, 4), MINT_REASON_NONE, STOPPED("killed", 4) },
	{ SAID_GONE, MINT_REASON_KILLED, STOPPED("killed", 3) },
	{ SAID_GONE, MINT_REASON_NONE, STOPPED("", 3) },
	/* somebody has started it again */
	{ SAID(MINT_RUNNING, NONE, 5), MINT_REASON_KILLED, STOPPED("killed", 5) },
	{ .said = { .state = MINT_LOST,
		    .reason = MINT_REASON_KILLED,
		    .starts = 4,
		    .lost_cpus = 1 },
	  .known = MINT_REASON_KILLED,
	  .state = "lost",
	  .reason = "killed",
	  .starts = 4 },
};

/* The end that was brought about is told, whatever somebody else made of it since. */
static void test_end_is_told(void **state)
{
	static const struct mint_ops ops = { .call = end_call };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		struct end_said said = ends[i].said;
		struct mint_device os = { .ops = &ops, .context = &said, .name = "web" };
		struct machine_os seen = {
			.name = "web", .state = "running", .starts = 3, .uptime_s = 9
		};

		life_end_see(&os, ends[i].known, &seen);
		assert_string_equal(seen.name, "web");
		assert_string_equal(seen.state, ends[i].state);
		assert_string_equal(seen.reason, ends[i].reason);
		assert_int_equal(seen.starts, ends[i].starts);
		assert_int_equal(seen.lost_cpus, said.lost_cpus);
		assert_int_equal(seen.uptime_s, 0);
	}
}

static const struct {
	struct mint_status status;
	bool is_entering;
} entering[] = {
	/* the first start, and a later one, before the core shows itself */
	{ { .state = MINT_LOADED, .has_image = 1, .life = 1 }, true },
	{ { .state = MINT_STOPPED,
	    .has_image = 1,
	    .life = 4,
	    .reason = MINT_REASON_PANIC },
	  true },
	/* it has; it ended */
	{ { .state = MINT_RUNNING,
	    .has_image = 1,
	    .life = 1,
	    .stage = MINT_PURGATORY_ENTERED },
	  false },
	{ { .state = MINT_STOPPED,
	    .has_image = 1,
	    .life = 4,
	    .reason = MINT_REASON_PANIC,
	    .stage = MINT_PURGATORY_VERIFIED },
	  false },
	{ { .state = MINT_LOST, .has_image = 1, .life = 4, .reason = MINT_REASON_KILLED },
	  false },
	/* it never did */
	{ { .state = MINT_STOPPED,
	    .has_image = 1,
	    .life = 4,
	    .reason = MINT_REASON_NO_START },
	  false },
	/* no life, no image: nothing is on its way */
	{ { .state = MINT_LOADED, .has_image = 1 }, false },
	{ { .state = MINT_EMPTY, .life = 4 }, false },
	{ { .state = MINT_STOPPED, .life = 4, .reason = MINT_REASON_HALT }, false },
};

static void test_who_is_entering(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(entering); i++)
		if (life_is_entering(&entering[i].status) != entering[i].is_entering)
			fail_msg("row %zu: wanted %d", i, entering[i].is_entering);
}

#define SECOND UINT64_C(1000000000)

static const struct {
	uint32_t state;
	uint64_t uptime_ns;
	int log_err;
	int64_t timeout_ms;
	bool is_no_start;
} starts[] = {
	{ MINT_RUNNING, 5 * SECOND, -ENOENT, 5000, true },
	{ MINT_RUNNING, 500 * SECOND, -ENOENT, 5000, true },
	{ MINT_RUNNING, 5 * SECOND - 1, -ENOENT, 5000, false },
	{ MINT_RUNNING, 0, -ENOENT, 1000, false },
	/* start-timeout=off */
	{ MINT_RUNNING, UINT64_MAX, -ENOENT, 0, false },
	/* it has a log; one that nobody may look at, or understands */
	{ MINT_RUNNING, 500 * SECOND, 0, 5000, false },
	{ MINT_RUNNING, 500 * SECOND, -EPERM, 5000, false },
	{ MINT_RUNNING, 500 * SECOND, -ENOTSUP, 5000, false },
	{ MINT_RUNNING, 500 * SECOND, -EINVAL, 5000, false },
	{ MINT_RUNNING, 500 * SECOND, -EFAULT, 5000, false },
	{ MINT_RUNNING, 500 * SECOND, -ENOMEM, 5000, false },
	/* it is ending, or has ended, of something else */
	{ MINT_STOPPING, 500 * SECOND, -ENOENT, 5000, false },
	{ MINT_STOPPED, 500 * SECOND, -ENOENT, 5000, false },
	{ MINT_LOST, 500 * SECOND, -ENOENT, 5000, false },
};

/* Only an OS that runs, for long enough, and whose memory has no log at all. */
static void test_no_start(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		struct mint_status status = { .state = starts[i].state,
					      .uptime_ns = starts[i].uptime_ns };

		assert_int_equal(life_is_no_start(&status, starts[i].log_err,
						  starts[i].timeout_ms),
				 starts[i].is_no_start);
	}
}

/* A module that says one thing after the other; the last one for ever. */
struct said_next {
	struct end_said said[4];
	size_t at, last;
	unsigned int waits;
	bool is_interrupted; /* the first wait, by a signal */
};

static int next_call(void *context, int fd, unsigned long request, void *argument)
{
	struct said_next *next = context;

	return end_call(&next->said[next->at], fd, request, argument);
}

static int next_wait(void *context, int fd, int timeout_ms)
{
	struct said_next *next = context;

	(void)fd;
	(void)timeout_ms;
	assert_in_range(++next->waits, 1, 9); /* rather than to wait for ever */
	/* A signal first: it changes nothing, and is no failure. */
	if (next->waits == 1 && next->is_interrupted)
		return -EINTR;
	next->at += next->at < next->last;
	return 1;
}

#define RUNS(n)                                    \
	{                                          \
		.state = MINT_RUNNING, .starts = n \
	}
#define ENDED(n)                                                                \
	{                                                                       \
		.state = MINT_STOPPED, .reason = MINT_REASON_PANIC, .starts = n \
	}
#define GONE                    \
	{                       \
		.is_gone = true \
	}
#define LOST                                                                   \
	{                                                                      \
		.state = MINT_LOST, .reason = MINT_REASON_KILLED, .starts = 3, \
		.lost_cpus = 1                                                 \
	}

#define SAYS(n, ...) .next = { .said = { __VA_ARGS__ }, .last = n }
#define FOR_END	     .state = -1, .timeout_ms = -1
#define FOR(s)	     .state = s, .timeout_ms = -1

static const struct {
	const char *name, *seen;
	int state;
	int64_t timeout_ms;
	struct said_next next;
	int err;
	unsigned int waits;
} waits[] = {
	{ "ends", "running", FOR_END, SAYS(1, RUNS(3), ENDED(3)), .waits = 1 },
	{ "started anew", "running", FOR_END, SAYS(1, RUNS(3), RUNS(4)), .waits = 1 },
	{ "released", "running", FOR_END, SAYS(1, RUNS(3), GONE), .waits = 1 },
	{ "a signal, then the end", "running", FOR_END, SAYS(1, RUNS(3), ENDED(3)),
	  .next.is_interrupted = true, .waits = 2 },
	{ "has ended", "stopped", FOR_END, SAYS(0, ENDED(3)) },
	{ "nothing to end", "loaded", FOR_END, SAYS(0, GONE), .err = -ENOENT },
	{ "a state", "loaded", FOR(MINT_RUNNING), SAYS(2, ENDED(3), ENDED(3), RUNS(4)),
	  .waits = 2 },
	{ "started anew is no state", "running", FOR(MINT_STOPPED),
	  SAYS(2, RUNS(3), RUNS(4), ENDED(4)), .waits = 2 },
	{ "never in that state", "running", FOR(MINT_LOADED), SAYS(1, RUNS(3), GONE),
	  .err = -ENOENT, .waits = 1 },
	{ "lost for ever", "running", FOR(MINT_STOPPED), SAYS(1, RUNS(3), LOST),
	  .err = -EIO, .waits = 1 },
	{ "lost is an end", "running", FOR_END, SAYS(0, LOST) },
	{ "no time", "running", .state = -1, SAYS(0, RUNS(3)), .err = -ETIMEDOUT },
};

/* What somebody else made of an end before it was noticed does not hide it. */
static void test_wait(void **state)
{
	static const struct mint_ops ops = { .call = next_call, .wait = next_wait };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(waits); i++) {
		struct said_next next = waits[i].next;
		struct mint_device os = { .ops = &ops, .context = &next, .name = "web" };
		struct ctl ctl = { .name = "web",
				   .state = waits[i].state,
				   .timeout_ms = waits[i].timeout_ms };
		struct machine_os seen = { .name = "web", .starts = 3 };
		struct diag diag = { 0 };

		print_message("%s\n", waits[i].name);
		snprintf(seen.state, sizeof(seen.state), "%s", waits[i].seen);
		assert_int_equal(life_wait(&ctl, &seen, &os, &diag), waits[i].err);
		assert_int_equal(next.waits, waits[i].waits);
		assert_int_equal(diag.line[0] != 0, waits[i].err != 0);
	}
}

/* An OS that took nothing, whose memory is mapped for so many tries. */
struct mapped {
	uint32_t state;
	bool is_gone;
	unsigned int mapped, tries;
	bool is_destroyed, is_locked;
};

static int mapped_call(void *context, int fd, unsigned long request, void *argument)
{
	struct mapped *os = context;

	(void)fd;
	if (os->is_gone)
		return -ENODEV;
	switch (request) {
	case MINT_IOC_STATUS:
		*(struct mint_status *)argument =
			(struct mint_status){ .state = os->state, .nr_ranges = 1 };
		return 0;
	case MINT_IOC_TAKEN:
		((struct mint_taken *)argument)->nr_blocks = 0;
		((struct mint_taken *)argument)->nr_cpus = 0;
		((struct mint_taken *)argument)->nr_pci = 0;
		return 0;
	case MINT_IOC_UNCLAIM:
		assert_true(os->is_locked);
		return os->tries++ < os->mapped ? -EBUSY : 0;
	case MINT_IOC_DESTROY:
		os->is_destroyed = true;
		return 0;
	default:
		return -ENOTTY;
	}
}

static int mapped_lock(void *context, int fd, bool is_locked)
{
	(void)fd;
	((struct mapped *)context)->is_locked = is_locked;
	return 0;
}

static const struct {
	const char *name;
	struct mapped os;
	int64_t timeout_ms;
	int err;
	unsigned int tries;
	const char *say;
} releases[] = {
	{ "free", { .state = MINT_STOPPED }, .tries = 1, .say = "" },
	{ "mapped for a moment",
	  { .state = MINT_STOPPED, .mapped = 2 },
	  .timeout_ms = 60000,
	  .tries = 3,
	  .say = "" },
	{ "mapped for ever",
	  { .state = MINT_STOPPED, .mapped = 9 },
	  .err = -EBUSY,
	  .tries = 1,
	  .say = "web: a program still maps its memory after 0.000 s" },
	{ "runs",
	  { .state = MINT_RUNNING },
	  .timeout_ms = 60000,
	  .err = -EBUSY,
	  .say = "web: is running: mintctl stop web first" },
	{ "stops already",
	  { .state = MINT_STOPPING },
	  .timeout_ms = 60000,
	  .err = -EBUSY,
	  .say = "web: is stopping: mintctl wait web first" },
	{ "lost",
	  { .state = MINT_LOST },
	  .timeout_ms = 60000,
	  .err = -EIO,
	  .say = "web: is lost" },
	{ "released by somebody else",
	  { .is_gone = true },
	  .timeout_ms = 60000,
	  .say = "" },
};

/* A reader of its log that unmaps a moment later makes no release fail. */
static void test_release(void **state)
{
	static const struct mint_ops ops = { .call = mapped_call, .lock = mapped_lock };
	static const struct leader leader = { .ops = &leader_machine_ops,
					      .root = "/nonexistent" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		struct mapped mapped = releases[i].os;
		struct mint_device os = { .ops = &ops,
					  .context = &mapped,
					  .name = "web" };
		struct diag diag = { 0 };

		print_message("%s\n", releases[i].name);
		assert_int_equal(
			life_release_from(&os, &leader, releases[i].timeout_ms, &diag),
			releases[i].err);
		assert_int_equal(mapped.tries, releases[i].tries);
		assert_int_equal(mapped.is_destroyed,
				 !releases[i].err && !mapped.is_gone);
		assert_false(mapped.is_locked);
		assert_int_equal(
			strncmp(diag.line, releases[i].say, strlen(releases[i].say)), 0);
		assert_int_equal(diag.line[0] != 0, releases[i].err != 0);
		diag_clear(&diag);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_end_is_told),
		cmocka_unit_test(test_who_is_entering),
		cmocka_unit_test(test_no_start),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
