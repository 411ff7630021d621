/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain.h - what the files of a plain load hand to each other: kexec-tools' own kind
 *
 *   plan_plain.c  the order of things: RAM, crash, loader, purgatory
 *   memory.c      RAM that may be used, and the map that is handed over
 *   cmdline.c     the command line           crash.c       -p: backup, elfcorehdr
 *   holes.c       where a segment may lie    plain.c       segments, blobs, the initrd
 *   boot.c        boot_params, command line and setup_data as one segment
 *   linux.c       bzImage64, vmlinux         bzimage32.c   32-bit, real mode
 *   elf.c         any other ELF              multiboot.c   multiboot 1 and 2
 *   elf_notes.c   what --args-elf hands over
 *   pieces.c      an ELF's pieces as segments
 *   digests.c     what purgatory verifies
 *
 * In: plain_inputs. Out: parts of struct plan. Nobody outside lib/plan/plain/ and its
 * tests includes this; plan_plain.h is the contract.
 *
 * High first; what needs the largest hole before what fits anywhere:
 *
 *   | … purgatory | boot segment | initrd |      kernel      | elfcorehdr, backup (-p) |
 */
#ifndef MINT_PLAN_PLAIN_PLAIN_H
#define MINT_PLAN_PLAIN_PLAIN_H

#include "platform/boot_params.h"
#include "platform/setup_data.h"
#include "abi/handoff.h"
#include "image/image.h"
#include "plan/plan.h"

#define PLAIN_MAX_BLOBS	   24
#define PLAIN_MAX_SEGMENTS 16 /* KEXEC_SEGMENT_MAX of kexec_load(2) */

/* Flags of kexec_load(2): Linux include/uapi/linux/kexec.h. */
#define PLAIN_LOAD_ON_CRASH	     0x1u
#define PLAIN_LOAD_PRESERVE_CONTEXT  0x2u
#define PLAIN_LOAD_UPDATE_ELFCOREHDR 0x4u
#define PLAIN_LOAD_ARCH_X86_64	     (62u << 16) /* an x86_64 kernel takes no other */

struct plain {
	const struct plain_inputs *in;
	struct plan *plan;
	struct diag *diag;
	const struct request_plain *wish;
	struct memory_entry *memory; /* the machine's map; owned */
	size_t nr_memory;
	struct prange limit;	     /* --mem-min, --mem-max, half-open */
	struct prange_list free;     /* RAM where segments may lie, less what is placed */
	struct prange backup_source; /* -p: low RAM that is copied away */
	phys_t backup_target;
	phys_t elfcorehdr;	  /* -p: 0 none */
	uint64_t elfcorehdr_room; /* bytes of its segment */
	phys_t purgatory;	  /* PURGATORY_MEMSZ bytes, placed behind the loader */
	phys_t cmdline;		  /* where plan->cmdline lies; the loader's; 0 nowhere */
	size_t jump_back;	  /* offset of 16 digits in plan->cmdline; 0 none */
	unsigned int nr_blobs;
	struct handoff handoff; /* entry and registers: the loader's */
};

/*
 * A loader: places its segments, fills handoff.entry and what else its entry needs, and
 * says in plain->cmdline where it put the command line. plan->memory_map and
 * plan->cmdline are made before it runs.
 */
typedef int plain_load_fn(struct plain *plain);

/** plain_initrd - --initrd, else the unified kernel image's own; may be empty */
static inline struct bytes plain_initrd(const struct plain *plain)
{
	return plain->in->initrd.size ? plain->in->initrd
				      : plain->in->image->inner_initrd;
}

/** plain_dtb - --dtb, else the unified kernel image's own; may be empty */
static inline struct bytes plain_dtb(const struct plain *plain)
{
	return plain->in->dtb.size ? plain->in->dtb : plain->in->image->inner_dtb;
}

/**
 * plain_segment - one segment of the plan
 * @data: view that outlives the plan, or of a blob of plain_blob()
 * Return: 0, -E2BIG (the kernel takes 16), -EINVAL.
 */
int plain_segment(struct plain *plain, const char *name, phys_t start, struct bytes data,
		  uint64_t memsz);

/** plain_blob - an empty buffer that the plan owns; NULL when PLAIN_MAX_BLOBS are used */
struct buffer *plain_blob(struct plain *plain);

/**
 * plain_initrd_place - the highest place of the initrd that ends at or below @limit
 * Return: 0 (no initrd: @ret untouched), -ENOSPC, -ENOMEM with a line in plain->diag.
 */
int plain_initrd_place(struct plain *plain, phys_t limit, struct prange *ret);

/** plain_initrd_add - the segment of an initrd that has its place; empty: none; as
 * plain_segment() */
int plain_initrd_add(struct plain *plain, struct prange initrd);

#endif
