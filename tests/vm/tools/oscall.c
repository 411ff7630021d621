/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oscall.c - one call to the module about an OS, without what mintctl does around it
 *
 * In: oscall NAME start|find|hide|renew|read|sizes. Out: "done", or the errno's text;
 * exit 0, 1 or 2.
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
	{ "sizes", MINT_IOC_KILL },  /* of other sizes than ours, and MINT_IOC_STATUS */
};

/* The number of @call for a structure of @size bytes. */
static unsigned long sized(unsigned long call, size_t size)
{
	return _IOC(_IOC_DIR(call), _IOC_TYPE(call), _IOC_NR(call), size);
}

/* errno of a kill, 0 done: of a structure of @size bytes with @beyond behind ours. */
static int kill_errno(int fd, size_t size, __u64 beyond)
{
	struct {
		struct mint_kill kill;
		__u64 beyond;
	} arg = { { .reason = MINT_REASON_KILLED }, beyond };

	return ioctl(fd, sized(MINT_IOC_KILL, size), &arg) ? errno : 0;
}

/* Headers older and newer than the module's; NAME does not run. */
static int sizes_call(int fd)
{
	struct {
		struct mint_status status;
		char beyond[64];
	} small = { 0 }, large;
	int plain = kill_errno(fd, sizeof(struct mint_kill), 0);

	memset(&large, 0xff, sizeof(large));
	memset(&small, 0xff, sizeof(small));
	if (ioctl(fd, sized(MINT_IOC_STATUS, sizeof(large)), &large) ||
	    ioctl(fd, sized(MINT_IOC_STATUS, MINT_NAME_SIZE), &small))
		return -1;
	printf("kill %d, older %d, newer %d, and more than we know %d\n", plain,
	       kill_errno(fd, sizeof(__u32), 0),
	       kill_errno(fd, sizeof(struct mint_kill) + 8, 0),
	       kill_errno(fd, sizeof(struct mint_kill) + 8, 1));
	printf("newer status: state %u, beyond %d to %d\n", large.status.state,
	       large.beyond[0], large.beyond[63]);
	printf("older status: %s, behind it 0x%x\n", small.status.name,
	       small.status.state);
	return 0;
}

static int os_call(int fd, unsigned long request)
{
	struct mint_status status;
	char byte;

	if (request == MINT_IOC_KILL)
		return sizes_call(fd);
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
		fprintf(stderr, "usage: oscall NAME start|find|hide|renew|read|sizes\n");
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
