/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * row.h - one row of the examination: a verdict, what is there, what to do
 *
 * In: words. Out: struct check_row.
 */
#ifndef MINT_CHECK_ROW_H
#define MINT_CHECK_ROW_H

#include "machine/machine.h"

#define CHECK_ASK_MODULE "modprobe mint (as root), and check again"

#define CHECK_TEXT_MAX 512

enum check_verdict {
	CHECK_PASS,
	CHECK_WARN,    /* works, with a danger or without devices, say */
	CHECK_FAIL,    /* no OS can run beside this one */
	CHECK_UNKNOWN, /* root or the module would know */
};

struct check_row {
	const char *id; /* "memory"; static */
	enum check_verdict verdict;
	char detail[CHECK_TEXT_MAX]; /* what is there, with numbers */
	char advice[CHECK_TEXT_MAX]; /* what to do; "" nothing */
};

/* Fills a row in, but for its id, which the table in check.c has; 0, -ENOMEM. */
typedef int check_fn(const struct machine *machine, struct check_row *row);

/** check_verdict_name - "PASS", "WARN", "FAIL", "UNKNOWN" */
const char *check_verdict_name(enum check_verdict verdict);

/** check_detail - verdict and what is there */
void check_detail(struct check_row *row, enum check_verdict verdict, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

/** check_advice - what to do */
void check_advice(struct check_row *row, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
