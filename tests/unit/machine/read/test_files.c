/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_files.c - machines whose files are broken, odd, missing or second best
 *
 * In: trees of a few files made here, below $TMPDIR.
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
#include "machine/machine.h"
#include "machine/read/read.h"
#include "tests/unit/machine/machine_tree.h"

#define MEMORY	      "sys/devices/system/memory/"
#define CPU	      "sys/devices/system/cpu/"
#define MODULE	      "sys/class/misc/mint/"
#define OS	      "sys/class/mint/a/"
#define EFI	      "sys/firmware/efi/"
#define DISK	      "sys/firmware/edd/int13_dev80/"
#define TEN	      "0123456789"
#define A_RANGE	      "'0xfirst-0xlast' was expected"
#define A_DECIMAL     "a decimal number was expected"
#define A_HEXADECIMAL "a hexadecimal number was expected"

struct row {
	const char *path, *text;
	size_t size;	  /* of text, 0: strlen */
	const char *says; /* behind "<root>/"; NULL: must be read */
};

static void row_read(const struct row *row)
{
	struct machine machine = { .cpus.nr = 77 };
	char *root = tree_make();
	struct diag diag = { 0 };
	int err;

	print_message("%s: %s\n", row->path, row->says ? row->says : "good");
	/* what the rows' files hang on */
	tree_write(root, "sys/devices/system/memory/block_size_bytes", "8000000\n", 8);
	tree_write(root, "sys/devices/system/memory/memory1/state", "online\n", 7);
	tree_write(root, "sys/devices/system/cpu/present", "0-1\n", 4);
	tree_write(root, "sys/devices/system/cpu/online", "0-1\n", 4);
	tree_write(root, "sys/firmware/memmap/0/start", "0x0\n", 4);
	tree_write(root, "sys/firmware/memmap/0/end", "0xfff\n", 6);
	tree_write(root, "sys/firmware/memmap/0/type", "System RAM\n", 11);
	tree_write(root, "sys/class/tty/ttyS0/type", "4\n", 2);
	tree_write(root, "sys/class/tty/ttyS0/port", "0x3F8\n", 6);
	tree_write(root, "sys/class/mint/a/state", "empty\n", 6);
	tree_write(root, "sys/firmware/efi/runtime-map/0/type", "0x5\n", 4);
	tree_write(root, "sys/firmware/efi/runtime-map/0/phys_addr", "0x1000\n", 7);
	tree_write(root, "sys/firmware/efi/runtime-map/0/virt_addr", "0x1000\n", 7);
	tree_write(root, "sys/firmware/efi/runtime-map/0/num_pages", "0x1\n", 4);
	tree_write(root, "sys/firmware/efi/runtime-map/0/attribute", "0x0\n", 4);
	tree_write(root, "sys/firmware/edd/int13_dev80/raw_data", TEN, 10);
	tree_write(root, "sys/class/drm/card0/device/uevent", "DRIVER=x\n", 9);
	tree_write(root, row->path, row->text, row->size ? row->size : strlen(row->text));
	err = machine_read(root, &machine, &diag);
	if (row->says) {
		assert_int_equal(err, -EINVAL);
		assert_int_equal(machine.cpus.nr, 77);
		assert_int_equal(strncmp(diag.line, root, strlen(root)), 0);
		assert_int_equal(diag.line[strlen(root)], '/');
		assert_string_equal(diag.line + strlen(root) + 1, row->says);
	} else {
		if (err)
			print_error("%s\n", diag.line);
		assert_int_equal(err, 0);
		assert_string_equal(diag.line, "");
		machine_free(&machine);
	}
	tree_remove(root);
}

static const struct row broken[] = {
	{ "proc/iomem", "0-fff : a\nfoo\n", 0,
	  "proc/iomem: line 2: 'first-last : name' was expected" },
	{ "proc/iomem", "0-fff : a\0\n", 11, "proc/iomem: a NUL byte in a text file" },
	{ "proc/cpuinfo", "processor\t: x\n", 0,
	  "proc/cpuinfo line 1: 'processor' is no number" },
	{ "proc/cpuinfo", "processor\t: 0\napicid\t\t: -1\n", 0,
	  "proc/cpuinfo line 2: 'apicid' is no number" },
	{ "proc/sys/kernel/kexec_load_disabled", "yes\n", 0,
	  "proc/sys/kernel/kexec_load_disabled line 1: " A_DECIMAL },
	{ "proc/sys/kernel/kexec_load_limit_reboot", "-2\n", 0,
	  "proc/sys/kernel/kexec_load_limit_reboot line 1: " A_DECIMAL },
	{ MEMORY "block_size_bytes", "0\n", 0,
	  MEMORY "block_size_bytes line 1: "
		 "no power of two of at least 2 MiB" },
	{ MEMORY "block_size_bytes", "8000001\n", 0,
	  MEMORY "block_size_bytes line 1: "
		 "no power of two of at least 2 MiB" },
	{ MEMORY "block_size_bytes", "", 0,
	  MEMORY "block_size_bytes line 1: " A_HEXADECIMAL },
	{ MEMORY "block_size_bytes", "10000000000000000\n", 0,
	  MEMORY "block_size_bytes line 1: " A_HEXADECIMAL },
	{ MEMORY "memory1/removable", "maybe\n", 0,
	  MEMORY "memory1/removable line 1: " A_DECIMAL },
	{ MEMORY "memory137438953472/state", "online\n", 0,
	  MEMORY "memory137438953472/state: the block lies above 64 bits" },
	{ CPU "present", "0-\n", 0,
	  CPU "present line 1: a CPU list like 0-3,5 was expected" },
	{ CPU "present", "3-0\n", 0,
	  CPU "present line 1: a CPU list like 0-3,5 was expected" },
	{ CPU "online", "0,\n", 0,
	  CPU "online line 1: a CPU list like 0-3,5 was expected" },
	{ CPU "online", "0-8192\n", 0,
	  CPU "online line 1: a CPU list like 0-3,5 was expected" },
	{ CPU "cpu1/topology/core_id", "0x1\n", 0,
	  CPU "cpu1/topology/core_id line 1: " A_DECIMAL },
	{ "sys/firmware/memmap/0/end", "end\n", 0,
	  "sys/firmware/memmap/0/end line 1: " A_HEXADECIMAL },
	{ "sys/firmware/memmap/0/start", "0x1000\n", 0,
	  "sys/firmware/memmap/0/end line 1: the end is below start" },
	{ "sys/firmware/memmap/1/start", "0x1000\n", 0,
	  "sys/firmware/memmap/1/"
	  "type: start, end and type belong together, one is missing" },
	{ "sys/firmware/efi/fw_platform_size", "16\n", 0,
	  "sys/firmware/efi/fw_platform_size line 1: neither 32 nor 64" },
	{ "sys/firmware/efi/systab", "ACPI=0x1\nACPI20=here\n", 0,
	  "sys/firmware/efi/systab line 2: ACPI20= is no hexadecimal address" },
	{ "sys/kernel/boot_params/data", "short", 0,
	  "sys/kernel/boot_params/data: 5 bytes, a zero page has 4096" },
	{ "sys/kernel/security/lockdown", "none\n", 0,
	  "sys/kernel/security/lockdown line 1: no level is in brackets" },
	{ "sys/firmware/acpi/tables/APIC", "APIC", 0,
	  "sys/firmware/acpi/tables/"
	  "APIC: the entry that ends at byte 44 is too short or passes the end" },
	{ "sys/class/tty/ttyS0/port", "0x10000\n", 0,
	  "sys/class/tty/ttyS0/port line 1: no I/O port has more than 16 bits" },
	{ MODULE "apicids", "0 0\n1\n", 0,
	  MODULE "apicids line 2: 'cpu apicid' was expected" },
	{ MODULE "never_online", "all\n", 0,
	  MODULE "never_online line 1: a CPU list like 1-2,5 was expected" },
	{ MODULE "trampoline", "0x99000\n", 0, MODULE "trampoline line 1: " A_RANGE },
	{ MODULE "park", "0x99000-0x98000\n", 0, MODULE "park line 1: " A_RANGE },
	{ MODULE "abi", "one\n", 0, MODULE "abi line 1: " A_DECIMAL },
	{ OS "size", "1G\n", 0, OS "size line 1: " A_DECIMAL },
	{ OS "region", "1G\n", 0, OS "region line 1: " A_RANGE },
	{ OS "windows", "realmode 0x1000-0x1fff\nswiotlb\n", 0,
	  OS "windows line 2: 'purpose 0xfirst-0xlast' was expected" },
	{ OS "cpus", "one\n", 0, OS "cpus line 1: a CPU list like 1-2,5 was expected" },
	{ OS "uart", "ttyS1\n", 0, OS "uart line 1: " A_HEXADECIMAL },
	{ OS "state", "a-state-that-nobody-knows\n", 0,
	  OS "state line 1: the word is too long" },
	{ EFI "systab", "ACPI20=0x1\nSMBIOS=\n", 0,
	  EFI "systab line 2: SMBIOS= is no hexadecimal address" },
	{ EFI "runtime", "here\n", 0, EFI "runtime line 1: " A_HEXADECIMAL },
	{ EFI "runtime-map/0/type", "0x100000000\n", 0,
	  EFI "runtime-map/0/attribute: the type has more than 32 bits" },
	{ EFI "runtime-map/0/num_pages", "0x10000000000000\n", 0,
	  EFI "runtime-map/0/attribute: the range reaches over 64 bits" },
	{ EFI "runtime-map/0/virt_addr", "-1\n", 0,
	  EFI "runtime-map/0/virt_addr line 1: " A_HEXADECIMAL },
	{ DISK "version", "0x100\n", 0,
	  DISK "version: a hexadecimal number of 8 bits was expected" },
	{ DISK "legacy_max_cylinder", "65536\n", 0,
	  DISK "legacy_max_cylinder: a number of 16 bits was expected" },
	{ DISK "legacy_max_head", "256\n", 0,
	  DISK "legacy_max_head: a number of 8 bits was expected" },
	{ DISK "legacy_sectors_per_track", "many\n", 0,
	  DISK "legacy_sectors_per_track: a number of 8 bits was expected" },
	{ DISK "raw_data", TEN TEN TEN TEN TEN TEN TEN "12345", 0,
	  DISK "raw_data: longer than the 74 bytes of EDD 3.0" },
	{ DISK "mbr_signature", "0x100000000\n", 0,
	  DISK "mbr_signature line 1: more than 32 bits" },
	{ "sys/kernel/kexec/crash_cma_ranges", "50000000-5fffffff\n6000\n", 0,
	  "sys/kernel/kexec/crash_cma_ranges: 'first-last' was expected in each line" },
	{ "sys/kernel/kexec/crash_cma_ranges", "50000000-4fffffff\n", 0,
	  "sys/kernel/kexec/crash_cma_ranges: 'first-last' was expected in each line" },
	{ "sys/kernel/vmcoreinfo", "0x1000\n", 0,
	  "sys/kernel/vmcoreinfo line 1: "
	  "'0xaddress size' was expected, both hexadecimal" },
	{ CPU "cpu1/crash_notes", "0x\n", 0,
	  CPU "cpu1/crash_notes line 1: " A_HEXADECIMAL },
	{ "sys/kernel/kexec_loaded", "no\n", 0,
	  "sys/kernel/kexec_loaded line 1: " A_DECIMAL },
	{ "sys/kernel/kexec_crash_size", "-1\n", 0,
	  "sys/kernel/kexec_crash_size line 1: " A_DECIMAL },
	{ "sys/class/graphics/fb0/name", "a\0b\n", 4,
	  "sys/class/graphics/fb0/name: a NUL byte in a text file" },
	{ "sys/class/drm/card0/device/boot_vga", "yes\n", 0,
	  "sys/class/drm/card0/device/boot_vga line 1: " A_DECIMAL },
};

static void broken_files(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(broken); i++)
		row_read(&broken[i]);
}

static void odd_but_good_files(void **state)
{
	static const struct row rows[] = {
		{ "proc/cmdline", "", 0, NULL },
		{ "proc/iomem", "", 0, NULL },
		{ "proc/consoles", "\n", 0, NULL },
		{ MEMORY "memory2/state", "going-offline\n", 0, NULL },
		{ MEMORY "memory3/valid_zones", "Normal\n", 0, NULL },
		{ MEMORY "memory1/valid_zones", "AZoneWithAVeryLongName\n", 0, NULL },
		{ MEMORY "power", "not a block", 0, NULL },
		{ CPU "cpu1/topology/core_id", "-1\n", 0, NULL },
		{ CPU "online", "\n", 0, NULL },
		{ "sys/class/tty/ttyS1/type", "4\n", 0, NULL },
		{ "sys/class/tty/ttyS/type", "4\n", 0, NULL },
		{ MODULE "never_online", "\n", 0, NULL },
		{ MODULE "trampoline", "\n", 0, NULL },
		{ OS "region", "\n", 0, NULL },
		{ OS "windows", "\n", 0, NULL },
		{ OS "cpus", "\n", 0, NULL },
		{ OS "state", "stopped (panic)\n", 0, NULL },
		{ "sys/class/mint/b/region", "gone\n", 0, NULL },
		{ "sys/firmware/memmap/stray", "x", 0, NULL },
		{ EFI "runtime-map/stray", "x", 0, NULL },
		{ EFI "runtime-map/1/type", "0x5\n", 0,
		  NULL }, /* the others are missing */
		{ DISK "extensions", "Fixed disk access\nof a newer kernel\n", 0, NULL },
		{ "sys/firmware/edd/int13_dev82/raw_data", "", 0, NULL },
		{ "proc/kcore", "", 0, NULL }, /* masked by a container */
		{ "proc/kcore", "no ELF", 0, NULL },
		{ "proc/kallsyms", "0000000000000000 T _text\n", 0, NULL },
		{ "sys/class/graphics/fb0/virtual_size", "1,1", 0, NULL },
		{ "sys/class/drm/card0-DP-1/device/boot_vga", "yes", 0, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		row_read(&rows[i]);
}

/* A block of a memory device that can be ejected, and one of the board. */
static void block_of_a_device(void **state)
{
	static const char target[] = "../../../../LNXSYSTM:00/LNXSYBUS:00/PNP0C80:03";
	char *root = tree_make();
	struct machine machine;
	struct diag diag = { 0 };
	struct prange piece;

	(void)state;
	tree_write(root, MEMORY "block_size_bytes", "8000000\n", 8);
	tree_write(root, MEMORY "memory1/state", "online\n", 7);
	tree_write(root, MEMORY "memory2/state", "offline\n", 8);
	tree_write(root, MEMORY "memory2/firmware_node", target, sizeof(target) - 1);
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.memory.nr_blocks, 2);
	assert_string_equal(machine.memory.block[0].device, "");
	assert_string_equal(machine.memory.block[1].device, "PNP0C80:03");
	assert_string_equal(
		machine_unplug_owner(&machine, (struct prange){ 0x10000000, 0x10001000 },
				     &piece),
		"PNP0C80:03");
	assert_true(piece.start == 0x10000000 && piece.end == 0x18000000);
	assert_null(machine_unplug_owner(
		&machine, (struct prange){ 0x8000000, 0x10000000 }, &piece));
	assert_true(machine_unplug_is_acpi("PNP0C80:03"));
	assert_false(machine_unplug_is_acpi("System RAM (kmem)"));
	assert_true(machine_ejectable(&machine, (struct prange){ 0, SIZE_4G }) ==
		    0x8000000);
	assert_true(machine_ejectable(&machine, (struct prange){ 0, 0x10000000 }) == 0);
	machine_free(&machine);
	diag_clear(&diag);
	tree_remove(root);
}

/* One bit of one page; a block that is offline shows none; nothing is read without need.
 */
static void bad_pages(void **state)
{
	static const struct {
		const char *meminfo;
		bool is_bad[4];
	} rows[] = {
		{ "MemFree: 1 kB\nHardwareCorrupted:     4 kB\n",
		  { false, true, false, false } },
		{ "MemFree: 1 kB\nHardwareCorrupted:     8 kB\n",
		  { false, true, false, true } },
		{ "MemFree: 1 kB\nHardwareCorrupted:     0 kB\n", { false } },
		{ "MemFree: 1 kB\n", { false } },
	};
	static uint64_t flags[4 * 512];

	(void)state;
	flags[2 * 512 - 1] = flags[2 * 512] = flags[3 * 512] = 1 << 19;
	flags[0] = ~(UINT64_C(1) << 19);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *root = tree_make();
		struct machine machine;
		struct diag diag = { 0 };

		tree_write(root, MEMORY "block_size_bytes", "200000\n", 7);
		tree_write(root, MEMORY "memory0/state", "online\n", 7);
		tree_write(root, MEMORY "memory1/state", "online\n", 7);
		tree_write(root, MEMORY "memory2/state", "offline\n", 8);
		tree_write(root, MEMORY "memory3/state", "online\n", 7);
		tree_write(root, "proc/meminfo", rows[i].meminfo,
			   strlen(rows[i].meminfo));
		tree_write(root, "proc/kpageflags", (const char *)flags, sizeof(flags));
		assert_int_equal(machine_read(root, &machine, &diag), 0);
		assert_int_equal(machine.memory.nr_blocks, 4);
		for (size_t b = 0; b < 4; b++)
			assert_int_equal(machine.memory.block[b].is_bad,
					 rows[i].is_bad[b]);
		machine_free(&machine);
		diag_clear(&diag);
		tree_remove(root);
	}
}

/* Nothing is known: nothing is guessed. */
static void empty_machine(void **state)
{
	char *root = tree_make();
	struct diag diag = { 0 };
	struct machine machine;

	(void)state;
	assert_int_equal(machine_read(root, &machine, &diag), -ENOENT);
	assert_non_null(strstr(diag.line, "neither proc nor sys"));
	diag_clear(&diag);
	tree_write(root, "proc/uptime", "1", 1);
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.memory.iomem_known, FACT_UNKNOWN);
	assert_int_equal(machine.module.loaded, FACT_UNKNOWN);
	assert_int_equal(machine.cpus.x2apic, FACT_UNKNOWN);
	assert_int_equal(machine.kexec.locked_down, FACT_UNKNOWN);
	assert_int_equal(machine.kexec.disabled, FACT_UNKNOWN);
	assert_int_equal(machine.kexec.spent, FACT_UNKNOWN);
	assert_int_equal(machine.cpus.nr + machine.memory.nr_blocks +
				 machine.firmware.nr_map + machine.memory.nr_iomem +
				 machine.devices.nr_uarts + machine.module.nr_os,
			 0);
	assert_null(machine.cmdline);
	assert_null(machine.release);
	assert_true(machine.firmware.rsdp == 0 && machine.memory.block_size == 0);
	assert_int_equal(machine.kexec.loaded, FACT_UNKNOWN);
	assert_int_equal(machine.kexec.crash_loaded, FACT_UNKNOWN);
	assert_false(machine.firmware.has_memmap || machine.firmware.has_screen ||
		     machine.firmware.efi.is_complete);
	assert_int_equal(machine.firmware.edd.nr_info + machine.firmware.edd.nr_mbr, 0);
	assert_int_equal(machine.kexec.crash.nr_regions + machine.kexec.crash.nr_cpus, 0);
	assert_true(machine.kexec.crash.vmcoreinfo.size == 0);
	assert_true(machine.kexec.crash.kernel_virtual == 0 &&
		    machine.kexec.crash.page_offset == 0);
	machine_free(&machine);
	tree_remove(root);

	assert_int_equal(machine_read("/nonexistent/root", &machine, &diag), -ENOENT);
	assert_non_null(strstr(diag.line, "/nonexistent/root"));
}

/* Only what is called System RAM is RAM; a name that is not known is no RAM either. */
static void firmware_types(void **state)
{
	static const struct {
		const char *name;
		uint32_t type;
	} row[] = {
		{ "System RAM", MEMORY_RAM },
		{ "ACPI Tables", MEMORY_ACPI },
		{ "ACPI Non-volatile Storage", MEMORY_NVS },
		{ "Unusable memory", MEMORY_UNUSABLE },
		{ "Persistent Memory", MEMORY_PMEM },
		{ "Persistent Memory (legacy)", MEMORY_PRAM },
		{ "Soft Reserved", MEMORY_SOFT_RESERVED },
		{ "Reserved", MEMORY_RESERVED },
		{ "Unaccepted Memory", MEMORY_RESERVED },
	};
	char *root = tree_make();
	struct diag diag = { 0 };
	struct machine machine;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(row); i++) {
		char path[64], text[16];

		snprintf(path, sizeof(path), "sys/firmware/memmap/%zu/start", i);
		snprintf(text, sizeof(text), "0x%zx000\n", i);
		tree_write(root, path, text, strlen(text));
		snprintf(path, sizeof(path), "sys/firmware/memmap/%zu/end", i);
		snprintf(text, sizeof(text), "0x%zxfff\n", i);
		tree_write(root, path, text, strlen(text));
		snprintf(path, sizeof(path), "sys/firmware/memmap/%zu/type", i);
		tree_write(root, path, row[i].name, strlen(row[i].name));
	}
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.firmware.nr_map, ARRAY_SIZE(row));
	for (i = 0; i < ARRAY_SIZE(row); i++)
		assert_int_equal(machine.firmware.map[i].type, row[i].type);
	machine_free(&machine);
	tree_remove(root);
}

/* The ids of a MADT are taken, but for those that say "none". */
static void madt_ids(void **state)
{
	static const char madt[44 + 8 + 8 + 16 + 16] = {
		[36] = 0,   0,		(char)0xe0, (char)0xfe,	   /* local APIC at
								      0xfee00000 */
		[44] = 0,   8,		0,	    7,		1, /* id 7, enabled */
		[52] = 0,   8,		1,	    (char)0xff, 1, /* no id */
		[60] = 9,   16,		0,	    0,		0x2c,
		1,	    0,		0,	    1, /* x2APIC id 300 */
		[76] = 9,   16,		0,	    0,		(char)0xff,
		(char)0xff, (char)0xff, (char)0xff, 1,
	};
	char *root = tree_make();
	struct diag diag = { 0 };
	struct machine machine;
	size_t i;

	(void)state;
	tree_write(root, "proc/uptime", "1", 1);
	tree_write(root, "sys/firmware/acpi/tables/APIC", madt, sizeof(madt));
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_true(machine.cpus.lapic_base == 0xfee00000);
	assert_int_equal(machine.cpus.max_apicid_known, 300);
	for (i = 0; i < sizeof(machine.cpus.apicid_used); i++)
		assert_int_equal(machine.cpus.apicid_used[i], i == 0 ? 0x80 : 0);
	machine_free(&machine);
	tree_remove(root);
}

static void second_sources(void **state)
{
	char zero_page[4096] = { 0 };
	char *root = tree_make();
	struct diag diag = { 0 };
	struct machine machine;

	(void)state;
	zero_page[0x1e8] = 2;
	zero_page[0x2d0 + 5] = 0x01; /* 1 TiB, 4096 bytes, RAM */
	zero_page[0x2d0 + 9] = 0x10;
	zero_page[0x2d0 + 16] = 1;
	zero_page[0x2d0 + 20 + 1] = 0x20; /* 0x2000, 256 bytes, reserved: sorted first */
	zero_page[0x2d0 + 20 + 9] = 0x01;
	zero_page[0x2d0 + 20 + 16] = 2;
	zero_page[0x72] = 0x0f; /* acpi_rsdp_addr 0xf0000 */
	tree_write(root, "sys/kernel/boot_params/data", zero_page, sizeof(zero_page));
	tree_write(root, "sys/class/tty/ttyS1/type", "4", 1);
	tree_write(root, "sys/class/tty/ttyS1/port", "2F8", 3);
	tree_write(root, "sys/class/tty/ttyS2/type", "0", 1);
	tree_write(root, "sys/class/tty/ttyS2/port", "3E8", 3);
	tree_write(root, "proc/cmdline", "console=tty0 console=ttyS1,115200\n", 34);
	tree_write(root, "sys/kernel/security/lockdown", "none [integrity] x", 18);
	tree_write(root, "proc/sys/kernel/kexec_load_disabled", "1\n", 2);
	tree_write(root, CPU "present", "0-3\n", 4);
	tree_write(root, CPU "online", "0-1\n", 4);
	tree_write(root, MODULE "never_online", "3\n", 2);
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.firmware.nr_map, 2);
	assert_true(machine.firmware.map[0].range.start == 0x2000);
	assert_true(machine.firmware.map[0].range.end == 0x2100);
	assert_int_equal(machine.firmware.map[0].type, MEMORY_RESERVED);
	assert_true(machine.firmware.map[1].range.start == 1ULL << 40);
	assert_int_equal(machine.firmware.map[1].type, MEMORY_RAM);
	assert_true(machine.firmware.rsdp == 0xf0000);
	assert_int_equal(machine.devices.nr_uarts, 2);
	assert_int_equal(machine.devices.uart[0].port, 0x2f8);
	assert_true(machine.devices.uart[0].is_console);
	assert_false(machine.devices.uart[0].is_undriven);
	assert_int_equal(machine.devices.uart[1].port, 0x3e8);
	assert_true(machine.devices.uart[1].is_undriven);
	assert_int_equal(machine.kexec.locked_down, FACT_YES);
	assert_int_equal(machine.kexec.disabled, FACT_YES);
	assert_int_equal(machine.cpus.nr, 4);
	assert_false(machine.cpus.cpu[2].is_virgin);
	assert_true(machine.cpus.cpu[3].is_virgin);
	machine_free(&machine);
	tree_remove(root);
}

/* kernel.kexec_load_limit_reboot counts down, and is -1 where there is no limit. */
static void loads_left(void **state)
{
	static const struct {
		const char *text;
		enum fact spent;
	} rows[] = {
		{ "-1\n", FACT_NO },
		{ "1\n", FACT_NO },
		{ "2147483647\n", FACT_NO },
		{ "0\n", FACT_YES },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *root = tree_make();
		struct diag diag = { 0 };
		struct machine machine;

		tree_write(root, "proc/sys/kernel/kexec_load_limit_reboot", rows[i].text,
			   strlen(rows[i].text));
		assert_int_equal(machine_read(root, &machine, &diag), 0);
		assert_int_equal(machine.kexec.spent, rows[i].spent);
		assert_int_equal(machine.kexec.disabled, FACT_UNKNOWN);
		machine_free(&machine);
		tree_remove(root);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_files),	     cmocka_unit_test(odd_but_good_files),
		cmocka_unit_test(block_of_a_device), cmocka_unit_test(bad_pages),
		cmocka_unit_test(empty_machine),     cmocka_unit_test(firmware_types),
		cmocka_unit_test(madt_ids),	     cmocka_unit_test(second_sources),
		cmocka_unit_test(loads_left),
	};

	return cmocka_run_group_tests_name("machine files", tests, NULL, NULL);
}
