/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec_load.c - a plan as the segments of kexec_load(2)
 *
 * In: a plan. Out: a loaded kernel that `kexec -e` enters.
 * Ref: kexec_load(2); Linux kernel/kexec.c kexec_load_check(), kernel/kexec_core.c.
 */
#include "load/kexec_load.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
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

/*
 * Joined memory is overwritten, gap included: it must belong to the new OS. A plain plan
 * owns nothing but its segments, and never has more than the kernel takes.
 */
static bool plan_owns(const struct plan *plan, struct prange range)
{
	unsigned int i;

	if (plan->mode == PLAN_PLAIN || plan->mode == PLAN_CRASH)
		return false;
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

/* What both load, in low->joined. */
static int data_join(struct kexec_load_segment *low,
		     const struct kexec_load_segment *high)
{
	uint64_t distance = high->start - low->start;
	int err;

	if (!low->joined.data) {
		err = buffer_append(&low->joined, low->data.data, low->data.size);
		if (err)
			return err;
	}
	/* Nothing to load above: the kernel zeroes what is behind the data. */
	if (!high->data.size)
		return 0;
	err = buffer_append(&low->joined, NULL, distance - low->joined.size);
	if (err)
		return err;
	return buffer_append(&low->joined, high->data.data, high->data.size);
}

static int image_join(struct kexec_load_image *image, unsigned int pair)
{
	struct kexec_load_segment *low = &image->segment[pair], *high = low + 1;
	int err = data_join(low, high);

	low->data = buffer_view(&low->joined);
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

bool kexec_is_permitted(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return syscall(SYS_capget, &header, data) ||
	       (data[CAP_TO_INDEX(CAP_SYS_BOOT)].effective & CAP_TO_MASK(CAP_SYS_BOOT));
}

static bool leader_says(const struct leader *leader, const char *path, const char *what)
{
	char text[32];

	return leader_read(leader, path, text, sizeof(text)) > 0 && !strcmp(text, what);
}

/* Of an image for -e, and of one for -p. */
static const struct {
	const char *path, *spent, *both;
} refusals[] = {
	{ "/proc/sys/kernel/kexec_load_limit_reboot",
	  " (kernel.kexec_load_limit_reboot is 0: no load is left, only a reboot brings "
	  "more)",
	  " (kernel.kexec_load_disabled is set and kernel.kexec_load_limit_reboot is 0: "
	  "only a reboot clears them)" },
	{ "/proc/sys/kernel/kexec_load_limit_panic",
	  " (kernel.kexec_load_limit_panic is 0: no load of a crash kernel is left, only "
	  "a "
	  "reboot brings more)",
	  " (kernel.kexec_load_disabled is set and kernel.kexec_load_limit_panic is 0: "
	  "only a reboot clears them)" },
};

/*
 * The limits count down to 0, each load that is let in by one; -1 is none. Ref: Linux
 * kernel/kexec_core.c kexec_load_permitted().
 */
const char *kexec_refusal_explain(const struct leader *leader, bool is_crash)
{
	bool is_spent = leader_says(leader, refusals[is_crash].path, "0");

	if (leader_says(leader, "/proc/sys/kernel/kexec_load_disabled", "1"))
		return is_spent ? refusals[is_crash].both
				: " (kernel.kexec_load_disabled is set: only a reboot "
				  "clears it)";
	if (!kexec_is_permitted())
		return " (needs CAP_SYS_BOOT: run it as root)";
	return is_spent ? refusals[is_crash].spent : "";
}

static const char *permission_explain(const struct leader *leader, bool is_crash)
{
	const char *refusal = kexec_refusal_explain(leader, is_crash);

	if (*refusal)
		return refusal;
	if (leader_is_locked_down(leader) == 1)
		return " (this kernel is locked down and refuses images without a "
		       "signature, see /sys/kernel/security/lockdown; Secure Boot turns "
		       "that on; a signed image loads with -s)";
	return " (needs CAP_SYS_BOOT and a kernel that is not locked down)";
}

const char *kexec_half_explain(const struct leader *leader, uint64_t bytes,
			       char text[KEXEC_HALF_TEXT])
{
	uint64_t half = leader_total(leader) / 2;

	if (!half || bytes <= half)
		return "";
	snprintf(text, KEXEC_HALF_TEXT,
		 " (it needs %" PRIu64 " MiB, and half of this kernel's memory, %" PRIu64
		 " MiB, is the most that it gives: a smaller initrd, or more memory)",
		 bytes >> 20, half >> 20);
	return text;
}

const char *kexec_load_explain(const struct leader *leader, int err)
{
	switch (-err) {
	case EPERM:
		return permission_explain(leader, false);
	case EACCES:
		return " (a security module refuses images that it cannot check, as IMA "
		       "does: a signed image may load with -s)";
	case EBUSY:
		return " (another process loads a kernel at this moment: try again)";
	case ENOSYS:
		return " (this kernel is built without CONFIG_KEXEC)";
	case EADDRNOTAVAIL:
		return " (an address is not page aligned, not reachable, or with -p not "
		       "in the memory of crashkernel=)";
	case EINVAL:
		return " (segments overlap, or need over half of the machine's memory)";
	case ENOMEM:
		return " (no memory for a copy of the segments: a smaller initrd)";
	case EFAULT:
		return " (a file became shorter while it was loaded: try again when it "
		       "is "
		       "complete)";
	default:
		return "";
	}
}

/* A flag that this kernel does not know is the likelier reason. */
static const char *errno_explain(const struct leader *leader, int err,
				 unsigned long flags)
{
	if (err == -EINVAL && (flags & KEXEC_PRESERVE_CONTEXT))
		return " (preserving the context needs a kernel with CONFIG_KEXEC_JUMP; "
		       "this one may not have it)";
	if (err == -EINVAL && (flags & KEXEC_LOAD_UPDATE_ELFCOREHDR))
		return " (--hotplug needs Linux 6.10 with CONFIG_CRASH_HOTPLUG)";
	if (err == -EPERM)
		return permission_explain(leader, flags & KEXEC_ON_CRASH);
	return kexec_load_explain(leader, err);
}

static const char *call_explain(const struct leader *leader, int err, unsigned long flags,
				uint64_t memsz, char text[KEXEC_HALF_TEXT])
{
	const char *half = err == -EINVAL ? kexec_half_explain(leader, memsz, text) : "";

	return *half ? half : errno_explain(leader, err, flags);
}

int kexec_load_call(const struct kexec_load_image *image, phys_t entry,
		    unsigned long flags, const struct leader *leader, struct diag *diag)
{
	struct kexec_segment segment[KEXEC_LOAD_SEGMENTS] = { 0 };
	unsigned int i, count = image ? image->nr_segments : 0;
	char text[KEXEC_HALF_TEXT];
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
		     count ? segment : NULL, flags))
		return 0;
	err = -errno;
	if (!image)
		return diag_fail(diag, err, "kexec unload failed: %s%s [kexec_load]",
				 strerror(-err),
				 call_explain(leader, err, flags, memsz, text));
	return diag_fail(diag, err,
			 "kexec_load failed: %s%s [entry 0x%" PRIx64
			 ", flags 0x%lx, %u segments, %" PRIu64 " KiB]",
			 strerror(-err), call_explain(leader, err, flags, memsz, text),
			 entry, flags, count, memsz >> 10);
}
