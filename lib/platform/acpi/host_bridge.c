/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_bridge.c - PCI as the OS sees it: one host bridge for each root port it was given
 *
 * In: buses, windows and ECAM of the ports. Out: MCFG, devices PCI0 … of the DSDT:
 *
 *   _HID PNP0A08, _CID PNP0A03   PCI Express host bridge
 *   _SEG, _BBN                   the port's secondary bus is its root bus
 *   _CRS                         its buses and the windows that the port forwards
 *   _OSC                         grants nothing: hot-plug, AER and PME of the machine's
 *                                hierarchy are the leader's
 *
 * There is no _PRT: interrupt lines end in the leader's I/O APIC.
 * Ref: PCI Firmware 3.2 sections 4.1.2 (MCFG) and 4.5 (_OSC); ACPI 6.4 sections 6.2.11,
 * 6.5.5, 6.5.6; docs/platform.md "PCI".
 */
#include "platform/acpi/host_bridge.h"

#include "platform/acpi/acpi_tables.h"
#include "platform/acpi/table.h"

#define MCFG_REVISION 1
#define OSC_CONTROL   8 /* byte offset of the third DWORD: what the OS wants to control */

int acpi_mcfg_build(const struct platform_spec *spec, struct buffer *ret)
{
	struct acpi_mcfg head = { .reserved = 0 };
	size_t start = ret->size;
	int err;

	acpi_header_fill(&head.header, "MCFG", 0, MCFG_REVISION);
	err = buffer_append(ret, &head, sizeof(head));
	if (err)
		return err;
	for (unsigned int i = 0; i < spec->nr_bridges; i++) {
		const struct platform_bridge *bridge = &spec->bridge[i];
		struct acpi_mcfg_entry entry = {
			.base = bridge->ecam,
			.segment = bridge->segment,
			.first_bus = bridge->first_bus,
			.last_bus = bridge->last_bus,
		};

		err = buffer_append(ret, &entry, sizeof(entry));
		if (err)
			return err;
	}
	acpi_table_seal(ret->data + start, ret->size - start);
	return 0;
}

void host_bridges_fence(struct aml *res, const struct platform_spec *spec)
{
	for (unsigned int i = 0; i < spec->nr_bridges; i++) {
		struct prange ecam = platform_bridge_ecam(&spec->bridge[i]);

		resource_memory32(res, (uint32_t)ecam.start, (uint32_t)prange_size(ecam));
	}
}

static void windows_add(struct aml *aml, const struct platform_bridge *bridge)
{
	struct aml res = { 0 };

	resource_buses(&res, bridge->first_bus, bridge->last_bus);
	for (unsigned int i = 0; i < bridge->nr_windows; i++) {
		struct prange range = bridge->window[i].range;

		if (bridge->window[i].is_io)
			resource_ports(&res, (uint16_t)range.start,
				       (uint16_t)(range.end - 1));
		else
			resource_window(&res, range.start, prange_size(range),
					bridge->window[i].is_prefetchable);
	}
	aml_resources(aml, &res);
}

/* What the OS asks for is taken out of the answer, all of it. */
static void osc_add(struct aml *aml)
{
	aml_method_open(aml, "_OSC", 4);
	aml_op(aml, AML_CREATE_DWORD);
	aml_op(aml, AML_ARG3);
	aml_integer(aml, OSC_CONTROL);
	aml_path(aml, "CTRL");
	aml_op(aml, AML_STORE);
	aml_integer(aml, 0);
	aml_path(aml, "CTRL");
	aml_op(aml, AML_RETURN);
	aml_op(aml, AML_ARG3);
	aml_close(aml);
}

void host_bridges_add(struct aml *aml, const struct platform_spec *spec)
{
	char name[] = "PCI0";

	_Static_assert(PLATFORM_MAX_BRIDGES <= 10, "names PCI0 to PCI9");
	for (unsigned int i = 0; i < spec->nr_bridges; i++) {
		const struct platform_bridge *bridge = &spec->bridge[i];

		name[3] = (char)('0' + i);
		aml_device_open(aml, name);
		aml_name(aml, "_HID");
		aml_eisa_id(aml, "PNP0A08");
		aml_name(aml, "_CID");
		aml_eisa_id(aml, "PNP0A03");
		aml_name_integer(aml, "_UID", i);
		aml_name_integer(aml, "_SEG", bridge->segment);
		aml_name_integer(aml, "_BBN", bridge->first_bus);
		windows_add(aml, bridge);
		osc_add(aml);
		aml_close(aml);
	}
}
