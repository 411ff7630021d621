/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * find.c - where a kernel's vmcoreinfo note lies in its memory
 *
 * In: physical memory, where the kernel image lies. Out: the parsed note.
 * Ref: lib/printk/find.h describes the way.
 */
#include "printk/find.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "printk/space.h"

#define CHUNK_SIZE UINT64_C(65536)

/* begins of the direct map without KASLR: four and five levels of page tables */
static const uint64_t direct_maps[] = { UINT64_C(0xffff888000000000),
					UINT64_C(0xff11000000000000) };
#define DIRECT_MAP_SIZE (UINT64_C(1) << 46) /* 64 TiB: four levels have no more */

struct note_header {
	uint32_t n_namesz;
	uint32_t n_descsz;
	uint32_t n_type;
	char name[12];
};

static bool note_is_ours(const struct note_header *note)
{
	static const char name[12] = "VMCOREINFO";

	return note->n_namesz == 11 && !note->n_type && note->n_descsz &&
	       note->n_descsz <= VMCOREINFO_TEXT_MAX &&
	       !memcmp(note->name, name, sizeof(name));
}

/* Does NUL-terminated @release stand in init_uts_ns? Its fields' places differ. */
static bool release_is_there(const struct space *space, uint64_t uts, const char *release)
{
	char copy[520]; /* a count, alignment and six fields of 65 bytes */
	size_t size = strlen(release) + 1;

	if (space_read(space, uts, copy, sizeof(copy)))
		return false;
	return memmem(copy, sizeof(copy), release, size) != NULL;
}

/* Is the kernel that this note speaks of the one in @image? */
static bool note_is_alive(const struct printk_memory *memory,
			  const struct vmcoreinfo *info, struct prange image)
{
	const char *release = vmcoreinfo_get(info, "OSRELEASE");
	uint64_t stext, uts, run;
	struct space space;
	phys_t phys;

	if (!release || !*release || space_open(memory, info, &space, NULL) ||
	    vmcoreinfo_value(info, VMCOREINFO_SYMBOL, "_stext", &stext) ||
	    vmcoreinfo_value(info, VMCOREINFO_SYMBOL, "init_uts_ns", &uts))
		return false;
	if (space_translate(&space, stext, &phys, &run) || !prange_has(image, phys))
		return false;
	return release_is_there(&space, uts, release);
}

/*
 * note_probe - is there a note at @page, of a kernel in @image?
 * Return: 0, -ENOENT (no, or not yet finished), -ENOMEM.
 */
static int note_probe(const struct printk_memory *memory, phys_t page,
		      struct prange image, struct vmcoreinfo *ret)
{
	AUTO_FREE char *text = NULL;
	struct note_header note;
	struct vmcoreinfo info;
	int err;

	if (memory->read(memory->context, page, &note, sizeof(note)) ||
	    !note_is_ours(&note))
		return -ENOENT;
	text = malloc(note.n_descsz);
	if (!text)
		return -ENOMEM;
	if (memory->read(memory->context, page + sizeof(note), text, note.n_descsz))
		return -ENOENT;
	/* a zero byte: the kernel is still copying the text there */
	if (memchr(text, 0, note.n_descsz))
		return -ENOENT;
	err = vmcoreinfo_parse((struct bytes){ (uint8_t *)text, note.n_descsz }, &info,
			       NULL);
	if (err)
		return err == -ENOMEM ? err : -ENOENT;
	if (!note_is_alive(memory, &info, image)) {
		vmcoreinfo_free(&info);
		return -ENOENT;
	}
	*ret = info;
	return 0;
}

/* The page that @word points to if it is a pointer into the direct map. */
static bool word_is_page(uint64_t word, const struct prange_list *owned, phys_t *ret)
{
	struct prange page;
	size_t i;

	if (!is_aligned(word, PAGE_SIZE_4K))
		return false;
	for (i = 0; i < ARRAY_SIZE(direct_maps); i++) {
		page.start = word - direct_maps[i];
		if (page.start >= DIRECT_MAP_SIZE)
			continue;
		page.end = page.start + PAGE_SIZE_4K;
		if (!prange_list_covers(owned, page))
			continue;
		*ret = page.start;
		return true;
	}
	return false;
}

static int chunk_search(const struct printk_memory *memory, const uint64_t *word,
			size_t count, struct prange image,
			const struct prange_list *owned, struct vmcoreinfo *ret)
{
	phys_t page;
	size_t i;
	int err;

	for (i = 0; i < count; i++) {
		if (!word_is_page(word[i], owned, &page))
			continue;
		err = note_probe(memory, page, image, ret);
		if (err != -ENOENT)
			return err;
	}
	return -ENOENT;
}

int vmcoreinfo_find_image(const struct printk_memory *memory, struct prange image,
			  const struct prange_list *owned, struct vmcoreinfo *ret,
			  struct diag *diag)
{
	AUTO_FREE uint64_t *chunk = NULL;
	uint64_t size, unread = 0;
	phys_t at;
	int err;

	chunk = malloc(CHUNK_SIZE);
	if (!chunk)
		return diag_fail(diag, -ENOMEM, "no memory for %" PRIu64 " bytes",
				 CHUNK_SIZE);
	at = align_up(image.start, 8);
	if (at < image.start) /* passed 2^64 */
		at = image.end;
	for (; at < image.end && image.end - at >= 8; at += size) {
		size = align_down(image.end - at, 8);
		if (size > CHUNK_SIZE)
			size = CHUNK_SIZE;
		if (memory->read(memory->context, at, chunk, (size_t)size)) {
			unread += size;
			continue;
		}
		err = chunk_search(memory, chunk, (size_t)(size / 8), image, owned, ret);
		if (err != -ENOENT)
			return err ? diag_fail(diag, err, "no memory for vmcoreinfo") : 0;
	}
	return diag_fail(diag, -ENOENT,
			 "no word of the kernel at 0x%" PRIx64 "-0x%" PRIx64 " (%" PRIu64
			 " bytes of it unreadable) points to a vmcoreinfo "
			 "note: it is not booted that far, or runs without nokaslr",
			 image.start, image.end - 1, unread);
}
