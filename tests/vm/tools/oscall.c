/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oscall.c - one call to the module about an OS, without what mintctl does around it
 *
 * In: oscall NAME start|find|hide|renew|read|sizes; oscall NAME claim DEVFN: a new OS
 * with a port on bus 0 that the module refuses. Out: "done", or the errno's text; exit 0,
 * 1 or 2.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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
	{ "claim", MINT_IOC_CLAIM }, /* which fails, and what is left then */
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

static const char *call_text(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) ? strerror(errno) : "done";
}

/* Its ranges have the right shape and are never looked at: the port comes first. */
static int claim_call(int fd, struct mint_name *name, __u8 devfn)
{
	struct mint_pci port = { .devfn = devfn, .flags = MINT_PCI_PORT };
	struct mint_taken taken = { .pci = (__u64)(uintptr_t)&port, .nr_pci = 1 };
	struct mint_claim claim = {
		.nr_ranges = 2,
		.nr_cpus = 1,
		.ranges = { { 0x40000000, 0x50000000, MINT_PURPOSE_REGION, 0 },
			    { MINT_REALMODE_FIRST,
			      MINT_REALMODE_FIRST + MINT_REALMODE_MIN,
			      MINT_PURPOSE_REALMODE, 0 } },
		.cpus = { 1 },
	};

	if (ioctl(fd, MINT_IOC_CREATE, name) || ioctl(fd, MINT_IOC_INTENT, &taken))
		return -1;
	printf("claim: %s, ", call_text(fd, MINT_IOC_CLAIM, &claim));
	printf("find: %s, ", call_text(fd, MINT_IOC_FIND, NULL));
	return ioctl(fd, MINT_IOC_DESTROY);
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

static int name_call(int fd, struct mint_name *name, unsigned long request,
		     const char *devfn)
{
	if (request == MINT_IOC_CLAIM)
		return claim_call(fd, name, (__u8)strtoul(devfn, NULL, 0));
	return ioctl(fd, MINT_IOC_OPEN, name) ? -1 : os_call(fd, request);
}

int main(int argc, char **argv)
{
	struct mint_name name = { 0 };
	unsigned long request = 0;
	int fd;

	for (size_t i = 0; argc >= 3 && i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(argv[2], calls[i].name) == 0)
			request = calls[i].request;
	if (!request || argc != 3 + (request == MINT_IOC_CLAIM)) {
		fprintf(stderr, "usage: oscall NAME start|find|hide|renew|read|sizes\n"
				"       oscall NAME claim DEVFN\n");
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || name_call(fd, &name, request, argv[3])) {
		printf("%s\n", strerror(errno));
		return 1;
	}
	printf("done\n");
	return 0;
}
