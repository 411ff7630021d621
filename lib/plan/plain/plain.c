/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain.c - what every loader needs: segments, blobs, the initrd
 *
 * In: struct plain, bytes. Out: segments of the plan.
 */
#include "plan/plain/plain.h"

#include <errno.h>
#include <inttypes.h>

#include "plan/plain/holes.h"

_Static_assert(PLAIN_MAX_BLOBS <=
		       sizeof(((struct plan *)0)->blob) / sizeof(struct buffer),
	       "struct plan has the room");
_Static_assert(PLAIN_MAX_SEGMENTS <= PLAN_MAX_SEGMENTS, "struct plan has the room");

int plain_segment(struct plain *plain, const char *name, phys_t start, struct bytes data,
		  uint64_t memsz)
{
	struct plan *plan = plain->plan;

	if (plan->nr_segments == PLAIN_MAX_SEGMENTS)
		return diag_fail(plain->diag, -E2BIG,
				 "%s would be segment %d, kexec_load(2) takes %d (fewer "
				 "modules, or a bzImage instead of an ELF)",
				 name, PLAIN_MAX_SEGMENTS + 1, PLAIN_MAX_SEGMENTS);
	if (!is_aligned(start, PAGE_SIZE_4K) || data.size > align_up(memsz, PAGE_SIZE_4K))
		return diag_fail(plain->diag, -EINVAL,
				 "segment %s at 0x%" PRIx64 ": %zu bytes into 0x%" PRIx64
				 " bytes of memory, which must start on a page",
				 name, start, data.size, memsz);
	plan_segment_add(plan, name, start, data, memsz)->is_unchecked =
		plain->wish->no_checks;
	return 0;
}

struct buffer *plain_blob(struct plain *plain)
{
	if (plain->nr_blobs == PLAIN_MAX_BLOBS)
		return NULL;
	return &plain->plan->blob[plain->nr_blobs++];
}

int plain_initrd_place(struct plain *plain, phys_t limit, struct prange *ret)
{
	uint64_t size = plain_initrd(plain).size;
	phys_t at;
	int err;

	if (!size)
		return 0;
	err = plain_hole(plain, "initrd", size, PAGE_SIZE_4K, (struct prange){ 0, limit },
			 true, &at);
	if (err)
		return err;
	*ret = (struct prange){ at, at + size };
	return 0;
}

int plain_initrd_add(struct plain *plain, struct prange initrd)
{
	if (prange_is_empty(initrd))
		return 0;
	return plain_segment(plain, "initrd", initrd.start, plain_initrd(plain),
			     prange_size(initrd));
}
