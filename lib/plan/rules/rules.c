/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules.c - R1 to R4: what the paper asks of X, Y and the kernel's place
 *
 * In: numbers. Out: verdict and one line each. R5 and R6: rules_low.c, R7:
 * rules_leader.c.
 */
#include "plan/rules/rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/cleanup.h"

static const char *const rule_ids[RULE_COUNT] = {
	[RULE_R1] = "R1",    [RULE_R2] = "R2", [RULE_R3] = "R3", [RULE_R4A] = "R4-A",
	[RULE_R4B] = "R4-B", [RULE_R5] = "R5", [RULE_R6] = "R6", [RULE_R7] = "R7",
};

void rule_set(struct plan_rule *rule, enum fact ok, const char *format, ...)
{
	va_list args;

	rule->ok = ok;
	va_start(args, format);
	vsnprintf(rule->detail, sizeof(rule->detail), format, args);
	va_end(args);
}

void plan_rules_reset(struct plan *plan)
{
	for (int i = 0; i < RULE_COUNT; i++) {
		plan->rule[i].id = rule_ids[i];
		rule_set(&plan->rule[i], FACT_UNKNOWN, "not looked at");
	}
}

const char *rule_size_text(uint64_t size, char *buffer, size_t room)
{
	static const struct {
		uint64_t unit;
		const char *name;
	} units[] = {
		{ 1ULL << 30, "GiB" },
		{ 1ULL << 20, "MiB" },
		{ 1ULL << 10, "KiB" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (!size || size % units[i].unit)
			continue;
		snprintf(buffer, room, "%" PRIu64 " %s", size / units[i].unit,
			 units[i].name);
		return buffer;
	}
	snprintf(buffer, room, "%" PRIu64 " bytes", size);
	return buffer;
}

const char *rule_size_parameter(uint64_t size, char *buffer, size_t room)
{
	static const char letters[] = "KMGT";
	size_t i = 0;

	while (size && size % 1024 == 0 && i < sizeof(letters) - 1) {
		size /= 1024;
		i++;
	}
	snprintf(buffer, room, "%" PRIu64 "%.1s", size, i ? &letters[i - 1] : "");
	return buffer;
}

void rule_r1(const struct rule_r1_input *in, struct plan_rule *ret)
{
	phys_t x = in->region.start;

	ret->id = "R1";
	if (!is_aligned(x, SIZE_16M))
		rule_set(ret, FACT_NO,
			 "X = 0x%" PRIx64 " is not a multiple of 16 MiB: 0x%" PRIx64
			 " bytes past one (use 0x%" PRIx64 " or 0x%" PRIx64 ")",
			 x, (uint64_t)(x % SIZE_16M), align_down(x, SIZE_16M),
			 align_up(x, SIZE_16M));
	else if (!is_aligned(in->region.end, PAGE_SIZE_4K))
		rule_set(ret, FACT_NO,
			 "Y + 1 = 0x%" PRIx64 " is not a multiple of 4 KiB "
			 "(use 0x%" PRIx64 ")",
			 in->region.end, align_down(in->region.end, PAGE_SIZE_4K));
	else
		rule_set(ret, FACT_YES,
			 "X = 0x%" PRIx64 " is a multiple of 16 MiB, Y + 1 = 0x%" PRIx64
			 " one of 4 KiB",
			 x, in->region.end);
}

void rule_r2(const struct rule_r2_input *in, struct plan_rule *ret)
{
	phys_t x = in->region.start;

	ret->id = "R2";
	if (x > RULE_PHYS_LIMIT - RULE_TEXT_SIZE) {
		rule_set(ret, FACT_NO,
			 "the 512 MiB text mapping at X = 0x%" PRIx64
			 " ends beyond 0x%" PRIx64 ", the last address Linux can map "
			 "(choose X at or below 0x%" PRIx64 ")",
			 x, RULE_PHYS_LIMIT - 1, RULE_PHYS_LIMIT - RULE_TEXT_SIZE);
		return;
	}
	if (in->region.end > RULE_PHYS_LIMIT) {
		rule_set(ret, FACT_NO,
			 "Y = 0x%" PRIx64 " lies beyond 0x%" PRIx64
			 ", the last address Linux can map, by 0x%" PRIx64
			 " bytes (end the region there)",
			 in->region.end - 1, RULE_PHYS_LIMIT - 1,
			 in->region.end - RULE_PHYS_LIMIT);
		return;
	}
	rule_set(ret, FACT_YES,
		 "kernel text mapping 0xffffffff80000000 -> 0x%" PRIx64 "-0x%" PRIx64
		 "%s",
		 x, x + RULE_TEXT_SIZE - 1,
		 x + RULE_TEXT_SIZE > in->region.end
			 ? " (reaches past Y; that part is in no memory map)"
			 : "");
}

void rule_r3(const struct rule_r3_input *in, struct plan_rule *ret)
{
	phys_t kernel = in->region.start + RULE_KERNEL_OFFSET;

	ret->id = "R3";
	if (in->alignment && kernel % in->alignment) {
		rule_set(ret, FACT_NO,
			 "the kernel must be aligned to 0x%" PRIx64
			 " bytes, X + 16 MiB = "
			 "0x%" PRIx64 " is 0x%" PRIx64 " past that (choose another X)",
			 in->alignment, kernel, kernel % in->alignment);
		return;
	}
	if (in->alignment && !in->is_bzimage && in->lowest % in->alignment) {
		rule_set(ret, FACT_NO,
			 "the kernel is linked at 0x%" PRIx64 ": it cannot move to X + "
			 "16 MiB = 0x%" PRIx64 " by a multiple of 0x%" PRIx64,
			 in->lowest, kernel, in->alignment);
		return;
	}
	rule_set(ret, FACT_YES, "kernel at X + 16 MiB = 0x%" PRIx64 "%s", kernel,
		 in->is_bzimage ? ", where it unpacks itself (KASLR may move it inside "
				  "the region)"
				: ", entered directly");
}

/* The smallest region that would do, and what it lacks. */
static void r4a_too_small(const struct rule_r4a_input *in, uint64_t need,
			  struct plan_rule *ret)
{
	uint64_t have = prange_size(in->region);
	char need_text[32], have_text[32];

	rule_set(ret, FACT_NO,
		 "the region is %" PRIu64 " bytes too small: it has %s, needed are %s "
		 "(16 MiB boot area + 0x%" PRIx64 " kernel + 0x%" PRIx64 " initrd); use "
		 "--mint-region=0x%" PRIx64 "+0x%" PRIx64 " or more",
		 need - have, rule_size_text(have, have_text, sizeof(have_text)),
		 rule_size_text(need, need_text, sizeof(need_text)), in->kernel_room,
		 in->initrd_size, in->region.start, need);
}

/* Bytes of the region that are needed; false: more than 2^64. */
static bool r4a_need(const struct rule_r4a_input *in, uint64_t *ret_need)
{
	uint64_t kernel = align_up(in->kernel_room, PAGE_SIZE_4K);
	uint64_t initrd = align_up(in->initrd_size, PAGE_SIZE_4K);

	return kernel >= in->kernel_room && initrd >= in->initrd_size &&
	       !__builtin_add_overflow(kernel, initrd, ret_need) &&
	       !__builtin_add_overflow(*ret_need, RULE_KERNEL_OFFSET, ret_need);
}

/* Does the initrd fit between the end of the kernel and where it must end? */
static bool r4a_initrd_is_low(const struct rule_r4a_input *in, phys_t kernel_end)
{
	return !in->initrd_size ||
	       (in->initrd_limit >= kernel_end &&
		in->initrd_limit - kernel_end >= align_up(in->initrd_size, PAGE_SIZE_4K));
}

void rule_r4a(const struct rule_r4a_input *in, struct plan_rule *ret)
{
	phys_t kernel_end = in->region.start + RULE_KERNEL_OFFSET +
			    align_up(in->kernel_room, PAGE_SIZE_4K);
	uint64_t need;

	ret->id = "R4-A";
	if (!r4a_need(in, &need))
		rule_set(ret, FACT_NO, "kernel and initrd ask for more than 2^64 bytes");
	else if (in->boot_size > RULE_KERNEL_OFFSET)
		rule_set(ret, FACT_NO,
			 "page tables and boot data take 0x%" PRIx64 " bytes, the boot "
			 "area has 16 MiB (make the region smaller)",
			 in->boot_size);
	else if (need > prange_size(in->region))
		r4a_too_small(in, need, ret);
	else if (!r4a_initrd_is_low(in, kernel_end))
		rule_set(ret, FACT_NO,
			 "this kernel takes its initrd only below 0x%" PRIx64 ", the "
			 "kernel ends at 0x%" PRIx64 " and the initrd has 0x%" PRIx64
			 " bytes (choose a lower X)",
			 in->initrd_limit, kernel_end - 1, in->initrd_size);
	else
		rule_set(ret, FACT_YES,
			 "kernel ends at 0x%" PRIx64 " below Y = 0x%" PRIx64
			 "; 0x%" PRIx64 " bytes left beside kernel and initrd",
			 kernel_end - 1, in->region.end - 1,
			 prange_size(in->region) - need);
}

/* False when @range met something; then the verdict is written. */
static bool r4b_range_is_free(const struct rule_r4b_input *in, unsigned int self,
			      struct plan_rule *ret)
{
	const struct rule_range *own = &in->owned[self];

	for (unsigned int i = 0; i < self; i++) {
		if (!prange_overlaps(in->owned[i].range, own->range))
			continue;
		rule_set(ret, FACT_NO,
			 "%s 0x%" PRIx64 "-0x%" PRIx64 " overlaps %s 0x%" PRIx64
			 "-0x%" PRIx64,
			 own->what, own->range.start, own->range.end - 1,
			 in->owned[i].what, in->owned[i].range.start,
			 in->owned[i].range.end - 1);
		return false;
	}
	for (size_t o = 0; o < in->nr_os; o++) {
		const struct machine_os *os = &in->os[o];

		for (size_t r = 0; r < os->nr_ranges; r++) {
			if (!prange_overlaps(os->range[r], own->range))
				continue;
			rule_set(ret, FACT_NO,
				 "%s 0x%" PRIx64 "-0x%" PRIx64 " overlaps OS %s at "
				 "0x%" PRIx64 "-0x%" PRIx64
				 " (another range, or mintctl release %s)",
				 own->what, own->range.start, own->range.end - 1,
				 os->name, os->range[r].start, os->range[r].end - 1,
				 os->name);
			return false;
		}
	}
	return true;
}

void rule_r4b(const struct rule_r4b_input *in, struct plan_rule *ret)
{
	ret->id = "R4-B";
	for (unsigned int i = 0; i < in->nr_owned; i++)
		if (!r4b_range_is_free(in, i, ret))
			return;
	if (in->nr_os)
		rule_set(ret, FACT_YES, "no overlap with the %zu other OS%s", in->nr_os,
			 in->nr_os == 1 ? "" : "es");
	else
		rule_set(ret, FACT_YES, "no other OS");
}
