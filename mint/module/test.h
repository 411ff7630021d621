/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test.h - hooks of MINT_IOC_TEST: nothing at all without MINT_TEST
 *
 * In:  struct mint_test of the call; parameter fail_next: the step that fails next; jump:
 *      sleep is prepared for as a kexec jump does it; lost: as long as it is set no core
 *      answers when it is parked;
 *      when the module comes: parameter bsp, the CPU that is taken for the boot
 *      processor, and locked, as if the firmware had locked x2APIC mode
 * Out: each hook of the first two works once, then it is off again
 */
#ifndef MINT_MODULE_TEST_H
#define MINT_MODULE_TEST_H

#include "mint.h"

#ifdef MINT_TEST

static inline long test_set(struct mint_os *os, const struct mint_test *t)
{
	switch (t->hook) {
	case MINT_TEST_FLIP_BYTE:
		os->hooks.flip = t->address;
		return 0;
	case MINT_TEST_IGNORE_MAILBOX:
		os->hooks.ignore_until = 0;
		os->hooks.ignore_mailbox_ms = t->value;
		return 0;
	case MINT_TEST_IGNORE_PARK:
		os->hooks.ignore_park = t->value;
		return 0;
	case MINT_TEST_FAIL_STEP:
		os->hooks.fail_step = t->value;
		return 0;
	}
	return -EINVAL;
}

static inline int test_fail(struct mint_os *os, enum mint_test_step step)
{
	/* The parameter reaches steps of a launch, whose OS nobody can arm before. */
	if (cmpxchg(&mint.fail_next, step, 0) == step)
		return -EIO;
	if (os->hooks.fail_step != step)
		return 0;
	os->hooks.fail_step = 0;
	return -EIO;
}

/* True while the watch must look away; counts from the first sign seen. */
static inline bool test_ignores_mailbox(struct mint_os *os)
{
	u64 now = ktime_get_ns();

	if (!os->hooks.ignore_mailbox_ms)
		return false;
	if (!os->hooks.ignore_until)
		os->hooks.ignore_until = now + os->hooks.ignore_mailbox_ms * 1000000ULL;
	if (now < os->hooks.ignore_until)
		return true;
	os->hooks.ignore_mailbox_ms = 0;
	return false;
}

static inline bool test_ignores_park(struct mint_os *os)
{
	bool ignore = os->hooks.ignore_park;

	os->hooks.ignore_park = false;
	return ignore || READ_ONCE(mint.pretend_lost);
}

static inline bool test_is_jump(void)
{
	return READ_ONCE(mint.pretend_jump);
}

static inline u32 test_bsp(u32 found)
{
	return mint.pretend_bsp ?: found;
}

static inline bool test_locked(bool found)
{
	return mint.pretend_locked || found;
}

#else

static inline long test_set(struct mint_os *os, const struct mint_test *t)
{
	return -ENOTTY;
}

static inline int test_fail(struct mint_os *os, enum mint_test_step step)
{
	return 0;
}

static inline bool test_ignores_mailbox(struct mint_os *os)
{
	return false;
}

static inline bool test_ignores_park(struct mint_os *os)
{
	return false;
}

static inline bool test_is_jump(void)
{
	return false;
}

static inline u32 test_bsp(u32 found)
{
	return found;
}

static inline bool test_locked(bool found)
{
	return found;
}

#endif

#endif
