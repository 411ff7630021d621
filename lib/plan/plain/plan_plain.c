/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan_plain.c - a load as kexec-tools does it: the order of things
 *
 *   RAM (memory.c) -> -p: crash.c -> memory map, command line -> the loader that fits
 *   the image -> purgatory's place -> elfcorehdr -> digests -> purgatory's handoff
 *
 * In: plain_inputs. Out: struct plan, at most 16 segments for kexec_load(2).
 */
#include "plan/plain/plan_plain.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "plan/plain/bzimage32.h"
#include "plan/plain/cmdline.h"
#include "plan/plain/crash.h"
#include "plan/plain/digests.h"
#include "plan/plain/elf.h"
#include "plan/plain/holes.h"
#include "plan/plain/linux.h"
#include "plan/plain/memory.h"
#include "plan/plain/multiboot.h"
#include "plan/plain/plain.h"
#include "plan/rules/rules.h"
#include "purgatory/blobs.h"
#include "purgatory/sha256_lanes.h"

static int options_check(struct plain *plain)
{
	const struct request_plain *wish = plain->wish;

	if (wish->preserve_context && wish->panic)
		return diag_fail(plain->diag, -EINVAL,
				 "--load-preserve-context is for -l: after a panic there "
				 "is no context to come back to");
	if (wish->preserve_context && !wish->has_mem_max)
		return diag_fail(plain->diag, -EINVAL,
				 "--load-preserve-context needs --mem-max=ADDRESS: the "
				 "memory of the new kernel, which is saved and given "
				 "back");
	return 0;
}

static plain_load_fn *loader_find(const struct plain *plain)
{
	const struct image *image = plain->in->image;
	const struct request_plain *wish = plain->wish;

	switch (image->kind) {
	case IMAGE_BZIMAGE:
		return wish->entry_32bit || wish->real_mode ? plain_load_bzimage32
							    : plain_load_linux;
	case IMAGE_BZIMAGE32:
		return plain_load_bzimage32;
	case IMAGE_VMLINUX:
		if (wish->args == ARGS_LINUX ||
		    (wish->args == ARGS_DEFAULT && image->is_linux))
			return plain_load_linux;
		return plain_load_elf;
	case IMAGE_ELF32:
		return plain_load_elf;
	case IMAGE_MULTIBOOT:
	case IMAGE_MULTIBOOT2:
		return plain_load_multiboot;
	case IMAGE_NONE:
		break;
	}
	return NULL;
}

/* What the loader's kind of entry can do, and --entry fits. */
static int entry_check(struct plain *plain)
{
	struct handoff *handoff = &plain->handoff;
	phys_t last = UINT64_MAX;

	if (plain->wish->has_entry)
		handoff->entry = plain->wish->entry;
	if (handoff->entry_mode == HANDOFF_ENTRY_32)
		last = UINT32_MAX;
	else if (handoff->entry_mode == HANDOFF_ENTRY_16)
		last = UINT16_MAX;
	if (handoff->entry > last)
		return diag_fail(plain->diag, -EINVAL,
				 "entry 0x%" PRIx64 ": this kind of kernel is entered at "
				 "0x%" PRIx64 " or below",
				 handoff->entry, last);
	if (plain->wish->preserve_context && handoff->entry_mode != HANDOFF_ENTRY_64)
		return diag_fail(plain->diag, -ENOTSUP,
				 "--load-preserve-context: only a kernel with a 64-bit "
				 "entry can come back");
	return 0;
}

/*
 * Paging is switched off in it for a 32-bit or real-mode entry, and for a moment to leave
 * five levels of tables; not every kernel that has four needs that.
 */
static int purgatory_place(struct plain *plain)
{
	struct prange window = { 0, SIZE_4G };
	struct handoff *handoff = &plain->handoff;

	if (handoff->flags & HANDOFF_FOUR_LEVELS &&
	    !plain_can_hole(plain, PURGATORY_MEMSZ, PAGE_SIZE_4K, window)) {
		handoff->flags &= ~HANDOFF_FOUR_LEVELS;
		diag_warn(plain->diag, "purgatory: nothing is free below 4 GiB: if the "
				       "running kernel has "
				       "5-level page tables, one that knows 4 levels "
				       "only may not start");
	}
	if (handoff->entry_mode == HANDOFF_ENTRY_64 &&
	    !(handoff->flags & HANDOFF_FOUR_LEVELS))
		window.end = UINT64_MAX;
	return plain_hole(plain, "purgatory", PURGATORY_MEMSZ, PAGE_SIZE_4K, window, true,
			  &plain->purgatory);
}

/* RAM of the new kernel that no segment takes. */
static int unused_ram(const struct plan *plan, struct prange_list *ret)
{
	for (unsigned int i = 0; i < plan->memory_map.count; i++) {
		const struct memory_map_entry *entry = &plan->memory_map.at[i];
		int err = 0;

		if (entry->type == MEMORY_RAM)
			err = prange_list_add(ret, entry->range);
		if (err)
			return err;
	}
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		phys_t start = plan->segment[i].start;
		struct prange used = { start, start + plan->segment[i].memsz };
		int err = prange_list_remove(ret, used);

		if (err)
			return err;
	}
	return 0;
}

/* The first kernel gets all of it back, so all that the new one may use is saved. */
static int preserve_add(struct plain *plain)
{
	static const struct bytes nothing = { NULL, 0 };
	CLEANUP(prange_list_free) struct prange_list rest = { 0 };
	int err;

	if (!plain->wish->preserve_context)
		return 0;
	err = unused_ram(plain->plan, &rest);
	if (err)
		return err;
	for (size_t i = 0; i < rest.count; i++) {
		err = plain_segment(plain, "saved", rest.at[i].start, nothing,
				    prange_size(rest.at[i]));
		if (err)
			return err;
	}
	return 0;
}

static uint32_t handoff_flags(const struct request_plain *wish)
{
	uint32_t flags = HANDOFF_KEEP_MAP;

	if (!wish->no_checks)
		flags |= HANDOFF_VERIFY;
	if (wish->console_vga)
		flags |= HANDOFF_CONSOLE_VGA;
	if (wish->console_serial)
		flags |= HANDOFF_CONSOLE_SERIAL;
	if (wish->reset_vga)
		flags |= HANDOFF_RESET_VGA;
	if (wish->preserve_context)
		flags |= HANDOFF_PRESERVE;
	return flags;
}

static void handoff_finish(struct plain *plain)
{
	struct handoff *handoff = &plain->handoff;
	const struct request_plain *wish = plain->wish;

	handoff->magic = HANDOFF_MAGIC;
	handoff->version = HANDOFF_VERSION;
	handoff->flags |= handoff_flags(wish);
	handoff->serial_port = wish->serial_port;
	handoff->serial_baud = wish->serial_baud;
	if (plain->jump_back && plain->cmdline)
		handoff->jump_back_text = plain->cmdline + plain->jump_back;
	plain_digests(plain->plan, sha256_lanes_are_faster(), handoff);
}

static int purgatory_add(struct plain *plain)
{
	struct plan *plan = plain->plan;
	struct buffer *blob = plain_blob(plain);
	int err = blob ? buffer_append(blob, purgatory_blob, purgatory_blob_size)
		       : -ENOMEM;

	if (err)
		return err;
	handoff_finish(plain);
	plan->entry = plain->purgatory;
	plan->kernel_entry = plain->handoff.entry;
	memcpy(blob->data + HANDOFF_OFFSET, &plain->handoff, sizeof(plain->handoff));
	err = plain_segment(plain, "purgatory", plain->purgatory, buffer_view(blob),
			    PURGATORY_MEMSZ);
	if (err)
		return err;
	plan->segment[plan->nr_segments - 1].is_unchecked = true;
	return 0;
}

static uint32_t load_flags(const struct request_plain *wish)
{
	uint32_t flags = PLAIN_LOAD_ARCH_X86_64;

	if (wish->panic)
		flags |= PLAIN_LOAD_ON_CRASH;
	if (wish->preserve_context)
		flags |= PLAIN_LOAD_PRESERVE_CONTEXT;
	if (wish->panic && wish->hotplug)
		flags |= PLAIN_LOAD_UPDATE_ELFCOREHDR;
	return flags;
}

static int memory_map_make(struct plain *plain)
{
	return plain_memory_map(plain, &plain->plan->memory_map);
}

static int loader_check(struct plain *plain)
{
	plain_load_fn *load = loader_find(plain);

	if (!load)
		return diag_fail(plain->diag, -EINVAL,
				 "no loader for this kind of image");
	if (plain->in->nr_modules && load != plain_load_multiboot)
		return diag_fail(plain->diag, -EINVAL,
				 "--module is for multiboot kernels, this is a %s: use "
				 "--initrd",
				 plain->in->image->type);
	return 0;
}

static int loader_run(struct plain *plain)
{
	return loader_find(plain)(plain);
}

static int (*const steps[])(struct plain *plain) = {
	options_check,
	loader_check,
	/* what there is, and what the new kernel is told of it */
	plain_ram_prepare,
	plain_crash_prepare,
	memory_map_make,
	plain_cmdline,
	/* places and bytes, purgatory's last: it has the digests of all others */
	loader_run,
	entry_check,
	purgatory_place,
	plain_crash_finish,
	purgatory_add,
	/* whatever is left over */
	preserve_add,
};

static int plain_run(struct plain *plain)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		int err = steps[i](plain);

		if (err)
			return err;
	}
	return 0;
}

static void plan_begin(const struct request_plain *wish, struct plan *ret)
{
	memset(ret, 0, sizeof(*ret));
	plan_rules_reset(ret);
	ret->mode = wish->panic ? PLAN_CRASH : PLAN_PLAIN;
	snprintf(ret->name, sizeof(ret->name), "%s", wish->panic ? "crash" : "kexec");
	ret->node = -1;
	ret->load_flags = load_flags(wish);
}

int plan_plain(const struct plain_inputs *inputs, struct plan *ret, struct diag *diag)
{
	const struct request_plain *wish = &inputs->request->plain;
	struct plain *plain;
	int err;

	plan_begin(wish, ret);
	plain = calloc(1, sizeof(*plain));
	if (!plain)
		return diag_fail(diag, -ENOMEM, "out of memory while planning");
	plain->in = inputs;
	plain->plan = ret;
	plain->diag = diag;
	plain->wish = wish;
	err = plain_run(plain);
	if (err == -ENOMEM)
		diag_fail(diag, err, "out of memory while planning");
	prange_list_free(&plain->free);
	free(plain->memory);
	free(plain);
	return err;
}
