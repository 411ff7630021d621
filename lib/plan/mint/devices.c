/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devices.c - which PCI devices the OS gets, and why it may not have one
 *
 * In: --mint-device, the machine's PCI functions. Out: root ports and all that is behind
 * them in the plan, one host bridge each in the spec.
 *
 *   bus 0 --- root port (stays with the leader, goes on forwarding)
 *                 |  its secondary to its subordinate bus: one host bridge of the OS
 *                 +-- function, function, switch ...  all of one OS
 *
 * A port is the smallest part: requests of what is behind it carry bus numbers that it
 * forwards as a whole, and its windows are one range each.
 * Ref: docs/platform.md "PCI"; PCI Firmware 3.2 section 4.1.
 */
#include "plan/mint/devices.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/host.h"
#include "plan/mint/policy.h"
#include "platform/platform.h"

#define COMMAND_MEMORY 0x2u
#define COMMAND_MASTER 0x4u

/* Text of an address in a message: as many at once as one message needs. */
#define BDF(bdf) bdf_text(bdf, (char[BDF_TEXT_SIZE]){ 0 })

static bool is_listed(const struct request *request, struct bdf bdf)
{
	for (size_t i = 0; i < request->nr_devices; i++)
		if (bdf_is_equal(request->device[i], bdf))
			return true;
	return false;
}

/* Is it on a bus that only this bridge leads to? */
static bool is_behind(const struct machine_pci *bridge, struct bdf bdf)
{
	return bridge->is_bridge && bridge->secondary &&
	       bdf.segment == bridge->bdf.segment && bdf.bus >= bridge->secondary &&
	       bdf.bus <= bridge->subordinate;
}

/* The bridge nearest to the root complex; NULL when it is on a root bus. */
static const struct machine_pci *root_find(const struct machine *machine, struct bdf bdf)
{
	const struct machine_pci *root = NULL;

	for (size_t i = 0; i < machine->devices.nr_pci; i++) {
		const struct machine_pci *bridge = &machine->devices.pci[i];

		if (is_behind(bridge, bdf) && (!root || is_behind(bridge, root->bdf)))
			root = bridge;
	}
	return root;
}

static int owner_check(struct policy *policy, struct bdf bdf)
{
	const struct machine *machine = policy->in->machine;

	for (size_t o = 0; o < machine->module.nr_os; o++)
		for (size_t i = 0; i < machine->module.os[o].nr_devices; i++)
			if (bdf_is_equal(machine->module.os[o].device[i], bdf))
				return diag_fail(policy->diag, -EBUSY,
						 "PCI device %s is owned by OS %s (%s)",
						 BDF(bdf), machine->module.os[o].name,
						 machine->module.os[o].state);
	return 0;
}

static int use_check(struct policy *policy, const struct machine_pci *pci)
{
	bool force = policy->in->request->force;

	if (pci->use == PCI_USE_DISK)
		return diag_fail(policy->diag, -EBUSY,
				 "PCI device %s is in use by the leader: %s",
				 BDF(pci->bdf), pci->use_text);
	if (pci->use == PCI_USE_NETWORK && !force)
		return diag_fail(policy->diag, -EBUSY,
				 "PCI device %s is in use by the leader: %s (ip link set "
				 "down, or --mint-force)",
				 BDF(pci->bdf), pci->use_text);
	if (pci->use == PCI_USE_NETWORK)
		diag_warn(policy->diag,
			  "PCI device %s: %s; taken all the same (--mint-force)",
			  BDF(pci->bdf), pci->use_text);
	return 0;
}

static int reset_check(struct policy *policy, const struct machine_pci *pci)
{
	if (pci->has_reset)
		return 0;
	if (!policy->in->request->force)
		return diag_fail(policy->diag, -ENOTSUP,
				 "PCI device %s cannot be reset alone: after a crash of "
				 "the OS it could go on writing to memory that is the "
				 "leader's again (--mint-force overrides)",
				 BDF(pci->bdf));
	diag_warn(policy->diag,
		  "PCI device %s cannot be reset: given away all the same (--mint-force)",
		  BDF(pci->bdf));
	return 0;
}

/*
 * The leader's kernel clears the context entry of a device that is removed, with iommu=pt
 * too: the first DMA faults (seen). Messages in the format that a successor writes are
 * blocked where interrupts are remapped (VT-d 5.1.4; QEMU lets them through).
 */
static int dma_check(struct policy *policy, const struct machine_pci *pci)
{
	const struct machine *machine = policy->in->machine;
	const char *why;

	if (pci->has_iommu_group)
		why = "would stop its DMA, with iommu=pt too";
	else if (machine->host.intr_remap == FACT_YES)
		why = "remaps interrupts and would drop its messages";
	else
		return 0;
	if (!policy->in->request->force)
		return diag_fail(policy->diag, -ENOTSUP,
				 "PCI device %s: the leader's IOMMU %s (boot the leader "
				 "with %s)",
				 BDF(pci->bdf), why, machine_iommu_off(machine));
	diag_warn(policy->diag,
		  "PCI device %s: the leader's IOMMU %s; given away all the same "
		  "(--mint-force)",
		  BDF(pci->bdf), why);
	return 0;
}

/* Does a window of the port hold it? */
static bool bar_is_forwarded(const struct machine_pci *port, struct prange bar)
{
	for (unsigned int i = 0; i < port->nr_windows; i++)
		if (!port->window[i].is_io && prange_contains(port->window[i].range, bar))
			return true;
	return false;
}

static int bars_check(struct policy *policy, const struct machine_pci *port,
		      const struct machine_pci *pci)
{
	if (pci->unassigned_bar >= 0)
		return diag_fail(policy->diag, -ENOTSUP,
				 "PCI device %s: its BAR %d has no address (the leader's "
				 "kernel log says why it got none)",
				 BDF(pci->bdf), pci->unassigned_bar);
	for (unsigned int i = 0; i < MACHINE_PCI_BARS; i++) {
		struct prange bar = pci->bar[i];

		if (prange_is_empty(bar) || bar_is_forwarded(port, bar))
			continue;
		return diag_fail(policy->diag, -ENOTSUP,
				 "PCI device %s: its BAR %u 0x%" PRIx64 "-0x%" PRIx64
				 " lies in no window of root port %s",
				 BDF(pci->bdf), i, bar.start, bar.end - 1,
				 BDF(port->bdf));
	}
	return 0;
}

/* A function that does something, as opposed to a bridge on the way to it. */
static int endpoint_check(struct policy *policy, const struct machine_pci *port,
			  const struct machine_pci *pci)
{
	int err;

	if (!is_listed(policy->in->request, pci->bdf))
		return diag_fail(policy->diag, -EXDEV,
				 "PCI device %s (%04x:%04x%s%s) is behind root port %s "
				 "too: list it as well, a port is never divided",
				 BDF(pci->bdf), pci->vendor, pci->device,
				 *pci->driver ? ", " : "", pci->driver, BDF(port->bdf));
	err = use_check(policy, pci);
	if (err)
		return err;
	err = dma_check(policy, pci);
	if (err)
		return err;
	if (pci->has_msi == FACT_NO)
		return diag_fail(policy->diag, -ENOTSUP,
				 "PCI device %s has neither MSI nor MSI-X: its interrupt "
				 "line belongs to the leader",
				 BDF(pci->bdf));
	err = bars_check(policy, port, pci);
	return err ? err : reset_check(policy, pci);
}

/* What the kernel uses goes before what firmware offers: it may have turned that down. */
static const struct machine_ecam *ecam_find(const struct machine *machine,
					    const struct machine_pci *port)
{
	bool is_used = machine->memory.iomem_known == FACT_YES;
	const struct machine_ecam *ecam = is_used ? machine->devices.ecam
						  : machine->host.mcfg;
	size_t count = is_used ? machine->devices.nr_ecam : machine->host.nr_mcfg;

	for (size_t i = 0; i < count; i++)
		if (ecam[i].segment == port->bdf.segment &&
		    ecam[i].bus_first <= port->secondary &&
		    ecam[i].bus_last >= port->subordinate)
			return &ecam[i];
	return NULL;
}

static int ecam_check(struct policy *policy, const struct machine_pci *port,
		      struct platform_bridge *ret)
{
	const struct machine *machine = policy->in->machine;
	const struct machine_ecam *ecam = ecam_find(machine, port);

	if (!ecam && machine->memory.iomem_known != FACT_YES &&
	    machine->host.mcfg_known != FACT_YES)
		return diag_fail(
			policy->diag, -ENODATA,
			"root port %s: where ECAM is cannot be seen without root",
			BDF(port->bdf));
	if (!ecam)
		return diag_fail(policy->diag, -ENOTSUP,
				 "root port %s: this machine has no ECAM for buses "
				 "%02x-%02x, and ports 0xcf8-0xcff stay with the leader",
				 BDF(port->bdf), port->secondary, port->subordinate);
	ret->ecam = ecam->base;
	/* Linux believes such an MCFG only of machines whose DMI tells their age. */
	if (platform_bridge_ecam(ret).end > SIZE_4G)
		return diag_fail(policy->diag, -ENOTSUP,
				 "root port %s: configuration space of its buses is at "
				 "0x%" PRIx64 ", above 4 GiB: Linux would not use it",
				 BDF(port->bdf), platform_bridge_ecam(ret).start);
	return 0;
}

static int port_check(struct policy *policy, const struct machine_pci *port)
{
	const struct machine *machine = policy->in->machine;

	if (port->port_type != PCI_PORT_ROOT && port->port_type != PCI_PORT_UNKNOWN)
		return diag_fail(policy->diag, -ENOTSUP,
				 "PCI bridge %s is no PCI Express root port (type %d): "
				 "what is behind it cannot be given away",
				 BDF(port->bdf), port->port_type);
	for (size_t o = 0; o < machine->module.nr_os; o++)
		for (size_t i = 0; i < machine->module.os[o].nr_devices; i++)
			if (is_behind(port, machine->module.os[o].device[i]))
				return diag_fail(policy->diag, -EBUSY,
						 "root port %s: %s behind it is owned by "
						 "OS %s (%s), a port is never divided",
						 BDF(port->bdf),
						 BDF(machine->module.os[o].device[i]),
						 machine->module.os[o].name,
						 machine->module.os[o].state);
	return 0;
}

static int forward_check(struct policy *policy, const struct machine_pci *port)
{
	if (~port->command & (COMMAND_MEMORY | COMMAND_MASTER))
		return diag_fail(
			policy->diag, -ENOTSUP,
			"root port %s does not forward: command register 0x%04x, "
			"memory and bus mastering (0x0006) must be on (load the "
			"pcieport driver, or a driver for a device behind it)",
			BDF(port->bdf), port->command);
	return 0;
}

static int bridge_add(struct policy *policy, const struct machine_pci *port)
{
	struct platform_bridge bridge = {
		.segment = port->bdf.segment,
		.first_bus = port->secondary,
		.last_bus = port->subordinate,
		.nr_windows = port->nr_windows,
	};
	int err = ecam_check(policy, port, &bridge);

	if (err)
		return err;
	/* Where there is no ECAM, a driver for the port would not help. */
	err = forward_check(policy, port);
	if (err)
		return err;
	for (unsigned int i = 0; i < port->nr_windows; i++)
		bridge.window[i] = (struct platform_window){
			.range = port->window[i].range,
			.is_io = port->window[i].is_io,
			.is_prefetchable = port->window[i].is_prefetchable,
		};
	policy->spec.bridge[policy->spec.nr_bridges++] = bridge;
	return 0;
}

static int device_add(struct policy *policy, const struct machine_pci *pci)
{
	struct plan *plan = policy->plan;
	struct plan_device *device;

	if (plan->nr_devices == PLAN_MAX_DEVICES)
		return diag_fail(policy->diag, -E2BIG,
				 "more than %d PCI functions with the bridges between",
				 PLAN_MAX_DEVICES);
	device = &plan->device[plan->nr_devices++];
	*device = (struct plan_device){
		.bdf = pci->bdf,
		.vendor = pci->vendor,
		.device = pci->device,
		.class_code = pci->class_code,
		.port = plan->nr_ports - 1,
		.is_bridge = pci->is_bridge,
		.has_reset = pci->has_reset,
	};
	memcpy(device->reset_method, pci->reset_method, sizeof(device->reset_method));
	memcpy(device->driver, pci->driver, sizeof(device->driver));
	return 0;
}

static bool port_is_planned(const struct plan *plan, const struct machine_pci *port)
{
	for (unsigned int i = 0; i < plan->nr_ports; i++)
		if (bdf_is_equal(plan->port[i].bdf, port->bdf))
			return true;
	return false;
}

static void plan_port_add(struct plan *plan, const struct machine_pci *port)
{
	struct plan_port *ret = &plan->port[plan->nr_ports++];

	*ret = (struct plan_port){
		.bdf = port->bdf,
		.first_bus = port->secondary,
		.last_bus = port->subordinate,
	};
	for (unsigned int i = 0; i < port->nr_windows; i++)
		ret->window[i] = port->window[i].range;
}

/* All that is behind one root port goes, or nothing. */
static int behind_add(struct policy *policy, const struct machine_pci *port)
{
	const struct machine *machine = policy->in->machine;

	for (size_t i = 0; i < machine->devices.nr_pci; i++) {
		const struct machine_pci *pci = &machine->devices.pci[i];
		int err = 0;

		if (!is_behind(port, pci->bdf))
			continue;
		if (!pci->is_bridge)
			err = endpoint_check(policy, port, pci);
		if (err)
			return err;
		err = device_add(policy, pci);
		if (err)
			return err;
	}
	return 0;
}

static int port_add(struct policy *policy, const struct machine_pci *port)
{
	struct plan *plan = policy->plan;
	int err;

	if (port_is_planned(plan, port))
		return 0;
	err = port_check(policy, port);
	if (err)
		return err;
	if (plan->nr_ports == PLAN_MAX_PORTS)
		return diag_fail(policy->diag, -E2BIG,
				 "devices of more than %d root ports", PLAN_MAX_PORTS);
	err = bridge_add(policy, port);
	if (err)
		return err;
	plan_port_add(plan, port);
	return behind_add(policy, port);
}

static int device_check(struct policy *policy, struct bdf bdf)
{
	const struct machine *machine = policy->in->machine;
	const struct machine_pci *pci = machine_pci_find(machine, bdf), *port;
	int err = owner_check(policy, bdf);

	if (err)
		return err;
	if (!pci)
		return diag_fail(
			policy->diag, -ENODEV,
			"PCI device %s: this machine has no such device (lspci -D "
			"shows what it has)",
			BDF(bdf));
	if (pci->is_bridge)
		return diag_fail(policy->diag, -EINVAL,
				 "PCI device %s is a bridge: list the devices behind it",
				 BDF(bdf));
	port = root_find(machine, bdf);
	if (!port)
		return diag_fail(
			policy->diag, -EINVAL,
			"PCI device %s is on root bus %04x:%02x, which stays with "
			"the leader: only what is behind a root port can be given",
			BDF(bdf), bdf.segment, bdf.bus);
	return port_add(policy, port);
}

int policy_devices(struct policy *policy)
{
	const struct request *request = policy->in->request;

	if (request->nr_devices && !policy_is_beside(policy))
		return diag_fail(policy->diag, -EINVAL,
				 "--mint-device: an OS that replaces the leader gets all "
				 "devices (give it CPUs: --mint-cpus)");
	for (size_t i = 0; i < request->nr_devices; i++) {
		int err = device_check(policy, request->device[i]);

		if (err)
			return err;
	}
	return 0;
}
