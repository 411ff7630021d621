/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan_fixture.c - a machine and a kernel that a test may bend before it plans
 *
 * In: nothing. Out: struct fixture, whose pointers all point into itself.
 */
#include "tests/unit/plan/plan_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/mint/plan_mint.h"

#define BLOCK_SIZE 0x8000000ULL

static const struct memory_entry firmware[] = {
	{ { 0, 0x9fc00 }, MEMORY_RAM },
	{ { 0x9fc00, 0x100000 }, MEMORY_RESERVED },
	{ { 0x100000, 0x7ffe0000 }, MEMORY_RAM },
	{ { 0x7ffe0000, 0x80000000 }, MEMORY_RESERVED },
	{ { 0xfffc0000, 0x100000000 }, MEMORY_RESERVED },
	{ { 0x100000000, 0x200000000 }, MEMORY_RAM },
};

static char system_ram[] = "System RAM", kernel_code[] = "Kernel code",
	    kernel_bss[] = "Kernel bss", reserved[] = "Reserved",
	    pci[] = "PCI Bus 0000:00";

static const struct iomem_entry iomem[] = {
	{ { 0x1000, 0x9fc00 }, 0, system_ram },
	{ { 0x9fc00, 0x100000 }, 0, reserved },
	{ { 0x100000, 0x7ffe0000 }, 0, system_ram },
	{ { 0x1000000, 0x2000000 }, 1, kernel_code },
	{ { 0x2000000, 0x4000000 }, 1, kernel_bss },
	{ { 0xc0000000, 0xfec00000 }, 0, pci },
	{ { 0x100000000, 0x200000000 }, 0, system_ram },
};

static void blocks_fill(struct fixture *fixture)
{
	size_t count = 0;

	for (uint64_t index = 0; index < FIXTURE_BLOCKS; index++) {
		struct prange range = { index * BLOCK_SIZE, (index + 1) * BLOCK_SIZE };

		if (range.start >= 0x80000000 && range.start < SIZE_4G)
			continue;
		fixture->block[count] = (struct memory_block){ .index = index,
							       .range = range,
							       .is_online = true,
							       .removable = FACT_YES,
							       .node = 0 };
		strcpy(fixture->block[count++].zone, "Normal");
	}
	fixture->machine.memory.nr_blocks = count;
}

static void machine_fill(struct fixture *fixture)
{
	static char cmdline[] = "BOOT_IMAGE=/vmlinuz root=/dev/vda1 no_ipi_broadcast=1";
	static char nowhere[] = "";
	struct machine *machine = &fixture->machine;

	memcpy(fixture->firmware, firmware, sizeof(firmware));
	memcpy(fixture->iomem, iomem, sizeof(iomem));
	for (unsigned int i = 0; i < 4; i++) {
		fixture->cpu[i] = (struct machine_cpu){ .cpu = i,
							.is_online = true,
							.can_offline = i > 0,
							.core = (int)i,
							.apicid = 2 * (int64_t)i };
		machine->cpus.apicid_used[0] |= (uint8_t)(1U << (2 * i));
	}
	fixture->uart[0] = (struct machine_uart){ 0, 0x3f8, true, false };
	fixture->uart[1] = (struct machine_uart){ 1, 0x2f8, false, false };
	blocks_fill(fixture);
	machine->sysroot = nowhere;
	machine->firmware.map = fixture->firmware;
	machine->firmware.nr_map = sizeof(firmware) / sizeof(firmware[0]);
	machine->memory.iomem = fixture->iomem;
	machine->memory.nr_iomem = sizeof(iomem) / sizeof(iomem[0]);
	machine->memory.iomem_known = FACT_YES;
	machine->memory.block_size = BLOCK_SIZE;
	machine->memory.block = fixture->block;
	machine->cpus.cpu = fixture->cpu;
	machine->cpus.nr = 4;
	machine->devices.uart = fixture->uart;
	machine->devices.nr_uarts = 2;
	machine->cmdline = cmdline;
	machine->cpus.tsc_khz = 2400000;
	machine->module.trampoline = (struct prange){ 0x99000, 0x9f000 };
	machine->module.park = (struct prange){ 0x8f000, 0x90000 };
	machine->module.loaded = FACT_YES;
	machine->cpus.x2apic = FACT_NO;
	machine->cpus.lapic_base = 0xfee00000;
	machine->host.bsp_known = FACT_YES;
}

static void image_fill(struct fixture *fixture)
{
	struct image *image = &fixture->image;

	for (size_t i = 0; i < sizeof(fixture->kernel); i++)
		fixture->kernel[i] = (uint8_t)(i * 7 + 1);
	image->kind = IMAGE_VMLINUX;
	image->type = "elf-x86_64";
	image->piece[0] =
		(struct image_piece){ 0x1000000, { fixture->kernel, 0x2000 }, 0x2000 };
	image->piece[1] = (struct image_piece){ 0x1200000,
						{ fixture->kernel + 0x2000, 0x800 },
						0x100000 };
	image->nr_pieces = 2;
	image->entry = 0x1000100;
	image->lowest = 0x1000000;
	image->room = 32 * SIZE_1M;
	image->alignment = SIZE_2M;
	image->pref_address = 0x1000000;
	image->cmdline_size = 2047;
	image->is_linux = true;
	strcpy(image->release, "6.1.0-test");
	image->version = 6U << 16 | 1U << 8;
}

struct fixture *fixture_new(void)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	if (!fixture)
		abort();
	machine_fill(fixture);
	image_fill(fixture);
	fixture->request.is_mint = true;
	fixture->request.sysroot = "";
	fixture->request.has_region = true;
	fixture->request.region = (struct prange){ 0x40000000, 0x60000000 };
	fixture->request.has_cpus = true;
	fixture->request.cpu[0] = 1;
	fixture->request.nr_cpus = 1;
	fixture->inputs.request = &fixture->request;
	fixture->inputs.machine = &fixture->machine;
	fixture->inputs.image = &fixture->image;
	return fixture;
}

void fixture_free(struct fixture *fixture)
{
	plan_free(&fixture->plan);
	diag_clear(&fixture->diag);
	free(fixture);
}

void fixture_add_os(struct fixture *fixture)
{
	strcpy(fixture->os.name, "web");
	strcpy(fixture->os.state, "running");
	fixture->os_range[0] = (struct prange){ 0x60000000, 0x68000000 };
	fixture->os_range[1] = (struct prange){ 0x10000, 0x20000 };
	fixture->os_cpu[0] = 3;
	fixture->os.range = fixture->os_range;
	fixture->os.nr_ranges = 2;
	fixture->os.cpu = fixture->os_cpu;
	fixture->os.nr_cpus = 1;
	fixture->os.uart = 0x2f8;
	fixture->machine.module.os = &fixture->os;
	fixture->machine.module.nr_os = 1;
	fixture->cpu[3].is_online = false;
}

int fixture_plan(struct fixture *fixture)
{
	plan_free(&fixture->plan);
	diag_clear(&fixture->diag);
	return plan_mint(&fixture->inputs, &fixture->plan, &fixture->diag);
}

const struct plan_segment *fixture_segment(const struct fixture *fixture,
					   const char *name)
{
	for (unsigned int i = 0; i < fixture->plan.nr_segments; i++)
		if (!strcmp(fixture->plan.segment[i].name, name))
			return &fixture->plan.segment[i];
	return NULL;
}
