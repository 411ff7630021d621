// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c - may a kernel be loaded? What the leader answers for kexec_load(2)
 *
 *   lockdown                         of each call that takes or starts; of reading memory
 *   kernel.kexec_load_disabled       at each load
 *   kernel.kexec_load_limit_reboot   counted down by each load
 *   security modules, IMA            at each load
 *
 * In:  the calling process
 * Out: 0 or an errno, and a line in the kernel log
 * Ref: Linux kernel/kexec.c kexec_load_check(); kernel/kexec_core.c
 *      kexec_load_permitted(), kexec_limit_handler(): a limit is only ever set to less
 *      than it is, so of two who set it to the same value one has EINVAL
 *
 * Neither value is exported to modules. They are read where user space reads them, but in
 * a mount of proc of our own, over which nobody can have mounted anything.
 */
#include "policy.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel_read_file.h>
#include <linux/mount.h>
#include <linux/security.h>

#define DISABLED    "sys/kernel/kexec_load_disabled"
#define LIMIT	    "sys/kernel/kexec_load_limit_reboot"
#define LIMIT_TRIES 100
#define NUMBER_SIZE 16
#define NO_LIMIT    (-1)

int mint_policy_lockdown(void)
{
	if (!security_locked_down(LOCKDOWN_KEXEC))
		return 0;
	pr_notice_once("the kernel is locked down: no OS can be started beside it\n");
	return -EPERM;
}

/* -ENOENT: this kernel has no such setting. */
static int number_read(struct vfsmount *proc, const char *path, int *ret)
{
	struct file *file = file_open_root_mnt(proc, path, O_RDONLY, 0);
	char text[NUMBER_SIZE] = "";
	loff_t at = 0;
	ssize_t n;

	if (IS_ERR(file))
		return PTR_ERR(file);
	n = kernel_read(file, text, sizeof(text) - 1, &at);
	fput(file);
	return n < 0 ? n : kstrtoint(strim(text), 10, ret);
}

static int number_write(struct vfsmount *proc, const char *path, int value)
{
	struct file *file = file_open_root_mnt(proc, path, O_WRONLY, 0);
	char text[NUMBER_SIZE];
	loff_t at = 0;
	ssize_t n;

	if (IS_ERR(file))
		return PTR_ERR(file);
	n = snprintf(text, sizeof(text), "%d\n", value);
	n = kernel_write(file, text, n, &at);
	fput(file);
	return n < 0 ? n : 0;
}

static int check_disabled(struct vfsmount *proc)
{
	int value = 0, err = number_read(proc, DISABLED, &value);

	if (err)
		return err == -ENOENT ? 0 : err;
	if (!value)
		return 0;
	pr_notice("load refused: kernel.kexec_load_disabled is set\n");
	return -EACCES;
}

static int take_from_limit(struct vfsmount *proc)
{
	unsigned int try;
	int value, err;

	for (try = 0; try < LIMIT_TRIES; try++) {
		err = number_read(proc, LIMIT, &value);
		if (err)
			return err == -ENOENT ? 0 : err;
		if (value == NO_LIMIT)
			return 0;
		if (value <= 0) {
			pr_notice("load refused: kernel.kexec_load_limit_reboot is 0\n");
			return -EACCES;
		}
		err = number_write(proc, LIMIT, value - 1);
		if (err != -EINVAL)
			return err;
		cond_resched(); /* somebody was faster */
	}
	return -EAGAIN;
}

static int check_settings(void)
{
	/* It is no module: no reference is taken. */
	struct file_system_type *type = get_fs_type("proc");
	struct vfsmount *proc;
	int err;

	if (!type)
		return 0;
	proc = kern_mount(type);
	if (IS_ERR(proc))
		return PTR_ERR(proc);
	err = check_disabled(proc);
	if (!err)
		err = take_from_limit(proc);
	kern_unmount(proc);
	return err;
}

int mint_policy_load(void)
{
	int err = check_settings();

	if (err)
		return err;
	if (!security_kernel_load_data(LOADING_KEXEC_IMAGE, false))
		return 0;
	pr_notice("load refused: a security module or IMA wants images that it can "
		  "check\n");
	return -EACCES;
}
