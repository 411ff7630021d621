/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linux.c - Linux through its 64-bit entry: bzImage64 and vmlinux
 *
 * In: struct plain, free RAM. Out: kernel, initrd, boot_params; RIP and RSI.
 * Ref: boot.rst "64-bit boot protocol"; Linux arch/x86/boot/compressed/head_64.S (a
 *      kernel below pref_address moves itself there, over whatever it finds).
 */
#include "plan/plain/linux.h"

#include "base/cleanup.h"
#include "image/setup.h"
#include "plan/plain/boot.h"
#include "plan/plain/holes.h"
#include "plan/plain/pieces.h"

static bool can_be_above_4g(const struct image *image)
{
	return image->kind != IMAGE_BZIMAGE ||
	       (image->xloadflags & XLF_CAN_BE_LOADED_ABOVE_4G);
}

static uint64_t image_align(const struct image *image)
{
	return image->alignment > PAGE_SIZE_4K ? image->alignment : PAGE_SIZE_4K;
}

/*
 * Early code maps its kernel in 2 MiB pages: when one reached over the end of RAM, the
 * CPU might speculate into what is reserved there. So the hole has whole ones, if it can
 * be.
 */
static int kernel_hole(struct plain *plain, uint64_t size, struct prange window,
		       phys_t *ret)
{
	uint64_t align = image_align(plain->in->image);
	uint64_t large = align > SIZE_2M ? align : SIZE_2M;
	uint64_t wide = align_up(size, SIZE_2M);

	if (wide >= size && plain_can_hole(plain, wide, large, window))
		return plain_hole(plain, "kernel", wide, large, window, true, ret);
	return plain_hole(plain, "kernel", size, align, window, true, ret);
}

static int bzimage_place(struct plain *plain, phys_t *ret)
{
	const struct image *image = plain->in->image;
	struct prange window = { image->pref_address,
				 can_be_above_4g(image) ? UINT64_MAX : SIZE_4G };

	if (image->is_relocatable)
		return kernel_hole(plain, image->room, window, ret);
	*ret = image->pref_address;
	return plain_take(plain, "kernel", (struct prange){ *ret, *ret + image->room });
}

/*
 * Where it was linked, else moved by whole alignments: startup_64 finds out how far. The
 * gaps between its pieces are its own too: it reserves all from _text to _end.
 */
static int vmlinux_place(struct plain *plain, phys_t *ret)
{
	const struct image *image = plain->in->image;
	struct prange linked = { image->lowest, image->lowest + image->room };
	phys_t low = align_down(image->lowest, image_align(image)), at;
	int err;

	*ret = image->lowest;
	if (plain_is_free(plain, linked))
		return plain_take(plain, "kernel", linked);
	err = kernel_hole(plain, image->lowest - low + image->room,
			  (struct prange){ low, UINT64_MAX }, &at);
	if (err)
		return err;
	*ret += at - low;
	return 0;
}

static int kernel_add(struct plain *plain, phys_t base)
{
	const struct image *image = plain->in->image;

	if (image->kind != IMAGE_BZIMAGE)
		return plain_pieces_add(plain, base - image->lowest);
	return plain_segment(plain, "kernel", base, image->piece[0].data, image->room);
}

/* What needs the largest holes comes first. */
static int parts_place(struct plain *plain, struct boot_params_spec *spec,
		       struct plain_boot *boot)
{
	const struct image *image = plain->in->image;
	struct prange anywhere = { 0, UINT64_MAX };
	int err = image->kind == IMAGE_BZIMAGE ? bzimage_place(plain, &spec->kernel)
					       : vmlinux_place(plain, &spec->kernel);

	if (err)
		return err;
	err = plain_initrd_place(plain, image_initrd_limit(image), &spec->initrd);
	return err ? err : plain_boot_place(plain, anywhere, boot);
}

static int parts_add(struct plain *plain, struct boot_params_spec *spec,
		     const struct plain_boot *boot)
{
	int err = plain_boot_add(plain, boot, spec);

	if (err)
		return err;
	err = kernel_add(plain, spec->kernel);
	return err ? err : plain_initrd_add(plain, spec->initrd);
}

int plain_load_linux(struct plain *plain)
{
	const struct image *image = plain->in->image;
	struct handoff *handoff = &plain->handoff;
	struct boot_params_spec spec = { .setup_header = image->setup_header,
					 .kernel_alignment = image->alignment,
					 .init_size = image->room };
	CLEANUP(plain_boot_free) struct plain_boot boot = { 0 };
	int err = parts_place(plain, &spec, &boot);

	if (err)
		return err;
	handoff->entry_mode = HANDOFF_ENTRY_64;
	/*
	 * The leader may have five levels of page tables on. A kernel that works with
	 * four either dies of that or goes back by itself, in which 5.10 takes bits of
	 * the leader's tables for an address (bit 58, which Linux 6.12.117 sets). An ELF
	 * file does not say how many it knows; all of them know four.
	 */
	if (!(image->xloadflags & XLF_5LEVEL_ENABLED) && !plain->wish->preserve_context)
		handoff->flags |= HANDOFF_FOUR_LEVELS;
	handoff->entry = spec.kernel + (image->entry - image->lowest);
	handoff->boot_params = boot.at;
	return parts_add(plain, &spec, &boot);
}
