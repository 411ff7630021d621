/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * printk_builder.c - a fake kernel whose log can be written and read
 *
 * In, Out, Ref: see printk_builder.h.
 */
#include "tests/unit/printk/printk_builder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_BASE UINT64_C(0xffffffff80000000)
#define DIRECT_4  UINT64_C(0xffff888000000000)
#define DIRECT_5  UINT64_C(0xff11000000000000)
#define ID_MASK	  (UINT64_MAX >> 2)
#define RESERVED  UINT64_C(0)
#define COMMITTED UINT64_C(1)
#define FINALIZED UINT64_C(2)
#define REUSABLE  UINT64_C(3)

const struct ring_shape ring_shapes[3] = {
	{ "5.10", 40, 88, 24, false },
	{ "6.12", 48, 88, 24, false },
	{ "7.2", 48, 112, 44, true },
};

static void must(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "printk_builder: %s\n", what);
	abort();
}

/* 8-byte words in one piece where they are aligned, as memcpy does it in practice. */
static void words_copy(void *to, const void *from, size_t size)
{
	uint8_t *t = to;
	const uint8_t *f = from;
	uint64_t word;

	for (; size && (uintptr_t)f % 8; size--)
		*t++ = __atomic_load_n(f++, __ATOMIC_RELAXED);
	for (; size >= 8; size -= 8, t += 8, f += 8) {
		word = __atomic_load_n((const uint64_t *)(const void *)f,
				       __ATOMIC_RELAXED);
		memcpy(t, &word, 8);
	}
	for (; size; size--)
		*t++ = __atomic_load_n(f++, __ATOMIC_RELAXED);
}

static int fake_read(void *context, phys_t from, void *to, size_t size)
{
	struct fake *fake = context;

	if (fake->before_read)
		fake->before_read(fake);
	if (fake->reads++ == fake->fail_at)
		return -EIO;
	if (from < FAKE_START || from - FAKE_START > fake->size ||
	    size > fake->size - (from - FAKE_START))
		return -ENXIO;
	words_copy(to, fake->ram + (from - FAKE_START), size);
	return 0;
}

struct printk_memory fake_memory(struct fake *fake)
{
	return (struct printk_memory){ .read = fake_read, .context = fake };
}

struct prange fake_range(const struct fake *fake)
{
	return (struct prange){ FAKE_START, FAKE_START + fake->size };
}

void fake_put(struct fake *fake, uint64_t at, uint64_t value)
{
	must(at % 8 == 0 && at + 8 <= fake->size, "word outside");
	__atomic_store_n((uint64_t *)(void *)(fake->ram + at), value, __ATOMIC_SEQ_CST);
}

uint64_t fake_get(const struct fake *fake, uint64_t at)
{
	must(at % 8 == 0 && at + 8 <= fake->size, "word outside");
	return __atomic_load_n((const uint64_t *)(const void *)(fake->ram + at),
			       __ATOMIC_SEQ_CST);
}

uint64_t fake_alloc(struct fake *fake, uint64_t size, uint64_t align)
{
	uint64_t at = align_up(fake->used, align);

	fake->used = at + size;
	must(fake->used <= fake->size, "fake memory too small");
	return at;
}

uint64_t fake_text_va(uint64_t at)
{
	return TEXT_BASE + SIZE_16M + at;
}

uint64_t fake_array_va(const struct fake *fake, uint64_t at)
{
	if (fake->map == FAKE_TEXT)
		return fake_text_va(at);
	return (fake->levels == 5 ? DIRECT_5 : DIRECT_4) + FAKE_START + at;
}

/* FAKE_SMALL: virtual page i of the memory is physical page count - 1 - i. */
uint64_t fake_place(const struct fake *fake, uint64_t array, uint64_t offset)
{
	uint64_t at = array + offset;

	if (fake->map != FAKE_SMALL)
		return at;
	return fake->size - PAGE_SIZE_4K - align_down(at, PAGE_SIZE_4K) +
	       at % PAGE_SIZE_4K;
}

static void table_link(struct fake *fake, uint64_t table, uint64_t index, uint64_t to,
		       uint64_t flags)
{
	fake_put(fake, table + 8 * index, (FAKE_START + to) | flags);
}

/* Page tables for 2 MiB of direct map at FAKE_START; they are read physically. */
static void tables_make(struct fake *fake)
{
	const uint64_t direct = fake->levels == 5 ? DIRECT_5 : DIRECT_4;
	const uint64_t va = direct + FAKE_START;
	unsigned int shift = 12 + 9 * fake->levels - 9;
	uint64_t table, lower, i;

	table = fake->tables = fake_alloc(fake, PAGE_SIZE_4K, PAGE_SIZE_4K);
	for (; shift > 21; shift -= 9) {
		lower = fake_alloc(fake, PAGE_SIZE_4K, PAGE_SIZE_4K);
		table_link(fake, table, (va >> shift) & 511, lower, 0x63);
		table = lower;
	}
	if (fake->map == FAKE_LARGE) {
		/* present, writable, accessed, dirty, large, global, no-execute */
		table_link(fake, table, (va >> 21) & 511, 0, 0x80000000000001e3);
		return;
	}
	lower = fake_alloc(fake, PAGE_SIZE_4K, PAGE_SIZE_4K);
	table_link(fake, table, (va >> 21) & 511, lower, 0x63);
	for (i = 0; i < fake->size / PAGE_SIZE_4K; i++)
		table_link(fake, lower, i, fake->size - PAGE_SIZE_4K * (i + 1),
			   0x8000000000000163);
}

void fake_note_write(struct fake *fake, uint64_t at, const char *text, size_t size)
{
	uint8_t *note = fake->ram + at;

	put_le32(note, 11);
	put_le32(note + 4, (uint32_t)size);
	put_le32(note + 8, 0);
	memcpy(note + 12, "VMCOREINFO\0", 12);
	memcpy(note + 24, text, size);
}

static void note_renew(struct fake *fake)
{
	if (!fake->note)
		return;
	memset(fake->ram + fake->note, 0, 2 * PAGE_SIZE_4K);
	fake_note_write(fake, fake->note, (char *)fake->text.data, fake->text.size);
}

void fake_line(struct fake *fake, const char *line)
{
	must(!buffer_printf(&fake->text, "%s\n", line), "memory");
	note_renew(fake);
}

void fake_line_remove(struct fake *fake, const char *key)
{
	struct buffer kept = { 0 };
	char *copy, *line, *save = NULL;

	copy = strndup((char *)fake->text.data, fake->text.size);
	must(copy, "memory");
	for (line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (strncmp(line, key, strlen(key)) != 0)
			must(!buffer_printf(&kept, "%s\n", line), "memory");
	free(copy);
	buffer_free(&fake->text);
	fake->text = kept;
	note_renew(fake);
}

static void text_make(struct fake *fake)
{
	const struct ring_shape *s = fake->shape;
	struct buffer *t = &fake->text;
	int err = 0;

	err |= buffer_printf(t, "OSRELEASE=%s\nPAGESIZE=4096\n", FAKE_RELEASE);
	err |= buffer_printf(
		t, "SYMBOL(init_uts_ns)=%" PRIx64 "\nSYMBOL(_stext)=%" PRIx64 "\n",
		fake_text_va(fake->uts), fake_text_va(0));
	err |= buffer_printf(t, "SYMBOL(prb)=%" PRIx64 "\n", fake_text_va(fake->prb));
	err |= buffer_printf(t,
			     "SIZE(printk_ringbuffer)=%" PRIu64
			     "\nOFFSET(printk_ringbuffer.desc_ring)=0\n"
			     "OFFSET(printk_ringbuffer.text_data_ring)=%" PRIu64 "\n",
			     s->desc_ring_size + 40, s->desc_ring_size);
	err |= buffer_printf(
		t, "OFFSET(prb_desc_ring.count_bits)=0\n"
		   "OFFSET(prb_desc_ring.descs)=8\nOFFSET(prb_desc_ring.infos)=16\n"
		   "OFFSET(prb_desc_ring.head_id)=24\n"
		   "OFFSET(prb_desc_ring.tail_id)=32\nSIZE(prb_desc)=24\n"
		   "OFFSET(prb_desc.state_var)=0\n"
		   "OFFSET(prb_desc.text_blk_lpos)=8\n"
		   "OFFSET(prb_data_blk_lpos.begin)=0\n"
		   "OFFSET(prb_data_blk_lpos.next)=8\n");
	err |= buffer_printf(t,
			     "SIZE(printk_info)=%" PRIu64 "\nOFFSET(printk_info.seq)=0\n"
			     "OFFSET(printk_info.ts_nsec)=8\n"
			     "OFFSET(printk_info.text_len)=16\n"
			     "OFFSET(printk_info.caller_id)=20\n"
			     "OFFSET(printk_info.dev_info)=%" PRIu64 "\n",
			     s->info_size, s->dev_info);
	err |= buffer_printf(t, "OFFSET(dev_printk_info.subsystem)=0\n"
				"LENGTH(printk_info_subsystem)=16\n"
				"OFFSET(dev_printk_info.device)=16\n"
				"LENGTH(printk_info_device)=48\n"
				"OFFSET(prb_data_ring.size_bits)=0\n"
				"OFFSET(prb_data_ring.data)=8\nSIZE(atomic_long_t)=8\n"
				"OFFSET(atomic_long_t.counter)=0\n");
	err |= buffer_printf(t, "NUMBER(phys_base)=%" PRIu64 "\nKERNELOFFSET=0\n",
			     FAKE_X);
	if (fake->map != FAKE_TEXT)
		err |= buffer_printf(t,
				     "SYMBOL(init_top_pgt)=%" PRIx64
				     "\nNUMBER(pgtable_l5_enabled)=%d\n",
				     fake_text_va(fake->tables), fake->levels == 5);
	must(!err, "memory");
}

static void ring_make(struct fake *fake)
{
	const uint64_t count = UINT64_C(1) << fake->count_bits;
	const uint64_t size = UINT64_C(1) << fake->size_bits;
	const uint64_t data_ring = fake->ring + fake->shape->desc_ring_size;

	fake->head_id = fake->tail_id = -(count + 1) & ID_MASK;
	fake->head_lpos = fake->tail_lpos = -size;
	fake_put(fake, fake->prb, fake_text_va(fake->ring));
	put_le32(fake->ram + fake->ring, fake->count_bits);
	fake_put(fake, fake->ring + 8, fake_array_va(fake, fake->descs));
	fake_put(fake, fake->ring + 16, fake_array_va(fake, fake->infos));
	fake_put(fake, fake->ring + 24, fake->head_id);
	fake_put(fake, fake->ring + 32, fake->tail_id);
	put_le32(fake->ram + data_ring, fake->size_bits);
	fake_put(fake, data_ring + 8, fake_array_va(fake, fake->data));
	fake_put(fake, fake_info(fake, 0, 0), -count);
	fake_put(fake, fake_desc(fake, count - 1, 0), fake->tail_id | REUSABLE << 62);
	fake_put(fake, fake_desc(fake, count - 1, 8), 1);
	fake_put(fake, fake_desc(fake, count - 1, 16), 1);
}

void fake_make(struct fake *fake, const struct ring_shape *shape, enum fake_map map,
	       unsigned int levels, unsigned int count_bits, unsigned int size_bits)
{
	const uint64_t count = UINT64_C(1) << count_bits;

	memset(fake, 0, sizeof(*fake));
	fake->shape = shape;
	fake->map = map;
	fake->levels = levels;
	fake->count_bits = count_bits;
	fake->size_bits = size_bits;
	fake->fail_at = UINT64_MAX;
	fake->size = SIZE_2M;
	fake->ram = aligned_alloc(PAGE_SIZE_4K, fake->size);
	must(fake->ram, "memory");
	memset(fake->ram, 0, fake->size);
	fake->used = 64; /* _stext */
	fake->prb = fake_alloc(fake, 8, 8);
	fake->ring = fake_alloc(fake, shape->desc_ring_size + 40, 8);
	fake->uts = fake_alloc(fake, 520, 8);
	memcpy(fake->ram + fake->uts + 4 + 2 * 65, FAKE_RELEASE, sizeof(FAKE_RELEASE));
	fake->bss = fake_alloc(fake, 64, 8);
	fake->descs = fake_alloc(fake, 24 * count, 8);
	fake->infos = fake_alloc(fake, shape->info_size * count, 8);
	fake->data = fake_alloc(fake, UINT64_C(1) << size_bits, 8);
	if (map != FAKE_TEXT)
		tables_make(fake);
	text_make(fake);
	ring_make(fake);
	fake->note = fake_alloc(fake, 2 * PAGE_SIZE_4K, PAGE_SIZE_4K);
	note_renew(fake);
	fake_put(fake, fake->bss + 24,
		 (levels == 5 ? DIRECT_5 : DIRECT_4) + FAKE_START + fake->note);
	/* backwards pages must not meet what is read at its physical place */
	must(map != FAKE_SMALL || fake->used < fake->size / 2, "fake memory too small");
}

void fake_free(struct fake *fake)
{
	free(fake->ram);
	buffer_free(&fake->text);
	memset(fake, 0, sizeof(*fake));
}

uint64_t fake_desc(const struct fake *fake, uint64_t seq, uint64_t member)
{
	const uint64_t index = seq & ((1u << fake->count_bits) - 1);

	return fake_place(fake, fake->descs, 24 * index + member);
}

uint64_t fake_info(const struct fake *fake, uint64_t seq, uint64_t member)
{
	const uint64_t index = seq & ((1u << fake->count_bits) - 1);

	return fake_place(fake, fake->infos, fake->shape->info_size * index + member);
}
