/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_watch.c - when silence is an end, and what may be said of an end
 *
 * Time passes as the module's timer lets it: a look each 10 ms, unless a row says other.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mint/module/check.h"

#define TICK_MS 10
#define NEVER	UINT64_MAX

/* One OS, looked at. */
struct os {
	struct mint_watch watch;
	struct mint_mailbox box;
	struct mint_watchdog dog;
	bool has_dog;
	uint64_t now_ms;
};

static struct os os_new(bool has_dog)
{
	static const struct mint_load load = {
		.nr_segments = 2,
		.segments = { { 0, 0, 0, 100 }, { 0, 0, 0, 16 << 20 } },
	};
	struct os os = { .has_dog = has_dog, .now_ms = 123456 };

	os.box.purgatory_stage = MINT_PURGATORY_VERIFIED;
	mint_watch_begin(&os.watch, &load, os.now_ms);
	return os;
}

/* The module clears a ping that it has seen. */
static enum mint_reason look(struct os *os, uint64_t passed_ms)
{
	enum mint_reason reason;

	os->now_ms += passed_ms;
	reason = mint_watch_look(&os->watch, &os->box, os->has_dog ? &os->dog : NULL,
				 os->now_ms);
	os->dog.ping = 0;
	return reason;
}

/* Looks until it ends with @want; a ping each @ping_ms. Returns when, or NEVER. */
static uint64_t ends_after(struct os *os, enum mint_reason want, uint64_t limit_ms,
			   uint64_t ping_ms)
{
	uint64_t start = os->now_ms;
	enum mint_reason reason;

	while (os->now_ms - start < limit_ms) {
		if (ping_ms && (os->now_ms - start) % ping_ms == 0)
			os->dog.ping = 1;
		reason = look(os, TICK_MS);
		if (reason == MINT_REASON_NONE)
			continue;
		assert_int_equal(reason, want);
		return os->now_ms - start;
	}
	return NEVER;
}

static void dog_start(struct os *os, uint32_t countdown)
{
	os->dog.countdown = countdown;
	os->dog.running = 1;
}

static void quiet(void **state)
{
	struct os os = os_new(false);

	(void)state;
	assert_int_equal(ends_after(&os, MINT_REASON_NONE, 600000, 0), NEVER);
}

static void hang(void **state)
{
	struct os os = os_new(true);
	uint64_t at;

	(void)state;
	/* Not started: no driver, or nobody has opened it. */
	os.dog.countdown = 50;
	assert_int_equal(ends_after(&os, MINT_REASON_NONE, 60000, 0), NEVER);
	dog_start(&os, 50);
	assert_int_equal(ends_after(&os, MINT_REASON_NONE, 60000, 4900), NEVER);
	/* The last ping may have been a little before. */
	at = ends_after(&os, MINT_REASON_HANG, 60000, 0);
	assert_in_range(at, 5000 - 4900, 5000 + 2 * TICK_MS);

	os = os_new(true);
	dog_start(&os, 50);
	at = ends_after(&os, MINT_REASON_HANG, 60000, 0);
	assert_in_range(at, 5000, 5000 + 2 * TICK_MS);

	os = os_new(true);
	dog_start(&os, UINT32_MAX);
	assert_int_equal(ends_after(&os, MINT_REASON_HANG, 600000, 0), NEVER);
}

static void hang_stopped(void **state)
{
	struct os os = os_new(true);

	(void)state;
	dog_start(&os, 50);
	assert_int_equal(ends_after(&os, MINT_REASON_HANG, 4000, 0), NEVER);
	os.dog.running = 0;
	assert_int_equal(ends_after(&os, MINT_REASON_HANG, 60000, 0), NEVER);
	/* Started again: from the beginning. */
	os.dog.running = 1;
	assert_in_range(ends_after(&os, MINT_REASON_HANG, 60000, 0), 5000,
			5000 + 2 * TICK_MS);
}

/* Shorter than what has gone by already: the ping comes right behind. */
static void hang_new_countdown(void **state)
{
	struct os os = os_new(true);

	(void)state;
	dog_start(&os, 600);
	assert_int_equal(ends_after(&os, MINT_REASON_HANG, 30000, 0), NEVER);
	os.dog.countdown = 50;
	assert_int_equal(look(&os, TICK_MS), MINT_REASON_NONE);
	assert_in_range(ends_after(&os, MINT_REASON_HANG, 60000, 0), 5000 - TICK_MS,
			5000 + TICK_MS);
}

/* The leader stood still for an hour, perhaps all of the machine did. */
static void gap(void **state)
{
	struct os os = os_new(true);

	(void)state;
	dog_start(&os, 50);
	assert_int_equal(look(&os, TICK_MS), MINT_REASON_NONE);
	assert_int_equal(look(&os, 3600000), MINT_REASON_NONE);
	assert_in_range(ends_after(&os, MINT_REASON_HANG, 60000, 0),
			5000 - MINT_WATCH_GAP_MS, 5000 - MINT_WATCH_GAP_MS + 2 * TICK_MS);
}

static void halt(void **state)
{
	struct os os = os_new(false);

	(void)state;
	os.box.tts = 5;
	assert_in_range(ends_after(&os, MINT_REASON_HALT, 120000, 0), MINT_HALT_MS,
			MINT_HALT_MS + 2 * TICK_MS);
	/* A power off that takes its time. */
	os = os_new(false);
	os.box.tts = 5;
	assert_int_equal(ends_after(&os, MINT_REASON_HALT, MINT_HALT_MS - 100, 0), NEVER);
	os.box.efi_reset = MINT_EFI_RESET_BASE + 2;
	assert_int_equal(look(&os, TICK_MS), MINT_REASON_POWEROFF);
	/* A kernel started by kexec clears it. */
	os = os_new(false);
	os.box.tts = 5;
	assert_int_equal(ends_after(&os, MINT_REASON_HALT, 20000, 0), NEVER);
	os.box.tts = 0;
	assert_int_equal(ends_after(&os, MINT_REASON_HALT, 60000, 0), NEVER);
	os.box.tts = 5;
	assert_in_range(ends_after(&os, MINT_REASON_HALT, 60000, 0), MINT_HALT_MS,
			MINT_HALT_MS + 2 * TICK_MS);
}

static void halt_with_watchdog(void **state)
{
	struct os os = os_new(true);

	(void)state;
	/* Who feeds it lives. */
	dog_start(&os, 100);
	os.box.tts = 5;
	assert_int_equal(ends_after(&os, MINT_REASON_HALT, 90000, 5000), NEVER);
	/* Who does not, behind _TTS, has halted sooner than the watch would say. */
	assert_in_range(ends_after(&os, MINT_REASON_HALT, 90000, 0), 5000,
			10000 + 2 * TICK_MS);
}

/* Whatever its crash kernel falls silent in: it was there because of a panic. */
static void crash_kernel(void **state)
{
	struct os os = os_new(true);

	(void)state;
	os.box.kernel = MINT_KERNEL_CRASH;
	assert_int_equal(ends_after(&os, MINT_REASON_NONE, 600000, 0), NEVER);
	os.box.tts = 5;
	assert_in_range(ends_after(&os, MINT_REASON_PANIC, 120000, 0), MINT_HALT_MS,
			MINT_HALT_MS + 2 * TICK_MS);
	os = os_new(true);
	os.box.kernel = MINT_KERNEL_CRASH;
	dog_start(&os, 50);
	assert_in_range(ends_after(&os, MINT_REASON_PANIC, 60000, 0), 5000,
			5000 + 2 * TICK_MS);
}

static void no_start(void **state)
{
	/* 60 s, and 1/8 s for each begun MiB: 1 + 17 of them */
	uint64_t limit = 60000 + 18 * 125;
	struct os os = os_new(false);

	(void)state;
	os.box.purgatory_stage = MINT_PURGATORY_ENTERED;
	assert_in_range(ends_after(&os, MINT_REASON_NO_START, 120000, 0), limit,
			limit + 2 * TICK_MS);
	os = os_new(false);
	os.box.purgatory_stage = MINT_PURGATORY_ENTERED;
	assert_int_equal(ends_after(&os, MINT_REASON_NO_START, limit - 100, 0), NEVER);
	os.box.purgatory_stage = MINT_PURGATORY_VERIFIED;
	assert_int_equal(ends_after(&os, MINT_REASON_NO_START, 120000, 0), NEVER);
	os = os_new(false);
	os.box.purgatory_stage = MINT_PURGATORY_DIGEST;
	assert_int_equal(look(&os, TICK_MS), MINT_REASON_DIGEST);
}

/* Whatever else is silent: what the OS itself has written is the reason. */
static void word_first(void **state)
{
	struct os os = os_new(true);

	(void)state;
	dog_start(&os, 1);
	os.box.purgatory_stage = MINT_PURGATORY_ENTERED;
	assert_int_equal(look(&os, TICK_MS), MINT_REASON_NONE);
	os.box.efi_reset = MINT_EFI_RESET_BASE + 1;
	assert_int_equal(look(&os, 3600000), MINT_REASON_PANIC);
	os.box.tts = 5;
	assert_int_equal(look(&os, 3600000), MINT_REASON_REBOOT);
}

static void kills(void **state)
{
	static const struct {
		uint32_t reason, life;
		int want;
	} rows[] = {
		{ MINT_REASON_NONE, 0, -EINVAL }, { MINT_REASON_POWEROFF, 0, -EINVAL },
		{ MINT_REASON_HALT, 0, 0 },	  { MINT_REASON_REBOOT, 0, -EINVAL },
		{ MINT_REASON_PANIC, 0, 0 },	  { MINT_REASON_HANG, 0, 0 },
		{ MINT_REASON_KILLED, 0, 0 },	  { MINT_REASON_DIGEST, 0, -EINVAL },
		{ MINT_REASON_NO_START, 0, 0 },	  { 9, 0, -EINVAL },
		{ UINT32_MAX, 0, -EINVAL },	  { MINT_REASON_KILLED, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mint_kill kill = { rows[i].reason, rows[i].life };

		assert_int_equal(mint_check_kill(&kill), rows[i].want);
	}
}

/* The table names these places; each in a cache line of its own. */
static void layout(void **state)
{
	(void)state;
	assert_int_equal(offsetof(struct mint_watchdog, ping), 0x00);
	assert_int_equal(offsetof(struct mint_watchdog, countdown), 0x40);
	assert_int_equal(offsetof(struct mint_watchdog, running), 0x80);
	assert_int_equal(offsetof(struct mint_watchdog, fired), 0xc0);
	assert_int_equal(sizeof(struct mint_watchdog), 0x100);
	assert_int_equal(sizeof(struct mint_kill), 8);
	assert_int_equal(offsetof(struct mint_status, life) + 4,
			 offsetof(struct mint_status, mailbox));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiet),
		cmocka_unit_test(hang),
		cmocka_unit_test(hang_stopped),
		cmocka_unit_test(hang_new_countdown),
		cmocka_unit_test(gap),
		cmocka_unit_test(halt),
		cmocka_unit_test(halt_with_watchdog),
		cmocka_unit_test(crash_kernel),
		cmocka_unit_test(no_start),
		cmocka_unit_test(word_first),
		cmocka_unit_test(kills),
		cmocka_unit_test(layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
