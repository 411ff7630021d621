/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oscall.c - one call to the module about an OS, without what mintctl does around it
 *
 * In: oscall NAME start|find|hide|renew|read. Out: "done", or the errno's text; exit 0, 1
 * or 2.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "abi/mint.h"

static const struct {
	const char *name;
	unsigned long request;
} calls[] = {
	{ "start", MINT_IOC_START }, { "find", MINT_IOC_FIND },
	{ "hide", MINT_IOC_HIDE },   { "renew", MINT_IOC_RENEW },
	{ "read", MINT_IOC_STATUS }, /* and a byte of its region */
};

static int os_call(int fd, unsigned long request)
{
	struct mint_status status;
	char byte;

	if (request != MINT_IOC_STATUS)
		return ioctl(fd, request);
	if (ioctl(fd, request, &status))
		return -1;
	return pread(fd, &byte, 1, (off_t)status.ranges[0].start) == 1 ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct mint_name name = { 0 };
	unsigned long request = 0;
	int fd;

	for (size_t i = 0; argc == 3 && i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(argv[2], calls[i].name) == 0)
			request = calls[i].request;
	if (!request) {
		fprintf(stderr, "usage: oscall NAME start|find|hide|renew|read\n");
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) || os_call(fd, request)) {
		printf("%s\n", strerror(errno));
		return 1;
	}
	printf("done\n");
	return 0;
}
