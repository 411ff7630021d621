/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handoff.h - what the planner tells purgatory, and where
 *
 * Purgatory is one flat, position-independent blob, entered at its first byte in
 * long mode with an identity map of itself. Nothing is patched or relocated: the
 * planner writes one struct handoff at HANDOFF_OFFSET of the copy it loads.
 *
 *   +0                 entry (64-bit code)
 *   +HANDOFF_OFFSET    struct handoff
 *   …                  code, data, IDT, GDT, stack: PURGATORY_MEMSZ bytes in all
 *   table_pool         page tables, elsewhere in owned memory, zeroed by purgatory
 *
 * The map it is entered with must cover these PURGATORY_MEMSZ bytes and nothing more:
 * purgatory first maps itself, the pool and the mailbox with tables of its own.
 *
 * Identity map: every range of maps[], VA = PA, and nothing else (the pages of the
 * local APIC are one of them). Text map: VA HANDOFF_TEXT_VA + o -> text_base + o for
 * HANDOFF_TEXT_SIZE bytes (paper rule R2). Digest: SHA-256 over data_size bytes of
 * each segment, purgatory's own excepted.
 *
 * With HANDOFF_KEEP_MAP (a plain load) it stays on the identity map that the leader's
 * kernel made for kexec, of all RAM and every segment, with four levels or five. The
 * order is: digests, backup copy, PRESERVE's text, console, entry.
 */
#ifndef MINT_PURGATORY_HANDOFF_H
#define MINT_PURGATORY_HANDOFF_H

#include <stdint.h>

#define HANDOFF_MAGIC	     0x46464f444e41484dULL /* "MHANDOFF" in memory order */
#define HANDOFF_VERSION	     2
#define HANDOFF_OFFSET	     0x1000
#define HANDOFF_TEXT_VA	     0xffffffff80000000ULL
#define HANDOFF_TEXT_SIZE    (512ULL << 20)
#define HANDOFF_MAX_MAPS     16
#define HANDOFF_MAX_SEGMENTS 32
#define PURGATORY_MEMSZ	     0x18000 /* bytes to reserve for blob, bss and stack */

#define HANDOFF_VERIFY	   1u /* compare digests before entering */
#define HANDOFF_TEXT_MAP   2u /* build the kernel text mapping; not with KEEP_MAP */
#define HANDOFF_MASK_LAPIC 4u /* beside: mask the local vector table, set CR4.MCE */
/* A plain load: stay on the identity map of all RAM that the kernel's kexec enters with;
 * maps[], table_pool and mailbox are not used. */
#define HANDOFF_KEEP_MAP       8u
#define HANDOFF_CONSOLE_VGA    16u /* a line per step, what went wrong; with KEEP_MAP */
#define HANDOFF_CONSOLE_SERIAL 32u /* the same on serial_port */
#define HANDOFF_RESET_VGA      64u /* text mode 3, by registers; with KEEP_MAP */
/*
 * KEEP_MAP and ENTRY_64 only: called with preserve-context. The new kernel gets the
 * caller's stack, so `ret` goes back to the first kernel; its next kexec -e then enters
 * purgatory again, which no longer compares digests: what ran has written to its memory.
 */
#define HANDOFF_PRESERVE 128u
/*
 * KEEP_MAP and ENTRY_64 only, not with PRESERVE, and purgatory lies below 4 GiB: the new
 * kernel may know 4-level paging only. When LA57 is on it is switched off; what the
 * leader's tables map of the first 256 TiB stays mapped.
 */
#define HANDOFF_FOUR_LEVELS 256u

/*
 * MINT_PURGATORY_FAULT with this detail is no exception but a refusal: purgatory found
 * the handoff unusable; purgatory_address then holds one of enum handoff_refusal. (A
 * wrong magic or version is parked on without a word: the mailbox cannot be trusted.)
 */
#define HANDOFF_REFUSED 0xff

enum handoff_refusal {
	HANDOFF_REFUSED_COUNTS = 1, /* nr_maps or nr_segments too large, or no map */
	HANDOFF_REFUSED_MAP = 2,    /* a map or X misaligned, empty or not canonical */
	HANDOFF_REFUSED_POOL = 3,   /* table_pool too small for the maps */
	HANDOFF_REFUSED_POOL_PLACE = 4, /* misaligned, wraps, or overlaps purgatory */
	HANDOFF_REFUSED_UNMAPPED = 5,	/* purgatory, pool, entry or what else is used */
	HANDOFF_REFUSED_MODE = 6,   /* entry_mode, its addresses, or flags for others */
	HANDOFF_REFUSED_BACKUP = 7, /* wraps, or source, target, purgatory overlap */
};

/*
 * How the new kernel is entered; interrupts off, direction up, in every mode. The 32-bit
 * and the 16-bit entry are for HANDOFF_KEEP_MAP only.
 *
 * 64  RSI = boot_params; RAX RBX RCX RDX RDI RBP = registers, R8 … R15 zero, RSP
 *     purgatory's own stack (PRESERVE: the caller's).
 * 32  Purgatory and `entry` lie below 4 GiB. CR0 = PE ET, CR4 = 0, EFER.LME off, CS 0x10
 *     and DS ES FS GS SS 0x18 flat 4 GiB, GPRs and ESP = registers, no IDT.
 * 16  Purgatory lies below 4 GiB. CR0 = ET, CS:IP = real_cs:entry (entry <= 0xffff),
 *     DS ES FS GS SS = real_ds, ESP = registers.esp, GPRs zero, IDT at 0 limit 0x3ff.
 *     The 8259s and the 8254 are as a PC BIOS leaves them (vectors 0x08 and 0x70,
 *     18.2 Hz): as far as firmware survived the leader, its services can be called.
 */
enum handoff_entry_mode {
	HANDOFF_ENTRY_64 = 0,
	HANDOFF_ENTRY_32 = 1,
	HANDOFF_ENTRY_16 = 2,
};

/* Bytes at real_trampoline that the way into real mode needs; free once it is entered. */
#define HANDOFF_TRAMPOLINE_SIZE 128

struct handoff_registers {
	uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp;
};

struct handoff_map {
	uint64_t start; /* physical, page aligned */
	uint64_t end;	/* half-open */
};

struct handoff_segment {
	uint64_t start;
	uint64_t data_size; /* bytes hashed: what was loaded, no zero padding */
	uint8_t sha256[32];
};

struct handoff {
	uint64_t magic;
	uint32_t version;
	uint32_t flags;		  /* HANDOFF_* */
	uint64_t entry;		  /* physical = virtual address; 16-bit: IP */
	uint64_t boot_params;	  /* physical; RSI at the entry */
	uint64_t text_base;	  /* X */
	uint64_t mailbox;	  /* physical, struct mint_mailbox, or 0 */
	uint64_t table_pool;	  /* physical, page aligned */
	uint64_t table_pool_size; /* bytes; paging_pool_size() */
	uint32_t nr_maps;
	uint32_t nr_segments;
	uint32_t entry_mode;	   /* enum handoff_entry_mode */
	uint16_t real_cs, real_ds; /* 16-bit entry: see there */
	struct handoff_registers registers;
	uint64_t backup_source; /* -p: backup_size bytes go to backup_target */
	uint64_t backup_target;
	uint64_t backup_size;	 /* 0 none */
	uint64_t jump_back_text; /* PRESERVE: the return address, 16 hex digits; 0 none */
	uint16_t serial_port;
	uint16_t reserved;
	uint32_t serial_baud; /* 0: the port stays as it is */
	/* 16-bit entry: physical, a multiple of 16, HANDOFF_TRAMPOLINE_SIZE bytes of RAM
	 * below 1 MiB that nothing of the plan uses; purgatory writes the code. */
	uint32_t real_trampoline;
	uint32_t reserved2;
	struct handoff_map maps[HANDOFF_MAX_MAPS];
	struct handoff_segment segments[HANDOFF_MAX_SEGMENTS];
};

#endif
