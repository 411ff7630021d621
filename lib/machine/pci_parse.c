/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci_parse.c - what single files say of PCI devices and of what lives on them
 *
 * In: bytes of config, text of resource, uevent, mountinfo, swaps; names of /proc/iomem.
 * Out: members of struct machine_pci and struct machine_ecam. Pure.
 * Ref: PCI Local Bus 3.0 chapter 6; PCI Express base 4.0 section 7.5; proc(5).
 */
#include "machine/pci_parse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/text.h"

enum pci_config {
	CONFIG_COMMAND = 0x04,
	CONFIG_STATUS = 0x06,
	CONFIG_HEADER_TYPE = 0x0e,
	CONFIG_BAR = 0x10,
	CONFIG_SECONDARY = 0x19,
	CONFIG_SUBORDINATE = 0x1a,
	CONFIG_CAPABILITIES = 0x34,
	CONFIG_HEADER_SIZE = 0x40,
	CONFIG_SIZE = 0x100,
};

#define STATUS_CAPABILITIES 0x10
#define HEADER_BRIDGE	    1
#define HEADER_MASK	    0x7f
#define CAPABILITY_MSI	    0x05
#define CAPABILITY_EXPRESS  0x10
#define CAPABILITY_MSIX	    0x11
#define CAPABILITIES_MAX    48 /* of 4 bytes behind the header: more is a circle */

/* Flags of a resource as the kernel prints them, include/linux/ioport.h. */
#define RESOURCE_IO	  0x100u
#define RESOURCE_MEM	  0x200u
#define RESOURCE_PREFETCH 0x2000u
#define RESOURCE_DISABLED 0x10000000u
#define RESOURCE_UNSET	  0x20000000u
#define RESOURCE_ROM	  6 /* line of the ROM; behind it a bridge's windows */

static int capabilities_parse(struct bytes config, struct machine_pci *ret)
{
	uint16_t status = 0, flags = 0;
	uint8_t at = 0, id = 0;

	bytes_get_u16(config, CONFIG_STATUS, &status);
	ret->has_msi = FACT_NO;
	if (!(status & STATUS_CAPABILITIES))
		return 0;
	bytes_get_u8(config, CONFIG_CAPABILITIES, &at);
	for (unsigned int n = 0; at >= CONFIG_HEADER_SIZE; n++) {
		at &= 0xfc;
		if (n == CAPABILITIES_MAX)
			return -EINVAL;
		bytes_get_u8(config, at, &id);
		if (id == CAPABILITY_MSI || id == CAPABILITY_MSIX)
			ret->has_msi = FACT_YES;
		if (id == CAPABILITY_EXPRESS && !bytes_get_u16(config, at + 2u, &flags))
			ret->port_type = flags >> 4 & 0xf;
		bytes_get_u8(config, at + 1u, &at);
	}
	return 0;
}

/* A register that says what it is, but not where: nobody gave it an address. */
static void bars_parse(struct bytes config, struct machine_pci *ret)
{
	for (int i = 0; i < MACHINE_PCI_BARS; i++) {
		uint32_t low = 0, high = 0;
		bool is_wide;

		bytes_get_u32(config, CONFIG_BAR + 4u * (unsigned int)i, &low);
		if (low & 1)
			continue;
		is_wide = (low & 6) == 4 && i + 1 < MACHINE_PCI_BARS;
		if (is_wide)
			bytes_get_u32(config, CONFIG_BAR + 4u * (unsigned int)(i + 1),
				      &high);
		if (low && !(low & ~0xfu) && !high && ret->unassigned_bar < 0)
			ret->unassigned_bar = i;
		i += is_wide;
	}
}

int pci_config_parse(struct bytes config, struct machine_pci *ret)
{
	uint8_t type = 0;

	if (config.size < CONFIG_HEADER_SIZE)
		return -ERANGE;
	bytes_get_u8(config, CONFIG_HEADER_TYPE, &type);
	bytes_get_u16(config, CONFIG_COMMAND, &ret->command);
	ret->is_bridge = (type & HEADER_MASK) == HEADER_BRIDGE;
	ret->port_type = PCI_PORT_UNKNOWN;
	ret->has_msi = FACT_UNKNOWN;
	ret->unassigned_bar = -1;
	if (ret->is_bridge) {
		bytes_get_u8(config, CONFIG_SECONDARY, &ret->secondary);
		bytes_get_u8(config, CONFIG_SUBORDINATE, &ret->subordinate);
	} else if ((type & HEADER_MASK) == 0) {
		bars_parse(config, ret);
	}
	return config.size < CONFIG_SIZE ? 0 : capabilities_parse(config, ret);
}

static void bar_note(struct machine_pci *ret, unsigned int line, struct prange range,
		     uint64_t flags)
{
	if (!(flags & RESOURCE_MEM))
		return;
	if (flags & (RESOURCE_UNSET | RESOURCE_DISABLED) || !range.start) {
		if (ret->unassigned_bar < 0)
			ret->unassigned_bar = (int)line;
		return;
	}
	ret->bar[line] = range;
}

static void window_note(struct machine_pci *ret, struct prange range, uint64_t flags)
{
	if (!ret->is_bridge || ret->nr_windows == MACHINE_PCI_WINDOWS ||
	    flags & (RESOURCE_UNSET | RESOURCE_DISABLED) || !range.start ||
	    !(flags & (RESOURCE_IO | RESOURCE_MEM)))
		return;
	ret->window[ret->nr_windows++] = (struct machine_pci_window){
		.range = range,
		.is_io = flags & RESOURCE_IO,
		.is_prefetchable = flags & RESOURCE_PREFETCH,
	};
}

int pci_resource_parse(const char *text, struct machine_pci *ret, unsigned int *ret_line)
{
	AUTO_FREE char *copy = strdup(text);
	char *rest = copy, *line;

	*ret_line = 0;
	if (!copy)
		return -ENOMEM;
	while ((line = strsep(&rest, "\n")) && *line) {
		unsigned int index = (*ret_line)++;
		char *words = line, *start = strsep(&words, " "),
		     *end = strsep(&words, " ");
		struct prange range;
		uint64_t flags;

		if (!words || text_number(start, 16, &range.start) ||
		    text_number(end, 16, &range.end) || text_number(words, 16, &flags))
			return -EINVAL;
		if (!flags)
			continue;
		if (range.end < range.start || range.end == UINT64_MAX)
			continue; /* the kernel's way to write an empty one */
		range.end++;
		if (index < MACHINE_PCI_BARS)
			bar_note(ret, index, range, flags);
		else if (index > RESOURCE_ROM)
			window_note(ret, range, flags);
	}
	return 0;
}

void pci_uevent_driver(const char *text, char *ret, size_t room)
{
	static const char key[] = "DRIVER=";
	const char *at = text;

	*ret = '\0';
	while (at && strncmp(at, key, sizeof(key) - 1)) {
		at = strchr(at, '\n');
		if (at)
			at++;
	}
	if (at) {
		size_t size = strcspn(at += sizeof(key) - 1, "\n");

		if (size < room)
			snprintf(ret, room, "%.*s", (int)size, at);
	}
}

bool pci_path_bdf(const char *path, struct bdf *ret)
{
	bool is_found = false;

	while (*path) {
		size_t size = strcspn(path, "/");
		struct bdf bdf;

		if (size == BDF_TEXT_SIZE - 1 && !bdf_parse(path, size, &bdf)) {
			*ret = bdf;
			is_found = true;
		}
		path += size;
		path += *path == '/';
	}
	return is_found;
}

bool ecam_name_parse(const char *name, struct prange range, struct machine_ecam *ret)
{
	static const char *const prefixes[] = { "PCI MMCONFIG ", "PCI ECAM " };
	unsigned int segment, first, last;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t size = strlen(prefixes[i]);

		if (!strncmp(name, prefixes[i], size) &&
		    sscanf(name + size, "%4x [bus %2x-%2x]", &segment, &first, &last) ==
			    3)
			break;
	}
	if (i == ARRAY_SIZE(prefixes) || last < first ||
	    range.start < (phys_t)first << BDF_BUS_SHIFT)
		return false;
	*ret = (struct machine_ecam){
		.segment = (uint16_t)segment,
		.bus_first = (uint8_t)first,
		.bus_last = (uint8_t)last,
		.base = range.start - ((phys_t)first << BDF_BUS_SHIFT),
	};
	return true;
}

void disk_mark(struct machine *machine, const struct machine_disk *disk, const char *how)
{
	struct machine_pci *pci = &machine->devices.pci[disk->pci];

	if (pci->use == PCI_USE_DISK)
		return;
	pci->use = PCI_USE_DISK;
	snprintf(pci->use_text, sizeof(pci->use_text), "%s %s", disk->name, how);
}

/* Without "/dev/"; NULL when it is no device node. */
static const char *node_name(const char *source)
{
	return source && !strncmp(source, "/dev/", 5) ? source + 5 : NULL;
}

static void mount_mark(struct machine *machine, const char *number, const char *where,
		       const char *source)
{
	const char *name = node_name(source);
	char how[80];

	snprintf(how, sizeof(how), "is mounted at %.48s", where);
	for (size_t i = 0; i < machine->devices.nr_disks; i++) {
		const struct machine_disk *disk = &machine->devices.disk[i];

		if (!strcmp(disk->number, number) || (name && !strcmp(disk->name, name)))
			disk_mark(machine, disk, how);
	}
}

/* "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw" */
void disks_mark_mounts(struct machine *machine, char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		char *word[5] = { 0 }, *behind = strstr(line, " - ");
		size_t count = 0;

		if (behind) {
			*behind = '\0';
			behind += 3;
			strsep(&behind, " "); /* the file system's type */
		}
		while (count < ARRAY_SIZE(word) && line)
			word[count++] = strsep(&line, " ");
		if (count == ARRAY_SIZE(word))
			mount_mark(machine, word[2], word[4],
				   behind ? strsep(&behind, " ") : NULL);
	}
}

void disks_mark_swaps(struct machine *machine, char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		const char *name = node_name(strsep(&line, " \t"));

		for (size_t i = 0; name && i < machine->devices.nr_disks; i++) {
			if (!strcmp(machine->devices.disk[i].name, name))
				disk_mark(machine, &machine->devices.disk[i], "is swap");
		}
	}
}
