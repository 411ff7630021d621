// SPDX-License-Identifier: GPL-2.0-only
/*
 * firmware.c - what the firmware called a piece of memory, whatever memmap= says
 *
 * In:  the objects behind /sys/firmware/memmap, which are made at boot and show "start",
 *      "end" (inclusive) and "type" of each range
 * Out: is it RAM and nothing else? No map (CONFIG_FIRMWARE_MEMMAP=n): nothing is
 * Ref: Documentation/ABI/testing/sysfs-firmware-memmap. Since Linux 6.18 the kernel's own
 *      question, e820__mapped_raw_any(), is for KVM's modules alone.
 */
#include "firmware.h"

#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include <linux/sysfs.h>

enum { START, END, TYPE, NR_ATTRS };

struct map {
	struct kset *entries;
	struct kernfs_node *attr[NR_ATTRS]; /* the same attribute for each entry */
};

/* The map's first object, referenced; NULL when there is none. */
static struct kobject *first_entry(struct kset *entries)
{
	struct kobject *kobj;

	spin_lock(&entries->list_lock);
	kobj = list_first_entry_or_null(&entries->list, struct kobject, entry);
	kobj = kobject_get(kobj);
	spin_unlock(&entries->list_lock);
	return kobj;
}

static void map_close(struct map *map)
{
	int i;

	for (i = 0; i < NR_ATTRS; i++)
		kernfs_put(map->attr[i]);
}

static int map_open(struct map *map)
{
	static const char *const names[NR_ATTRS] = { "start", "end", "type" };
	struct kernfs_node *dir = sysfs_get_dirent(firmware_kobj->sd, "memmap");
	struct kobject *kobj;
	int i, err = 0;

	if (!dir)
		return -ENODATA;
	map->entries = to_kset(dir->priv); /* stays: nothing ever removes it */
	kernfs_put(dir);
	kobj = first_entry(map->entries);
	for (i = 0; i < NR_ATTRS; i++) {
		map->attr[i] = kobj && kobj->sd ? sysfs_get_dirent(kobj->sd, names[i])
						: NULL;
		if (!map->attr[i])
			err = -ENODATA;
	}
	kobject_put(kobj);
	if (err)
		map_close(map);
	return err;
}

/* What reading that file of the entry would give, without the newline. */
static int entry_show(const struct map *map, struct kobject *kobj, int attr, char *buf)
{
	ssize_t n = kobj->ktype->sysfs_ops->show(kobj, map->attr[attr]->priv, buf);

	if (n < 0 || n >= PAGE_SIZE)
		return -EIO;
	buf[n] = '\0';
	strim(buf);
	return 0;
}

/* Add what the entry covers of [start, end) to @ram; -EPERM if it is anything else. */
static int entry_count(const struct map *map, struct kobject *kobj, char *buf, u64 start,
		       u64 end, u64 *ram)
{
	u64 first, last;

	if (entry_show(map, kobj, START, buf) || kstrtou64(buf, 0, &first) ||
	    entry_show(map, kobj, END, buf) || kstrtou64(buf, 0, &last))
		return -EIO;
	if (first >= end || last < start)
		return 0;
	if (entry_show(map, kobj, TYPE, buf) || strcmp(buf, "System RAM"))
		return -EPERM;
	*ram += min(last, end - 1) - max(first, start) + 1;
	return 0;
}

/* Bytes of [start, end) that are RAM; -EPERM if any are something else. */
static int map_count(const struct map *map, char *buf, u64 start, u64 end, u64 *ram)
{
	struct kobject *kobj;
	int err = 0;

	spin_lock(&map->entries->list_lock);
	list_for_each_entry(kobj, &map->entries->list, entry) {
		err = entry_count(map, kobj, buf, start, end, ram);
		if (err)
			break;
	}
	spin_unlock(&map->entries->list_lock);
	return err;
}

int mint_firmware_is_ram(u64 start, u64 end)
{
	struct map map;
	u64 ram = 0;
	char *buf;
	int err;

	buf = (char *)__get_free_page(GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	err = map_open(&map);
	if (err)
		goto out_buf;
	err = map_count(&map, buf, start, end, &ram);
	map_close(&map);
	if (err)
		goto out_buf;
	if (ram != end - start)
		err = -EPERM;
out_buf:
	free_page((unsigned long)buf);
	return err;
}
