/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * startraw.c - the module's START, without what mintctl does before it
 *
 * In: startraw NAME. Out: "started", or the errno's text; exit 0 or 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "mint/uapi/mint.h"

int main(int argc, char **argv)
{
	struct mint_name name = { 0 };
	int fd = open(MINT_DEVICE, O_RDWR);

	snprintf(name.name, sizeof(name.name), "%s", argc == 2 ? argv[1] : "");
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) || ioctl(fd, MINT_IOC_START)) {
		printf("%s\n", strerror(errno));
		return 1;
	}
	printf("started\n");
	return 0;
}
