/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bad.c - memory blocks with a page that is known to be bad
 *
 * In: proc/kpageflags: 64 bits for each page, in the order of addresses. Out: is_bad.
 * Ref: Documentation/admin-guide/mm/pagemap.rst (KPF_HWPOISON; a page that is not online
 * has none of it), proc(5) (HardwareCorrupted of meminfo).
 *
 * Such a block goes offline, but mint.ko lets no OS have the page, and since Linux 6.2
 * the block never comes online again: so it is better not taken.
 */
#include "machine/read/bad.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"

#define KPF_HWPOISON 19
#define ENTRIES	     8192 /* read at once */

static uint64_t entries_count_bad(const uint64_t *entry, size_t count)
{
	uint64_t bad = 0;

	for (size_t i = 0; i < count; i++)
		bad += entry[i] >> KPF_HWPOISON & 1;
	return bad;
}

/* Bytes of the block that are bad; what cannot be read is not known to be. */
static uint64_t block_count_bad(int fd, struct prange block, uint64_t *entry)
{
	phys_t at = block.start;
	uint64_t bad = 0;

	while (at < block.end) {
		uint64_t pages = (block.end - at) / PAGE_SIZE_4K;
		size_t size = sizeof(*entry) * (pages < ENTRIES ? pages : ENTRIES);
		ssize_t got = pread(fd, entry, size,
				    (off_t)(at / PAGE_SIZE_4K * sizeof(*entry)));

		if (got < (ssize_t)sizeof(*entry))
			break;
		got /= (ssize_t)sizeof(*entry);
		bad += entries_count_bad(entry, (size_t)got);
		at += (uint64_t)got * PAGE_SIZE_4K;
	}
	return bad * PAGE_SIZE_4K;
}

int bad_read(const struct sysroot *root, const char *path, struct machine *machine,
	     struct diag *diag)
{
	struct machine_memory *memory = &machine->memory;
	uint64_t left = memory->corrupted, found;
	AUTO_FREE uint64_t *entry = NULL;
	int fd;

	(void)diag;
	if (!left)
		return 0;
	entry = reallocarray(NULL, ENTRIES, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	fd = openat(root->fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	for (size_t i = 0; i < memory->nr_blocks && left; i++) {
		if (!memory->block[i].is_online)
			continue;
		found = block_count_bad(fd, memory->block[i].range, entry);
		memory->block[i].is_bad = found != 0;
		left -= found < left ? found : left;
	}
	close(fd);
	return 0;
}
