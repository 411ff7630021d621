/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_host.c - verdicts about devices, firmware and the leader's kernel
 *
 * In: a good host, bent once per line of the table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tests/unit/check/check_fixture.h"

static void no_blocks(struct fixture *f)
{
	f->machine.memory.nr_blocks = 0;
	f->machine.memory.block_size = 0;
}

static void iommu(struct fixture *f)
{
	static char names[] = "dmar0 dmar1";

	f->machine.host.iommu = FACT_YES;
	f->machine.host.iommus = names;
	f->machine.host.nr_iommu_groups = 34;
}

static void iommu_remaps(struct fixture *f)
{
	iommu(f);
	f->machine.host.intr_remap = FACT_YES;
}

static void iommu_amd(struct fixture *f)
{
	static char names[] = "ivhd0", flags[] = " svm ";

	iommu(f);
	f->machine.host.iommus = names;
	f->machine.host.cpu_flags = flags;
}

/* QEMU's own CPU under an Intel IOMMU: the name goes before the flag. */
static void iommu_svm(struct fixture *f)
{
	iommu_amd(f);
	iommu(f);
}

static void iommu_unknown(struct fixture *f)
{
	f->machine.host.iommu = FACT_UNKNOWN;
}

static void remapped(struct fixture *f)
{
	f->machine.host.intr_remap = FACT_YES;
}

static void remapped_x2apic(struct fixture *f)
{
	remapped(f);
	host_x2apic(f);
}

/* Before the class of IOMMUs has been read, the CPUs tell. */
static void remapped_amd(struct fixture *f)
{
	iommu_amd(f);
	remapped(f);
	f->machine.host.iommu = FACT_UNKNOWN;
	f->machine.host.iommus = NULL;
}

static void remap_unknown(struct fixture *f)
{
	f->machine.host.intr_remap = FACT_UNKNOWN;
}

static void ecam_new_name(struct fixture *f)
{
	static char name[] = "PCI ECAM 0000 [bus 00-7f]";

	f->machine.memory.iomem[5].name = name;
}

static void ecam_none(struct fixture *f)
{
	static char name[] = "PCI Bus 0000:00";

	f->machine.memory.iomem[5].name = name;
	f->machine.host.mcfg_known = FACT_NO;
}

static void ecam_not_used(struct fixture *f)
{
	static struct machine_ecam ecam = { 0xb0000000, 0, 0, 0xff };

	ecam_none(f);
	f->machine.host.mcfg = &ecam;
	f->machine.host.nr_mcfg = 1;
}

static void ecam_unknown(struct fixture *f)
{
	f->machine.memory.nr_iomem = 0;
	f->machine.host.mcfg_known = FACT_UNKNOWN;
}

static void bios(struct fixture *f)
{
	f->machine.firmware.efi_bits = 0;
	f->machine.firmware.rsdp = 0;
}

static void no_acpi(struct fixture *f)
{
	static char cmdline[] = "acpi=off";

	f->machine.cmdline = cmdline;
	f->machine.host.acpi = FACT_UNKNOWN;
	f->machine.host.madt = FACT_UNKNOWN;
}

static void acpi_unknown(struct fixture *f)
{
	static char cmdline[] = "acpi=offline quiet";

	no_acpi(f);
	f->machine.cmdline = cmdline;
}

static void guest(struct fixture *f, const char *vendor)
{
	static char flags[] = " hypervisor ";

	f->machine.host.cpu_flags = flags;
	f->machine.host.vendor = (char *)(uintptr_t)vendor;
}

static void guest_qemu(struct fixture *f)
{
	guest(f, "QEMU");
}

static void guest_qemu_silent(struct fixture *f)
{
	static char flags[] = " fpu ";

	guest_qemu(f);
	f->machine.host.cpu_flags = flags;
}

static void guest_other(struct fixture *f)
{
	guest(f, "VMware, Inc.");
}

static void guest_unnamed(struct fixture *f)
{
	guest(f, NULL);
}

static void guest_xen(struct fixture *f)
{
	static char name[] = "xen HVM";

	guest(f, "Xen");
	f->machine.host.hypervisor = name;
}

static void guest_xen_pv(struct fixture *f)
{
	static char name[] = "xen PV";

	guest_xen(f);
	f->machine.host.hypervisor = name;
}

static void guest_tdx(struct fixture *f)
{
	static char flags[] = " hypervisor tdx_guest ";

	guest(f, "QEMU");
	f->machine.host.cpu_flags = flags;
}

static void kvm_idle(struct fixture *f)
{
	f->machine.host.kvm = FACT_YES;
}

static void kvm_busy(struct fixture *f)
{
	kvm_idle(f);
	f->machine.host.kvm_users = 3;
}

static void kvm_unknown(struct fixture *f)
{
	f->machine.host.kvm = FACT_UNKNOWN;
}

static void other_vmm(struct fixture *f)
{
	static char name[] = "vboxdrv";

	f->machine.host.vmm = name;
}

static void locked_down(struct fixture *f)
{
	f->machine.kexec.locked_down = FACT_YES;
	f->machine.host.secure_boot = FACT_YES;
}

static void load_disabled(struct fixture *f)
{
	f->machine.kexec.disabled = FACT_YES;
}

static void load_spent(struct fixture *f)
{
	f->machine.kexec.disabled = FACT_NO;
	f->machine.kexec.spent = FACT_YES;
}

static void lockdown_unknown(struct fixture *f)
{
	f->machine.kexec.locked_down = FACT_UNKNOWN;
	f->machine.host.config = NULL;
}

static void lockdown_impossible(struct fixture *f)
{
	f->machine.kexec.locked_down = FACT_UNKNOWN;
}

static void no_module(struct fixture *f)
{
	f->machine.module.loaded = FACT_NO;
}

static void module_signed(struct fixture *f)
{
	f->machine.host.sig_enforce = FACT_YES;
}

static void no_module_signed(struct fixture *f)
{
	no_module(f);
	f->machine.host.sig_enforce = FACT_YES;
}

static void module_unknown(struct fixture *f)
{
	f->machine.module.loaded = FACT_UNKNOWN;
}

static void config(struct fixture *f, const char *text)
{
	f->machine.host.config = (char *)(uintptr_t)text;
}

static void no_modules(struct fixture *f)
{
	no_module(f);
	config(f, "CONFIG_SMP=y\n# CONFIG_MODULES is not set\n");
}

static void config_unknown(struct fixture *f)
{
	config(f, NULL);
}

static void config_no_hotplug(struct fixture *f)
{
	config(f, "CONFIG_SMP=y\nCONFIG_X86_LOCAL_APIC=y\nCONFIG_KEXEC=y\n"
		  "CONFIG_MEMORY_HOTPLUG_DEFAULT_ONLINE=y\n");
}

/* What the machine shows counts more than a file that may be another kernel's. */
static void config_no_memory(struct fixture *f)
{
	config(f, "CONFIG_SMP=y\nCONFIG_X86_LOCAL_APIC=y\nCONFIG_HOTPLUG_CPU=y\n"
		  "CONFIG_KEXEC=m\n");
}

static void config_no_memory_no_blocks(struct fixture *f)
{
	config_no_memory(f);
	no_blocks(f);
}

static void config_no_kexec(struct fixture *f)
{
	config(f, "CONFIG_SMP=y\nCONFIG_X86_LOCAL_APIC=y\nCONFIG_HOTPLUG_CPU=y\n");
}

/* id, what is bent, verdict, in the detail, in the advice (NULL: there is none) */
static const struct check_case cases[] = {
	{ "iommu", host_as_it_is, CHECK_PASS, "none in use", NULL },
	{ "iommu", iommu, CHECK_WARN, "dmar0 dmar1 in use, 34 groups",
	  "intel_iommu=off" },
	{ "iommu", iommu_remaps, CHECK_WARN, "dmar0", "intel_iommu=off intremap=off (" },
	{ "iommu", iommu_amd, CHECK_WARN, "ivhd0", "with amd_iommu=off (" },
	{ "iommu", iommu_svm, CHECK_WARN, "dmar0", "with intel_iommu=off (" },
	{ "iommu", iommu_unknown, CHECK_UNKNOWN, "not told", NULL },
	{ "interrupt-remapping", host_as_it_is, CHECK_PASS, "off", NULL },
	{ "interrupt-remapping", remapped, CHECK_WARN, "dropped", "intremap=off" },
	{ "interrupt-remapping", remapped_x2apic, CHECK_WARN, "on",
	  "intel_iommu=off intremap=off, which ends x2APIC mode too" },
	{ "interrupt-remapping", remapped_amd, CHECK_WARN, "on", "with amd_iommu=off" },
	{ "interrupt-remapping", remap_unknown, CHECK_UNKNOWN, "neither", NULL },
	{ "ecam", host_as_it_is, CHECK_PASS, "PCI MMCONFIG 0000 [bus 00-ff]", NULL },
	{ "ecam", ecam_new_name, CHECK_PASS, "PCI ECAM 0000 [bus 00-7f]", NULL },
	{ "ecam", host_no_root, CHECK_PASS, "PCI MMCONFIG", NULL },
	{ "ecam", ecam_none, CHECK_WARN, "none", "cannot be given away" },
	{ "ecam", ecam_not_used, CHECK_WARN, "buses 00-ff at 0xb0000000", "nommconf" },
	{ "ecam", ecam_unknown, CHECK_UNKNOWN, "neither", NULL },
	{ "firmware", host_as_it_is, CHECK_PASS, "EFI of 64 bits, RSDP 0x7f77d014",
	  NULL },
	{ "firmware", bios, CHECK_PASS, "BIOS, RSDP not told", "none for an OS" },
	{ "firmware", host_no_firmware, CHECK_UNKNOWN, "neither", NULL },
	{ "mp-table", host_as_it_is, CHECK_PASS, "does not matter", NULL },
	{ "mp-table", no_acpi, CHECK_WARN, "acpi=off", "without acpi=off" },
	{ "mp-table", acpi_unknown, CHECK_UNKNOWN, "not told", "as root" },
	{ "hypervisor", host_as_it_is, CHECK_PASS, "none", NULL },
	{ "hypervisor", guest_qemu, CHECK_PASS, "QEMU", NULL },
	{ "hypervisor", guest_qemu_silent, CHECK_PASS, "QEMU", NULL },
	{ "hypervisor", guest_other, CHECK_WARN, "a guest of VMware, Inc.", "try it" },
	{ "hypervisor", guest_unnamed, CHECK_WARN, "a guest: works", "try it" },
	{ "hypervisor", guest_xen, CHECK_WARN, "a guest of xen HVM", "try it" },
	{ "hypervisor", guest_xen_pv, CHECK_FAIL, "Xen PV", "lead from" },
	{ "hypervisor", guest_tdx, CHECK_FAIL, "TDX", "lead from" },
	{ "hypervisor", host_no_flags, CHECK_UNKNOWN, "not known", NULL },
	{ "kvm", host_as_it_is, CHECK_PASS, "not loaded", NULL },
	{ "kvm", kvm_idle, CHECK_PASS, "nobody uses it", NULL },
	{ "kvm", kvm_busy, CHECK_WARN, "3 users", "before guests" },
	{ "kvm", kvm_unknown, CHECK_UNKNOWN, "not known", NULL },
	{ "kvm", other_vmm, CHECK_WARN, "vboxdrv is loaded", "rmmod vboxdrv" },
	{ "lockdown", host_as_it_is, CHECK_PASS, "Secure Boot is off", NULL },
	{ "lockdown", locked_down, CHECK_FAIL, "Secure Boot is on", "lockdown=" },
	{ "lockdown", load_disabled, CHECK_FAIL, "kexec_load_disabled is set", "reboot" },
	{ "lockdown", load_spent, CHECK_FAIL,
	  "kexec_load_limit_reboot is 0 (no load is left): mint.ko loads nothing",
	  "reboot" },
	{ "lockdown", lockdown_unknown, CHECK_UNKNOWN, "cannot be read", "securityfs" },
	{ "lockdown", lockdown_impossible, CHECK_PASS, "cannot be locked down", NULL },
	{ "module", host_as_it_is, CHECK_PASS, "is loaded; modules need no signature",
	  NULL },
	{ "module", module_signed, CHECK_PASS, "is loaded; modules must be signed",
	  NULL },
	{ "module", no_module, CHECK_WARN, "not loaded; modules need no signature",
	  "modprobe mint" },
	{ "module", no_module_signed, CHECK_WARN, "sig_enforce", "sign mint.ko" },
	{ "module", no_modules, CHECK_FAIL, "CONFIG_MODULES", "boot a kernel" },
	{ "module", module_unknown, CHECK_UNKNOWN, "not told", NULL },
	{ "kernel-config", host_as_it_is, CHECK_PASS, "built in", NULL },
	{ "kernel-config", config_unknown, CHECK_UNKNOWN, "config.gz", NULL },
	{ "kernel-config", config_no_hotplug, CHECK_FAIL, "CONFIG_HOTPLUG_CPU",
	  "boot a kernel" },
	{ "kernel-config", config_no_memory, CHECK_PASS, "built in", NULL },
	{ "kernel-config", config_no_memory_no_blocks, CHECK_WARN,
	  "CONFIG_MEMORY_HOTPLUG, CONFIG_MEMORY_HOTREMOVE", "memmap=" },
	{ "kernel-config", config_no_kexec, CHECK_WARN, "CONFIG_KEXEC: not set",
	  "nothing" },
};

static void verdicts(void **state)
{
	(void)state;
	check_cases(cases, ARRAY_SIZE(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
	};

	return cmocka_run_group_tests_name("check_host", tests, NULL, NULL);
}
