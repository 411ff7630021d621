/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci_port.c - a root port of the leader, and all that is behind it
 *
 * In: its address. Out: what is behind it removed, looked for, given drivers.
 * Ref: pci_port.h.
 */
#include "leader/pci_port.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/pci_function.h"

#define CONFIG_COMMAND	4
#define COMMAND_FORWARD 6   /* memory and bus mastering */
#define REMOVALS	256 /* functions that one bus can have */

/* Functions of a segment with a bus in [first, last]. */
struct buses {
	uint16_t segment;
	unsigned int first, last;
};

/* Secondary and subordinate bus as the kernel has them; -errno. */
static int port_buses(const struct leader *leader, struct bdf port, struct buses *ret)
{
	static const char *const files[2] = { "secondary_bus_number",
					      "subordinate_bus_number" };
	char path[PCI_PATH_SIZE], text[16];
	unsigned int bus[2];

	for (int i = 0; i < 2; i++) {
		int err;

		pci_function_path(path, port, files[i]);
		err = leader_read(leader, path, text, sizeof(text));
		if (err < 0)
			return err;
		bus[i] = (unsigned int)strtoul(text, NULL, 10);
	}
	*ret = (struct buses){ port.segment, bus[0], bus[1] };
	return 0;
}

static DIR *functions_open(const struct leader *leader)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s" PCI_DEVICES, leader->root);
	return opendir(full);
}

/* The next one of @dir (NULL: empty) on these buses; false behind the last. */
static bool function_next(DIR *dir, const struct buses *buses, struct bdf *ret)
{
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct bdf bdf;

		if (bdf_parse(entry->d_name, strlen(entry->d_name), &bdf) ||
		    bdf.segment != buses->segment || bdf.bus < buses->first ||
		    bdf.bus > buses->last)
			continue;
		*ret = bdf;
		return true;
	}
	return false;
}

/* Some function on these buses: the directory is read anew, removing one removes more. */
static bool function_find(const struct leader *leader, const struct buses *buses,
			  struct bdf *ret)
{
	AUTO_CLOSEDIR DIR *dir = functions_open(leader);

	return function_next(dir, buses, ret);
}

static int port_fail(struct bdf port, int err, struct diag *diag)
{
	char text[BDF_TEXT_SIZE];

	return diag_fail(diag, err, "root port %s: %s", bdf_text(port, text),
			 strerror(-err));
}

int pci_port_empty(const struct leader *leader, struct bdf port, struct diag *diag)
{
	struct buses behind, next;
	char text[BDF_TEXT_SIZE];
	struct bdf bdf;
	int err = port_buses(leader, port, &behind);

	if (err)
		return port_fail(port, err, diag);
	/* What is further away goes with what is directly behind it. */
	next = behind;
	next.last = next.first;
	for (int i = 0; i < REMOVALS && function_find(leader, &next, &bdf); i++) {
		err = pci_function_write(leader, bdf, "remove", "1", diag);
		if (err)
			return port_fail(port, err, diag);
	}
	if (function_find(leader, &behind, &bdf))
		return diag_fail(diag, -EBUSY,
				 "PCI device %s is still there after it was removed",
				 bdf_text(bdf, text));
	return 0;
}

int pci_port_check_forward(const struct leader *leader, struct bdf port,
			   struct diag *diag)
{
	uint8_t config[CONFIG_COMMAND + 2] = { 0 };
	char path[PCI_PATH_SIZE], head[64] = "", text[BDF_TEXT_SIZE];
	int size;

	pci_function_path(path, port, "config");
	size = leader_read(leader, path, head, sizeof(head));
	memcpy(config, head, sizeof(config));
	if (size < (int)sizeof(config) || ~config[CONFIG_COMMAND] & COMMAND_FORWARD)
		return diag_fail(
			diag, -EIO,
			"root port %s does not forward any more: command register "
			"0x%02x",
			bdf_text(port, text), config[CONFIG_COMMAND]);
	return 0;
}

static int bus_rescan(const struct leader *leader, struct bdf port)
{
	char path[PCI_PATH_SIZE];
	struct buses behind;
	int err = port_buses(leader, port, &behind);

	if (err)
		return err;
	snprintf(path, sizeof(path), "/sys/class/pci_bus/%04x:%02x/rescan", port.segment,
		 behind.first & 0xff);
	return leader_write(leader, path, "1");
}

int pci_port_rescan(const struct leader *leader, struct bdf port, struct diag *diag)
{
	char text[BDF_TEXT_SIZE];
	int err = bus_rescan(leader, port);

	if (err)
		return diag_fail(diag, err,
				 "root port %s: cannot look for its devices: %s",
				 bdf_text(port, text), strerror(-err));
	return 0;
}

int pci_port_bind_bridges(const struct leader *leader, struct bdf port, struct diag *diag)
{
	AUTO_CLOSEDIR DIR *dir = NULL;
	struct buses behind;
	struct bdf bdf;
	int err = port_buses(leader, port, &behind);

	if (err)
		return diag_fail(diag, err, "a root port went away: %s", strerror(-err));
	dir = functions_open(leader);
	while (function_next(dir, &behind, &bdf)) {
		char path[PCI_PATH_SIZE];

		pci_function_path(path, bdf, "secondary_bus_number");
		if (!leader_has(leader, path))
			continue;
		err = pci_function_probe(leader, bdf, diag);
		if (err)
			return err;
	}
	return 0;
}
