/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_entries.c - a plain load's purgatory: every entry, backup, words, the way back
 *
 * In:  stage.h's machine. Out: cmocka results.
 * Ref: abi/handoff.h, enum handoff_entry_mode.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stage.h"

static void probe32_check(const struct probe32_report *report)
{
	const struct handoff_registers expected = {
		0xa1a1a1a1, 0xb2b2b2b2, 0xc3c3c3c3, 0xd4d4d4d4,
		0x51515151, 0xd1d1d1d1, 0xebebebeb, 0x7ffffff0,
	};

	assert_memory_equal(report->gpr, &expected, sizeof(expected));
	assert_int_equal(report->eflags, 2);
	assert_int_equal(report->cr0, 0x11);
	assert_int_equal(report->cr4, 0);
	assert_int_equal(report->efer, 0);
	assert_int_equal(report->cs, 0x10);
	assert_int_equal(report->ds, 0x18);
	assert_int_equal(report->es, 0x18);
	assert_int_equal(report->ss, 0x18);
	assert_int_equal(report->fs, 0x18);
	assert_int_equal(report->gs, 0x18);
	assert_int_equal(report->limit_cs, 0xffffffff);
	assert_int_equal(report->limit_ds, 0xffffffff);
	assert_int_equal(report->eip, PROBE32_AT);
}

static void enter_32_run(bool five_levels)
{
	struct stage stage;
	struct probe32_report *report;

	stage_open(&stage, PURGATORY, "max");
	stage.five_levels = five_levels;
	stage_enter_32(&stage);
	stage.handoff->serial_baud = 57600;
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	stage_go(&stage);
	stage_wait(&stage, &report->done);
	probe32_check(report);
	assert_int_equal(report->divisor, 2);
	assert_string_equal(machine_serial(&stage.machine),
			    "purgatory: entered at 0x3000000\r\n"
			    "purgatory: the digests of all 1 segments are right\r\n"
			    "purgatory: 32-bit entry 0x4000000\r\n");
	machine_close(&stage.machine);
}

static void test_enter_32(void **state)
{
	(void)state;
	enter_32_run(false);
	enter_32_run(true);
}

/* Not asked for: nothing is said, the port stays as the firmware left it. */
static void test_silence(void **state)
{
	struct stage stage;
	struct probe32_report *report;

	(void)state;
	stage_open(&stage, PURGATORY, "qemu64");
	stage_enter_32(&stage);
	stage.handoff->flags = HANDOFF_KEEP_MAP | HANDOFF_VERIFY;
	stage.handoff->serial_baud = 57600;
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	stage_go(&stage);
	stage_wait(&stage, &report->done);
	probe32_check(report);
	assert_int_not_equal(report->divisor, 2);
	assert_string_equal(machine_serial(&stage.machine), "");
	machine_close(&stage.machine);
}

/* As Linux leaves them: 8259s at vector 0x30, all masked, and the 8254 in one-shot mode.
 */
static void legacy_spoil(struct stage *stage)
{
	static const unsigned int writes[][2] = {
		{ 0x20, 0x11 }, { 0x21, 0x30 }, { 0x21, 4 },	{ 0x21, 1 },
		{ 0x21, 0xff }, { 0xa0, 0x11 }, { 0xa1, 0x38 }, { 0xa1, 2 },
		{ 0xa1, 1 },	{ 0xa1, 0xff }, { 0x43, 0x38 }, { 0x40, 0 },
		{ 0x40, 0x10 },
	};

	for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++)
		stage_port(stage, 'b', writes[i][0], writes[i][1]);
}

static void test_enter_16(void **state)
{
	const uint32_t zero[7] = { 0 };
	struct probe16_report *report;
	struct stage stage;
	char registers[8192];

	(void)state;
	stage_open(&stage, PURGATORY, "max");
	stage_enter_16(&stage);
	report = machine_at(&stage.machine, PROBE16_AT + PROBE_REPORT);
	legacy_spoil(&stage);
	stage_go(&stage);
	stage_wait(&stage, &report->done);
	assert_memory_equal(report->gpr, zero, sizeof(zero));
	assert_int_equal(report->gpr[7], 0xfff0);
	assert_int_equal(report->eflags, 2);
	assert_int_equal(report->cr0, 0x10);
	assert_int_equal(report->cs, PROBE16_AT >> 4);
	assert_int_equal(report->ip, 0);
	assert_int_equal(report->es, 0x2000);
	assert_int_equal(report->ds, 0x2000);
	assert_int_equal(report->ss, 0x2000);
	assert_int_equal(report->fs, 0x2000);
	assert_int_equal(report->gs, 0x2000);
	assert_int_equal(report->idt_limit, 0x3ff);
	assert_int_equal(report->idt_base, 0);
	assert_in_range(report->memory_kib, 512, 640);
	/* Spoilt it never passes 0x10; a machine that is waited for misses the top. */
	assert_in_range(report->pit_high, 0x40, 0xff);
	machine_command(&stage.machine, "info registers", registers, sizeof(registers));
	/* Limits of real mode, not of "unreal" mode. */
	assert_non_null(strstr(registers, "ES =2000 00020000 0000ffff"));
	assert_non_null(strstr(registers, "SS =2000 00020000 0000ffff"));
	assert_non_null(strstr(registers, "CS =1000 00010000 0000ffff"));
	stage_hear(&stage, "purgatory: real-mode entry 0x1000:0x0\r\n");
	machine_close(&stage.machine);
}

static void enter_64_run(bool five_levels, uint64_t purgatory, uint32_t flags)
{
	bool stays = five_levels && !(flags & HANDOFF_FOUR_LEVELS);
	struct probe64_report *report;
	struct stage stage;

	stage_open(&stage, purgatory, "max");
	stage.five_levels = five_levels;
	stage_enter_64(&stage);
	stage.handoff->flags |= flags;
	stage.handoff->registers.eax = 0x0e1fb007;
	stage.handoff->registers.ebp = 0xfeedbeef;
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	stage_go(&stage);
	stage_wait(&stage, &report->count);
	for (unsigned int i = 0; i < 16; i++)
		if (i != 0 && i != 4 && i != 6 && i != 7)
			assert_int_equal(report->gpr[i], 0);
	assert_int_equal(report->gpr[0], 0x0e1fb007);
	assert_int_equal(report->gpr[6], 0xfeedbeef);
	assert_int_equal(report->gpr[4], 0x123456789a000ULL);
	assert_in_range(report->gpr[7], purgatory, purgatory + PURGATORY_MEMSZ);
	assert_int_equal(report->rflags, 2);
	assert_int_equal(report->cr0, 0x80000033);
	if (stays == five_levels)
		assert_int_equal(report->cr3, stage.params->cr3);
	else
		assert_in_range(report->cr3, purgatory, purgatory + PURGATORY_MEMSZ);
	assert_int_equal(report->cr4, 0x20 | (stays ? CR4_LA57 : 0));
	assert_int_equal(report->efer, 0x500);
	assert_int_equal(report->cs, 0x10);
	assert_int_equal(report->ds, 0x18);
	assert_int_equal(report->ss, 0x18);
	machine_close(&stage.machine);
}

static void test_enter_64(void **state)
{
	(void)state;
	enter_64_run(false, PURGATORY, 0);
	enter_64_run(true, PURGATORY_HIGH, 0);
	enter_64_run(true, PURGATORY, HANDOFF_FOUR_LEVELS);
	enter_64_run(false, PURGATORY, HANDOFF_FOUR_LEVELS);
}

/* Low memory from its first byte on, the firmware's included. */
static void test_backup(void **state)
{
	struct probe32_report *report;
	uint8_t *source;
	struct stage stage;

	(void)state;
	stage_open(&stage, PURGATORY, "max");
	stage_enter_32(&stage);
	source = machine_at(&stage.machine, 0);
	for (uint64_t i = 0x20000; i < 0x9f000; i++)
		source[i] = (uint8_t)(i * 7 >> 3);
	stage.handoff->backup_target = BACKUP;
	stage.handoff->backup_size = BACKUP_SIZE;
	memset(machine_at(&stage.machine, BACKUP), 0xa5, BACKUP_SIZE + 0x1000);
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	stage_go(&stage);
	stage_wait(&stage, &report->done);
	assert_int_equal(source[0x20008], 7);
	assert_memory_equal(source, machine_at(&stage.machine, BACKUP), BACKUP_SIZE);
	assert_int_equal(*(uint8_t *)machine_at(&stage.machine, BACKUP + BACKUP_SIZE),
			 0xa5);
	stage_hear(&stage,
		   "purgatory: backup of 0xa0000 bytes from 0x0 to 0x5000000\r\n");
	machine_close(&stage.machine);
}

/* Neither the backup nor the entry happens behind a wrong digest. */
static void test_digest(void **state)
{
	struct probe32_report *report;
	struct stage stage;

	(void)state;
	stage_open(&stage, PURGATORY, "max");
	stage_enter_32(&stage);
	stage_segment(&stage, 0x6100000, 0x2345);
	*(uint8_t *)machine_at(&stage.machine, 0x6102344) ^= 0x80;
	stage.handoff->backup_target = BACKUP;
	stage.handoff->backup_size = BACKUP_SIZE;
	memset(machine_at(&stage.machine, BACKUP), 0xa5, 0x1000);
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	stage_go(&stage);
	stage_hear(&stage, "purgatory: the digest of segment 1 at 0x6100000 is wrong: "
			   "halted\r\n");
	assert_true(machine_is_alive(&stage.machine));
	assert_int_equal(report->done, 0);
	assert_int_equal(*(uint8_t *)machine_at(&stage.machine, BACKUP), 0xa5);
	machine_close(&stage.machine);
}

static void test_exception(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, PURGATORY, "max");
	stage_enter_64(&stage);
	memcpy(machine_at(&stage.machine, PROBE32_AT), "\x0f\x0b", 2); /* ud2 */
	stage.handoff->flags &= ~HANDOFF_VERIFY;
	stage_go(&stage);
	stage_hear(&stage, "purgatory: exception 6 at 0x4000000: halted\r\n");
	machine_close(&stage.machine);
}

static bool returned_twice(struct machine *machine, void *argument)
{
	struct bare_params *params = argument;

	(void)machine;
	return *(volatile uint64_t *)&params->returns == 2;
}

static void test_preserve(void **state)
{
	struct probe64_report *report;
	char digits[17] = "";
	struct stage stage;

	(void)state;
	stage_open(&stage, PURGATORY, "max");
	stage_enter_64(&stage);
	memset(machine_at(&stage.machine, TEXT_AT), '-', 32);
	stage_segment(&stage, TEXT_AT, 32);
	stage.handoff->flags |= HANDOFF_PRESERVE;
	stage.handoff->jump_back_text = TEXT_AT + 8;
	stage.params->stack = STACK_TOP;
	stage.params->calls = 2;
	/* What an older kernel leaves above its return address. */
	memset(machine_at(&stage.machine, STACK_TOP - 0x1000), 0xcc, 0x2000);
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	stage_go(&stage);
	if (!machine_wait(&stage.machine, returned_twice, stage.params))
		fail_msg("%u returns; serial:\n%s", (unsigned int)stage.params->returns,
			 machine_serial(&stage.machine));
	assert_int_equal(report->count, 2);
	assert_int_equal(stage.params->entry, PURGATORY);
	assert_int_equal(report->gpr[7], STACK_TOP - 16);
	assert_int_equal(*(uint64_t *)machine_at(&stage.machine, STACK_TOP),
			 ~0ULL / 5 * 4);
	/* The address after the call in bare.S, which lies at 1 MiB. */
	memcpy(digits, machine_at(&stage.machine, TEXT_AT), 8);
	assert_string_equal(digits, "--------");
	memcpy(digits, machine_at(&stage.machine, TEXT_AT + 8), 16);
	assert_memory_equal(digits, "000000000010", 12);
	assert_int_equal(strspn(digits, "0123456789abcdef"), 16);
	assert_memory_equal(machine_at(&stage.machine, TEXT_AT + 24), "--------", 8);
	stage_hear(&stage, digits + 10);
	machine_close(&stage.machine);
}

static void spoil_high_entry(struct handoff *handoff)
{
	handoff->entry |= 1ULL << 32;
}

static void spoil_mode(struct handoff *handoff)
{
	handoff->entry_mode = HANDOFF_ENTRY_16 + 1;
}

static void spoil_trampoline(struct handoff *handoff)
{
	handoff->entry_mode = HANDOFF_ENTRY_16;
	handoff->entry = 0;
	handoff->real_trampoline = TRAMPOLINE + 8;
}

static void spoil_trampoline_high(struct handoff *handoff)
{
	spoil_trampoline(handoff);
	handoff->real_trampoline = 0x100000 - HANDOFF_TRAMPOLINE_SIZE + 16;
}

static void spoil_ip(struct handoff *handoff)
{
	spoil_trampoline(handoff);
	handoff->real_trampoline = TRAMPOLINE;
	handoff->entry = 0x10000;
}

static void spoil_preserve(struct handoff *handoff)
{
	handoff->flags |= HANDOFF_PRESERVE;
}

static void spoil_four_levels(struct handoff *handoff)
{
	handoff->flags |= HANDOFF_FOUR_LEVELS;
}

static void spoil_four_levels_back(struct handoff *handoff)
{
	handoff->entry_mode = HANDOFF_ENTRY_64;
	handoff->flags |= HANDOFF_FOUR_LEVELS | HANDOFF_PRESERVE;
}

static void spoil_text_map(struct handoff *handoff)
{
	handoff->entry_mode = HANDOFF_ENTRY_64;
	handoff->flags |= HANDOFF_TEXT_MAP;
}

static void spoil_backup_overlap(struct handoff *handoff)
{
	handoff->backup_target = BACKUP_SIZE - 1;
	handoff->backup_size = BACKUP_SIZE;
}

static void spoil_backup_wrap(struct handoff *handoff)
{
	handoff->backup_source = ~0xfffULL;
	handoff->backup_size = BACKUP_SIZE;
}

static void spoil_backup_target(struct handoff *handoff)
{
	handoff->backup_target = PURGATORY + PURGATORY_MEMSZ - 1;
	handoff->backup_size = BACKUP_SIZE;
}

static void spoil_segments(struct handoff *handoff)
{
	handoff->nr_segments = HANDOFF_MAX_SEGMENTS + 1;
}

static void test_refusals(void **state)
{
	static const struct {
		void (*spoil)(struct handoff *handoff);
		enum handoff_refusal why;
	} cases[] = {
		{ spoil_high_entry, HANDOFF_REFUSED_MODE },
		{ spoil_mode, HANDOFF_REFUSED_MODE },
		{ spoil_trampoline, HANDOFF_REFUSED_MODE },
		{ spoil_trampoline_high, HANDOFF_REFUSED_MODE },
		{ spoil_ip, HANDOFF_REFUSED_MODE },
		{ spoil_preserve, HANDOFF_REFUSED_MODE },
		{ spoil_four_levels, HANDOFF_REFUSED_MODE },
		{ spoil_four_levels_back, HANDOFF_REFUSED_MODE },
		{ spoil_text_map, HANDOFF_REFUSED_MODE },
		{ spoil_backup_overlap, HANDOFF_REFUSED_BACKUP },
		{ spoil_backup_wrap, HANDOFF_REFUSED_BACKUP },
		{ spoil_backup_target, HANDOFF_REFUSED_BACKUP },
		{ spoil_segments, HANDOFF_REFUSED_COUNTS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stage stage;
		char line[96];

		stage_open(&stage, PURGATORY, "max");
		stage_enter_32(&stage);
		cases[i].spoil(stage.handoff);
		snprintf(line, sizeof(line),
			 "purgatory: the handoff is refused, reason %u: halted\r\n",
			 (unsigned int)cases[i].why);
		stage_go(&stage);
		stage_hear(&stage, line);
		machine_close(&stage.machine);
	}
}

/* Long mode above 4 GiB cannot be left. */
static void test_refusal_high(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, PURGATORY_HIGH, "max");
	stage_enter_32(&stage);
	stage_go(&stage);
	stage_hear(&stage, "refused, reason 6: halted\r\n");
	machine_close(&stage.machine);
	stage_open(&stage, PURGATORY_HIGH, "max");
	stage_enter_64(&stage);
	stage.handoff->flags |= HANDOFF_FOUR_LEVELS;
	stage_go(&stage);
	stage_hear(&stage, "refused, reason 6: halted\r\n");
	machine_close(&stage.machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_enter_64),  cmocka_unit_test(test_enter_32),
		cmocka_unit_test(test_enter_16),  cmocka_unit_test(test_silence),
		cmocka_unit_test(test_backup),	  cmocka_unit_test(test_digest),
		cmocka_unit_test(test_exception), cmocka_unit_test(test_preserve),
		cmocka_unit_test(test_refusals),  cmocka_unit_test(test_refusal_high),
	};

	if (!machine_exists()) {
		puts("1..0 # skipped: no qemu-system-x86_64");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
