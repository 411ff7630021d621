/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules_low.c - R5 and R6: what an OS needs below 4 GiB and below 1 MiB
 *
 * In: numbers and the windows that were told or found. Out: verdict and one line each.
 * Ref: paper R5; R6: Linux >= 5.13 panics without room for its real-mode trampoline.
 */
#include "plan/rules/rules_low.h"

#include <inttypes.h>
#include <string.h>

#include "plan/rules/rules.h"

/* Neither told nor found: what could be done about it. */
static void r5_advise(const struct rule_r5_input *in, struct plan_rule *ret)
{
	uint64_t size = in->asked_size ? in->asked_size : RULE_LOW_DEFAULT;
	char size_text[32], block_text[32] = "not offered", advice[32];

	rule_size_text(size, size_text, sizeof(size_text));
	if (in->block_size)
		rule_size_text(in->block_size, block_text, sizeof(block_text));
	if (prange_is_empty(in->advice) && in->ejectable >= size)
		rule_set(ret, FACT_NO,
			 "no %s below 4 GiB that the leader can give up (memory blocks "
			 "are %s): %" PRIu64 " MiB there are of ACPI devices, which can "
			 "be unplugged (boot the leader with acpi_no_memhotplug)",
			 size_text, block_text, in->ejectable >> 20);
	else if (prange_is_empty(in->advice))
		rule_set(
			ret, FACT_NO,
			"no %s below 4 GiB that the leader can give up (memory blocks "
			"are %s), and no such piece of RAM to reserve at boot (a smaller "
			"--mint-swiotlb=auto:SIZE, or release another OS)",
			size_text, block_text);
	else
		rule_set(ret, FACT_NO,
			 "no %s below 4 GiB that the leader can give up (memory blocks "
			 "are %s); boot the leader with memmap=%s$0x%" PRIx64
			 " (or with movablecore=, where a whole block lies below 4 GiB), "
			 "or name a window with --mint-swiotlb=A+SIZE",
			 size_text, block_text,
			 rule_size_parameter(prange_size(in->advice), advice,
					     sizeof(advice)),
			 in->advice.start);
}

static void r5_no_window(const struct rule_r5_input *in, struct plan_rule *ret)
{
	if (in->asked == WINDOW_NONE)
		rule_set(ret, FACT_NO,
			 "the region has %" PRIu64 " bytes below 4 GiB, needed are "
			 "%" PRIu64 " (64 MiB swiotlb + 56 KiB): --mint-swiotlb=none "
			 "cannot work here (use --mint-swiotlb=auto)",
			 in->region_low, RULE_LOW_MIN);
	else
		r5_advise(in, ret);
}

/* The told or found window itself; true when nothing is wrong with it. */
static bool r5_window_is_good(const struct rule_r5_input *in, struct plan_rule *ret)
{
	struct prange window = in->window;

	if (!is_aligned(window.start, PAGE_SIZE_4K) ||
	    !is_aligned(window.end, PAGE_SIZE_4K))
		rule_set(ret, FACT_NO,
			 "the swiotlb window 0x%" PRIx64 "-0x%" PRIx64
			 " is not made of whole 4 KiB pages",
			 window.start, window.end - 1);
	else if (window.end > SIZE_4G)
		rule_set(ret, FACT_NO,
			 "the swiotlb window 0x%" PRIx64 "-0x%" PRIx64
			 " is not below 4 GiB: it ends 0x%" PRIx64 " bytes above",
			 window.start, window.end - 1, (uint64_t)(window.end - SIZE_4G));
	else if (prange_overlaps(window, in->region))
		rule_set(ret, FACT_NO,
			 "the swiotlb window 0x%" PRIx64 "-0x%" PRIx64
			 " overlaps the region 0x%" PRIx64 "-0x%" PRIx64,
			 window.start, window.end - 1, in->region.start,
			 in->region.end - 1);
	else if (in->region_low < RULE_LOW_MIN && prange_size(window) < RULE_LOW_MIN)
		rule_set(ret, FACT_NO,
			 "the swiotlb window has %" PRIu64 " bytes, %" PRIu64
			 " are needed "
			 "(64 MiB + 56 KiB): %" PRIu64 " are missing",
			 prange_size(window), RULE_LOW_MIN,
			 RULE_LOW_MIN - prange_size(window));
	else
		return true;
	return false;
}

void rule_r5(const struct rule_r5_input *in, struct plan_rule *ret)
{
	char text[32];

	ret->id = "R5";
	if (!prange_is_empty(in->window)) {
		if (!r5_window_is_good(in, ret))
			return;
		rule_set(ret, FACT_YES, "window of %s below 4 GiB at 0x%" PRIx64 "%s",
			 rule_size_text(prange_size(in->window), text, sizeof(text)),
			 in->window.start,
			 prange_size(in->window) < RULE_LOW_DEFAULT &&
					 in->region_low < RULE_LOW_MIN
				 ? " (less than 80 MiB: the kernel may fall back to a "
				   "smaller "
				   "swiotlb)"
				 : "");
		return;
	}
	/* A window of a size that was asked for is not left out without a word. */
	if (in->region_low < RULE_LOW_MIN ||
	    (in->asked == WINDOW_AUTO && in->asked_size)) {
		r5_no_window(in, ret);
		return;
	}
	rule_set(ret, FACT_YES, "the region has %s of its own below 4 GiB",
		 rule_size_text(in->region_low, text, sizeof(text)));
}

/* Who already uses part of @window below 1 MiB, NULL nobody. */
static const char *r6_user(const struct rule_r6_input *in, struct prange *ret)
{
	if (prange_overlaps(in->window, in->trampoline)) {
		*ret = in->trampoline;
		return "the leader's trampoline";
	}
	if (prange_overlaps(in->window, in->park)) {
		*ret = in->park;
		return "the park page of mint.ko";
	}
	for (size_t o = 0; o < in->nr_os; o++) {
		for (size_t r = 0; r < in->os[o].nr_ranges; r++) {
			if (!prange_overlaps(in->window, in->os[o].range[r]))
				continue;
			*ret = in->os[o].range[r];
			return in->os[o].name;
		}
	}
	return NULL;
}

/* The numbers alone; true when nothing is wrong with them. */
static bool r6_shape_is_good(const struct rule_r6_input *in, struct plan_rule *ret)
{
	struct prange window = in->window;

	if (!is_aligned(window.start, PAGE_SIZE_4K) ||
	    !is_aligned(window.end, PAGE_SIZE_4K))
		rule_set(ret, FACT_NO,
			 "the real-mode window 0x%" PRIx64 "-0x%" PRIx64
			 " is not made of whole 4 KiB pages",
			 window.start, window.end - 1);
	else if (in->is_beside && window.start < in->first)
		rule_set(ret, FACT_NO,
			 "the real-mode window starts at 0x%" PRIx64
			 ": some BIOSes write "
			 "below 0x%" PRIx64 " (start there or above)",
			 window.start, in->first);
	else if (window.start < PAGE_SIZE_4K)
		rule_set(ret, FACT_NO,
			 "the real-mode window starts at 0x%" PRIx64
			 ": page 0 has vectors that a BIOS may still use (start at "
			 "0x1000 or above)",
			 window.start);
	else if (window.end > SIZE_1M)
		rule_set(ret, FACT_NO,
			 "the real-mode window 0x%" PRIx64 "-0x%" PRIx64
			 " is not below 1 MiB",
			 window.start, window.end - 1);
	else if (prange_size(window) < in->minimum)
		rule_set(ret, FACT_NO,
			 "the real-mode window has %" PRIu64 " bytes, %" PRIu64
			 " are needed: %" PRIu64 " are missing",
			 prange_size(window), in->minimum,
			 in->minimum - prange_size(window));
	else
		return true;
	return false;
}

/* … and who lies there. */
static bool r6_place_is_good(const struct rule_r6_input *in, struct plan_rule *ret)
{
	struct prange window = in->window, other;
	const char *user = r6_user(in, &other);

	if (in->ram && in->ram->count && !prange_list_covers(in->ram, window))
		rule_set(ret, FACT_NO,
			 "the real-mode window 0x%" PRIx64 "-0x%" PRIx64
			 " is not all RAM of the firmware's memory map",
			 window.start, window.end - 1);
	else if (user)
		rule_set(ret, FACT_NO,
			 "the real-mode window 0x%" PRIx64 "-0x%" PRIx64
			 " overlaps %s at 0x%" PRIx64 "-0x%" PRIx64
			 " (use --mint-realmode=auto)",
			 window.start, window.end - 1, user, other.start, other.end - 1);
	else
		return true;
	return false;
}

void rule_r6(const struct rule_r6_input *in, struct plan_rule *ret)
{
	ret->id = "R6";
	if (in->region_has_it && prange_is_empty(in->window)) {
		rule_set(ret, FACT_YES, "the region itself reaches below 1 MiB");
		return;
	}
	if (prange_is_empty(in->window)) {
		rule_set(ret, FACT_NO,
			 "no %" PRIu64 " bytes of RAM below 1 MiB are free for the "
			 "real-mode trampoline%s",
			 in->minimum, in->nr_os ? " (release another OS)" : "");
		return;
	}
	if (!r6_shape_is_good(in, ret) || !r6_place_is_good(in, ret))
		return;
	if (in->is_beside && prange_is_empty(in->trampoline))
		rule_set(ret, FACT_UNKNOWN,
			 "0x%" PRIx64 "-0x%" PRIx64
			 " is RAM; where the leader's trampoline "
			 "lies is known only with mint.ko loaded",
			 in->window.start, in->window.end - 1);
	else
		rule_set(ret, FACT_YES, "0x%" PRIx64 "-0x%" PRIx64 " is free below 1 MiB",
			 in->window.start, in->window.end - 1);
}
