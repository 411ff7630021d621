/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pieces.c - the pieces of an ELF or multiboot image, where they were linked or
 * moved as one
 *
 *   pieces    |text|  |data|bss             |more|
 *   pages    +------+------+------+------+------+
 *   groups   |------ 0 -----------| bss  |  1   |     a segment each
 *
 * kexec_load(2) takes whole pages, a linker need not give them: pieces whose bytes share
 * a page become one segment, of a copy; a piece that starts on a page is not copied.
 *
 * In: image pieces, sorted and disjoint. Out: places taken, segments.
 */
#include "plan/plain/pieces.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "plan/plain/holes.h"

struct group {
	unsigned int first, count;
	struct prange data;  /* moved; from its first page on, empty: all zero */
	struct prange pages; /* moved; up to where the next group begins */
};

static phys_t page_up(phys_t address)
{
	phys_t up = align_up(address, PAGE_SIZE_4K);

	return up < address ? align_down(UINT64_MAX, PAGE_SIZE_4K) : up;
}

static struct group group_find(const struct image *image, unsigned int first,
			       uint64_t shift)
{
	const struct image_piece *piece = &image->piece[first];
	phys_t start = align_down(piece->paddr + shift, PAGE_SIZE_4K);
	struct group group = { .first = first, .data = { start, start } };
	phys_t used = piece->paddr + shift, end;

	do {
		phys_t at = piece->paddr + shift;

		if (piece->data.size)
			used = group.data.end = at + piece->data.size;
		end = page_up(at + piece->memsz);
		group.count++;
		piece++;
	} while (first + group.count < image->nr_pieces &&
		 align_down(piece->paddr + shift, PAGE_SIZE_4K) < page_up(used));
	group.pages = (struct prange){ start, end };
	if (first + group.count < image->nr_pieces &&
	    align_down(piece->paddr + shift, PAGE_SIZE_4K) < end)
		group.pages.end = align_down(piece->paddr + shift, PAGE_SIZE_4K);
	return group;
}

/* A view of the file if it starts on a page and is alone there, else a copy. */
static int group_bytes(struct plain *plain, const struct group *group, uint64_t shift,
		       struct bytes *ret)
{
	const struct image_piece *piece = &plain->in->image->piece[group->first];
	struct buffer *blob;
	int err;

	*ret = (struct bytes){ NULL, 0 };
	if (prange_is_empty(group->data))
		return 0;
	if (group->count == 1 && piece->paddr + shift == group->data.start) {
		*ret = piece->data;
		return 0;
	}
	blob = plain_blob(plain);
	err = blob ? buffer_append(blob, NULL, (size_t)prange_size(group->data))
		   : -ENOMEM;
	if (err)
		return err;
	for (unsigned int i = 0; i < group->count; i++, piece++)
		if (piece->data.size)
			memcpy(blob->data + (piece->paddr + shift - group->data.start),
			       piece->data.data, piece->data.size);
	*ret = buffer_view(blob);
	return 0;
}

int plain_pieces_take(struct plain *plain)
{
	const struct image *image = plain->in->image;

	for (unsigned int i = 0; i < image->nr_pieces;) {
		struct group group = group_find(image, i, 0);
		int err = 0;

		if (!prange_is_empty(group.pages))
			err = plain_take(plain, "kernel", group.pages);
		if (err)
			return err;
		i += group.count;
	}
	return 0;
}

bool plain_pieces_are_free(const struct plain *plain)
{
	const struct image *image = plain->in->image;

	for (unsigned int i = 0; i < image->nr_pieces;) {
		struct group group = group_find(image, i, 0);

		if (!prange_is_empty(group.pages) && !plain_is_free(plain, group.pages))
			return false;
		i += group.count;
	}
	return true;
}

static int group_add(struct plain *plain, const struct group *group, uint64_t shift,
		     unsigned int number)
{
	char name[32] = "kernel";
	struct bytes data;
	int err = group_bytes(plain, group, shift, &data);

	if (err)
		return err;
	if (number)
		snprintf(name, sizeof(name), "kernel.%u", number);
	return plain_segment(plain, name, group->pages.start, data,
			     prange_size(group->pages));
}

int plain_pieces_add(struct plain *plain, uint64_t shift)
{
	const struct image *image = plain->in->image;
	unsigned int number = 0;

	for (unsigned int i = 0; i < image->nr_pieces;) {
		struct group group = group_find(image, i, shift);
		int err;

		i += group.count;
		if (prange_is_empty(group.pages))
			continue;
		err = group_add(plain, &group, shift, number++);
		if (err)
			return err;
	}
	return 0;
}
