/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.c - questions about the host, and the parsers of the files that answer them
 *
 * In: a machine that was read; the text or bytes of one file. Out: facts. Pure.
 * Ref: Linux Documentation/kbuild/kconfig-language.rst; PCI Firmware Specification 3.3
 * section 4.1.2 (MCFG); ACPI 6.4 section 5.2.6 (header); arch/x86/kernel/apic/ipi.c.
 */
#include "machine/host.h"

#include <stdlib.h>
#include <string.h>

#include "base/cmdline.h"
#include "machine/text.h"

#define MCFG_ENTRIES	44 /* the header's 36 bytes, 8 reserved ones */
#define MCFG_ENTRY_SIZE 16

enum fact machine_broadcasts(const struct machine *machine)
{
	struct cmdline_token token;

	if (!machine->cmdline)
		return FACT_UNKNOWN;
	if (cmdline_find(machine->cmdline, "no_ipi_broadcast", &token) &&
	    token.value_size && token.value[0] != '0')
		return FACT_NO;
	return FACT_YES;
}

enum fact machine_cpu_flag(const struct machine *machine, const char *flag)
{
	const char *at = machine->host.cpu_flags;
	size_t size = strlen(flag);

	if (!at)
		return FACT_UNKNOWN;
	while (size && (at = strstr(at, flag))) {
		if (at > machine->host.cpu_flags && at[-1] == ' ' &&
		    (at[size] == ' ' || !at[size]))
			return FACT_YES;
		at += size;
	}
	return FACT_NO;
}

const char *machine_iommu_off(const struct machine *machine)
{
	const struct machine_host *host = &machine->host;

	/* ivhd0, dmar0: Documentation/ABI/testing/sysfs-class-iommu-{amd,intel}-iommu */
	if (host->iommus && !strncmp(host->iommus, "ivhd", 4))
		return "amd_iommu=off";
	if (!host->iommus && machine_cpu_flag(machine, "svm") == FACT_YES)
		return "amd_iommu=off";
	return host->intr_remap == FACT_YES ? "intel_iommu=off intremap=off"
					    : "intel_iommu=off";
}

enum fact config_find(const char *config, const char *option)
{
	size_t size = strlen(option);

	while (*config) {
		if (!strncmp(config, "CONFIG_", 7) &&
		    !strncmp(config + 7, option, size) && config[7 + size] == '=') {
			const char *value = config + 8 + size;

			return *value == 'y' || *value == 'm' ? FACT_YES : FACT_NO;
		}
		config += strcspn(config, "\n");
		config += *config == '\n';
	}
	return FACT_NO;
}

enum fact machine_config(const struct machine *machine, const char *option)
{
	if (!machine->host.config)
		return FACT_UNKNOWN;
	return config_find(machine->host.config, option);
}

enum fact interrupts_are_remapped(const char *text)
{
	static const char *const chips[] = { "IO-APIC", "PCI-MSI" };
	enum fact found = FACT_UNKNOWN;

	for (size_t size; *(text += strspn(text, " \t\n")); text += size) {
		bool is_remapped = !strncmp(text, "IR-", 3);
		const char *chip = text + (is_remapped ? 3 : 0);

		size = strcspn(text, " \t\n");
		for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
			if (strncmp(chip, chips[i], strlen(chips[i])))
				continue;
			if (is_remapped)
				return FACT_YES;
			found = FACT_NO;
		}
	}
	return found;
}

const char *mcfg_parse(struct bytes table, struct machine_ecam **ret, size_t *ret_count)
{
	struct machine_ecam *ecam = NULL;
	uint32_t size = 0;
	size_t count = 0;

	*ret = NULL;
	*ret_count = 0;
	if (!bytes_has(table, 0, MCFG_ENTRIES) || memcmp(table.data, "MCFG", 4))
		return "no MCFG table";
	if (bytes_get_u32(table, 4, &size) || size > table.size)
		return "shorter than its header says";
	for (uint64_t at = MCFG_ENTRIES; at + MCFG_ENTRY_SIZE <= size;
	     at += MCFG_ENTRY_SIZE) {
		struct machine_ecam one = { 0 };

		if (bytes_get_u64(table, at, &one.base) ||
		    bytes_get_u16(table, at + 8, &one.segment) ||
		    bytes_get_u8(table, at + 10, &one.bus_first) ||
		    bytes_get_u8(table, at + 11, &one.bus_last) ||
		    one.bus_last < one.bus_first) {
			free(ecam);
			return "the last bus of an entry is below its first";
		}
		if (array_grow(&ecam, count, sizeof(one))) {
			free(ecam);
			return "out of memory";
		}
		ecam[count++] = one;
	}
	*ret = ecam;
	*ret_count = count;
	return NULL;
}

const char *cpuinfo_flags(const char *text, size_t *ret_size)
{
	const char *line = text;

	while (line && *line) {
		size_t size = strcspn(line, "\n");
		const char *colon = memchr(line, ':', size);

		if (!strncmp(line, "flags", 5) && colon &&
		    5 + strspn(line + 5, " \t") == (size_t)(colon - line)) {
			*ret_size = size - (size_t)(colon + 1 - line);
			return colon + 1;
		}
		line += size;
		line += *line == '\n';
	}
	return NULL;
}
