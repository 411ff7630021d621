/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_screen.c - what purgatory shows on a VGA, and that it gets one to show it
 *
 * In:  stage.h's machine with QEMU's standard VGA. Out: cmocka results.
 * Ref: purgatory/console.c, purgatory/vga.c; QEMU docs/specs/standard-vga.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stage.h"

/* One row of the VGA's text screen, as the guest's memory has it. */
static void row_read(struct stage *stage, unsigned int row, char text[81])
{
	char command[64], reply[8192];
	const char *at;

	snprintf(command, sizeof(command), "xp /80hx %#x", 0xb8000 + row * 160);
	machine_command(&stage->machine, command, reply, sizeof(reply));
	at = strchr(reply, '\n'); /* behind the echo of the command */
	assert_non_null(at);
	for (unsigned int i = 0; i < 80; i++) {
		unsigned int cell;

		at = strstr(at, " 0x");
		if (!at || sscanf(at, " 0x%4x", &cell) != 1)
			fail_msg("cell %u of row %u:\n%s", i, row, reply);
		text[i] = (char)cell;
		at++;
	}
	text[80] = '\0';
}

static void row_check(struct stage *stage, unsigned int row, const char *start)
{
	char text[81];

	row_read(stage, row, text);
	if (strncmp(text, start, strlen(start)) != 0)
		fail_msg("row %u is not '%s' but '%s'", row, start, text);
}

static void test_screen_text(void **state)
{
	struct probe32_report *report;
	struct stage stage;
	char before[81];

	(void)state;
	stage_open(&stage, PURGATORY, "max");
	stage_enter_32(&stage);
	stage.handoff->flags = HANDOFF_KEEP_MAP | HANDOFF_VERIFY | HANDOFF_CONSOLE_VGA;
	stage.handoff->backup_target = BACKUP;
	stage.handoff->backup_size =
		BACKUP_SIZE; /* a line that takes no more than a row */
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	row_read(&stage, 4, before);
	stage_go(&stage);
	stage_wait(&stage, &report->done);
	row_check(&stage, 0, before);
	row_check(&stage, 21, "purgatory: entered at 0x3000000 ");
	row_check(&stage, 22, "purgatory: the digests of all 1 segments are right ");
	row_check(&stage, 23,
		  "purgatory: backup of 0xa0000 bytes from 0x0 to 0x5000000 ");
	row_check(&stage, 24, "purgatory: 32-bit entry 0x4000000 ");
	assert_string_equal(machine_serial(&stage.machine), "");
	machine_close(&stage.machine);
}

struct picture {
	unsigned int width, height;
	unsigned int lit; /* pixels of the lowest 16 lines that are not black */
};

static struct picture picture_take(struct stage *stage)
{
	struct picture picture = { 0 };
	char command[160], reply[16384];
	unsigned int most;
	FILE *file;

	snprintf(command, sizeof(command), "screendump %s/screen", stage->machine.dir);
	machine_command(&stage->machine, command, reply, sizeof(reply));
	file = fopen(command + strlen("screendump "), "re");
	assert_non_null(file);
	assert_int_equal(
		fscanf(file, "P6 %u %u %u", &picture.width, &picture.height, &most), 3);
	fgetc(file);
	for (unsigned int i = 0; i < picture.width * picture.height; i++) {
		int colours = fgetc(file);

		colours |= fgetc(file);
		colours |= fgetc(file);
		picture.lit += i / picture.width + 16 >= picture.height && colours > 0;
	}
	assert_int_equal(ferror(file), 0);
	fclose(file);
	return picture;
}

/* A mode of the adapter's own, 800 x 600 true colour, as a frame buffer driver leaves it.
 */
static void screen_graphics(struct stage *stage)
{
	static const unsigned int dispi[][2] = {
		{ 4, 0 }, { 1, 800 }, { 2, 600 }, { 3, 32 }, { 4, 0x41 },
	};

	for (size_t i = 0; i < sizeof(dispi) / sizeof(dispi[0]); i++) {
		stage_port(stage, 'h', 0x1ce, dispi[i][0]);
		stage_port(stage, 'h', 0x1cf, dispi[i][1]);
	}
}

static struct picture screen_run(uint32_t flags)
{
	struct probe32_report *report;
	struct picture picture;
	struct stage stage;

	stage_open(&stage, PURGATORY, "max");
	stage_enter_32(&stage);
	stage.handoff->flags = HANDOFF_KEEP_MAP | flags;
	report = machine_at(&stage.machine, PROBE32_AT + PROBE_REPORT);
	screen_graphics(&stage);
	picture = picture_take(&stage);
	assert_int_equal(picture.width, 800);
	assert_int_equal(picture.height, 600);
	stage_go(&stage);
	stage_wait(&stage, &report->done);
	picture = picture_take(&stage);
	if (flags & HANDOFF_RESET_VGA && flags & HANDOFF_CONSOLE_VGA) {
		row_check(&stage, 22, "                    ");
		row_check(&stage, 23, "purgatory: entered at 0x3000000 ");
	}
	machine_close(&stage.machine);
	return picture;
}

static void test_screen_reset(void **state)
{
	struct picture picture;

	(void)state;
	picture = screen_run(HANDOFF_CONSOLE_VGA);
	assert_int_equal(picture.width, 800);
	picture = screen_run(HANDOFF_RESET_VGA);
	assert_int_equal(picture.width, 720);
	assert_int_equal(picture.height, 400);
	assert_int_equal(picture.lit, 0);
	picture = screen_run(HANDOFF_RESET_VGA | HANDOFF_CONSOLE_VGA);
	/* 29 letters of some 20 to 60 dots each: the font is there. */
	assert_in_range(picture.lit, 29 * 20, 29 * 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screen_text),
		cmocka_unit_test(test_screen_reset),
	};

	if (!machine_exists()) {
		puts("1..0 # skipped: no qemu-system-x86_64");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
