/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_plan.c - any region, windows, CPUs and kernel sizes
 *
 * In: numbers out of bytes. Checked: a broken rule or an error leaves no segment; the
 * segments of a good plan lie on whole pages inside what is owned, and are disjoint.
 */
// extra: tests/unit/plan/plan_fixture.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/input.h"
#include "tests/unit/plan/plan_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As prange_parse() gives them: never empty. */
static struct prange range(struct input *input)
{
	struct prange value = { scaled(input, 32, 5), 0 };

	if (__builtin_add_overflow(value.start, scaled(input, 32, 5), &value.end) ||
	    value.end <= value.start)
		value = (struct prange){ 0x40000000, 0x60000000 };
	return value;
}

static bool is_owned(const struct plan *plan, struct prange segment)
{
	if (prange_contains(plan->region, segment))
		return true;
	for (unsigned int w = 0; w < plan->nr_windows; w++)
		if (prange_contains(plan->window[w].range, segment))
			return true;
	return false;
}

static void segments_check(const struct plan *plan)
{
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *a = &plan->segment[i];
		struct prange range_a = { a->start, a->start + a->memsz };

		if (!is_aligned(a->start | a->memsz, PAGE_SIZE_4K) || !a->memsz ||
		    a->data.size > a->memsz || !is_owned(plan, range_a))
			abort();
		for (unsigned int k = 0; k < i; k++) {
			const struct plan_segment *b = &plan->segment[k];

			if (prange_overlaps(
				    range_a,
				    (struct prange){ b->start, b->start + b->memsz }))
				abort();
		}
	}
}

static void request_fill(struct input *input, struct fixture *fixture)
{
	struct request *request = &fixture->request;
	uint64_t flags = number(input, 1);

	request->region = range(input);
	request->has_cpus = flags & 1;
	request->nr_cpus = request->has_cpus ? 1 + number(input, 1) % 3 : 0;
	for (size_t i = 0; i < request->nr_cpus; i++)
		request->cpu[i] = (unsigned int)number(input, 1) % 6;
	if (flags & 2)
		fixture_add_os(fixture);
	if (flags & 4)
		fixture->machine.memory.iomem_known = FACT_NO;
	request->swiotlb_mode = (enum request_window)(number(input, 1) % 3);
	request->swiotlb = range(input);
	request->swiotlb_size = flags & 8 ? scaled(input, 32, 5) % SIZE_4G : 0;
	request->realmode_mode = flags & 16 ? WINDOW_RANGE : WINDOW_AUTO;
	request->realmode = range(input);
	fixture->image.room = flags & 32 ? scaled(input, 32, 5) : fixture->image.room;
	fixture->image.kind = flags & 64 ? IMAGE_BZIMAGE : IMAGE_VMLINUX;
	fixture->image.initrd_addr_max = UINT32_MAX;
	if (flags & 128)
		fixture->inputs.initrd =
			(struct bytes){ fixture->initrd, 1 + number(input, 2) % 5000 };
}

/* Behind all the rest, so that inputs without these bytes mean what they meant. */
static void choice_fill(struct input *input, struct fixture *fixture)
{
	struct request *request = &fixture->request;
	uint64_t flags = number(input, 1);

	request->auto_region = flags & 1;
	request->region_size = (1 + number(input, 2)) * SIZE_1M;
	request->auto_cpus = request->has_cpus && (flags & 2);
	for (size_t i = 0; i < fixture->machine.memory.nr_blocks && input->size; i++) {
		struct memory_block *block = &fixture->block[i];
		uint64_t kind = number(input, 1);

		block->is_online = !(kind & 1);
		if (kind & 2)
			memcpy(block->zone, "Movable", sizeof("Movable"));
		block->node = (int)(kind >> 2 & 3) - 1;
		block->removable = (enum fact)((kind >> 4) % 3) - 1;
	}
	for (size_t i = 0; i < fixture->machine.cpus.nr && input->size; i++) {
		uint64_t kind = number(input, 1);

		fixture->cpu[i].core = (int)(kind & 3) - 1;
		fixture->cpu[i].node = (int)(kind >> 2 & 3) - 1;
		fixture->cpu[i].is_online = !i || !(kind & 16);
	}
}

/* What was chosen is aligned, has its size, and is nobody else's. */
static void choice_check(const struct fixture *fixture)
{
	const struct request *request = &fixture->request;
	const struct plan *plan = &fixture->plan;

	if (plan->region_is_chosen &&
	    (!is_aligned(plan->region.start, SIZE_16M) ||
	     prange_size(plan->region) != request->region_size ||
	     plan->rule[RULE_R1].ok != FACT_YES))
		abort();
	/* A window that was named may break these by itself. */
	if (plan->region_is_chosen && request->swiotlb_mode != WINDOW_RANGE &&
	    (plan->rule[RULE_R4B].ok == FACT_NO || plan->rule[RULE_R7].ok == FACT_NO))
		abort();
	if (plan->cpus_are_chosen && plan->nr_cpus != request->nr_cpus)
		abort();
}

static void plan_check(struct fixture *fixture)
{
	const struct plan *plan = &fixture->plan;

	choice_check(fixture);
	if (plan_verdict(plan, &fixture->diag)) {
		if (plan->nr_segments)
			abort();
		return;
	}
	if (!plan->nr_segments)
		abort();
	segments_check(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	struct fixture *fixture = fixture_new();
	int err;

	request_fill(&input, fixture);
	choice_fill(&input, fixture);
	err = fixture_plan(fixture);
	if (!err != !*fixture->diag.line)
		abort();
	if (!err)
		plan_check(fixture);
	fixture_free(fixture);
	return 0;
}
