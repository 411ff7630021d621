/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_command_line.c - the user's tokens and ours made one, or refused by name
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "tests/unit/platform/platform_specs.h"
#include "platform/command_line.h"
#include "platform/tokens.h"

#define HEAD "nokaslr tsc_early_khz=2999999 "
#define MIDDLE                                                                      \
	"no_ipi_broadcast=1 disable_cpu_apicid=200 pci=noearly "                    \
	"reserve=0x100,504,0x300,64768,0x22,30,0x44,12 efi=runtime nmi_watchdog=0 " \
	"dis_ucode_ldr"
#define TSC  " tsc=nowatchdog"
#define TAIL " panic=1 irqaffinity=0" TSC
#define KVM  " module_blacklist=kvm_intel,kvm_amd,pcspkr,floppy"
#define OURS HEAD "nr_cpus=1 " MIDDLE TAIL KVM

static const struct {
	const char *user, *result;
} merged_rows[] = {
	{ "", OURS },
	{ "  quiet\tro ", "quiet ro " OURS },
	/* what only looks like one of ours or of the denied */
	{ "x.mem=1 mem_sleep_default=deep acpi.off pciex=conf1",
	  "x.mem=1 mem_sleep_default=deep acpi.off pciex=conf1 " OURS },
	{ "foo=\"reboot=b mem=1\"", "foo=\"reboot=b mem=1\" " OURS },
	{ "acpi=strict pci=realloc,pcie_bus_safe efi=debug",
	  "acpi=strict pci=realloc,pcie_bus_safe efi=debug " OURS },
	/* behind "--" there is only init */
	{ "quiet -- reboot=x \"a b", "quiet " OURS " -- reboot=x \"a b" },
	{ "--", OURS " --" },
	{ "a --b", "a --b " OURS },
	/* ours said already */
	{ "nokaslr dis-ucode-ldr_x", "nokaslr dis-ucode-ldr_x "
				     "tsc_early_khz=2999999 nr_cpus=1 " MIDDLE TAIL KVM },
	/* defaults */
	{ "panic=-1", "panic=-1 " HEAD "nr_cpus=1 " MIDDLE " irqaffinity=0" TSC KVM },
	{ "irqaffinity=0-3",
	  "irqaffinity=0-3 " HEAD "nr_cpus=1 " MIDDLE " panic=1" TSC KVM },
	{ "tsc=noirqtime",
	  "tsc=noirqtime " HEAD "nr_cpus=1 " MIDDLE " panic=1 irqaffinity=0" KVM },
	{ "nr_cpus=1", "nr_cpus=1 " HEAD MIDDLE TAIL KVM },
	{ "nr_cpus=0x1", "nr_cpus=0x1 " HEAD MIDDLE TAIL KVM },
	{ "maxcpus=1", "maxcpus=1 " OURS },
	/* a list that is merged: the kernel takes the last token only */
	{ "module_blacklist=a module-blacklist=b,c q", "q " OURS ",b,c" },
	{ "module_blacklist=a module_blacklist=",
	  "module_blacklist= " HEAD "nr_cpus=1 " MIDDLE TAIL },
	{ "module_blacklist=kvm_intel,kvm_amd,pcspkr,floppy",
	  "module_blacklist=kvm_intel,kvm_amd,pcspkr,floppy " HEAD
	  "nr_cpus=1 " MIDDLE TAIL },
	{ "module_blacklist=pcspkr,q,kvm_amd,kvm_intel,floppy",
	  "module_blacklist=pcspkr,q,kvm_amd,kvm_intel,floppy " HEAD
	  "nr_cpus=1 " MIDDLE TAIL },
	{ "module_blacklist=kvm_amd", OURS ",kvm_amd" },
	/* the own UART, by every name it has */
	{ "console=ttyS1,115200", "console=ttyS1,115200 " OURS },
	{ "console=uart8250,io,0x2f8,115200n8",
	  "console=uart8250,io,0x2f8,115200n8 " OURS },
	{ "earlycon=uart,io,0x2f8 earlyprintk=ttyS1",
	  "earlycon=uart,io,0x2f8 earlyprintk=ttyS1 " OURS },
	{ "earlyprintk=serial,0x2f8,115200 earlyprintk=serial,ttyS1,keep",
	  "earlyprintk=serial,0x2f8,115200 earlyprintk=serial,ttyS1,keep " OURS },
	{ "console=tty0 console=hvc0 earlycon",
	  "console=tty0 console=hvc0 earlycon " OURS },
};

static void test_merged(void **state)
{

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(merged_rows); i++) {
		struct platform_spec spec = spec_low();
		struct buffer line = { 0 };
		struct diag diag = { 0 };

		if (platform_cmdline_build(merged_rows[i].user, 2047, &spec, &line,
					   &diag))
			fail_msg("\"%s\": %s", merged_rows[i].user, diag.line);
		assert_string_equal((const char *)line.data, merged_rows[i].result);
		assert_int_equal(line.size, strlen(merged_rows[i].result));
		buffer_free(&line);
	}
}

static const struct {
	const char *user, *theirs, *ours;
} refused_rows[] = {
	{ "quiet acpi=off", "\"acpi=off\"", "ACPI tables" },
	{ "acpi=ht", "\"acpi=ht\"", "ACPI tables" },
	{ "acpi=noirq", "\"acpi=noirq\"", "ACPI tables" },
	{ "acpi=rsdt", "\"acpi=rsdt\"", "ACPI tables" },
	{ "\"acpi=off\"", "acpi=off", "ACPI tables" },
	{ "acpi=\"off\"", "acpi=", "ACPI tables" },
	{ "acpi_rsdp=0x1000", "\"acpi_rsdp=0x1000\"", "ACPI tables" },
	{ "acpi-rsdp=0x1000", "\"acpi-rsdp=0x1000\"", "ACPI tables" },
	{ "noapic", "\"noapic\"", "ACPI tables" },
	{ "nolapic", "\"nolapic\"", "ACPI tables" },
	{ "nosmp", "\"nosmp\"", "nr_cpus=1" },
	{ "maxcpus=0", "\"maxcpus=0\"", "nr_cpus=1" },
	{ "maxcpus=2", "\"maxcpus=2\"", "\"nr_cpus=1\"" },
	{ "possible_cpus=2", "\"possible_cpus=2\"", "\"nr_cpus=1\"" },
	{ "nr_cpus=2", "\"nr_cpus=2\"", "\"nr_cpus=1\"" },
	{ "nr_cpus=0", "\"nr_cpus=0\"", "\"nr_cpus=1\"" },
	{ "nr_cpus=", "\"nr_cpus=\"", "\"nr_cpus=1\"" },
	{ "nr_cpus", "\"nr_cpus\"", "\"nr_cpus=1\"" },
	{ "nr_cpus=-1", "\"nr_cpus=-1\"", "\"nr_cpus=1\"" },
	{ "nr_cpus=1x", "\"nr_cpus=1x\"", "\"nr_cpus=1\"" },
	{ "nr_cpus=4294967297", "\"nr_cpus=4294967297\"", "\"nr_cpus=1\"" },
	{ "mem=512M", "\"mem=512M\"", "memory map" },
	{ "memmap=1G$1G", "\"memmap=1G$1G\"", "memory map" },
	{ "reboot=t", "\"reboot=t\"", "\"efi=runtime\"" },
	{ "reboot=acpi", "\"reboot=acpi\"", "\"efi=runtime\"" },
	{ "noefi", "\"noefi\"", "\"efi=runtime\"" },
	{ "efi=debug,noruntime", "\"efi=debug,noruntime\"", "\"efi=runtime\"" },
	{ "pci=conf1", "\"pci=conf1\"", "\"pci=noearly\"" },
	{ "pci=realloc,nommconf", "\"pci=realloc,nommconf\"", "\"pci=noearly\"" },
	{ "pci=lastbus=3", "\"pci=lastbus=3\"", "ACPI tables" },
	{ "kaslr", "\"kaslr\"", "\"nokaslr\"" },
	{ "nokaslr=1", "\"nokaslr=1\"", "\"nokaslr\"" },
	{ "tsc=unstable", "\"tsc=unstable\"", "\"tsc_early_khz=\"" },
	{ "tsc_early_khz=1", "\"tsc_early_khz=1\"", "\"tsc_early_khz=2999999\"" },
	{ "notsc", "\"notsc\"", "\"tsc_early_khz=\"" },
	{ "disable_cpu_apicid=1", "\"disable_cpu_apicid=1\"",
	  "\"disable_cpu_apicid=200\"" },
	{ "no_ipi_broadcast=0", "\"no_ipi_broadcast=0\"", "\"no_ipi_broadcast=1\"" },
	{ "reserve=0x100,1", "\"reserve=0x100,1\"", "\"reserve=0x100,504," },
	{ "nmi_watchdog=panic", "\"nmi_watchdog=panic\"", "\"nmi_watchdog=0\"" },
	{ "mce=off", "\"mce=off\"", "machine check" },
	{ "console=ttyS0", "\"console=ttyS0\"", "\"reserve=\"" },
	{ "console=ttyS2,9600", "\"console=ttyS2,9600\"", "0x2f8" },
	{ "console=ttyS4", "\"console=ttyS4\"", "\"reserve=\"" },
	{ "console=ttyS11", "\"console=ttyS11\"", "\"reserve=\"" },
	{ "console=uart8250,io,0x3f8", "io,0x3f8\"", "\"reserve=\"" },
	{ "earlycon=uart8250,mmio32,0xfe000000", "mmio32", "\"reserve=\"" },
	{ "earlyprintk", "\"earlyprintk\"", "\"reserve=\"" },
	{ "earlyprintk=vga", "\"earlyprintk=vga\"", "\"reserve=\"" },
	{ "earlyprintk=ttyS0", "\"earlyprintk=ttyS0\"", "\"reserve=\"" },
	{ "earlyprintk=serial", "\"earlyprintk=serial\"", "\"reserve=\"" },
	/* it knows two: ttyS2 means ttyS0 */
	{ "earlyprintk=serial,ttyS2", "ttyS2", "\"reserve=\"" },
	{ "foo=\"bar", "foo=\"bar", "quote" },
	{ "module_blacklist=\"a b\"", "module_blacklist=", "comma list" },
};

/* Each of these is refused with a line that names it, ours, and nothing is written. */
static void test_refused(void **state)
{

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused_rows); i++) {
		struct platform_spec spec = spec_low();
		struct buffer line = { 0 };
		struct diag diag = { 0 };
		int err = platform_cmdline_build(refused_rows[i].user, 2047, &spec, &line,
						 &diag);

		if (err != -EINVAL || line.data ||
		    !strstr(diag.line, refused_rows[i].theirs) ||
		    !strstr(diag.line, refused_rows[i].ours))
			fail_msg("%s: %d \"%s\"", refused_rows[i].user, err, diag.line);
	}
}

static void test_spec(void **state)
{
	static const struct {
		uint32_t version;
		bool has_ghost;
	} row[] = {
		{ 0, true },
		{ 6 << 16 | 8 << 8 | 255, true },
		{ 6 << 16 | 9 << 8, false },
		{ 7 << 16 | 2 << 8, false },
	};
	struct platform_spec spec = spec_high();
	struct cmdline_token token;
	struct buffer line = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(row); i++) {
		spec.kernel_version = row[i].version;
		assert_int_equal(platform_cmdline_build("", 2047, &spec, &line, NULL), 0);
		assert_int_equal(
			cmdline_find((char *)line.data, "disable_cpu_apicid", &token),
			row[i].has_ghost);
		assert_false(cmdline_find((char *)line.data, "nox2apic", &token));
		buffer_free(&line);
	}
	spec.leader_x2apic = spec.leader_tsc = true;
	assert_int_equal(platform_cmdline_build("nr_cpus=3", 2047, &spec, &line, NULL),
			 0);
	assert_true(cmdline_find((char *)line.data, "nox2apic", &token));
	assert_non_null(strstr((char *)line.data, " tsc=reliable "));
	assert_true(cmdline_find((char *)line.data, "nr_cpus", &token));
	assert_memory_equal(token.text, "nr_cpus=3 ", 10);
	/* the frequency is known at launch only; four CPUs with the lent ones; no UART */
	assert_non_null(strstr((char *)line.data, " tsc_early_khz=? "));
	assert_non_null(strstr((char *)line.data,
			       " reserve=0x100,65280,0x22,30,0x44,12,0x70,8 "));
	buffer_free(&line);
	assert_int_equal(platform_cmdline_build("nr_cpus=5", 2047, &spec, &line, NULL),
			 -EINVAL);
	assert_int_equal(
		platform_cmdline_build("console=ttyS1", 2047, &spec, &line, NULL),
		-EINVAL);
}

/* Whatever the UART is, no pair covers it, all others are covered, four pairs at most. */
static void test_reserve(void **state)
{
	static const uint16_t legacy[] = {
		0x3f8, 0x2f8, 0x3e8, 0x2e8, 0xcf8, 0x378, 0x1f0, 0x3f0, 0x3d4, 0xca2,
	};
	static const uint16_t own[] = {
		0x3f8, 0x2f8, 0x3e8, 0x2e8, 0x2f0, 0x3ec, 0xe000, 0xfff8, 0x100, 0x28,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		struct platform_spec spec = spec_low();
		struct cmdline_token token;
		struct buffer line = { 0 };
		unsigned int pair[8][2], count = 0;
		const char *at;

		spec.uart_port = own[i];
		assert_int_equal(platform_cmdline_build("", 2047, &spec, &line, NULL), 0);
		assert_true(cmdline_find((char *)line.data, "reserve", &token));
		at = token.value;
		while (at && at < token.text + token.size && count < 8) {
			int used = 0;

			assert_int_equal(sscanf(at, "%x,%u%n", &pair[count][0],
						&pair[count][1], &used),
					 2);
			count++;
			at += used + 1;
		}
		assert_in_range(count, 3, 4);
		for (unsigned int k = 0; k < count; k++)
			assert_false(pair[k][0] < own[i] + 8u &&
				     own[i] < pair[k][0] + pair[k][1]);
		for (size_t l = 0; l < ARRAY_SIZE(legacy); l++) {
			bool is_fenced = legacy[l] < own[i] + 8 && own[i] < legacy[l] + 8;

			for (unsigned int k = 0; k < count; k++)
				is_fenced |= pair[k][0] <= legacy[l] &&
					     legacy[l] + 8u <= pair[k][0] + pair[k][1];
			if (!is_fenced)
				fail_msg("UART 0x%x: 0x%x is open", own[i], legacy[l]);
		}
		/* one that Linux itself claims within, and all of the pair would be void
		 */
		for (unsigned int k = 0; k < count; k++)
			assert_true(
				pair[k][0] >= 0x100 || pair[k][0] == 0x70 ||
				(pair[k][0] > 0x21 && pair[k][0] + pair[k][1] <= 0x40) ||
				(pair[k][0] > 0x43 && pair[k][0] + pair[k][1] <= 0x50));
		buffer_free(&line);
	}
}

static void test_size(void **state)
{
	struct platform_spec spec = spec_low();
	struct buffer line = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(
		platform_cmdline_build("abc", strlen(OURS) + 4, &spec, &line, &diag), 0);
	buffer_free(&line);
	assert_int_equal(
		platform_cmdline_build("abc", strlen(OURS) + 1, &spec, &line, &diag),
		-E2BIG);
	assert_non_null(strstr(diag.line, ": 3 too many"));
	assert_null(line.data);
}

static void test_instead(void **state)
{
	struct buffer line = { 0 };

	(void)state;
	assert_int_equal(
		platform_cmdline_build(" root=/dev/x  reboot=t", 30, NULL, &line, NULL),
		0);
	assert_string_equal((char *)line.data, " root=/dev/x  reboot=t");
	buffer_free(&line);
	assert_int_equal(platform_cmdline_build("", 0, NULL, &line, NULL), 0);
	assert_string_equal((char *)line.data, "");
	buffer_free(&line);
	assert_int_equal(platform_cmdline_build("12345", 4, NULL, &line, NULL), -E2BIG);
}

/* Every row of both tables can be shown; every denied token is really denied. */
static void test_tables(void **state)
{
	const struct token_rule *token;
	const struct platform_denial *denial;
	unsigned int i;

	(void)state;
	for (i = 0; (token = token_rule_table(i)); i++)
		assert_true(*token->token && *token->why);
	assert_int_equal(i, 15);
	for (i = 0; (denial = platform_denial_table(i)); i++) {
		struct platform_spec spec = spec_low();
		struct buffer line = { 0 };
		struct diag diag = { 0 };
		char user[64];

		snprintf(user, sizeof(user), denial->value ? "%s=%s" : "%s", denial->key,
			 denial->value);
		assert_int_equal(platform_cmdline_build(user, 2047, &spec, &line, &diag),
				 -EINVAL);
		assert_non_null(strstr(diag.line, denial->why));
	}
	assert_true(i > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merged), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_spec),   cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_size),   cmocka_unit_test(test_instead),
		cmocka_unit_test(test_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
