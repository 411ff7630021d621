/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * placement.c - where in the region each piece lies
 *
 * In: sizes. Out: addresses, as placement.h draws them.
 */
#include "plan/mint/placement.h"

#include <errno.h>

#include "abi/handoff.h"
#include "abi/mint.h"
#include "plan/rules/rules.h"
#include "plan/rules/windows.h"
#include "platform/platform.h"

#define BOOT_PARAMS_SIZE PAGE_SIZE_4K

static phys_t take(phys_t *cursor, uint64_t size)
{
	phys_t start = *cursor;

	*cursor += align_up(size, PAGE_SIZE_4K);
	return start;
}

void placement_boot(const struct placement_input *in, struct placement *ret)
{
	phys_t cursor = in->region.start + SIZE_1M;

	*ret = (struct placement){ .kernel = in->region.start + RULE_KERNEL_OFFSET };
	ret->purgatory = take(&cursor, PURGATORY_MEMSZ);
	ret->tables = take(&cursor, in->pool_size);
	ret->boot_params = take(&cursor, BOOT_PARAMS_SIZE);
	ret->cmdline = take(&cursor, in->cmdline_size);
	if (in->is_beside) {
		uint64_t size = MINT_MAILBOX_PAGES * PAGE_SIZE_4K;

		ret->area = take(&cursor, PLATFORM_ACPI_SIZE + PLATFORM_EFI_SIZE);
		if (cursor + size <= SIZE_4G)
			ret->mailbox = take(&cursor, size);
		else
			ret->mailbox = in->swiotlb.start;
	}
	ret->boot_size = cursor - in->region.start;
}

int placement_initrd(const struct placement_input *in, struct placement *ret)
{
	struct prange limit = { ret->kernel + align_up(in->kernel_room, PAGE_SIZE_4K),
				in->region.end };
	struct prange region = in->region;
	struct prange_list whole = { &region, 1, 1 };
	const struct prange_list *list = in->ram->count ? in->ram : &whole;

	if (!in->initrd_size)
		return 0;
	if (limit.end > in->initrd_limit)
		limit.end = in->initrd_limit;
	return window_find_highest(list, limit, align_up(in->initrd_size, PAGE_SIZE_4K),
				   PAGE_SIZE_4K, &ret->initrd);
}
