/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * legacy.c - the log of kernels before 3.5: one ring of characters
 *
 * In: vmcoreinfo, log_buf, log_end and logged_chars in the kernel's memory.
 * Out: its lines as records; "<level>" and "[seconds.microseconds]" are taken off.
 * Ref: Linux 3.4 kernel/printk.c (LOG_BUF, log_end, logged_chars).
 *
 * log_end counts characters since boot, modulo 2^32; the last min(logged_chars,
 * log_buf_len) of them are in the ring. Made for dead kernels.
 */
#include "printk/legacy.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "printk/numbers.h"

#define LOG_SIZE_MAX (UINT32_C(1) << 31)
#define LINE_USUAL   512 /* tried first: most lines are shorter */

#define AT(member) offsetof(struct legacy, member)

static const struct printk_number numbers[] = {
	{ VMCOREINFO_SYMBOL, false, "log_buf", AT(log_buf) },
	{ VMCOREINFO_SYMBOL, false, "log_buf_len", AT(log_buf_len) },
	{ VMCOREINFO_SYMBOL, false, "log_end", AT(log_end) },
	{ VMCOREINFO_SYMBOL, false, "logged_chars", AT(logged_chars) },
};

static int variables_read(struct legacy *log, const struct space *space, uint64_t *buffer,
			  uint32_t *chars)
{
	int err = space_read(space, log->log_buf, buffer, sizeof(*buffer));

	if (err)
		return err;
	err = space_read(space, log->log_buf_len, &log->size, sizeof(log->size));
	if (err)
		return err;
	err = space_read(space, log->log_end, &log->end, sizeof(log->end));
	if (err)
		return err;
	return space_read(space, log->logged_chars, chars, sizeof(*chars));
}

int legacy_open(struct legacy *log, const struct space *space,
		const struct vmcoreinfo *info, struct diag *diag)
{
	uint64_t buffer;
	uint32_t chars;
	int err;

	err = printk_numbers_read(info, numbers, ARRAY_SIZE(numbers), "", log, diag);
	if (err)
		return err;
	err = variables_read(log, space, &buffer, &chars);
	if (err)
		return diag_fail(
			diag, err,
			"log_buf, log_buf_len, log_end or logged_chars cannot be read");
	if (!log->size || log->size > LOG_SIZE_MAX || (log->size & (log->size - 1)))
		return diag_fail(diag, -EINVAL,
				 "log buffer of %" PRIu32 " bytes: a power of two up to "
				 "%" PRIu32 " is possible",
				 log->size, LOG_SIZE_MAX);
	log->left = chars < log->size ? chars : log->size;
	err = space_map(space, buffer, log->size, &log->data);
	if (err)
		return diag_fail(diag, err,
				 "log buffer of %" PRIu32 " bytes at 0x%" PRIx64
				 ": not all of it is mapped",
				 log->size, buffer);
	return 0;
}

void legacy_close(struct legacy *log)
{
	space_unmap(&log->data);
}

/* @size characters from the cursor on, across the end of the ring. */
static int chars_read(const struct legacy *log, uint8_t *to, uint32_t size)
{
	uint32_t at = (log->end - log->left) & (log->size - 1);
	uint32_t run = size < log->size - at ? size : log->size - at;
	int err = space_map_read(&log->data, at, to, run);

	return err ? err : space_map_read(&log->data, 0, to + run, size - run);
}

/*
 * line_read - the line at the cursor
 * @ret: its length; @is_whole: a newline follows
 */
static int line_read(const struct legacy *log, uint8_t *text, uint32_t *ret,
		     bool *is_whole)
{
	static const uint32_t tries[] = { LINE_USUAL, PRINTK_TEXT_MAX };
	const uint8_t *end;
	uint32_t size = 0;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(tries); i++) {
		size = log->left < tries[i] ? log->left : tries[i];
		err = chars_read(log, text, size);
		if (err)
			return err;
		end = memchr(text, '\n', size);
		if (end) {
			*ret = (uint32_t)(end - text);
			*is_whole = true;
			return 0;
		}
	}
	*ret = size;
	*is_whole = false;
	return 0;
}

/* Digits at @at: how many (at most nine), their value in @ret. */
static size_t digits(struct bytes text, size_t at, uint64_t *ret)
{
	size_t i;

	*ret = 0;
	for (i = 0; i < 9 && at + i < text.size; i++) {
		if (text.data[at + i] < '0' || text.data[at + i] > '9')
			break;
		*ret = *ret * 10 + (uint64_t)(text.data[at + i] - '0');
	}
	return i;
}

static bool char_is(struct bytes text, size_t at, char c)
{
	return at < text.size && text.data[at] == (uint8_t)c;
}

static void text_drop(struct bytes *text, size_t size)
{
	text->data += size;
	text->size -= size;
}

/* "<30>": facility * 8 + level */
static void level_take(struct printk_record *record)
{
	uint64_t value;
	size_t size;

	if (!char_is(record->text, 0, '<'))
		return;
	size = digits(record->text, 1, &value);
	if (!size || !char_is(record->text, 1 + size, '>') || value > 255 * 8 + 7)
		return;
	record->has_level = true;
	record->level = (uint8_t)(value & 7);
	record->facility = (uint8_t)(value >> 3);
	text_drop(&record->text, size + 2);
}

/* "[    1.234567] ", only with printk.time */
static void time_take(struct printk_record *record)
{
	uint64_t seconds, micro;
	size_t at = 1, size;

	if (!char_is(record->text, 0, '['))
		return;
	while (char_is(record->text, at, ' '))
		at++;
	size = digits(record->text, at, &seconds);
	at += size;
	if (!size || !char_is(record->text, at, '.') ||
	    digits(record->text, at + 1, &micro) != 6 ||
	    !char_is(record->text, at + 7, ']') || !char_is(record->text, at + 8, ' '))
		return;
	record->has_time = true;
	record->ts_nsec = seconds * UINT64_C(1000000000) + micro * 1000;
	text_drop(&record->text, at + 9);
}

int legacy_next(struct printk_reader *reader, struct printk_record *ret)
{
	struct legacy *log = &reader->legacy;
	struct printk_record record = { 0 };
	bool is_whole;
	uint32_t size;
	int err;

	if (!log->left)
		return -EAGAIN;
	err = line_read(log, reader->text, &size, &is_whole);
	if (err)
		return err;
	log->left -= size + (is_whole ? 1 : 0);
	record.is_partial = !is_whole;
	record.text = (struct bytes){ reader->text, size };
	level_take(&record);
	time_take(&record);
	record.seq = reader->seq++;
	*ret = record;
	return 0;
}
