/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * printk_builder.h - a fake kernel whose log can be written and read
 *
 * In: a shape (which release's structs), where its arrays are mapped, ring sizes.
 * Out: physical memory with a vmcoreinfo note, page tables and a log ring, which
 * printk_writer.h fills. Ref: vmcoreinfo notes of Debian's 5.10, 6.12 and 7.2 kernels.
 */
#ifndef MINT_TESTS_PRINTK_BUILDER_H
#define MINT_TESTS_PRINTK_BUILDER_H

#include "base/bytes.h"
#include "base/prange.h"
#include "printk/memory.h"

#define FAKE_X	     UINT64_C(0x40000000) /* phys_base; memory begins 16 MiB above */
#define FAKE_START   (FAKE_X + SIZE_16M)
#define FAKE_RELEASE "6.99.0-fake-amd64"

struct ring_shape {
	const char *name;
	uint64_t desc_ring_size; /* the text ring follows */
	uint64_t info_size;
	uint64_t dev_info;
	bool is_exact_kept; /* a block that ends at the ring's end is not moved */
};

extern const struct ring_shape ring_shapes[3];

enum fake_map {
	FAKE_TEXT,  /* arrays in the kernel's image */
	FAKE_SMALL, /* direct map, 4 KiB pages, physically backwards */
	FAKE_LARGE, /* direct map, 2 MiB pages */
};

struct fake {
	uint8_t *ram;
	uint64_t size;
	uint64_t used;
	const struct ring_shape *shape;
	enum fake_map map;
	unsigned int levels;
	unsigned int count_bits;
	unsigned int size_bits;
	/* offsets into @ram */
	uint64_t prb, ring, uts, bss, tables, note, descs, infos, data;
	struct buffer text; /* vmcoreinfo */
	/* writer */
	uint64_t head_id, tail_id, head_lpos, tail_lpos;
	uint64_t written; /* records that exist */
	/* reader's side */
	uint64_t reads;
	uint64_t fail_at;			/* this read fails; UINT64_MAX: none */
	void (*before_read)(struct fake *fake); /* NULL, or something that races */
	uint64_t race_at;
	uint64_t race_records;
};

void fake_make(struct fake *fake, const struct ring_shape *shape, enum fake_map map,
	       unsigned int levels, unsigned int count_bits, unsigned int size_bits);
void fake_free(struct fake *fake);
struct printk_memory fake_memory(struct fake *fake);
struct prange fake_range(const struct fake *fake);

/* Another note, at page @index behind the first one's pages, with @release in it. */
void fake_note_write(struct fake *fake, uint64_t at, const char *text, size_t size);

/* Adds lines to vmcoreinfo and writes the note again. */
void fake_line(struct fake *fake, const char *line);
/* Takes all lines that begin with @key out of vmcoreinfo. */
void fake_line_remove(struct fake *fake, const char *key);

void fake_put(struct fake *fake, uint64_t at, uint64_t value);
uint64_t fake_get(const struct fake *fake, uint64_t at);
uint64_t fake_alloc(struct fake *fake, uint64_t size, uint64_t align);
/* Virtual address of an offset, as the image's or (not FAKE_TEXT) the direct map's. */
uint64_t fake_text_va(uint64_t at);
uint64_t fake_array_va(const struct fake *fake, uint64_t at);
/* Where the physical bytes of an array's offset lie (FAKE_SMALL turns pages around). */
uint64_t fake_place(const struct fake *fake, uint64_t array, uint64_t offset);

/* Offset into @ram of a byte of a record: descriptor (0 state, 8 begin, 16 next), info.
 */
uint64_t fake_desc(const struct fake *fake, uint64_t seq, uint64_t member);
uint64_t fake_info(const struct fake *fake, uint64_t seq, uint64_t member);

#endif
