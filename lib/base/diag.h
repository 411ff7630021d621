/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * diag.h - the text that goes with an error, carried by the caller
 *
 * Library code never prints: it returns a negative errno and leaves one line here.
 * Only main() prints it, once: "kexec: <line>". Warnings and notes are kept apart
 * and printed before it. Control characters, of a path say, become '?' in all of them.
 */
#ifndef MINT_BASE_DIAG_H
#define MINT_BASE_DIAG_H

#include <stdarg.h>
#include <stddef.h>

#define DIAG_LINE_MAX	  1024
#define DIAG_WARNINGS_MAX 32

struct diag {
	char line[DIAG_LINE_MAX];	  /* the error; "" when there is none */
	char *warning[DIAG_WARNINGS_MAX]; /* owned; NULL-free up to nr_warnings */
	size_t nr_warnings;
};

/**
 * diag_fail - record the error line and hand its errno back
 * @err: negative errno, returned as it is, so that callers write
 *       `return diag_fail(diag, -EINVAL, "…")`
 *
 * The first line recorded wins: the cause is nearer the bottom. @diag may be NULL.
 */
int diag_fail(struct diag *diag, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** diag_context - put "<context>: " before the recorded line (a file name, say). */
void diag_context(struct diag *diag, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** diag_warn - record one warning line; beyond DIAG_WARNINGS_MAX they are dropped. */
void diag_warn(struct diag *diag, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void diag_clear(struct diag *diag);

#endif
