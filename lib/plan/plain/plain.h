/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain.h - what the files of a plain load hand to each other: kexec-tools' own kind
 *
 *   plain.c      the order of things: RAM, crash, loader, purgatory
 *   plain_memory.c     RAM that may be used, and the map that is handed over
 *   plain_cmdline.c    the command line
 *   holes.c      where a segment may lie         crash.c      -p: backup, elfcorehdr
 *   plain_boot.c       boot_params, command line and setup_data as one segment
 *   plain_linux.c      bzImage64, vmlinux        plain_bzimage32.c  32-bit, real mode
 *   plain_elf.c        any other ELF             plain_multiboot.c  multiboot 1 and 2
 *   plain_elf_notes.c  what --args-elf hands over
 *   plain_pieces.c     an ELF's pieces as segments
 *
 * In: plain_inputs. Out: parts of struct plan. Nobody outside kexec/plan/ and its tests
 * includes this; plan.h is the contract.
 *
 * High first; what needs the largest hole before what fits anywhere:
 *
 *   | … purgatory | boot segment | initrd |      kernel      | elfcorehdr, backup (-p) |
 */
#ifndef MINT_PLAN_PLAIN_H
#define MINT_PLAN_PLAIN_H

#include "plan/plan.h"
#include "platform/boot_params.h"
#include "platform/setup_data.h"
#include "abi/handoff.h"

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

plain_load_fn plain_load_linux; /* bzImage64, vmlinux with --args-linux */
plain_load_fn plain_load_bzimage32;
plain_load_fn plain_load_elf;	    /* ELF 32 and 64 with --args-elf, --args-none */
plain_load_fn plain_load_multiboot; /* both versions */

/**
 * plain_initrd_place - the highest place of the initrd that ends at or below @limit
 * Return: 0 (no initrd: @ret untouched), -ENOSPC, -ENOMEM with a line in plain->diag.
 */
int plain_initrd_place(struct plain *plain, phys_t limit, struct prange *ret);

/** plain_initrd_add - the segment of an initrd that has its place; empty: none; as
 * plain_segment() */
int plain_initrd_add(struct plain *plain, struct prange initrd);

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
 * plain_hole - find room for a segment and take it out of plain->free
 * @what:   for the message: "kernel", "initrd" …
 * @size:   bytes, > 0; rounded up to pages
 * @align:  bytes, power of two, at least a page
 * @window: half-open; the hole lies inside. Below 1 MiB only when all of it is there:
 *          low memory is for those who need it
 * @high:   the highest hole, else the lowest
 * Return: 0; -ENOSPC: "locate_hole failed: …" with what was asked, the largest hole there
 * is and how much is missing; -ENOMEM.
 */
int plain_hole(struct plain *plain, const char *what, uint64_t size, uint64_t align,
	       struct prange window, bool high, phys_t *ret);

/** plain_can_hole - would plain_hole() find one? Takes nothing, says nothing. */
bool plain_can_hole(const struct plain *plain, uint64_t size, uint64_t align,
		    struct prange window);

/** plain_take - a fixed place; 0, -ENOSPC (not free RAM: what lies there), -ENOMEM */
int plain_take(struct plain *plain, const char *what, struct prange range);

/** plain_is_free - can plain_take() have it? @range is widened to whole pages */
bool plain_is_free(const struct plain *plain, struct prange range);

/**
 * plain_segment - one segment of the plan
 * @data: view that outlives the plan, or of a blob of plain_blob()
 * Return: 0, -E2BIG (the kernel takes 16), -EINVAL.
 */
int plain_segment(struct plain *plain, const char *name, phys_t start, struct bytes data,
		  uint64_t memsz);

/**
 * plain_pieces_take - the pages of the image's pieces, where it was linked
 * Return: 0, -ENOSPC (not free RAM: what lies there), -ENOMEM.
 */
int plain_pieces_take(struct plain *plain);

/** plain_pieces_are_free - would plain_pieces_take() do? */
bool plain_pieces_are_free(const struct plain *plain);

/**
 * plain_pieces_add - segments "kernel", "kernel.1" … for an image's pieces
 * @shift: what is added to every piece's address, modulo 2^64; the place was taken
 *
 * Pieces that share a page become one segment, a copy; others are views of the file.
 * Return: 0, -E2BIG (more than 16 segments), -ENOMEM.
 */
int plain_pieces_add(struct plain *plain, uint64_t shift);

/** plain_blob - an empty buffer that the plan owns; NULL when PLAIN_MAX_BLOBS are used */
struct buffer *plain_blob(struct plain *plain);

/**
 * plain_ram_prepare - the machine's map; RAM that segments may take into plain->free
 *
 * RAM inside --mem-min and --mem-max, in whole pages, without page 0; a normal load
 * leaves the crash kernel's memory alone, -p takes the highest crash region only.
 * Return: 0, -ENODATA (no memory map), -ENOSPC ("Memory for crashkernel is not
 * reserved"), -ENOMEM.
 */
int plain_ram_prepare(struct plain *plain);

/**
 * plain_memory_map - the e820 map that the new kernel is told
 *
 * Normally the machine's own. -p: backup source and crash regions are RAM, less backup
 * copy and elfcorehdr; --load-preserve-context: RAM is what is free inside the limits, so
 * nothing may be placed yet. What is no RAM stays as it is.
 * Return: 0, -E2BIG (more than PLATFORM_MAX_MEMORY_MAP entries), -ENOMEM.
 */
int plain_memory_map(const struct plain *plain, struct memory_map *ret);

/**
 * plain_cmdline - --reuse-cmdline, --append, the image's own, crash tokens: into
 * plan->cmdline; 0, -E2BIG (the image takes fewer bytes: how many), -ENODATA (the
 * leader's is unknown), -ENOMEM
 */
int plain_cmdline(struct plain *plain);

/** plain_crash_prepare - -p: backup and elfcorehdr placed; 0, -ENOTSUP (--hotplug on a
 * kernel without), -ENOSPC, -ENOMEM */
int plain_crash_prepare(struct plain *plain);

/** plain_crash_finish - -p: the elfcorehdr's bytes, once every place is known */
int plain_crash_finish(struct plain *plain);

/**
 * plain_digests - list what purgatory verifies: all that has data and is not unchecked
 * @plan:      at most PLAIN_MAX_SEGMENTS segments; purgatory's own is not yet one
 * @in_pieces: list large segments as pieces that lie behind each other, of which
 *             sha256_lanes_digest() takes eight at once; else each segment is one
 * @ret:       segments[], nr_segments
 */
void plain_digests(const struct plan *plan, bool in_pieces, struct handoff *ret);

/* boot_params and what it points to: one segment. */
struct plain_boot {
	phys_t at;
	uint64_t size;	     /* bytes of the whole segment */
	uint64_t efi_map_at; /* offsets in it; 0 none */
	uint64_t setup_data_at;
	struct setup_data_item item[4];
	size_t nr_items;
	struct buffer e820_ext, efi_data, efi_map; /* owned */
};

/**
 * plain_boot_place - a hole for boot_params, command line, EFI map and setup_data
 * @window: below 4 GiB for a 32-bit entry
 * @ret:    plain_boot_free() it after any return
 *
 * The 64-bit kernel only is told of EFI. Sets plain->cmdline.
 * Return: 0, -ENOSPC, -ENOMEM.
 */
int plain_boot_place(struct plain *plain, struct prange window, struct plain_boot *ret);

/**
 * plain_boot_add - the segment, once the kernel's and the initrd's places are known
 * @spec: kernel, initrd, setup_header, is_32bit …: the loader's; the rest is filled in
 * Return: 0 or what platform_boot_params_build() and setup_data_build() say.
 */
int plain_boot_add(struct plain *plain, const struct plain_boot *boot,
		   struct boot_params_spec *spec);

void plain_boot_free(struct plain_boot *boot);

#endif
