/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices_return.c - the leader finds PCI devices again, and drives them
 *
 * In: the record of an OS, /sys/bus/pci. Out: functions that are there, reset, bound.
 * Ref: devices.h has the picture.
 */
#include "leader/devices_return.h"

#include <errno.h>
#include <string.h>

#include "leader/pci_function.h"
#include "leader/pci_port.h"

static bool any_is_missing(const struct leader *leader, const struct taken *taken)
{
	for (size_t i = 0; i < taken->nr_pci; i++)
		if (!pci_function_exists(leader, mint_pci_bdf(&taken->pci[i])))
			return true;
	return false;
}

static bool drivers_come_by_hand(const struct taken *taken)
{
	for (size_t i = 0; i < taken->nr_pci; i++)
		if (taken->pci[i].flags & MINT_PCI_MANUAL)
			return true;
	return false;
}

int devices_allow_drivers(const struct leader *leader, const struct taken *taken,
			  struct diag *diag)
{
	char text[8] = "";
	int err;

	if (!taken->nr_pci || drivers_come_by_hand(taken))
		return 0;
	leader_read(leader, PCI_AUTOPROBE, text, sizeof(text));
	if (strcmp(text, "0") != 0)
		return 0;
	err = leader_write(leader, PCI_AUTOPROBE, "1");
	return err ? diag_fail(diag, err, PCI_AUTOPROBE ": %s", strerror(-err)) : 0;
}

/* No driver may come before a device has been reset: devices_allow_drivers(). */
static int ports_rescan_undriven(const struct leader *leader, const struct taken *taken,
				 struct diag *diag)
{
	int err = leader_write(leader, PCI_AUTOPROBE, "0");

	if (err)
		return err;
	for (size_t i = 0; i < taken->nr_pci; i++) {
		if (!mint_pci_is_port(&taken->pci[i]))
			continue;
		err = pci_port_rescan(leader, mint_pci_bdf(&taken->pci[i]), diag);
		if (err)
			return err;
	}
	return 0;
}

static int ports_rescan(const struct leader *leader, const struct taken *taken,
			struct diag *diag)
{
	int err = ports_rescan_undriven(leader, taken, diag);

	if (err)
		return diag_fail(diag, err, "cannot look for PCI devices: %s",
				 strerror(-err));
	return 0;
}

static int function_find(const struct leader *leader, const struct mint_pci *pci,
			 bool must_reset, struct diag *diag)
{
	char text[BDF_TEXT_SIZE];

	if (!pci_function_exists(leader, mint_pci_bdf(pci)))
		return diag_fail(diag, -ENODEV, "PCI device %s does not show up again",
				 bdf_text(mint_pci_bdf(pci), text));
	return must_reset ? pci_function_quiet(leader, mint_pci_bdf(pci), diag) : 0;
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
		if (!mint_pci_is_port(&taken->pci[i]) &&
		    function_find(leader, &taken->pci[i], must_reset, &item))
			failed += item_failed(name, &item, diag);
	return failed;
}

static int function_bind(const struct leader *leader, const struct mint_pci *pci,
			 struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];
	struct bdf bdf = mint_pci_bdf(pci);
	int err;

	if (!*pci->driver || !pci_function_exists(leader, bdf))
		return 0;
	err = pci_function_probe(leader, bdf, diag);
	if (err)
		return err;
	pci_function_driver(leader, bdf, driver);
	if (strcmp(driver, pci->driver) == 0)
		return 0;
	return diag_fail(diag, -EIO, "PCI device %s has driver \"%s\", it was \"%s\"",
			 bdf_text(bdf, text), driver, pci->driver);
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
		if (mint_pci_is_port(&taken->pci[i]) &&
		    pci_port_bind_bridges(leader, mint_pci_bdf(&taken->pci[i]), &item))
			failed += item_failed(name, &item, diag);
	for (size_t i = 0; i < taken->nr_pci; i++) {
		const struct mint_pci *pci = &taken->pci[i];

		if (!mint_pci_is_port(pci) && function_bind(leader, pci, &item))
			failed += item_failed(name, &item, diag);
	}
	return failed;
}
