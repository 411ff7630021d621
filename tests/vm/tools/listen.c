/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listen.c - a service manager's ear: what programs send to NOTIFY_SOCKET
 *
 * In: listen SOCKET FILE. Out: each datagram's lines appended to FILE as they come, by a
 * background process; the call returns once the socket is there.
 * Ref: sd_notify(3).
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char text[4096];
	ssize_t size;
	int fd, out;

	if (argc != 3 || strlen(argv[1]) >= sizeof(at.sun_path)) {
		fprintf(stderr, "usage: listen SOCKET FILE\n");
		return 2;
	}
	strcpy(at.sun_path, argv[1]);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0 || out < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at))) {
		perror("listen");
		return 1;
	}
	if (fork())
		return 0;
	while ((size = recv(fd, text, sizeof(text) - 1, 0)) >= 0) {
		text[size++] = '\n';
		if (write(out, text, (size_t)size) != size)
			return 1;
	}
	return 1;
}
