/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash_window.c - what crashkernel= of an OS wants below 4 GiB
 *
 * In: its command line. Out: bytes.
 * Ref: crash_window.h.
 */
#include "plan/mint/crash_window.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "base/prange.h"

#define VALUE_MAX    128
#define LOW_STANDARD (UINT64_C(256) << 20) /* DEFAULT_CRASH_KERNEL_LOW_SIZE */
#define RAM_ROUND    (UINT64_C(128) << 20)

/* The last of each kind, as Linux takes them. */
struct crash_asked {
	char plain[VALUE_MAX], high[VALUE_MAX], low[VALUE_MAX];
};

/* As memparse() of Linux: a number of any base, and K, M, G or T. */
static bool size_read(const char **text, uint64_t *ret)
{
	static const char units[] = "KMGTkmgt";
	unsigned int shift;
	const char *unit;
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	*ret = strtoull(*text, &end, 0);
	unit = *end ? strchr(units, *end) : NULL;
	shift = unit ? 10 * (unsigned int)((unit - units) % 4 + 1) : 0;
	*text = end + (unit ? 1 : 0);
	if (errno || *ret > UINT64_MAX >> shift)
		return false;
	*ret <<= shift;
	return true;
}

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), part = strlen(end);

	return size >= part && !strcmp(text + size - part, end);
}

static void value_take(const char *value, struct crash_asked *ret)
{
	char *place = ret->plain;

	if (ends_with(value, ",cma"))
		return;
	if (ends_with(value, ",high"))
		place = ret->high;
	else if (ends_with(value, ",low"))
		place = ret->low;
	memcpy(place, value, strlen(value) + 1); /* both have VALUE_MAX bytes */
}

static void asked_find(const char *cmdline, struct crash_asked *ret)
{
	struct cmdline_token token;

	*ret = (struct crash_asked){ 0 };
	while (cmdline_next(&cmdline, &token)) {
		char value[VALUE_MAX] = "";

		if (!cmdline_key_is(&token, "crashkernel") || !token.value ||
		    token.value_size >= sizeof(value))
			continue;
		memcpy(value, token.value, token.value_size);
		value_take(value, ret);
	}
}

/* "512M-2G:64M,2G-:128M": the range that @ram is in. */
static uint64_t ranges_read(const char *text, uint64_t ram)
{
	do {
		uint64_t start, end = UINT64_MAX, size;

		if (!size_read(&text, &start) || *text++ != '-')
			return 0;
		if (*text != ':' && !size_read(&text, &end))
			return 0;
		if (*text++ != ':' || !size_read(&text, &size))
			return 0;
		if (ram >= start && ram < end)
			return strchr(text, '@') ? 0 : size;
	} while (*text++ == ',');
	return 0;
}

static uint64_t plain_read(const char *text, uint64_t ram)
{
	uint64_t size;

	if (strchr(text, ':'))
		return ranges_read(text, align_up(ram, RAM_ROUND));
	return size_read(&text, &size) && !*text ? size : 0;
}

uint64_t crash_window_size(const char *cmdline, uint64_t ram)
{
	struct crash_asked asked;
	const char *low, *high;
	uint64_t size = 0, high_size;

	asked_find(cmdline, &asked);
	low = asked.low;
	high = asked.high;
	if (*asked.plain)
		size = plain_read(asked.plain, ram);
	else if (*high && size_read(&high, &high_size) && high_size)
		size = *low && size_read(&low, &size) ? size : LOW_STANDARD;
	/* Linux refuses more than there is. */
	return size < ram ? align_up(size, CRASH_WINDOW_ALIGN) : 0;
}
