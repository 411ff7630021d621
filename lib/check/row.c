/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * row.c - one row of the examination: a verdict, what is there, what to do
 *
 * In: words. Out: struct check_row.
 */
#include "check/row.h"

#include <stdarg.h>
#include <stdio.h>

const char *check_verdict_name(enum check_verdict verdict)
{
	static const char *const names[] = {
		[CHECK_PASS] = "PASS",
		[CHECK_WARN] = "WARN",
		[CHECK_FAIL] = "FAIL",
		[CHECK_UNKNOWN] = "UNKNOWN",
	};

	return names[verdict];
}

void check_detail(struct check_row *row, enum check_verdict verdict, const char *format,
		  ...)
{
	va_list args;

	row->verdict = verdict;
	va_start(args, format);
	vsnprintf(row->detail, sizeof(row->detail), format, args);
	va_end(args);
}

void check_advice(struct check_row *row, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(row->advice, sizeof(row->advice), format, args);
	va_end(args);
}
