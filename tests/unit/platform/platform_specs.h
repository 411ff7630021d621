/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * platform_specs.h - three OSes that the platform tests describe
 */
#ifndef MINT_TESTS_PLATFORM_SPECS_H
#define MINT_TESTS_PLATFORM_SPECS_H

#include "platform/platform.h"

/* One CPU, region below 4 GiB, the UART that Linux calls ttyS1. */
static inline struct platform_spec spec_low(void)
{
	return (struct platform_spec){
		.region = { 0x40000000, 0x60000000 },
		.realmode = { 0x10000, 0x20000 },
		.area = 0x40200000,
		.mailbox = 0x40212000,
		.lapic = 0xfee00000,
		.apicid = { 1 },
		.nr_cpus = 1,
		.ghost_apicid = 200,
		.uart_port = 0x2f8,
		.uart_uid = 1,
		.tsc_khz = 2999999,
		.kernel_version = 6 << 16 | 1 << 8,
	};
}

/* Two CPUs, region above 4 GiB with a low window, a watchdog; what may be lent. */
static inline struct platform_spec spec_high(void)
{
	return (struct platform_spec){
		.region = { 0x140000000, 0x180000000 },
		.realmode = { 0x30000, 0x40000 },
		.swiotlb = { 0x60000000, 0x65000000 },
		.area = 0x140200000,
		.mailbox = 0x60000000,
		.lapic = 0xfee00000,
		.apicid = { 3, 2 },
		.nr_cpus = 2,
		.ghost_apicid = 254,
		.kernel_version = 6 << 16 | 12 << 8,
		.lent_apicid = { 5, 253 },
		.nr_lent_cpus = 2,
		.lent_memory = { { 0x200000000, 0x208000000 } },
		.nr_lent_memory = 1,
		.hang_timeout_ms = 45000,
	};
}

/* spec_low() with two root ports: windows of every kind, a switch behind the second. */
static inline struct platform_spec spec_pci(void)
{
	struct platform_spec spec = spec_low();

	spec.bridge[0] = (struct platform_bridge){
		.first_bus = 1,
		.last_bus = 1,
		.ecam = 0xb0000000,
		.window = { { { 0xfe800000, 0xfea00000 }, false, false },
			    { { 0xfe000000, 0xfe200000 }, false, true } },
		.nr_windows = 2,
	};
	spec.bridge[1] = (struct platform_bridge){
		.segment = 1,
		.first_bus = 0x40,
		.last_bus = 0x47,
		.ecam = 0xc0000000,
		.window = { { { 0xc000, 0xe000 }, true, false },
			    { { 0xf8000000, 0xfa000000 }, false, false },
			    { { 0x8000000000, 0x8400000000 }, false, true } },
		.nr_windows = 3,
	};
	spec.nr_bridges = 2;
	return spec;
}

#endif
