/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * low.c - windows as told or found, and the rules over everything that is owned
 *
 * In: struct policy. Out: its windows, the plan's rules.
 */
#include "plan/mint/low.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "abi/mint.h"
#include "base/cleanup.h"
#include "plan/mint/crash_window.h"
#include "plan/mint/user_line.h"
#include "plan/rules/rules.h"
#include "plan/rules/rules_leader.h"
#include "plan/rules/rules_low.h"
#include "plan/rules/windows.h"

static uint64_t region_low_ram(const struct policy *policy)
{
	struct prange region = policy->plan->region;
	uint64_t total = 0;

	if (region.end > SIZE_4G)
		region.end = SIZE_4G;
	if (prange_is_empty(region))
		return 0;
	if (!policy->ram.count)
		return prange_size(region);
	for (size_t i = 0; i < policy->ram.count; i++) {
		struct prange ram = prange_common(policy->ram.at[i], region);

		if (!prange_is_empty(ram))
			total += prange_size(ram);
	}
	return total;
}

static uint64_t swiotlb_asked(const struct request *request)
{
	return request->swiotlb_mode == WINDOW_RANGE ? prange_size(request->swiotlb)
						     : request->swiotlb_size;
}

/* What crashkernel= of the OS wants of the low window; all 0: nothing, or it has it. */
struct crash_wish {
	uint64_t room, window; /* for it, and of the whole window */
};

/*
 * A crash kernel of an OS that lies above 4 GiB wants memory below, and the low window is
 * all that there is: it grows by itself, unless somebody said how large it is.
 */
static int crash_wish_make(const struct policy *policy, struct crash_wish *ret)
{
	const struct request *request = policy->in->request;
	CLEANUP(buffer_free) struct buffer line = { 0 };
	uint64_t extra, window;
	int err;

	*ret = (struct crash_wish){ 0 };
	if (!policy_is_beside(policy) || request->swiotlb_mode == WINDOW_NONE ||
	    region_low_ram(policy) >= RULE_LOW_MIN)
		return 0;
	err = policy_user_cmdline(policy, &line);
	if (err)
		return err;
	extra = crash_window_size((const char *)line.data,
				  prange_size(policy->plan->region));
	window = RULE_LOW_DEFAULT + extra + CRASH_WINDOW_ALIGN;
	if (extra && swiotlb_asked(request) < window)
		*ret = (struct crash_wish){ extra + CRASH_WINDOW_ALIGN, window };
	return 0;
}

static int swiotlb_find(struct policy *policy, const struct window_input *in)
{
	const struct request *request = policy->in->request;
	uint64_t size = policy->swiotlb_size ? policy->swiotlb_size : RULE_LOW_DEFAULT;

	if (request->swiotlb_mode == WINDOW_RANGE) {
		policy->swiotlb = request->swiotlb;
		return 0;
	}
	if (request->swiotlb_mode == WINDOW_NONE ||
	    (region_low_ram(policy) >= RULE_LOW_MIN && !request->swiotlb_size))
		return 0;
	size = align_up(size, PAGE_SIZE_4K);
	policy->plan->swiotlb_is_chosen = true;
	if (policy_is_beside(policy))
		return window_find_swiotlb(in, size, &policy->swiotlb);
	return window_find_swiotlb_instead(in, size, &policy->swiotlb);
}

/* Where a boot parameter could reserve the window that is not to be had now. */
static int advice_find(struct policy *policy, const struct window_input *in)
{
	uint64_t size = policy->swiotlb_size;

	return window_advise(in, (struct prange){ SIZE_16M, SIZE_4G },
			     align_up(size ? size : RULE_LOW_DEFAULT, PAGE_SIZE_4K),
			     WINDOW_ALIGN, &policy->swiotlb_advice);
}

/* It was not to be had: how it would be. */
static int crash_advise(const struct window_input *in, uint64_t window, char *text,
			size_t room)
{
	struct prange limit = { SIZE_16M, SIZE_4G }, place;
	char size[32];
	int err = window_advise(in, limit, window, WINDOW_ALIGN, &place);

	if (err && err != -ENOSPC)
		return err;
	if (err && machine_ejectable(in->machine, limit) >= window)
		snprintf(text, room, "boot the leader with acpi_no_memhotplug");
	else if (err)
		snprintf(text, room, "put its region below 4 GiB");
	else
		snprintf(text, room, "boot the leader with memmap=%s$0x%" PRIx64,
			 rule_size_parameter(window, size, sizeof(size)), place.start);
	return 0;
}

/* Is @wish fulfilled? If not, the OS starts all the same. */
static int crash_warn(struct policy *policy, const struct window_input *in,
		      const struct crash_wish *wish)
{
	uint64_t asked = swiotlb_asked(policy->in->request);
	char room[32], window[32], size[32], advice[96];
	int err;

	if (!wish->window)
		return 0;
	rule_size_text(wish->room, room, sizeof(room));
	rule_size_text(wish->window, window, sizeof(window));
	if (asked) {
		rule_size_parameter(wish->window, advice, sizeof(advice));
		diag_warn(policy->diag,
			  "crashkernel= of %s needs %s below 4 GiB: its low window has "
			  "%s: it will get none (--mint-swiotlb=auto:%s)",
			  policy->plan->name, room,
			  rule_size_text(asked, size, sizeof(size)), advice);
		return 0;
	}
	if (policy->swiotlb_size) {
		diag_warn(policy->diag,
			  "crashkernel= of %s needs %s below 4 GiB: its low window has "
			  "%s",
			  policy->plan->name, room, window);
		return 0;
	}
	err = crash_advise(in, wish->window, advice, sizeof(advice));
	if (err)
		return err;
	diag_warn(policy->diag,
		  "crashkernel= of %s needs %s below 4 GiB, and no low window of %s can "
		  "be had there: it will get none (%s)",
		  policy->plan->name, room, window, advice);
	return 0;
}

/* Only what was asked for must be: a wider one that cannot is the default one then. */
static int swiotlb_choose(struct policy *policy, const struct window_input *in)
{
	const struct request *request = policy->in->request;
	bool is_open = !swiotlb_asked(request);
	struct crash_wish wish;
	int err = crash_wish_make(policy, &wish), found;

	if (err)
		return err;
	policy->swiotlb_size = is_open ? wish.window : request->swiotlb_size;
	found = swiotlb_find(policy, in);
	if (found == -ENOSPC && is_open && wish.window) {
		policy->swiotlb_size = 0;
		found = swiotlb_find(policy, in);
	}
	if (found && found != -ENOSPC)
		return found;
	err = crash_warn(policy, in, &wish);
	return !err && found ? advice_find(policy, in) : err;
}

static int realmode_find(struct policy *policy, const struct window_input *in)
{
	const struct request *request = policy->in->request;

	if (request->realmode_mode == WINDOW_RANGE) {
		policy->realmode = request->realmode;
		return 0;
	}
	if (policy_is_beside(policy))
		return window_find_realmode(in, &policy->realmode);
	if (policy->plan->region.start < SIZE_1M)
		return 0;
	return window_find_realmode_instead(in, &policy->realmode);
}

static void window_add(struct plan *plan, enum plan_purpose purpose, struct prange range)
{
	if (!prange_is_empty(range))
		plan->window[plan->nr_windows++] =
			(struct plan_window){ .purpose = purpose, .range = range };
}

int policy_windows(struct policy *policy)
{
	const struct window_input in = {
		.machine = policy->in->machine,
		.ram = &policy->ram,
		.system_ram = &policy->system_ram,
		.region = policy->plan->region,
		.refused = policy->in->request->refused,
		.nr_refused = policy->in->request->nr_refused,
	};
	int err = realmode_find(policy, &in);

	if (err && err != -ENOSPC)
		return err;
	err = swiotlb_choose(policy, &in);
	if (err && err != -ENOSPC)
		return err;
	window_add(policy->plan, PLAN_REALMODE, policy->realmode);
	window_add(policy->plan, PLAN_SWIOTLB, policy->swiotlb);
	return 0;
}

static void rules_of_region(struct policy *policy)
{
	const struct image *image = policy->in->image;
	struct plan *plan = policy->plan;

	rule_r1(&(struct rule_r1_input){ plan->region }, &plan->rule[RULE_R1]);
	rule_r2(&(struct rule_r2_input){ plan->region }, &plan->rule[RULE_R2]);
	rule_r3(&(struct rule_r3_input){ .region = plan->region,
					 .lowest = image->lowest,
					 .alignment = image->alignment,
					 .is_bzimage = image->kind == IMAGE_BZIMAGE },
		&plan->rule[RULE_R3]);
}

static void rules_of_windows(struct policy *policy)
{
	const struct request *request = policy->in->request;
	const struct machine *machine = policy->in->machine;
	struct plan *plan = policy->plan;
	bool is_beside = policy_is_beside(policy);

	rule_r5(&(struct rule_r5_input){ .region_low = region_low_ram(policy),
					 .asked = request->swiotlb_mode,
					 .asked_size = policy->swiotlb_size,
					 .region = plan->region,
					 .window = policy->swiotlb,
					 .advice = policy->swiotlb_advice,
					 .block_size = machine->memory.block_size,
					 .ejectable = machine_ejectable(
						 machine,
						 (struct prange){ 0, SIZE_4G }) },
		&plan->rule[RULE_R5]);
	rule_r6(&(struct rule_r6_input){ .window = policy->realmode,
					 .minimum = MINT_REALMODE_MIN,
					 .first = MINT_REALMODE_FIRST,
					 .is_beside = is_beside,
					 .region_has_it = !is_beside &&
							  plan->region.start < SIZE_1M,
					 .ram = &policy->ram,
					 .trampoline =
						 is_beside ? machine->module.trampoline
							   : (struct prange){ 0, 0 },
					 .park = is_beside ? machine->module.park
							   : (struct prange){ 0, 0 },
					 .os = machine->module.os,
					 .nr_os = is_beside ? machine->module.nr_os : 0 },
		&plan->rule[RULE_R6]);
}

int policy_rules(struct policy *policy)
{
	const struct machine *machine = policy->in->machine;
	struct plan *plan = policy->plan;
	bool is_beside = policy_is_beside(policy);
	struct rule_range owned[2] = { { "the region", plan->region },
				       { "the swiotlb window", policy->swiotlb } };
	unsigned int nr_owned = prange_is_empty(policy->swiotlb) ? 1 : 2;

	rules_of_region(policy);
	rules_of_windows(policy);
	/* Below 1 MiB is R6's business: it names the other OS too. */
	rule_r4b(&(struct rule_r4b_input){ .owned = owned,
					   .nr_owned = nr_owned,
					   .os = machine->module.os,
					   .nr_os = is_beside ? machine->module.nr_os
							      : 0 },
		 &plan->rule[RULE_R4B]);
	rule_r7(&(struct rule_r7_input){ .owned = owned,
					 .nr_owned = nr_owned,
					 .is_beside = is_beside,
					 .machine = machine,
					 .ram = &policy->ram,
					 .system_ram = &policy->system_ram },
		&plan->rule[RULE_R7]);
	return 0;
}
