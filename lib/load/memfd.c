/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memfd.c - the image of a plan: one sealed memory file that the module holds
 *
 * In: a plan's segments. Out: a descriptor sealed against every change.
 * Ref: memfd_create(2), fcntl(2) F_ADD_SEALS; abi/mint.h, struct mint_load.
 */
#include "load/memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Free memory that must remain when the image is filled, so that the leader lives on. */
#define MEMFD_RESERVE (32ULL << 20)

/* Small enough that a signal is answered soon. */
#define MEMFD_CHUNK (4u << 20)
#define MEMFD_SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/* The module itself lays the mailbox out anew at each start, and wants it left alone. */
static bool segment_is_mailbox(const struct plan *plan,
			       const struct plan_segment *segment)
{
	return plan->mailbox && segment->start == plan->mailbox;
}

/*
 * Where each segment's data will lie in the image: its bytes, or -E2BIG. The image_fd of
 * @ret is -1; the mailbox is no segment: the module lays it out at each start.
 */
static int64_t memfd_describe(const struct plan *plan, struct mint_load *ret,
			      struct diag *diag)
{
	uint64_t offset = 0;
	unsigned int i;

	*ret = (struct mint_load){
		.image_fd = -1,
		.entry = plan->entry,
		.mailbox = plan->mailbox,
		.hang_timeout_ms = plan->hang_timeout_ms,
	};
	for (i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];

		if (segment_is_mailbox(plan, segment))
			continue;
		if (ret->nr_segments == MINT_MAX_SEGMENTS)
			return diag_fail(
				diag, -E2BIG, "%s: %u segments, the module takes %u",
				plan->name, plan->nr_segments, MINT_MAX_SEGMENTS);
		ret->segments[ret->nr_segments++] = (struct mint_segment){
			.start = segment->start,
			.memsz = segment->memsz,
			.offset = segment->data.size ? offset : 0,
			.filesz = segment->data.size,
		};
		offset += align_up(segment->data.size, PAGE_SIZE_4K);
	}
	return (int64_t)offset;
}

static int memfd_write(int fd, struct bytes data, uint64_t offset,
		       const struct leader *leader)
{
	size_t done = 0;

	while (done < data.size) {
		size_t size = data.size - done;
		ssize_t count;

		if (leader_is_interrupted(leader))
			return -EINTR;
		if (size > MEMFD_CHUNK)
			size = MEMFD_CHUNK;
		count = pwrite(fd, data.data + done, size, (off_t)(offset + done));
		if (count < 0 && errno != EINTR)
			return -errno;
		/* A device that takes nothing, with no error, would keep us for ever. */
		if (count == 0)
			return -ENOSPC;
		if (count > 0)
			done += (size_t)count;
	}
	return 0;
}

static int memfd_fill(int fd, const struct plan *plan, const struct mint_load *load,
		      uint64_t size, const struct leader *leader)
{
	const struct mint_segment *place = load->segments;

	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		int err;

		if (segment_is_mailbox(plan, &plan->segment[i]))
			continue;
		err = memfd_write(fd, plan->segment[i].data, (place++)->offset, leader);
		if (err)
			return err;
	}
	return ftruncate(fd, (off_t)size) < 0 ? -errno : 0;
}

/* A descriptor of the image, sealed; or negative errno. */
static int memfd_make(const struct plan *plan, const struct mint_load *load,
		      uint64_t size, const struct leader *leader)
{
	AUTO_CLOSE int fd = leader->ops->memfd(leader->context, plan->name);
	int err, made;

	if (fd < 0)
		return fd;
	err = memfd_fill(fd, plan, load, size, leader);
	if (err)
		return err;
	if (fcntl(fd, F_ADD_SEALS, MEMFD_SEALS) < 0)
		return -errno;
	made = fd;
	fd = -1;
	return made;
}

/* The page cache of a memory file is not refused: the OOM killer comes. So ask first. */
static int memfd_check_room(const struct plan *plan, const struct leader *leader,
			    uint64_t size, struct diag *diag)
{
	uint64_t available = leader_available(leader);

	if (!available || size + MEMFD_RESERVE <= available)
		return 0;
	return diag_fail(
		diag, -ENOMEM,
		"%s: the image needs %" PRIu64 " KiB of the leader's memory and "
		"%" PRIu64 " KiB must remain, %" PRIu64 " KiB are available: "
		"%" PRIu64 " KiB are missing (a smaller region or initrd, or free "
		"memory of the leader)",
		plan->name, size >> 10, (uint64_t)(MEMFD_RESERVE >> 10), available >> 10,
		(uint64_t)((size + MEMFD_RESERVE - available) >> 10));
}

static int memfd_fail(const struct plan *plan, uint64_t size, int err, struct diag *diag)
{
	if (err == -ENOMEM || err == -ENOSPC)
		return diag_fail(diag, err,
				 "%s: memory exhausted while loading: the image needs "
				 "%" PRIu64
				 " KiB of the leader's memory: %s (a smaller region "
				 "or initrd, or free memory of the leader)",
				 plan->name, size >> 10, strerror(-err));
	return diag_fail(diag, err, "%s: cannot make the image of %" PRIu64 " KiB: %s",
			 plan->name, size >> 10, strerror(-err));
}

int memfd_build(const struct plan *plan, const struct leader *leader,
		struct mint_load *ret, struct diag *diag)
{
	int64_t size = memfd_describe(plan, ret, diag);
	int err, fd;

	if (size < 0)
		return (int)size;
	err = memfd_check_room(plan, leader, (uint64_t)size, diag);
	if (err)
		return err;
	fd = memfd_make(plan, ret, (uint64_t)size, leader);
	if (fd < 0)
		return memfd_fail(plan, (uint64_t)size, fd, diag);
	ret->image_fd = fd;
	return 0;
}
