/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * log_print.c - records of a kernel log for people and for programs
 *
 * In: struct printk_record. Out: lines.
 * Ref: log_print.h; Linux Documentation/ABI/testing/dev-kmsg (\xNN escapes).
 */
#include "mint/ctl/look/log_print.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>

#include "base/cleanup.h"

/* A backslash is escaped only where a reader would take it for one of ours. */
static bool is_plain(const struct bytes *text, size_t at)
{
	uint8_t c = text->data[at];

	if (c == '\\')
		return at + 1 == text->size || text->data[at + 1] != 'x';
	return c == '\t' || (c >= 0x20 && c < 0x7f);
}

/* One line's characters; @ret_next: behind its newline, or the text's size + 1. */
static int line_escape(const struct bytes *text, size_t from, struct buffer *to,
		       size_t *ret_next)
{
	size_t i;

	for (i = from; i < text->size && text->data[i] != '\n'; i++) {
		int err = is_plain(text, i) ? buffer_append(to, &text->data[i], 1)
					    : buffer_printf(to, "\\x%02x", text->data[i]);

		if (err)
			return err;
	}
	*ret_next = i + 1;
	return 0;
}

/* One line of the text with its time; @at moves on as line_escape() has it. */
static int line_make(const struct printk_record *record, size_t *at, struct buffer *line)
{
	int err;

	line->size = 0;
	err = buffer_printf(line, "[%5" PRIu64 ".%06" PRIu64 "] ",
			    record->ts_nsec / 1000000000,
			    record->ts_nsec / 1000 % 1000000);
	if (err)
		return err;
	err = line_escape(&record->text, *at, line, at);
	return err ? err : buffer_append(line, "\n", 1);
}

int log_text_print(FILE *to, const struct printk_record *record)
{
	CLEANUP(buffer_free) struct buffer line = { 0 };
	size_t at = 0;
	int err;

	do {
		err = line_make(record, &at, &line);
		if (err)
			return err;
		if (fwrite(line.data, 1, line.size, to) != line.size)
			return -EIO;
	} while (at <= record->text.size);
	return 0;
}

static json_t *caller_json(const struct printk_record *record)
{
	uint32_t id = record->caller_id & ~PRINTK_CALLER_CPU;

	if (!record->has_caller)
		return json_null();
	return json_sprintf("%c%u", record->caller_id & PRINTK_CALLER_CPU ? 'C' : 'T',
			    id);
}

static json_t *text_json(const struct printk_record *record)
{
	CLEANUP(buffer_free) struct buffer text = { 0 };
	size_t at = 0;

	for (;;) {
		if (line_escape(&record->text, at, &text, &at))
			return NULL;
		if (at > record->text.size)
			break;
		if (buffer_append(&text, "\n", 1))
			return NULL;
	}
	return json_stringn(text.data ? (const char *)text.data : "", text.size);
}

/* Names of drivers and devices are plain; anything else is left out. */
static json_t *word_json(const char *word)
{
	json_t *value = word[0] ? json_string(word) : NULL;

	return value ? value : json_null();
}

int log_json_print(FILE *to, const struct printk_record *record)
{
	json_t *level = record->has_level ? json_integer(record->level) : json_null();
	json_t *facility = record->has_level ? json_integer(record->facility)
					     : json_null();
	json_t *value = json_pack(
		"{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "seq",
		(json_int_t)record->seq, "ts_ns", (json_int_t)record->ts_nsec, "level",
		level, "facility", facility, "caller", caller_json(record), "subsystem",
		word_json(record->subsystem), "device", word_json(record->device), "lost",
		(json_int_t)record->lost, "text", text_json(record));
	int err;

	if (!value)
		return -ENOMEM;
	err = json_dumpf(value, to, JSON_COMPACT) || putc('\n', to) == EOF ? -EIO : 0;
	json_decref(value);
	return err;
}
