/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bytes.h - bounded views of memory, and a buffer that grows
 *
 * In: memory that somebody else owns (struct bytes), bytes to append (struct buffer).
 * Out: little-endian fields, never past the end.
 */
#ifndef MINT_BASE_BYTES_H
#define MINT_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view: does not own what it points to. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

/* Owns @data; grows by appending; zero-initialise to start. */
struct buffer {
	uint8_t *data;
	size_t size;
	size_t room;
};

static inline struct bytes buffer_view(const struct buffer *buffer)
{
	return (struct bytes){ buffer->data, buffer->size };
}

/** bytes_has - are the @size bytes at @offset inside? No overflow for any values. */
static inline bool bytes_has(struct bytes view, uint64_t offset, uint64_t size)
{
	return offset <= view.size && size <= view.size - offset;
}

/**
 * bytes_sub - part of a view
 * Return: 0 or -ERANGE; @ret is written only on success.
 */
int bytes_sub(struct bytes view, uint64_t offset, uint64_t size, struct bytes *ret);

/** bytes_get_* - a little-endian field at @offset; 0, or -ERANGE. */
int bytes_get_u8(struct bytes view, uint64_t offset, uint8_t *ret);
int bytes_get_u16(struct bytes view, uint64_t offset, uint16_t *ret);
int bytes_get_u32(struct bytes view, uint64_t offset, uint32_t *ret);
int bytes_get_u64(struct bytes view, uint64_t offset, uint64_t *ret);

/** bytes_find - offset of the first @needle at or after @from, or SIZE_MAX. */
size_t bytes_find(struct bytes view, size_t from, const void *needle, size_t size);

/**
 * buffer_append - copy @size bytes behind the end (@data NULL: zeros)
 * Return: 0 or -ENOMEM (the buffer is then unchanged).
 */
int buffer_append(struct buffer *buffer, const void *data, size_t size);

/** buffer_reserve - make room for @size bytes in all; 0 or -ENOMEM. */
int buffer_reserve(struct buffer *buffer, size_t size);

/** buffer_printf - append formatted text without its terminating NUL; 0 or -ENOMEM. */
int buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void buffer_free(struct buffer *buffer);

/** bytes_digit - what a digit stands for, of any base up to 16; -1: it is none */
int bytes_digit(char c);

/** put_le* - store little-endian at any alignment. */
static inline void put_le16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

static inline void put_le32(uint8_t *at, uint32_t value)
{
	put_le16(at, (uint16_t)value);
	put_le16(at + 2, (uint16_t)(value >> 16));
}

static inline void put_le64(uint8_t *at, uint64_t value)
{
	put_le32(at, (uint32_t)value);
	put_le32(at + 4, (uint32_t)(value >> 32));
}

#endif
