/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_pci.c - PCI devices of the leader of fake_mint.c
 *
 * In: writes to sysfs. Out: files that come and go; was_unrecorded, was_dirty.
 *
 *   0000:00:04.0 root port --- 0000:01:00.0 nvme, 0000:01:00.1 without a driver
 */
#include "tests/unit/leader/fake_pci.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/leader.h"
#include "tests/unit/leader/fake_machine.h"

#define PCI  "/sys/bus/pci/"
#define PORT PCI "devices/0000:00:04.0/"

static const char *const files[] = { "uevent", "reset", "remove", "resource",
				     "driver/unbind" };

#define EMPTY "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"

/* BAR 0 of both functions lies in the port's one window, behind six BARs and the ROM. */
static const char *const resources[FAKE_PCI] = {
	"0x00000000fe800000 0x00000000fe803fff 0x0000000000140204\n" EMPTY,
	"0x00000000fe804000 0x00000000fe804fff 0x0000000000040200\n" EMPTY,
};
static const char port_resource[] = EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY
	"0x00000000fe800000 0x00000000fe9fffff 0x0000000000000200\n";
static const char on[] = "\x36\x1b\x0c\x01\x07\x05\x10\x01";
static const char off[] = "\x36\x1b\x0c\x01\x03\x05\x10\x01"; /* no bus mastering */

static void function_path(unsigned int function, const char *file, char path[128])
{
	snprintf(path, 128, PCI "devices/0000:01:00.%u/%s", function, file);
}

static void function_put(const struct fake *fake, unsigned int function, bool is_bound)
{
	char path[128];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		function_path(function, files[i], path);
		fake_write(fake, path, i || !is_bound ? "" : "DRIVER=nvme\nA=1\n");
	}
	function_path(function, "resource", path);
	fake_write(fake, path,
		   fake->pci_resource[function] ? fake->pci_resource[function]
						: resources[function]);
}

static bool function_is_there(const struct fake *fake, unsigned int function)
{
	char path[128], full[PATH_MAX];

	function_path(function, "uevent", path);
	snprintf(full, sizeof(full), "%s%s", fake->root, path);
	return access(full, F_OK) == 0;
}

static void function_drop(const struct fake *fake, unsigned int function)
{
	char path[128], full[PATH_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		function_path(function, files[i], path);
		snprintf(full, sizeof(full), "%s%s", fake->root, path);
		unlink(full);
	}
	*strrchr(full, '/') = '\0';
	rmdir(full); /* driver */
	*strrchr(full, '/') = '\0';
	if (rmdir(full))
		abort();
}

void fake_pci_add(struct fake *fake)
{
	fake_write(fake, PORT "secondary_bus_number", "1\n");
	fake_write(fake, PORT "subordinate_bus_number", "1\n");
	fake_write(fake, PORT "uevent", "DRIVER=pcieport\n");
	fake_write(fake, PORT "config", on);
	fake_write(fake, PORT "resource", port_resource);
	fake_write(fake, PCI "drivers_autoprobe", "1\n");
	for (unsigned int i = 0; i < FAKE_PCI; i++) {
		function_put(fake, i, i == 0);
		fake->pci_is_clean[i] = true;
	}
}

void fake_pci_plan(struct plan *plan)
{
	plan->port[0] = (struct plan_port){ .bdf = { 0, 0, 4, 0 },
					    .first_bus = 1,
					    .last_bus = 1,
					    .window[0] = { 0xfe800000, 0xfea00000 } };
	plan->nr_ports = 1;
	for (uint8_t i = 0; i < FAKE_PCI; i++)
		plan->device[i] =
			(struct plan_device){ .bdf = { 0, 1, 0, i }, .has_reset = true };
	strcpy(plan->device[0].driver, "nvme");
	plan->nr_devices = FAKE_PCI;
}

static bool is_recorded(const struct fake *fake, unsigned int function)
{
	for (unsigned int o = 0; o < FAKE_OSES; o++)
		for (unsigned int i = 0; fake->os[o].is_used && i < fake->os[o].nr_pci;
		     i++)
			if (fake->os[o].pci[i].bus == 1 &&
			    fake->os[o].pci[i].devfn == function)
				return true;
	return false;
}

static bool autoprobe_is_on(const struct fake *fake)
{
	const struct leader leader = { .root = fake->root };
	char text[8] = "";

	leader_read(&leader, PCI "drivers_autoprobe", text, sizeof(text));
	return strcmp(text, "1") == 0;
}

static bool is_hidden(const struct fake *fake)
{
	for (unsigned int o = 0; o < FAKE_OSES; o++)
		if (fake->os[o].is_used && fake->os[o].is_hidden)
			return true;
	return false;
}

static int bus_rescan(struct fake *fake)
{
	if (is_hidden(fake))
		return 0;
	for (unsigned int i = 0; i < FAKE_PCI && !fake->pci_is_stuck; i++) {
		if (function_is_there(fake, i))
			continue;
		if (autoprobe_is_on(fake))
			fake->was_dirty = true;
		function_put(fake, i, false);
	}
	return 0;
}

static int function_write(struct fake *fake, unsigned int function, const char *file)
{
	if (!function_is_there(fake, function))
		return -ENOENT;
	if (!is_recorded(fake, function))
		fake->was_unrecorded = true;
	if (strcmp(file, "reset") == 0)
		fake->pci_is_clean[function] = true;
	else if (strcmp(file, "remove") == 0)
		function_drop(fake, function);
	else if (strcmp(file, "driver/unbind") == 0)
		function_put(fake, function, false);
	else
		return -EACCES;
	return 0;
}

int fake_pci_write(struct fake *fake, const char *path, const char *text)
{
	unsigned int function;
	int end = 0;

	if (sscanf(path, PCI "devices/0000:01:00.%u/%n", &function, &end) == 1 && end &&
	    function < FAKE_PCI)
		return function_write(fake, function, path + end);
	if (strcmp(path, "/sys/class/pci_bus/0000:01/rescan") == 0)
		return bus_rescan(fake);
	if (strcmp(path, PCI "drivers_autoprobe") == 0) {
		char line[16];

		snprintf(line, sizeof(line), "%s\n", text);
		fake_write(fake, path, line);
		return 0;
	}
	if (strcmp(path, PCI "drivers_probe") == 0 &&
	    sscanf(text, "0000:01:00.%u", &function) == 1 && function < FAKE_PCI) {
		fake->was_dirty |= !fake->pci_is_clean[function];
		function_put(fake, function, function == 0);
		return 0;
	}
	return -ENOENT;
}

static bool is_dirty(const struct fake *fake, const struct fake_os *os)
{
	for (unsigned int i = 0; i < os->nr_pci; i++)
		if (os->pci[i].bus == 1 && !fake->pci_is_clean[os->pci[i].devfn])
			return true;
	return false;
}

int fake_pci_hide(struct fake *fake, struct fake_os *os)
{
	for (unsigned int i = 0; i < os->nr_pci; i++)
		if (os->pci[i].bus == 1 && function_is_there(fake, os->pci[i].devfn))
			return -EUCLEAN;
	os->is_hidden = os->nr_pci;
	return 0;
}

int fake_pci_start(struct fake *fake, struct fake_os *os)
{
	int err = os->is_unclean ? -EUCLEAN : fake_pci_hide(fake, os);

	if (err)
		return err;
	for (unsigned int i = 0; i < os->nr_pci; i++)
		if (os->pci[i].bus == 1)
			fake->pci_is_clean[os->pci[i].devfn] = false;
	return 0;
}

void fake_pci_end(struct fake *fake, struct fake_os *os)
{
	os->status.state = MINT_STOPPED;
	os->is_unclean = os->nr_pci;
	if (os->nr_pci)
		fake_write(fake, PORT "config", off);
}

void fake_pci_forward(struct fake *fake, struct fake_os *os)
{
	os->is_unclean = false;
	if (is_dirty(fake, os))
		fake->was_dirty = true;
	/* One that never ran may have a port that a test has put to sleep. */
	if (os->status.starts)
		fake_write(fake, PORT "config", on);
}

void fake_pci_rescan(struct fake *fake)
{
	for (unsigned int i = 0; !is_hidden(fake) && i < FAKE_PCI; i++)
		function_put(fake, i, i == 0);
}

struct fake *fake_pci_machine(void)
{
	struct fake *fake = fake_new();

	fake_pci_add(fake);
	return fake;
}

bool fake_pci_is_known(const struct fake *fake)
{
	char AUTO_FREE *now = fake_snapshot(fake);

	return !strstr(now, "01:00.0/uevent absent") ||
	       !strstr(now, "01:00.1/uevent absent");
}
