/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tokens.c - the table of command-line tokens: ours, and those that contradict them
 *
 * In: struct platform_spec. Out: the text of each token that this OS needs.
 * Ref: admin-guide/kernel-parameters.rst; launch-facts sections 3, 4 and 6.
 */
#include "platform/tokens.h"

#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "platform/ports.h"

#define KERNEL(major, minor) ((uint32_t)(major) << 16 | (uint32_t)(minor) << 8)

/* Linux kernel/resource.c takes four pairs and drops the rest without a word. */
#define RESERVE_MAX 4

static bool spec_is_x2apic(const struct platform_spec *spec)
{
	return spec->leader_x2apic;
}

static int tsc_value(const struct platform_spec *spec, struct buffer *ret)
{
	if (!spec->tsc_khz)
		return buffer_append(ret, "?", 1);
	return buffer_printf(ret, "%llu", (unsigned long long)spec->tsc_khz);
}

static int nr_cpus_value(const struct platform_spec *spec, struct buffer *ret)
{
	return buffer_printf(ret, "%u", spec->nr_cpus + spec->nr_lent_cpus);
}

static int ghost_value(const struct platform_spec *spec, struct buffer *ret)
{
	return buffer_printf(ret, "%u", spec->ghost_apicid);
}

/*
 * PNP0C02 only keeps other resources away; what stops a driver's request_region() is a
 * busy range. So everything from 0x100 on is busy but the OS's own UART: the other UARTs,
 * parallel, IDE, floppy, VGA, SMBus, TCO, IPMI, PCI configuration. Below it a range must
 * end where the kernel's own resources of the PC begin, or it would be dropped whole.
 */
static int reserve_value(const struct platform_spec *spec, struct buffer *ret)
{
	static const struct prange fence[] = {
		{ 0x100, 0x10000 },
		{ 0x22, 0x40 }, /* behind the PIC: Super I/O at 0x2e */
		{ 0x44, 0x50 }, /* behind the PIT: Super I/O at 0x4e */
		{ 0x70, 0x78 }, /* CMOS */
	};
	struct prange own = { spec->uart_port, spec->uart_port + UART_PORTS };
	unsigned int count = 0;
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(fence); i++) {
		bool is_split = spec->uart_port && prange_overlaps(own, fence[i]);
		struct prange part[2] = {
			{ fence[i].start, is_split ? own.start : fence[i].end },
			{ is_split ? own.end : fence[i].end, fence[i].end },
		};

		for (unsigned int k = 0; !err && k < 2; k++) {
			if (part[k].start >= part[k].end || count == RESERVE_MAX)
				continue;
			err = buffer_printf(ret, "%s0x%llx,%llu", count++ ? "," : "",
					    (unsigned long long)part[k].start,
					    (unsigned long long)prange_size(part[k]));
		}
	}
	return err;
}

static const struct token_rule rules[] = {
	{ { "nokaslr", "the kernel stays at X + 16 MiB, inside its region", true, 0, 0 },
	  "nokaslr",
	  SAME_DENY,
	  NULL,
	  NULL },
	{ { "tsc_early_khz=KHZ", "no PIT, HPET or PM timer to calibrate against", true, 0,
	    0 },
	  "tsc_early_khz",
	  SAME_DENY,
	  NULL,
	  tsc_value },
	{ { "nr_cpus=N", "its own CPUs and those that may be lent", false, 0, 0 },
	  "nr_cpus",
	  SAME_AT_MOST,
	  NULL,
	  nr_cpus_value },
	{ { "no_ipi_broadcast=1", "shorthand IPIs would reach the other OSes' cores",
	    true, 0, 0 },
	  "no_ipi_broadcast",
	  SAME_DENY,
	  NULL,
	  NULL },
	{ { "disable_cpu_apicid=GHOST", "the sacrificial CPU of the MADT is not started",
	    true, 0, KERNEL(6, 9) },
	  "disable_cpu_apicid",
	  SAME_DENY,
	  NULL,
	  ghost_value },
	{ { "nox2apic", "x2APIC logical ids collide with the leader's", true, 0, 0 },
	  "nox2apic",
	  SAME_DENY,
	  spec_is_x2apic,
	  NULL },
	{ { "pci=noearly", "early quirks read configuration space through ports 0xcf8",
	    true, 0, 0 },
	  "pci",
	  SAME_BOTH,
	  NULL,
	  NULL },
	{ { "reserve=PORT,SIZE,...", "I/O ports that belong to the machine or other OSes",
	    true, 0, 0 },
	  "reserve",
	  SAME_DENY,
	  NULL,
	  reserve_value },
	{ { "efi=runtime", "the end of the OS is told through EFI (off by default on RT)",
	    true, 0, 0 },
	  "efi",
	  SAME_BOTH,
	  NULL,
	  NULL },
	{ { "nmi_watchdog=0", "performance counters' NMIs must not hit a dying core",
	    true, 0, 0 },
	  "nmi_watchdog",
	  SAME_DENY,
	  NULL,
	  NULL },
	{ { "dis_ucode_ldr", "microcode belongs to the leader", true, 0, 0 },
	  "dis_ucode_ldr",
	  SAME_DENY,
	  NULL,
	  NULL },
	{ { "panic=1", "a panic ends the OS instead of hanging it", false, 0, 0 },
	  "panic",
	  SAME_USER,
	  NULL,
	  NULL },
	{ { "irqaffinity=0", "the doorbell stays on the boot CPU", false, 0, 0 },
	  "irqaffinity",
	  SAME_USER,
	  NULL,
	  NULL },
	{ { "module_blacklist=kvm_intel,kvm_amd,pcspkr,floppy",
	    "a core in VMX operation ignores INIT; speaker and floppy are the leader's",
	    false, 0, 0 },
	  "module_blacklist",
	  SAME_MERGE,
	  NULL,
	  NULL },
};

#define TABLES "the generated ACPI tables"
#define MAP    "the memory map of the plan"
#define ECAM   "\"pci=noearly\""

static const struct platform_denial denials[] = {
	{ "acpi", "off", TABLES, "without them the kernel scans the machine's devices" },
	{ "acpi", "ht", TABLES, "without them the kernel scans the machine's devices" },
	{ "acpi", "noirq", TABLES, "the doorbell's interrupt is described there" },
	{ "acpi", "rsdt", TABLES, "there is an XSDT only" },
	{ "acpi_rsdp", NULL, TABLES, "another RSDP shows the machine's real tables" },
	{ "noapic", NULL, TABLES,
	  "the I/O APIC in memory is what keeps the real one "
	  "alone" },
	{ "nolapic", NULL, TABLES, "cores and timers need the local APIC" },
	{ "disableapic", NULL, TABLES, "cores and timers need the local APIC" },
	{ "nosmp", NULL, TABLES, "it turns the I/O APIC off too; use nr_cpus=1" },
	{ "maxcpus", "0", TABLES, "it turns the I/O APIC off too; use nr_cpus=1" },
	{ "nolapic_timer", NULL, TABLES, "there is no other timer" },
	{ "noapictimer", NULL, TABLES, "there is no other timer" },
	{ "hpet", "force", TABLES, "the HPET belongs to the leader" },
	{ "pmtmr", NULL, TABLES, "the PM timer belongs to the leader" },
	{ "notsc", NULL, "\"tsc_early_khz=\"", "there is no other clock" },
	{ "tsc", "unstable", "\"tsc_early_khz=\"", "there is no other clock" },
	{ "kaslr", NULL, "\"nokaslr\"", "the kernel has to stay at X + 16 MiB" },
	{ "mem", NULL, MAP, "the region is set by --mint-region" },
	{ "memmap", NULL, MAP, "the region is set by --mint-region" },
	{ "initrdmem", NULL, MAP, "the loader places the initrd" },
	{ "reboot", NULL, "\"efi=runtime\"",
	  "any reboot= can end in a reset of the "
	  "machine" },
	{ "noefi", NULL, "\"efi=runtime\"", "the end of the OS is told through EFI" },
	{ "efi", "noruntime", "\"efi=runtime\"",
	  "the end of the OS is told through EFI" },
	{ "efi", "old_map", "\"efi=runtime\"", "the runtime page needs its 1:1 mapping" },
	{ "mce", "off", "the core's machine check setting",
	  "a broadcast machine check would shut the machine down" },
	{ "nomce", NULL, "the core's machine check setting",
	  "a broadcast machine check would shut the machine down" },
	{ "pci", "conf1", ECAM, "ports 0xcf8-0xcff belong to the leader" },
	{ "pci", "conf2", ECAM, "ports 0xcf8-0xcff belong to the leader" },
	{ "pci", "bios", ECAM, "the BIOS uses ports 0xcf8-0xcff" },
	{ "pci", "biosirq", ECAM, "the BIOS uses ports 0xcf8-0xcff" },
	{ "pci", "nommconf", ECAM, "only ports 0xcf8-0xcff would be left" },
	{ "pci", "noacpi", TABLES, "buses and interrupts are described there" },
	{ "pci", "nocrs", TABLES, "windows that belong to others would be used" },
	{ "pci", "lastbus", TABLES, "buses that belong to others would be scanned" },
	{ "pci", "assign-busses", TABLES, "bus numbers are the leader's" },
};

const struct token_rule *token_rule_table(unsigned int index)
{
	return index < ARRAY_SIZE(rules) ? &rules[index] : NULL;
}

const struct platform_token *platform_token_table(unsigned int index)
{
	return index < ARRAY_SIZE(rules) ? &rules[index].row : NULL;
}

const struct platform_denial *platform_denial_table(unsigned int index)
{
	return index < ARRAY_SIZE(denials) ? &denials[index] : NULL;
}

bool token_rule_holds(const struct token_rule *rule, const struct platform_spec *spec)
{
	uint32_t version = spec->kernel_version;

	if (rule->applies && !rule->applies(spec))
		return false;
	/* A kernel that does not know a token ignores it: when in doubt, say it. */
	if (!version)
		return true;
	return version >= rule->row.since &&
	       (!rule->row.until || version < rule->row.until);
}

int token_rule_text(const struct token_rule *rule, const struct platform_spec *spec,
		    struct buffer *ret)
{
	int err;

	if (!rule->value) {
		err = buffer_append(ret, rule->row.token, strlen(rule->row.token));
	} else {
		err = buffer_printf(ret, "%s=", rule->key);
		if (!err)
			err = rule->value(spec, ret);
	}
	if (!err)
		err = buffer_reserve(ret, ret->size + 1);
	if (!err)
		ret->data[ret->size] = '\0';
	return err;
}
