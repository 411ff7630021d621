// SPDX-License-Identifier: GPL-2.0-only
/*
 * setup.c - what a boot loader left for the leader, and the leader goes on reading
 *
 *   boot_params.hdr.setup_data -> |next|type|len|data …| -> |next|type|len|data …| -> 0
 *                                  SETUP_INDIRECT: data says where the data is
 *
 * In:  /sys/kernel/boot_params/data, in a mount of sysfs of our own; the items in memory
 * Out: yes or no; mint.setup_data
 * Ref: Documentation/arch/x86/boot.rst (setup_data, SETUP_INDIRECT); Linux
 *      arch/x86/kernel/ksysfs.c and kdebugfs.c, which walk the items whenever somebody
 *      reads their files; arch/x86/kernel/setup.c, which reserves them. In older kernels
 *      (6.12) their memory has a type of its own in e820, in newer ones (7.2) nothing
 *      tells it from any other that was reserved at boot. boot_params is not exported.
 */
#include "setup.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/kernel_read_file.h>
#include <linux/mount.h>
#include <asm/bootparam.h>

#define PARAMS "kernel/boot_params/data"

/* No boot loader leaves that many: a chain that has been overwritten may have no end. */
#define ITEMS_MAX 1024

static int params_read(struct vfsmount *sysfs, u64 *first)
{
	struct file *file = file_open_root_mnt(sysfs, PARAMS, O_RDONLY, 0);
	loff_t at = offsetof(struct boot_params, hdr.setup_data);
	ssize_t n;

	if (IS_ERR(file))
		return PTR_ERR(file);
	n = kernel_read(file, first, sizeof(*first), &at);
	fput(file);
	if (n < 0)
		return n;
	return n == sizeof(*first) ? 0 : -EIO;
}

int mint_setup_init(void)
{
	/* It is no module: no reference is taken. */
	struct file_system_type *type = get_fs_type("sysfs");
	struct vfsmount *sysfs = type ? kern_mount(type) : ERR_PTR(-ENODEV);
	int err;

	if (IS_ERR(sysfs)) {
		err = PTR_ERR(sysfs);
	} else {
		err = params_read(sysfs, &mint.setup_data);
		kern_unmount(sysfs);
	}
	if (err)
		pr_err("/sys/" PARAMS " cannot be read (%d): which memory the leader's "
		       "setup_data needs is not known\n",
		       err);
	return err;
}

/* Bytes of the leader's. */
static int bytes_get(u64 at, void *to, size_t size)
{
	void *map = memremap(at, size, MEMREMAP_WB);

	if (!map)
		return -ENOMEM;
	memcpy(to, map, size);
	memunmap(map);
	return 0;
}

/* Return: 1 it reaches [start, end), 0 not, or a negative errno. */
static int item_reaches(u64 at, const struct setup_data *item, u64 start, u64 end)
{
	struct setup_indirect to;
	int err;

	if (mint_reaches(at, sizeof(*item) + (u64)item->len, start, end))
		return 1;
	if (item->type != SETUP_INDIRECT || item->len < sizeof(to))
		return 0;
	err = bytes_get(at + sizeof(*item), &to, sizeof(to));
	return err ?: mint_reaches(to.addr, to.len, start, end);
}

bool mint_setup_lies_in(u64 start, u64 end)
{
	struct setup_data item;
	u64 at = mint.setup_data;
	u32 nr;

	for (nr = 0; at; nr++, at = item.next)
		if (nr == ITEMS_MAX || bytes_get(at, &item, sizeof(item)) ||
		    item_reaches(at, &item, start, end))
			return true;
	return false;
}
