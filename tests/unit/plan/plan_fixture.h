/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan_fixture.h - a machine and a kernel that a test may bend before it plans
 *
 *   firmware   0-0x9fbff RAM, 0x9fc00-0xfffff reserved, 1 MiB-2 GiB RAM (the last
 *              128 KiB reserved), 3 GiB-4 GiB PCI, 4 GiB-8 GiB RAM
 *   blocks     128 MiB each, online; leader's kernel at 16 MiB
 *   CPUs       0-3 online; ttyS0 is the console, ttyS1 is free
 */
#ifndef MINT_TESTS_PLAN_FIXTURE_H
#define MINT_TESTS_PLAN_FIXTURE_H

#include "image/image.h"
#include "plan/plan.h"

#define FIXTURE_BLOCKS	     64
#define FIXTURE_KERNEL_BYTES 0x3000

struct fixture {
	struct machine machine;
	struct memory_entry firmware[6];
	struct iomem_entry iomem[7];
	struct memory_block block[FIXTURE_BLOCKS];
	struct machine_cpu cpu[4];
	struct machine_uart uart[2];
	struct machine_os os; /* "web", not in the machine until fixture_add_os() */
	struct prange os_range[2];
	unsigned int os_cpu[1];
	uint8_t kernel[FIXTURE_KERNEL_BYTES];
	uint8_t initrd[5000];
	struct image image;	/* vmlinux: two pieces from 16 MiB, room 32 MiB */
	struct request request; /* beside, 1 GiB + 512 MiB, CPU 1 */
	struct plan_inputs inputs;
	struct plan plan;
	struct diag diag;
};

/** fixture_new - everything filled in, nothing planned; free with fixture_free() */
struct fixture *fixture_new(void);

void fixture_free(struct fixture *fixture);

/** fixture_add_os - "web" runs at 1.5 GiB + 128 MiB, 0x10000-0x1ffff, CPU 3, ttyS1 */
void fixture_add_os(struct fixture *fixture);

/** fixture_plan - plan_mint() anew; what it left before is freed */
int fixture_plan(struct fixture *fixture);

/** fixture_segment - by name; NULL when there is none */
const struct plan_segment *fixture_segment(const struct fixture *fixture,
					   const char *name);

#endif
