/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apicids.h - which local APIC is which CPU's, which ids the machine has at all; what
 * else the module tells of its CPUs
 */
#ifndef MINT_MACHINE_READ_APICIDS_H
#define MINT_MACHINE_READ_APICIDS_H

#include "machine/read/reader.h"

fact_reader apicids_read_module, apicids_read_cpuinfo, apicids_read_madt;
fact_reader x2apic_read_module, x2apic_read_cpuinfo;
fact_reader virgins_read;

#endif
