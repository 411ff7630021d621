/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * structured.c - the log of 3.5 to 5.9: headers and text in one ring of bytes
 *
 * In: vmcoreinfo, log_buf and its indices in the kernel's memory. Out: records.
 * Ref: Linux 5.9 kernel/printk/printk.c, "struct printk_log" (called "log" before 3.11).
 *
 *   log_buf                                                        log_buf + log_buf_len
 *   | header text dict pad | header text … |   free   | header … | len = 0 |
 *                                          ^          ^          the next one is at 0
 *                                   log_next_idx   log_first_idx
 *
 * The indices are exported, the sequence numbers are not, and there is no state per
 * record: made for dead kernels. On a running one the oldest index and the header are
 * looked at again after each copy, and when they are not what they were, the way from the
 * oldest record to the cursor is gone anew.
 */
#include "printk/structured.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "printk/numbers.h"

#define LOG_SIZE_MAX (UINT64_C(1) << 31)
#define TRIES_MAX    64

#define AT(member) offsetof(struct structured, member)

static const struct printk_number numbers[] = {
	{ VMCOREINFO_SYMBOL, false, "log_buf", AT(log_buf) },
	{ VMCOREINFO_SYMBOL, false, "log_buf_len", AT(log_buf_len) },
	{ VMCOREINFO_SYMBOL, false, "log_first_idx", AT(first_at) },
	{ VMCOREINFO_SYMBOL, false, "log_next_idx", AT(next_at) },
	{ VMCOREINFO_SIZE, false, "*", AT(header_size) },
	{ VMCOREINFO_OFFSET, false, "*.ts_nsec", AT(ts_at) },
	{ VMCOREINFO_OFFSET, false, "*.len", AT(len_at) },
	{ VMCOREINFO_OFFSET, false, "*.text_len", AT(text_len_at) },
	{ VMCOREINFO_OFFSET, false, "*.dict_len", AT(dict_len_at) },
	{ VMCOREINFO_OFFSET, true, "*.caller_id", AT(caller_at) },
};

static bool field_fits(uint64_t at, uint64_t size, uint64_t whole)
{
	return at <= whole && size <= whole - at;
}

static bool numbers_agree(const struct structured *log)
{
	const uint64_t size = log->header_size;

	return size && size <= STRUCTURED_HEADER_MAX && field_fits(log->ts_at, 8, size) &&
	       field_fits(log->len_at, 2, size) &&
	       field_fits(log->text_len_at, 2, size) &&
	       field_fits(log->dict_len_at, 2, size);
}

static int buffer_map(struct structured *log, struct diag *diag)
{
	const struct space *space = &log->space;
	uint64_t buffer;
	int err = space_read(space, log->log_buf, &buffer, sizeof(buffer));

	if (!err)
		err = space_read(space, log->log_buf_len, &log->size, sizeof(log->size));
	if (err)
		return diag_fail(diag, err, "log_buf or log_buf_len cannot be read");
	if (log->size < log->header_size || log->size > LOG_SIZE_MAX)
		return diag_fail(diag, -EINVAL,
				 "log buffer of %" PRIu32 " bytes: %" PRIu64 "..%" PRIu64
				 " are possible",
				 log->size, log->header_size, LOG_SIZE_MAX);
	err = space_map(space, buffer, log->size, &log->data);
	if (err)
		return diag_fail(diag, err,
				 "log buffer of %" PRIu32 " bytes at 0x%" PRIx64
				 ": not all of it is mapped",
				 log->size, buffer);
	return 0;
}

int structured_open(struct structured *log, const struct space *space,
		    const struct vmcoreinfo *info, struct diag *diag)
{
	const char *base = vmcoreinfo_get(info, "SIZE(printk_log)") ? "printk_log"
								    : "log";
	int err;

	err = printk_numbers_read(info, numbers, ARRAY_SIZE(numbers), base, log, diag);
	if (err)
		return err;
	if (!numbers_agree(log))
		return diag_fail(diag, -EINVAL,
				 "vmcoreinfo: a field of struct %s lies outside of its "
				 "%" PRIu64 " bytes (at most %d)",
				 base, log->header_size, STRUCTURED_HEADER_MAX);
	if (!field_fits(log->caller_at, 4, log->header_size))
		log->caller_at = PRINTK_NO_NUMBER;
	/* facility and level are between dict_len and what follows it */
	log->has_level = log->header_size == log->dict_len_at + 4 ||
			 log->caller_at == log->dict_len_at + 4;
	log->space = *space;
	return buffer_map(log, diag);
}

void structured_close(struct structured *log)
{
	space_unmap(&log->data);
}

/* Both indices of one moment: the first is read again after the second. */
static int window_read(const struct structured *log, uint32_t *first, uint32_t *next)
{
	uint32_t again;
	int err, tries;

	err = space_read(&log->space, log->first_at, &again, sizeof(again));
	if (err)
		return err;
	for (tries = 0; tries < TRIES_MAX; tries++) {
		*first = again;
		err = space_read(&log->space, log->next_at, next, sizeof(*next));
		if (err)
			return err;
		err = space_read(&log->space, log->first_at, &again, sizeof(again));
		if (err)
			return err;
		if (again == *first)
			return *first < log->size && *next < log->size ? 0 : -EILSEQ;
	}
	return -EILSEQ;
}

static uint64_t field(const uint8_t *header, uint64_t at, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, header + at, size);
	return value;
}

static void record_fill(const struct structured *log, struct bytes text,
			struct printk_record *ret)
{
	const uint8_t *header = log->header;

	memset(ret, 0, sizeof(*ret));
	ret->ts_nsec = field(header, log->ts_at, 8);
	ret->has_time = true;
	ret->has_level = log->has_level;
	if (log->has_level) {
		ret->facility = header[log->dict_len_at + 2];
		ret->level = header[log->dict_len_at + 3] >> 5;
	}
	ret->has_caller = log->caller_at != PRINTK_NO_NUMBER;
	if (ret->has_caller)
		ret->caller_id = (uint32_t)field(header, log->caller_at, 4);
	ret->text = text;
}

/*
 * record_copy - what lies at the cursor, checked against nothing but the buffer's end
 * @len: bytes to the next record; 0: the next one is at 0
 * Return: 0, -EILSEQ (no record can look like that), or what a read said.
 */
static int record_copy(struct printk_reader *reader, struct printk_record *ret,
		       uint32_t *len)
{
	const struct structured *log = &reader->structured;
	uint8_t *header = reader->structured.header;
	uint64_t text, dict;
	int err;

	if (log->header_size > log->size - log->index)
		return -EILSEQ;
	err = space_map_read(&log->data, log->index, header, (size_t)log->header_size);
	if (err)
		return err;
	*len = (uint32_t)field(header, log->len_at, 2);
	if (!*len)
		return log->index ? 0 : -EILSEQ;
	text = field(header, log->text_len_at, 2);
	dict = field(header, log->dict_len_at, 2);
	/* the last one is followed by at least a header of length 0 */
	if (log->header_size + text + dict > *len || *len >= log->size - log->index)
		return -EILSEQ;
	err = space_map_read(&log->data, log->index + log->header_size, reader->text,
			     (size_t)text);
	if (err)
		return err;
	record_fill(log, (struct bytes){ reader->text, (size_t)text }, ret);
	return 0;
}

/*
 * cursor_is_record - does one of the records from @first to @next begin at the cursor?
 *
 * Only the way from the oldest record on tells: the ring is nearly always full, so an
 * index by itself may be inside of a younger record's text. One turn at most.
 */
static bool cursor_is_record(const struct structured *log, uint32_t first, uint32_t next)
{
	uint32_t at = first, turned = 0;
	uint16_t len;

	while (at != log->index) {
		if (at == next || log->header_size > log->size - at ||
		    space_map_read(&log->data, at + log->len_at, &len, sizeof(len)))
			return false;
		if (len < log->header_size && (len || turned++))
			return false;
		if (len >= log->size - at)
			return false;
		at = len ? at + len : 0;
	}
	return true;
}

/* Is the record before the cursor as it was? Its indices may be, after a turn. */
static bool last_is_there(const struct structured *log)
{
	uint8_t header[STRUCTURED_HEADER_MAX];
	const size_t size = (size_t)log->header_size;

	return !log->has_last || (!space_map_read(&log->data, log->last, header, size) &&
				  !memcmp(header, log->header, size));
}

/*
 * cursor_is_valid - was nothing between the last record and the cursor overwritten?
 *
 * At the end of the log the record before the cursor is the newest: it must be there.
 */
static bool cursor_is_valid(const struct structured *log, uint32_t first, uint32_t next)
{
	const bool is_there = last_is_there(log);

	if (is_there && (first == log->first || (log->index == next && log->has_last)))
		return true;
	return log->index != next && cursor_is_record(log, first, next);
}

/* Puts the cursor to a record that is there now; -EAGAIN when there is nothing newer. */
static int window_enter(struct printk_reader *reader, uint32_t first, uint32_t next)
{
	struct structured *log = &reader->structured;

	if (!log->is_started) {
		log->is_started = true;
		log->index = first;
	} else if (!cursor_is_valid(log, first, next)) {
		reader->lost++; /* at least */
		log->index = first;
	}
	log->first = first;
	return log->index == next ? -EAGAIN : 0;
}

/*
 * record_try - what lies at the cursor, if it was not overwritten meanwhile
 * @len: as record_copy() says
 * Return: 0, 1 (overwritten: again), -EAGAIN, -EILSEQ, or what a read said.
 */
static int record_try(struct printk_reader *reader, struct printk_record *ret,
		      uint32_t *len)
{
	struct structured *log = &reader->structured;
	uint32_t first, next;
	int err, bad;

	err = window_read(log, &first, &next);
	if (err)
		return err;
	err = window_enter(reader, first, next);
	if (err)
		return err;
	log->has_last = false;
	bad = record_copy(reader, ret, len);
	if (bad && bad != -EILSEQ)
		return bad;
	log->has_last = true;
	log->last = log->index;
	err = window_read(log, &first, &next);
	if (err)
		return err;
	/* the writer moves the index over a record before it overwrites it */
	if (first != log->first || !last_is_there(log)) {
		log->has_last = false;
		log->first = UINT32_MAX; /* gone the way again, whatever it is */
		return 1;
	}
	/* over the end of the log: it would go round and round */
	if (bad || (log->index < next && (!*len || *len > next - log->index)))
		return -EILSEQ;
	return 0;
}

int structured_next(struct printk_reader *reader, struct printk_record *ret)
{
	struct structured *log = &reader->structured;
	struct printk_record record;
	uint32_t len;
	int err, tries;

	for (tries = 0; tries < TRIES_MAX; tries++) {
		err = record_try(reader, &record, &len);
		if (err < 0)
			return err;
		if (err)
			continue;
		if (!len) {
			log->index = 0;
			continue;
		}
		log->index += len;
		record.seq = reader->seq++;
		record.lost = reader->lost;
		reader->lost = 0;
		*ret = record;
		return 0;
	}
	return -EILSEQ;
}
