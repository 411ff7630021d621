/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lockless.c - the log of 5.10 and later, read while it is written
 *
 * In: where its ring lies (lockless_open.c). Out: records.
 * Ref: Linux kernel/printk/printk_ringbuffer.c, "Data Structure" and "Memory Barriers".
 *
 *   prb -> printk_ringbuffer
 *     desc_ring:      count_bits, descs -> prb_desc[2^count_bits],
 *                     infos -> printk_info[], head_id (newest), tail_id (oldest)
 *     text_data_ring: size_bits, data -> 2^size_bits bytes of blocks
 *
 *   state_var: bits 63:62 the state, 61:0 the id; id mod 2^count_bits is the index, and
 *   so is seq mod 2^count_bits.
 *
 *   begin      next          a block: its descriptor's id, the text, padding to 8 bytes
 *   v          v
 *   |id|text...|             [begin, next) inside one turn of the ring
 *   |text..|  ...  |id|      across its end: begin has room for the id only, the whole
 *   0      next    begin     block is at index 0 of the next turn
 *
 * Up to 6.18 a block that ends exactly at the end of the ring is moved to index 0 as
 * well; later it stays. Both read alike: what counts is the turn of the last byte.
 *
 * The writer makes a descriptor reusable before it touches its text or its info again, so
 * a copy is good if the state was the same, finalized, before and after. This machine
 * (x86) keeps loads in order; the fences keep the compiler from changing it.
 */
#include "printk/lockless.h"

#include <errno.h>
#include <string.h>

#include "printk/numbers.h"

#define STATE_RESERVED	0u
#define STATE_COMMITTED 1u
#define STATE_FINALIZED 2u
#define STATE_REUSABLE	3u
#define ID_MASK		(UINT64_MAX >> 2)

/* In both positions: 3 is a record of no characters, 1 one whose text was lost. */
#define LPOS_NO_TEXT	 3u
#define LPOS_IS_DATALESS 1u

#define TORN_MAX 64

/* Records that one call looks at: a ring that contradicts itself has 2^26 to skip. */
#define TRIES_MAX 1024

/* What is known of one record after a try to copy it. */
enum copied {
	COPIED_WHOLE,
	COPIED_PARTIAL, /* whole, but not finished by the kernel */
	COPIED_NOTHING, /* another record there, or not finished yet */
	COPIED_GONE,	/* it was there, its text is not */
	COPIED_TORN,	/* changed meanwhile */
};

static void loads_in_order(void)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
}

static uint64_t ring_mask(const struct lockless *r)
{
	return (UINT64_C(1) << r->count_bits) - 1;
}

static int state_read(const struct lockless *r, uint64_t index, uint64_t *ret)
{
	int err;

	loads_in_order();
	err = space_map_read(&r->descs, index * r->desc_size + r->state_at, ret, 8);
	loads_in_order();
	return err;
}

static int lpos_read(const struct lockless *r, uint64_t index, uint64_t *begin,
		     uint64_t *next)
{
	uint64_t at = index * r->desc_size + r->lpos_at;
	int err = space_map_read(&r->descs, at + r->begin_at, begin, 8);

	return err ? err : space_map_read(&r->descs, at + r->next_at, next, 8);
}

/*
 * block_find - where the block [@begin, @next) keeps its id and text
 * Return: false when no writer can have left such positions.
 */
static bool block_find(const struct lockless *r, uint64_t begin, uint64_t next,
		       uint64_t *ret, uint64_t *size)
{
	const uint64_t ring = UINT64_C(1) << r->size_bits, mask = ring - 1;

	if (!is_aligned(begin, 8) || !is_aligned(next, 8) || next == begin)
		return false;
	if (begin >> r->size_bits == (next - 1) >> r->size_bits) {
		*ret = begin & mask;
		*size = next - begin;
	} else if ((begin + ring) >> r->size_bits == next >> r->size_bits) {
		*ret = 0;
		*size = next & mask;
	} else {
		return false;
	}
	/* the id, and at least one character behind it */
	return *size > 8 && *size <= ring - *ret;
}

/* The text of a record: its length in @size; COPIED_GONE if it cannot be. */
static int text_copy(struct printk_reader *reader, uint64_t index, uint64_t id,
		     uint16_t text_len, size_t *size, enum copied *copied)
{
	const struct lockless *r = &reader->lockless;
	uint64_t begin, next, at, room, owner;
	int err = lpos_read(r, index, &begin, &next);

	*copied = COPIED_GONE;
	if (err)
		return err;
	*size = 0;
	if (begin & next & LPOS_IS_DATALESS) {
		if (begin == LPOS_NO_TEXT && next == LPOS_NO_TEXT)
			*copied = COPIED_WHOLE;
		return 0;
	}
	if (!block_find(r, begin, next, &at, &room) || text_len > room - 8)
		return 0;
	err = space_map_read(&r->data, at, &owner, 8);
	if (err || owner != id)
		return err;
	err = space_map_read(&r->data, at + 8, reader->text, text_len);
	if (err)
		return err;
	*size = text_len;
	*copied = COPIED_WHOLE;
	return 0;
}

static uint64_t field(const uint8_t *info, uint64_t at, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, info + at, size);
	return value;
}

/* A name of at most @length characters; what does not fit @to is cut. */
static void name_copy(char *to, size_t room, const uint8_t *from, uint64_t length)
{
	size_t size =
		strnlen((const char *)from, length < room ? (size_t)length : room - 1);

	memcpy(to, from, size);
	to[size] = '\0';
}

static void record_fill(const struct printk_reader *reader, const uint8_t *info,
			size_t text_size, struct printk_record *ret)
{
	const struct lockless *r = &reader->lockless;

	memset(ret, 0, sizeof(*ret));
	ret->seq = field(info, r->seq_at, 8);
	ret->ts_nsec = field(info, r->ts_at, 8);
	ret->has_time = true;
	ret->has_level = r->has_level;
	if (r->has_level) {
		ret->facility = info[r->text_len_at + 2];
		ret->level = info[r->text_len_at + 3] >> 5;
	}
	ret->has_caller = r->caller_at != PRINTK_NO_NUMBER;
	if (ret->has_caller)
		ret->caller_id = (uint32_t)field(info, r->caller_at, 4);
	if (r->subsystem_at != PRINTK_NO_NUMBER)
		name_copy(ret->subsystem, sizeof(ret->subsystem),
			  info + r->dev_at + r->subsystem_at, r->subsystem_len);
	if (r->device_at != PRINTK_NO_NUMBER)
		name_copy(ret->device, sizeof(ret->device),
			  info + r->dev_at + r->device_at, r->device_len);
	ret->text = (struct bytes){ reader->text, text_size };
}

/* One try to copy record @seq, as a reader of the lockless protocol does it. */
static int record_copy(struct printk_reader *reader, uint64_t seq,
		       struct printk_record *ret, enum copied *copied)
{
	const struct lockless *r = &reader->lockless;
	const uint64_t index = seq & ring_mask(r);
	uint64_t before, after, state;
	uint8_t info[LOCKLESS_STRUCT_MAX];
	size_t text_size = 0;
	int err = state_read(r, index, &before);

	*copied = COPIED_NOTHING;
	state = before >> 62;
	if (err || state == STATE_RESERVED || ((before ^ seq) & ring_mask(r)))
		return err;
	err = space_map_read(&r->infos, index * r->info_size, info, (size_t)r->info_size);
	if (err)
		return err;
	if (state == STATE_REUSABLE) {
		*copied = COPIED_GONE;
	} else if (state == STATE_FINALIZED || reader->is_stopped) {
		err = text_copy(reader, index, before & ID_MASK,
				(uint16_t)field(info, r->text_len_at, 2), &text_size,
				copied);
		if (err)
			return err;
	}
	err = state_read(r, index, &after);
	if (err)
		return err;
	if (before != after) {
		*copied = COPIED_TORN;
		return 0;
	}
	if (field(info, r->seq_at, 8) != seq)
		*copied = COPIED_NOTHING;
	if (*copied != COPIED_WHOLE)
		return 0;
	if (state == STATE_COMMITTED)
		*copied = COPIED_PARTIAL;
	record_fill(reader, info, text_size, ret);
	return 0;
}

/* The ring's two ends, and the oldest descriptor's state before and after its number. */
struct edges {
	uint64_t tail, head, before, after, seq;
};

static int edges_read(const struct lockless *r, struct edges *ret)
{
	uint64_t index;
	int err;

	loads_in_order();
	err = space_map_read(&r->ring, r->desc_ring + r->tail_id_at, &ret->tail, 8);
	if (err)
		return err;
	index = ret->tail & ring_mask(r);
	err = state_read(r, index, &ret->before);
	if (err)
		return err;
	err = space_map_read(&r->infos, index * r->info_size + r->seq_at, &ret->seq, 8);
	if (err)
		return err;
	err = state_read(r, index, &ret->after);
	if (err)
		return err;
	return space_map_read(&r->ring, r->desc_ring + r->head_id_at, &ret->head, 8);
}

/* Nothing moved; finalized or reusable, and the id the one that was looked for. */
static bool edges_are_whole(const struct lockless *r, const struct edges *e)
{
	return e->before == e->after && (e->before & ID_MASK) == (e->tail & ID_MASK) &&
	       e->before >> 62 >= STATE_FINALIZED &&
	       ((e->head - e->tail) & ID_MASK) <= ring_mask(r);
}

/*
 * ring_edges - numbers of the oldest record and of the one behind the newest
 *
 * The oldest descriptor is always finalized or reusable. Until the ring is full for the
 * first time it is the last of the array, has never been used, and says number 0.
 * Return: 0, -EAGAIN (it moves faster than it can be read), or what a read said.
 */
static int ring_edges(const struct lockless *r, uint64_t *first, uint64_t *end)
{
	const uint64_t mask = ring_mask(r);
	struct edges e;
	unsigned int i;
	int err;

	for (i = 0; i < TORN_MAX; i++) {
		err = edges_read(r, &e);
		if (err)
			return err;
		if (!edges_are_whole(r, &e))
			continue;
		*first = e.seq;
		*end = e.seq + ((e.head - e.tail) & ID_MASK);
		if ((e.seq & mask) == (e.tail & mask))
			++*end;
		return 0;
	}
	return -EAGAIN;
}

static void record_skip(struct printk_reader *reader, uint64_t to)
{
	reader->lost += to - reader->seq;
	reader->seq = to;
}

int lockless_next(struct printk_reader *reader, struct printk_record *ret)
{
	const struct lockless *r = &reader->lockless;
	struct printk_record record;
	unsigned int tries, torn = 0;
	uint64_t first, end;
	enum copied copied;
	int err;

	for (tries = 0; tries < TRIES_MAX; tries++) {
		err = record_copy(reader, reader->seq, &record, &copied);
		if (err)
			return err;
		if (copied == COPIED_WHOLE || copied == COPIED_PARTIAL) {
			record.is_partial = copied == COPIED_PARTIAL;
			record.lost = reader->lost;
			reader->lost = 0;
			reader->seq++;
			*ret = record;
			return 0;
		}
		if (copied == COPIED_TORN && ++torn < TORN_MAX)
			continue;
		err = ring_edges(r, &first, &end);
		if (err)
			return err;
		torn = 0;
		if (reader->seq < first)
			record_skip(reader, first);
		else if (copied == COPIED_GONE ||
			 (reader->is_stopped && reader->seq < end))
			record_skip(reader, reader->seq + 1);
		else
			return -EAGAIN;
	}
	return -EINPROGRESS;
}
