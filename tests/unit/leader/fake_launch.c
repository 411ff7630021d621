/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_launch.c - launch, release and restart on the fakes
 *
 * In: plans. Out: what the real ones return; what they wrote.
 */
#include "tests/unit/leader/fake_launch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "leader/give_back.h"
#include "leader/mint_os.h"
#include "leader/renew.h"
#include "tests/unit/leader/fake_machine.h"
#include "tests/unit/leader/fake_mint.h"
#include "tests/unit/leader/fake_pci.h"

#define BLOCK(n) ((uint64_t)(n)*FAKE_BLOCK_SIZE)

int fake_launch(struct fake *fake, const struct plan *plan, bool start,
		struct launch_result *result, struct diag *diag)
{
	struct launch_tools tools = fake_tools(fake);

	return launch_beside_with(&tools, plan, &fake->machine, start, result, diag);
}

int fake_pci_launch(struct fake *fake, bool start, struct launch_result *result,
		    struct diag *diag)
{
	struct plan plan;

	fake_plan(&plan, "os1", (struct prange){ BLOCK(10), BLOCK(11) },
		  (struct prange){ BLOCK(5), BLOCK(6) }, 2, 1);
	fake_pci_plan(&plan);
	return fake_launch(fake, &plan, start, result, diag);
}

static int os_open(const struct launch_tools *tools, const char *name,
		   struct mint_device *os, struct diag *diag)
{
	int err = mint_device_open(tools->mint, tools->mint_context, os, diag);

	return err ? err : mint_os_attach(os, name, diag);
}

int fake_release(struct fake *fake, const char *name, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	struct launch_tools tools = fake_tools(fake);
	int err = os_open(&tools, name, &os, diag);

	return err ? err : reserve_give_back(&os, &tools.leader, diag);
}

int fake_restart(struct fake *fake, const char *name, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	struct launch_tools tools = fake_tools(fake);
	bool acted;
	int err = os_open(&tools, name, &os, diag);

	return err ? err : reserve_start(&os, &tools.leader, &acted, diag);
}

void fake_assert_log(const struct fake *fake, const char *const *want, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(fake->log[i], want[i]);
	assert_int_equal(fake->nr_log, count);
}
