/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image_check.c - what must hold for every struct image, whatever the file was
 *
 * In: what image_probe() or image_unpack() left. Out: nothing, or abort(). Every byte
 * of every piece is read, so that ASan sees a view that leaves its memory.
 */
#include "image/probe.h"
#include "tests/fuzz/image_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

/* The compiler may not leave this out: the sum decides. */
static void bytes_touch(struct bytes view)
{
	volatile uint8_t sum = 0;

	for (size_t i = 0; i < view.size; i++)
		sum = (uint8_t)(sum + view.data[i]);
}

static void release_check(const struct image *image)
{
	size_t size = strnlen(image->release, sizeof(image->release));

	check(size < sizeof(image->release));
	for (size_t i = 0; i < size; i++)
		check(image->release[i] > ' ' && image->release[i] < 0x7f);
	check(image->is_linux == (size > 0));
	check(image->is_linux || image->version == 0);
}

static void pieces_check(const struct image *image)
{
	bool has_entry = false;
	phys_t end = image->lowest;

	check(image->nr_pieces >= 1 && image->nr_pieces <= IMAGE_MAX_PIECES);
	check(image->piece[0].paddr == image->lowest);
	for (unsigned int i = 0; i < image->nr_pieces; i++) {
		const struct image_piece *piece = &image->piece[i];

		check(piece->memsz > 0 && piece->data.size <= piece->memsz);
		check(piece->paddr >= end && piece->memsz <= UINT64_MAX - piece->paddr);
		end = piece->paddr + piece->memsz;
		has_entry = has_entry ||
			    (image->entry >= piece->paddr && image->entry < end);
		bytes_touch(piece->data);
	}
	check(has_entry);
	check(image->room >= end - image->lowest);
}

static void multiboot_check(const struct image *image)
{
	const struct image_multiboot *multiboot = &image->multiboot;

	if (image->kind != IMAGE_MULTIBOOT && image->kind != IMAGE_MULTIBOOT2) {
		check(!multiboot->sections.size && !multiboot->is_relocatable);
		return;
	}
	check(multiboot->sections.size ==
	      (uint64_t)multiboot->section_size * multiboot->nr_sections);
	bytes_touch(multiboot->sections);
	if (multiboot->is_relocatable)
		check(multiboot->max_addr - multiboot->min_addr + 1 >= image->room);
}

void image_check_refusal(int err, const struct diag *diag)
{
	check(err == -ENOEXEC || err == -EINVAL || err == -ENOTSUP || err == -ENOMEM);
	check(diag->line[0] != '\0');
}

void image_check(const struct image *image, int err, const struct diag *diag)
{
	if (err) {
		image_check_refusal(err, diag);
		check(image->kind == IMAGE_NONE);
		check(!image->owned.data && !image->owned_file.data);
		return;
	}
	check(diag->line[0] == '\0');
	check(image->kind > IMAGE_NONE && image->kind <= IMAGE_MULTIBOOT2);
	check(image->type != NULL);
	check(image->alignment != 0 && (image->alignment & (image->alignment - 1)) == 0);
	pieces_check(image);
	release_check(image);
	check(image->setup_header.size <= 0x290 - 0x1f1);
	check((image->setup_header.size == 0) == (image->protocol == 0));
	bytes_touch(image->setup_header);
	check((image->setup.size == 0) == (image->protocol == 0));
	bytes_touch(image->setup);
	check(image->file.size > 0);
	bytes_touch(image->file);
	bytes_touch(image->inner_initrd);
	bytes_touch(image->inner_cmdline);
	bytes_touch(image->inner_dtb);
	multiboot_check(image);
}

void image_check_as(struct bytes file, const char *type)
{
	struct diag diag = { 0 };
	struct image image;
	int err = image_probe_as(file, type, &image, &diag);

	image_check(&image, err, &diag);
	check(err || !type || !strcmp(image.type, type));
	image_free(&image);
	diag_clear(&diag);
}

void image_check_same(const struct image *image, const struct image *before)
{
	check(!memcmp(image, before, sizeof(*image)));
}

void image_check_adopted(const struct image *image, const struct image *before)
{
	check(image->kind == IMAGE_VMLINUX && image->room >= before->room);
	check(image->alignment >= before->alignment);
	check(image->cmdline_size == before->cmdline_size);
	check(image->protocol == before->protocol);
	check(image->setup_header.data == before->setup_header.data);
	check(image->setup_header.size == before->setup_header.size);
	check(!before->is_linux || image->version == before->version);
}
