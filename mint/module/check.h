/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - the rules of the ABI that need nothing but numbers
 *
 * In:  structures as user space handed them over, copied, not yet believed
 * Out: 0 or a negative errno; nothing is changed, nothing is allocated
 * Ref: abi/mint.h; the same source is compiled for the host and fuzzed there
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

#include "abi/mint.h"

#define MINT_PAGE	0x1000ULL
#define MINT_MIB	0x100000ULL
#define MINT_4GIB	0x100000000ULL
#define MINT_DIRECT_MAP (1ULL << 46) /* bytes: what four levels can map of memory */
#define MINT_STUB_PAGE	0x200000ULL  /* page size of the start stub's identity map */
#define MINT_PORT_MIN	0x100	     /* below are those of the board: PIC, PIT, DMA */
#define MINT_PORT_MAX	(0x10000 - MINT_UART_PORTS)

/**
 * mint_overlap - do two half-open ranges share a byte?
 * @a_start, @a_end, @b_start, @b_end: physical, bytes
 */
static inline bool mint_overlap(__u64 a_start, __u64 a_end, __u64 b_start, __u64 b_end)
{
	return a_start < b_end && b_start < a_end;
}

/**
 * mint_reaches - does what firmware or a boot loader describes share a byte with a range?
 * @at, @size: where it begins, and its bytes: any numbers, what wraps reaches the end
 * @start, @end: the range, half-open
 */
bool mint_reaches(__u64 at, __u64 size, __u64 start, __u64 end);

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
 * mint_blocks_have - is there a block that starts at @start?
 * @blocks: @nr of them, by address
 */
bool mint_blocks_have(const struct mint_block *blocks, __u32 nr, __u64 start);

/**
 * mint_check_pci - devices of an intent: each once, known flags, plain names and windows
 * @pci: @nr of them
 * Return: 0 or -EINVAL.
 */
int mint_check_pci(const struct mint_pci *pci, __u32 nr);

/**
 * mint_check_uart - the serial port of an intent: whole, or none at all
 * Return: 0 or -EINVAL.
 */
int mint_check_uart(const struct mint_uart *uart);

/** mint_pci_is_same - the same function? */
static inline bool mint_pci_is_same(const struct mint_pci *a, const struct mint_pci *b)
{
	return a->segment == b->segment && a->bus == b->bus && a->devfn == b->devfn;
}

#define MINT_PCI_HEADER 16 /* words of 32 bits of a function's header */

/** mint_pci_answers - is that the first word of a function that is there, and ready? */
static inline bool mint_pci_answers(__u32 id)
{
	__u32 vendor = id & 0xffff;

	/* nobody; 1: ask again (PCI Express base 4.0 section 2.3.2) */
	return vendor && vendor != 0xffff && vendor != 1;
}

/** mint_pci_has_more - does a header say that its device has other functions? */
static inline bool mint_pci_has_more(const __u32 header[MINT_PCI_HEADER])
{
	return header[3] & 0x800000;
}

/**
 * mint_pci_buses - the buses behind a bridge, inclusive
 * @header: of any function, as read
 * Return: is it one with buses? Their numbers are above that of its own. Out untouched
 * if not.
 */
bool mint_pci_buses(const __u32 header[MINT_PCI_HEADER], __u8 *first, __u8 *last);

/**
 * mint_pci_restored - what is written to a word of a header after a reset
 * @header: as it was read before
 * @word:   its index, 1..MINT_PCI_HEADER - 1
 *
 * What was read, but for bus mastering, a bus reset, a self test, and the bits that
 * would be cleared by writing them.
 */
__u32 mint_pci_restored(const __u32 header[MINT_PCI_HEADER], unsigned int word);

#define MINT_READY_MS 5000 /* what the specification wants of a function is 1 s */

/**
 * mint_pci_ready_ms - how long functions are waited for after their reset
 * @is_ending: the leader goes down: nobody is there to use one that comes late. One that
 *	       answers is set up all the same, for the next kernel of a kexec.
 * Return: milliseconds for all of them.
 */
static inline unsigned int mint_pci_ready_ms(bool is_ending)
{
	return is_ending ? 0 : MINT_READY_MS;
}

/**
 * mint_check_claim - shape of a claim, before anything of the machine is asked
 * @claim: a copy of what user space gave
 * @limit: first physical address that the CPU cannot form, bytes
 *
 * Pages, no wrap, below @limit, disjoint; exactly one real-mode window below 1 MiB, from
 * MINT_REALMODE_FIRST on, MINT_REALMODE_MIN bytes at least; at least one region; low
 * windows below 4 GiB; at least one CPU, none twice, never CPU 0; known flags.
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
 * mint_piece - ranges one behind the other, cut where addresses are multiples of @size
 * @ranges: @nr of them
 * @size:   bytes, a power of two
 * @index:  which piece, from 0 on
 * @ret:    start and end of it, inside of one range; written only on success
 * Return: is there such a piece?
 */
bool mint_piece(const struct mint_range *ranges, __u32 nr, __u64 size, __u64 index,
		struct mint_range *ret);

/**
 * mint_check_load - an image against what the OS owns
 * @load:       a copy of what user space gave
 * @ranges:     @nr claimed ranges, as mint_check_claim() let them pass
 * @image_size: bytes of the sealed file
 *
 * Segments: page aligned, owned (never the real-mode window), disjoint by page, inside
 * the file. Entry: inside loaded bytes, its segment within the two 2 MiB pages that the
 * start stub is sure to map. Mailbox: page aligned, owned, below 4 GiB, clear of
 * segments. Hang timeout: whole periods. Return: 0, -EINVAL, -EPERM (not owned), -ERANGE
 * (outside the file).
 */
int mint_check_load(const struct mint_load *load, const struct mint_range *ranges,
		    __u32 nr, __u64 image_size);

/**
 * mint_check_kill - a reason that somebody else than the OS may give for its end
 * Return: 0 or -EINVAL.
 */
int mint_check_kill(const struct mint_kill *kill);

/**
 * mint_kernel_place - where in @range is a kernel looked for?
 * Return: false when nowhere; @start and @end are written only with true.
 */
bool mint_kernel_place(const struct mint_range *range, __u64 *start, __u64 *end);

/* A vmcoreinfo note: three 32-bit words and a padded name, at the start of a page. */
#define MINT_NOTE_HEADER 24

/** mint_note_is - does the note of a kernel begin at @page? MINT_NOTE_HEADER bytes. */
bool mint_note_is(const void *page);

/**
 * mint_word_page - the physical page that a word of a kernel points to
 *
 * In its direct map, without KASLR, with four or five levels of page tables (Linux
 * Documentation/arch/x86/x86_64/mm.rst).
 * Return: its address, which may be no memory at all; 0 when it points to none.
 */
__u64 mint_word_page(__u64 word);

/**
 * mint_mailbox_reason - has the OS said that it is over?
 * @box: a snapshot of the mailbox
 *
 * EFI first (written by whoever ends properly), then the ACPI registers, then purgatory.
 * However a crash kernel of its own ends, the OS has panicked.
 * Return: the reason, MINT_REASON_NONE while it runs.
 */
enum mint_reason mint_mailbox_reason(const struct mint_mailbox *box);

/*
 * How long silence is believed in, ms.
 *
 * HALT: behind \_TTS only drivers shut their devices down, which may take a while (an
 * NVMe disk has 5 s); then power off or reboot shows, or the OS has halted. Who reads
 * its log knows sooner.
 * NO_START: purgatory has entered and neither finished nor refused; in software, on a
 * slow core, SHA-256 does more than 8 MiB in a second.
 * GAP: the leader may have stood still itself, and what it did not watch is no silence
 * of the OS.
 */
#define MINT_HALT_MS		 30000u
#define MINT_NO_START_MS	 60000u
#define MINT_NO_START_MS_PER_MIB 125u
#define MINT_WATCH_GAP_MS	 1000u

/* What is remembered between two looks at a running OS. */
struct mint_watch {
	__u64 looked_ms; /* time of the last look */
	__u64 verify_limit_ms;
	__u64 verify_ms; /* silences so far */
	__u64 halt_ms;
	__u64 hang_ms;
	__u32 countdown; /* as it was at the last look */
	bool is_counting;
};

/**
 * mint_watch_begin - before the first look
 * @load:   as mint_check_load() let it pass
 * @now_ms: of any clock that only grows
 */
void mint_watch_begin(struct mint_watch *watch, const struct mint_load *load,
		      __u64 now_ms);

/**
 * mint_watch_look - has the OS ended, by its word or by its silence?
 * @box:    a snapshot of the mailbox
 * @dog:    a snapshot of its watchdog, NULL when it was given none; a ping in it has
 *          not been in an earlier one
 * @now_ms: not before the last look
 *
 * Its word (mint_mailbox_reason()) goes first. A watchdog that was never started, or
 * was stopped, hangs nothing; one that runs out behind \_TTS is a halt.
 * Return: the reason, MINT_REASON_NONE while it runs.
 */
enum mint_reason mint_watch_look(struct mint_watch *watch, const struct mint_mailbox *box,
				 const struct mint_watchdog *dog, __u64 now_ms);

#endif
