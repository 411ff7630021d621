/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - the rules of the ABI that need nothing but numbers
 *
 * In:  structures as user space handed them over, copied, not yet believed
 * Out: 0 or a negative errno; nothing is changed, nothing is allocated
 * Ref: mint/uapi/mint.h; the same source is compiled for the host and fuzzed there
 */
#ifndef MINT_MODULE_CHECK_H
#define MINT_MODULE_CHECK_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#endif

#include "../uapi/mint.h"

#define MINT_PAGE 0x1000ULL
#define MINT_MIB 0x100000ULL
#define MINT_4GIB 0x100000000ULL
#define MINT_STUB_PAGE 0x200000ULL /* page size of the start stub's identity map */
#define MINT_LAST_APICID 254       /* 255 is the xAPIC broadcast, SDM 3A 11.6.1 */

/**
 * mint_overlap - do two half-open ranges share a byte?
 * @a_start, @a_end, @b_start, @b_end: physical, bytes
 */
static inline bool mint_overlap(__u64 a_start, __u64 a_end, __u64 b_start, __u64 b_end)
{
	return a_start < b_end && b_start < a_end;
}

/**
 * mint_check_name - is it [a-z0-9][a-z0-9_-]{0,30}, NUL-terminated?
 * @name: MINT_NAME_SIZE bytes, any content
 * Return: 0 or -EINVAL.
 */
int mint_check_name(const char *name);

/**
 * mint_check_blocks - memory blocks of an intent: aligned, not wrapping, known zone
 * @blocks: @nr of them
 * Return: 0 or -EINVAL.
 */
int mint_check_blocks(const struct mint_block *blocks, __u32 nr);

/**
 * mint_check_claim - shape of a claim, before anything of the machine is asked
 * @claim: a copy of what user space gave
 * @limit: first physical address that the CPU cannot form, bytes
 *
 * Pages, no wrap, below @limit, disjoint; exactly one real-mode window below 1 MiB,
 * not page 0, MINT_REALMODE_MIN bytes at least; at least one region; low windows
 * below 4 GiB; at least one CPU, none twice, never CPU 0.
 * Return: 0, -EINVAL, or -ERANGE for addresses no CPU here can form.
 */
int mint_check_claim(const struct mint_claim *claim, __u64 limit);

/**
 * mint_check_owned - does one range of the OS hold [start, end)?
 * @ranges:   @nr of them, disjoint
 * @realmode: may it be the real-mode window?
 */
bool mint_check_owned(const struct mint_range *ranges, __u32 nr, __u64 start, __u64 end,
		      bool realmode);

/**
 * mint_check_load - an image against what the OS owns
 * @load:       a copy of what user space gave
 * @ranges:     @nr claimed ranges, as mint_check_claim() let them pass
 * @image_size: bytes of the sealed file
 *
 * Segments: page aligned, owned (never the real-mode window), disjoint by page, inside
 * the file. Entry: inside loaded bytes, its segment within the two 2 MiB pages that the
 * start stub is sure to map. Mailbox: page aligned, owned, below 4 GiB, clear of
 * segments. Return: 0, -EINVAL, -EPERM (not owned), -ERANGE (outside the file).
 */
int mint_check_load(const struct mint_load *load, const struct mint_range *ranges,
		    __u32 nr, __u64 image_size);

/**
 * mint_mailbox_reason - has the OS said that it is over?
 * @box: a snapshot of the mailbox
 *
 * EFI first (written by whoever ends properly), then the ACPI registers, then purgatory.
 * Return: the reason, MINT_REASON_NONE while it runs.
 */
enum mint_reason mint_mailbox_reason(const struct mint_mailbox *box);

#endif
