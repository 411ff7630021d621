/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec_load.h - a plan as the segments of kexec_load(2)
 *
 * In: up to PLAN_MAX_SEGMENTS segments. Out: at most KEXEC_LOAD_SEGMENTS, by joining
 * neighbours; the gap between two joined ones is loaded as zeros.
 * Ref: Linux include/uapi/linux/kexec.h, kernel/kexec_core.c sanity_check_segment_list().
 */
#ifndef MINT_LOAD_KEXEC_LOAD_H
#define MINT_LOAD_KEXEC_LOAD_H

#include <linux/kexec.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "leader/leader.h"

#define KEXEC_LOAD_SEGMENTS 16 /* KEXEC_SEGMENT_MAX of the kernel */

/* KEXEC_UPDATE_ELFCOREHDR of Linux 6.6's linux/kexec.h: headers may be older */
#define KEXEC_LOAD_UPDATE_ELFCOREHDR 0x4

#define KEXEC_HALF_TEXT 160

struct kexec_load_segment {
	phys_t start;	      /* page aligned */
	uint64_t memsz;	      /* bytes, page multiple */
	struct bytes data;    /* view into the plan, or into @joined */
	struct buffer joined; /* owned; empty when nothing was joined */
};

struct kexec_load_image {
	struct kexec_load_segment segment[PLAN_MAX_SEGMENTS];
	unsigned int nr_segments;
};

/**
 * kexec_load_pack - sort the plan's segments and join until they are few enough
 * @ret: to be freed with kexec_load_free() after any return; keeps views into @plan
 *
 * Those with the smallest gap are joined first, and only inside the region or one window:
 * nothing outside of what the new OS owns is written. PLAN_PLAIN and PLAN_CRASH own no
 * memory but their segments: nothing is joined. Pure.
 *
 * Return: 0, -E2BIG (too many that lie too far apart), -ENOMEM.
 */
int kexec_load_pack(const struct plan *plan, struct kexec_load_image *ret,
		    struct diag *diag);

void kexec_load_free(struct kexec_load_image *image);

/**
 * kexec_load_call - the system call
 * @image: NULL drops what is loaded
 * @entry: physical address, in one of the segments
 * @flags: KEXEC_* of linux/kexec.h, architecture included; which image to drop, too
 *
 * Return: 0 or negative errno; @diag says "kexec_load failed: …" and why.
 */
int kexec_load_call(const struct kexec_load_image *image, phys_t entry,
		    unsigned long flags, const struct leader *leader, struct diag *diag);

/** kexec_is_permitted - has this process CAP_SYS_BOOT? true when nobody can tell */
bool kexec_is_permitted(void);

/**
 * kexec_refusal_explain - why no image at all is taken: no CAP_SYS_BOOT,
 * kernel.kexec_load_disabled, or none is left of kernel.kexec_load_limit_reboot (with
 * @is_crash _panic); "" when it is none of these
 */
const char *kexec_refusal_explain(const struct leader *leader, bool is_crash);

/**
 * kexec_half_explain - is it too large for this kernel, which gives away no more than
 * half of its memory and says EINVAL?
 * @bytes: that the new kernel takes
 * @text:  room for KEXEC_HALF_TEXT bytes
 * Return: @text, with the numbers; "" when that is not why. Ref: Linux
 * kernel/kexec_core.c sanity_check_segment_list().
 */
const char *kexec_half_explain(const struct leader *leader, uint64_t bytes,
			       char text[KEXEC_HALF_TEXT]);

/**
 * kexec_load_explain - what an errno of kexec_load(2) means here, of an image for -e
 * Return: "" when unknown.
 */
const char *kexec_load_explain(const struct leader *leader, int err);

#endif
