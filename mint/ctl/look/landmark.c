/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * landmark.c - what a line of a kernel's log says about its life
 *
 * In: the text of a record. Out: a landmark.
 * Ref: landmark.h.
 */
#include "mint/ctl/look/landmark.h"

#include <string.h>

#include "base/cleanup.h"

static bool begins(struct bytes text, const char *with)
{
	size_t size = strlen(with);

	return text.size >= size && memcmp(text.data, with, size) == 0;
}

static bool ends(struct bytes text, const char *with)
{
	size_t size = strlen(with);

	return text.size >= size && memcmp(text.data + text.size - size, with, size) == 0;
}

enum landmark landmark_of(struct bytes text, bool is_kernel)
{
	static const struct {
		const char *begin, *end;
		bool by_user; /* init itself may say so, through /dev/kmsg */
		enum landmark means;
	} table[] = {
		{ "Run /", " as init process", false, LANDMARK_INIT },
		{ "systemd[1]: ", "", true, LANDMARK_INIT },
		{ "Kernel panic - not syncing: ", "", false, LANDMARK_PANIC },
		{ "---[ end Kernel panic", "", false, LANDMARK_PANIC_LOOP },
		{ "reboot: System halted", "", false, LANDMARK_HALTED },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if ((is_kernel || table[i].by_user) && begins(text, table[i].begin) &&
		    ends(text, table[i].end))
			return table[i].means;
	}
	return LANDMARK_NONE;
}
