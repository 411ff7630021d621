/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_plan_mint.c - whole plans: what is refused, what is laid out, what is handed over
 *
 * In: the fixture's machine and kernel, bent. Out: plans, error lines.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <asm/bootparam.h>

#include "abi/handoff.h"
#include "purgatory/paging.h"
#include "abi/mint.h"
#include "base/cleanup.h"
#include "plan/rules/rules.h"
#include "tests/unit/plan/plan_fixture.h"
#include "purgatory/sha256.h"

static int setup(void **state)
{
	*state = fixture_new();
	return 0;
}

static int teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static void planned(struct fixture *fixture)
{
	int err = fixture_plan(fixture);

	if (err || plan_verdict(&fixture->plan, &fixture->diag))
		fail_msg("no plan: %d %s", err, fixture->diag.line);
}

static void with_initrd(struct fixture *fixture)
{
	memset(fixture->initrd, 0x5a, sizeof(fixture->initrd));
	fixture->inputs.initrd =
		(struct bytes){ fixture->initrd, sizeof(fixture->initrd) };
}

static const struct handoff *handoff_of(const struct fixture *fixture)
{
	const struct plan_segment *purgatory = fixture_segment(fixture, "purgatory");

	assert_non_null(purgatory);
	assert_true(purgatory->data.size >= HANDOFF_OFFSET + sizeof(struct handoff));
	return (const void *)(purgatory->data.data + HANDOFF_OFFSET);
}

/* Inside what the OS owns, on whole pages, disjoint. */
static void segments_are_sound(const struct fixture *fixture)
{
	const struct plan *plan = &fixture->plan;

	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *a = &plan->segment[i];
		struct prange range = { a->start, a->start + a->memsz };
		bool is_owned = prange_contains(plan->region, range);

		for (unsigned int w = 0; w < plan->nr_windows; w++)
			is_owned |= plan->window[w].purpose == PLAN_SWIOTLB &&
				    prange_contains(plan->window[w].range, range);
		if (!is_owned || !is_aligned(a->start, 4096) ||
		    !is_aligned(a->memsz, 4096) || a->data.size > a->memsz || !a->memsz)
			fail_msg("segment %s is misplaced", a->name);
		for (unsigned int k = 0; k < i; k++) {
			const struct plan_segment *b = &plan->segment[k];

			if (prange_overlaps(
				    range,
				    (struct prange){ b->start, b->start + b->memsz }))
				fail_msg("%s meets %s", a->name, b->name);
		}
	}
}

static void low_region(void **state)
{
	struct fixture *fixture = *state;
	const struct plan *plan = &fixture->plan;

	with_initrd(fixture);
	planned(fixture);
	segments_are_sound(fixture);
	assert_string_equal(plan->name, "os1");
	assert_int_equal(plan->mode, PLAN_BESIDE);
	assert_int_equal(plan->nr_windows, 1);
	assert_int_equal(plan->window[0].range.start, 0x10000);
	assert_int_equal(plan->kernel_entry, 0x41000100);
	assert_int_equal(fixture_segment(fixture, "kernel")->start, 0x41000000);
	assert_int_equal(fixture_segment(fixture, "kernel.1")->start, 0x41200000);
	assert_int_equal(fixture_segment(fixture, "kernel.1")->memsz, 0x100000);
	assert_int_equal(fixture_segment(fixture, "initrd")->start, 0x5fffe000);
	assert_int_equal(fixture_segment(fixture, "initrd")->data.size, 5000);
	assert_int_equal(plan->mailbox, fixture_segment(fixture, "mailbox")->start);
	assert_int_equal(plan->cpu[0].apicid, 2);
	assert_true(plan->nr_tables >= 4);
	assert_non_null(strstr((char *)plan->cmdline.data, "tsc_early_khz=2400000"));
	for (unsigned int i = 0; i < plan->nr_segments; i++)
		assert_true(plan->segment[i].is_known);
	assert_int_equal(fixture->diag.nr_warnings, 0);
}

static void high_region_gets_a_low_window(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.region = (struct prange){ 0x140000000, 0x160000000 };
	planned(fixture);
	segments_are_sound(fixture);
	assert_int_equal(fixture->plan.nr_windows, 2);
	assert_int_equal(fixture->plan.window[1].purpose, PLAN_SWIOTLB);
	assert_int_equal(prange_size(fixture->plan.window[1].range), 80 << 20);
	assert_int_equal(fixture->plan.mailbox, fixture->plan.window[1].range.start);
}

static void handoff_covers_what_is_loaded(void **state)
{
	struct fixture *fixture = *state;
	const struct handoff *handoff;
	uint8_t digest[SHA256_SIZE];

	fixture->request.region = (struct prange){ 0x140000000, 0x160000000 };
	with_initrd(fixture);
	planned(fixture);
	handoff = handoff_of(fixture);
	assert_true(handoff->magic == HANDOFF_MAGIC);
	assert_int_equal(handoff->flags,
			 HANDOFF_VERIFY | HANDOFF_TEXT_MAP | HANDOFF_MASK_LAPIC);
	assert_int_equal(handoff->entry, 0x141000100);
	assert_int_equal(handoff->text_base, 0x140000000);
	assert_int_equal(handoff->boot_params,
			 fixture_segment(fixture, "boot_params")->start);
	assert_int_equal(handoff->nr_maps, 4);
	assert_int_equal(handoff->maps[0].end, 0x160000000);
	assert_int_equal(handoff->maps[1].start, 0x10000);
	assert_int_equal(handoff->maps[3].start, 0xfee00000);
	assert_int_equal(handoff->maps[3].end, 0xfee01000);
	assert_true(paging_pool_size(handoff) <=
		    fixture_segment(fixture, "page-tables")->memsz);
	/* acpi, efi, boot_params, cmdline, kernel, kernel.1, initrd */
	assert_int_equal(handoff->nr_segments, 7);
	assert_int_equal(handoff->segments[6].data_size, 5000);
	sha256_digest(fixture->initrd, 5000, digest);
	assert_memory_equal(handoff->segments[6].sha256, digest, SHA256_SIZE);
	for (uint32_t i = 0; i < handoff->nr_segments; i++)
		assert_true(handoff->segments[i].start != fixture->plan.mailbox &&
			    handoff->segments[i].start != fixture->plan.entry);
}

static struct boot_params boot_params_of(const struct fixture *fixture)
{
	struct bytes data = fixture_segment(fixture, "boot_params")->data;
	struct boot_params ret;

	assert_int_equal(data.size, sizeof(ret));
	memcpy(&ret, data.data, sizeof(ret));
	return ret;
}

static void boot_params_point_at_what_is_loaded(void **state)
{
	struct fixture *fixture = *state;
	const struct plan_segment *acpi;
	struct boot_params params;

	fixture->request.region = (struct prange){ 0x140000000, 0x160000000 };
	with_initrd(fixture);
	planned(fixture);
	params = boot_params_of(fixture);
	acpi = fixture_segment(fixture, "acpi");
	assert_int_equal(params.hdr.ramdisk_image | (uint64_t)params.ext_ramdisk_image
							    << 32,
			 fixture_segment(fixture, "initrd")->start);
	assert_int_equal(params.hdr.ramdisk_size, 5000);
	assert_int_equal(params.hdr.cmd_line_ptr | (uint64_t)params.ext_cmd_line_ptr
							   << 32,
			 fixture_segment(fixture, "cmdline")->start);
	assert_in_range(params.acpi_rsdp_addr, acpi->start,
			acpi->start + acpi->data.size - 1);
	assert_int_equal(params.e820_entries, fixture->plan.memory_map.count);
	assert_memory_equal(&params.efi_info.efi_loader_signature, "EL64", 4);
}

static void mailbox_is_preset(void **state)
{
	struct fixture *fixture = *state;
	struct bytes data;

	fixture->request.hang_timeout_ms = 25000;
	planned(fixture);
	data = fixture_segment(fixture, "mailbox")->data;
	assert_int_equal(data.size, MINT_MAILBOX_PAGES * 4096);
	for (size_t i = 0; i < data.size; i++) {
		size_t page = i / 4096;
		bool is_version = page >= MINT_MAILBOX_IOAPIC &&
				  page < MINT_MAILBOX_IOAPIC + MINT_DOORBELLS &&
				  i % 4096 == 0x10;
		bool is_countdown = i == MINT_MAILBOX_WATCHDOG * 4096 + 0x40;

		assert_int_equal(data.data[i], is_version     ? 0x11
					       : is_countdown ? 250
							      : 0);
	}
}

static bool has_table(const struct fixture *fixture, const char *signature)
{
	for (unsigned int i = 0; i < fixture->plan.nr_tables; i++)
		if (!strcmp(fixture->plan.table[i].signature, signature))
			return true;
	return false;
}

static void watchdog_is_for_successors(void **state)
{
	struct fixture *fixture = *state;

	planned(fixture);
	assert_false(has_table(fixture, "WDAT"));
	assert_int_equal(fixture->plan.hang_timeout_ms, 0);
	fixture->request.hang_timeout_ms = 25000;
	planned(fixture);
	assert_true(has_table(fixture, "WDAT"));
	assert_int_equal(fixture->plan.hang_timeout_ms, 25000);
	fixture->request.has_cpus = false;
	fixture->request.nr_cpus = 0;
	assert_int_equal(fixture_plan(fixture), -EINVAL);
	assert_non_null(strstr(fixture->diag.line, "--mint-hang-timeout: nobody"));
}

static void instead_keeps_the_firmware(void **state)
{
	struct fixture *fixture = *state;
	const struct memory_map *map = &fixture->plan.memory_map;
	uint64_t ram = 0;

	fixture->request.has_cpus = false;
	fixture->request.nr_cpus = 0;
	fixture->request.append = "console=ttyS0 noapic";
	planned(fixture);
	segments_are_sound(fixture);
	assert_int_equal(fixture->plan.mode, PLAN_INSTEAD);
	assert_int_equal(fixture->plan.mailbox, 0);
	assert_null(fixture_segment(fixture, "acpi"));
	assert_string_equal((char *)fixture->plan.cmdline.data, "console=ttyS0 noapic");
	assert_int_equal(handoff_of(fixture)->flags, HANDOFF_VERIFY | HANDOFF_TEXT_MAP);
	assert_int_equal(map->count, 5);
	for (unsigned int i = 0; i < map->count; i++) {
		if (i)
			assert_true(map->at[i - 1].range.end <= map->at[i].range.start);
		if (map->at[i].type == MEMORY_RAM)
			ram += prange_size(map->at[i].range);
	}
	assert_int_equal(ram, 0x20000000 + 0x9e000);
	assert_int_equal(fixture->plan.rule[RULE_R7].ok, FACT_UNKNOWN);
}

static void instead_from_zero(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.has_cpus = false;
	fixture->request.region = (struct prange){ 0, 0x40000000 };
	planned(fixture);
	assert_int_equal(fixture->plan.nr_windows, 0);
	assert_int_equal(fixture->plan.memory_map.at[0].range.end, 0x9fc00);
	assert_int_equal(fixture->plan.kernel_entry, 0x1000100);
	fixture->request.region = (struct prange){ 0x7f000000, 0x140000000 };
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.rule[RULE_R4A].ok, FACT_NO);
	assert_int_equal(fixture->plan.nr_segments, 0);
}

/* The real RSDP, the maps end with the RAM, and OSes beside the leader end with it. */
static void instead_has_the_machine(void **state)
{
	struct fixture *fixture = *state;

	fixture_add_os(fixture);
	fixture->request.has_cpus = false;
	fixture->request.nr_cpus = 0;
	fixture->machine.firmware.rsdp = 0x7ffe1000;
	fixture->request.region = (struct prange){ 0x60000000, 0x70000000 };
	planned(fixture);
	assert_int_equal(fixture->plan.rule[RULE_R4B].ok, FACT_YES);
	assert_int_equal(boot_params_of(fixture).acpi_rsdp_addr, 0x7ffe1000);
	fixture->request.region = (struct prange){ 0x140000000, 0x240000000 };
	planned(fixture);
	assert_int_equal(handoff_of(fixture)->maps[0].end, 0x200000000);
}

static void unknown_facts_have_no_digest(void **state)
{
	struct fixture *fixture = *state;

	fixture->machine.cpus.tsc_khz = 0;
	fixture->cpu[1].apicid = -1;
	fixture->machine.module.loaded = FACT_NO;
	planned(fixture);
	assert_false(fixture_segment(fixture, "cmdline")->is_known);
	assert_false(fixture_segment(fixture, "acpi")->is_known);
	assert_false(fixture_segment(fixture, "purgatory")->is_known);
	assert_true(fixture_segment(fixture, "kernel")->is_known);
	assert_true(fixture_segment(fixture, "boot_params")->is_known);
}

static void same_inputs_same_bytes(void **state)
{
	struct fixture *fixture = *state;
	uint8_t first[SHA256_SIZE];

	planned(fixture);
	memcpy(first, fixture_segment(fixture, "purgatory")->sha256, SHA256_SIZE);
	planned(fixture);
	assert_memory_equal(first, fixture_segment(fixture, "purgatory")->sha256,
			    SHA256_SIZE);
	fixture->kernel[5] ^= 1;
	planned(fixture);
	assert_memory_not_equal(first, fixture_segment(fixture, "purgatory")->sha256,
				SHA256_SIZE);
}

static void command_lines(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.reuse_cmdline = true;
	fixture->request.append = "quiet";
	fixture->request.has_cpus = false;
	planned(fixture);
	assert_string_equal((char *)fixture->plan.cmdline.data,
			    "root=/dev/vda1 no_ipi_broadcast=1 quiet");
}

/* What makes plan_mint() refuse. */
static void cpu_0(struct fixture *f)
{
	f->request.cpu[0] = 0;
}
static void cpu_unknown(struct fixture *f)
{
	f->request.cpu[0] = 4;
}
static void cpu_owned(struct fixture *f)
{
	fixture_add_os(f);
	f->request.cpu[0] = 3;
}
static void cpu_stuck(struct fixture *f)
{
	f->cpu[1].can_offline = false;
}
static void cpu_apicid(struct fixture *f)
{
	f->cpu[1].apicid = 255;
}
/* as mint.ko has it in its list */
static void cpu_unnamed(struct fixture *f)
{
	f->cpu[1].apicid = -1;
	f->machine.module.loaded = FACT_YES;
}
static void name_taken(struct fixture *f)
{
	fixture_add_os(f);
	strcpy(f->request.name, "web");
}
static void uart_console(struct fixture *f)
{
	f->request.uart = "ttyS0";
}
static void uart_owned(struct fixture *f)
{
	fixture_add_os(f);
	f->request.uart = "0x2f8";
}
/* As it is while an OS has it. */
static void uart_owned_undriven(struct fixture *f)
{
	f->uart[1].is_undriven = true;
	uart_owned(f);
}
static void uart_undriven(struct fixture *f)
{
	f->uart[1].is_undriven = true;
	f->request.uart = "ttyS1";
}
static void uart_unknown(struct fixture *f)
{
	f->request.uart = "ttyS7";
}
static void uart_junk(struct fixture *f)
{
	f->request.uart = "com1";
}
static void kernel_old(struct fixture *f)
{
	f->image.version = 5U << 16 | 9U << 8 | 255;
	strcpy(f->image.release, "5.9.255");
}
static void kernel_strange(struct fixture *f)
{
	f->image.is_linux = false;
}
static void token_contradicts(struct fixture *f)
{
	f->request.append = "acpi=off";
}
static void token_too_long(struct fixture *f)
{
	f->image.cmdline_size = 100;
}
static void region_missing(struct fixture *f)
{
	f->request.has_region = false;
}
static void cpu_twice(struct fixture *f)
{
	f->request.cpu[1] = 1;
	f->request.nr_cpus = 2;
}
static void cpu_last(struct fixture *f)
{
	f->cpu[0].is_online = f->cpu[2].is_online = f->cpu[3].is_online = false;
}
static void ids_used_up(struct fixture *f)
{
	memset(f->machine.cpus.apicid_used, 0xff, sizeof(f->machine.cpus.apicid_used));
}

static const struct {
	void (*bend)(struct fixture *fixture);
	int err;
	const char *needle;
} refused[] = {
	{ cpu_0, -EINVAL, "CPU 0 stays" },
	{ cpu_unknown, -EINVAL, "CPU 4 is unknown: this machine has 4 CPUs" },
	{ cpu_owned, -EBUSY, "CPU 3 is owned by OS web (running)" },
	{ cpu_stuck, -EINVAL, "CPU 1 cannot be taken offline" },
	{ cpu_apicid, -ENOTSUP, "CPU 1 has APIC id 255 above 254, which" },
	{ cpu_unnamed, -ENOTSUP, "CPU 1 has an APIC id above 254, which" },
	{ cpu_twice, -EINVAL, "CPU 1 is listed twice" },
	{ cpu_last, -EINVAL, "last online CPU" },
	{ name_taken, -EEXIST, "mintctl release web" },
	{ uart_console, -EBUSY, "leader's console" },
	{ uart_owned, -EBUSY, "owned by OS web" },
	{ uart_owned_undriven, -EBUSY, "owned by OS web" },
	{ uart_undriven, -ENODEV, "no such serial port that the leader's driver" },
	{ uart_unknown, -ENODEV, "no such serial port" },
	{ uart_junk, -EINVAL, "neither none, ttySN nor 0xPORT" },
	{ kernel_old, -ENOTSUP, "5.9.255 is older than 5.10" },
	{ kernel_strange, -ENOTSUP, "no Linux banner" },
	{ token_contradicts, -EINVAL, "acpi=off" },
	{ token_too_long, -E2BIG, "the kernel takes 100" },
	{ region_missing, -EINVAL, "--mint-region is missing" },
	{ ids_used_up, -ENOSPC, "no sacrificial id" },
};

static void refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct fixture *fixture = fixture_new();
		int err;

		refused[i].bend(fixture);
		err = fixture_plan(fixture);
		if (err != refused[i].err ||
		    !strstr(fixture->diag.line, refused[i].needle))
			fail_msg("%d \"%s\", expected %d \"%s\"", err, fixture->diag.line,
				 refused[i].err, refused[i].needle);
		assert_int_equal(fixture->plan.nr_segments, 0);
		fixture_free(fixture);
	}
}

static void force_yields_for_two(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.force = true;
	kernel_old(fixture);
	planned(fixture);
	assert_int_equal(fixture->diag.nr_warnings, 1);
	kernel_strange(fixture);
	planned(fixture);
	assert_non_null(strstr(fixture->diag.warning[0], "--mint-force"));
}

static void broadcast_is_warned_of(void **state)
{
	struct fixture *fixture = *state;
	static char without[] = "quiet xno_ipi_broadcast=1",
		    zero[] = "no_ipi_broadcast=0";

	fixture->machine.cmdline = without;
	planned(fixture);
	assert_int_equal(fixture->diag.nr_warnings, 1);
	assert_non_null(strstr(fixture->diag.warning[0], "no_ipi_broadcast=1"));
	fixture->machine.cmdline = zero;
	planned(fixture);
	assert_int_equal(fixture->diag.nr_warnings, 1);
	/* two are enough; a leader of one CPU sends no shorthand */
	fixture->cpu[2].is_online = false;
	planned(fixture);
	assert_int_equal(fixture->diag.nr_warnings, 1);
	fixture->cpu[3].is_online = false;
	planned(fixture);
	assert_int_equal(fixture->diag.nr_warnings, 0);
}

static void names_are_found(void **state)
{
	struct fixture *fixture = *state;

	fixture_add_os(fixture);
	strcpy(fixture->os.name, "os1");
	planned(fixture);
	assert_string_equal(fixture->plan.name, "os2");
	assert_int_equal(fixture->plan.window[0].range.start, 0x20000);
}

static void broken_rules_leave_no_bytes(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.region = (struct prange){ 0x40100000, 0x60000000 };
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(fixture->plan.nr_segments, 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), -EINVAL);
	assert_int_equal(strncmp(fixture->diag.line, "R1: X = 0x40100000", 18), 0);
}

static void too_small_for_kernel_and_initrd(void **state)
{
	struct fixture *fixture = *state;

	with_initrd(fixture);
	fixture->request.region.end = 0x40000000 + RULE_KERNEL_OFFSET + 0x2001000;
	assert_int_equal(fixture_plan(fixture), 0);
	assert_int_equal(plan_verdict(&fixture->plan, &fixture->diag), -EINVAL);
	assert_non_null(
		strstr(fixture->diag.line, "R4-A: the region is 4096 bytes too small"));
}

static void pieces_stay_in_their_room(void **state)
{
	struct fixture *fixture = *state;

	fixture->image.piece[1].paddr = 0x1001800;
	assert_int_equal(fixture_plan(fixture), -EINVAL);
	assert_non_null(strstr(fixture->diag.line, "does not start on a page"));
	fixture->image.piece[1].paddr = 0x3000000;
	assert_int_equal(fixture_plan(fixture), -EINVAL);
	assert_non_null(strstr(fixture->diag.line, "leaves the kernel's room"));
}

int main(void)
{
#define PLAN_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		PLAN_TEST(low_region),
		PLAN_TEST(high_region_gets_a_low_window),
		PLAN_TEST(handoff_covers_what_is_loaded),
		PLAN_TEST(boot_params_point_at_what_is_loaded),
		PLAN_TEST(mailbox_is_preset),
		PLAN_TEST(watchdog_is_for_successors),
		PLAN_TEST(instead_keeps_the_firmware),
		PLAN_TEST(instead_from_zero),
		PLAN_TEST(instead_has_the_machine),
		PLAN_TEST(unknown_facts_have_no_digest),
		PLAN_TEST(same_inputs_same_bytes),
		PLAN_TEST(command_lines),
		PLAN_TEST(force_yields_for_two),
		PLAN_TEST(broadcast_is_warned_of),
		PLAN_TEST(names_are_found),
		PLAN_TEST(broken_rules_leave_no_bytes),
		PLAN_TEST(too_small_for_kernel_and_initrd),
		PLAN_TEST(pieces_stay_in_their_room),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
