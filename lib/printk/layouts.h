/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layouts.h - what a reader knows of the log that it reads, by layout
 *
 * In: vmcoreinfo, the kernel's address space. Out: one struct printk_reader each.
 */
#ifndef MINT_PRINTK_LAYOUTS_H
#define MINT_PRINTK_LAYOUTS_H

#include <stdbool.h>
#include <stdint.h>

#include "printk/space.h"

/* a record's text_len is 16 bits wide in all layouts; legacy lines are cut there */
#define PRINTK_TEXT_MAX 65536

enum printk_layout { PRINTK_LOCKLESS, PRINTK_STRUCTURED, PRINTK_LEGACY };

#define LOCKLESS_STRUCT_MAX 4096 /* bytes of any struct of the ring */

struct lockless {
	/* from vmcoreinfo; all uint64_t for the table's sake */
	uint64_t prb, prb_size, desc_ring, data_ring;
	uint64_t count_bits_at, descs_at, infos_at, head_id_at, tail_id_at;
	uint64_t desc_size, state_at, lpos_at, begin_at, next_at;
	uint64_t info_size, seq_at, ts_at, text_len_at, caller_at;
	uint64_t dev_at, subsystem_at, subsystem_len, device_at, device_len;
	uint64_t size_bits_at, data_at, long_size, counter_at;
	/* from the ring itself */
	unsigned int count_bits;
	unsigned int size_bits;
	bool has_level;
	struct space_map ring;
	struct space_map descs;
	struct space_map infos;
	struct space_map data;
};

#define STRUCTURED_HEADER_MAX 256

struct structured {
	uint64_t log_buf, log_buf_len, first_at, next_at;
	uint64_t header_size, ts_at, len_at, text_len_at, dict_len_at, caller_at;
	uint32_t size;
	uint32_t index;
	uint32_t first; /* log_first_idx when last looked at */
	uint32_t last;	/* index of the record before the cursor, and its header */
	uint8_t header[STRUCTURED_HEADER_MAX];
	bool has_last;
	bool has_level;
	bool is_started;
	struct space space;
	struct space_map data;
};

struct legacy {
	uint64_t log_buf, log_buf_len, log_end, logged_chars;
	uint32_t size;
	uint32_t end;
	uint32_t left; /* characters from the cursor to the end */
	struct space_map data;
};

struct printk_reader {
	enum printk_layout layout;
	bool is_stopped;
	uint64_t seq;  /* the next one to return */
	uint64_t lost; /* since the last one returned */
	uint8_t *text; /* PRINTK_TEXT_MAX bytes */
	union {
		struct lockless lockless;
		struct structured structured;
		struct legacy legacy;
	};
};

#endif
