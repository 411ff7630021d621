/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_judge.c - mintctl run: what is seen of an end, what it means, what it exits with
 *
 * In: lines of a log, a clock that stands, what the module says of an end. Out: done,
 * start it again, or an exit code and its line; how long to wait for the next look.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint/ctl/exit.h"
#include "mint/ctl/life/judge.h"
#include "mint/ctl/look/log.h"
#include "mint/ctl/look/signs.h"

#define NO_PANIC "web: was reset without an orderly end, and its log tells of no panic"

struct judged {
	uint32_t state, reason;
	bool is_asked, stays; /* told to stop; on-reset = stop */
	const char *killed, *panic, *seen;
	int verdict;
	enum ctl_exit exit;
	const char *line;
};

#define STOPPED(r) .state = MINT_STOPPED, .reason = MINT_REASON_##r
#define ORDERLY	   .verdict = JUDGE_DONE, .exit = CTL_DONE
#define FAILED	   .verdict = -EIO, .exit = CTL_FAILED
#define KILLED	   .verdict = -ECANCELED, .exit = CTL_KILLED

static const struct judged ends[] = {
	{ STOPPED(POWEROFF), ORDERLY },
	{ STOPPED(HALT), ORDERLY },
	{ STOPPED(REBOOT), .verdict = JUDGE_START_AGAIN },
	{ STOPPED(REBOOT), .stays = true, ORDERLY },
	{ STOPPED(PANIC), FAILED, .line = NO_PANIC },
	{ STOPPED(PANIC), .panic = "Kernel panic - x", FAILED,
	  .line = "web: Kernel panic - x" },
	/* a hang that its log explains is a panic, and the panic is told */
	{ STOPPED(PANIC), .panic = "Kernel panic - x", .seen = "stood", FAILED,
	  .line = "web: Kernel panic - x" },
	{ STOPPED(HANG), FAILED, .line = "web: stopped (hang)" },
	{ STOPPED(HANG), .seen = "jiffies stood", FAILED, .line = "web: jiffies stood" },
	{ STOPPED(NO_START), .seen = "ran for 5 s", FAILED, .line = "web: ran for 5 s" },
	{ STOPPED(NO_START), FAILED, .line = "web: stopped (no-start)" },
	{ STOPPED(DIGEST), FAILED, .line = "web: stopped (digest)" },
	{ STOPPED(NONE), FAILED, .line = "web: stopped" },
	/* told to stop: however it ended, it has; nobody starts it again */
	{ STOPPED(POWEROFF), .is_asked = true, ORDERLY },
	{ STOPPED(REBOOT), .is_asked = true, ORDERLY },
	{ STOPPED(PANIC), .panic = "Kernel panic - x", .is_asked = true, ORDERLY },
	{ STOPPED(HANG), .is_asked = true, ORDERLY },
	/* but for one that had to be killed, by run or by somebody else */
	{ STOPPED(KILLED), KILLED, .line = "web: killed" },
	{ STOPPED(KILLED), .is_asked = true, KILLED, .line = "web: killed" },
	{ STOPPED(KILLED), .is_asked = true, .killed = "it did not listen", KILLED,
	  .line = "web: killed: it did not listen" },
	/* it powered off in the moment of the kill */
	{ STOPPED(POWEROFF), .is_asked = true, .killed = "it did not listen", ORDERLY },
	/* lost goes before all */
	{ .state = MINT_LOST,
	  .reason = MINT_REASON_KILLED,
	  FAILED,
	  .line = "web: is lost" },
	{ .state = MINT_LOST,
	  .reason = MINT_REASON_POWEROFF,
	  .is_asked = true,
	  FAILED,
	  .line = "web: is lost" },
	{ .state = MINT_EMPTY, FAILED, .line = "web: is empty" },
	{ .state = MINT_LOADED, FAILED, .line = "web: is loaded" },
};

static void test_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		const struct judged *row = &ends[i];
		struct mint_status status = { .state = row->state,
					      .reason = row->reason };
		struct life_end end = { .name = "web",
					.status = &status,
					.may_start_again = !row->stays,
					.is_asked = row->is_asked,
					.killed = row->killed,
					.panic = row->panic ? row->panic : "",
					.seen = row->seen ? row->seen : "" };
		struct diag diag = { 0 };
		int err = life_judge(&end, &diag);

		if (err != row->verdict || strcmp(diag.line, row->line ? row->line : ""))
			fail_msg("row %zu: %d: %s", i, err, diag.line);
		if (err <= 0)
			assert_int_equal(ctl_exit_of(err), row->exit);
		diag_clear(&diag);
	}
}

static void test_exits(void **state)
{
	static const struct {
		int err;
		enum ctl_exit exit;
	} rows[] = {
		{ 0, CTL_DONE },	  { -ENOENT, CTL_NO_OS },
		{ -ENODEV, CTL_FAILED },  { -ETIMEDOUT, CTL_TIMEOUT },
		{ -EINVAL, CTL_FAILED },  { -ECANCELED, CTL_KILLED },
		{ -ENOTDIR, CTL_FAILED }, { -EINTR, CTL_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(ctl_exit_of(rows[i].err), rows[i].exit);
}

static struct bytes text_of(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

struct line {
	enum landmark landmark;
	const char *text;
};

static const struct {
	struct line line[3]; /* up to the first without a text */
	enum mint_reason end;
	const char *panic;
} logs[] = {
	{ { { LANDMARK_NONE, "x" }, { LANDMARK_INIT, "Run /init" } },
	  MINT_REASON_NONE,
	  "" },
	{ { { LANDMARK_HALTED, "System halted" } }, MINT_REASON_HALT, "" },
	/* it may restart by itself: nobody ends it yet */
	{ { { LANDMARK_PANIC, "panic: a" } }, MINT_REASON_NONE, "panic: a" },
	{ { { LANDMARK_PANIC, "panic: a" }, { LANDMARK_PANIC_LOOP, "end" } },
	  MINT_REASON_PANIC,
	  "panic: a" },
	/* the first one killed it, and one line of it is told */
	{ { { LANDMARK_PANIC, "panic: a\nb" }, { LANDMARK_PANIC, "panic: c" } },
	  MINT_REASON_NONE,
	  "panic: a" },
	/* it goes to a terminal */
	{ { { LANDMARK_PANIC, "panic: \x1b[31m\xc3\xa4\t" } },
	  MINT_REASON_NONE,
	  "panic: ?[31m???" },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(logs); i++) {
		const struct line *line = logs[i].line;
		struct signs signs = { 0 };

		for (size_t k = 0; k < 3 && line[k].text; k++)
			signs_take_line(&signs, line[k].landmark, text_of(line[k].text));
		assert_int_equal(signs.end, logs[i].end);
		assert_string_equal(signs.panic, logs[i].panic);
		assert_string_equal(signs.seen, "");
	}
}

static void test_long_panic(void **state)
{
	char text[400];
	struct signs signs = { 0 };

	(void)state;
	memset(text, 'p', sizeof(text));
	signs_take_line(&signs, LANDMARK_PANIC,
			(struct bytes){ (const uint8_t *)text, sizeof(text) });
	assert_int_equal(strlen(signs.panic), sizeof(signs.panic) - 1);
}

static void test_clock_and_silence(void **state)
{
	const struct pulse pulse = { .value = 4711, .still_ms = 10005, .nudges = 3 };
	struct mint_status status = { .uptime_ns = UINT64_C(60012345678) };
	struct signs signs = { 0 };

	(void)state;
	signs_take_hang(&signs, &pulse);
	assert_int_equal(signs.end, MINT_REASON_HANG);
	assert_string_equal(signs.seen,
			    "jiffies stood at 4711 for 10.005 s, and 3 timer interrupts "
			    "to each of its cores moved nothing");
	signs = (struct signs){ .panic = "panic: a" };
	signs_take_hang(&signs, &pulse);
	assert_int_equal(signs.end, MINT_REASON_PANIC);
	signs = (struct signs){ 0 };
	signs_take_no_start(&signs, &status, 60000);
	assert_int_equal(signs.end, MINT_REASON_NO_START);
	assert_string_equal(signs.seen, "ran for 60.012 s and its memory has no kernel "
					"log (start-timeout=60)");
}

static void test_delay(void **state)
{
	static const struct {
		int delay_ms, count, next_ms;
	} rows[] = {
		{ 0, 0, LOG_LOOK_MIN_MS },	/* the first look */
		{ 0, 5, LOG_LOOK_MIN_MS },	/* something new */
		{ 800, 1, LOG_LOOK_MIN_MS },	/* after a silence */
		{ 800, LOG_READ_MAX, 0 },	/* there may be more */
		{ 0, LOG_READ_MAX, 0 },		/* and more */
		{ 100, 0, 200 },		/* silence: twice as long */
		{ 400, 0, 800 },		/* and again */
		{ 500, 0, LOG_LOOK_MAX_MS },	/* up to there */
		{ 800, 0, LOG_LOOK_MAX_MS },	/* and no further */
		{ 1000, 0, LOG_LOOK_MAX_MS },	/* for ever */
		{ 1000, LOG_READ_MAX - 1, 100 } /* until it speaks */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(log_delay_next(rows[i].delay_ms, rows[i].count),
				 rows[i].next_ms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_exits),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_long_panic),
		cmocka_unit_test(test_clock_and_silence),
		cmocka_unit_test(test_delay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
