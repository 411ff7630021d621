/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_devices.c - which PCI devices an OS gets, and every reason why not
 *
 * In: the fixture's machine with these functions, all of segment 0:
 *
 *   00:01.0  on the root bus              00:04.0  root port, buses 01-01
 *   00:05.0  root port, buses 02-04       01:00.0  NVMe
 *     02:00.0 switch, buses 03-04         01:00.1  its sibling, only where a row adds it
 *     03:00.0 network card                00:06.0  conventional bridge, bus 05
 *     03:00.1 network card                  05:00.0  behind it
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tests/unit/plan/plan_fixture.h"

enum {
	ROOT_BUS,
	PORT1,
	PORT2,
	PCI_BRIDGE,
	NVME,
	SWITCH,
	NIC0,
	NIC1,
	OLD,
	SIBLING,
	COUNT
};

struct pci_fixture {
	struct fixture *base;
	struct machine_pci pci[COUNT];
	struct machine_ecam ecam[1];
	struct bdf owned[1];
};

static struct machine_pci endpoint(uint8_t bus, uint8_t device, uint8_t function,
				   phys_t bar)
{
	return (struct machine_pci){
		.bdf = { 0, bus, device, function },
		.vendor = 0x1b36,
		.device = 0x10,
		.class_code = 0x010802,
		.port_type = 0,
		.has_msi = FACT_YES,
		.bar = { { bar, bar + 0x4000 } },
		.unassigned_bar = -1,
		.has_reset = true,
		.reset_method = "flr",
		.driver = "nvme",
	};
}

static struct machine_pci bridge(uint8_t bus, uint8_t device, uint8_t first, uint8_t last,
				 phys_t window)
{
	return (struct machine_pci){
		.bdf = { 0, bus, device, 0 },
		.command = 0x107,
		.is_bridge = true,
		.secondary = first,
		.subordinate = last,
		.port_type = PCI_PORT_ROOT,
		.has_msi = FACT_YES,
		.unassigned_bar = -1,
		.window = { { { window, window + 0x200000 }, false, false },
			    { { 0x1000, 0x2000 }, true, false } },
		.nr_windows = 2,
		.driver = "pcieport",
	};
}

static struct pci_fixture *pci_new(void)
{
	struct pci_fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	fixture->base = fixture_new();
	fixture->pci[ROOT_BUS] = endpoint(0, 1, 0, 0xfea00000);
	fixture->pci[PORT1] = bridge(0, 4, 1, 1, 0xfe000000);
	fixture->pci[PORT2] = bridge(0, 5, 2, 4, 0xfe200000);
	fixture->pci[PCI_BRIDGE] = bridge(0, 6, 5, 5, 0xfe400000);
	fixture->pci[PCI_BRIDGE].port_type = 7;
	fixture->pci[NVME] = endpoint(1, 0, 0, 0xfe000000);
	fixture->pci[SWITCH] = bridge(2, 0, 3, 4, 0xfe200000);
	fixture->pci[SWITCH].port_type = 5;
	fixture->pci[NIC0] = endpoint(3, 0, 0, 0xfe200000);
	fixture->pci[NIC1] = endpoint(3, 0, 1, 0xfe204000);
	fixture->pci[OLD] = endpoint(5, 0, 0, 0xfe400000);
	fixture->pci[SIBLING] = endpoint(1, 0, 1, 0xfe004000);
	fixture->ecam[0] = (struct machine_ecam){ 0xb0000000, 0, 0, 0xff };
	fixture->base->machine.devices.pci = fixture->pci;
	fixture->base->machine.devices.nr_pci = SIBLING;
	fixture->base->machine.devices.ecam = fixture->ecam;
	fixture->base->machine.devices.nr_ecam = 1;
	fixture->base->machine.host.intr_remap = FACT_NO;
	return fixture;
}

static void pci_free(struct pci_fixture *fixture)
{
	fixture_free(fixture->base);
	free(fixture);
}

static void ask(struct pci_fixture *fixture, const char *list)
{
	assert_int_equal(
		request_set_devices(&fixture->base->request, list, &fixture->base->diag),
		0);
}

static void one_port(void **state)
{
	struct pci_fixture *fixture = pci_new();
	const struct plan *plan = &fixture->base->plan;

	(void)state;
	ask(fixture, "01:00.0");
	assert_int_equal(fixture_plan(fixture->base), 0);
	assert_int_equal(plan->nr_ports, 1);
	assert_int_equal(plan->port[0].bdf.device, 4);
	assert_int_equal(plan->port[0].first_bus, 1);
	assert_int_equal(plan->port[0].last_bus, 1);
	assert_memory_equal(&plan->port[0].window[0],
			    &fixture->pci[PORT1].window[0].range, sizeof(struct prange));
	assert_true(plan->port[0].window[1].end == 0x2000);
	assert_true(prange_is_empty(plan->port[0].window[2]));
	assert_int_equal(plan->nr_devices, 1);
	assert_string_equal(plan->device[0].driver, "nvme");
	assert_string_equal(plan->device[0].reset_method, "flr");
	/* Its configuration space is the last entry of the memory map. */
	assert_int_equal(plan->memory_map.at[plan->memory_map.count - 1].range.start,
			 0xb0100000);
	assert_string_equal(plan->table[3].signature, "MCFG");
	pci_free(fixture);
}

/* Both functions behind the switch are listed, the switch goes with them. */
static void behind_a_switch(void **state)
{
	struct pci_fixture *fixture = pci_new();
	const struct plan *plan = &fixture->base->plan;

	(void)state;
	ask(fixture, "03:00.1,01:00.0,03:00.0");
	assert_int_equal(fixture_plan(fixture->base), 0);
	assert_int_equal(plan->nr_ports, 2);
	assert_int_equal(plan->port[0].first_bus, 2);
	assert_int_equal(plan->port[0].last_bus, 4);
	assert_int_equal(plan->nr_devices, 4);
	assert_true(plan->device[0].is_bridge);
	assert_int_equal(plan->device[0].bdf.bus, 2);
	assert_int_equal(plan->device[2].bdf.function, 1);
	assert_int_equal(plan->device[2].port, 0);
	assert_int_equal(plan->device[3].port, 1);
	pci_free(fixture);
}

/* Where /proc/iomem shows nothing, the firmware's MCFG does. */
static void ecam_of_firmware(void **state)
{
	struct pci_fixture *fixture = pci_new();
	struct machine *machine = &fixture->base->machine;

	(void)state;
	ask(fixture, "01:00.0");
	machine->host.mcfg = machine->devices.ecam;
	machine->host.nr_mcfg = 1;
	machine->devices.nr_ecam = 0;
	machine->memory.iomem_known = FACT_NO;
	assert_int_equal(fixture_plan(fixture->base), 0);
	assert_int_equal(fixture->base->plan.nr_ports, 1);
	pci_free(fixture);
}

static void without_devices(void **state)
{
	struct pci_fixture *fixture = pci_new();

	(void)state;
	assert_int_equal(fixture_plan(fixture->base), 0);
	assert_int_equal(fixture->base->plan.nr_devices, 0);
	for (unsigned int i = 0; i < fixture->base->plan.nr_tables; i++)
		assert_string_not_equal(fixture->base->plan.table[i].signature, "MCFG");
	pci_free(fixture);
}

static void add_sibling(struct pci_fixture *f)
{
	f->base->machine.devices.nr_pci = COUNT;
}

static void add_owner(struct pci_fixture *f, struct bdf bdf)
{
	fixture_add_os(f->base);
	f->owned[0] = bdf;
	f->base->os.device = f->owned;
	f->base->os.nr_devices = 1;
}

static void own_it(struct pci_fixture *f)
{
	f->base->machine.devices.nr_pci = NVME;
	add_owner(f, (struct bdf){ 0, 1, 0, 0 });
}

static void own_sibling(struct pci_fixture *f)
{
	add_owner(f, (struct bdf){ 0, 1, 0, 1 });
}
static void no_msi(struct pci_fixture *f)
{
	f->pci[NVME].has_msi = FACT_NO;
}
static void no_address(struct pci_fixture *f)
{
	f->pci[NVME].unassigned_bar = 4;
}
static void no_window(struct pci_fixture *f)
{
	f->pci[PORT1].window[0].range.end -= 0x1fe000;
}
static void only_ports(struct pci_fixture *f)
{
	f->pci[PORT1].window[0].is_io = true;
}
static void no_reset(struct pci_fixture *f)
{
	f->pci[NVME].has_reset = false;
}
static void in_group(struct pci_fixture *f)
{
	f->pci[NVME].has_iommu_group = true;
}
static void remapped(struct pci_fixture *f)
{
	f->base->machine.host.intr_remap = FACT_YES;
}
static void no_ecam(struct pci_fixture *f)
{
	f->base->machine.devices.nr_ecam = 0;
}
static void other_segment(struct pci_fixture *f)
{
	f->ecam[0].segment = 1;
}
static void few_buses(struct pci_fixture *f)
{
	f->ecam[0].bus_last = 0;
}
static void late_buses(struct pci_fixture *f)
{
	f->ecam[0].bus_first = 2;
}
static void high_ecam(struct pci_fixture *f)
{
	f->ecam[0].base = 0x800000000;
}
static void no_master(struct pci_fixture *f)
{
	f->pci[PORT1].command = 0x3;
}
static void no_memory(struct pci_fixture *f)
{
	f->pci[PORT1].command = 0x5;
}
static void no_cpus(struct pci_fixture *f)
{
	f->base->request.has_cpus = false;
}

static void no_root(struct pci_fixture *f)
{
	f->base->machine.memory.iomem_known = FACT_NO;
}

static void firmware_says_none(struct pci_fixture *f)
{
	no_root(f);
	f->base->machine.host.mcfg_known = FACT_YES;
}

static void use(struct pci_fixture *f, enum pci_use use, const char *text)
{
	f->pci[NVME].use = use;
	strcpy(f->pci[NVME].use_text, text);
}

static void mounted(struct pci_fixture *f)
{
	use(f, PCI_USE_DISK, "nvme0n1 is mounted at /");
}
static void up(struct pci_fixture *f)
{
	use(f, PCI_USE_NETWORK, "eth0 is up");
}

static const struct refusal {
	const char *list;
	void (*bend)(struct pci_fixture *fixture);
	int err;
	const char *says;
	const char *forced; /* with --mint-force only this warning; NULL: refused too */
} refusals[] = {
	{ "00:01.0", NULL, -EINVAL, "0000:00:01.0 is on root bus 0000:00, which stays",
	  NULL },
	{ "00:04.0", NULL, -EINVAL, "0000:00:04.0 is a bridge: list the devices", NULL },
	{ "02:00.0", NULL, -EINVAL, "0000:02:00.0 is a bridge: list the devices", NULL },
	{ "07:00.0", NULL, -ENODEV, "0000:07:00.0: this machine has no such device",
	  NULL },
	{ "0001:01:00.0", NULL, -ENODEV, "0001:01:00.0: this machine has no such", NULL },
	{ "05:00.0", NULL, -ENOTSUP, "0000:00:06.0 is no PCI Express root port", NULL },
	{ "03:00.0", NULL, -EXDEV,
	  "0000:03:00.1 (1b36:0010, nvme) is behind root port "
	  "0000:00:05.0 too: list it as well",
	  NULL },
	{ "01:00.0", add_sibling, -EXDEV, "0000:01:00.1 (1b36:0010, nvme) is behind",
	  NULL },
	{ "01:00.0", own_it, -EBUSY, "0000:01:00.0 is owned by OS web (running)", NULL },
	{ "01:00.0", own_sibling, -EBUSY,
	  "root port 0000:00:04.0: 0000:01:00.1 behind it is owned by OS web", NULL },
	{ "01:00.0", no_msi, -ENOTSUP, "0000:01:00.0 has neither MSI nor MSI-X", NULL },
	{ "01:00.0", no_address, -ENOTSUP, "0000:01:00.0: its BAR 4 has no address",
	  NULL },
	{ "01:00.0", no_window, -ENOTSUP,
	  "its BAR 0 0xfe000000-0xfe003fff lies in no window "
	  "of root port 0000:00:04.0",
	  NULL },
	{ "01:00.0", only_ports, -ENOTSUP, "lies in no window", NULL },
	{ "01:00.0", no_reset, -ENOTSUP, "0000:01:00.0 cannot be reset alone",
	  "cannot be reset: given away all the same" },
	{ "01:00.0", in_group, -ENOTSUP,
	  "would stop its DMA, with iommu=pt too (boot the leader with intel_iommu=off)",
	  "would stop its DMA, with iommu=pt too; given away all the same" },
	{ "01:00.0", remapped, -ENOTSUP,
	  "drop its messages (boot the leader with intel_iommu=off intremap=off)",
	  "drop its messages; given away all the same" },
	{ "01:00.0", no_ecam, -ENOTSUP, "this machine has no ECAM for buses 01-01",
	  NULL },
	{ "01:00.0", other_segment, -ENOTSUP, "this machine has no ECAM", NULL },
	{ "01:00.0", few_buses, -ENOTSUP, "this machine has no ECAM", NULL },
	{ "01:00.0", late_buses, -ENOTSUP, "this machine has no ECAM", NULL },
	{ "01:00.0", high_ecam, -ENOTSUP, "at 0x800100000, above 4 GiB", NULL },
	{ "01:00.0", no_root, -ENODATA, "cannot be seen without root", NULL },
	{ "01:00.0", firmware_says_none, -ENOTSUP, "this machine has no ECAM", NULL },
	{ "01:00.0", no_master, -ENOTSUP,
	  "0000:00:04.0 does not forward: command register "
	  "0x0003",
	  NULL },
	{ "01:00.0", no_memory, -ENOTSUP, "does not forward: command register 0x0005",
	  NULL },
	{ "01:00.0", mounted, -EBUSY,
	  "0000:01:00.0 is in use by the leader: nvme0n1 is mounted at /", NULL },
	{ "01:00.0", up, -EBUSY, "0000:01:00.0 is in use by the leader: eth0 is up",
	  "eth0 is up; taken all the same" },
	{ "01:00.0", no_cpus, -EINVAL, "--mint-device: an OS that replaces the leader",
	  NULL },
};

static void refusal_check(const struct refusal *row, bool force)
{
	struct pci_fixture *fixture = pci_new();
	int err;

	print_message("%s: %s%s\n", row->list, row->says, force ? " (forced)" : "");
	ask(fixture, row->list);
	if (row->bend)
		row->bend(fixture);
	fixture->base->request.force = force;
	err = fixture_plan(fixture->base);
	if (force && row->forced) {
		assert_int_equal(err, 0);
		assert_int_equal(fixture->base->diag.nr_warnings, 1);
		assert_non_null(strstr(fixture->base->diag.warning[0], row->forced));
		assert_int_equal(fixture->base->plan.nr_devices, 1);
	} else {
		assert_int_equal(err, row->err);
		assert_non_null(strstr(fixture->base->diag.line, row->says));
	}
	pci_free(fixture);
}

static void every_refusal(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		refusal_check(&refusals[i], false);
		refusal_check(&refusals[i], true);
	}
}

/* Numbers that end in the tables: a port more than there are bridges is refused. */
static void too_many(void **state)
{
	struct pci_fixture *fixture = pci_new();
	struct machine *machine = &fixture->base->machine;
	struct machine_pci many[2 * (PLAN_MAX_PORTS + 1)];
	char list[16 * (PLAN_MAX_PORTS + 1)] = "";

	(void)state;
	for (uint8_t i = 0; i <= PLAN_MAX_PORTS; i++) {
		phys_t window = 0xd0000000 + (phys_t)i * 0x200000;
		uint8_t bus = (uint8_t)(1 + i);

		many[2 * i] = bridge(0, (uint8_t)(4 + i), bus, bus, window);
		many[2 * i + 1] = endpoint(bus, 0, 0, window);
		if (i)
			strcat(list, ",");
		bdf_text(many[2 * i + 1].bdf, list + strlen(list));
	}
	machine->devices.pci = many;
	machine->devices.nr_pci = ARRAY_SIZE(many);
	ask(fixture, list);
	assert_int_equal(fixture_plan(fixture->base), -E2BIG);
	assert_non_null(strstr(fixture->base->diag.line, "more than 8 root ports"));
	fixture->base->request.nr_devices--;
	assert_int_equal(fixture_plan(fixture->base), 0);
	assert_int_equal(fixture->base->plan.nr_ports, PLAN_MAX_PORTS);
	pci_free(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_port),	   cmocka_unit_test(behind_a_switch),
		cmocka_unit_test(without_devices), cmocka_unit_test(every_refusal),
		cmocka_unit_test(too_many),	   cmocka_unit_test(ecam_of_firmware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
