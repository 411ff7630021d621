/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_mint.h - a module in memory, and a leader that obeys, for tests
 *
 * In: which step shall fail, or kill the process. Out: struct launch_tools on fakes.
 * Ref: fake.h.
 */
#ifndef MINT_TESTS_FAKE_MINT_H
#define MINT_TESTS_FAKE_MINT_H

#include "load/launch.h"
#include "tests/unit/leader/fake.h"

/** fake_tools - what a launch acts through */
struct launch_tools fake_tools(struct fake *fake);

#endif
