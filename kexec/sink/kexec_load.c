/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec_load.c - a plan as the segments of kexec_load(2)
 *
 * In: a plan. Out: a loaded kernel that `kexec -e` enters.
 * Ref: kexec_load(2); Linux kernel/kexec.c kexec_load_check(), kernel/kexec_core.c.
 */
#include "sink/kexec_load.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/kexec.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

static phys_t segment_end(const struct kexec_load_segment *segment)
{
	return segment->start + segment->memsz;
}

static int segment_compare(const void *a, const void *b)
{
	const struct kexec_load_segment *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

/* Joined memory is overwritten, gap included: it must belong to the new OS. */
static bool plan_owns(const struct plan *plan, struct prange range)
{
	unsigned int i;

	if (prange_contains(plan->region, range))
		return true;
	for (i = 0; i < plan->nr_windows; i++) {
		if (prange_contains(plan->window[i].range, range))
			return true;
	}
	return false;
}

/* The pair (i, i + 1) with the smallest gap, or nr_segments when none may be joined. */
static unsigned int image_find_pair(const struct kexec_load_image *image,
				    const struct plan *plan)
{
	unsigned int i, best = image->nr_segments;
	uint64_t best_gap = UINT64_MAX;

	for (i = 0; i + 1 < image->nr_segments; i++) {
		const struct kexec_load_segment *low = &image->segment[i];
		const struct kexec_load_segment *high = low + 1;
		struct prange both = { low->start, segment_end(high) };
		uint64_t gap = high->start - segment_end(low);

		if (gap < best_gap && plan_owns(plan, both)) {
			best = i;
			best_gap = gap;
		}
	}
	return best;
}

static int image_join(struct kexec_load_image *image, unsigned int pair)
{
	struct kexec_load_segment *low = &image->segment[pair], *high = low + 1;
	uint64_t distance = high->start - low->start;
	struct buffer joined = low->joined;
	int err = 0;

	if (!low->joined.data)
		err = buffer_append(&joined, low->data.data, low->data.size);
	/* Nothing to load above: the kernel zeroes what is behind the data. */
	if (!err && high->data.size) {
		err = buffer_append(&joined, NULL, distance - joined.size);
		if (!err)
			err = buffer_append(&joined, high->data.data, high->data.size);
	}
	low->joined = joined;
	low->data = buffer_view(&joined);
	if (err)
		return err;
	low->memsz = segment_end(high) - low->start;
	buffer_free(&high->joined);
	image->nr_segments--;
	memmove(high, high + 1, (image->nr_segments - pair - 1) * sizeof(*high));
	memset(&image->segment[image->nr_segments], 0, sizeof(*high));
	return 0;
}

int kexec_load_pack(const struct plan *plan, struct kexec_load_image *ret,
		    struct diag *diag)
{
	unsigned int i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < plan->nr_segments; i++) {
		ret->segment[i].start = plan->segment[i].start;
		ret->segment[i].memsz = plan->segment[i].memsz;
		ret->segment[i].data = plan->segment[i].data;
	}
	ret->nr_segments = plan->nr_segments;
	qsort(ret->segment, ret->nr_segments, sizeof(ret->segment[0]), segment_compare);
	while (ret->nr_segments > KEXEC_LOAD_SEGMENTS) {
		unsigned int pair = image_find_pair(ret, plan);

		if (pair == ret->nr_segments)
			return diag_fail(
				diag, -E2BIG,
				"%s: %u segments that lie apart, kexec_load(2) takes %u",
				plan->name, ret->nr_segments, KEXEC_LOAD_SEGMENTS);
		if (image_join(ret, pair))
			return diag_fail(diag, -ENOMEM,
					 "%s: out of memory while segments are joined",
					 plan->name);
	}
	return 0;
}

void kexec_load_free(struct kexec_load_image *image)
{
	unsigned int i;

	for (i = 0; i < image->nr_segments; i++)
		buffer_free(&image->segment[i].joined);
	memset(image, 0, sizeof(*image));
}

static const char *permission_explain(const struct leader *leader)
{
	char text[32];

	if (leader_read(leader, "/proc/sys/kernel/kexec_load_disabled", text,
			sizeof(text)) > 0 &&
	    strcmp(text, "0") != 0)
		return " (kernel.kexec_load_disabled is set: only a reboot clears it)";
	if (geteuid() != 0)
		return " (needs CAP_SYS_BOOT: run it as root)";
	if (leader_is_locked_down(leader) == 1)
		return " (this kernel is locked down and refuses images without a "
		       "signature, see /sys/kernel/security/lockdown; Secure Boot turns "
		       "that on)";
	return " (needs CAP_SYS_BOOT and a kernel that is not locked down)";
}

const char *kexec_load_explain(const struct leader *leader, int err)
{
	switch (-err) {
	case EPERM:
	case EACCES:
		return permission_explain(leader);
	case EBUSY:
		return " (another process loads a kernel at this moment: try again)";
	case ENOSYS:
		return " (this kernel is built without CONFIG_KEXEC)";
	case EADDRNOTAVAIL:
		return " (an address is not page aligned or not reachable)";
	case EINVAL:
		return " (segments overlap, or need over half of the machine's memory)";
	case ENOMEM:
		return " (no memory for a copy of the segments: a smaller initrd)";
	default:
		return "";
	}
}

int kexec_load_call(const struct kexec_load_image *image, phys_t entry,
		    const struct leader *leader, struct diag *diag)
{
	struct kexec_segment segment[KEXEC_LOAD_SEGMENTS] = { 0 };
	unsigned int i, count = image ? image->nr_segments : 0;
	uint64_t memsz = 0;
	int err;

	if (count > KEXEC_LOAD_SEGMENTS)
		return diag_fail(diag, -E2BIG, "kexec_load failed: %u segments", count);
	for (i = 0; i < count; i++) {
		segment[i].buf = image->segment[i].data.data;
		segment[i].bufsz = image->segment[i].data.size;
		segment[i].mem = (const void *)(uintptr_t)image->segment[i].start;
		segment[i].memsz = image->segment[i].memsz;
		memsz += image->segment[i].memsz;
	}
	if (!syscall(SYS_kexec_load, (unsigned long)entry, (unsigned long)count,
		     count ? segment : NULL,
		     (unsigned long)(count ? KEXEC_ARCH_X86_64 : 0)))
		return 0;
	err = -errno;
	if (!image)
		return diag_fail(diag, err, "kexec_load failed: %s%s [unload]",
				 strerror(-err), kexec_load_explain(leader, err));
	return diag_fail(diag, err,
			 "kexec_load failed: %s%s [entry 0x%" PRIx64 ", %u segments, "
			 "%" PRIu64 " KiB]",
			 strerror(-err), kexec_load_explain(leader, err), entry, count,
			 memsz >> 10);
}
