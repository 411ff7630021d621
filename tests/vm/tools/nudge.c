/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nudge.c - send one vector to one core of an OS, as mintctl run does to one that idles
 *
 * In: nudge NAME CPU VECTOR. Out: exit 0 when it was sent, 1 with the errno's text.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "abi/mint.h"

int main(int argc, char **argv)
{
	struct mint_signal signal = { 0 };
	struct mint_name name = { 0 };
	int fd;

	if (argc != 4) {
		fprintf(stderr, "usage: nudge NAME CPU VECTOR\n");
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	signal.cpu = (__u32)strtoul(argv[2], NULL, 0);
	signal.vector = (__u32)strtoul(argv[3], NULL, 0);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) ||
	    ioctl(fd, MINT_IOC_SIGNAL, &signal)) {
		perror("nudge");
		return 1;
	}
	return 0;
}
