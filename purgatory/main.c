/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main.c - the sequence: own tables or none, hand-shake, digests, backup, kernel
 *
 * In:  struct handoff; long mode, interrupts off, an entry map of this blob only, or
 *      with HANDOFF_KEEP_MAP of all RAM.
 * Out: the kernel entered, or a report in the mailbox or on a console and a parked core.
 * Ref: handoff.h; boot.rst "64-bit boot protocol"; SDM volume 3A section 2.5.
 *
 * State at the kernel's 64-bit entry, whatever it was at ours (the others: handoff.h):
 *   CR0     PE MP ET NE PG
 *   CR4     PAE; LA57 as entered, off with HANDOFF_FOUR_LEVELS; MCE as entered, set with
 *           HANDOFF_MASK_LAPIC
 *   CR3     the root in table_pool; 5-level only when LA57 was on at the entry, as it
 *           can be after `kexec -e` (a kernel follows the mode it is entered in);
 *           with HANDOFF_KEEP_MAP as entered, but for HANDOFF_FOUR_LEVELS
 *   GDT     ours: CS 0x10, DS ES SS 0x18, FS GS null; IDT ours until the kernel's own,
 *           so a fault of its first instructions is still reported
 *   XMM     whatever SHA-NI left
 *
 * Without mailbox and console nobody listens: a wrong digest or a fault halts.
 */
#include "purgatory/main.h"

#include <stdbool.h>
#include <stddef.h>

#include "abi/mint.h"
#include "purgatory/console.h"
#include "purgatory/cpu.h"
#include "purgatory/enter.h"
#include "purgatory/stubs.h"
#include "purgatory/fault.h"
#include "purgatory/lapic.h"
#include "purgatory/leave.h"
#include "purgatory/legacy.h"
#include "purgatory/paging.h"
#include "purgatory/verify.h"

/* The linker script checks the layout against these. */
#define TEXT_OF(x) #x
#define SYMBOL_SET(name, value) \
	__asm__(".globl " #name "\n.hidden " #name "\n.set " #name ", " TEXT_OF(value))
SYMBOL_SET(purgatory_memsz, PURGATORY_MEMSZ);
SYMBOL_SET(purgatory_handoff_offset, HANDOFF_OFFSET);

#define CR0_KERNEL (CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_PG)
#define CR4_SSE	   (CR4_OSFXSR | CR4_OSXMMEXCPT) /* for SHA-NI, gone at the entry */

/* 5-level root and PML4; a PDPT per range; two directories for one that crosses 1 GiB. */
#define BOOTSTRAP_PAGES 10

static uint8_t bootstrap_pool[BOOTSTRAP_PAGES * PAGING_PAGE]
	__attribute__((aligned(PAGING_PAGE)));

/* Whole 2 MiB pages around a range: for the bootstrap map, which nobody else sees. */
static struct handoff_map map_around(uint64_t start, uint64_t size)
{
	return (struct handoff_map){
		.start = start & ~(PAGING_LARGE - 1),
		.end = (start + size + PAGING_LARGE - 1) & ~(PAGING_LARGE - 1),
	};
}

static bool pool_is_usable(const struct handoff *handoff)
{
	uint64_t own = (uint64_t)(uintptr_t)purgatory_image;
	uint64_t end = handoff->table_pool + handoff->table_pool_size;

	return (handoff->table_pool & (PAGING_PAGE - 1)) == 0 &&
	       handoff->table_pool < end &&
	       (handoff->table_pool >= own + PURGATORY_MEMSZ || end <= own);
}

/*
 * A leader's start stub maps little more than purgatory, so purgatory first maps for
 * itself what it must write: its own memory, the table pool, the mailbox.
 */
static void bootstrap_map(const struct handoff *handoff, unsigned int levels)
{
	struct handoff_map maps[3];
	struct paging_request request = { .maps = maps };
	struct paging paging = {
		.memory = bootstrap_pool,
		.pool = (uint64_t)(uintptr_t)bootstrap_pool,
		.pool_size = sizeof(bootstrap_pool),
		.levels = levels,
	};

	maps[request.nr_maps++] =
		map_around((uint64_t)(uintptr_t)purgatory_image, PURGATORY_MEMSZ);
	if (handoff->mailbox)
		maps[request.nr_maps++] = map_around(handoff->mailbox, PAGING_PAGE);
	if (pool_is_usable(handoff))
		maps[request.nr_maps++] =
			map_around(handoff->table_pool, handoff->table_pool_size);
	/* Addresses that no map can reach: not even the mailbox can be told. */
	if (paging_build(&paging, &request) != PAGING_OK)
		purgatory_park();
	cr3_write(paging.pool);
	mailbox_set(handoff->mailbox);
}

static void map_require(const struct handoff *handoff, uint64_t start, uint64_t size)
{
	if (start + size < start ||
	    !paging_covers(handoff->maps, handoff->nr_maps, start, start + size))
		purgatory_refuse(HANDOFF_REFUSED_UNMAPPED);
}

static bool ranges_meet(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b + b_size && b < a + a_size;
}

static bool backup_is_possible(const struct handoff *handoff)
{
	uint64_t own = (uint64_t)(uintptr_t)purgatory_image;
	uint64_t from = handoff->backup_source, to = handoff->backup_target;
	uint64_t size = handoff->backup_size;

	if (size == 0)
		return true;
	return from + size > from && to + size > to &&
	       !ranges_meet(from, size, to, size) &&
	       !ranges_meet(own, PURGATORY_MEMSZ, from, size) &&
	       !ranges_meet(own, PURGATORY_MEMSZ, to, size);
}

static void mode_check(const struct handoff *handoff)
{
	bool is_64 = handoff->entry_mode == HANDOFF_ENTRY_64;
	bool preserves = (handoff->flags & HANDOFF_PRESERVE) != 0;
	bool keeps = (handoff->flags & HANDOFF_KEEP_MAP) != 0;
	uint64_t own = (uint64_t)(uintptr_t)purgatory_image;
	bool is_low = own + PURGATORY_MEMSZ <= 1ULL << 32;

	if (handoff->flags & HANDOFF_FOUR_LEVELS &&
	    (!keeps || !is_64 || preserves || !is_low))
		purgatory_refuse(HANDOFF_REFUSED_MODE);
	if ((!keeps && (!is_64 || preserves)) || (preserves && !is_64) ||
	    (keeps && handoff->flags & HANDOFF_TEXT_MAP) ||
	    (!is_64 && !legacy_is_possible(handoff)))
		purgatory_refuse(HANDOFF_REFUSED_MODE);
}

static void maps_check(const struct handoff *handoff)
{
	if (!pool_is_usable(handoff))
		purgatory_refuse(HANDOFF_REFUSED_POOL_PLACE);
	map_require(handoff, (uint64_t)(uintptr_t)purgatory_image, PURGATORY_MEMSZ);
	map_require(handoff, handoff->table_pool, handoff->table_pool_size);
	map_require(handoff, handoff->mailbox, handoff->mailbox ? PAGING_PAGE : 0);
	map_require(handoff, handoff->boot_params, PAGING_PAGE);
	map_require(handoff, handoff->backup_source, handoff->backup_size);
	map_require(handoff, handoff->backup_target, handoff->backup_size);
	map_require(handoff, handoff->entry, 1);
}

static void handoff_check(const struct handoff *handoff)
{
	if (handoff->nr_segments > HANDOFF_MAX_SEGMENTS ||
	    handoff->nr_maps > HANDOFF_MAX_MAPS)
		purgatory_refuse(HANDOFF_REFUSED_COUNTS);
	mode_check(handoff);
	if (!backup_is_possible(handoff))
		purgatory_refuse(HANDOFF_REFUSED_BACKUP);
	if (!(handoff->flags & HANDOFF_KEEP_MAP))
		maps_check(handoff);
}

/* From here on: the maps of the handoff, and nothing else. */
static void kernel_map(const struct handoff *handoff, unsigned int levels)
{
	static const enum handoff_refusal refusal[] = {
		[PAGING_BAD_COUNT] = HANDOFF_REFUSED_COUNTS,
		[PAGING_BAD_MAP] = HANDOFF_REFUSED_MAP,
		[PAGING_EXHAUSTED] = HANDOFF_REFUSED_POOL,
	};
	struct paging_request request = {
		.maps = handoff->maps,
		.nr_maps = handoff->nr_maps,
		.text = (handoff->flags & HANDOFF_TEXT_MAP) != 0,
		.text_base = handoff->text_base,
	};
	struct paging paging = {
		.memory = (uint8_t *)(uintptr_t)handoff->table_pool,
		.pool = handoff->table_pool,
		.pool_size = handoff->table_pool_size,
		.levels = levels,
	};
	enum paging_error error;

	error = paging_build(&paging, &request);
	if (error)
		purgatory_refuse(refusal[error]);
	cr3_write(paging.pool);
}

static void image_check(const struct handoff *handoff)
{
	uint32_t wrong;

	if (!(handoff->flags & HANDOFF_VERIFY))
		return;
	wrong = segments_verify(handoff);
	if (wrong == handoff->nr_segments) {
		console_text("purgatory: the digests of all ");
		console_decimal(handoff->nr_segments);
		console_text(" segments are right\n");
		return;
	}
	console_text("purgatory: the digest of segment ");
	console_decimal(wrong);
	console_text(" at ");
	console_hex(handoff->segments[wrong].start);
	console_text(" is wrong: halted\n");
	mailbox_report(MINT_PURGATORY_DIGEST, wrong, handoff->segments[wrong].start);
	purgatory_park();
}

static void backup_copy(const struct handoff *handoff)
{
	if (handoff->backup_size == 0)
		return;
	console_text("purgatory: backup of ");
	console_hex(handoff->backup_size);
	console_text(" bytes from ");
	console_hex(handoff->backup_source);
	console_text(" to ");
	console_hex(handoff->backup_target);
	console_text("\n");
	/* The source may start at address 0, which C does not call an object. */
	memory_copy(handoff->backup_target, handoff->backup_source, handoff->backup_size);
}

/*
 * What is entered finds two addresses on the caller's stack: where `ret` goes, and above
 * it, where the first kernel looks after that for the place to call next time, us.
 */
static uint64_t preserve_prepare(struct handoff *handoff, uint64_t caller_stack)
{
	volatile uint64_t *stack = (volatile uint64_t *)(uintptr_t)caller_stack;
	uint64_t back = stack[0];

	if (handoff->jump_back_text)
		hex_digits(back, (char *)(uintptr_t)handoff->jump_back_text);
	stack[0] = (uint64_t)(uintptr_t)purgatory_image;
	stack[-1] = back;
	handoff->flags &= ~HANDOFF_VERIFY;
	console_text("purgatory: the way back is ");
	console_hex(back);
	console_text("\n");
	return caller_stack - sizeof(stack[0]);
}

static void entry_say(const struct handoff *handoff)
{
	if (handoff->entry_mode == HANDOFF_ENTRY_64) {
		console_text("purgatory: 64-bit entry ");
	} else if (handoff->entry_mode == HANDOFF_ENTRY_32) {
		console_text("purgatory: 32-bit entry ");
	} else {
		console_text("purgatory: real-mode entry ");
		console_hex(handoff->real_cs);
		console_text(":");
	}
	console_hex(handoff->entry);
	console_text("\n");
}

/*
 * The leader's five levels begin with one table for each 256 TiB: the first one is the
 * root that four levels need. It is copied, as CR3 has 32 bits on the way.
 */
static uint64_t four_levels(uint64_t cr4)
{
	const uint64_t *five = (const uint64_t *)(uintptr_t)(cr3_read() & PAGING_ADDRESS);
	uint64_t root = (uint64_t)(uintptr_t)bootstrap_pool;

	memory_copy(root, five[0] & PAGING_ADDRESS, PAGING_PAGE);
	levels_drop((uint32_t)root);
	return cr4 & ~CR4_LA57;
}

static _Noreturn void kernel_enter(struct handoff *handoff, uint64_t cr4,
				   uint64_t caller_stack)
{
	uint64_t stack = 0;

	if (handoff->flags & HANDOFF_PRESERVE)
		stack = preserve_prepare(handoff, caller_stack);
	entry_say(handoff);
	if (handoff->entry_mode == HANDOFF_ENTRY_16)
		legacy_prepare(handoff);
	if (handoff->entry_mode != HANDOFF_ENTRY_64)
		legacy_enter(handoff);
	if (handoff->flags & HANDOFF_FOUR_LEVELS && cr4 & CR4_LA57)
		cr4 = four_levels(cr4);
	purgatory_enter(handoff, CR0_KERNEL, cr4, stack);
}

void purgatory_main(uint64_t caller_stack)
{
	struct handoff *handoff = &purgatory_handoff;
	uint64_t cr4 = (cr4_read() & (CR4_LA57 | CR4_MCE)) | CR4_PAE;
	unsigned int levels = cr4 & CR4_LA57 ? 5 : 4;

	idt_load(purgatory_fault_stubs);
	/* Unaligned tables or a stranger's handoff: no address in it means anything. */
	if (handoff->magic != HANDOFF_MAGIC || handoff->version != HANDOFF_VERSION ||
	    ((uintptr_t)purgatory_image & (PAGING_PAGE - 1)) != 0)
		purgatory_park();

	/* CR4 first: CR0.WP cannot be cleared while CR4.CET is set. */
	cr4_write(cr4 | CR4_SSE);
	cr0_write(CR0_KERNEL);
	if (!(handoff->flags & HANDOFF_KEEP_MAP))
		bootstrap_map(handoff, levels);
	console_open(handoff);
	console_text("purgatory: entered at ");
	console_hex((uint64_t)(uintptr_t)purgatory_image);
	console_text("\n");
	handoff_check(handoff);
	if (!(handoff->flags & HANDOFF_KEEP_MAP))
		kernel_map(handoff, levels);
	mailbox_report(MINT_PURGATORY_ENTERED, 0, 0);

	if (handoff->flags & HANDOFF_MASK_LAPIC) {
		lapic_mask();
		cr4 |= CR4_MCE;
		cr4_write(cr4 | CR4_SSE);
	}
	image_check(handoff);
	mailbox_report(MINT_PURGATORY_VERIFIED, 0, 0);
	backup_copy(handoff);
	kernel_enter(handoff, cr4, caller_stack);
}
