/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf.c - any ELF but a 64-bit Linux: 32-bit Linux, ELF boot notes, nothing at all
 *
 *   --args-linux   i386 Linux: boot_params, ESI points to it
 *   --args-elf     ELF boot notes, see elf_notes.c; also the default for what is
 *                  no Linux
 *   --args-none    nothing is handed over, every register is zero
 *
 * In: struct plain, free RAM. Out: segments, registers.
 * Ref: boot.rst "32-bit boot protocol"; System V gABI "Program Loading".
 */
#include "plan/plain/elf.h"

#include <errno.h>
#include <inttypes.h>

#include "base/cleanup.h"
#include "plan/plain/boot.h"
#include "plan/plain/elf_notes.h"
#include "plan/plain/holes.h"
#include "plan/plain/pieces.h"

/* boot.rst: initrd_addr_max of kernels that do not say, less than what they map. */
#define INITRD_END UINT64_C(0x38000000)

static bool is_32bit(const struct plain *plain)
{
	return plain->in->image->kind == IMAGE_ELF32;
}

static phys_t reach(const struct plain *plain)
{
	return is_32bit(plain) ? SIZE_4G : UINT64_MAX;
}

/* Where it was linked; a shared object may be moved as a whole when that is not free. */
static int kernel_place(struct plain *plain, uint64_t *ret_shift)
{
	const struct image *image = plain->in->image;
	bool is_within = image->room <= reach(plain) &&
			 image->lowest <= reach(plain) - image->room;
	uint64_t align = image->alignment;
	phys_t low, at;
	int err;

	*ret_shift = 0;
	if (is_within && (!image->is_relocatable || plain_pieces_are_free(plain)))
		return plain_pieces_take(plain);
	if (!image->is_relocatable)
		return diag_fail(plain->diag, -ERANGE,
				 "ELF of %" PRIu64 " bytes from 0x%" PRIx64
				 " on: it must lie below 0x%" PRIx64,
				 image->room, image->lowest, reach(plain));
	if (align < PAGE_SIZE_4K)
		align = PAGE_SIZE_4K;
	low = align_down(image->lowest, align);
	err = plain_hole(plain, "kernel", image->lowest - low + image->room, align,
			 (struct prange){ 0, reach(plain) }, false, &at);
	if (err)
		return err;
	*ret_shift = at - low;
	return 0;
}

/* Below INITRD_END if there is room, where every such kernel finds it. */
static phys_t initrd_limit(const struct plain *plain)
{
	uint64_t size = plain_initrd(plain).size;

	return plain_can_hole(plain, size, PAGE_SIZE_4K, (struct prange){ 0, INITRD_END })
		       ? INITRD_END
		       : SIZE_4G;
}

/* The kernel has its place. */
static int linux_add(struct plain *plain, uint64_t shift)
{
	const struct image *image = plain->in->image;
	struct boot_params_spec spec = {
		.kernel = image->lowest + shift,
		.kernel_alignment = image->alignment,
		.init_size = image->room,
		.is_32bit = true,
	};
	CLEANUP(plain_boot_free) struct plain_boot boot = { 0 };
	int err = plain_initrd_place(plain, initrd_limit(plain), &spec.initrd);

	if (err)
		return err;
	err = plain_boot_place(plain, (struct prange){ 0, SIZE_4G }, &boot);
	if (err)
		return err;
	plain->handoff.registers.esi = (uint32_t)boot.at;
	err = plain_boot_add(plain, &boot, &spec);
	return err ? err : plain_initrd_add(plain, spec.initrd);
}

static int notes_add(struct plain *plain)
{
	struct bytes cmdline = buffer_view(&plain->plan->cmdline);
	struct handoff_registers *registers = &plain->handoff.registers;
	struct buffer *blob = plain_blob(plain);
	uint64_t size = elf_notes_size(cmdline);
	phys_t at;
	int err;

	if (!blob)
		return -ENOMEM;
	/* Registers of the handoff have 32 bits. */
	err = plain_hole(plain, "ELF boot notes", size, PAGE_SIZE_4K,
			 (struct prange){ 0, SIZE_4G }, true, &at);
	if (err)
		return err;
	err = elf_notes_build(cmdline, at, blob);
	if (err)
		return err;
	registers->eax = ELF_NOTES_SIGNATURE;
	registers->ebx = (uint32_t)(at + ELF_NOTES_HEADER);
	registers->edi = registers->ebx; /* the argument of a 64-bit C function */
	registers->esp = (uint32_t)(at + ELF_NOTES_STACK);
	return plain_segment(plain, "elf-notes", at, buffer_view(blob), size);
}

static int options_check(const struct plain *plain, enum request_args args)
{
	bool has_ramdisk = plain->in->initrd.size || plain->in->dtb.size;

	if (args == ARGS_LINUX)
		return 0;
	if (args == ARGS_ELF && has_ramdisk)
		return diag_fail(plain->diag, -EINVAL,
				 "Ramdisks not supported with generic elf arguments: "
				 "--initrd and --dtb are for Linux; is this one, say "
				 "--args-linux");
	if (args == ARGS_ELF && plain->wish->preserve_context)
		return diag_fail(plain->diag, -ENOTSUP,
				 "--load-preserve-context: where to come back to cannot "
				 "be said with --args-elf, only to a Linux");
	if (has_ramdisk)
		diag_warn(plain->diag, "--args-none: the initrd is not handed over");
	return 0;
}

static enum request_args args_of(const struct plain *plain)
{
	enum request_args args = plain->wish->args;

	if (args == ARGS_DEFAULT)
		return plain->in->image->is_linux ? ARGS_LINUX : ARGS_ELF;
	return args;
}

static int args_add(struct plain *plain, enum request_args args, uint64_t shift)
{
	if (args == ARGS_LINUX)
		return linux_add(plain, shift);
	return args == ARGS_ELF ? notes_add(plain) : 0;
}

int plain_load_elf(struct plain *plain)
{
	enum request_args args = args_of(plain);
	struct handoff *handoff = &plain->handoff;
	uint64_t shift = 0;
	int err = options_check(plain, args);

	if (err)
		return err;
	err = kernel_place(plain, &shift);
	if (err)
		return err;
	err = args_add(plain, args, shift);
	if (err)
		return err;
	handoff->entry_mode = is_32bit(plain) ? HANDOFF_ENTRY_32 : HANDOFF_ENTRY_64;
	handoff->entry = plain->in->image->entry + shift;
	return plain_pieces_add(plain, shift);
}
