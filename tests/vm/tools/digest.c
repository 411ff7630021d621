/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * digest.c - one number for all the memory that an OS owns
 *
 * In: digest NAME. Out: "0x… N MiB": FNV-1a over the 64-bit words of its ranges in the
 * order of the claim; exit 1 and why.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "abi/mint.h"

int main(int argc, char **argv)
{
	uint64_t sum = 0xcbf29ce484222325, bytes = 0;
	struct mint_name name = { 0 };
	struct mint_status status;
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: digest NAME\n");
		return 2;
	}
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) ||
	    ioctl(fd, MINT_IOC_STATUS, &status)) {
		perror("digest");
		return 1;
	}
	for (__u32 r = 0; r < status.nr_ranges; r++) {
		size_t size = status.ranges[r].end - status.ranges[r].start;
		const volatile uint64_t *word = mmap(NULL, size, PROT_READ, MAP_SHARED,
						     fd, (off_t)status.ranges[r].start);

		if (word == MAP_FAILED) {
			perror("digest: mmap");
			return 1;
		}
		for (size_t i = 0; i < size / sizeof(*word); i++)
			sum = (sum ^ word[i]) * 0x100000001b3;
		bytes += size;
	}
	printf("%#" PRIx64 " %" PRIu64 " MiB\n", sum, bytes >> 20);
	return 0;
}
