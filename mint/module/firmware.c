// SPDX-License-Identifier: GPL-2.0-only
/*
 * firmware.c - what the firmware called a piece of memory, whatever memmap= says
 *
 * In:  the objects behind /sys/firmware/memmap, which show "start", "end" (inclusive) and
 *      "type" of each range; what the leader keeps of the EFI memory map
 * Out: is it RAM and nothing else? No map (CONFIG_FIRMWARE_MEMMAP=n): nothing is. Does
 * EFI or a table of it still live there? Ref:
 * Documentation/ABI/testing/sysfs-firmware-memmap. Since Linux 6.18 the kernel's own
 *      question, e820__mapped_raw_any(), is for KVM's modules alone. UEFI 2.10
 * section 7.2 (memory map); Linux arch/x86/platform/efi: efi_mem_reserve() makes a
 * table's memory reserved RAM, as memmap= does, and the table stays in efi.memmap, where
 * what was given up at boot is not
 */
#include "firmware.h"
#include "compat.h"

#include <linux/efi.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

struct map {
	struct kobject **entry;
	unsigned int nr;
};

/* Referenced, so that nothing has to be locked while they are asked. */
static void map_close(struct map *map)
{
	while (map->nr)
		kobject_put(map->entry[--map->nr]);
	kvfree(map->entry);
}

/*
 * As many as there is room for. Return: how many there are. One that is about to go (of
 * memory that is unplugged) is in the list still, without a reference: it is no more.
 */
static unsigned int entries_get(struct kset *entries, struct map *map, unsigned int room)
{
	struct kobject *kobj;
	unsigned int nr = 0;

	spin_lock(&entries->list_lock);
	list_for_each_entry(kobj, &entries->list, entry)
		if (nr++ < room && kobject_get_unless_zero(kobj))
			map->entry[map->nr++] = kobj;
	spin_unlock(&entries->list_lock);
	return nr;
}

/* Memory that is plugged in adds entries: then once more, with more room. */
static int entries_snapshot(struct kset *entries, struct map *map)
{
	unsigned int room = 0, nr;

	for (;;) {
		nr = entries_get(entries, map, room);
		if (nr <= room)
			return nr ? 0 : -ENODATA;
		map_close(map);
		room = nr;
		map->entry = kvcalloc(room, sizeof(*map->entry), GFP_KERNEL);
		if (!map->entry)
			return -ENOMEM;
	}
}

/*
 * Its directory is all that leads to the set: sysfs keeps the object of a directory there
 * (fs/sysfs/dir.c), and the set stays for ever.
 */
static int map_open(struct map *map)
{
	struct kernfs_node *dir = sysfs_get_dirent(firmware_kobj->sd, "memmap");
	struct kset *entries;

	if (!dir)
		return -ENODATA;
	entries = to_kset(dir->priv);
	kernfs_put(dir);
	return entries_snapshot(entries, map);
}

static struct attribute *attr_find(const struct kobject *kobj, const char *name)
{
	struct attribute **attr = mint_kobject_attrs(kobj);

	while (attr && *attr && strcmp((*attr)->name, name))
		attr++;
	return attr ? *attr : NULL;
}

/* What reading that file of the entry would give, without the newline. */
static int entry_show(struct kobject *kobj, const char *name, char *buf)
{
	struct attribute *attr = attr_find(kobj, name);
	ssize_t n;

	if (!attr)
		return -EIO;
	n = kobj->ktype->sysfs_ops->show(kobj, attr, buf);
	if (n < 0 || n >= PAGE_SIZE)
		return -EIO;
	buf[n] = '\0';
	strim(buf);
	return 0;
}

/* Add what the entry covers of [start, end) to @ram; -EPERM if it is anything else. */
static int entry_count(struct kobject *kobj, char *buf, u64 start, u64 end, u64 *ram)
{
	u64 first, last;

	if (entry_show(kobj, "start", buf) || kstrtou64(buf, 0, &first) ||
	    entry_show(kobj, "end", buf) || kstrtou64(buf, 0, &last))
		return -EIO;
	if (first >= end || last < start)
		return 0;
	if (entry_show(kobj, "type", buf) || strcmp(buf, "System RAM"))
		return -EPERM;
	*ram += min(last, end - 1) - max(first, start) + 1;
	return 0;
}

/* Bytes of [start, end) that are RAM; -EPERM if any are something else. */
static int map_count(const struct map *map, char *buf, u64 start, u64 end, u64 *ram)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < map->nr && !err; i++)
		err = entry_count(map->entry[i], buf, start, end, ram);
	return err;
}

int mint_firmware_is_ram(u64 start, u64 end)
{
	struct map map = { 0 };
	u64 ram = 0;
	char *buf;
	int err;

	buf = (char *)__get_free_page(GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	err = map_open(&map);
	if (!err)
		err = map_count(&map, buf, start, end, &ram);
	if (!err && ram != end - start)
		err = -EPERM;
	map_close(&map);
	free_page((unsigned long)buf);
	return err;
}

#ifdef CONFIG_EFI

/* Tables that the leader knows where to find; ~0 is one that is not there. */
static bool has_table(u64 start, u64 end)
{
	const unsigned long tables[] = {
		efi.acpi, efi.acpi20,  efi.smbios,	  efi.smbios3,
		efi.esrt, efi.tpm_log, efi.tpm_final_log, efi.mokvar_table,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		if (tables[i] >= start && tables[i] < end)
			return true;
	return false;
}

static bool is_leaders_ram(u64 page)
{
	return region_intersects(page, PAGE_SIZE, IORESOURCE_SYSTEM_RAM,
				 IORES_DESC_NONE) == REGION_INTERSECTS;
}

/*
 * Of boot services' memory the leader keeps what holds a table, and what it could not
 * free because a boot parameter had taken it. The former is told by a table that is
 * known, or lies alone amid the leader's RAM.
 */
static bool is_needed(const efi_memory_desc_t *md, u64 first, u64 behind)
{
	switch (md->type) {
	case EFI_CONVENTIONAL_MEMORY: /* a 32-bit firmware has all RAM in its map */
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_BOOT_SERVICES_CODE:
	case EFI_BOOT_SERVICES_DATA:
		return (md->attribute & EFI_MEMORY_RUNTIME) &&
		       (has_table(first, behind) ||
			(is_leaders_ram(first - PAGE_SIZE) && is_leaders_ram(behind)));
	}
	return true;
}

static bool map_needs(u64 start, u64 end)
{
	efi_memory_desc_t *md;

	if (!efi_enabled(EFI_MEMMAP))
		return false;
	for_each_efi_memory_desc(md)
	{
		u64 first = md->phys_addr;
		u64 behind = first + (md->num_pages << EFI_PAGE_SHIFT);

		if (mint_overlap(start, end, first, behind) &&
		    is_needed(md, first, behind))
			return true;
	}
	return false;
}

bool mint_firmware_lives_in(u64 start, u64 end)
{
	return efi_enabled(EFI_BOOT) && (map_needs(start, end) || has_table(start, end));
}

#else

bool mint_firmware_lives_in(u64 start, u64 end)
{
	return false;
}

#endif
