/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pci_function.c - one PCI function, or port, as the leader has it in sysfs
 *
 * In: an address. Out: its driver; writes to its files.
 * Ref: pci_function.h.
 */
#include "leader/pci_function.h"

#include <stdio.h>
#include <string.h>

struct bdf mint_pci_bdf(const struct mint_pci *pci)
{
	return (struct bdf){ pci->segment, pci->bus, pci->devfn >> 3, pci->devfn & 7 };
}

bool mint_pci_is_port(const struct mint_pci *pci)
{
	return pci->flags & MINT_PCI_PORT;
}

void pci_function_path(char path[PCI_PATH_SIZE], struct bdf bdf, const char *file)
{
	char text[BDF_TEXT_SIZE];

	snprintf(path, PCI_PATH_SIZE, PCI_DEVICES "/%s%s%s", bdf_text(bdf, text),
		 *file ? "/" : "", file);
}

bool pci_function_exists(const struct leader *leader, struct bdf bdf)
{
	char path[PCI_PATH_SIZE];

	pci_function_path(path, bdf, "");
	return leader_has(leader, path);
}

void pci_function_driver(const struct leader *leader, struct bdf bdf,
			 char driver[MINT_DRIVER_SIZE])
{
	char path[PCI_PATH_SIZE], text[1024], *rest = text, *line;

	*driver = '\0';
	pci_function_path(path, bdf, "uevent");
	if (leader_read(leader, path, text, sizeof(text)) < 0)
		return;
	while ((line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "DRIVER=", 7))
			snprintf(driver, MINT_DRIVER_SIZE, "%.*s", MINT_DRIVER_SIZE - 1,
				 line + 7);
	}
}

int pci_function_write(const struct leader *leader, struct bdf bdf, const char *file,
		       const char *value, struct diag *diag)
{
	char path[PCI_PATH_SIZE], text[BDF_TEXT_SIZE];
	int err;

	pci_function_path(path, bdf, file);
	err = leader_write(leader, path, value);
	if (err)
		return diag_fail(diag, err,
				 "PCI device %s: cannot write \"%s\" to %s: %s",
				 bdf_text(bdf, text), value, file, strerror(-err));
	return 0;
}

static int function_reset(const struct leader *leader, struct bdf bdf, struct diag *diag)
{
	char path[PCI_PATH_SIZE];

	pci_function_path(path, bdf, "reset");
	return leader_has(leader, path)
		       ? pci_function_write(leader, bdf, "reset", "1", diag)
		       : 0;
}

int pci_function_quiet(const struct leader *leader, struct bdf bdf, struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];
	int err;

	pci_function_driver(leader, bdf, driver);
	if (*driver) {
		err = pci_function_write(leader, bdf, "driver/unbind",
					 bdf_text(bdf, text), diag);
		if (err)
			return err;
	}
	return function_reset(leader, bdf, diag);
}

int pci_function_probe(const struct leader *leader, struct bdf bdf, struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];
	int err;

	pci_function_driver(leader, bdf, driver);
	if (*driver)
		return 0;
	err = leader_write(leader, "/sys/bus/pci/drivers_probe", bdf_text(bdf, text));
	return err ? diag_fail(diag, err, "PCI device %s: cannot look for its driver: %s",
			       text, strerror(-err))
		   : 0;
}
