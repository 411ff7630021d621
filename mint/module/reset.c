// SPDX-License-Identifier: GPL-2.0-only
/*
 * reset.c - all that is behind the root ports of an OS: noted, reset, set up again
 *
 * In:  ports by number; configuration space through the bus that a port sits on: that is
 *      there whatever the leader knows of the port and of what is behind it
 * Out: functions that have forgotten what they were told, whoever recorded them: virtual
 *      functions (SR-IOV) that the OS made are gone with the bit that made them
 * Ref: PCI Express base 4.0 sections 6.6.1 (hot reset: 100 ms until the first request,
 *      1 s until an answer), 6.7.3.2 (slot events), 7.5.1.3.13 (bridge control), 9.2.1.2
 *      (VF enable); Linux drivers/pci/pci.c pci_reset_secondary_bus() (2 ms),
 *      drivers/pci/pcie/bwctrl.c (since 6.13, on the interrupt of hot-plug);
 *      drivers/pci/hotplug/pciehp_hpc.c pciehp_reset_slot() (a reset looks like a removal
 *      to the hot-plug driver, which would switch the slot off), pciehp_isr() (takes
 *      events that are not enabled too, none while ignore_hotplug is set),
 *      pciehp_device_replaced() (why its reset_slot is not called: newer ones take a slot
 *      whose device the kernel does not know for one that was changed)
 *
 *   note     at the claim, the leader having removed them: the header of each function
 *   reset    slot events off -> bus reset on, read back -> 2 ms -> off -> 100 ms
 *            -> each function that was noted answers -> its header, bridges first, so
 *            that what is behind a switch has the bus numbers that the image describes
 *            -> slot events forgotten, and on again
 *
 * No command register gets its bus mastering back: who drives the function sets it. What
 * lies behind the header is set up by the leader when it finds the function, as that of
 * one that was plugged in (MINT_IOC_RENEW, or after MINT_IOC_UNCLAIM).
 */
#include "reset.h"
#include "test.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/slab.h>

#define RESET_MS      2	  /* how long the secondary bus is held in reset */
#define SETTLE_MS     100 /* from its end to the first request */
#define LOOK_MS	      10
#define SLOT_EVENTS   (PCI_EXP_SLTCTL_PDCE | PCI_EXP_SLTCTL_DLLSCE)
#define SLOT_HAPPENED (PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_DLLSC)

/* As it answered at the claim; the ports themselves are noted too. */
struct function {
	struct list_head node;
	const struct mint_pci *port; /* that it is, or is behind */
	u8 bus, devfn;
	u16 events;	 /* of a port: slot events to be told of again */
	bool is_ignored; /* of a port: by its hot-plug driver, until they are */
	u32 header[MINT_PCI_HEADER];
};

static bool is_port(const struct function *f)
{
	return f->bus == f->port->bus && f->devfn == f->port->devfn;
}

/*
 * The leader has no bus object behind a switch any more, and the one behind the port may
 * be told to show nobody: hence one for a few accesses only. Rescan lock held.
 */
static struct pci_bus *bus_open(const struct mint_os *os, const struct mint_pci *port,
				u8 number)
{
	const struct pci_bus *root = pci_find_bus(port->segment, port->bus);

	if (!root)
		return NULL;
	memcpy(os->pci_bus, root, sizeof(*os->pci_bus));
	os->pci_bus->number = number;
	return os->pci_bus;
}

/* ---- note ---- */

static int function_note(struct mint_os *os, const struct mint_pci *port, u8 number,
			 u8 devfn, const struct function **ret)
{
	struct pci_bus *bus = bus_open(os, port, number);
	struct function *f;
	unsigned int i;
	u32 id;

	*ret = NULL;
	if (!bus || pci_bus_read_config_dword(bus, devfn, PCI_VENDOR_ID, &id) ||
	    !mint_pci_answers(id))
		return 0;
	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	f->port = port;
	f->bus = number;
	f->devfn = devfn;
	for (i = 0; i < MINT_PCI_HEADER; i++)
		pci_bus_read_config_dword(bus, devfn, i * sizeof(u32), &f->header[i]);
	list_add_tail(&f->node, &os->functions);
	*ret = f;
	return 0;
}

/* One device: more than its first function only where that says so. */
static int device_note(struct mint_os *os, const struct mint_pci *port, u8 number,
		       unsigned int device)
{
	const struct function *first, *next;
	unsigned int i;
	int err = function_note(os, port, number, PCI_DEVFN(device, 0), &first);

	if (err || !first || !mint_pci_has_more(first->header))
		return err;
	for (i = 1; i < 8; i++) {
		err = function_note(os, port, number, PCI_DEVFN(device, i), &next);
		if (err)
			return err;
	}
	return 0;
}

/* At the end of the port's link there is one device. */
static int bus_note(struct mint_os *os, const struct mint_pci *port, u8 number,
		    unsigned int devices)
{
	unsigned int i;

	for (i = 0; i < devices; i++) {
		int err = device_note(os, port, number, i);

		if (err)
			return err;
	}
	return 0;
}

static bool bus_is_known(const struct mint_os *os, const struct mint_pci *port, u8 number)
{
	const struct function *f;
	u8 first, last;

	list_for_each_entry(f, &os->functions, node)
		if (f->port == port && mint_pci_buses(f->header, &first, &last) &&
		    first == number)
			return true;
	return false;
}

/* A bridge's own bus has a higher number than the bus that it is on. */
static int port_note(struct mint_os *os, const struct mint_pci *port)
{
	const struct function *f;
	unsigned int number;
	u8 first, last;
	int err = function_note(os, port, port->bus, port->devfn, &f);

	if (err)
		return err;
	if (!f || !mint_pci_buses(f->header, &first, &last))
		return -ENXIO;
	for (number = first; number <= last; number++) {
		if (!bus_is_known(os, port, number))
			continue;
		err = bus_note(os, port, number, number == first ? 1 : 32);
		if (err)
			return err;
	}
	return 0;
}

int mint_reset_note(struct mint_os *os)
{
	u32 i;

	mint_reset_forget(os);
	for (i = 0; i < os->nr_pci; i++) {
		int err;

		if (!(os->pci[i].flags & MINT_PCI_PORT))
			continue;
		err = port_note(os, &os->pci[i]);
		if (err)
			return err;
	}
	return 0;
}

/* ---- reset ---- */

static bool function_is_there(struct pci_bus *bus, const struct function *f)
{
	u32 id;

	return bus && !pci_bus_read_config_dword(bus, f->devfn, PCI_VENDOR_ID, &id) &&
	       id == f->header[0];
}

/* On, or off; and read back. */
static bool port_set(const struct mint_os *os, const struct function *f, bool on)
{
	struct pci_bus *bus = bus_open(os, f->port, f->bus);
	u16 control;

	if (!function_is_there(bus, f) ||
	    pci_bus_read_config_word(bus, f->devfn, PCI_BRIDGE_CONTROL, &control))
		return false;
	control &= ~PCI_BRIDGE_CTL_BUS_RESET;
	if (on)
		control |= PCI_BRIDGE_CTL_BUS_RESET;
	pci_bus_write_config_word(bus, f->devfn, PCI_BRIDGE_CONTROL, control);
	if (pci_bus_read_config_word(bus, f->devfn, PCI_BRIDGE_CONTROL, &control))
		return false;
	return control != 0xffff && !!(control & PCI_BRIDGE_CTL_BUS_RESET) == on;
}

static int port_reset(const struct mint_os *os, const struct function *f, bool on)
{
	if (port_set(os, f, on))
		return 0;
	pr_warn("%s: root port " PCI_FORMAT " cannot be %s: what is behind it may write "
		"where it was told to\n",
		os->name, PCI_NUMBERS(f->port), on ? "reset" : "let out of its reset");
	return -ENXIO;
}

/*
 * An event that is not enabled is picked up all the same when the port's interrupt comes
 * for something else, as for its link's bandwidth: the driver is told to ignore it.
 */
static void port_ignore(struct function *f)
{
	struct pci_dev *port =
		pci_get_domain_bus_and_slot(f->port->segment, f->bus, f->devfn);

	if (port && !port->ignore_hotplug) {
		port->ignore_hotplug = 1;
		f->is_ignored = true;
	}
	pci_dev_put(port);
}

/* What its driver waits for; 0 or less: nothing. */
static int port_irq(struct pci_dev *port)
{
	unsigned int nr = pcie_caps_reg(port) & PCI_EXP_FLAGS_IRQ;

	return pci_irq_vector(port, pci_dev_msi_enabled(port) ? nr >> 9 : 0);
}

/* The events are forgotten: none is left when no handler that has read them still runs.
 */
static void port_heed(struct function *f)
{
	struct pci_dev *port =
		pci_get_domain_bus_and_slot(f->port->segment, f->bus, f->devfn);
	int irq;

	if (port && f->is_ignored) {
		irq = port_irq(port);
		if (irq > 0)
			synchronize_hardirq(irq);
		port->ignore_hotplug = 0;
	}
	f->is_ignored = false;
	pci_dev_put(port);
}

/* The slot of a port: what it tells of, and where its registers are; 0 it is none. */
static u8 slot_find(struct pci_bus *bus, const struct function *f, u16 *control)
{
	u16 flags;
	u8 at;

	if (!function_is_there(bus, f))
		return 0;
	at = pci_bus_find_capability(bus, f->devfn, PCI_CAP_ID_EXP);
	if (!at || pci_bus_read_config_word(bus, f->devfn, at + PCI_EXP_FLAGS, &flags) ||
	    !(flags & PCI_EXP_FLAGS_SLOT) ||
	    pci_bus_read_config_word(bus, f->devfn, at + PCI_EXP_SLTCTL, control))
		return 0;
	return at;
}

/* The hot-plug driver of a port does not hear what happens to the link. */
static void port_silence(const struct mint_os *os, struct function *f)
{
	struct pci_bus *bus = bus_open(os, f->port, f->bus);
	u16 control;
	u8 at = slot_find(bus, f, &control);

	if (!at || !(control & SLOT_EVENTS))
		return;
	f->events |= control &
		     SLOT_EVENTS; /* with those of a reset that was not heard of */
	port_ignore(f);
	pci_bus_write_config_word(bus, f->devfn, at + PCI_EXP_SLTCTL,
				  control & ~SLOT_EVENTS);
}

/* It does again. One that does not answer is tried once more when it is forgotten. */
static void port_listen(const struct mint_os *os, struct function *f)
{
	struct pci_bus *bus = f->events ? bus_open(os, f->port, f->bus) : NULL;
	u16 control;
	u8 at = slot_find(bus, f, &control);

	if (!at)
		return;
	/* a bit that is written is cleared */
	pci_bus_write_config_word(bus, f->devfn, at + PCI_EXP_SLTSTA, SLOT_HAPPENED);
	port_heed(f);
	pci_bus_write_config_word(bus, f->devfn, at + PCI_EXP_SLTCTL,
				  control | f->events);
	f->events = 0;
}

/* All at once, so that they are waited for once. */
static int ports_reset(const struct mint_os *os)
{
	struct function *f;
	int err = 0;

	list_for_each_entry(f, &os->functions, node) {
		if (!is_port(f))
			continue;
		port_silence(os, f);
		err = port_reset(os, f, true) ?: err;
	}
	msleep(RESET_MS);
	list_for_each_entry(f, &os->functions, node)
		if (is_port(f))
			err = port_reset(os, f, false) ?: err;
	msleep(SETTLE_MS);
	return err;
}

/* From the end: a BAR's upper half first, the command register last. */
static void header_write(struct pci_bus *bus, const struct function *f)
{
	unsigned int i;

	for (i = MINT_PCI_HEADER - 1; i > 0; i--)
		pci_bus_write_config_dword(bus, f->devfn, i * sizeof(u32),
					   mint_pci_restored(f->header, i));
}

/* It may take a second to come back, and bridges lead to the next ones. */
static bool function_renew(const struct mint_os *os, const struct function *f,
			   unsigned long deadline)
{
	struct pci_bus *bus = bus_open(os, f->port, f->bus);

	while (!function_is_there(bus, f)) {
		if (!bus || time_after(jiffies, deadline))
			return false;
		msleep(LOOK_MS);
	}
	header_write(bus, f);
	return true;
}

static void functions_renew(const struct mint_os *os)
{
	unsigned int ms = mint_pci_ready_ms(READ_ONCE(mint.is_ending)); /* for good */
	unsigned long deadline = jiffies + msecs_to_jiffies(ms);
	const struct function *f;

	list_for_each_entry(f, &os->functions, node)
		if (!is_port(f) && !function_renew(os, f, deadline))
			pr_warn("%s: PCI device %04x:%02x:%02x.%x does not answer %u ms "
				"after its reset has settled\n",
				os->name, f->port->segment, f->bus, PCI_SLOT(f->devfn),
				PCI_FUNC(f->devfn), ms);
}

int mint_reset_all(struct mint_os *os)
{
	struct function *f;
	int err;

	if (test_fail(os, MINT_TEST_STEP_RESET))
		return -ENXIO;
	err = ports_reset(os);
	functions_renew(os);
	list_for_each_entry(f, &os->functions, node)
		if (is_port(f))
			port_listen(os, f);
	return err;
}

void mint_reset_forget(struct mint_os *os)
{
	struct function *f, *next;

	list_for_each_entry_safe(f, next, &os->functions, node) {
		port_listen(os, f);
		port_heed(f);
		list_del(&f->node);
		kfree(f);
	}
}
