/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tokens.c - the table of command-line tokens: ours, and those that contradict them
 *
 * In: struct platform_spec. Out: the text of each token that this OS needs.
 * Ref: admin-guide/kernel-parameters.rst; docs/platform.md "Command line
 * tokens"; Linux arch/x86/kernel/tsc.c (tsc_setup, unsynchronized_tsc) and the commit
 * 63ec58b44fcc of 5.5, from which on tsc= holds for the early clock, too.
 */
#include "platform/tokens.h"

#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "platform/ports.h"

#define KERNEL(major, minor) ((uint32_t)(major) << 16 | (uint32_t)(minor) << 8)

/* Linux kernel/resource.c takes four pairs and drops the rest without a word. */
#define RESERVE_MAX 4

/*
 * It is the decompressor that moves a kernel, and that sets KASLR_FLAG of loadflags,
 * which the kernel proper asks for everything else that is randomized. Only there the
 * word is known; the kernel proper would call it an unknown parameter. Ref: Linux
 * arch/x86/boot/compressed/kaslr.c, arch/x86/include/asm/setup.h.
 */
static bool spec_unpacks_itself(const struct platform_spec *spec)
{
	return !spec->is_unpacked;
}

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

/*
 * The kernel's watchdog of clocks would hold the TSC against timer ticks, there being no
 * HPET and no PM timer. Ticks come late, or not at all while a hypervisor runs something
 * else; the TSC is blamed, and the clock from then on counts the ticks. What the kernel
 * finds out in other ways (TSCs that are apart at its start, or stop in sleep) still
 * counts, but where the leader has its own clock from the TSC: there it is synchronized,
 * which a kernel of several CPUs does not believe of all of them by itself.
 */
static int tsc_trust_value(const struct platform_spec *spec, struct buffer *ret)
{
	return buffer_printf(ret, "%s", spec->leader_tsc ? "reliable" : "nowatchdog");
}

static int nr_cpus_value(const struct platform_spec *spec, struct buffer *ret)
{
	return buffer_printf(ret, "%u", spec->nr_cpus + spec->nr_lent_cpus);
}

static int ghost_value(const struct platform_spec *spec, struct buffer *ret)
{
	return buffer_printf(ret, "%u", spec->ghost_apicid);
}

/* Kept busy by reserve=: from 0x100 on all, below it what is none of the PC's own. */
static const struct prange port_fence[] = {
	{ 0x100, 0x10000 },
	{ 0x22, 0x40 }, /* behind the PIC: Super I/O at 0x2e */
	{ 0x44, 0x50 }, /* behind the PIT: Super I/O at 0x4e */
	{ 0x70, 0x78 }, /* CMOS */
};

static int range_append(struct buffer *ret, struct prange ports, unsigned int *count)
{
	if (prange_is_empty(ports) || *count == RESERVE_MAX)
		return 0;
	return buffer_printf(ret, "%s0x%llx,%llu", (*count)++ ? "," : "",
			     (unsigned long long)ports.start,
			     (unsigned long long)prange_size(ports));
}

/*
 * PNP0C02 only keeps other resources away; what stops a driver's request_region() is a
 * busy range. So everything from 0x100 on is busy but the OS's own UART: the other UARTs,
 * parallel, IDE, floppy, VGA, SMBus, TCO, IPMI, PCI configuration. Below it a range must
 * end where the kernel's own resources of the PC begin, or it would be dropped whole.
 */
static int reserve_value(const struct platform_spec *spec, struct buffer *ret)
{
	struct prange own = { spec->uart_port, spec->uart_port + UART_PORTS };
	unsigned int count = 0;
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(port_fence); i++) {
		struct prange before = port_fence[i], behind = { 0 };

		if (spec->uart_port && prange_overlaps(own, before)) {
			behind = (struct prange){ own.end, before.end };
			before.end = own.start;
		}
		err = range_append(ret, before, &count);
		if (err)
			return err;
		err = range_append(ret, behind, &count);
		if (err)
			return err;
	}
	return 0;
}

static const struct token_rule rules[] = {
	{
		.token = "nokaslr",
		.key = "nokaslr",
		.why = "the kernel stays at X + 16 MiB, inside its region",
		.is_mandatory = true,
		.applies = spec_unpacks_itself,
	},
	{
		.token = "tsc_early_khz=KHZ",
		.key = "tsc_early_khz",
		.why = "no PIT, HPET or PM timer to calibrate against",
		.is_mandatory = true,
		.value = tsc_value,
	},
	{
		.token = "nr_cpus=N",
		.key = "nr_cpus",
		.why = "its own CPUs and those that may be lent",
		.same = SAME_AT_MOST,
		.value = nr_cpus_value,
	},
	{
		.token = "no_ipi_broadcast=1",
		.key = "no_ipi_broadcast",
		.why = "shorthand IPIs would reach the other OSes' cores",
		.is_mandatory = true,
	},
	{
		.token = "disable_cpu_apicid=GHOST",
		.key = "disable_cpu_apicid",
		.why = "the sacrificial CPU of the MADT is not started",
		.is_mandatory = true,
		.until = KERNEL(6, 9),
		.value = ghost_value,
	},
	{
		.token = "nox2apic",
		.key = "nox2apic",
		.why = "x2APIC logical ids collide with the leader's",
		.is_mandatory = true,
		.applies = spec_is_x2apic,
	},
	{
		.token = "pci=noearly",
		.key = "pci",
		.why = "early quirks read configuration space through ports 0xcf8",
		.is_mandatory = true,
		.same = SAME_BOTH,
	},
	{
		.token = "reserve=PORT,SIZE,...",
		.key = "reserve",
		.why = "I/O ports that belong to the machine or other OSes",
		.is_mandatory = true,
		.value = reserve_value,
	},
	{
		.token = "efi=runtime",
		.key = "efi",
		.why = "the end of the OS is told through EFI (off by default on RT)",
		.is_mandatory = true,
		.same = SAME_BOTH,
	},
	{
		.token = "nmi_watchdog=0",
		.key = "nmi_watchdog",
		.why = "performance counters' NMIs must not hit a dying core",
		.is_mandatory = true,
	},
	{
		.token = "dis_ucode_ldr",
		.key = "dis_ucode_ldr",
		.why = "microcode belongs to the leader",
		.is_mandatory = true,
	},
	{
		.token = "panic=1",
		.key = "panic",
		.why = "a panic ends the OS instead of hanging it",
		.same = SAME_USER,
	},
	{
		.token = "irqaffinity=0",
		.key = "irqaffinity",
		.why = "the doorbell stays on the boot CPU",
		.same = SAME_USER,
	},
	{
		.token = "tsc=TRUST",
		.key = "tsc",
		.why = "late timer ticks would make the kernel give its only clock up",
		.same = SAME_USER,
		.value = tsc_trust_value,
	},
	{
		.token = "module_blacklist=kvm_intel,kvm_amd,pcspkr,floppy",
		.key = "module_blacklist",
		.why = "a core in VMX operation ignores INIT; speaker and floppy are the "
		       "leader's",
		.same = SAME_MERGE,
	},
};

/* What is contradicted, and why, where several rows say so. */
#define TABLES "the generated ACPI tables"
#define MAP    "the memory map of the plan"
#define ECAM   "\"pci=noearly\""
#define TSC    "\"tsc_early_khz=\""
#define EFI    "\"efi=runtime\""
#define MCE    "the core's machine check setting"

#define SCANS  "without them the kernel scans the machine's devices"
#define LAPIC  "cores and timers need the local APIC"
#define IOAPIC "it turns the I/O APIC off too; use nr_cpus=1"
#define TIMER  "there is no other timer"
#define CLOCK  "there is no other clock"
#define REGION "the region is set by --mint-region"
#define END    "the end of the OS is told through EFI"
#define SHUT   "a broadcast machine check would shut the machine down"
#define LEADER "ports 0xcf8-0xcff belong to the leader"
#define BIOS   "the BIOS uses ports 0xcf8-0xcff"

static const struct platform_denial denials[] = {
	{ "acpi", "off", TABLES, SCANS },
	{ "acpi", "ht", TABLES, SCANS },
	{ "acpi", "noirq", TABLES, "the doorbell's interrupt is described there" },
	{ "acpi", "rsdt", TABLES, "there is an XSDT only" },
	{ "acpi_rsdp", NULL, TABLES, "another RSDP shows the machine's real tables" },
	{ "noapic", NULL, TABLES,
	  "the I/O APIC in memory is what keeps the real one alone" },
	{ "nolapic", NULL, TABLES, LAPIC },
	{ "disableapic", NULL, TABLES, LAPIC },
	{ "nosmp", NULL, TABLES, IOAPIC },
	{ "maxcpus", "0", TABLES, IOAPIC },
	{ "nolapic_timer", NULL, TABLES, TIMER },
	{ "noapictimer", NULL, TABLES, TIMER },
	{ "hpet", "force", TABLES, "the HPET belongs to the leader" },
	{ "pmtmr", NULL, TABLES, "the PM timer belongs to the leader" },
	{ "notsc", NULL, TSC, CLOCK },
	{ "tsc", "unstable", TSC, CLOCK },
	{ "kaslr", NULL, "\"nokaslr\"", "the kernel has to stay at X + 16 MiB" },
	{ "mem", NULL, MAP, REGION },
	{ "memmap", NULL, MAP, REGION },
	{ "initrdmem", NULL, MAP, "the loader places the initrd" },
	{ "reboot", NULL, EFI, "any reboot= can end in a reset of the machine" },
	{ "noefi", NULL, EFI, END },
	{ "efi", "noruntime", EFI, END },
	{ "efi", "old_map", EFI, "the runtime page needs its 1:1 mapping" },
	{ "mce", "off", MCE, SHUT },
	{ "nomce", NULL, MCE, SHUT },
	{ "pci", "conf1", ECAM, LEADER },
	{ "pci", "conf2", ECAM, LEADER },
	{ "pci", "bios", ECAM, BIOS },
	{ "pci", "biosirq", ECAM, BIOS },
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
	return version >= rule->since && (!rule->until || version < rule->until);
}

/* Without the NUL. */
static int text_append(const struct token_rule *rule, const struct platform_spec *spec,
		       struct buffer *ret)
{
	int err;

	if (!rule->value)
		return buffer_append(ret, rule->token, strlen(rule->token));
	err = buffer_printf(ret, "%s=", rule->key);
	return err ? err : rule->value(spec, ret);
}

int token_rule_text(const struct token_rule *rule, const struct platform_spec *spec,
		    struct buffer *ret)
{
	int err = text_append(rule, spec, ret);

	if (err)
		return err;
	err = buffer_reserve(ret, ret->size + 1);
	if (err)
		return err;
	ret->data[ret->size] = '\0';
	return 0;
}
