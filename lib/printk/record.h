/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * record.h - one record of a kernel's log, whatever layout it came from
 */
#ifndef MINT_PRINTK_RECORD_H
#define MINT_PRINTK_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define PRINTK_SUBSYSTEM_MAX 16 /* LENGTH(printk_info_subsystem) */
#define PRINTK_DEVICE_MAX    48 /* LENGTH(printk_info_device) */
#define PRINTK_CALLER_CPU    (UINT32_C(1) << 31)

/**
 * struct printk_record - one call of printk(), as it was stored
 * @seq:       number of the record, from 0 at boot; structured and legacy layouts do not
 *             export it: there it counts from the oldest record found
 * @lost:      records that were overwritten, or had lost their text, between the previous
 *             record (or what was asked for by open or seek) and this one
 * @has_time:  @ts_nsec is known: always, but for the legacy layout without printk.time
 * @ts_nsec:   the kernel's local clock, nanoseconds
 * @has_level: @level and @facility are known
 * @level:     syslog level 0..7; @facility: 0 is the kernel, 1.. came through /dev/kmsg
 * @has_caller: @caller_id is known: a thread id, or PRINTK_CALLER_CPU | number of a CPU
 * @is_partial: the kernel died before it ended this line (only after
 *             printk_reader_set_stopped)
 * @subsystem, @device: of dev_printk(); "" when there is none
 * @text:      no newline at its end and no zero byte behind, but it may hold newlines
 * and, because programs write to /dev/kmsg, any byte: escape before a terminal. Valid
 * until the next call on the reader.
 */
struct printk_record {
	uint64_t seq;
	uint64_t lost;
	uint64_t ts_nsec;
	bool has_time;
	bool has_level;
	bool has_caller;
	bool is_partial;
	uint8_t level;
	uint8_t facility;
	uint32_t caller_id;
	char subsystem[PRINTK_SUBSYSTEM_MAX];
	char device[PRINTK_DEVICE_MAX];
	struct bytes text;
};

#endif
