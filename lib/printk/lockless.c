/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lockless.c - the log of 5.10 and later, read while it is written
 *
 * In: vmcoreinfo, struct printk_ringbuffer in the kernel's memory. Out: records.
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
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "printk/numbers.h"

#define STATE_RESERVED	0u
#define STATE_COMMITTED 1u
#define STATE_FINALIZED 2u
#define STATE_REUSABLE	3u
#define ID_MASK		(UINT64_MAX >> 2)

/* In both positions: 3 is a record of no characters, 1 one whose text was lost. */
#define LPOS_NO_TEXT	 3u
#define LPOS_IS_DATALESS 1u

#define COUNT_BITS_MAX	26 /* log_buf_len= is at most 2^31, a descriptor for 2^5 bytes */
#define SIZE_BITS_MAX	31
#define STRUCT_SIZE_MAX 4096
#define TORN_MAX	64

#define AT(member) offsetof(struct lockless, member)

static const struct printk_number numbers[] = {
	{ VMCOREINFO_SYMBOL, false, "prb", AT(prb) },
	{ VMCOREINFO_SIZE, false, "printk_ringbuffer", AT(prb_size) },
	{ VMCOREINFO_OFFSET, false, "printk_ringbuffer.desc_ring", AT(desc_ring) },
	{ VMCOREINFO_OFFSET, false, "printk_ringbuffer.text_data_ring", AT(data_ring) },
	{ VMCOREINFO_OFFSET, false, "prb_desc_ring.count_bits", AT(count_bits_at) },
	{ VMCOREINFO_OFFSET, false, "prb_desc_ring.descs", AT(descs_at) },
	{ VMCOREINFO_OFFSET, false, "prb_desc_ring.infos", AT(infos_at) },
	{ VMCOREINFO_OFFSET, false, "prb_desc_ring.head_id", AT(head_id_at) },
	{ VMCOREINFO_OFFSET, false, "prb_desc_ring.tail_id", AT(tail_id_at) },
	{ VMCOREINFO_SIZE, false, "prb_desc", AT(desc_size) },
	{ VMCOREINFO_OFFSET, false, "prb_desc.state_var", AT(state_at) },
	{ VMCOREINFO_OFFSET, false, "prb_desc.text_blk_lpos", AT(lpos_at) },
	{ VMCOREINFO_OFFSET, false, "prb_data_blk_lpos.begin", AT(begin_at) },
	{ VMCOREINFO_OFFSET, false, "prb_data_blk_lpos.next", AT(next_at) },
	{ VMCOREINFO_SIZE, false, "printk_info", AT(info_size) },
	{ VMCOREINFO_OFFSET, false, "printk_info.seq", AT(seq_at) },
	{ VMCOREINFO_OFFSET, false, "printk_info.ts_nsec", AT(ts_at) },
	{ VMCOREINFO_OFFSET, false, "printk_info.text_len", AT(text_len_at) },
	{ VMCOREINFO_OFFSET, true, "printk_info.caller_id", AT(caller_at) },
	{ VMCOREINFO_OFFSET, true, "printk_info.dev_info", AT(dev_at) },
	{ VMCOREINFO_OFFSET, true, "dev_printk_info.subsystem", AT(subsystem_at) },
	{ VMCOREINFO_LENGTH, true, "printk_info_subsystem", AT(subsystem_len) },
	{ VMCOREINFO_OFFSET, true, "dev_printk_info.device", AT(device_at) },
	{ VMCOREINFO_LENGTH, true, "printk_info_device", AT(device_len) },
	{ VMCOREINFO_OFFSET, false, "prb_data_ring.size_bits", AT(size_bits_at) },
	{ VMCOREINFO_OFFSET, false, "prb_data_ring.data", AT(data_at) },
	{ VMCOREINFO_SIZE, false, "atomic_long_t", AT(long_size) },
	{ VMCOREINFO_OFFSET, false, "atomic_long_t.counter", AT(counter_at) },
};

/* What is known of one record after a try to copy it. */
enum copied {
	COPIED_WHOLE,
	COPIED_PARTIAL, /* whole, but not finished by the kernel */
	COPIED_NOTHING, /* another record there, or not finished yet */
	COPIED_GONE,	/* it was there, its text is not */
	COPIED_TORN,	/* changed meanwhile */
};

static bool field_fits(uint64_t at, uint64_t size, uint64_t whole)
{
	return whole <= STRUCT_SIZE_MAX && at <= whole && size <= whole - at;
}

/* Every field inside of its struct, so that no later read needs to ask. */
static bool numbers_agree(const struct lockless *r)
{
	const uint64_t ring = r->prb_size, desc = r->desc_size, info = r->info_size;
	const uint64_t d = r->desc_ring, t = r->data_ring;

	if (r->long_size != 8 || r->counter_at)
		return false;
	if (!field_fits(d, 8, ring) || !field_fits(t, 8, ring))
		return false;
	if (r->count_bits_at > ring || r->descs_at > ring || r->infos_at > ring ||
	    r->head_id_at > ring || r->tail_id_at > ring || r->size_bits_at > ring ||
	    r->data_at > ring || r->begin_at > desc || r->next_at > desc ||
	    r->lpos_at > desc)
		return false;
	return field_fits(d + r->count_bits_at, 4, ring) &&
	       field_fits(d + r->descs_at, 8, ring) &&
	       field_fits(d + r->infos_at, 8, ring) &&
	       field_fits(d + r->head_id_at, 8, ring) &&
	       field_fits(d + r->tail_id_at, 8, ring) &&
	       field_fits(t + r->size_bits_at, 4, ring) &&
	       field_fits(t + r->data_at, 8, ring) && field_fits(r->state_at, 8, desc) &&
	       field_fits(r->lpos_at + r->begin_at, 8, desc) &&
	       field_fits(r->lpos_at + r->next_at, 8, desc) &&
	       field_fits(r->seq_at, 8, info) && field_fits(r->ts_at, 8, info) &&
	       field_fits(r->text_len_at, 2, info);
}

/* Optional fields that do not fit are as if they were not there. */
static void options_check(struct lockless *r)
{
	if (!field_fits(r->caller_at, 4, r->info_size))
		r->caller_at = PRINTK_NO_NUMBER;
	r->has_level = r->caller_at == r->text_len_at + 4;
	if (r->dev_at > r->info_size || r->subsystem_at > r->info_size ||
	    !field_fits(r->dev_at + r->subsystem_at, r->subsystem_len, r->info_size))
		r->subsystem_at = PRINTK_NO_NUMBER;
	if (r->dev_at > r->info_size || r->device_at > r->info_size ||
	    !field_fits(r->dev_at + r->device_at, r->device_len, r->info_size))
		r->device_at = PRINTK_NO_NUMBER;
}

/* Where the ring says that its arrays lie. */
struct arrays {
	uint64_t descs, infos, data;
};

static int ring_read(struct lockless *r, struct arrays *ret)
{
	const struct {
		uint64_t at;
		void *to;
		size_t size;
	} rows[] = {
		{ r->desc_ring + r->count_bits_at, &r->count_bits, 4 },
		{ r->data_ring + r->size_bits_at, &r->size_bits, 4 },
		{ r->desc_ring + r->descs_at, &ret->descs, 8 },
		{ r->desc_ring + r->infos_at, &ret->infos, 8 },
		{ r->data_ring + r->data_at, &ret->data, 8 },
	};
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		err = space_map_read(&r->ring, rows[i].at, rows[i].to, rows[i].size);
		if (err)
			return err;
	}
	return 0;
}

static int arrays_map(struct lockless *r, const struct space *space,
		      const struct arrays *arrays)
{
	uint64_t count = UINT64_C(1) << r->count_bits;
	int err = space_map(space, arrays->descs, count * r->desc_size, &r->descs);

	if (err)
		return err;
	err = space_map(space, arrays->infos, count * r->info_size, &r->infos);
	if (err)
		return err;
	return space_map(space, arrays->data, UINT64_C(1) << r->size_bits, &r->data);
}

static int ring_open(struct lockless *r, const struct space *space, struct diag *diag)
{
	struct arrays arrays;
	int err = ring_read(r, &arrays);

	if (err)
		return diag_fail(diag, err, "struct printk_ringbuffer cannot be read");
	if (!r->count_bits || r->count_bits > COUNT_BITS_MAX || r->size_bits < 4 ||
	    r->size_bits > SIZE_BITS_MAX)
		return diag_fail(diag, -EINVAL,
				 "log buffer of 2^%u records and 2^%u bytes: 1..%d and "
				 "4..%d are possible",
				 r->count_bits, r->size_bits, COUNT_BITS_MAX,
				 SIZE_BITS_MAX);
	err = arrays_map(r, space, &arrays);
	if (err)
		return diag_fail(diag, err,
				 "log buffer: descriptors at 0x%" PRIx64
				 ", infos at 0x%" PRIx64 ", text at 0x%" PRIx64
				 ": not all of it is mapped",
				 arrays.descs, arrays.infos, arrays.data);
	return 0;
}

int lockless_open(struct lockless *ring, const struct space *space,
		  const struct vmcoreinfo *info, struct diag *diag)
{
	uint64_t prb;
	int err;

	err = printk_numbers_read(info, numbers, ARRAY_SIZE(numbers), "", ring, diag);
	if (err)
		return err;
	if (!numbers_agree(ring))
		return diag_fail(diag, -EINVAL,
				 "vmcoreinfo: a field of the log buffer lies outside of "
				 "its struct (ring %" PRIu64 ", descriptor %" PRIu64
				 ", info %" PRIu64 " bytes)",
				 ring->prb_size, ring->desc_size, ring->info_size);
	options_check(ring);
	err = space_read(space, ring->prb, &prb, sizeof(prb));
	if (!err)
		err = space_map(space, prb, ring->prb_size, &ring->ring);
	if (err)
		return diag_fail(diag, err,
				 "SYMBOL(prb)=0x%" PRIx64 " leads to no log buffer",
				 ring->prb);
	return ring_open(ring, space, diag);
}

void lockless_close(struct lockless *ring)
{
	space_unmap(&ring->ring);
	space_unmap(&ring->descs);
	space_unmap(&ring->infos);
	space_unmap(&ring->data);
}

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
	uint8_t info[STRUCT_SIZE_MAX];
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
	uint64_t budget = 2 * ring_mask(r) + TORN_MAX, first, end;
	struct printk_record record;
	unsigned int torn = 0;
	enum copied copied;
	int err;

	for (; budget; budget--) {
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
	return -EAGAIN;
}
