/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * version.c - the release string of a Linux kernel, and its number
 *
 * In: "6.1.0-56-amd64 (debian-kernel@…) #1 SMP …" of the setup header or the banner.
 * Out: "6.1.0-56-amd64" and 0x060100.
 * Ref: Linux init/version-timestamp.c (banner), arch/x86/boot/version.c (setup).
 */
#include "image/version.h"

#include <errno.h>
#include <string.h>

/* Decimal number at *@at, moved behind it; saturates well above what is asked for. */
static int number_parse(struct bytes text, size_t *at, uint32_t *ret)
{
	uint32_t value = 0;
	size_t start = *at;

	while (*at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9') {
		if (value < 100000)
			value = value * 10 + (uint32_t)(text.data[*at] - '0');
		(*at)++;
	}
	if (*at == start)
		return -EINVAL;
	*ret = value;
	return 0;
}

static bool dot_skip(struct bytes text, size_t *at)
{
	if (*at >= text.size || text.data[*at] != '.')
		return false;
	(*at)++;
	return true;
}

/* Bytes up to the first blank or NUL; SIZE_MAX when one of them is not printable. */
static size_t release_size(struct bytes text)
{
	size_t size = 0;

	while (size < text.size && text.data[size] != ' ' && text.data[size] != '\0' &&
	       text.data[size] != '\n') {
		/* It ends on terminals and in logs: no control bytes, no escapes. */
		if (text.data[size] < 0x21 || text.data[size] > 0x7e)
			return SIZE_MAX;
		if (++size >= IMAGE_RELEASE_MAX)
			return SIZE_MAX;
	}
	return size;
}

int version_parse(struct bytes text, char release[IMAGE_RELEASE_MAX], uint32_t *version)
{
	uint32_t major, minor, patch = 0;
	size_t size = release_size(text);
	size_t at = 0;

	if (size == SIZE_MAX)
		return -EINVAL;
	text.size = size;
	if (number_parse(text, &at, &major) || !dot_skip(text, &at) ||
	    number_parse(text, &at, &minor))
		return -EINVAL;
	if (major > 0xffff || minor > 0xff)
		return -EINVAL;
	/* "5.10-rc1" has no third number: it counts as 0. */
	if (dot_skip(text, &at) && number_parse(text, &at, &patch))
		patch = 0;
	if (patch > 255)
		patch = 255; /* as KERNEL_VERSION() saturates the sublevel */
	memcpy(release, text.data, size);
	release[size] = '\0';
	*version = major << 16 | minor << 8 | patch;
	return 0;
}
