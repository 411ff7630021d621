/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_machine.c - facts of recorded machines, and that the recorder has them all
 *
 * In: tests/sysroots below $top_srcdir.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "machine/machine.h"
#include "machine/read/facts.h"
#include "machine/read/read.h"
#include "machine/text.h"

#define ROOT_MAX 4096

static const char *source_directory(void)
{
	const char *directory = getenv("top_srcdir");

	return directory ? directory : ".";
}

static void recorded(const char *name, struct machine *machine)
{
	struct diag diag = { 0 };
	char path[ROOT_MAX];
	int err;

	snprintf(path, sizeof(path), "%s/tests/sysroots/%s", source_directory(), name);
	err = machine_read(path, machine, &diag);
	if (err)
		print_error("%s\n", diag.line);
	assert_int_equal(err, 0);
	assert_string_equal(machine->sysroot, path);
}

static void assert_list(struct prange_list *list, const struct prange *want)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		assert_true(list->at[i].start == want[i].start);
		assert_true(list->at[i].end == want[i].end);
	}
	assert_true(prange_is_empty(want[i]));
	prange_list_free(list);
}

static void lab4g_memory(void **state)
{
	static const struct prange ram[] = {
		{ 0, 0x9fc00 },
		{ 0x100000, 0x7ffdf000 },
		{ 0x100000000, 0x180000000 },
		{ 0, 0 },
	};
	static const struct prange system_ram[] = {
		{ 0x1000, 0x9fc00 },
		{ 0x100000, 0x7ffdf000 },
		{ 0x100000000, 0x180000000 },
		{ 0, 0 },
	};
	struct prange_list list;
	struct machine machine;
	size_t i;

	(void)state;
	recorded("lab4g", &machine);
	assert_int_equal(machine.firmware.nr_map, 10);
	for (i = 1; i < machine.firmware.nr_map; i++)
		assert_true(machine.firmware.map[i - 1].range.start <
			    machine.firmware.map[i].range.start);
	assert_int_equal(machine_ram(&machine, &list), 0);
	assert_list(&list, ram);
	assert_int_equal(machine.memory.iomem_known, FACT_YES);
	assert_int_equal(machine_system_ram(&machine, &list), 0);
	assert_list(&list, system_ram);
	assert_string_equal(
		machine_iomem_name(&machine, (struct prange){ 0x1000000, 0x1001000 }),
		"Kernel code");
	assert_string_equal(
		machine_iomem_name(&machine, (struct prange){ 0x40000000, 0x60000000 }),
		"System RAM");
	assert_null(
		machine_iomem_name(&machine, (struct prange){ 1ULL << 50, 2ULL << 50 }));
	machine_free(&machine);
}

static void lab4g_blocks(void **state)
{
	struct machine machine;

	(void)state;
	recorded("lab4g", &machine);
	assert_true(machine.memory.block_size == 0x8000000);
	assert_int_equal(machine.memory.nr_blocks, 32);
	for (size_t i = 0; i < 32; i++) {
		const struct memory_block *block = &machine.memory.block[i];

		assert_int_equal(block->index, i < 16 ? i : i + 16);
		assert_true(block->range.start == block->index * 0x8000000);
		assert_true(prange_size(block->range) == 0x8000000);
		assert_true(block->is_online);
		assert_int_equal(block->removable, FACT_YES);
		assert_int_equal(block->node, 0);
	}
	assert_string_equal(machine.memory.block[8].zone, "DMA32");
	assert_string_equal(machine.memory.block[16].zone, "Normal");
	machine_free(&machine);
}

static void lab4g_cpus(void **state)
{
	struct machine machine;
	unsigned int i;

	(void)state;
	recorded("lab4g", &machine);
	assert_int_equal(machine.cpus.nr, 4);
	for (i = 0; i < 4; i++) {
		const struct machine_cpu *cpu = machine_cpu_find(&machine, i);

		assert_non_null(cpu);
		assert_true(cpu->is_online);
		assert_int_equal(cpu->can_offline, i != 0);
		assert_int_equal(cpu->apicid, i);
		assert_int_equal(cpu->package, 0);
		assert_int_equal(cpu->core, i);
		assert_int_equal(cpu->node, 0);
	}
	assert_null(machine_cpu_find(&machine, 4));
	assert_int_equal(machine.cpus.x2apic, FACT_NO);
	assert_true(machine.cpus.lapic_base == 0xfee00000);
	assert_int_equal(machine.cpus.max_apicid_known, 3);
	assert_int_equal(machine.cpus.apicid_used[0], 0xf);
	assert_int_equal(machine.cpus.apicid_used[1], 0);
	machine_free(&machine);
}

static void lab4g_rest(void **state)
{
	static const uint16_t ports[] = { 0x3f8, 0x2f8, 0x3e8, 0x2e8 };
	struct machine machine;
	unsigned int i;

	(void)state;
	recorded("lab4g", &machine);
	assert_int_equal(machine.devices.nr_uarts, 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(machine.devices.uart[i].line, i);
		assert_int_equal(machine.devices.uart[i].port, ports[i]);
		assert_int_equal(machine.devices.uart[i].is_console, i == 0);
	}
	assert_string_equal(machine.release, "6.1.0-56-amd64");
	assert_non_null(strstr(machine.cmdline, "no_ipi_broadcast=1"));
	assert_null(strchr(machine.cmdline, '\n'));
	assert_int_equal(machine.module.loaded, FACT_NO);
	assert_int_equal(machine.module.nr_os, 0);
	assert_true(machine.cpus.tsc_khz == 0);
	assert_true(prange_is_empty(machine.module.trampoline));
	assert_true(prange_is_empty(machine.module.park));
	assert_int_equal(machine.kexec.locked_down, FACT_NO);
	assert_int_equal(machine.kexec.disabled, FACT_NO);
	assert_true(machine.firmware.rsdp == 0xf59c0);
	assert_int_equal(machine.firmware.efi_bits, 0);
	assert_int_equal(machine.firmware.boot_params_size, 4096);
	machine_free(&machine);
}

static void lab4g_mint(void **state)
{
	struct machine machine;

	(void)state;
	recorded("lab4g-mint", &machine);
	assert_int_equal(machine.module.loaded, FACT_YES);
	assert_true(machine.cpus.tsc_khz == 2400000);
	assert_true(machine.module.trampoline.start == 0x99000);
	assert_true(machine.module.trampoline.end == 0x9f000);
	assert_true(machine.module.park.start == 0x8f000 &&
		    machine.module.park.end == 0x90000);
	assert_int_equal(machine.cpus.x2apic, FACT_NO);
	assert_int_equal(machine_cpu_find(&machine, 3)->apicid, 3);
	assert_false(machine_cpu_find(&machine, 3)->is_online);
	assert_true(machine_cpu_find(&machine, 3)->can_offline);
	assert_int_equal(machine_cpu_find(&machine, 3)->core, -1);
	assert_false(machine.memory.block[8].is_online);
	assert_string_equal(machine.memory.block[8].zone, "");
	assert_true(machine.memory.block[7].is_online);
	machine_free(&machine);
}

static void lab4g_mint_os(void **state)
{
	struct machine machine;
	const struct machine_os *os;

	(void)state;
	recorded("lab4g-mint", &machine);
	assert_int_equal(machine.module.nr_os, 1);
	os = machine.module.os;
	assert_string_equal(os->name, "os1");
	assert_string_equal(os->state, "running");
	assert_int_equal(os->nr_ranges, 2);
	assert_true(os->range[0].start == 0x40000000 && os->range[0].end == 0x60000000);
	assert_true(os->range[1].start == 0x10000 && os->range[1].end == 0x1a000);
	assert_string_equal(os->purpose[0], "region");
	assert_string_equal(os->purpose[1], "realmode");
	assert_true(machine_os_region(os).end == 0x60000000);
	assert_string_equal(os->reason, "");
	assert_int_equal(os->nr_cpus, 1);
	assert_int_equal(os->cpu[0], 3);
	assert_int_equal(os->uart, 0);
	assert_string_equal(
		machine_iomem_name(&machine, (struct prange){ 0x5ffff000, 0x60001000 }),
		"Mint: os1");
	machine_free(&machine);
}

static void noroot(void **state)
{
	struct prange_list list = { 0 };
	struct machine machine;

	(void)state;
	recorded("noroot", &machine);
	assert_int_equal(machine.memory.iomem_known, FACT_NO);
	assert_int_equal(machine_system_ram(&machine, &list), 0);
	assert_int_equal(list.count, 0);
	assert_null(machine_iomem_name(&machine, (struct prange){ 0, 0x1000 }));
	assert_int_equal(machine_ram(&machine, &list), 0);
	assert_int_equal(list.count, 3);
	prange_list_free(&list);
	/* no MADT, yet the online CPUs are known */
	assert_int_equal(machine.cpus.apicid_used[0], 0xf);
	machine_free(&machine);
}

static void bigblocks(void **state)
{
	struct machine machine;

	(void)state;
	recorded("bigblocks", &machine);
	assert_true(machine.memory.block_size == 2 * SIZE_1G);
	assert_int_equal(machine.memory.nr_blocks, 32);
	assert_string_equal(machine.memory.block[0].zone, "");
	assert_true(machine.memory.block[1].range.start == SIZE_4G);
	assert_string_equal(machine.memory.block[31].zone, "Movable");
	assert_int_equal(machine.memory.block[31].node, 1);
	assert_int_equal(machine.cpus.nr, 16);
	assert_int_equal(machine_cpu_find(&machine, 9)->apicid, 34);
	assert_int_equal(machine_cpu_find(&machine, 9)->package, 1);
	assert_int_equal(machine_cpu_find(&machine, 9)->node, 1);
	assert_int_equal(machine.cpus.max_apicid_known, 46);
	assert_int_equal(machine.cpus.apicid_used[0], 0x55);
	/* the CPUs can do it, nothing says whether they do */
	assert_int_equal(machine.cpus.x2apic, FACT_UNKNOWN);
	assert_int_equal(machine.firmware.efi_bits, 64);
	assert_true(machine.firmware.rsdp == 0x6effe014);
	assert_null(machine.firmware.boot_params);
	machine_free(&machine);
}

static void memmap512(void **state)
{
	struct prange hole = { 0x40000000, 0x60000000 };
	struct prange_list list = { 0 };
	struct machine machine;
	size_t i;

	(void)state;
	recorded("memmap512", &machine);
	assert_int_equal(machine_ram(&machine, &list), 0);
	assert_true(prange_list_covers(&list, hole));
	prange_list_free(&list);
	assert_int_equal(machine_system_ram(&machine, &list), 0);
	assert_false(prange_list_overlaps(&list, hole));
	prange_list_free(&list);
	assert_string_equal(machine_iomem_name(&machine, hole), "Reserved");
	for (i = 0; i < machine.memory.nr_blocks; i++)
		assert_false(prange_overlaps(machine.memory.block[i].range, hole));
	machine_free(&machine);
}

/* What the table reads must be what the script records: line by line in its lists. */
static void record_has_all(void **state)
{
	AUTO_FREE char *script = NULL;
	AUTO_FCLOSE FILE *file = NULL;
	char path[ROOT_MAX], line[ROOT_MAX];
	size_t room = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/sysroots/record", source_directory());
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(getdelim(&script, &room, '\0', file) > 0);
	assert_true(nr_fact_sources > 20);
	for (size_t i = 0; i < nr_fact_sources; i++) {
		const struct fact_source *source = &fact_sources[i];
		AUTO_FREE char *files = strdup(source->files ? source->files : "");
		char *rest = files, *name;

		assert_non_null(files);
		while ((name = strsep(&rest, " "))) {
			snprintf(line, sizeof(line), "\n%s%s%s\n", source->path,
				 *name ? "/" : "", name);
			print_message("recorded? %s", line + 1);
			assert_non_null(strstr(script, line));
		}
	}
}

static const struct {
	const char *text;
	int err;
	size_t count;
	unsigned int cpu[4];
} cpu_list_rows[] = {
	{ "", 0, 0, { 0 } },
	{ "0", 0, 1, { 0 } },
	{ "0-3", 0, 4, { 0, 1, 2, 3 } },
	{ "5,1-2", 0, 3, { 1, 2, 5 } },
	{ "1,1-2,2", 0, 2, { 1, 2 } },
	{ "8191", 0, 1, { 8191 } },
	{ "8192", -EINVAL, 0, { 0 } },
	{ "1-", -EINVAL, 0, { 0 } },
	{ "-1", -EINVAL, 0, { 0 } },
	{ "2-1", -EINVAL, 0, { 0 } },
	{ "1,", -EINVAL, 0, { 0 } },
	{ ",1", -EINVAL, 0, { 0 } },
	{ "1 2", -EINVAL, 0, { 0 } },
	{ "0-7:1/2", -EINVAL, 0, { 0 } },
	{ "99999999999999999999", -EINVAL, 0, { 0 } },
};

static void cpu_lists(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cpu_list_rows); i++) {
		AUTO_FREE unsigned int *cpu = NULL;
		size_t count = 0;

		assert_int_equal(text_cpulist(cpu_list_rows[i].text, &cpu, &count),
				 cpu_list_rows[i].err);
		assert_int_equal(count, cpu_list_rows[i].count);
		for (j = 0; j < count; j++)
			assert_int_equal(cpu[j], cpu_list_rows[i].cpu[j]);
	}
}

static const struct {
	const char *text;
	uint64_t total;
} meminfo_rows[] = {
	{ "MemTotal:       16 kB\n", 16384 },
	{ "MemFree: 1 kB\nMemTotal:\t16 kB", 16384 },
	{ "\n\nMemTotal: 16", 16384 },
	{ "", 0 },
	{ "MemFree: 1 kB\n", 0 },
	{ "MemTotal", 0 },
	{ "MemTotal:", 0 },
	{ "MemTotal: kB\nMemFree: 1 kB\n", 0 },
	{ "MemTotal: -1 kB\n", 0 },
	{ "MemTotal:\n16 kB\n", 0 },
	/* another field that ends, or begins, in the same way */
	{ "XMemTotal: 1 kB\nMemTotalX: 2 kB\n MemTotal: 3 kB\nMemTotal: 4 kB\n", 4096 },
	/* the last number whose bytes fit 64 bits, and the next one */
	{ "MemTotal: 18014398509481983 kB\n", UINT64_MAX - 1023 },
	{ "MemTotal: 18014398509481984 kB\n", 0 },
};

static void meminfo(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(meminfo_rows); i++)
		if (text_meminfo(meminfo_rows[i].text, "MemTotal") !=
		    meminfo_rows[i].total)
			fail_msg("row %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lab4g_memory), cmocka_unit_test(lab4g_blocks),
		cmocka_unit_test(lab4g_cpus),	cmocka_unit_test(lab4g_rest),
		cmocka_unit_test(lab4g_mint),	cmocka_unit_test(lab4g_mint_os),
		cmocka_unit_test(noroot),	cmocka_unit_test(bigblocks),
		cmocka_unit_test(memmap512),	cmocka_unit_test(record_has_all),
		cmocka_unit_test(cpu_lists),	cmocka_unit_test(meminfo),
	};

	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
