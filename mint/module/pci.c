// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci.c - PCI devices that an OS was given: the record, and their way to memory
 *
 * In:  what user space said it would take; it unbinds, resets and removes by itself
 * Out: /sys/class/mint/NAME/devices; bus mastering of the root ports
 * Ref: mint/uapi/mint.h; PCI Express base 4.0 section 7.5.1.1.3: a root port without bus
 *      mastering forwards no request of what is behind it, so no DMA and no message
 *
 * From the end of an OS on, its devices reach no memory: what they were told to write
 * would land in the image of the next start, or in pages of the leader. They are let
 * through again when the memory is given up, which user space does once it has reset them.
 */
#include "mint.h"

#include <linux/pci.h>

#define PCI_FORMAT "%04x:%02x:%02x.%x"
#define PCI_NUMBERS(pci)								\
	(pci)->segment, (pci)->bus, PCI_SLOT((pci)->devfn), PCI_FUNC((pci)->devfn)

int pci_free_for(const struct mint_os *os, const struct mint_pci *pci, u32 nr)
{
	const struct mint_os *other;
	u32 i, j;

	list_for_each_entry(other, &mint.oses, node)
		for (i = 0; other != os && i < nr; i++)
			for (j = 0; j < other->nr_pci; j++)
				if (mint_pci_is_same(&pci[i], &other->pci[j])) {
					pr_notice("%s: PCI device " PCI_FORMAT
						  " refused: owned by %s\n", os->name,
						  PCI_NUMBERS(&pci[i]), other->name);
					return -EBUSY;
				}
	return 0;
}

void pci_forward(const struct mint_os *os, bool on)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++) {
		const struct mint_pci *pci = &os->pci[i];
		struct pci_dev *port;

		if (!(pci->flags & MINT_PCI_PORT))
			continue;
		port = pci_get_domain_bus_and_slot(pci->segment, pci->bus, pci->devfn);
		if (!port)
			continue;
		if (on)
			pci_set_master(port);
		else
			pci_clear_master(port);
		pci_dev_put(port);
	}
}

/* Functions only: a port stays with the leader. */
static ssize_t devices_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct mint_os *os = container_of(dev, struct mint_os, dev);
	ssize_t n = 0;
	u32 i;

	spin_lock(&mint.guard);
	for (i = 0; i < os->nr_pci; i++) {
		const struct mint_pci *pci = &os->pci[i];

		if (pci->flags & MINT_PCI_PORT)
			continue;
		n += sysfs_emit_at(buf, n, PCI_FORMAT "%s%s\n", PCI_NUMBERS(pci),
				   pci->driver[0] ? " " : "", pci->driver);
	}
	spin_unlock(&mint.guard);
	return n;
}
DEVICE_ATTR_RO(devices);
