/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.c - take PCI devices from the leader
 *
 * In: the record of an OS, /sys/bus/pci. Out: functions removed.
 * Ref: devices.h has the picture.
 */
#include "leader/devices.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "leader/pci_function.h"
#include "leader/pci_port.h"

static uint8_t devfn_of(struct bdf bdf)
{
	return (uint8_t)(bdf.device << 3 | bdf.function);
}

static int port_note(const struct leader *leader, const struct plan_port *port,
		     struct taken *ret)
{
	struct mint_pci record = { .segment = port->bdf.segment,
				   .bus = port->bdf.bus,
				   .devfn = devfn_of(port->bdf),
				   .flags = MINT_PCI_PORT };
	char text[16];

	if (leader_read(leader, PCI_AUTOPROBE, text, sizeof(text)) >= 0 &&
	    strcmp(text, "0") == 0)
		record.flags |= MINT_PCI_MANUAL;
	for (unsigned int i = 0; i < ARRAY_SIZE(record.window); i++) {
		record.window[i].start = port->window[i].start;
		record.window[i].end = port->window[i].end;
	}
	return taken_add_pci(ret, &record);
}

static int device_note(const struct plan_device *device, struct taken *ret)
{
	struct mint_pci record = { .segment = device->bdf.segment,
				   .bus = device->bdf.bus,
				   .devfn = devfn_of(device->bdf) };

	snprintf(record.driver, sizeof(record.driver), "%.*s", MINT_DRIVER_SIZE - 1,
		 device->driver);
	return taken_add_pci(ret, &record);
}

static int ports_and_devices_note(const struct leader *leader, const struct plan *plan,
				  struct taken *ret)
{
	int err;

	for (unsigned int i = 0; i < plan->nr_ports; i++) {
		err = port_note(leader, &plan->port[i], ret);
		if (err)
			return err;
	}
	for (unsigned int i = 0; i < plan->nr_devices; i++) {
		if (plan->device[i].is_bridge)
			continue;
		err = device_note(&plan->device[i], ret);
		if (err)
			return err;
	}
	return 0;
}

int devices_note(const struct leader *leader, const struct plan *plan, struct taken *ret,
		 struct diag *diag)
{
	int err = ports_and_devices_note(leader, plan, ret);

	if (err)
		return diag_fail(diag, err, "cannot note the PCI devices: %s",
				 strerror(-err));
	return 0;
}

static int interrupted(const struct leader *leader, struct diag *diag)
{
	if (!leader_is_interrupted(leader))
		return 0;
	return diag_fail(diag, -EINTR, "interrupted while devices were taken");
}

static int device_quiet(const struct leader *leader, const struct mint_pci *pci,
			struct diag *diag)
{
	int err;

	if (mint_pci_is_port(pci))
		return 0;
	err = interrupted(leader, diag);
	return err ? err : pci_function_quiet(leader, mint_pci_bdf(pci), diag);
}

int devices_quiet(const struct leader *leader, const struct taken *taken,
		  struct diag *diag)
{
	for (size_t i = 0; i < taken->nr_pci; i++) {
		int err = device_quiet(leader, &taken->pci[i], diag);

		if (err)
			return err;
	}
	return 0;
}

int devices_check_idle(const struct leader *leader, const struct taken *taken,
		       struct diag *diag)
{
	char driver[MINT_DRIVER_SIZE], text[BDF_TEXT_SIZE];

	for (size_t i = 0; i < taken->nr_pci; i++) {
		if (mint_pci_is_port(&taken->pci[i]))
			continue;
		pci_function_driver(leader, mint_pci_bdf(&taken->pci[i]), driver);
		if (!*driver)
			continue;
		bdf_text(mint_pci_bdf(&taken->pci[i]), text);
		return diag_fail(
			diag, -EBUSY,
			"PCI device %s is in use by the leader again (driver %s): "
			"end that, then echo %s >/sys/bus/pci/drivers/%s/unbind",
			text, driver, text, driver);
	}
	return 0;
}

/* One step with each of the recorded ports. */
static int ports_each(const struct leader *leader, const struct taken *taken,
		      int (*step)(const struct leader *, struct bdf, struct diag *),
		      struct diag *diag)
{
	for (size_t i = 0; i < taken->nr_pci; i++) {
		int err;

		if (!mint_pci_is_port(&taken->pci[i]))
			continue;
		err = step(leader, mint_pci_bdf(&taken->pci[i]), diag);
		if (err)
			return err;
	}
	return 0;
}

int devices_remove(const struct leader *leader, const struct taken *taken,
		   struct diag *diag)
{
	return ports_each(leader, taken, pci_port_empty, diag);
}

int devices_check_forward(const struct leader *leader, const struct taken *taken,
			  struct diag *diag)
{
	return ports_each(leader, taken, pci_port_check_forward, diag);
}

int devices_take(const struct leader *leader, const struct taken *taken, bool *ret_acted,
		 struct diag *diag)
{
	int err;

	if (!taken->nr_pci)
		return 0;
	*ret_acted = true;
	err = devices_quiet(leader, taken, diag);
	if (err)
		return err;
	err = interrupted(leader, diag);
	if (err)
		return err;
	err = devices_remove(leader, taken, diag);
	return err ? err : devices_check_forward(leader, taken, diag);
}

bool devices_are_gone(const struct leader *leader, const struct taken *taken)
{
	for (size_t i = 0; i < taken->nr_pci; i++)
		if (!mint_pci_is_port(&taken->pci[i]) &&
		    pci_function_exists(leader, mint_pci_bdf(&taken->pci[i])))
			return false;
	return true;
}
