// SPDX-License-Identifier: GPL-2.0-only
/*
 * erase.c - what a dead kernel left and would pass for a living one
 *
 * In:  what an OS owns that does not run, os->lock held
 * Out: memory in which nothing tells of a kernel
 * Ref: erase.h; lib/printk/find.h (how user space finds a kernel's log);
 *      Linux kernel/vmcore_info.c (what points to the note); arch/x86/lib/copy_mc.c (a
 *      machine check in a copy of copy_mc_to_kernel() ends the copy, in any other load of
 *      the kernel the machine)
 *
 *   [region + MINT_KERNEL_OFFSET, + MINT_KERNEL_SIZE)      anywhere in what it owns
 *   | … | word of the kernel's image | …              ->   | note | text … |
 *   all of it becomes zeros                                its header becomes zeros
 *
 * A kernel that unpacks itself writes its place only seconds after its start, and until
 * then what lay there is read as its own. A note that no word leads to is found by
 * nobody.
 *
 * Memory may have failed under the cores of the OS alone, and nobody here knows: only
 * copies are looked at, and what cannot be copied is cleared.
 */
#include "erase.h"
#include "memory.h"

#include <linux/sched/signal.h>

#define PIECE (2 * MINT_MIB)
#define LINE  64 /* holds the header of a note; written whole, nothing of it is read */

/*
 * Pages that are looked at for a note. The words that matter are in .data and .bss,
 * before all that is other memory of the dead OS; but who fills its memory with pointers
 * shall not make a start, and a reboot of the leader that waits for it, last.
 */
#define NOTES_MAX 65536

/* An erasure under way. */
struct erase {
	const struct mint_os *os;
	u64 *copy; /* a page */
	u32 left;  /* pages that may still be looked at for a note */
};

static void note_erase(const struct mint_os *os, u64 page)
{
	void *map = mint_memory_map(page, PAGE_SIZE);
	void __os *note = (void __force __os *)map;
	u8 header[MINT_NOTE_HEADER];

	if (!map)
		return;
	if (mint_memory_get(os, header, note, sizeof(header), page) ||
	    mint_note_is(header))
		mint_memory_wipe(note, LINE);
	mint_memory_unmap(map);
}

/* Return: does the page of which there is a copy hold anything but zeros? */
static bool words_follow(struct erase *erase)
{
	const struct mint_os *os = erase->os;
	bool is_used = false;
	u64 page;
	u32 i;

	for (i = 0; i < PAGE_SIZE / sizeof(*erase->copy); i++) {
		if (!erase->copy[i])
			continue;
		is_used = true;
		page = mint_word_page(erase->copy[i]);
		if (!page || !erase->left ||
		    !mint_check_owned(os->ranges, os->nr_ranges, page, page + PAGE_SIZE,
				      true))
			continue;
		erase->left--;
		note_erase(os, page);
	}
	return is_used;
}

static void pages_erase(struct erase *erase, u8 __os *map, u64 at, u64 size)
{
	u64 done;

	for (done = 0; done < size; done += PAGE_SIZE) {
		if (mint_memory_get(erase->os, erase->copy, map + done, PAGE_SIZE,
				    at + done) ||
		    words_follow(erase))
			mint_memory_wipe(map + done, PAGE_SIZE);
		cond_resched(); /* 512 words, each perhaps a page elsewhere */
	}
}

static int place_erase(struct erase *erase, u64 start, u64 end)
{
	u64 at, next;
	void *map;

	for (at = start; at < end; at = next) {
		next = min(end, ALIGN(at + 1, PIECE));
		if (fatal_signal_pending(current))
			return -EINTR;
		map = mint_memory_map(at, next - at);
		if (!map)
			return -ENOMEM;
		pages_erase(erase, (u8 __force __os *)map, at, next - at);
		mint_memory_unmap(map);
	}
	return 0;
}

int mint_erase_kernel(const struct mint_os *os)
{
	struct erase erase = { .os = os, .left = NOTES_MAX };
	u64 start, end;
	int err = 0;
	u32 i;

	erase.copy = (u64 *)__get_free_page(GFP_KERNEL);
	if (!erase.copy)
		return -ENOMEM;
	for (i = 0; i < os->nr_ranges && !err; i++)
		if (mint_kernel_place(&os->ranges[i], &start, &end))
			err = place_erase(&erase, start, end);
	free_page((unsigned long)erase.copy);
	return err;
}
