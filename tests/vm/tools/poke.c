/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * poke.c - write a word into an OS's mailbox, as that OS itself might
 *
 * In: poke NAME OFFSET VALUE: a 32-bit word of mailbox page 0. Out: exit 0; 1 and why.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "abi/mint.h"

int main(int argc, char **argv)
{
	struct mint_name name = { 0 };
	struct mint_status status;
	volatile __u32 *box;
	unsigned long offset;
	int fd;

	if (argc != 4) {
		fprintf(stderr, "usage: poke NAME OFFSET VALUE\n");
		return 2;
	}
	offset = strtoul(argv[2], NULL, 0);
	if (offset % sizeof(*box) || offset >= sizeof(struct mint_mailbox)) {
		fprintf(stderr, "poke: there is no word at %#lx\n", offset);
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) ||
	    ioctl(fd, MINT_IOC_STATUS, &status)) {
		perror("poke");
		return 1;
	}
	box = mmap(NULL, sizeof(struct mint_mailbox), PROT_READ | PROT_WRITE, MAP_SHARED,
		   fd, (off_t)status.mailbox);
	if (box == MAP_FAILED) {
		perror("poke: mmap");
		return 1;
	}
	box[offset / sizeof(*box)] = (__u32)strtoul(argv[3], NULL, 0);
	return 0;
}
