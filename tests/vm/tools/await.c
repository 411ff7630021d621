/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * await.c - wait until an OS has written a text into its own memory
 *
 * In: await NAME TEXT SECONDS. Out: exit 0 once the text stands in the region of the
 * OS NAME (its kernel log, say), 1 when the time is over. It reads through /dev/mint,
 * so it also shows that owned memory can be read while the OS runs.
 * In: await NAME TEXT erase. Out: exit 0, the text overwritten wherever it stood; 1 when
 * it stood nowhere. For before a relaunch: memory keeps what the last run wrote.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "abi/mint.h"

#define SCAN_MAX (512UL << 20) /* bytes from X on: the log buffer is early memory */

/*
 * Under emulation a look at all of that takes more than a second, which is taken from the
 * OS that is waited for. Its kernel is in the first part, and its log behind the log's
 * first line: that is looked at all the time, the rest now and then.
 */
#define SCAN_KERNEL  (80UL << 20)
#define SCAN_LOG     (1UL << 20)
#define KERNEL_EVERY 2 /* s */
#define ALL_EVERY    20
#define BANNER	     "Linux version "
#define BANNERS_MAX  8

static char *scan(char *memory, size_t size, const char *text)
{
	return memmem(memory, size, text, strlen(text));
}

static int erase(char *memory, size_t size, const char *text)
{
	char *at = scan(memory, size, text), *end = memory + size;
	int ret = at ? 0 : 1;

	for (; at; at = scan(at, (size_t)(end - at), text))
		memset(at, 0, strlen(text));
	return ret;
}

/* Where logs may begin, into @ret; other banners are in the kernel and in its image. */
static size_t banners(char *memory, size_t size, char *ret[BANNERS_MAX])
{
	char *at = memory, *end = memory + size;
	size_t n = 0;

	while (n < BANNERS_MAX && (at = scan(at, (size_t)(end - at), BANNER)))
		ret[n++] = at++;
	return n;
}

static bool in_logs(char *log[], size_t n, char *end, const char *text)
{
	size_t left;

	while (n--) {
		left = (size_t)(end - log[n]);
		if (scan(log[n], left < SCAN_LOG ? left : SCAN_LOG, text))
			return true;
	}
	return false;
}

static int await(char *memory, size_t size, const char *text, time_t end)
{
	size_t kernel = size < SCAN_KERNEL ? size : SCAN_KERNEL, n = 0;
	time_t now, all_at = time(NULL) + ALL_EVERY, kernel_at = 0;
	char *log[BANNERS_MAX];

	for (;; poll(NULL, 0, 100)) {
		now = time(NULL);
		if (now >= all_at) {
			if (scan(memory, size, text))
				return 0;
			all_at = now + ALL_EVERY;
		}
		if (now >= kernel_at) {
			if (scan(memory, kernel, text))
				return 0;
			n = banners(memory, kernel, log);
			kernel_at = now + KERNEL_EVERY;
		}
		if (in_logs(log, n, memory + kernel, text))
			return 0;
		if (now >= end)
			return scan(memory, size, text) ? 0 : 1;
	}
}

int main(int argc, char **argv)
{
	struct mint_name name = { 0 };
	struct mint_status status;
	size_t size;
	char *memory;
	int protection, fd;

	if (argc != 4) {
		fprintf(stderr, "usage: await NAME TEXT SECONDS|erase\n");
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) ||
	    ioctl(fd, MINT_IOC_STATUS, &status)) {
		perror("await");
		return 2;
	}
	size = status.ranges[0].end - status.ranges[0].start;
	if (size > SCAN_MAX)
		size = SCAN_MAX;
	protection = strcmp(argv[3], "erase") ? PROT_READ : PROT_READ | PROT_WRITE;
	memory = mmap(NULL, size, protection, MAP_SHARED, fd,
		      (off_t)status.ranges[0].start);
	if (memory == MAP_FAILED) {
		perror("await: mmap");
		return 2;
	}
	if (protection & PROT_WRITE)
		return erase(memory, size, argv[2]);
	if (!await(memory, size, argv[2], time(NULL) + atoi(argv[3])))
		return 0;
	fprintf(stderr, "await: %s: no '%s' in %s s\n", argv[1], argv[2], argv[3]);
	return 1;
}
