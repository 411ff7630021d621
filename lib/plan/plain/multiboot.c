/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot.c - a kernel entered as Multiboot 0.6.96 or Multiboot2 2.0 say
 *
 *   | kernel, as linked (multiboot2: or moved) | … | info | module 2 | module 1 |
 *                                                                          4 GiB ^
 *
 * In: struct plain, free RAM. Out: segments; EAX = magic, EBX = information structure.
 * Ref: Multiboot 0.6.96, 3.2 "Machine state"; Multiboot2 2.0, 3.3 "I386 machine state"
 *      and 3.1.13 "Relocatable header tag".
 */
#include "plan/plain/multiboot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "plan/plain/holes.h"
#include "plan/plain/pieces.h"
#include "platform/multiboot.h"
#include "platform/multiboot2.h"

/* The information gives where things end, in 32 bits. */
static const struct prange below_4g = { 0, SIZE_4G - PAGE_SIZE_4K };

enum preference { PREFER_NONE = 0, PREFER_LOWEST = 1, PREFER_HIGHEST = 2 };

static int options_check(const struct plain *plain)
{
	if (plain->in->initrd.size)
		return diag_fail(plain->diag, -EINVAL,
				 "--initrd: a multiboot kernel takes modules: "
				 "--module=\"FILE ARGUMENTS\", in the order it expects");
	if (plain->in->dtb.size)
		return diag_fail(plain->diag, -EINVAL,
				 "--dtb: a multiboot kernel cannot be given one");
	if (plain->in->nr_modules > REQUEST_MAX_MODULES)
		return diag_fail(plain->diag, -E2BIG, "%zu modules, %d can be loaded",
				 plain->in->nr_modules, REQUEST_MAX_MODULES);
	return 0;
}

/* The hole's first byte gets the image's first byte. */
static int kernel_move(struct plain *plain, uint64_t *ret_shift)
{
	const struct image *image = plain->in->image;
	const struct image_multiboot *wish = &image->multiboot;
	struct prange window = { wish->min_addr, wish->max_addr + 1 };
	phys_t at;
	int err;

	if (window.end > SIZE_4G)
		window.end = SIZE_4G;
	err = plain_hole(plain, "kernel", image->room, image->alignment, window,
			 wish->preference == PREFER_HIGHEST, &at);
	if (err)
		return err;
	*ret_shift = at - image->lowest;
	return 0;
}

/* Where it was linked is as good as any place for one without a wish. */
static bool kernel_may_stay(const struct plain *plain)
{
	const struct image *image = plain->in->image;
	const struct image_multiboot *wish = &image->multiboot;

	return wish->preference == PREFER_NONE && image->lowest >= wish->min_addr &&
	       image->lowest + image->room - 1 <= wish->max_addr &&
	       is_aligned(image->lowest, image->alignment) &&
	       plain_pieces_are_free(plain);
}

static int kernel_place(struct plain *plain, uint64_t *ret_shift)
{
	const struct image *image = plain->in->image;

	*ret_shift = 0;
	if (image->is_relocatable && !kernel_may_stay(plain))
		return kernel_move(plain, ret_shift);
	if (image->room > SIZE_4G || image->lowest > SIZE_4G - image->room)
		return diag_fail(plain->diag, -ERANGE,
				 "multiboot kernel: %" PRIu64 " bytes from 0x%" PRIx64
				 " on, it must lie below 4 GiB",
				 image->room, image->lowest);
	return plain_pieces_take(plain);
}

static int module_add(struct plain *plain, size_t index, struct multiboot_module *ret)
{
	const struct plain_module *module = &plain->in->module[index];
	uint64_t size = module->data.size ? module->data.size : 1;
	char name[32];
	phys_t at;
	int err;

	snprintf(name, sizeof(name), "module.%zu", index + 1);
	err = plain_hole(plain, name, size, PAGE_SIZE_4K, below_4g, true, &at);
	if (err)
		return err;
	ret->range = (struct prange){ at, at + module->data.size };
	ret->cmdline = module->cmdline;
	return plain_segment(plain, name, at, module->data, size);
}

/* Its name is the first word, as every multiboot loader passes it. */
static int cmdline_make(const struct plain *plain, struct buffer *ret)
{
	const struct buffer *user = &plain->plan->cmdline;
	const char *kernel = plain->in->request->kernel;
	int err = kernel ? buffer_append(ret, kernel, strlen(kernel)) : 0;

	if (err)
		return err;
	if (ret->size && user->size)
		err = buffer_append(ret, " ", 1);
	if (err)
		return err;
	err = buffer_append(ret, user->data, user->size);
	return err ? err : buffer_append(ret, "", 1);
}

static int info_build(const struct plain *plain, const struct multiboot_spec *spec,
		      struct buffer *ret)
{
	if (plain->in->image->kind == IMAGE_MULTIBOOT2)
		return multiboot2_info_build(spec, ret, plain->diag);
	return multiboot_info_build(spec, ret, plain->diag);
}

/* Its size does not depend on its place: built once to know that, then for good. */
static int info_add(struct plain *plain, struct multiboot_spec *spec)
{
	CLEANUP(buffer_free) struct buffer draft = { 0 };
	struct buffer *blob = plain_blob(plain);
	int err = blob ? info_build(plain, spec, &draft) : -ENOMEM;

	if (err)
		return err;
	err = plain_hole(plain, "multiboot information", draft.size, PAGE_SIZE_4K,
			 below_4g, true, &spec->at);
	if (err)
		return err;
	err = info_build(plain, spec, blob);
	if (err)
		return err;
	return plain_segment(plain, "multiboot", spec->at, buffer_view(blob), blob->size);
}

static const uint8_t *screen_of(const struct plain *plain)
{
	const struct machine *machine = plain->in->machine;

	return machine->firmware.has_screen || plain->wish->reuse_video_type
		       ? machine->firmware.screen_info
		       : NULL;
}

static void registers_fill(struct plain *plain, phys_t info, phys_t entry)
{
	struct handoff *handoff = &plain->handoff;
	bool is_2 = plain->in->image->kind == IMAGE_MULTIBOOT2;

	handoff->entry_mode = HANDOFF_ENTRY_32;
	handoff->entry = entry;
	handoff->registers.eax = is_2 ? MULTIBOOT2_MAGIC_EAX : MULTIBOOT_MAGIC_EAX;
	handoff->registers.ebx = (uint32_t)info;
}

static int kernel_add(struct plain *plain, uint64_t *ret_shift)
{
	int err = kernel_place(plain, ret_shift);

	return err ? err : plain_pieces_add(plain, *ret_shift);
}

static int modules_add(struct plain *plain, struct multiboot_module *ret)
{
	for (size_t i = 0; i < plain->in->nr_modules; i++) {
		int err = module_add(plain, i, &ret[i]);

		if (err)
			return err;
	}
	return 0;
}

/* Of a kernel and modules that have their places. */
static int load_finish(struct plain *plain, const struct multiboot_module *module,
		       uint64_t shift)
{
	const struct image *image = plain->in->image;
	CLEANUP(buffer_free) struct buffer cmdline = { 0 };
	struct multiboot_spec spec = {
		.module = module,
		.nr_modules = plain->in->nr_modules,
		.map = &plain->plan->memory_map,
		.image = image,
		.load_base = image->lowest + shift,
		.screen_info = screen_of(plain),
	};
	int err = cmdline_make(plain, &cmdline);

	if (err)
		return err;
	spec.cmdline = (const char *)cmdline.data;
	err = info_add(plain, &spec);
	if (err)
		return err;
	registers_fill(plain, spec.at, image->entry + shift);
	return 0;
}

int plain_load_multiboot(struct plain *plain)
{
	struct multiboot_module module[REQUEST_MAX_MODULES];
	uint64_t shift;
	int err = options_check(plain);

	if (err)
		return err;
	err = kernel_add(plain, &shift);
	if (err)
		return err;
	err = modules_add(plain, module);
	return err ? err : load_finish(plain, module, shift);
}
