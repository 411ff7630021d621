/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cores.h - rows about processors: interrupts, ids, topology, time
 *
 * In: command line, CPUs, APIC ids, flags. Out: one row each, without its id. Return of
 * every function: 0, -ENOMEM.
 */
#ifndef MINT_CHECK_CORES_H
#define MINT_CHECK_CORES_H

#include "check/row.h"

check_fn check_broadcast, check_apic, check_boot_cpu, check_cpus, check_smt, check_numa;
check_fn check_tsc, check_nmi_watchdog;

#endif
