/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kept.c - where a leader is stopped to be kept, and what it does first when it goes on
 *
 * In:  QEMU's fw_cfg files opt/mint/script and opt/mint/seed, which the machine that was
 *      kept does not have and the one that goes on has
 * Out: the script on stdout; a byte on the debug console (port 0xe9) when there is none
 * yet; the kernel's random numbers are no longer those of the others that go on from here
 * Ref: QEMU's docs/specs/fw_cfg.txt (ports 0x510, 0x511; the directory, selector 0x19);
 *      random(4), RNDRESEEDCRNG; tests/vm/snapshot-lib.sh
 *
 * Through the ports, without a driver: a leader has nothing of it that is not there
 * always.
 */
#include <endian.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define FW_CFG_SELECT	 0x510
#define FW_CFG_DATA	 0x511
#define FW_CFG_DIRECTORY 0x19
#define DEBUG_CONSOLE	 0xe9

/* <linux/random.h> has it since 5.18 only */
#ifndef RNDRESEEDCRNG
#define RNDRESEEDCRNG _IO('R', 0x07)
#endif

struct entry {
	uint32_t size; /* big endian, as the next one */
	uint16_t select;
	uint16_t reserved;
	char name[56];
};

static void take(void *to, size_t size)
{
	uint8_t *at = to;

	for (; size; size--)
		*at++ = inb(FW_CFG_DATA);
}

/* Its size, with the device at its first byte; 0 when there is no such file. */
static uint32_t find(const char *name)
{
	struct entry entry;
	uint32_t count;

	outw(FW_CFG_DIRECTORY, FW_CFG_SELECT);
	take(&count, sizeof(count));
	for (count = be32toh(count); count; count--) {
		take(&entry, sizeof(entry));
		entry.name[sizeof(entry.name) - 1] = '\0';
		if (!strcmp(entry.name, name)) {
			outw(be16toh(entry.select), FW_CFG_SELECT);
			return be32toh(entry.size);
		}
	}
	return 0;
}

/* Several leaders go on from the same state, also of the kernel's random numbers. */
static bool reseed(void)
{
	uint8_t seed[256];
	uint32_t size = find("opt/mint/seed");
	int fd = open("/dev/urandom", O_WRONLY);
	bool ret;

	if (fd < 0 || size < 32)
		return false;
	size = size < sizeof(seed) ? size : sizeof(seed);
	take(seed, size);
	ret = write(fd, seed, size) == (ssize_t)size && !ioctl(fd, RNDRESEEDCRNG);
	close(fd);
	return ret;
}

int main(void)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	uint32_t size;

	if (ioperm(FW_CFG_SELECT, 2, 1) || ioperm(DEBUG_CONSOLE, 1, 1)) {
		perror("kept: ports");
		return 1;
	}
	if (!find("opt/mint/script")) {
		outb('k', DEBUG_CONSOLE);
		while (!find("opt/mint/script"))
			nanosleep(&pause, NULL);
	}
	if (!reseed()) {
		perror("kept: random numbers");
		return 1;
	}
	for (size = find("opt/mint/script"); size; size--)
		putchar(inb(FW_CFG_DATA));
	return fflush(stdout) ? 1 : 0;
}
