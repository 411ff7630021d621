/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_host.c - the facts that only an examination of the host asks for
 *
 * In: small trees made here: one file, the fact that it becomes.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "machine/machine.h"
#include "machine/host.h"
#include "machine/read/read.h"
#include "tests/unit/machine/machine_tree.h"

#define MODULE "sys/class/misc/mint/"
#define SECURE_BOOT \
	"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define SIG_ENFORCE "sys/module/module/parameters/sig_enforce"

static int tree_read(char *root, struct machine *machine, struct diag *diag)
{
	tree_write(root, "proc/uptime", "1", 1);
	return machine_read(root, machine, diag);
}

/* a file, its text, the place of a fact in struct machine_host, what it must be */
static const struct {
	const char *file, *text;
	size_t at;
	enum fact want; /* 2: refused */
} switches[] = {
	{ "sys/devices/system/cpu/smt/active", "1\n", offsetof(struct machine_host, smt),
	  1 },
	{ "sys/devices/system/cpu/smt/active", "0\n", offsetof(struct machine_host, smt),
	  0 },
	{ "sys/devices/system/cpu/smt/active", "2\n", offsetof(struct machine_host, smt),
	  2 },
	{ "proc/sys/kernel/nmi_watchdog", "1\n",
	  offsetof(struct machine_host, nmi_watchdog), 1 },
	{ "proc/sys/kernel/nmi_watchdog", "0\n",
	  offsetof(struct machine_host, nmi_watchdog), 0 },
	{ "proc/sys/kernel/nmi_watchdog", "", offsetof(struct machine_host, nmi_watchdog),
	  2 },
	{ SIG_ENFORCE, "Y\n", offsetof(struct machine_host, sig_enforce), 1 },
	{ SIG_ENFORCE, "N\n", offsetof(struct machine_host, sig_enforce), 0 },
	{ SIG_ENFORCE, "N\n", offsetof(struct machine_host, kvm), 0 },
	{ "sys/module/kvm_amd/refcnt", "0\n", offsetof(struct machine_host, kvm), 1 },
	{ "sys/module/kvm_intel/refcnt", "7\n", offsetof(struct machine_host, kvm), 1 },
	{ "sys/module/kvm_intel/refcnt", "-1\n", offsetof(struct machine_host, kvm), 2 },
	{ MODULE "x2apic_locked", "1\n", offsetof(struct machine_host, x2apic_locked),
	  1 },
	{ MODULE "x2apic_locked", "0\n", offsetof(struct machine_host, x2apic_locked),
	  0 },
	{ MODULE "bsp", "\n", offsetof(struct machine_host, bsp_known), 0 },
	{ MODULE "bsp", "12\n", offsetof(struct machine_host, bsp_known), 1 },
	{ MODULE "bsp", "none\n", offsetof(struct machine_host, bsp_known), 2 },
	{ MODULE "bsp", "4294967296\n", offsetof(struct machine_host, bsp_known), 2 },
	{ "sys/firmware/acpi/pm_profile", "1\n", offsetof(struct machine_host, acpi), 1 },
	{ "sys/class/misc/rtc/dev", "10:1\n", offsetof(struct machine_host, iommu), 0 },
	{ "sys/class/iommu/dmar0", "", offsetof(struct machine_host, iommu), 1 },
	{ SECURE_BOOT, "\6...\1", offsetof(struct machine_host, secure_boot), 1 },
	{ SECURE_BOOT, "\6...", offsetof(struct machine_host, secure_boot), 2 },
	{ "proc/interrupts", "  0:  42  IO-APIC   2-edge  timer\n",
	  offsetof(struct machine_host, intr_remap), 0 },
	{ "proc/interrupts", " 24:  1  IR-PCI-MSI-0000:00:02.0  0-edge  nvme\n",
	  offsetof(struct machine_host, intr_remap), 1 },
	{ "proc/interrupts", "NMI:  0  Non-maskable interrupts\n",
	  offsetof(struct machine_host, intr_remap), -1 },
};

static void facts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(switches); i++) {
		char *root = tree_make();
		struct machine machine = { 0 };
		struct diag diag = { 0 };
		enum fact got;
		int err;

		tree_write(root, switches[i].file, switches[i].text,
			   strlen(switches[i].text));
		err = tree_read(root, &machine, &diag);
		print_message("%zu %s '%s': %d %s\n", i, switches[i].file,
			      switches[i].text, err, diag.line);
		if (switches[i].want == 2) {
			assert_int_equal(err, -EINVAL);
			assert_non_null(strstr(diag.line, switches[i].file));
		} else {
			assert_int_equal(err, 0);
			memcpy(&got, (const char *)&machine.host + switches[i].at,
			       sizeof(got));
			assert_int_equal(got, switches[i].want);
			machine_free(&machine);
		}
		tree_remove(root);
	}
}

/* Nothing there: nothing is guessed. And a plain load does not ask at all. */
static void unknown(void **state)
{
	struct machine machine;
	struct diag diag = { 0 };
	char *root = tree_make();

	(void)state;
	tree_write(root, "sys/devices/system/cpu/smt/active", "1\n", 2);
	tree_write(root, "proc/uptime", "1", 1);
	assert_int_equal(machine_read_plain(root, &machine, &diag), 0);
	assert_int_equal(machine.host.smt, FACT_UNKNOWN);
	machine_free(&machine);
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.host.smt, FACT_YES);
	assert_int_equal(machine.host.iommu, FACT_UNKNOWN);
	assert_int_equal(machine.host.intr_remap, FACT_UNKNOWN);
	assert_int_equal(machine.host.kvm, FACT_UNKNOWN);
	assert_int_equal(machine.host.secure_boot, FACT_UNKNOWN);
	assert_int_equal(machine.host.bsp_known, FACT_UNKNOWN);
	assert_int_equal(machine.host.mcfg_known, FACT_UNKNOWN);
	assert_true(machine.host.bsp_apicid == -1);
	assert_int_equal(machine_config(&machine, "SMP"), FACT_UNKNOWN);
	assert_int_equal(machine_cpu_flag(&machine, "lm"), FACT_UNKNOWN);
	assert_int_equal(machine_broadcasts(&machine), FACT_UNKNOWN);
	machine_free(&machine);
	tree_remove(root);
}

static void words(void **state)
{
	static const char cpuinfo[] =
		"processor\t: 0\nflags\t\t: fpu constant_tsc lm\n"
		"vmx flags\t: vnmi\n\nprocessor\t: 1\nflags\t\t: x\n";
	struct machine machine;
	struct diag diag = { 0 };
	char *root = tree_make();

	(void)state;
	tree_write(root, "proc/cpuinfo", cpuinfo, strlen(cpuinfo));
	tree_write(root, "proc/cmdline", "no-ipi-broadcast=1\n", 19);
	tree_write(root, "sys/hypervisor/type", "xen\n", 4);
	tree_write(root, "sys/hypervisor/guest_type", "PV\n", 3);
	tree_write(root, "sys/class/iommu/dmar0", "", 0);
	tree_write(root, "sys/class/iommu/dmar1", "", 0);
	tree_write(root, "sys/kernel/iommu_groups/0", "", 0);
	tree_write(root, "sys/kernel/iommu_groups/1", "", 0);
	tree_write(root, "sys/kernel/iommu_groups/2", "", 0);
	tree_write(root, "sys/module/vmmon/refcnt", "0\n", 2);
	tree_write(root, MODULE "bsp", "12\n", 3);
	assert_int_equal(tree_read(root, &machine, &diag), 0);
	assert_int_equal(machine_cpu_flag(&machine, "fpu"), FACT_YES);
	assert_int_equal(machine_cpu_flag(&machine, "lm"), FACT_YES);
	assert_int_equal(machine_cpu_flag(&machine, "constant_tsc"), FACT_YES);
	assert_int_equal(machine_cpu_flag(&machine, "tsc"), FACT_NO);
	assert_int_equal(machine_cpu_flag(&machine, "constant"), FACT_NO);
	assert_int_equal(machine_cpu_flag(&machine, "vnmi"), FACT_NO);
	assert_int_equal(machine_cpu_flag(&machine, "x"), FACT_NO);
	assert_int_equal(machine_broadcasts(&machine), FACT_NO);
	assert_string_equal(machine.host.hypervisor, "xen PV");
	assert_string_equal(machine.host.iommus, "dmar0 dmar1");
	assert_int_equal(machine.host.nr_iommu_groups, 3);
	assert_string_equal(machine.host.vmm, "vmmon");
	assert_true(machine.host.bsp_is_told && machine.host.bsp_apicid == 12);
	machine_free(&machine);
	tree_remove(root);
}

static void config_assert(const struct machine *machine)
{
	assert_int_equal(machine_config(machine, "MEMORY_HOTPLUG"), FACT_YES);
	assert_int_equal(machine_config(machine, "KVM"), FACT_YES);
	assert_int_equal(machine_config(machine, "MEMORY"), FACT_NO);
	assert_int_equal(machine_config(machine, "KEXEC"), FACT_NO);
	assert_int_equal(machine_config(machine, "HZ"), FACT_NO);
	assert_int_equal(machine_config(machine, "ABSENT"), FACT_NO);
}

static const char config_text[] = "#\n# CONFIG_KEXEC is not set\nCONFIG_HZ=250\n"
				  "CONFIG_MEMORY_HOTPLUG=y\nCONFIG_KVM=m\n";

/* The file of the running release, not of another one. */
static void config_file(void **state)
{
	struct machine machine;
	struct diag diag = { 0 };
	char *root = tree_make();

	(void)state;
	tree_write(root, "boot/config-6.2", config_text, strlen(config_text));
	tree_write(root, "proc/sys/kernel/osrelease", "6.1\n", 4);
	assert_int_equal(tree_read(root, &machine, &diag), 0);
	assert_null(machine.host.config);
	machine_free(&machine);
	tree_write(root, "boot/config-6.1", config_text, strlen(config_text));
	assert_int_equal(tree_read(root, &machine, &diag), 0);
	config_assert(&machine);
	machine_free(&machine);
	tree_remove(root);
}

static void config_gz(void **state)
{
	unsigned char packed[512];
	z_stream stream = { 0 };
	struct machine machine;
	struct diag diag = { 0 };
	char *root = tree_make();

	(void)state;
	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 9,
				      Z_DEFAULT_STRATEGY),
			 Z_OK);
	stream.next_in = (Bytef *)(uintptr_t)config_text;
	stream.avail_in = sizeof(config_text) - 1;
	stream.next_out = packed;
	stream.avail_out = sizeof(packed);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	deflateEnd(&stream);
	tree_write(root, "proc/config.gz", (char *)packed, stream.total_out);
	assert_int_equal(tree_read(root, &machine, &diag), 0);
	config_assert(&machine);
	machine_free(&machine);
	/* cut, and no gzip at all */
	tree_write(root, "proc/config.gz", (char *)packed, stream.total_out - 9);
	assert_int_equal(tree_read(root, &machine, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "proc/config.gz"));
	tree_write(root, "proc/config.gz", "text", 4);
	assert_int_equal(tree_read(root, &machine, &diag), -EINVAL);
	tree_remove(root);
}

/* what is in the table, then one row for each way in which it is broken */
static void mcfg(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		size_t size;
		bool is_good;
		size_t count;
	} rows[] = {
		{ 0, 'M', 76, true, 2 },  { 0, 'N', 76, false, 0 },
		{ 4, 60, 76, true, 1 },	  { 4, 59, 76, true, 0 },
		{ 4, 44, 44, true, 0 },	  { 4, 77, 76, false, 0 },
		{ 55, 0xf, 76, true, 2 }, { 54, 0x80, 76, false, 0 },
		{ 0, 'M', 43, false, 0 }, { 0, 'M', 0, false, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t table[76] = { 'M',	   'C',		'F',	    'G',
				      76,	   [47] = 0xb0, [54] = 0,   [55] = 0x7f,
				      [63] = 0xc0, [68] = 1,	[71] = 0xff };
		struct machine_ecam *ecam = NULL;
		size_t count = 9;
		const char *wrong;

		table[rows[i].at] = rows[i].value;
		wrong = mcfg_parse((struct bytes){ table, rows[i].size }, &ecam, &count);
		print_message("%zu %s %zu\n", i, wrong ? wrong : "good", count);
		assert_int_equal(!wrong, rows[i].is_good);
		assert_int_equal(count, rows[i].count);
		assert_int_equal(!ecam, !count);
		if (i == 0) {
			assert_true(ecam[0].base == 0xb0000000 && ecam[0].segment == 0);
			assert_true(ecam[0].bus_first == 0 && ecam[0].bus_last == 0x7f);
			assert_true(ecam[1].base == 0xc0000000 && ecam[1].segment == 1);
			assert_true(ecam[1].bus_last == 0xff);
		}
		free(ecam);
	}
}

/* What firmware or somebody else got wrong keeps nothing from being read. */
static void broken(void **state)
{
	struct machine machine;
	struct diag diag = { 0 };
	char *root = tree_make();

	(void)state;
	tree_write(root, "sys/firmware/acpi/tables/MCFG", "MCFG", 4);
	tree_write(root, "proc/sys/kernel/osrelease", "6.1\n", 4);
	tree_write(root, "boot/config-6.1", "CONFIG_SMP=y\n\0", 14);
	assert_int_equal(tree_read(root, &machine, &diag), 0);
	assert_string_equal(diag.line, "");
	assert_int_equal(machine.host.mcfg_known, FACT_NO);
	assert_null(machine.host.config);
	machine_free(&machine);
	tree_remove(root);
}

/* The first entry that is enabled, until the module says better. */
static void boot_processor(void **state)
{
	uint8_t madt[60] = {
		'A',	  'P', 'I', 'C', 60, [39] = 0xfe, [44] = 0, 8,
		0,	  3,   0,   0,	 0,  0, /* disabled */
		[52] = 0, 8,   1,   5,	 1,  0,		  0,	    0
	}; /* enabled */
	struct machine machine;
	struct diag diag = { 0 };
	char *root = tree_make();

	(void)state;
	tree_write(root, "sys/firmware/acpi/tables/APIC", (char *)madt, sizeof(madt));
	assert_int_equal(tree_read(root, &machine, &diag), 0);
	assert_true(machine.host.bsp_apicid == 5 && !machine.host.bsp_is_told);
	assert_int_equal(machine.host.bsp_known, FACT_YES);
	assert_int_equal(machine.host.madt, FACT_YES);
	assert_int_equal(machine.host.mcfg_known, FACT_NO);
	machine_free(&machine);
	tree_write(root, MODULE "bsp", "\n", 1);
	assert_int_equal(tree_read(root, &machine, &diag), 0);
	assert_true(machine.host.bsp_apicid == -1 && machine.host.bsp_is_told);
	machine_free(&machine);
	tree_remove(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts),	  cmocka_unit_test(unknown),
		cmocka_unit_test(words),	  cmocka_unit_test(config_file),
		cmocka_unit_test(config_gz),	  cmocka_unit_test(mcfg),
		cmocka_unit_test(boot_processor), cmocka_unit_test(broken),
	};

	return cmocka_run_group_tests_name("host", tests, NULL, NULL);
}
