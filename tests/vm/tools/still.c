/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * still.c - does the memory of an OS that has ended stay as it is?
 *
 * In: still NAME COMMAND [ARG]... Out: exit 0 when its region is the same before and
 * after the command, whose own status does not matter; 1 when it is not: the first
 * difference is printed. Devices that still write are seen this way.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "abi/mint.h"

#define PAGE 4096UL

/* Enough to see a change: no two pages of it are meant to be confused. */
static uint64_t digest(const uint64_t *page)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < PAGE / sizeof(*page); i++)
		sum = sum * 0x100000001b3 + page[i];
	return sum;
}

static int command_run(char **argv)
{
	pid_t child = fork();
	int status;

	if (!child) {
		execvp(argv[0], argv);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) && WEXITSTATUS(status) == 127 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct mint_name name = { 0 };
	struct mint_status status;
	uint64_t *digests;
	size_t pages;
	char *memory;
	int fd;

	if (argc < 3) {
		fprintf(stderr, "usage: still NAME COMMAND [ARG]...\n");
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) ||
	    ioctl(fd, MINT_IOC_STATUS, &status)) {
		perror("still");
		return 2;
	}
	pages = (status.ranges[0].end - status.ranges[0].start) / PAGE;
	memory = mmap(NULL, pages * PAGE, PROT_READ, MAP_SHARED, fd,
		      (off_t)status.ranges[0].start);
	digests = calloc(pages, sizeof(*digests));
	if (memory == MAP_FAILED || !digests) {
		perror("still: memory");
		return 2;
	}
	for (size_t i = 0; i < pages; i++)
		digests[i] = digest((const uint64_t *)(memory + i * PAGE));
	if (command_run(argv + 2)) {
		fprintf(stderr, "still: cannot run %s\n", argv[2]);
		return 2;
	}
	for (size_t i = 0; i < pages; i++) {
		if (digests[i] == digest((const uint64_t *)(memory + i * PAGE)))
			continue;
		printf("page 0x%llx has changed\n",
		       (unsigned long long)status.ranges[0].start + i * PAGE);
		return 1;
	}
	return 0;
}
