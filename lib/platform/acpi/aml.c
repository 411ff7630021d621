/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * aml.c - a small encoder of ACPI machine language
 *
 * In: constructs in the order in which AML is written. Out: bytes.
 * Ref: ACPI 6.4 sections 20.2.1 to 20.2.5, 6.1.5, 6.4.
 */
#include "platform/acpi/aml.h"

#include <errno.h>
#include <string.h>

/* Prefixes and operators, ACPI 6.4 section 20.3. */
enum {
	AML_ZERO = 0x00,
	AML_ONE = 0x01,
	AML_NAME = 0x08,
	AML_BYTE_PREFIX = 0x0a,
	AML_WORD_PREFIX = 0x0b,
	AML_DWORD_PREFIX = 0x0c,
	AML_STRING_PREFIX = 0x0d,
	AML_QWORD_PREFIX = 0x0e,
	AML_SCOPE = 0x10,
	AML_BUFFER = 0x11,
	AML_PACKAGE = 0x12,
	AML_METHOD = 0x14,
	AML_DUAL_NAME = 0x2e,
	AML_MULTI_NAME = 0x2f,
	AML_EXT = 0x5b,
	AML_EXT_REGION = 0x80,
	AML_EXT_FIELD = 0x81,
	AML_EXT_DEVICE = 0x82,
	AML_IF = 0xa0,
};

#define SEGMENT_SIZE		    4
#define SEGMENTS_MAX		    8
#define FIELD_DWORD_NOLOCK_PRESERVE 0x03
#define REGION_SYSTEM_MEMORY	    0x00

static void aml_fail(struct aml *aml, int err)
{
	if (!aml->err)
		aml->err = err;
}

static void aml_bytes(struct aml *aml, const void *data, size_t size)
{
	if (!aml->err)
		aml->err = buffer_append(&aml->out, data, size);
}

static void aml_byte(struct aml *aml, uint8_t value)
{
	aml_bytes(aml, &value, 1);
}

static void aml_le(struct aml *aml, uint64_t value, size_t size)
{
	uint8_t raw[8];

	put_le64(raw, value);
	aml_bytes(aml, raw, size);
}

void aml_op(struct aml *aml, enum aml_op op)
{
	aml_byte(aml, (uint8_t)op);
}

static bool char_is_lead(char c)
{
	return (c >= 'A' && c <= 'Z') || c == '_';
}

/* Reads one segment, padded; returns how many characters it was, 0 when it is wrong. */
static size_t segment_read(const char *text, uint8_t ret[SEGMENT_SIZE])
{
	size_t size = 0;

	memset(ret, '_', SEGMENT_SIZE);
	while (text[size] && text[size] != '.') {
		char c = text[size];

		if (size == SEGMENT_SIZE)
			return 0;
		if (!char_is_lead(c) && (!size || c < '0' || c > '9'))
			return 0;
		ret[size++] = (uint8_t)c;
	}
	return size;
}

void aml_path(struct aml *aml, const char *path)
{
	uint8_t segment[SEGMENTS_MAX][SEGMENT_SIZE];
	unsigned int count = 0;

	if (*path == '\\')
		aml_byte(aml, (uint8_t)*path++);
	for (;;) {
		size_t size = count < SEGMENTS_MAX ? segment_read(path, segment[count])
						   : 0;

		if (!size) {
			aml_fail(aml, -EINVAL);
			return;
		}
		count++;
		path += size;
		if (!*path)
			break;
		path++;
	}
	if (count == 2) {
		aml_byte(aml, AML_DUAL_NAME);
	} else if (count > 2) {
		aml_byte(aml, AML_MULTI_NAME);
		aml_byte(aml, (uint8_t)count);
	}
	aml_bytes(aml, segment, (size_t)count * SEGMENT_SIZE);
}

void aml_integer(struct aml *aml, uint64_t value)
{
	if (value <= 1) {
		aml_byte(aml, value ? AML_ONE : AML_ZERO);
	} else if (value <= UINT8_MAX) {
		aml_byte(aml, AML_BYTE_PREFIX);
		aml_le(aml, value, 1);
	} else if (value <= UINT16_MAX) {
		aml_byte(aml, AML_WORD_PREFIX);
		aml_le(aml, value, 2);
	} else if (value <= UINT32_MAX) {
		aml_byte(aml, AML_DWORD_PREFIX);
		aml_le(aml, value, 4);
	} else {
		aml_byte(aml, AML_QWORD_PREFIX);
		aml_le(aml, value, 8);
	}
}

void aml_string(struct aml *aml, const char *text)
{
	aml_byte(aml, AML_STRING_PREFIX);
	aml_bytes(aml, text, strlen(text) + 1);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Letters: 5 bits each, 'A' = 1; digits: 4 bits; false when @id is none. */
static bool eisa_id_parse(const char *id, uint32_t *ret)
{
	uint32_t value = 0;
	int i, digit;

	for (i = 0; i < 3; i++) {
		if (id[i] < 'A' || id[i] > 'Z')
			return false;
		value = value << 5 | (uint32_t)(id[i] - 'A' + 1);
	}
	for (; i < 7; i++) {
		digit = hex_digit(id[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*ret = value;
	return !id[i];
}

void aml_eisa_id(struct aml *aml, const char *id)
{
	uint32_t value;

	if (!eisa_id_parse(id, &value)) {
		aml_fail(aml, -EINVAL);
		return;
	}
	/* the DWORD is big-endian */
	aml_byte(aml, AML_DWORD_PREFIX);
	aml_le(aml, __builtin_bswap32(value), 4);
}

/* PkgLength of @value, which is stored as it is; returns its size, 0 when too large. */
static size_t pkg_length_encode(size_t value, size_t size, uint8_t ret[4])
{
	if (size == 1) {
		ret[0] = (uint8_t)value;
		return value < 1 << 6 ? 1 : 0;
	}
	if (value >> (8 * size - 4))
		return 0;
	ret[0] = (uint8_t)((size - 1) << 6 | (value & 0xf));
	for (size_t i = 1; i < size; i++)
		ret[i] = (uint8_t)(value >> (8 * i - 4));
	return size;
}

static void aml_open(struct aml *aml)
{
	if (aml->depth == AML_DEPTH_MAX)
		aml_fail(aml, -E2BIG);
	if (!aml->err)
		aml->open[aml->depth++] = aml->out.size;
}

void aml_close(struct aml *aml)
{
	uint8_t length[4];
	size_t start, content, size;

	if (!aml->err && !aml->depth)
		aml_fail(aml, -EINVAL);
	if (aml->err)
		return;
	start = aml->open[--aml->depth];
	content = aml->out.size - start;
	/* A package length counts its own bytes too. */
	for (size = 1; size <= sizeof(length); size++) {
		if (pkg_length_encode(content + size, size, length))
			break;
	}
	if (size > sizeof(length)) {
		aml_fail(aml, -E2BIG);
		return;
	}
	aml_bytes(aml, NULL, size);
	if (aml->err)
		return;
	memmove(aml->out.data + start + size, aml->out.data + start, content);
	memcpy(aml->out.data + start, length, size);
}

void aml_buffer(struct aml *aml, const void *data, size_t size)
{
	aml_byte(aml, AML_BUFFER);
	aml_open(aml);
	aml_integer(aml, size);
	aml_bytes(aml, data, size);
	aml_close(aml);
}

void aml_name(struct aml *aml, const char *path)
{
	aml_byte(aml, AML_NAME);
	aml_path(aml, path);
}

void aml_name_integer(struct aml *aml, const char *path, uint64_t value)
{
	aml_name(aml, path);
	aml_integer(aml, value);
}

void aml_scope_open(struct aml *aml, const char *path)
{
	aml_byte(aml, AML_SCOPE);
	aml_open(aml);
	aml_path(aml, path);
}

void aml_device_open(struct aml *aml, const char *path)
{
	aml_byte(aml, AML_EXT);
	aml_byte(aml, AML_EXT_DEVICE);
	aml_open(aml);
	aml_path(aml, path);
}

void aml_method_open(struct aml *aml, const char *path, unsigned int nr_args)
{
	if (nr_args > 7)
		aml_fail(aml, -EINVAL);
	aml_byte(aml, AML_METHOD);
	aml_open(aml);
	aml_path(aml, path);
	aml_byte(aml, (uint8_t)nr_args);
}

void aml_if_open(struct aml *aml)
{
	aml_byte(aml, AML_IF);
	aml_open(aml);
}

void aml_package_open(struct aml *aml, uint8_t nr_elements)
{
	aml_byte(aml, AML_PACKAGE);
	aml_open(aml);
	aml_byte(aml, nr_elements);
}

void aml_region(struct aml *aml, const char *path, uint64_t address, uint64_t size)
{
	aml_byte(aml, AML_EXT);
	aml_byte(aml, AML_EXT_REGION);
	aml_path(aml, path);
	aml_byte(aml, REGION_SYSTEM_MEMORY);
	aml_integer(aml, address);
	aml_integer(aml, size);
}

void aml_field_open(struct aml *aml, const char *region)
{
	aml_byte(aml, AML_EXT);
	aml_byte(aml, AML_EXT_FIELD);
	aml_open(aml);
	aml_path(aml, region);
	aml_byte(aml, FIELD_DWORD_NOLOCK_PRESERVE);
}

/* A field's width looks like a package length but counts bits, not itself. */
static void aml_field_bits(struct aml *aml, uint32_t bits)
{
	uint8_t length[4];
	size_t size;

	for (size = 1; size <= sizeof(length); size++) {
		if (pkg_length_encode(bits, size, length)) {
			aml_bytes(aml, length, size);
			return;
		}
	}
	aml_fail(aml, -E2BIG);
}

void aml_field_unit(struct aml *aml, const char *segment, uint32_t bits)
{
	uint8_t raw[SEGMENT_SIZE];

	if (segment_read(segment, raw) != SEGMENT_SIZE || segment[SEGMENT_SIZE])
		aml_fail(aml, -EINVAL);
	aml_bytes(aml, raw, sizeof(raw));
	aml_field_bits(aml, bits);
}

void aml_field_skip(struct aml *aml, uint32_t bits)
{
	aml_byte(aml, 0);
	aml_field_bits(aml, bits);
}

void resource_io(struct aml *res, uint16_t port, uint8_t size)
{
	aml_byte(res, 0x47); /* small item 8, 7 bytes: I/O port */
	aml_byte(res, 1);    /* Decode16 */
	aml_le(res, port, 2);
	aml_le(res, port, 2);
	aml_byte(res, 1);
	aml_byte(res, size);
}

void resource_memory32(struct aml *res, uint32_t start, uint32_t size)
{
	aml_byte(res, 0x86); /* large item 6: 32-bit fixed memory range */
	aml_le(res, 9, 2);
	aml_byte(res, 1); /* ReadWrite */
	aml_le(res, start, 4);
	aml_le(res, size, 4);
}

void resource_memory64(struct aml *res, uint64_t start, uint64_t size)
{
	aml_byte(res, 0x8a); /* large item 0xa: QWORD address space */
	aml_le(res, 0x2b, 2);
	aml_byte(res, 0);    /* memory */
	aml_byte(res, 0x0c); /* ResourceProducer, PosDecode, MinFixed, MaxFixed */
	aml_byte(res, 0x03); /* Cacheable, ReadWrite */
	aml_le(res, 0, 8);
	aml_le(res, start, 8);
	aml_le(res, start + size - 1, 8);
	aml_le(res, 0, 8);
	aml_le(res, size, 8);
}

/* Address space descriptor: fields of @width bytes: granularity, first … length. */
static void resource_space(struct aml *res, const uint8_t head[4], size_t width,
			   uint64_t first, uint64_t last)
{
	/* tag; length of 3 bytes and five fields; type, general and own flags */
	aml_byte(res, head[0]);
	aml_le(res, 3 + 5 * width, 2);
	aml_bytes(res, head + 1, 3);
	aml_le(res, 0, width);
	aml_le(res, first, width);
	aml_le(res, last, width);
	aml_le(res, 0, width);
	aml_le(res, last - first + 1, width);
}

#define SPACE_WORD  0x88
#define SPACE_DWORD 0x87
#define SPACE_QWORD 0x8a
#define SPACE_FIXED 0x0c /* ResourceProducer, PosDecode, MinFixed, MaxFixed */

void resource_buses(struct aml *res, uint8_t first, uint8_t last)
{
	static const uint8_t head[4] = { SPACE_WORD, 2, SPACE_FIXED, 0 };

	resource_space(res, head, 2, first, last);
}

void resource_ports(struct aml *res, uint16_t first, uint16_t last)
{
	static const uint8_t head[4] = { SPACE_WORD, 1, SPACE_FIXED, 3 };

	resource_space(res, head, 2, first, last);
}

void resource_window(struct aml *res, uint64_t start, uint64_t size, bool is_prefetchable)
{
	uint64_t last = start + size - 1;
	bool is_wide = last > UINT32_MAX;
	/* Flags: bit 0 read and write, bits 2-1: 0 not cacheable, 3 prefetchable. */
	const uint8_t head[4] = { is_wide ? SPACE_QWORD : SPACE_DWORD, 0, SPACE_FIXED,
				  is_prefetchable ? 7 : 1 };

	resource_space(res, head, is_wide ? 8 : 4, start, last);
}

void resource_edge(struct aml *res, uint32_t gsi)
{
	aml_byte(res, 0x89); /* large item 9: extended interrupt */
	aml_le(res, 6, 2);
	aml_byte(res, 0x03); /* ResourceConsumer, Edge, ActiveHigh, Exclusive */
	aml_byte(res, 1);
	aml_le(res, gsi, 4);
}

void aml_resources(struct aml *aml, struct aml *res)
{
	/* End tag; a checksum of zero means "not checked" (section 6.4.2.9). */
	aml_byte(res, 0x79);
	aml_byte(res, 0);
	aml_fail(aml, res->err);
	aml_name(aml, "_CRS");
	aml_buffer(aml, res->out.data, res->out.size);
	buffer_free(&res->out);
}
