/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lockless_open.c - where the ring of a log of 5.10 and later lies, and its fields
 *
 * In: vmcoreinfo, struct printk_ringbuffer in the kernel's memory. Out: struct lockless.
 * Ref: Linux kernel/printk/printk_ringbuffer.c, "Data Structure"; drawn in lockless.c.
 */
#include "printk/lockless_open.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "printk/numbers.h"

#define COUNT_BITS_MAX 26 /* log_buf_len= is at most 2^31, a descriptor for 2^5 bytes */
#define SIZE_BITS_MAX  31

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

static bool field_fits(uint64_t at, uint64_t size, uint64_t whole)
{
	return whole <= LOCKLESS_STRUCT_MAX && at <= whole && size <= whole - at;
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
