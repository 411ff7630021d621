/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * diag.c - the text that goes with an error, carried by the caller
 *
 * In: printf-style pieces. Out: one error line, a bounded list of warnings.
 */
#include "base/diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * One line is one line, and no order to a terminal: whatever a path or a file has in it.
 * 0xc2 0x80 to 0x9f are the control characters of ISO 6429 in UTF-8; 0x9b is "ESC [".
 */
static void line_clean(char *line)
{
	unsigned char *at = (unsigned char *)line;

	for (; *at; at++) {
		if (*at < 0x20 || *at == 0x7f)
			*at = '?';
		else if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
			at[0] = at[1] = '?';
	}
}

int diag_fail(struct diag *diag, int err, const char *format, ...)
{
	va_list args;

	if (!diag || diag->line[0])
		return err;
	va_start(args, format);
	vsnprintf(diag->line, sizeof(diag->line), format, args);
	va_end(args);
	line_clean(diag->line);
	return err;
}

void diag_context(struct diag *diag, const char *format, ...)
{
	char context[DIAG_LINE_MAX];
	va_list args;
	size_t size, keep;

	if (!diag || !diag->line[0])
		return;
	va_start(args, format);
	vsnprintf(context, sizeof(context) - 2, format, args);
	va_end(args);
	line_clean(context);
	size = strlen(context);
	memcpy(context + size, ": ", 2);
	size += 2;

	/* A line that gets too long loses its end: the context says which file. */
	keep = strlen(diag->line);
	if (keep > sizeof(diag->line) - 1 - size)
		keep = sizeof(diag->line) - 1 - size;
	memmove(diag->line + size, diag->line, keep);
	memcpy(diag->line, context, size);
	diag->line[size + keep] = '\0';
}

void diag_warn(struct diag *diag, const char *format, ...)
{
	char line[DIAG_LINE_MAX];
	va_list args;
	char *copy;

	if (!diag || diag->nr_warnings == DIAG_WARNINGS_MAX)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	line_clean(line);
	copy = strdup(line);
	if (copy)
		diag->warning[diag->nr_warnings++] = copy;
}

void diag_clear(struct diag *diag)
{
	size_t i;

	if (!diag)
		return;
	for (i = 0; i < diag->nr_warnings; i++)
		free(diag->warning[i]);
	memset(diag, 0, sizeof(*diag));
}
