/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hook.c - set a test hook of mint-test.ko
 *
 * In: hook NAME flip ADDRESS | ignore-mailbox MS | ignore-park 1 | fail-step N
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "abi/mint.h"

int main(int argc, char **argv)
{
	static const struct {
		const char *word;
		__u32 hook;
	} hooks[] = {
		{ "flip", MINT_TEST_FLIP_BYTE },
		{ "ignore-mailbox", MINT_TEST_IGNORE_MAILBOX },
		{ "ignore-park", MINT_TEST_IGNORE_PARK },
		{ "fail-step", MINT_TEST_FAIL_STEP },
	};
	struct mint_name name = { 0 };
	struct mint_test test = { 0 };
	unsigned long long value;
	int fd;

	if (argc != 4) {
		fprintf(stderr, "usage: hook NAME HOOK VALUE\n");
		return 2;
	}
	value = strtoull(argv[3], NULL, 0);
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		if (strcmp(argv[2], hooks[i].word) == 0)
			test.hook = hooks[i].hook;
	}
	if (test.hook == MINT_TEST_FLIP_BYTE)
		test.address = value;
	else
		test.value = (__u32)value;
	snprintf(name.name, sizeof(name.name), "%s", argv[1]);
	fd = open(MINT_DEVICE, O_RDWR);
	if (fd < 0 || ioctl(fd, MINT_IOC_OPEN, &name) ||
	    ioctl(fd, MINT_IOC_TEST, &test)) {
		perror("hook");
		return 1;
	}
	return 0;
}
