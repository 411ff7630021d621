/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.h - what the leader runs on, and how it is set: one small file each
 */
#ifndef MINT_MACHINE_READ_HOST_H
#define MINT_MACHINE_READ_HOST_H

#include "machine/read/reader.h"

fact_reader host_read_flags, host_read_config_gz, host_read_config;
fact_reader host_read_clocksource, host_read_hypervisor, host_read_vendor;
fact_reader host_read_product, host_read_iommus, host_read_iommus_absent;
fact_reader host_read_iommu_groups, host_read_interrupts, host_read_smt;
fact_reader host_read_nmi_watchdog, host_read_sig_enforce, host_read_x2apic_locked;
fact_reader host_read_secure_boot_params, host_read_secure_boot, host_read_bsp_module;
fact_reader host_read_acpi, host_read_madt, host_read_kvm, host_read_kvm_absent;
fact_reader host_read_vmm, host_read_ecam, host_read_ecam_absent;

#endif
