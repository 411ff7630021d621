// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci.c - PCI devices that an OS was given: the record, and their way to memory
 *
 * In:  what user space said it would take; it unbinds, resets and removes by itself
 * Out: /sys/class/mint/NAME/devices; bus mastering of ports and functions, and who is
 *      seen behind a port
 * Ref: mint/uapi/mint.h; PCI Express base 4.0 section 7.5.1.1.3: a root port without bus
 *      mastering forwards no request of what is behind it, so no DMA and no message
 *
 *   claim      user space has removed them; from now on the leader finds nobody behind
 *              the ports, whoever looks: a rescan would move the BARs of a running OS,
 *              or give drivers to what has not been reset
 *   end        no bus mastering, neither of the ports nor of the functions: what they
 *              were told to write would land in the image of the next start, or in pages
 *              of the leader
 *   find       user space is about to look for them, to reset them
 *   renew      it has reset them: the ports forward again, a start may follow
 *   start      the leader must know none of them; hidden again
 *   unclaim    the ports forward, for the leader
 */
#include "mint.h"

#include <linux/pci.h>
#include <linux/slab.h>

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

/* The root port, with a reference; NULL: it is none, or gone. */
static struct pci_dev *port_get(const struct mint_pci *pci)
{
	struct pci_dev *port;

	if (!(pci->flags & MINT_PCI_PORT))
		return NULL;
	port = pci_get_domain_bus_and_slot(pci->segment, pci->bus, pci->devfn);
	if (port && port->subordinate)
		return port;
	pci_dev_put(port);
	return NULL;
}

void pci_forward(const struct mint_os *os, bool on)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++) {
		struct pci_dev *port = port_get(&os->pci[i]);

		if (!port)
			continue;
		if (on)
			pci_set_master(port);
		else
			pci_clear_master(port);
		pci_dev_put(port);
	}
}

/* ---- who is seen behind a port ---- */

static int nobody_read(struct pci_bus *bus, unsigned int devfn, int where, int size,
		       u32 *value)
{
	*value = ~0U;
	return PCIBIOS_DEVICE_NOT_FOUND;
}

static int nobody_write(struct pci_bus *bus, unsigned int devfn, int where, int size,
			u32 value)
{
	return PCIBIOS_DEVICE_NOT_FOUND;
}

static struct pci_ops nobody_ops = { .read = nobody_read, .write = nobody_write };

/* A bus gets the ways of its parent when it is made. */
void pci_show(const struct mint_os *os, bool on)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++) {
		struct pci_dev *port = port_get(&os->pci[i]);

		if (!port)
			continue;
		pci_bus_set_ops(port->subordinate, on ? port->bus->ops : &nobody_ops);
		pci_dev_put(port);
	}
}

/* rescan lock held */
static int ports_check(const struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++) {
		const struct mint_pci *pci = &os->pci[i];
		struct pci_dev *port = port_get(pci);
		bool is_empty = port && list_empty(&port->subordinate->devices);

		if (!(pci->flags & MINT_PCI_PORT))
			continue;
		pci_dev_put(port);
		if (is_empty)
			continue;
		pr_notice("%s: not started: root port " PCI_FORMAT " %s\n", os->name,
			  PCI_NUMBERS(pci),
			  port ? "has devices that the leader knows" : "is gone");
		return port ? -EUCLEAN : -ENXIO;
	}
	return 0;
}

int pci_enter(struct mint_os *os)
{
	int err;

	if (!os->nr_pci)
		return 0;
	if (os->is_used)
		return -EUCLEAN;
	pci_lock_rescan_remove();
	err = ports_check(os);
	if (!err)
		pci_show(os, false);
	pci_unlock_rescan_remove();
	return err;
}

/* ---- their way to memory ---- */

/*
 * The leader has no bus object behind a switch any more, and the one behind the port may
 * be told to show nobody: hence one for this access only.
 */
static void function_stop(const struct pci_dev *port, const struct mint_pci *pci)
{
	struct pci_bus *bus = kmemdup(port->subordinate, sizeof(*bus), GFP_KERNEL);
	u16 command;

	if (!bus)
		return; /* the port does not forward for it */
	bus->ops = port->bus->ops;
	bus->number = pci->bus;
	if (!pci_bus_read_config_word(bus, pci->devfn, PCI_COMMAND, &command) &&
	    command != 0xffff && command & PCI_COMMAND_MASTER)
		pci_bus_write_config_word(bus, pci->devfn, PCI_COMMAND,
					  command & ~PCI_COMMAND_MASTER);
	kfree(bus);
}

/* What the port has let through a moment ago may still be on its way in the function. */
static void functions_stop(const struct mint_os *os, const struct mint_pci *of)
{
	struct pci_dev *port = port_get(of);
	u32 i;

	if (!port)
		return;
	for (i = 0; i < os->nr_pci; i++) {
		const struct mint_pci *pci = &os->pci[i];

		if (!(pci->flags & MINT_PCI_PORT) && pci->segment == of->segment &&
		    pci->bus >= port->subordinate->number &&
		    pci->bus <= port->subordinate->busn_res.end)
			function_stop(port, pci);
	}
	pci_dev_put(port);
}

void pci_end(struct mint_os *os)
{
	u32 i;

	if (!os->nr_pci)
		return;
	pci_forward(os, false);
	for (i = 0; i < os->nr_pci; i++)
		functions_stop(os, &os->pci[i]);
	os->is_used = true;
}

int pci_find(struct mint_os *os)
{
	int err = os_idle(os);

	if (!err)
		pci_show(os, true);
	return err;
}

int pci_renew(struct mint_os *os)
{
	int err = os_idle(os);

	if (err)
		return err;
	pci_forward(os, true);
	os->is_used = false;
	return 0;
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
