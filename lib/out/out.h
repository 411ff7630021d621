/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * out.h - standard output: what a program tells, and whether it arrived
 *
 * In: text. Out: the text on descriptor 1, or why not: the first failure counts.
 * Who is asked something fails when the answer cannot be told (out_end); who is asked to
 * do something and did it has done it, told or not (out_told).
 */
#ifndef MINT_OUT_OUT_H
#define MINT_OUT_OUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/diag.h"

/* One for a program; main() has it. */
struct out {
	FILE *stream;	    /* what is printed to instead of stdout */
	int err;	    /* negative errno of the first write that failed */
	bool may_be_broken; /* a reader that went away ends who was asked (SIGPIPE) */
};

/**
 * out_begin - before anything else is opened
 *
 * Descriptors 0 to 2 that are closed are occupied by one that nothing can be read from or
 * written to: what is opened later must not be taken for standard output, not even by a
 * message. From here on no write ends the program by SIGPIPE.
 * Return: 0, -ENOMEM.
 */
int out_begin(struct out *ret);

/**
 * out_end - what was asked for has been printed: has it arrived?
 *
 * Dies of SIGPIPE as other programs do when the reader is gone. May be called again after
 * more was printed.
 * Return: 0, or -EIO with "standard output: why" in @diag, whatever the cause is: no
 * other errno that has a meaning for the caller.
 */
int out_end(struct out *out, struct diag *diag);

/**
 * out_told - what was done has been printed; when it did not arrive that is a warning
 * @format: what was done, for the warning
 */
void out_told(struct out *out, struct diag *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** out_flush - what was printed is written; 0, or -errno of the first failure so far */
int out_flush(struct out *out);

/** out_close - what main() calls last; nothing may be left to be told */
void out_close(struct out *out);

#endif
