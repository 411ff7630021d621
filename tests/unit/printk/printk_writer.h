/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * printk_writer.h - the writer of a fake kernel's log
 *
 * In: struct fake. Out: records in its ring, by the lockless protocol; tests step it by
 * hand or run it in a thread. Ref: Linux kernel/printk/printk_ringbuffer.c for what a
 * writer does in which order.
 */
#ifndef MINT_TESTS_PRINTK_WRITER_H
#define MINT_TESTS_PRINTK_WRITER_H

#include <stdbool.h>

#include "tests/unit/printk/printk_builder.h"

/* A record between reserve and commit. */
struct fake_entry {
	uint64_t id;
	uint64_t seq;
	uint64_t at; /* text in @ram; 0: it has none */
	uint64_t room;
};

/* The writer: false when the oldest record is not finished and is in the way. */
bool fake_reserve(struct fake *fake, size_t size, struct fake_entry *ret);
void fake_text(struct fake *fake, const struct fake_entry *entry, const void *text,
	       size_t size);
void fake_commit(struct fake *fake, const struct fake_entry *entry, bool is_final);

/* Record number n has a text, level and time of its own. */
size_t record_text(uint64_t seq, char text[256]);
bool fake_write(struct fake *fake); /* reserve, text, commit final */

#endif
