/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.c - take PCI devices from the leader, and give them back
 *
 * In: the record of an OS, /sys/bus/pci. Out: functions removed, or bound again.
 * Ref: devices.h has the picture.
 */
#include "leader/devices.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

#define DEVICES		"/sys/bus/pci/devices"
#define AUTOPROBE	"/sys/bus/pci/drivers_autoprobe"
#define PATH_SIZE	160
#define CONFIG_COMMAND	4
#define COMMAND_FORWARD 6 /* memory and bus mastering */

static struct bdf bdf_of(const struct mint_pci *pci)
{
	return (struct bdf){ pci->segment, pci->bus, pci->devfn >> 3, pci->devfn & 7 };
}

static bool is_port(const struct mint_pci *pci)
{
	return pci->flags & MINT_PCI_PORT;
}

static void path_make(char path[PATH_SIZE], struct bdf bdf, const char *file)
{
	char text[BDF_TEXT_SIZE];

	snprintf(path, PATH_SIZE, DEVICES "/%s%s%s", bdf_text(bdf, text),
		 *file ? "/" : "", file);
}

static bool file_exists(const struct leader *leader, const char *path)
{
	char full[PATH_MAX];

	return snprintf(full, sizeof(full), "%s%s", leader->root, path) <
		       (int)sizeof(full) &&
	       access(full, F_OK) == 0;
}

static bool function_exists(const struct leader *leader, struct bdf bdf)
{
	char path[PATH_SIZE];

	path_make(path, bdf, "");
	return file_exists(leader, path);
}

/* "" when it has none. */
static void driver_read(const struct leader *leader, struct bdf bdf,
			char driver[MINT_DRIVER_SIZE])
{
	char path[PATH_SIZE], text[1024], *rest = text, *line;

	*driver = '\0';
	path_make(path, bdf, "uevent");
	if (leader_read(leader, path, text, sizeof(text)) < 0)
		return;
	while ((line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "DRIVER=", 7))
			snprintf(driver, MINT_DRIVER_SIZE, "%.*s", MINT_DRIVER_SIZE - 1,
				 line + 7);
	}
}

static int path_write(const struct leader *leader, const char *path, const char *text)
{
	return leader->ops->write(leader->context, path, text);
}

static int function_write(const struct leader *leader, struct bdf bdf, const char *file,
			  const char *value, struct diag *diag)
{
	char path[PATH_SIZE], text[BDF_TEXT_SIZE];
	int err;

	path_make(path, bdf, file);
	err = path_write(leader, path, value);
	if (err)
		return diag_fail(diag, err,
				 "PCI device %s: cannot write \"%s\" to %s: %s",
				 bdf_text(bdf, text), value, file, strerror(-err));
	return 0;
}

static uint8_t devfn_of(struct bdf bdf)
{
	return (uint8_t)(bdf.device << 3 | bdf.function);
}

static int port_note(const struct leader *leader, const struct plan_port *port,
		     struct taken *ret, struct diag *diag)
{
	struct mint_pci record = { .segment = port->bdf.segment,
				   .bus = port->bdf.bus,
				   .devfn = devfn_of(port->bdf),
				   .flags = MINT_PCI_PORT };
	char path[PATH_SIZE], text[16];
	int err;

	path_make(path, port->bdf, "power/control");
	err = leader_read(leader, path, text, sizeof(text));
	if (err < 0 && err != -ENOENT)
		return diag_fail(diag, err, "%s: %s", path, strerror(-err));
	if (err >= 0 && strcmp(text, "auto") == 0)
		record.flags |= MINT_PCI_AUTO;
	if (leader_read(leader, AUTOPROBE, text, sizeof(text)) >= 0 &&
	    strcmp(text, "0") == 0)
		record.flags |= MINT_PCI_MANUAL;
	for (unsigned int i = 0; i < ARRAY_SIZE(record.window); i++) {
		record.window[i].start = port->window[i].start;
		record.window[i].end = port->window[i].end;
	}
	return taken_add_pci(ret, &record);
}

int devices_note(const struct leader *leader, const struct plan *plan, struct taken *ret,
		 struct diag *diag)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < plan->nr_ports; i++)
		err = port_note(leader, &plan->port[i], ret, diag);
	for (unsigned int i = 0; !err && i < plan->nr_devices; i++) {
		const struct plan_device *device = &plan->device[i];
		struct mint_pci record = { .segment = device->bdf.segment,
					   .bus = device->bdf.bus,
					   .devfn = devfn_of(device->bdf) };

		if (device->is_bridge)
			continue;
		snprintf(record.driver, sizeof(record.driver), "%.*s",
			 MINT_DRIVER_SIZE - 1, device->driver);
		err = taken_add_pci(ret, &record);
	}
	return err ? diag_fail(diag, err, "cannot note the PCI devices: %s",
			       strerror(-err))
		   : 0;
}

static int interrupted(const struct leader *leader, struct diag *diag)
{
	if (!leader->ops->is_interrupted(leader->context))
		return 0;
	return diag_fail(diag, -EINTR, "interrupted while devices were taken");
}

static int function_reset(const struct leader *leader, struct bdf bdf, struct diag *diag)
{
	char path[PATH_SIZE];

	path_make(path, bdf, "reset");
	return file_exists(leader, path) ? function_write(leader, bdf, "reset", "1", diag)
					 : 0;
}

static int function_quiet(const struct leader *leader, struct bdf bdf, struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];
	int err = 0;

	driver_read(leader, bdf, driver);
	if (*driver)
		err = function_write(leader, bdf, "driver/unbind", bdf_text(bdf, text),
				     diag);
	return err ? err : function_reset(leader, bdf, diag);
}

/* Secondary and subordinate bus as the kernel has them; -errno. */
static int port_buses(const struct leader *leader, struct bdf port, unsigned int bus[2])
{
	static const char *const files[2] = { "secondary_bus_number",
					      "subordinate_bus_number" };
	char path[PATH_SIZE], text[16];

	for (int i = 0; i < 2; i++) {
		int err;

		path_make(path, port, files[i]);
		err = leader_read(leader, path, text, sizeof(text));
		if (err < 0)
			return err;
		bus[i] = (unsigned int)strtoul(text, NULL, 10);
	}
	return 0;
}

/*
 * Some function with a bus in [first, last]; false when there is none. The directory is
 * read anew each time: removing one may remove more.
 */
static bool function_next(const struct leader *leader, uint16_t segment,
			  unsigned int first, unsigned int last, struct bdf *ret)
{
	char full[PATH_MAX];
	bool is_found = false;
	struct dirent *entry;
	DIR *dir;

	snprintf(full, sizeof(full), "%s" DEVICES, leader->root);
	dir = opendir(full);
	while (dir && !is_found && (entry = readdir(dir))) {
		struct bdf bdf;

		if (bdf_parse(entry->d_name, strlen(entry->d_name), &bdf) ||
		    bdf.segment != segment || bdf.bus < first || bdf.bus > last)
			continue;
		*ret = bdf;
		is_found = true;
	}
	if (dir)
		closedir(dir);
	return is_found;
}

/* All functions directly behind it; what is further away goes with them. */
static int port_empty(const struct leader *leader, struct bdf port, struct diag *diag)
{
	unsigned int bus[2];
	char text[BDF_TEXT_SIZE];
	struct bdf bdf;
	int err = port_buses(leader, port, bus);

	for (int tries = 0; !err && tries < 256 &&
			    function_next(leader, port.segment, bus[0], bus[0], &bdf);
	     tries++)
		err = function_write(leader, bdf, "remove", "1", diag);
	if (err)
		return diag_fail(diag, err, "root port %s: %s", bdf_text(port, text),
				 strerror(-err));
	if (function_next(leader, port.segment, bus[0], bus[1], &bdf))
		return diag_fail(diag, -EBUSY,
				 "PCI device %s is still there after it was removed",
				 bdf_text(bdf, text));
	return 0;
}

static int port_check_forward(const struct leader *leader, struct bdf port,
			      struct diag *diag)
{
	uint8_t config[CONFIG_COMMAND + 2] = { 0 };
	char path[PATH_SIZE], head[64] = "", text[BDF_TEXT_SIZE];
	int size;

	path_make(path, port, "config");
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

int devices_quiet(const struct leader *leader, const struct taken *taken,
		  struct diag *diag)
{
	int err = 0;

	for (size_t i = 0; !err && i < taken->nr_pci; i++) {
		const struct mint_pci *pci = &taken->pci[i];

		/* An empty port may go to sleep, and sleeping it forwards nothing. */
		if (pci->flags & MINT_PCI_AUTO)
			err = function_write(leader, bdf_of(pci), "power/control", "on",
					     diag);
		if (is_port(pci))
			continue;
		err = interrupted(leader, diag);
		if (!err)
			err = function_quiet(leader, bdf_of(pci), diag);
	}
	return err;
}

int devices_check_idle(const struct leader *leader, const struct taken *taken,
		       struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];

	for (size_t i = 0; i < taken->nr_pci; i++) {
		if (is_port(&taken->pci[i]))
			continue;
		driver_read(leader, bdf_of(&taken->pci[i]), driver);
		if (!*driver)
			continue;
		bdf_text(bdf_of(&taken->pci[i]), text);
		return diag_fail(
			diag, -EBUSY,
			"PCI device %s is in use by the leader again (driver %s): "
			"end that, then echo %s >/sys/bus/pci/drivers/%s/unbind",
			text, driver, text, driver);
	}
	return 0;
}

int devices_remove(const struct leader *leader, const struct taken *taken,
		   struct diag *diag)
{
	int err = 0;

	for (size_t i = 0; !err && i < taken->nr_pci; i++)
		if (is_port(&taken->pci[i]))
			err = port_empty(leader, bdf_of(&taken->pci[i]), diag);
	return err;
}

int devices_check_forward(const struct leader *leader, const struct taken *taken,
			  struct diag *diag)
{
	int err = 0;

	for (size_t i = 0; !err && i < taken->nr_pci; i++)
		if (is_port(&taken->pci[i]))
			err = port_check_forward(leader, bdf_of(&taken->pci[i]), diag);
	return err;
}

int devices_take(const struct leader *leader, const struct taken *taken, bool *ret_acted,
		 struct diag *diag)
{
	int err;

	if (!taken->nr_pci)
		return 0;
	*ret_acted = true;
	err = devices_quiet(leader, taken, diag);
	if (!err)
		err = interrupted(leader, diag);
	if (!err)
		err = devices_remove(leader, taken, diag);
	return err ? err : devices_check_forward(leader, taken, diag);
}

bool devices_are_gone(const struct leader *leader, const struct taken *taken)
{
	for (size_t i = 0; i < taken->nr_pci; i++)
		if (!is_port(&taken->pci[i]) &&
		    function_exists(leader, bdf_of(&taken->pci[i])))
			return false;
	return true;
}

static bool any_is_missing(const struct leader *leader, const struct taken *taken)
{
	for (size_t i = 0; i < taken->nr_pci; i++)
		if (!function_exists(leader, bdf_of(&taken->pci[i])))
			return true;
	return false;
}

static int port_rescan(const struct leader *leader, struct bdf port, struct diag *diag)
{
	char path[PATH_SIZE], text[BDF_TEXT_SIZE];
	unsigned int bus[2];
	int err = port_buses(leader, port, bus);

	if (!err) {
		snprintf(path, sizeof(path), "/sys/class/pci_bus/%04x:%02x/rescan",
			 port.segment, bus[0] & 0xff);
		err = path_write(leader, path, "1");
	}
	if (err)
		return diag_fail(diag, err,
				 "root port %s: cannot look for its devices: %s",
				 bdf_text(port, text), strerror(-err));
	return 0;
}

int devices_allow_drivers(const struct leader *leader, const struct taken *taken,
			  struct diag *diag)
{
	char text[8] = "";
	int err = 0;

	for (size_t i = 0; i < taken->nr_pci; i++)
		if (taken->pci[i].flags & MINT_PCI_MANUAL)
			return 0;
	leader_read(leader, AUTOPROBE, text, sizeof(text));
	if (taken->nr_pci && strcmp(text, "0") == 0)
		err = path_write(leader, AUTOPROBE, "1");
	return err ? diag_fail(diag, err, AUTOPROBE ": %s", strerror(-err)) : 0;
}

/* No driver may come before a device has been reset: devices_allow_drivers(). */
static int ports_rescan(const struct leader *leader, const struct taken *taken,
			struct diag *diag)
{
	int err = path_write(leader, AUTOPROBE, "0");

	for (size_t i = 0; !err && i < taken->nr_pci; i++)
		if (is_port(&taken->pci[i]))
			err = port_rescan(leader, bdf_of(&taken->pci[i]), diag);
	return err ? diag_fail(diag, err, "cannot look for PCI devices: %s",
			       strerror(-err))
		   : 0;
}

static int function_find(const struct leader *leader, const struct mint_pci *pci,
			 bool must_reset, struct diag *diag)
{
	char text[BDF_TEXT_SIZE];

	if (!function_exists(leader, bdf_of(pci)))
		return diag_fail(diag, -ENODEV, "PCI device %s does not show up again",
				 bdf_text(bdf_of(pci), text));
	return must_reset ? function_quiet(leader, bdf_of(pci), diag) : 0;
}

static unsigned int item_failed(const char *name, struct diag *item, struct diag *diag)
{
	diag_warn(diag, "%s: %s", name, item->line);
	diag_clear(item);
	return 1;
}

unsigned int devices_find(const struct leader *leader, const struct taken *taken,
			  bool must_reset, const char *name, struct diag *diag)
{
	unsigned int failed = 0;
	struct diag item = { 0 };

	if (any_is_missing(leader, taken) && ports_rescan(leader, taken, &item))
		failed += item_failed(name, &item, diag);
	for (size_t i = 0; i < taken->nr_pci; i++)
		if (!is_port(&taken->pci[i]) &&
		    function_find(leader, &taken->pci[i], must_reset, &item))
			failed += item_failed(name, &item, diag);
	return failed;
}

static int function_probe(const struct leader *leader, struct bdf bdf, struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];
	int err;

	driver_read(leader, bdf, driver);
	if (*driver)
		return 0;
	err = path_write(leader, "/sys/bus/pci/drivers_probe", bdf_text(bdf, text));
	return err ? diag_fail(diag, err, "PCI device %s: cannot look for its driver: %s",
			       text, strerror(-err))
		   : 0;
}

static int function_bind(const struct leader *leader, const struct mint_pci *pci,
			 struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];
	int err;

	if (!*pci->driver || !function_exists(leader, bdf_of(pci)))
		return 0;
	err = function_probe(leader, bdf_of(pci), diag);
	driver_read(leader, bdf_of(pci), driver);
	if (!err && strcmp(driver, pci->driver))
		err = diag_fail(diag, -EIO,
				"PCI device %s has driver \"%s\", it was \"%s\"",
				bdf_text(bdf_of(pci), text), driver, pci->driver);
	return err;
}

/* Switches between get their drivers too; they are not in the record. */
static int bridges_bind(const struct leader *leader, struct bdf port, struct diag *diag)
{
	char full[PATH_MAX];
	unsigned int bus[2];
	struct dirent *entry;
	DIR *dir;
	int err = port_buses(leader, port, bus);

	if (err)
		return diag_fail(diag, err, "a root port went away: %s", strerror(-err));
	snprintf(full, sizeof(full), "%s" DEVICES, leader->root);
	dir = opendir(full);
	while (dir && !err && (entry = readdir(dir))) {
		char path[PATH_SIZE];
		struct bdf bdf;

		if (bdf_parse(entry->d_name, strlen(entry->d_name), &bdf) ||
		    bdf.segment != port.segment || bdf.bus < bus[0] || bdf.bus > bus[1])
			continue;
		path_make(path, bdf, "secondary_bus_number");
		if (file_exists(leader, path))
			err = function_probe(leader, bdf, diag);
	}
	if (dir)
		closedir(dir);
	return err;
}

static int port_restore(const struct leader *leader, const struct mint_pci *pci,
			struct diag *diag)
{
	char path[PATH_SIZE], text[16];

	path_make(path, bdf_of(pci), "power/control");
	if (!(pci->flags & MINT_PCI_AUTO) ||
	    leader_read(leader, path, text, sizeof(text)) < 0 || !strcmp(text, "auto"))
		return 0;
	return function_write(leader, bdf_of(pci), "power/control", "auto", diag);
}

unsigned int devices_bind(const struct leader *leader, const struct taken *taken,
			  const char *name, struct diag *diag)
{
	unsigned int failed = 0;
	struct diag item = { 0 };

	/* Who was here before may have been killed before it did that. */
	if (devices_allow_drivers(leader, taken, &item))
		failed += item_failed(name, &item, diag);
	for (size_t i = 0; i < taken->nr_pci; i++)
		if (is_port(&taken->pci[i]) &&
		    bridges_bind(leader, bdf_of(&taken->pci[i]), &item))
			failed += item_failed(name, &item, diag);
	for (size_t i = 0; i < taken->nr_pci; i++) {
		const struct mint_pci *pci = &taken->pci[i];

		if (is_port(pci) ? port_restore(leader, pci, &item)
				 : function_bind(leader, pci, &item))
			failed += item_failed(name, &item, diag);
	}
	return failed;
}
