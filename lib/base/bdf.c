/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bdf.c - the address of a PCI function: segment, bus, device, function
 *
 * In: text as lspci and sysfs write it. Out: numbers, and text again.
 */
#include "base/bdf.h"

#include <errno.h>
#include <stdio.h>

#include "base/bytes.h"

/* Exactly @digits digits and then @end, which is not looked for when it is 0. */
static bool field_read(const char **at, const char *stop, unsigned int digits, char end,
		       unsigned int *ret)
{
	unsigned int value = 0;

	if (stop - *at < (ptrdiff_t)digits + (end ? 1 : 0))
		return false;
	for (unsigned int i = 0; i < digits; i++) {
		int digit = bytes_digit(*(*at)++);

		if (digit < 0)
			return false;
		value = value << 4 | (unsigned int)digit;
	}
	*ret = value;
	return !end || *(*at)++ == end;
}

int bdf_parse(const char *text, size_t size, struct bdf *ret)
{
	const char *at = text, *stop = text + size;
	unsigned int segment = 0, bus, device, function;

	if (size == BDF_TEXT_SIZE - 1 && !field_read(&at, stop, 4, ':', &segment))
		return -EINVAL;
	if (!field_read(&at, stop, 2, ':', &bus) ||
	    !field_read(&at, stop, 2, '.', &device) ||
	    !field_read(&at, stop, 1, 0, &function) || at != stop)
		return -EINVAL;
	if (device > 31 || function > 7)
		return -EINVAL;
	*ret = (struct bdf){ (uint16_t)segment, (uint8_t)bus, (uint8_t)device,
			     (uint8_t)function };
	return 0;
}

const char *bdf_text(struct bdf bdf, char text[BDF_TEXT_SIZE])
{
	snprintf(text, BDF_TEXT_SIZE, "%04x:%02x:%02x.%x", bdf.segment, bdf.bus,
		 bdf.device & 31u, bdf.function & 7u);
	return text;
}
