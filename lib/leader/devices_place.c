/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices_place.c - are the devices that came back where the image says?
 *
 * In: the record of an OS, resource files of /sys/bus/pci. Out: 0, or what is elsewhere.
 * Ref: devices.h. The kernel gives BARs anew when it finds a function again, within the
 * windows of its port; these it leaves alone unless somebody removed the port itself.
 */
#include "leader/devices_place.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/machine.h"
#include "machine/pci_parse.h"
#include "leader/pci_function.h"

static int resource_read(const struct leader *leader, const struct mint_pci *pci,
			 struct machine_pci *ret, struct diag *diag)
{
	char path[96], text[2048], bdf[BDF_TEXT_SIZE];
	unsigned int line;
	int err;

	*ret = (struct machine_pci){ .unassigned_bar = -1,
				     .is_bridge = pci->flags & MINT_PCI_PORT };
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource",
		 bdf_text(mint_pci_bdf(pci), bdf));
	err = leader_read(leader, path, text, sizeof(text));
	if (err >= 0)
		err = pci_resource_parse(text, ret, &line);
	return err ? diag_fail(diag, err, "%s: %s", path, strerror(-err)) : 0;
}

static int window_check(const struct mint_pci *port, struct prange had, struct prange has,
			struct diag *diag)
{
	char text[BDF_TEXT_SIZE];

	if (had.start == has.start && had.end == has.end)
		return 0;
	return diag_fail(diag, -ENXIO,
			 "root port %s forwards 0x%" PRIx64 "-0x%" PRIx64
			 " now, and the OS was told of 0x%" PRIx64 "-0x%" PRIx64
			 ": release it and launch it again",
			 bdf_text(mint_pci_bdf(port), text), has.start,
			 has.end - !!has.end, had.start, had.end - !!had.end);
}

/* The OS was told of these windows, each at the same place of the list. */
static int port_check(const struct leader *leader, const struct mint_pci *port,
		      struct diag *diag)
{
	struct machine_pci now;
	int err = resource_read(leader, port, &now, diag);

	if (err)
		return err;
	for (unsigned int i = 0; i < ARRAY_SIZE(port->window); i++) {
		struct prange had = { port->window[i].start, port->window[i].end };

		err = window_check(port, had, now.window[i].range, diag);
		if (err)
			return err;
	}
	return 0;
}

static bool is_forwarded(const struct taken *taken, struct prange bar)
{
	for (size_t i = 0; i < taken->nr_pci; i++) {
		for (unsigned int w = 0; w < ARRAY_SIZE(taken->pci[i].window); w++) {
			struct prange window = { taken->pci[i].window[w].start,
						 taken->pci[i].window[w].end };

			if (prange_contains(window, bar))
				return true;
		}
	}
	return false;
}

static int function_check(const struct leader *leader, const struct taken *taken,
			  const struct mint_pci *pci, struct diag *diag)
{
	char text[BDF_TEXT_SIZE];
	struct machine_pci now;
	int err = resource_read(leader, pci, &now, diag);

	if (err)
		return err;
	bdf_text(mint_pci_bdf(pci), text);
	if (now.unassigned_bar >= 0)
		return diag_fail(diag, -ENXIO,
				 "PCI device %s came back without an address for its BAR "
				 "%d (the kernel log says why)",
				 text, now.unassigned_bar);
	for (unsigned int i = 0; i < MACHINE_PCI_BARS; i++) {
		struct prange bar = now.bar[i];

		if (!prange_is_empty(bar) && !is_forwarded(taken, bar))
			return diag_fail(
				diag, -ENXIO,
				"PCI device %s came back with its BAR %u at 0x%" PRIx64
				"-0x%" PRIx64 ", outside of what the OS was told of",
				text, i, bar.start, bar.end - 1);
	}
	return 0;
}

int devices_check_place(const struct leader *leader, const struct taken *taken,
			struct diag *diag)
{
	for (size_t i = 0; i < taken->nr_pci; i++) {
		const struct mint_pci *pci = &taken->pci[i];
		int err = mint_pci_is_port(pci)
				  ? port_check(leader, pci, diag)
				  : function_check(leader, taken, pci, diag);

		if (err)
			return err;
	}
	return 0;
}
