/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices_place.c - are the devices that came back where the image says?
 *
 * In: the record of an OS, resource files of /sys/bus/pci. Out: 0, or what is elsewhere.
 * Ref: devices.h. The kernel gives BARs anew when it finds a function again, within the
 * windows of its port; these it leaves alone unless somebody removed the port itself.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/machine.h"
#include "machine/pci_parse.h"
#include "leader/devices.h"

static struct bdf bdf_of(const struct mint_pci *pci)
{
	return (struct bdf){ pci->segment, pci->bus, pci->devfn >> 3, pci->devfn & 7 };
}

static int resource_read(const struct leader *leader, const struct mint_pci *pci,
			 struct machine_pci *ret, struct diag *diag)
{
	char path[96], text[2048], bdf[BDF_TEXT_SIZE];
	unsigned int line;
	int err;

	*ret = (struct machine_pci){ .unassigned_bar = -1,
				     .is_bridge = pci->flags & MINT_PCI_PORT };
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource",
		 bdf_text(bdf_of(pci), bdf));
	err = leader_read(leader, path, text, sizeof(text));
	if (err >= 0)
		err = pci_resource_parse(text, ret, &line);
	return err ? diag_fail(diag, err, "%s: %s", path, strerror(-err)) : 0;
}

/* The OS was told of these windows, each at the same place of the list. */
static int port_check(const struct leader *leader, const struct mint_pci *port,
		      struct diag *diag)
{
	char text[BDF_TEXT_SIZE];
	struct machine_pci now;
	int err = resource_read(leader, port, &now, diag);

	for (unsigned int i = 0; !err && i < ARRAY_SIZE(port->window); i++) {
		struct prange had = { port->window[i].start, port->window[i].end };
		struct prange has = now.window[i].range;

		if (had.start == has.start && had.end == has.end)
			continue;
		err = diag_fail(diag, -ENXIO,
				"root port %s forwards 0x%" PRIx64 "-0x%" PRIx64
				" now, and the OS was told of 0x%" PRIx64 "-0x%" PRIx64
				": release it and launch it again",
				bdf_text(bdf_of(port), text), has.start,
				has.end - !!has.end, had.start, had.end - !!had.end);
	}
	return err;
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

	if (!err && now.unassigned_bar >= 0)
		return diag_fail(diag, -ENXIO,
				 "PCI device %s came back without an address for its BAR "
				 "%d (the kernel log says why)",
				 bdf_text(bdf_of(pci), text), now.unassigned_bar);
	for (unsigned int i = 0; !err && i < MACHINE_PCI_BARS; i++) {
		if (prange_is_empty(now.bar[i]) || is_forwarded(taken, now.bar[i]))
			continue;
		err = diag_fail(diag, -ENXIO,
				"PCI device %s came back with its BAR %u at 0x%" PRIx64
				"-0x%" PRIx64 ", outside of what the OS was told of",
				bdf_text(bdf_of(pci), text), i, now.bar[i].start,
				now.bar[i].end - 1);
	}
	return err;
}

int devices_check_place(const struct leader *leader, const struct taken *taken,
			struct diag *diag)
{
	int err = 0;

	for (size_t i = 0; !err && i < taken->nr_pci; i++) {
		const struct mint_pci *pci = &taken->pci[i];

		err = pci->flags & MINT_PCI_PORT
			      ? port_check(leader, pci, diag)
			      : function_check(leader, taken, pci, diag);
	}
	return err;
}
