/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_assert.h - what the tests of plain loads ask of a plan
 *
 * In: struct plain_fixture. Out: a failed test, or what was looked for.
 */
#ifndef MINT_TESTS_PLAIN_ASSERT_H
#define MINT_TESTS_PLAIN_ASSERT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <asm/bootparam.h>

#include "tests/unit/plan/plain/plain_fixture.h"
#include "abi/handoff.h"

/** plain_setup - a normal load of a bzImage */
static inline int plain_setup(void **state)
{
	*state = plain_fixture_new();
	return 0;
}

/** plain_teardown - frees what plain_setup() made */
static inline int plain_teardown(void **state)
{
	plain_fixture_free(*state);
	return 0;
}

/** plan_ok - there is a plan, and it is sound */
static inline void plan_ok(struct plain_fixture *f)
{
	const char *broken;

	if (plain_fixture_plan(f))
		fail_msg("%s", f->base->diag.line);
	broken = plain_fixture_sound(f);
	if (broken)
		fail_msg("%s", broken);
}

/** plan_fails - there is none; the reason has @text in it */
static inline void plan_fails(struct plain_fixture *f, int err, const char *text)
{
	assert_int_equal(plain_fixture_plan(f), err);
	if (!strstr(f->base->diag.line, text))
		fail_msg("\"%s\" does not say \"%s\"", f->base->diag.line, text);
}

/** segment - by name; it has to be there */
static inline const struct plan_segment *segment(struct plain_fixture *f,
						 const char *name)
{
	const struct plan_segment *found = plain_fixture_segment(f, name);

	if (!found)
		fail_msg("no segment %s", name);
	return found;
}

/** segment_end - behind its memory */
static inline phys_t segment_end(const struct plan_segment *s)
{
	return s->start + s->memsz;
}

/** boot_params - a copy of the zero page */
static inline struct boot_params boot_params(struct plain_fixture *f)
{
	struct boot_params bp;

	memcpy(&bp, segment(f, "boot_params")->data.data, sizeof(bp));
	return bp;
}

/** handoff - a copy of what purgatory is told */
static inline struct handoff handoff(struct plain_fixture *f)
{
	struct handoff read;

	memcpy(&read, segment(f, "purgatory")->data.data + HANDOFF_OFFSET, sizeof(read));
	return read;
}

/** loaded - what lies at a physical address of the plan; it has to be loaded */
static inline const uint8_t *loaded(struct plain_fixture *f, phys_t at)
{
	for (unsigned int i = 0; i < f->plan->nr_segments; i++) {
		const struct plan_segment *s = &f->plan->segment[i];

		if (at >= s->start && at - s->start < s->data.size)
			return s->data.data + (at - s->start);
	}
	fail_msg("0x%llx is not loaded", (unsigned long long)at);
	return NULL;
}

/** cmdline - as the new kernel finds it, through boot_params */
static inline const char *cmdline(struct plain_fixture *f)
{
	struct boot_params bp = boot_params(f);

	return (const char *)loaded(f, bp.hdr.cmd_line_ptr | (phys_t)bp.ext_cmd_line_ptr
								     << 32);
}

#define PLAIN_CASE(name) \
	cmocka_unit_test_setup_teardown(name, plain_setup, plain_teardown)

#endif
