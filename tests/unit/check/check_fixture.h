/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_fixture.h - a good host, and tables of what makes it a worse one
 *
 * In: the machine of plan_fixture.h. Every function asserts.
 */
#ifndef MINT_TESTS_CHECK_FIXTURE_H
#define MINT_TESTS_CHECK_FIXTURE_H

#include "check/check.h"
#include "tests/unit/plan/plan_fixture.h"

struct check_case {
	const char *id;
	void (*bend)(struct fixture *fixture);
	enum check_verdict verdict;
	const char *detail; /* is in it */
	const char *advice; /* is in it; NULL: there is none */
};

/** host_new - everything about it is known and good; free with fixture_free() */
struct fixture *host_new(void);

/** host_as_it_is - bends nothing */
void host_as_it_is(struct fixture *fixture);

/** host_no_* - something that several rows rest on is not known */
void host_no_root(struct fixture *fixture);
void host_no_firmware(struct fixture *fixture);
void host_no_flags(struct fixture *fixture);

/** host_x2apic - the leader is in x2APIC mode */
void host_x2apic(struct fixture *fixture);

/**
 * check_cases - each line of a table, on a host of its own
 *
 * A row that is in the table must be there with PASS and with something else.
 */
void check_cases(const struct check_case *cases, size_t count);

#endif
