/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bytes.c - bounded views of memory, and a buffer that grows
 *
 * In: a view and an offset that may come from a hostile file.
 * Out: fields, sub-views, or -ERANGE; a buffer that is unchanged when memory is short.
 */
#include "base/bytes.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_ROOM_MIN 64

int bytes_sub(struct bytes view, uint64_t offset, uint64_t size, struct bytes *ret)
{
	if (!bytes_has(view, offset, size))
		return -ERANGE;
	/* NULL + 0 is not defined in C, and an empty view may well be NULL. */
	*ret = (struct bytes){ view.data ? view.data + offset : NULL, (size_t)size };
	return 0;
}

static int bytes_get(struct bytes view, uint64_t offset, unsigned int width,
		     uint64_t *ret)
{
	uint64_t value = 0;

	if (!bytes_has(view, offset, width))
		return -ERANGE;
	while (width--)
		value = value << 8 | view.data[offset + width];
	*ret = value;
	return 0;
}

int bytes_get_u8(struct bytes view, uint64_t offset, uint8_t *ret)
{
	uint64_t value;
	int err = bytes_get(view, offset, sizeof(*ret), &value);

	if (err)
		return err;
	*ret = (uint8_t)value;
	return 0;
}

int bytes_get_u16(struct bytes view, uint64_t offset, uint16_t *ret)
{
	uint64_t value;
	int err = bytes_get(view, offset, sizeof(*ret), &value);

	if (err)
		return err;
	*ret = (uint16_t)value;
	return 0;
}

int bytes_get_u32(struct bytes view, uint64_t offset, uint32_t *ret)
{
	uint64_t value;
	int err = bytes_get(view, offset, sizeof(*ret), &value);

	if (err)
		return err;
	*ret = (uint32_t)value;
	return 0;
}

int bytes_get_u64(struct bytes view, uint64_t offset, uint64_t *ret)
{
	return bytes_get(view, offset, sizeof(*ret), ret);
}

size_t bytes_find(struct bytes view, size_t from, const void *needle, size_t size)
{
	const uint8_t *at;

	if (!bytes_has(view, from, size))
		return SIZE_MAX;
	if (!size)
		return from;
	at = memmem(view.data + from, view.size - from, needle, size);
	return at ? (size_t)(at - view.data) : SIZE_MAX;
}

int buffer_reserve(struct buffer *buffer, size_t size)
{
	size_t room = buffer->room ? buffer->room : BUFFER_ROOM_MIN;
	uint8_t *data;

	if (size <= buffer->room)
		return 0;
	/* No object is larger: asking realloc() for it is an error of its own. */
	if (size > PTRDIFF_MAX)
		return -ENOMEM;
	/* Doubling keeps a long run of small appends linear. */
	while (room < size)
		room = room > PTRDIFF_MAX / 2 ? size : room * 2;
	data = realloc(buffer->data, room);
	if (!data)
		return -ENOMEM;
	buffer->data = data;
	buffer->room = room;
	return 0;
}

int buffer_append(struct buffer *buffer, const void *data, size_t size)
{
	int err;

	if (!size)
		return 0;
	if (size > SIZE_MAX - buffer->size)
		return -ENOMEM;
	err = buffer_reserve(buffer, buffer->size + size);
	if (err)
		return err;
	if (data)
		memcpy(buffer->data + buffer->size, data, size);
	else
		memset(buffer->data + buffer->size, 0, size);
	buffer->size += size;
	return 0;
}

int buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	int length, err;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= SIZE_MAX - buffer->size)
		return -ENOMEM;
	/* One more than is kept: vsnprintf() always writes its NUL. */
	err = buffer_reserve(buffer, buffer->size + (size_t)length + 1);
	if (err)
		return err;
	va_start(args, format);
	vsnprintf((char *)buffer->data + buffer->size, (size_t)length + 1, format, args);
	va_end(args);
	buffer->size += (size_t)length;
	return 0;
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}

int bytes_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}
