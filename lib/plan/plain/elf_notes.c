/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf_notes.c - the ELF boot notes
 *
 *   header  0 signature  4 size  8 checksum (16 bits)  10 number of notes (16 bits)
 *   note    0 size of the name: 0  4 size of the text with its NUL  8 type  12 text …
 *           padded to 4 bytes
 *
 * In, Out: see elf_notes.h.
 */
#include "plan/plain/elf_notes.h"

#include <errno.h>
#include <string.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif

enum note_type {
	NOTE_LOADER_NAME = 2,
	NOTE_LOADER_VERSION = 3,
	NOTE_COMMAND_LINE = 4,
};

enum { NR_NOTES = 3, HEADER_SIZE = 12, NOTE_SIZE = 12, NOTE_ALIGN = 4 };

#define LOADER_NAME "kexec"

static struct bytes text_bytes(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static uint64_t note_size(struct bytes text)
{
	return NOTE_SIZE + align_up((uint64_t)text.size + 1, NOTE_ALIGN);
}

uint64_t elf_notes_size(struct bytes cmdline)
{
	return ELF_NOTES_HEADER + HEADER_SIZE + note_size(text_bytes(LOADER_NAME)) +
	       note_size(text_bytes(PACKAGE_VERSION)) + note_size(cmdline);
}

static int note_append(struct buffer *notes, enum note_type type, struct bytes text)
{
	uint8_t header[NOTE_SIZE] = { 0 };
	size_t end = notes->size + (size_t)note_size(text);
	int err;

	put_le32(header + 4, (uint32_t)text.size + 1);
	put_le32(header + 8, type);
	err = buffer_append(notes, header, sizeof(header));
	if (err)
		return err;
	if (text.size)
		err = buffer_append(notes, text.data, text.size);
	return err ? err : buffer_append(notes, NULL, end - notes->size);
}

/* The Internet checksum (RFC 1071): over all of it the sum of words is 0xffff then. */
static uint16_t checksum(struct bytes notes)
{
	uint64_t sum = 0;

	for (size_t i = 0; i + 1 < notes.size; i += 2)
		sum += notes.data[i] | (uint32_t)notes.data[i + 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static int notes_append(struct buffer *ret, struct bytes cmdline)
{
	const struct {
		enum note_type type;
		struct bytes text;
	} notes[NR_NOTES] = {
		{ NOTE_LOADER_NAME, text_bytes(LOADER_NAME) },
		{ NOTE_LOADER_VERSION, text_bytes(PACKAGE_VERSION) },
		{ NOTE_COMMAND_LINE, cmdline },
	};

	for (size_t i = 0; i < NR_NOTES; i++) {
		int err = note_append(ret, notes[i].type, notes[i].text);

		if (err)
			return err;
	}
	return 0;
}

int elf_notes_build(struct bytes cmdline, phys_t at, struct buffer *ret)
{
	uint64_t size = elf_notes_size(cmdline) - ELF_NOTES_HEADER;
	uint8_t *header;
	int err;

	if (size > UINT32_MAX)
		return -E2BIG;
	err = buffer_append(ret, NULL, ELF_NOTES_HEADER + HEADER_SIZE);
	if (err)
		return err;
	err = notes_append(ret, cmdline);
	if (err)
		return err;
	put_le32(ret->data + ELF_NOTES_STACK + 4, (uint32_t)(at + ELF_NOTES_HEADER));
	header = ret->data + ELF_NOTES_HEADER;
	put_le32(header, ELF_NOTES_SIGNATURE);
	put_le32(header + 4, (uint32_t)size);
	put_le16(header + 10, NR_NOTES);
	put_le16(header + 8, checksum((struct bytes){ header, (size_t)size }));
	return 0;
}
