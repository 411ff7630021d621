/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fits.c - could this region ever be, on this machine and with these files?
 *
 * In: sizes. Out: yes, or one line.
 * Ref: fits.h; docs/paper.md R3 and R4-A.
 */
#include "plan/mint/fits.h"

#include <errno.h>
#include <inttypes.h>

#include "base/cleanup.h"
#include "image/image.h"
#include "plan/rules/rules.h"

int fits_machine(const struct prange_list *ram, uint64_t size, uint64_t remain,
		 struct diag *diag)
{
	uint64_t largest = 0, total = 0;
	char asked[32], kept[32], missing[32];

	for (size_t i = 0; i < ram->count; i++) {
		uint64_t here = prange_size(ram->at[i]);

		largest = here > largest ? here : largest;
		total += here;
	}
	if (!total || (size <= largest && size + remain <= total))
		return 0;
	rule_size_text(size, asked, sizeof(asked));
	if (size <= largest)
		return diag_fail(
			diag, -ENOSPC,
			"--mint-region: %s are more than this machine can give: "
			"of its %" PRIu64 " MiB of RAM the leader keeps %s at "
			"least: %s are missing (ask for less)",
			asked, total >> 20, rule_size_text(remain, kept, sizeof(kept)),
			rule_size_text(size + remain - total, missing, sizeof(missing)));
	return diag_fail(diag, -ENOSPC,
			 "--mint-region: %s are more than this machine can give: it has "
			 "%" PRIu64 " MiB of RAM, at most %" PRIu64
			 " MiB of it in one piece (ask for less)",
			 asked, total >> 20, largest >> 20);
}

/* Without what lies below the kernel but for the hole itself, and page tables. */
static uint64_t size_needed(const struct plan_inputs *inputs)
{
	return RULE_KERNEL_OFFSET + inputs->image->room +
	       align_up(inputs->initrd.size, PAGE_SIZE_4K);
}

int plan_mint_fits(const struct plan_inputs *inputs, struct diag *diag)
{
	const struct request *request = inputs->request;
	struct prange_list CLEANUP(prange_list_free) ram = { 0 };
	uint64_t size = request->auto_region ? request->region_size
					     : prange_size(request->region);
	uint64_t needed = size_needed(inputs);
	char asked[32], advice[32];
	int err = machine_ram(inputs->machine, &ram);

	if (err)
		return err;
	if (size < needed)
		return diag_fail(
			diag, -EINVAL,
			"--mint-region: %s are too small: kernel and initrd need %" PRIu64
			" MiB at least (R4-A; --mint-region=auto:%s, say)",
			rule_size_text(size, asked, sizeof(asked)),
			align_up(needed, SIZE_1M) >> 20,
			rule_size_parameter(align_up(needed + SIZE_16M, 4 * SIZE_16M),
					    advice, sizeof(advice)));
	return fits_machine(&ram, size, request->has_cpus ? MACHINE_REMAIN : 0, diag);
}
