/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.h - questions about the host, and the parsers of the files that answer them
 *
 * In: a machine that was read; the text or bytes of one file. Out: facts. Pure.
 */
#ifndef MINT_MACHINE_HOST_H
#define MINT_MACHINE_HOST_H

#include <stddef.h>

#include "base/bytes.h"
#include "machine/machine.h"

/**
 * machine_broadcasts - may the leader interrupt every core of the machine at once?
 *
 * Linux uses the shorthand "all but self" once two of its CPUs are online, unless its
 * command line has no_ipi_broadcast=1 (arch/x86/kernel/apic/ipi.c).
 * Return: FACT_UNKNOWN when the command line is not known. How many CPUs are online is
 * not looked at.
 */
enum fact machine_broadcasts(const struct machine *machine);

/**
 * machine_iommu_off - the parameters with which the leader leaves DMA and interrupts
 * alone
 *
 * By the names of its IOMMUs (ivhd: AMD's), else by the CPUs. AMD's one ends both; of
 * Intel's, interrupt remapping has a parameter of its own, which takes the leader out of
 * x2APIC mode too. Return: static text, "intel_iommu=off intremap=off".
 */
const char *machine_iommu_off(const struct machine *machine);

/** machine_cpu_flag - is @flag among the first CPU's flags of /proc/cpuinfo? */
enum fact machine_cpu_flag(const struct machine *machine, const char *flag);

/**
 * machine_config - is the option set in the leader's kernel, built in or as a module?
 * @option: "MEMORY_HOTREMOVE": without CONFIG_
 *
 * Return: FACT_UNKNOWN without a configuration; an option that it does not name is not
 * set, as in Kconfig.
 */
enum fact machine_config(const struct machine *machine, const char *option);

/**
 * config_find - an option of a kernel configuration
 * @option: without CONFIG_
 * Return: FACT_YES for y and m, else FACT_NO, also when it is not named.
 */
enum fact config_find(const char *config, const char *option);

/**
 * interrupts_are_remapped - do chips of /proc/interrupts have names with "IR-"?
 * Return: FACT_UNKNOWN when there is neither an I/O APIC nor an MSI in it.
 * Linux drivers/iommu/intel/irq_remapping.c, drivers/iommu/amd/iommu.c ("IR-PCI-MSI").
 */
enum fact interrupts_are_remapped(const char *text);

/**
 * mcfg_parse - the entries of an MCFG table
 * @ret: array of @ret_count, to be freed with free(); NULL when it has no entry
 * Return: NULL, or what is wrong; then there is nothing to be freed.
 */
const char *mcfg_parse(struct bytes table, struct machine_ecam **ret, size_t *ret_count);

/**
 * cpuinfo_flags - the first "flags" line of /proc/cpuinfo, behind its colon
 * Return: NULL when there is none; @ret_size is then untouched.
 */
const char *cpuinfo_flags(const char *text, size_t *ret_size);

#endif
