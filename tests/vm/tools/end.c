/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * end.c - end an OS as a watcher that has read its log would: with a reason
 *
 * In: end NAME REASON [LIFE], numbers of enum mint_reason and of struct mint_status. Out:
 * exit 0; 1 and why.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "abi/mint.h"

int main(int argc, char **argv)
{
	struct mint_name name = { 0 };
	struct mint_kill kill = { 0 };
	int fd;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: end NAME REASON [LIFE]\n");
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	kill.reason = (__u32)atoi(argv[2]);
	if (argc == 4)
		kill.life = (__u32)atoi(argv[3]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) ||
	    ioctl(fd, MINT_IOC_KILL, &kill)) {
		perror("end");
		return 1;
	}
	return 0;
}
