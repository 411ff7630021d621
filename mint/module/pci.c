// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci.c - PCI devices that an OS was given: the record, and their way to memory
 *
 * In:  what user space said it would take; it unbinds, sets up and removes by itself
 * Out: bus mastering and sleep of ports, who is seen behind them, and when it is reset
 * Ref: abi/mint.h; PCI Express base 4.0 section 7.5.1.1.3: a root port without bus
 *      mastering forwards no request of what is behind it, so no DMA and no message;
 *      Linux Documentation/power/runtime_pm.rst (usage count), drivers/pci/pcie/portdrv.c
 *
 *   intent     from now on the ports stay awake, whatever power/control is told: one that
 *              sleeps forwards nothing, and an empty one would
 *   claim      user space has removed them, which is checked; from now on the leader
 *              finds nobody behind the ports, whoever looks: a rescan would move the
 *              BARs of a running OS, or give drivers to what has not been reset
 *   end        no bus mastering of the ports, then a reset of all that is behind them
 *              (reset.c), whoever says that it has been: what they were told to write
 *              would land in the image of the next start, or in pages of the leader
 *   find       user space is about to look for them, to set them up: not before they have
 *              been reset, since drivers of the leader make the port forward again
 *   hide       it has removed them again
 *   renew      it has set them up and removed them: hidden, and the ports forward again
 *   start      the leader must still know none of them
 *   unclaim    found by whoever looks, and the ports forward, for the leader; not before
 *              they have been reset
 *   destroy    the ports may sleep
 *
 * Locks: os->lock, registry, then that of PCI's rescan and remove: what is behind a port
 * may go away without it, though the port be held.
 */
#include "pci.h"
#include "reset.h"

#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

int mint_pci_free_for(const struct mint_os *os, const struct mint_pci *pci, u32 nr)
{
	const struct mint_os *other;
	u32 i, j;

	list_for_each_entry(other, &mint.oses, node)
		for (i = 0; other != os && i < nr; i++)
			for (j = 0; j < other->nr_pci; j++)
				if (mint_pci_is_same(&pci[i], &other->pci[j])) {
					pr_notice("%s: PCI device " PCI_FORMAT
						  " refused: owned by %s\n",
						  os->name, PCI_NUMBERS(&pci[i]),
						  other->name);
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

static void master_clear(struct pci_bus *bus, unsigned int devfn)
{
	u16 command;

	if (!pci_bus_read_config_word(bus, devfn, PCI_COMMAND, &command) &&
	    command != 0xffff && command & PCI_COMMAND_MASTER)
		pci_bus_write_config_word(bus, devfn, PCI_COMMAND,
					  command & ~PCI_COMMAND_MASTER);
}

/* Stopped even when the leader has removed the port: its hardware is there. */
static void port_forward(const struct mint_pci *pci, bool on)
{
	struct pci_dev *port = port_get(pci);
	struct pci_bus *bus;

	if (port && on)
		pci_set_master(port);
	else if (port)
		pci_clear_master(port);
	bus = port || on ? NULL : pci_find_bus(pci->segment, pci->bus);
	if (bus)
		master_clear(bus, pci->devfn);
	pci_dev_put(port);
}

/* May its devices reach memory? Root ports with or without bus mastering. */
static void ports_forward(const struct mint_os *os, bool on)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++)
		if (os->pci[i].flags & MINT_PCI_PORT)
			port_forward(&os->pci[i], on);
}

/* ---- who may sleep ---- */

static void port_let_sleep(struct mint_os *os, u32 i)
{
	if (!os->awake[i])
		return;
	pm_runtime_put(&os->awake[i]->dev);
	pci_dev_put(os->awake[i]);
	os->awake[i] = NULL;
}

/* One that was removed and found again is another to the kernel. */
static int port_keep_awake(struct mint_os *os, u32 i)
{
	struct pci_dev *port = port_get(&os->pci[i]);
	int err;

	if (!port || port == os->awake[i]) {
		pci_dev_put(port);
		return 0;
	}
	port_let_sleep(os, i);
	err = pm_runtime_resume_and_get(&port->dev);
	if (err) {
		pr_notice("%s: root port " PCI_FORMAT " does not wake up: error %d\n",
			  os->name, PCI_NUMBERS(&os->pci[i]), -err);
		pci_dev_put(port);
		return -ENXIO;
	}
	os->awake[i] = port;
	return 0;
}

int mint_pci_keep_awake(struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++) {
		int err = port_keep_awake(os, i);

		if (err)
			return err;
	}
	return 0;
}

void mint_pci_let_sleep(struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++)
		port_let_sleep(os, i);
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

/* A bus gets the ways of its parent when it is made. Rescan lock held. */
static void ports_show(const struct mint_os *os, bool on)
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

/* Does the leader know a device behind it? Rescan lock held. */
static bool port_is_full(const struct mint_os *os, const struct mint_pci *pci)
{
	struct pci_dev *port = port_get(pci);
	bool ret = port && !list_empty(&port->subordinate->devices);

	pci_dev_put(port);
	if (ret)
		pr_notice("%s: PCI device " PCI_FORMAT
			  " has devices that the leader knows (remove them)\n",
			  os->name, PCI_NUMBERS(pci));
	return ret;
}

static int port_check(const struct mint_os *os, const struct mint_pci *pci)
{
	struct pci_dev *port = port_get(pci);
	const char *why = NULL;

	if (!port)
		why = "is gone";
	else if (!pci_is_pcie(port) || pci_pcie_type(port) != PCI_EXP_TYPE_ROOT_PORT)
		why = "is no root port";
	pci_dev_put(port);
	if (!why)
		return port_is_full(os, pci) ? -EUCLEAN : 0;
	pr_notice("%s: PCI device " PCI_FORMAT " %s\n", os->name, PCI_NUMBERS(pci), why);
	return -ENXIO;
}

static bool is_behind(const struct mint_pci *pci, const struct mint_pci *of)
{
	struct pci_dev *port = port_get(of);
	bool ret = port && !(pci->flags & MINT_PCI_PORT) && pci->segment == of->segment &&
		   pci->bus >= port->subordinate->number &&
		   pci->bus <= port->subordinate->busn_res.end;

	pci_dev_put(port);
	return ret;
}

/* Else nothing would keep it from memory when the OS is over. */
static int function_check(const struct mint_os *os, const struct mint_pci *pci)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++)
		if (is_behind(pci, &os->pci[i]))
			return 0;
	pr_notice("%s: PCI device " PCI_FORMAT " is behind no root port of its own\n",
		  os->name, PCI_NUMBERS(pci));
	return -ENXIO;
}

/* All is behind ports behind which the leader knows nobody. Rescan lock held. */
static int ports_check(const struct mint_os *os)
{
	int err;
	u32 i;

	for (i = 0; i < os->nr_pci; i++) {
		if (os->pci[i].flags & MINT_PCI_PORT)
			err = port_check(os, &os->pci[i]);
		else
			err = function_check(os, &os->pci[i]);
		if (err)
			return err;
	}
	return 0;
}

/* Nobody is known, and from now on nobody is found; what is there is noted. */
static int ports_hide(struct mint_os *os)
{
	int err = mint_pci_keep_awake(os);

	if (err)
		return err;
	pci_lock_rescan_remove();
	err = ports_check(os);
	if (err)
		goto unlock;
	err = mint_reset_note(os);
	if (err)
		goto unlock;
	ports_show(os, false);
unlock:
	pci_unlock_rescan_remove();
	return err;
}

int mint_pci_enter(struct mint_os *os)
{
	if (!os->nr_pci)
		return 0;
	return os->is_used ? -EUCLEAN : ports_hide(os);
}

/* ---- whose they are ---- */

int mint_pci_own(struct mint_os *os)
{
	int err;

	if (!os->nr_pci)
		return 0;
	if (!os->pci_bus)
		os->pci_bus = kmalloc(sizeof(*os->pci_bus), GFP_KERNEL);
	if (!os->pci_bus)
		return -ENOMEM;
	err = ports_hide(os);
	os->is_hidden = !err;
	return err;
}

/* No device is reset under a driver of the leader. Rescan lock held. */
static int ports_clean(struct mint_os *os)
{
	u32 i;

	for (i = 0; i < os->nr_pci; i++)
		if (port_is_full(os, &os->pci[i]))
			return -EUCLEAN;
	return mint_reset_all(os);
}

/* What could not be reset at the end; its port may be there again. */
int mint_pci_clean(struct mint_os *os)
{
	int err;

	if (!os->is_dirty)
		return 0;
	pci_lock_rescan_remove();
	err = ports_clean(os);
	pci_unlock_rescan_remove();
	os->is_dirty = err;
	return err;
}

/* What the record calls a port may be any bridge of the leader until a claim has looked.
 */
void mint_pci_disown(struct mint_os *os)
{
	pci_lock_rescan_remove();
	if (os->is_hidden)
		ports_show(os, true);
	mint_reset_forget(os);
	pci_unlock_rescan_remove();
	if (os->is_hidden)
		ports_forward(os, true);
	os->is_hidden = false;
	os->is_used = false;
	kfree(os->pci_bus);
	os->pci_bus = NULL;
}

/* ---- their way to memory ---- */

void mint_pci_end(struct mint_os *os)
{
	if (!os->nr_pci)
		return;
	ports_forward(os, false);
	os->is_used = true;
	os->is_dirty = true;
	mint_pci_clean(os);
}

int mint_pci_find(struct mint_os *os)
{
	int err;

	if (!os->nr_ranges)
		return -EINVAL; /* only what is claimed was hidden */
	err = mint_os_idle(os);
	if (err)
		return err;
	err = mint_pci_clean(os); /* a driver may bind, and lets the port forward */
	if (err)
		return err;
	pci_lock_rescan_remove();
	ports_show(os, true);
	pci_unlock_rescan_remove();
	return 0;
}

int mint_pci_hide(struct mint_os *os)
{
	int err;

	if (!os->nr_ranges)
		return -EINVAL; /* only what is claimed is shown again */
	err = mint_os_idle(os);
	if (err)
		return err;
	err = mint_pci_clean(os);
	if (err)
		return err;
	err = ports_hide(os);
	if (err)
		return err;
	if (os->is_used)
		ports_forward(os, false);
	return 0;
}

int mint_pci_renew(struct mint_os *os)
{
	int err = mint_pci_hide(os);

	if (err)
		return err;
	ports_forward(os, true);
	os->is_used = false;
	return 0;
}
