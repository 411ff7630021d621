/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * printk_writer.c - the writer's side of the lockless log, for the fake kernel
 *
 * In: texts. Out: descriptors, infos and blocks, each store in the protocol's order.
 * Ref: Linux kernel/printk/printk_ringbuffer.c, "Memory Barriers": a descriptor becomes
 *      reusable before the tail moves over it, the tail moves before anything is reused.
 */
#include "tests/unit/printk/printk_writer.h"

#include <stdio.h>

#define ID_MASK	  (UINT64_MAX >> 2)
#define RESERVED  UINT64_C(0)
#define COMMITTED UINT64_C(1)
#define FINALIZED UINT64_C(2)
#define REUSABLE  UINT64_C(3)

static uint64_t state_of(const struct fake *fake, uint64_t id)
{
	uint64_t value = fake_get(fake, fake_desc(fake, id, 0));

	return (value & ID_MASK) == id ? value >> 62 : RESERVED;
}

static bool make_reusable(struct fake *fake, uint64_t id)
{
	if (state_of(fake, id) < FINALIZED)
		return false;
	fake_put(fake, fake_desc(fake, id, 0), id | REUSABLE << 62);
	return true;
}

static uint64_t *block_at(struct fake *fake, uint64_t lpos)
{
	uint64_t index = lpos & ((1u << fake->size_bits) - 1);

	return (uint64_t *)(void *)(fake->ram + fake_place(fake, fake->data, index));
}

/* Frees blocks until the oldest one begins at @lpos or later. */
static bool data_push(struct fake *fake, uint64_t lpos)
{
	uint64_t id;

	while ((int64_t)(lpos - fake->tail_lpos) > 0) {
		id = __atomic_load_n(block_at(fake, fake->tail_lpos), __ATOMIC_SEQ_CST);
		if (fake_get(fake, fake_desc(fake, id, 8)) != fake->tail_lpos ||
		    !make_reusable(fake, id))
			return false;
		fake->tail_lpos = fake_get(fake, fake_desc(fake, id, 16));
	}
	return true;
}

static bool tail_push(struct fake *fake)
{
	const uint64_t id = fake->tail_id, next = (id + 1) & ID_MASK;

	if (!make_reusable(fake, id))
		return false;
	if (!(fake_get(fake, fake_desc(fake, id, 8)) & 1) &&
	    !data_push(fake, fake_get(fake, fake_desc(fake, id, 16))))
		return false;
	if (state_of(fake, next) < FINALIZED)
		return false;
	fake->tail_id = next;
	fake_put(fake, fake->ring + 32, next);
	return true;
}

static uint64_t block_next(const struct fake *fake, uint64_t begin, uint64_t size,
			   bool *is_wrapped)
{
	const unsigned int bits = fake->size_bits;
	uint64_t next = begin + size;
	uint64_t last = fake->shape->is_exact_kept ? next - 1 : next;

	*is_wrapped = begin >> bits != last >> bits;
	return *is_wrapped ? (next >> bits << bits) + size : next;
}

/* Where the text goes; without text or without room @entry->at is 0. */
static void data_alloc(struct fake *fake, size_t size, struct fake_entry *entry)
{
	const uint64_t ring = UINT64_C(1) << fake->size_bits;
	uint64_t need = align_up(8 + size, 8), begin = fake->head_lpos, next,
		 id = entry->id;
	bool is_wrapped;

	next = block_next(fake, begin, need, &is_wrapped);
	if (!size || need > ring - 8 || !data_push(fake, next - ring)) {
		fake_put(fake, fake_desc(fake, id, 8), size ? 1 : 3);
		fake_put(fake, fake_desc(fake, id, 16), size ? 1 : 3);
		return;
	}
	fake->head_lpos = next;
	__atomic_store_n(block_at(fake, begin), id, __ATOMIC_SEQ_CST);
	if (is_wrapped)
		__atomic_store_n(block_at(fake, 0), id, __ATOMIC_SEQ_CST);
	fake_put(fake, fake_desc(fake, id, 8), begin);
	fake_put(fake, fake_desc(fake, id, 16), next);
	entry->at = is_wrapped ? 8 : (begin & (ring - 1)) + 8;
	entry->room = need - 8;
}

bool fake_reserve(struct fake *fake, size_t size, struct fake_entry *ret)
{
	const uint64_t count = UINT64_C(1) << fake->count_bits, mask = count - 1;
	const uint64_t id = (fake->head_id + 1) & ID_MASK;
	const uint64_t info = fake_info(fake, id, 0);
	uint64_t before = fake->head_id, seq, i;

	if (((id - count) & ID_MASK) == fake->tail_id && !tail_push(fake))
		return false;
	fake->head_id = id;
	fake_put(fake, fake->ring + 24, id);
	fake_put(fake, fake_desc(fake, id, 0), id | RESERVED << 62);
	seq = fake_get(fake, info);
	seq = !seq && (id & mask) ? id & mask : seq + count;
	for (i = 8; i < fake->shape->info_size; i += 8)
		fake_put(fake, fake_info(fake, id, i), 0);
	fake_put(fake, info, seq);
	if (state_of(fake, before) == COMMITTED)
		fake_put(fake, fake_desc(fake, before, 0), before | FINALIZED << 62);
	*ret = (struct fake_entry){ .id = id, .seq = seq };
	data_alloc(fake, size, ret);
	fake->written = seq + 1;
	return true;
}

void fake_text(struct fake *fake, const struct fake_entry *entry, const void *text,
	       size_t size)
{
	const uint8_t *from = text;
	size_t i;

	put_le16(fake->ram + fake_info(fake, entry->id, 16), (uint16_t)size);
	for (i = 0; entry->at && i < size; i++)
		__atomic_store_n(fake->ram + fake_place(fake, fake->data, entry->at + i),
				 from[i], __ATOMIC_RELAXED);
}

void fake_commit(struct fake *fake, const struct fake_entry *entry, bool is_final)
{
	fake_put(fake, fake_desc(fake, entry->id, 0),
		 entry->id | (is_final ? FINALIZED : COMMITTED) << 62);
}

size_t record_text(uint64_t seq, char text[256])
{
	size_t size = (size_t)snprintf(text, 64, "record %llu", (unsigned long long)seq);
	size_t more = seq * 7919 % 61, i;

	if (seq % 23 == 5)
		return 0; /* an empty line */
	for (i = 0; i < more; i++)
		text[size + i] = i % 20 == 19 ? '\n' : (char)('a' + (seq + i) % 26);
	if (more)
		text[size + more - 1] = '.';
	return size + more;
}

bool fake_write(struct fake *fake)
{
	struct fake_entry entry;
	uint8_t *info;
	char text[256];
	size_t size = record_text(fake->written, text);

	if (!fake_reserve(fake, size, &entry))
		return false;
	fake_put(fake, fake_info(fake, entry.id, 8), entry.seq * 1000);
	info = fake->ram +
	       fake_info(fake, entry.id, 16); /* one word: never across pages */
	info[2] = (uint8_t)(entry.seq % 24);
	info[3] = (uint8_t)(entry.seq % 8 << 5 | 6);
	put_le32(info + 4, (uint32_t)entry.seq);
	fake_text(fake, &entry, text, size);
	fake_commit(fake, &entry, true);
	return true;
}
