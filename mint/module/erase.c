// SPDX-License-Identifier: GPL-2.0-only
/*
 * erase.c - what a dead kernel left and would pass for a living one
 *
 * In:  what an OS owns that does not run, os->lock held
 * Out: memory in which nothing tells of a kernel
 * Ref: erase.h; lib/printk/find.h (how user space finds a kernel's log);
 *      Linux kernel/vmcore_info.c (what points to the note)
 *
 *   [region + MINT_KERNEL_OFFSET, + MINT_KERNEL_SIZE)      anywhere in what it owns
 *   | … | word of the kernel's image | …              ->   | note | text … |
 *   all of it becomes zeros                                its header becomes zeros
 *
 * A kernel that unpacks itself writes its place only seconds after its start, and until
 * then what lay there is read as its own. A note that no word leads to is found by
 * nobody.
 */
#include "erase.h"
#include "memory.h"

#include <linux/sched/signal.h>

#define PIECE (2 * MINT_MIB)

/*
 * Pages that are looked at for a note. The words that matter are in .data and .bss,
 * before all that is other memory of the dead OS; but who fills its memory with pointers
 * shall not make a start, and a reboot of the leader that waits for it, last.
 */
#define NOTES_MAX 65536

static void note_erase(u64 page)
{
	u8 *note = mint_memory_map(page, PAGE_SIZE);

	if (!note)
		return;
	if (mint_note_is(note))
		memset(note, 0, MINT_NOTE_HEADER);
	mint_memory_unmap(note);
}

/* Return: does the page at @word hold anything but zeros? */
static bool words_follow(const struct mint_os *os, const u64 *word, u32 *left)
{
	bool is_used = false;
	u64 value, page;
	u32 i;

	for (i = 0; i < PAGE_SIZE / sizeof(*word); i++) {
		value = READ_ONCE(word[i]); /* who maps it may write it */
		if (!value)
			continue;
		is_used = true;
		page = mint_word_page(value);
		if (!page || !*left ||
		    !mint_check_owned(os->ranges, os->nr_ranges, page, page + PAGE_SIZE,
				      true))
			continue;
		--*left;
		note_erase(page);
	}
	return is_used;
}

static int place_erase(const struct mint_os *os, u64 start, u64 end, u32 *left)
{
	u64 at, next, done;
	u8 *map;

	for (at = start; at < end; at = next) {
		next = min(end, ALIGN(at + 1, PIECE));
		if (fatal_signal_pending(current))
			return -EINTR;
		map = mint_memory_map(at, next - at);
		if (!map)
			return -ENOMEM;
		for (done = 0; done < next - at; done += PAGE_SIZE) {
			if (words_follow(os, (u64 *)(map + done), left))
				memset(map + done, 0, PAGE_SIZE);
			cond_resched(); /* 512 words, each perhaps a page elsewhere */
		}
		mint_memory_unmap(map);
	}
	return 0;
}

int mint_erase_kernel(const struct mint_os *os)
{
	u32 left = NOTES_MAX, i;
	u64 start, end;
	int err;

	for (i = 0; i < os->nr_ranges; i++) {
		if (!mint_kernel_place(&os->ranges[i], &start, &end))
			continue;
		err = place_erase(os, start, end, &left);
		if (err)
			return err;
	}
	return 0;
}
