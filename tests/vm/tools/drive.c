/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * drive.c - tell a serial driver what is behind a port, as setserial(8) does
 *
 * In: drive ttySN TYPE (PORT_* of linux/serial_core.h; 0 none). Out: exit 0; 1 and why.
 */
#include <fcntl.h>
#include <linux/serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct serial_struct info;
	int fd;

	if (argc != 3 || chdir("/dev")) {
		fprintf(stderr, "usage: drive ttySN TYPE\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || ioctl(fd, TIOCGSERIAL, &info)) {
		perror("drive");
		return 1;
	}
	info.type = atoi(argv[2]);
	if (ioctl(fd, TIOCSSERIAL, &info)) {
		perror("drive");
		return 1;
	}
	return 0;
}
