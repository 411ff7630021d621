/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leave.c - leave this kernel as any program may: reboot(2), and nobody is asked before
 *
 * In: leave kexec. Out: does not come back; 1 and why.
 * Ref: reboot(2).
 */
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 2 || strcmp(argv[1], "kexec")) {
		fprintf(stderr, "usage: leave kexec\n");
		return 2;
	}
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		LINUX_REBOOT_CMD_KEXEC, NULL);
	perror("leave");
	return 1;
}
