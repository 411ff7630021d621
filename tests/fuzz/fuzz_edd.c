/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_edd.c - any bytes as the files of /sys/firmware/edd/int13_dev80, and as a zero
 * page
 *
 * In: byte 0 is the size of raw_data, which follows; the rest is text, the files split at
 * 0xff. Checked: what is made has the files' numbers in it, what is not names the file.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "machine/read/boot_params.h"
#include "machine/read/edd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

/* The text up to the next 0xff; NULL when there is none. */
static const char *next_file(char **cursor)
{
	char *at = *cursor, *end = at ? strchr(at, 0xff) : NULL;

	*cursor = end ? end + 1 : NULL;
	if (end)
		*end = '\0';
	return at;
}

static void check_files(const uint8_t *data, size_t size)
{
	struct edd_files files = { 0 };
	uint8_t info[82], again[82];
	const char *wrong;
	char *text, *cursor;

	files.raw_data = (struct bytes){ data + 1, data[0] };
	if (files.raw_data.size > size - 1)
		files.raw_data.size = size - 1;
	text = strndup((const char *)data + 1 + files.raw_data.size,
		       size - 1 - files.raw_data.size);
	check(text != NULL);
	cursor = text;
	files.version = next_file(&cursor);
	files.extensions = next_file(&cursor);
	files.max_cylinder = next_file(&cursor);
	files.max_head = next_file(&cursor);
	files.sectors = next_file(&cursor);
	memset(info, 0xaa, sizeof(info));
	memcpy(again, info, sizeof(info));
	wrong = edd_info_make(0x80, &files, info);
	if (wrong) {
		check(strstr(wrong, ": ") && !memcmp(info, again, sizeof(info)));
	} else {
		check(files.raw_data.size <= 74 && info[0] == 0x80 && !(info[2] & 0xf0));
		check(!memcmp(info + 8, data + 1, files.raw_data.size));
		check(info[1] == strtoul(files.version, NULL, 16));
		if (files.sectors)
			check(info[7] == strtoul(files.sectors, NULL, 10));
		for (size_t i = 8 + files.raw_data.size; i < sizeof(info); i++)
			check(!info[i]);
	}
	free(text);
}

static void check_page(const uint8_t *data, size_t size)
{
	static uint8_t page[BOOT_PARAMS_SIZE];
	struct machine_edd edd;

	memset(page, 0, sizeof(page));
	/* the interesting fields are few: put the input over each of them */
	memcpy(page + 0x1e8, data, size < 8 ? size : 8);
	memcpy(page + 0xd00, data, size < 492 ? size : 492);
	check(edd_find((struct bytes){ page, sizeof(page) - 1 }, &edd) != 0);
	if (edd_find((struct bytes){ page, sizeof(page) }, &edd)) {
		check(!page[0x1e9] && !page[0x1ea]);
		return;
	}
	check(edd.nr_info <= MACHINE_EDD_MAX && edd.nr_mbr <= MACHINE_MBR_MAX);
	check(!memcmp(edd.info, page + 0xd00, edd.nr_info * sizeof(edd.info[0])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	check_files(data, size);
	check_page(data, size);
	return 0;
}
