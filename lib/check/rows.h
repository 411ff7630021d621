/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rows.h - one function for each row of the examination
 *
 * Inside of the room and its tests only. In: facts. Out: one row without its id, which
 * the table in check.c has. Return of every function: 0, -ENOMEM.
 */
#ifndef MINT_CHECK_ROWS_H
#define MINT_CHECK_ROWS_H

#include "check/check.h"

typedef int check_fn(const struct machine *machine, struct check_row *row);

/* cores.c */
check_fn check_broadcast, check_apic, check_boot_cpu, check_cpus, check_smt, check_numa;
check_fn check_tsc, check_nmi_watchdog;
/* memory.c */
check_fn check_memory, check_low_memory, check_real_mode;
/* devices.c */
check_fn check_iommu, check_interrupts, check_ecam;
/* setting.c */
check_fn check_firmware, check_mp_table, check_hypervisor, check_kvm;
/* kernel.c */
check_fn check_lockdown, check_module, check_config;

/** check_detail - verdict and what is there */
void check_detail(struct check_row *row, enum check_verdict verdict, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

/** check_advice - what to do */
void check_advice(struct check_row *row, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#define CHECK_ASK_MODULE "modprobe mint (as root), and check again"

#endif
