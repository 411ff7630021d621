/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_launch.h - launch, release and restart on the fakes
 *
 * In: plans. Out: what the real ones return; what they wrote.
 */
#ifndef MINT_TESTS_FAKE_LAUNCH_H
#define MINT_TESTS_FAKE_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "load/launch.h"
#include "plan/plan.h"
#include "tests/unit/leader/fake.h"

/** fake_launch - launch_beside_with() */
int fake_launch(struct fake *fake, const struct plan *plan, bool start,
		struct launch_result *result, struct diag *diag);

/** fake_pci_launch - "os1" with both functions of fake_pci.h */
int fake_pci_launch(struct fake *fake, bool start, struct launch_result *result,
		    struct diag *diag);

/** fake_release - reserve_give_back() of an OS by its name */
int fake_release(struct fake *fake, const char *name, struct diag *diag);

/** fake_restart - reserve_start() of an OS by its name */
int fake_restart(struct fake *fake, const char *name, struct diag *diag);

/** fake_assert_log - these writes and no others, in this order */
void fake_assert_log(const struct fake *fake, const char *const *want, size_t count);

#endif
