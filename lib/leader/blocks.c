/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blocks.c - memory blocks of the leader go offline and come back, one at a time
 *
 * In: sysfs below the leader's root. Out: a block's state, verified by reading back.
 * Ref: Linux admin-guide/mm/memory-hotplug.rst; drivers/base/memory.c (valid_zones of an
 *      online block is its one zone, "none" when it lies in several).
 */
#include "leader/blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "abi/mint.h"
#include "base/cleanup.h"

#define MEMORY_DIR	"/sys/devices/system/memory"
#define NOTES_DIRECTORY "/run/mint"
#define NOTES		NOTES_DIRECTORY "/refused"
#define NOTES_MAX	16384 /* some thousand blocks */

static uint32_t zone_of(const char *valid_zones)
{
	return strcmp(valid_zones, "Movable") == 0 ? MINT_ZONE_MOVABLE : MINT_ZONE_KERNEL;
}

int leader_block_read(const struct leader *leader, uint64_t index, uint64_t block_size,
		      struct leader_block *ret)
{
	char path[128], text[64];
	int err;

	*ret = (struct leader_block){
		.index = index,
		.range = { index * block_size, (index + 1) * block_size },
		.zone = MINT_ZONE_OFFLINE,
	};
	snprintf(path, sizeof(path), MEMORY_DIR "/memory%" PRIu64 "/state", index);
	err = leader_read(leader, path, text, sizeof(text));
	if (err < 0)
		return err;
	ret->is_online = strcmp(text, "online") == 0;
	if (!ret->is_online)
		return 0;
	ret->zone = MINT_ZONE_KERNEL;
	snprintf(path, sizeof(path), MEMORY_DIR "/memory%" PRIu64 "/valid_zones", index);
	/* Absent without CONFIG_MEMORY_HOTREMOVE; the kernel then refuses by itself. */
	if (leader_read(leader, path, text, sizeof(text)) >= 0) {
		ret->has_mixed_zones = strcmp(text, "none") == 0;
		ret->zone = zone_of(text);
	}
	return 0;
}

static int block_write(const struct leader *leader, uint64_t index, const char *state)
{
	char path[128];

	snprintf(path, sizeof(path), MEMORY_DIR "/memory%" PRIu64 "/state", index);
	return leader_write_patiently(leader, path, state);
}

static const char *offline_explanation(int err)
{
	if (leader_may_try_again(err))
		return ": it holds pages that cannot move";
	if (err == -ETIMEDOUT)
		return ": its pages found no other place";
	return err == -EINVAL ? ": it has holes or lies in several zones" : "";
}

static int offline_fail(const struct leader_block *block, int err, struct diag *diag)
{
	if (err == -EINTR)
		return diag_fail(diag, err,
				 "interrupted while memory%" PRIu64 " (0x%" PRIx64
				 "-0x%" PRIx64 ") was to go offline",
				 block->index, block->range.start, block->range.end - 1);
	return diag_fail(
		diag, err,
		"memory%" PRIu64 " (0x%" PRIx64 "-0x%" PRIx64
		") cannot be taken offline: %s%s (choose another range, or boot the "
		"leader with movablecore= or memmap=SIZE$ADDRESS)",
		block->index, block->range.start, block->range.end - 1, strerror(-err),
		offline_explanation(err));
}

/*
 * For launches to come, until the leader is booted anew: they take such a block only
 * where nothing else is left. Not to be able to write this down costs them a try, no
 * more.
 */
static void refusal_note(const struct leader *leader, uint64_t index)
{
	char path[PATH_MAX], text[NOTES_MAX], line[32];
	AUTO_CLOSE int fd = -1;
	int size;

	snprintf(line, sizeof(line), "memory%" PRIu64 "\n", index);
	size = leader_read(leader, NOTES, text, sizeof(text) - 1);
	/* leader_read() takes the last newline away. */
	if (size > 0)
		strcpy(text + size, "\n");
	if (size > 0 && (strstr(text, line) || size > NOTES_MAX / 2))
		return;
	snprintf(path, sizeof(path), "%s%s", leader->root, NOTES_DIRECTORY);
	if (mkdir(path, 0755) && errno != EEXIST)
		return;
	snprintf(path, sizeof(path), "%s%s", leader->root, NOTES);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd >= 0)
		dprintf(fd, "%s", line);
}

int leader_block_offline(const struct leader *leader, const struct leader_block *block,
			 struct diag *diag)
{
	int err = block->has_mixed_zones ? -EINVAL
					 : block_write(leader, block->index, "offline");

	if (err && err != -EINTR)
		refusal_note(leader, block->index);
	return err ? offline_fail(block, err, diag) : 0;
}

/* Written, and read back. */
static int block_bring_online(const struct leader *leader,
			      const struct leader_block *block)
{
	bool is_movable = block->zone == MINT_ZONE_MOVABLE;
	uint64_t size = prange_size(block->range);
	struct leader_block now;
	int err = leader_block_read(leader, block->index, size, &now);

	if (err || now.is_online)
		return err;
	err = block_write(leader, block->index,
			  is_movable ? "online_movable" : "online_kernel");
	if (err)
		return err;
	err = leader_block_read(leader, block->index, size, &now);
	if (err)
		return err;
	return now.is_online ? 0 : -EIO;
}

int leader_block_online(const struct leader *leader, const struct leader_block *block,
			struct diag *diag)
{
	int err = block_bring_online(leader, block);

	if (err)
		return diag_fail(diag, err,
				 "memory%" PRIu64 " (0x%" PRIx64 "-0x%" PRIx64
				 ") cannot be brought online: %s",
				 block->index, block->range.start, block->range.end - 1,
				 strerror(-err));
	return 0;
}
