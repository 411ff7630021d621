/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * claim.c - ask the module alone whether memory may be owned, without kexec's checks
 *
 * In: claim FIRST-LAST CPU: the range, inclusive as in /proc/iomem, and an offline CPU.
 * Out: exit 0 when it was claimed (it is given back at once); 1 and why
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "abi/mint.h"

int main(int argc, char **argv)
{
	struct mint_name name = { .name = "claim" };
	struct mint_cpu cpu = { 0 };
	struct mint_taken taken = { .cpus = (uintptr_t)&cpu, .nr_cpus = 1 };
	struct mint_claim claim = {
		.nr_ranges = 2,
		.nr_cpus = 1,
		.ranges = { { 0, 0, MINT_PURPOSE_REGION, 0 },
			    { 0x10000, 0x20000, MINT_PURPOSE_REALMODE, 0 } },
	};
	char *end;
	int fd, err = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: claim FIRST-LAST CPU\n");
		return 2;
	}
	claim.ranges[0].start = strtoull(argv[1], &end, 16);
	claim.ranges[0].end = strtoull(end + (*end == '-'), NULL, 16) + 1;
	cpu.cpu = (__u32)strtoul(argv[2], NULL, 0);
	claim.cpus[0] = cpu.cpu;
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_CREATE, &name) ||
	    ioctl(fd, MINT_IOC_INTENT, &taken)) {
		perror("claim: no OS");
		return 1;
	}
	if (ioctl(fd, MINT_IOC_CLAIM, &claim)) {
		perror("claim");
		err = 1;
	}
	if (ioctl(fd, MINT_IOC_UNCLAIM) || ioctl(fd, MINT_IOC_DESTROY)) {
		perror("claim: cannot give it back");
		err = 1;
	}
	return err;
}
