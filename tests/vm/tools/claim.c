/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * claim.c - ask the module alone for memory, without kexec's checks
 *
 * In: claim FIRST-LAST CPU [mark|look|look-raw]: the range, inclusive as in /proc/iomem,
 * and an offline CPU; MINT_REALMODE: where the window below 1 MiB starts (0x10000).
 *
 *   mark      write a word into the first and last page of each 2 MiB, as an OS would
 *   look      count the pages that hold something, once the module lets them be read
 *   look-raw  the same, told not to clear them
 *
 * Out: exit 0 when it was claimed (it is given back at once), how many pages held
 * something and how long it took until they could be read; 1 and why
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "abi/mint.h"

#define PAGE 4096ULL
#define PART (2ULL << 20)

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int range_mark(int fd, const struct mint_range *range)
{
	size_t size = range->end - range->start;
	char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			 (off_t)range->start);

	if (map == MAP_FAILED)
		return -1;
	for (size_t at = 0; at < size; at += PART) {
		size_t last = at + PART < size ? at + PART : size;

		strcpy(map + at, "a secret");
		strcpy(map + last - PAGE, "another");
	}
	return munmap(map, size);
}

/* Not one byte may be seen before all are cleared. */
static int page_read(int fd, char *page, uint64_t at)
{
	ssize_t size;

	while ((size = pread(fd, page, PAGE, (off_t)at)) < 0 && errno == EAGAIN)
		sched_yield();
	return size == (ssize_t)PAGE ? 0 : -1;
}

static int range_look(int fd, const struct mint_range *range, double since_ms)
{
	static const char zeros[PAGE];
	unsigned long found = 0;
	double ready_ms = 0;
	char page[PAGE];

	for (uint64_t at = range->start; at < range->end; at += PAGE) {
		if (page_read(fd, page, at))
			return -1;
		if (!ready_ms)
			ready_ms = now_ms() - since_ms;
		found += memcmp(page, zeros, PAGE) != 0;
	}
	printf("%lu pages hold something\n", found);
	fprintf(stderr, "readable after %.1f ms\n", ready_ms);
	return 0;
}

static int range_use(int fd, const char *what, const struct mint_claim *claim)
{
	double since_ms = now_ms();

	if (ioctl(fd, MINT_IOC_CLAIM, claim))
		return -1;
	if (strcmp(what, "mark") == 0)
		return range_mark(fd, &claim->ranges[0]);
	if (strncmp(what, "look", 4) == 0)
		return range_look(fd, &claim->ranges[0], since_ms);
	return 0;
}

static void claim_fill(struct mint_claim *ret, char **argv, const char *what)
{
	const char *low = getenv("MINT_REALMODE");
	char *end;

	ret->nr_ranges = 2;
	ret->nr_cpus = 1;
	ret->ranges[0].start = strtoull(argv[1], &end, 16);
	ret->ranges[0].end = strtoull(end + (*end == '-'), NULL, 16) + 1;
	ret->ranges[1].purpose = MINT_PURPOSE_REALMODE;
	ret->ranges[1].start = low ? strtoull(low, NULL, 0) : 0x10000;
	ret->ranges[1].end = ret->ranges[1].start + 0x10000;
	ret->cpus[0] = (__u32)strtoul(argv[2], NULL, 0);
	if (strcmp(what, "mark") == 0 || strcmp(what, "look-raw") == 0)
		ret->flags = MINT_CLAIM_NO_SCRUB;
}

int main(int argc, char **argv)
{
	struct mint_name name = { .name = "claim" };
	struct mint_cpu cpu = { 0 };
	struct mint_taken taken = { .cpus = (uintptr_t)&cpu, .nr_cpus = 1 };
	struct mint_claim claim = { 0 };
	const char *what = argc == 4 ? argv[3] : "";
	int fd, err = 0;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: claim FIRST-LAST CPU [mark|look|look-raw]\n");
		return 2;
	}
	claim_fill(&claim, argv, what);
	cpu.cpu = claim.cpus[0];
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_CREATE, &name) ||
	    ioctl(fd, MINT_IOC_INTENT, &taken)) {
		perror("claim: no OS");
		return 1;
	}
	if (range_use(fd, what, &claim)) {
		perror("claim");
		err = 1;
	}
	if (ioctl(fd, MINT_IOC_UNCLAIM) || ioctl(fd, MINT_IOC_DESTROY)) {
		perror("claim: cannot give it back");
		err = 1;
	}
	return err;
}
