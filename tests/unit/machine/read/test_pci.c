/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_pci.c - PCI facts: of the recorded machine "pci", and of single odd files
 *
 * In: tests/sysroots/pci below $top_srcdir; texts and bytes made here.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "machine/pci_parse.h"
#include "machine/read/read.h"
#include "tests/unit/machine/machine_tree.h"

static const struct machine_pci *find(const struct machine *machine, const char *text)
{
	const struct machine_pci *pci;
	struct bdf bdf;

	assert_int_equal(bdf_parse(text, strlen(text), &bdf), 0);
	pci = machine_pci_find(machine, bdf);
	assert_non_null(pci);
	return pci;
}

static void nvme_check(const struct machine_pci *pci)
{
	assert_int_equal(pci->vendor, 0x1b36);
	assert_int_equal(pci->device, 0x10);
	assert_int_equal(pci->class_code, 0x010802);
	assert_false(pci->is_bridge);
	assert_int_equal(pci->has_msi, FACT_YES);
	assert_int_equal(pci->port_type, 0);
	assert_int_equal(pci->unassigned_bar, -1);
	assert_true(pci->bar[0].end - pci->bar[0].start == 0x4000);
	assert_true(prange_is_empty(pci->bar[1]));
	assert_true(pci->has_reset);
	assert_string_equal(pci->reset_method, "flr bus");
	assert_string_equal(pci->driver, "nvme");
	assert_false(pci->has_iommu_group);
	assert_int_equal(pci->use, PCI_USE_NONE);
}

static void root_port_check(const struct machine_pci *pci)
{
	assert_true(pci->is_bridge);
	assert_int_equal(pci->port_type, PCI_PORT_ROOT);
	assert_int_equal(pci->secondary, 1);
	assert_int_equal(pci->subordinate, 1);
	assert_int_equal(pci->command & 6, 6);
	assert_int_equal(pci->nr_windows, 3);
	assert_true(pci->window[0].is_io);
	assert_false(pci->window[1].is_prefetchable);
	assert_true(pci->window[2].is_prefetchable);
}

static void recorded(void **state)
{
	const char *top = getenv("top_srcdir");
	const struct machine_pci *pci;
	struct machine machine;
	struct diag diag = { 0 };
	char path[4096];

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/sysroots/pci", top ? top : ".");
	assert_int_equal(machine_read(path, &machine, &diag), 0);
	assert_int_equal(machine.devices.nr_pci, 0);
	assert_int_equal(machine_read_devices(&machine, &diag), 0);
	assert_int_equal(machine.devices.nr_pci, 22);
	assert_int_equal(machine.devices.nr_disks, 3);
	assert_int_equal(machine.devices.nr_ecam, 1);
	assert_true(machine.devices.ecam[0].base == 0xb0000000);
	assert_int_equal(machine.devices.ecam[0].bus_last, 0xff);

	nvme_check(find(&machine, "01:00.0"));
	root_port_check(find(&machine, "00:04.0"));
	pci = find(&machine, "00:06.0");
	assert_int_equal(pci->secondary, 3);
	assert_int_equal(pci->subordinate, 6);
	assert_int_equal(find(&machine, "03:00.0")->port_type, 5);
	assert_int_equal(find(&machine, "04:01.0")->port_type, 6);
	assert_int_equal(find(&machine, "09:00.0")->has_msi, FACT_NO);
	pci = find(&machine, "08:00.0");
	assert_int_equal(pci->use, PCI_USE_DISK);
	assert_string_equal(pci->use_text, "nvme2n1 is swap");
	machine_free(&machine);
}

/* Makes @size bytes of configuration space: type 0, status with capabilities. */
static void config_make(uint8_t config[256])
{
	memset(config, 0, 256);
	put_le16(config + 0x04, 0x0006);
	put_le16(config + 0x06, 0x0010);
}

static void config_odd(void **state)
{
	struct machine_pci pci = { 0 };
	uint8_t config[256];

	(void)state;
	config_make(config);
	assert_int_equal(pci_config_parse((struct bytes){ config, 63 }, &pci), -ERANGE);
	/* Without root: 64 bytes, and what is behind them is unknown. */
	assert_int_equal(pci_config_parse((struct bytes){ config, 64 }, &pci), 0);
	assert_int_equal(pci.has_msi, FACT_UNKNOWN);
	assert_int_equal(pci.port_type, PCI_PORT_UNKNOWN);
	assert_int_equal(pci.command, 6);
	assert_int_equal(pci_config_parse((struct bytes){ config, 256 }, &pci), 0);
	assert_int_equal(pci.has_msi, FACT_NO);
	/* 0x40 -> 0xfc -> 0x40 */
	config[0x34] = 0x40;
	config[0x41] = 0xfc;
	config[0xfd] = 0x40;
	assert_int_equal(pci_config_parse((struct bytes){ config, 256 }, &pci), -EINVAL);
	/* MSI-X behind a PCI Express capability at the very end */
	config[0x40] = 0x11;
	config[0xfc] = 0x10;
	config[0xfd] = 0;
	put_le16(config + 0xfe, 0x0042);
	assert_int_equal(pci_config_parse((struct bytes){ config, 256 }, &pci), 0);
	assert_int_equal(pci.has_msi, FACT_YES);
	assert_int_equal(pci.port_type, PCI_PORT_ROOT);
	/* Status says that there are none: the pointer means nothing. */
	put_le16(config + 0x06, 0);
	assert_int_equal(pci_config_parse((struct bytes){ config, 256 }, &pci), 0);
	assert_int_equal(pci.has_msi, FACT_NO);
}

static void bars_without_address(void **state)
{
	static const struct {
		uint32_t bar[3];
		int unassigned;
	} rows[] = {
		{ { 0, 0, 0 }, -1 },
		{ { 0xfe000000, 0, 0 }, -1 },
		{ { 0x00000001, 0, 0 }, -1 },	 /* I/O ports are of no interest */
		{ { 0x00000004, 0, 0 }, 0 },	 /* 64 bits wide */
		{ { 0x00000004, 0x80, 0 }, -1 }, /* above 4 GiB only */
		{ { 0xfe000000, 0x0000000c, 0 }, 1 },
		{ { 0xfe000004, 0x0000000c, 0 }, -1 }, /* the upper half of BAR 0 */
		{ { 0xfe000004, 0, 0x00000008 }, 2 },
	};
	uint8_t config[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct machine_pci pci = { 0 };

		config_make(config);
		for (unsigned int b = 0; b < 3; b++)
			put_le32(config + 0x10 + 4 * b, rows[i].bar[b]);
		assert_int_equal(pci_config_parse((struct bytes){ config, 64 }, &pci), 0);
		assert_int_equal(pci.unassigned_bar, rows[i].unassigned);
	}
}

#define NONE "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"

static void resources(void **state)
{
	static const char bridge[] = NONE NONE NONE NONE NONE NONE
		"0xfe700000 0xfe7fffff 0x46200\n" /* ROM */
		"0xc000 0xcfff 0x100\n"
		"0xfe000000 0xfe1fffff 0x200\n"
		"0x8000000000 0x83ffffffff 0x102201\n"
		"0x1000 0x0fff 0x100\n"	     /* closed */
		"0x0 0x1fffff 0x20002200\n"; /* unset */
	struct machine_pci pci = { .is_bridge = true, .unassigned_bar = -1 };
	unsigned int line;

	(void)state;
	assert_int_equal(pci_resource_parse(bridge, &pci, &line), 0);
	assert_int_equal(pci.nr_windows, 3);
	assert_true(pci.window[0].is_io);
	assert_true(pci.window[0].range.end == 0xd000);
	assert_false(pci.window[1].is_prefetchable);
	assert_true(pci.window[2].is_prefetchable);
	assert_true(pci.window[2].range.end == 0x8400000000);

	pci = (struct machine_pci){ .unassigned_bar = -1 };
	assert_int_equal(pci_resource_parse(bridge, &pci, &line), 0);
	assert_int_equal(pci.nr_windows, 0);
	assert_int_equal(pci_resource_parse("0xfe000000 0xfe003fff 0x140204\n"
					    "0x0 0x3fff 0x40200\n",
					    &pci, &line),
			 0);
	assert_true(pci.bar[0].start == 0xfe000000 && pci.bar[0].end == 0xfe004000);
	assert_int_equal(pci.unassigned_bar, 1);
	assert_int_equal(pci_resource_parse(NONE "0x0 0x0\n", &pci, &line), -EINVAL);
	assert_int_equal(line, 2);
	assert_int_equal(pci_resource_parse("0x0 0x1 x\n", &pci, &line), -EINVAL);
	assert_int_equal(line, 1);
}

static void paths(void **state)
{
	static const struct {
		const char *path;
		bool is_pci;
		struct bdf bdf;
	} rows[] = {
		{ "../../devices/pci0000:00/0000:00:04.0/0000:01:00.0/nvme/nvme0/nvme0n1",
		  true,
		  { 0, 1, 0, 0 } },
		{ "../../devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/"
		  "block/sda/sda1",
		  true,
		  { 0, 0, 31, 2 } },
		{ "../../devices/virtual/block/dm-0", false, { 0 } },
		{ "", false, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bdf bdf = { 0 };

		assert_int_equal(pci_path_bdf(rows[i].path, &bdf), rows[i].is_pci);
		assert_true(bdf_is_equal(bdf, rows[i].bdf));
	}
}

static void drivers(void **state)
{
	char text[8];

	(void)state;
	pci_uevent_driver("DRIVER=nvme\nPCI_CLASS=10802\n", text, sizeof(text));
	assert_string_equal(text, "nvme");
	pci_uevent_driver("A=1\nDRIVER=e1000e", text, sizeof(text));
	assert_string_equal(text, "e1000e");
	pci_uevent_driver("PCI_DRIVER=x\n", text, sizeof(text));
	assert_string_equal(text, "");
	pci_uevent_driver("DRIVER=far_too_long\n", text, sizeof(text));
	assert_string_equal(text, "");
}

static void ecam_names(void **state)
{
	static const struct prange at = { 0xb4000000, 0xb8000000 };
	struct machine_ecam ecam;

	(void)state;
	assert_true(ecam_name_parse("PCI MMCONFIG 0001 [bus 40-7f]", at, &ecam));
	assert_int_equal(ecam.segment, 1);
	assert_int_equal(ecam.bus_first, 0x40);
	assert_int_equal(ecam.bus_last, 0x7f);
	assert_true(ecam.base == 0xb0000000);
	assert_true(ecam_name_parse("PCI ECAM 0000 [bus 00-ff]", at, &ecam));
	assert_true(ecam.base == 0xb4000000);
	assert_false(ecam_name_parse("PCI Bus 0000:00", at, &ecam));
	assert_false(ecam_name_parse("PCI ECAM 0000 [bus 02-01]", at, &ecam));
	assert_false(ecam_name_parse("PCI ECAM 0000 [bus 40-41]",
				     (struct prange){ 0x1000, 0x2000 }, &ecam));
}

/* One disk with one partition on a device; what is said of it in proc. */
static void disks_in_use(void **state)
{
	static const struct {
		const char *mountinfo, *swaps, *says;
	} rows[] = {
		{ "1 1 0:21 / /proc rw - proc proc rw\n", "", "" },
		{ "22 1 259:1 / / rw,noatime shared:1 - ext4 /dev/root rw\n", "",
		  "nvme0n1p1 is mounted at /" },
		/* btrfs hides the number. */
		{ "22 1 0:35 / /srv rw - btrfs /dev/nvme0n1 rw\n", "",
		  "nvme0n1 is mounted at /srv" },
		{ "22 1 259:11 / / rw - ext4 /dev/nvme0n11 rw\n", "", "" },
		{ "22 1 259:1\n\n- - -\n", "", "" },
		{ "", "Filename Type Size\n/dev/nvme0n1p1  partition 1 0 -2\n",
		  "nvme0n1p1 is swap" },
		{ "", "/dev/nvme0n1p10 partition 1 0 -2\n/swapfile file 1 0 -3\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct machine_disk disk[2] = { { "nvme0n1", "259:0", 0 },
						{ "nvme0n1p1", "259:1", 0 } };
		struct machine_pci pci = { 0 };
		struct machine machine = { .devices.pci = &pci,
					   .devices.nr_pci = 1,
					   .devices.disk = disk,
					   .devices.nr_disks = 2 };
		AUTO_FREE char *mountinfo = strdup(rows[i].mountinfo);
		AUTO_FREE char *swaps = strdup(rows[i].swaps);

		disks_mark_mounts(&machine, mountinfo);
		disks_mark_swaps(&machine, swaps);
		assert_string_equal(pci.use_text, rows[i].says);
		assert_int_equal(pci.use, *rows[i].says ? PCI_USE_DISK : PCI_USE_NONE);
	}
}

#define DEVICE "sys/bus/pci/devices/0000:01:00.0/"
#define DISK   "../../devices/pci0000:00/0000:00:04.0/0000:01:00.0/nvme/nvme0/nvme0n1\n"
#define SHARED "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1\n"

static void put(const char *root, const char *name, const char *text)
{
	tree_write(root, name, text, strlen(text));
}

static const struct tree_row {
	const char *path, *text; /* one more file */
	enum pci_use use;
	const char *says; /* of its use, or of what is wrong */
	int err;
} tree_rows[] = {
	{ "sys/class/block/x", "", PCI_USE_NONE, "", 0 },
	{ "sys/class/block/nvme0n1/holders/dm-0", "", PCI_USE_DISK,
	  "nvme0n1 is part of dm-0", 0 },
	{ DEVICE "net/eth0/flags", "0x1003\n", PCI_USE_NETWORK, "eth0 is up", 0 },
	{ DEVICE "net/eth0/flags", "0x1002\n", PCI_USE_NONE, "", 0 },
	{ DEVICE "virtio3/net/eth1/flags", "0x1\n", PCI_USE_NETWORK, "eth1 is up", 0 },
	{ "proc/swaps", "/dev/nvme0n1 partition 1 0 -2\n", PCI_USE_DISK,
	  "nvme0n1 is swap", 0 },
	/* As a recorded machine would have them, were they recorded: files for links. */
	{ "proc/123/fd/4", "/dev/nvme0n1\n", PCI_USE_DISK,
	  "nvme0n1 is open in process 123 ()", 0 },
	{ "proc/123/fd/4", "/dev/nvme0n11\n", PCI_USE_NONE, "", 0 },
	{ "proc/123/fd/4", "/srv/dev/nvme0n1\n", PCI_USE_NONE, "", 0 },
	{ "proc/self/fd/4", "/dev/nvme0n1\n", PCI_USE_NONE, "", 0 },
	{ "sys/class/block/loop3/loop/backing_file", "/dev/nvme0n1\n", PCI_USE_DISK,
	  "nvme0n1 is open in a loop device (loop3)", 0 },
	{ "sys/class/block/loop3/loop/backing_file", "/srv/nvme0n1\n", PCI_USE_NONE, "",
	  0 },
	{ DEVICE "resource", "0x0\n", 0,
	  DEVICE "resource line 1: three hexadecimal numbers "
		 "were expected",
	  -EINVAL },
	{ DEVICE "config", "short", 0, DEVICE "config: shorter than a header of 64 bytes",
	  -EINVAL },
};

static void tree_check(const struct tree_row *row, const char *disk)
{
	uint8_t config[64] = { 0 };
	char *root = tree_make();
	struct machine machine;
	struct diag diag = { 0 };

	print_message("%s\n", row->path);
	put(root, "proc/cmdline", "quiet\n");
	tree_write(root, DEVICE "config", (const char *)config, sizeof(config));
	put(root, DEVICE "resource", NONE);
	put(root, DEVICE "vendor", "0x1b36\n");
	put(root, DEVICE "device", "0x0010\n");
	put(root, DEVICE "class", "0x010802\n");
	put(root, DEVICE "uevent", "DRIVER=nvme\n");
	put(root, DEVICE "reset", "");
	put(root, DEVICE "iommu_group", "");
	put(root, "sys/dev/block/259:0", disk);
	put(root, "sys/class/block/nvme0n1/size", "1\n");
	put(root, row->path, row->text);
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine_read_devices(&machine, &diag), row->err);
	if (row->err) {
		assert_string_equal(diag.line + strlen(root) + 1, row->says);
	} else {
		assert_int_equal(machine.devices.nr_pci, 1);
		assert_int_equal(machine.devices.pci[0].use, row->use);
		assert_string_equal(machine.devices.pci[0].use_text, row->says);
		assert_true(machine.devices.pci[0].has_reset);
		assert_true(machine.devices.pci[0].has_iommu_group);
	}
	machine_free(&machine);
	tree_remove(root);
}

/* As a plain file holds the link's target; and a disk that several controllers share. */
static void trees(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tree_rows); i++) {
		tree_check(&tree_rows[i], DISK);
		tree_check(&tree_rows[i], SHARED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded),
		cmocka_unit_test(config_odd),
		cmocka_unit_test(bars_without_address),
		cmocka_unit_test(resources),
		cmocka_unit_test(paths),
		cmocka_unit_test(drivers),
		cmocka_unit_test(ecam_names),
		cmocka_unit_test(disks_in_use),
		cmocka_unit_test(trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
