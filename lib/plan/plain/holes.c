/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * holes.c - where a segment of a plain load may lie
 *
 * In: plain->free, which is RAM in whole pages and shrinks with every segment.
 * Out: places. Ref: Linux kernel/kexec_core.c sanity_check_segment_list().
 */
#include "plan/plain/holes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "machine/memory_type.h"

#define ADVICE_MAX 160

/* What one free range offers inside the window; empty when nothing. */
static struct prange offer(struct prange ram, struct prange window)
{
	/* Real-mode data, trampolines: low memory goes only to those who ask for it. */
	if (window.end > SIZE_1M && window.start < SIZE_1M)
		window.start = SIZE_1M;
	return prange_common(ram, window);
}

/* Bytes from the first aligned address on. */
static uint64_t offer_room(struct prange part, uint64_t align)
{
	phys_t start;

	if (prange_is_empty(part))
		return 0;
	start = align_up(part.start, align);
	return start < part.start || start >= part.end ? 0 : part.end - start;
}

static bool offer_fit(struct prange part, uint64_t size, uint64_t align, bool high,
		      phys_t *ret)
{
	if (offer_room(part, align) < size)
		return false;
	*ret = high ? align_down(part.end - size, align) : align_up(part.start, align);
	return true;
}

static bool hole_find(const struct prange_list *list, uint64_t size, uint64_t align,
		      struct prange window, bool high, phys_t *ret)
{
	size_t count = list->count;

	for (size_t n = 0; n < count; n++) {
		size_t i = high ? count - 1 - n : n;

		if (offer_fit(offer(list->at[i], window), size, align, high, ret))
			return true;
	}
	return false;
}

static struct prange hole_largest(const struct prange_list *list, uint64_t align,
				  struct prange window)
{
	struct prange best = { 0, 0 };

	for (size_t i = 0; i < list->count; i++) {
		struct prange part = offer(list->at[i], window);
		uint64_t room = offer_room(part, align);

		if (room > prange_size(best))
			best = (struct prange){ part.end - room, part.end };
	}
	return best;
}

static void hole_advise(const struct plain *plain, struct prange window, char *text)
{
	const struct request_plain *wish = plain->wish;

	if (wish->panic)
		snprintf(
			text, ADVICE_MAX,
			"reserve more with crashkernel=SIZE, or make the initrd smaller");
	else if (wish->has_mem_max || wish->mem_min)
		snprintf(text, ADVICE_MAX,
			 "--mem-min and --mem-max leave 0x%" PRIx64 "-0x%" PRIx64,
			 plain->limit.start, plain->limit.end - 1);
	else if (window.end <= SIZE_4G)
		snprintf(text, ADVICE_MAX,
			 "this kind of kernel takes it below 0x%" PRIx64 " only",
			 window.end);
	else
		snprintf(text, ADVICE_MAX, "this machine has too little contiguous RAM");
}

static int hole_fail(struct plain *plain, const char *what, uint64_t size, uint64_t align,
		     struct prange window)
{
	struct prange best = hole_largest(&plain->free, align, window);
	uint64_t missing = size - prange_size(best);
	char advice[ADVICE_MAX], there[64] = "none is free", where[64] = "";

	hole_advise(plain, window, advice);
	if (window.end != UINT64_MAX)
		snprintf(where, sizeof(where), " between 0x%" PRIx64 " and 0x%" PRIx64,
			 window.start, window.end - 1);
	if (!prange_is_empty(best))
		snprintf(there, sizeof(there), "the largest is 0x%" PRIx64 "-0x%" PRIx64,
			 best.start, best.end - 1);
	return diag_fail(plain->diag, -ENOSPC,
			 "locate_hole failed: %s: %" PRIu64 " KiB aligned to %" PRIu64
			 " KiB wanted%s, %s, %" PRIu64 " KiB are missing (%s)",
			 what, size >> 10, align >> 10, where, there, missing >> 10,
			 advice);
}

/* To whole pages; false when it wraps. */
static bool size_round(uint64_t *size)
{
	uint64_t rounded = align_up(*size, PAGE_SIZE_4K);

	if (!*size || rounded < *size)
		return false;
	*size = rounded;
	return true;
}

bool plain_can_hole(const struct plain *plain, uint64_t size, uint64_t align,
		    struct prange window)
{
	phys_t at;

	return size_round(&size) &&
	       hole_find(&plain->free, size, align, window, true, &at);
}

int plain_hole(struct plain *plain, const char *what, uint64_t size, uint64_t align,
	       struct prange window, bool high, phys_t *ret)
{
	phys_t at;
	int err;

	if (!size_round(&size))
		return diag_fail(plain->diag, -EINVAL,
				 "%s: 0x%" PRIx64 " bytes are no size of a segment", what,
				 size);
	if (!hole_find(&plain->free, size, align, window, high, &at))
		return hole_fail(plain, what, size, align, window);
	err = prange_list_remove(&plain->free, (struct prange){ at, at + size });
	if (err)
		return err;
	*ret = at;
	return 0;
}

static struct prange pages_around(struct prange range)
{
	return (struct prange){ align_down(range.start, PAGE_SIZE_4K),
				align_up(range.end, PAGE_SIZE_4K) };
}

bool plain_is_free(const struct plain *plain, struct prange range)
{
	struct prange pages = pages_around(range);

	return !prange_is_empty(pages) && prange_list_covers(&plain->free, pages);
}

static const struct plan_segment *segment_at(const struct plan *plan, struct prange pages)
{
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];
		struct prange taken = { segment->start, segment->start + segment->memsz };

		if (prange_overlaps(pages, taken))
			return segment;
	}
	return NULL;
}

static const struct memory_entry *no_ram_at(const struct plain *plain,
					    struct prange pages)
{
	for (size_t i = 0; i < plain->nr_memory; i++)
		if (plain->memory[i].type != MEMORY_RAM &&
		    prange_overlaps(pages, plain->memory[i].range))
			return &plain->memory[i];
	return NULL;
}

/* What the leader has there that is no RAM of its own; NULL: nothing is known of. */
static const char *leader_has(const struct plain *plain, struct prange pages)
{
	const char *name = plain->in ? machine_iomem_name(plain->in->machine, pages)
				     : NULL;

	return name && strcmp(name, "System RAM") && strncmp(name, "Kernel ", 7) ? name
										 : NULL;
}

/* The first reason why pages are not free. */
static void taken_describe(const struct plain *plain, struct prange pages, char *text,
			   size_t room)
{
	const struct plan_segment *segment = segment_at(plain->plan, pages);
	const struct memory_entry *entry = no_ram_at(plain, pages);
	const char *leader = leader_has(plain, pages);

	if (segment)
		snprintf(text, room, "%s lies there", segment->name);
	else if (entry)
		snprintf(text, room, "0x%" PRIx64 "-0x%" PRIx64 " is %s",
			 entry->range.start, entry->range.end - 1,
			 memory_type_text(entry->type));
	else if (!prange_contains(plain->limit, pages))
		snprintf(text, room,
			 "--mem-min and --mem-max leave 0x%" PRIx64 "-0x%" PRIx64,
			 plain->limit.start, plain->limit.end - 1);
	else if (plain->wish->panic)
		snprintf(text, room,
			 "that is not in the memory reserved by crashkernel=");
	else if (leader)
		snprintf(text, room, "the running kernel has \"%s\" there", leader);
	else
		snprintf(text, room, "not all of that is RAM that is free");
}

int plain_take(struct plain *plain, const char *what, struct prange range)
{
	struct prange pages = pages_around(range);
	char reason[160];

	if (plain_is_free(plain, range))
		return prange_list_remove(&plain->free, pages);
	taken_describe(plain, pages, reason, sizeof(reason));
	return diag_fail(plain->diag, -ENOSPC,
			 "locate_hole failed: %s must lie at 0x%" PRIx64 "-0x%" PRIx64
			 " and can lie nowhere else: %s",
			 what, pages.start, pages.end - 1, reason);
}
