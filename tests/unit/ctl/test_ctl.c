/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_ctl.c - mintctl's parts: the doorbell, windows of memory, lines of a log
 *
 * In: a memory file for an OS's memory, a successor that answers on one core only.
 * Out: which cores were rung; what is read and printed.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint/ctl/life/doorbell.h"
#include "mint/ctl/look/landmark.h"
#include "mint/ctl/look/log_print.h"
#include "mint/ctl/look/memory.h"

#define MAILBOX 0x3000

/* An OS whose kernel runs _EVT when the right vector reaches the right core. */
struct successor {
	uint8_t *memory;
	uint32_t state;
	uint32_t vector; /* its handler's */
	uint32_t cpu;	 /* where it lives */
	uint32_t rung[8];
	size_t nr_rung;
};

static volatile struct mint_mailbox *box_of(struct successor *os)
{
	return (volatile struct mint_mailbox *)(os->memory + MAILBOX);
}

static int successor_call(void *context, int fd, unsigned long request, void *argument)
{
	struct successor *os = context;
	struct mint_status *status = argument;
	struct mint_signal *signal = argument;

	(void)fd;
	if (request == MINT_IOC_STATUS) {
		*status = (struct mint_status){ .state = os->state,
						.mailbox = MAILBOX,
						.nr_cpus = 3,
						.cpus = { 5, 2, 7 } };
		return 0;
	}
	assert_int_equal(request, MINT_IOC_SIGNAL);
	if (os->state != MINT_RUNNING)
		return -ESRCH;
	assert_in_range(os->nr_rung, 0, ARRAY_SIZE(os->rung) - 1);
	os->rung[os->nr_rung++] = signal->cpu;
	assert_int_equal(box_of(os)->doorbell[0].request, MINT_DOORBELL_POWER_BUTTON);
	if (signal->cpu == os->cpu && signal->vector == os->vector) {
		box_of(os)->doorbell[0].request = MINT_DOORBELL_NONE;
		box_of(os)->doorbell[0].ack++;
	}
	return 0;
}

static const struct mint_ops successor_ops = { .call = successor_call };

static void cell_set(struct successor *os, uint8_t value)
{
	os->memory[MAILBOX + MINT_MAILBOX_IOAPIC * 0x1000 + MINT_IOAPIC_CELL] = value;
}

static struct mint_device successor_open(struct successor *os)
{
	struct mint_device device = { .ops = &successor_ops,
				      .context = os,
				      .fd = memfd_create("successor", 0),
				      .name = "web" };

	assert_true(device.fd >= 0);
	assert_int_equal(ftruncate(device.fd, 0x10000), 0);
	os->memory =
		mmap(NULL, 0x10000, PROT_READ | PROT_WRITE, MAP_SHARED, device.fd, 0);
	assert_true(os->memory != MAP_FAILED);
	return device;
}

static void successor_close(struct successor *os, struct mint_device *device)
{
	munmap(os->memory, 0x10000);
	close(device->fd);
}

/* The vector may live on any of its cores: each is rung in turn, the boot CPU first. */
static void test_bell_finds_the_core(void **state)
{
	static const uint32_t cpus[] = { 5, 2, 7 };
	size_t i, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cpus); i++) {
		struct successor os = { .state = MINT_RUNNING,
					.vector = 0x31,
					.cpu = cpus[i] };
		struct mint_device device = successor_open(&os);
		struct bell bell = { 0 };

		cell_set(&os, 0x31);
		box_of(&os)->doorbell[0].ack = 4;
		assert_int_equal(bell_open(&bell, &device, NULL), 0);
		for (n = 0; !bell.is_heard && n < 10; n++)
			assert_int_equal(bell_ring(&bell, &device, NULL), 0);
		assert_true(bell.is_heard);
		assert_int_equal(os.nr_rung, i + 1);
		assert_memory_equal(os.rung, cpus, (i + 1) * sizeof(*cpus));
		/* heard: nothing more is sent, until it is pressed anew */
		assert_int_equal(bell_ring(&bell, &device, NULL), 0);
		assert_int_equal(os.nr_rung, i + 1);
		bell_again(&bell);
		assert_int_equal(bell_ring(&bell, &device, NULL), 0);
		assert_int_equal(os.nr_rung, i + 2);
		bell_close(&bell);
		successor_close(&os, &device);
	}
}

/* What the cell holds before the driver has armed it, and half a write, ring nothing. */
static void test_bell_waits_for_a_vector(void **state)
{
	static const uint8_t none[] = { 0, 0x11, 0x1f, 0xf0, 0xff };
	struct successor os = { .state = MINT_RUNNING, .vector = 0xef, .cpu = 5 };
	struct mint_device device = successor_open(&os);
	struct bell bell = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(bell_open(&bell, &device, NULL), 0);
	for (i = 0; i < ARRAY_SIZE(none); i++) {
		cell_set(&os, none[i]);
		assert_int_equal(bell_ring(&bell, &device, NULL), 0);
		assert_int_equal(bell_vector(none[i]), 0);
	}
	assert_int_equal(os.nr_rung, 0);
	assert_false(bell.is_armed);
	cell_set(&os, 0xef);
	assert_int_equal(bell_ring(&bell, &device, NULL), 0);
	assert_int_equal(bell_ring(&bell, &device, NULL), 0);
	assert_true(bell.is_armed && bell.is_heard);
	assert_int_equal(bell.presses, 1);
	assert_int_equal(bell_vector(0x20), 0x20);
	bell_close(&bell);
	successor_close(&os, &device);
}

static void test_bell_of_one_that_does_not_run(void **state)
{
	struct successor os = { .state = MINT_STOPPED };
	struct mint_device device = successor_open(&os);
	struct diag diag = { 0 };
	struct bell bell = { 0 };

	(void)state;
	assert_int_equal(bell_open(&bell, &device, &diag), -ESRCH);
	assert_non_null(strstr(diag.line, "stopped"));
	os.state = MINT_RUNNING;
	assert_int_equal(bell_open(&bell, &device, &diag), 0);
	cell_set(&os, 0x21);
	os.state = MINT_STOPPED;
	assert_int_equal(bell_ring(&bell, &device, &diag), -ESRCH);
	bell_close(&bell);
	bell_close(&bell);
	diag_clear(&diag);
	successor_close(&os, &device);
}

/* Ranges larger than a window, reads over the border of two, and outside of all. */
static void test_view(void **state)
{
	int fd = memfd_create("memory", 0);
	struct mint_status status = { .nr_ranges = 2 };
	struct view view;
	uint64_t word;
	uint64_t border = 2 * VIEW_WINDOW_SIZE, i;
	int err;

	(void)state;
	assert_true(fd >= 0);
	status.ranges[0] = (struct mint_range){ .start = VIEW_WINDOW_SIZE - 0x1000,
						.end = 40 * VIEW_WINDOW_SIZE };
	status.ranges[1] = (struct mint_range){ .start = 0x1000, .end = 0x3000 };
	assert_int_equal(ftruncate(fd, (off_t)(40 * VIEW_WINDOW_SIZE)), 0);
	word = UINT64_C(0x1122334455667788);
	assert_int_equal(pwrite(fd, &word, 8, (off_t)border - 4), 8);
	view_open(&view, fd, &status);
	for (i = 0; i < 3; i++) {
		word = 0;
		assert_int_equal(view_read(&view, border - 4, &word, 8), 0);
		assert_true(word == UINT64_C(0x1122334455667788));
	}
	/* more windows than there are: the oldest goes, and comes back */
	for (i = 1; i < 40; i++)
		assert_int_equal(view_read(&view, i * VIEW_WINDOW_SIZE, &word, 8), 0);
	assert_int_equal(view_read(&view, border - 4, &word, 8), 0);
	assert_true(word == UINT64_C(0x1122334455667788));
	assert_int_equal(view_read(&view, 0x2ff8, &word, 8), 0);
	assert_int_equal(view_read(&view, 0x2ffc, &word, 8), -EFAULT);
	assert_int_equal(view_read(&view, 0, &word, 8), -EFAULT);
	assert_int_equal(view_read(&view, 40 * VIEW_WINDOW_SIZE - 4, &word, 8), -EFAULT);
	/* led about for ever: that look ends, the next one does not know of it */
	view_look(&view);
	for (i = 0, err = 0; !err; i++)
		err = view_read(&view, (1 + i % 39) * VIEW_WINDOW_SIZE, &word, 8);
	assert_int_equal(err, -ELOOP);
	assert_in_range(i, VIEW_MOVES_MAX, VIEW_MOVES_MAX + VIEW_WINDOWS + 1);
	view_look(&view);
	assert_int_equal(view_read(&view, (1 + i % 39) * VIEW_WINDOW_SIZE, &word, 8), 0);
	view_close(&view);
	close(fd);
}

static char *printed(int (*print)(FILE *, const struct printk_record *),
		     const struct printk_record *record)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	assert_int_equal(print(file, record), 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

static struct bytes text_of(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static void test_log_text(void **state)
{
	static const struct {
		const char *text, *line;
	} table[] = {
		{ "plain", "[   12.000345] plain\n" },
		{ "", "[   12.000345] \n" },
		{ "two\nlines", "[   12.000345] two\n[   12.000345] lines\n" },
		{ "\tTAB \x1b[31m \x7f \xc3\xa4", "[   12.000345] \tTAB \\x1b[31m \\x7f "
						  "\\xc3\\xa4\n" },
		{ "C:\\dir \\x1b", "[   12.000345] C:\\dir \\x5cx1b\n" },
	};
	struct printk_record record = { .ts_nsec = UINT64_C(12000345678) };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		AUTO_FREE char *line = NULL;

		record.text = text_of(table[i].text);
		line = printed(log_text_print, &record);
		assert_string_equal(line, table[i].line);
	}
}

static void test_log_json(void **state)
{
	struct printk_record record = { .seq = 7,
					.lost = 2,
					.ts_nsec = 1000,
					.level = 6,
					.has_level = true,
					.has_caller = true,
					.caller_id = PRINTK_CALLER_CPU | 3,
					.device = "+pci:0000",
					.text = text_of("a\n\"\x01") };
	AUTO_FREE char *line = printed(log_json_print, &record), *bare = NULL;

	(void)state;
	assert_string_equal(line, "{\"seq\":7,\"ts_ns\":1000,\"level\":6,\"facility\":0,"
				  "\"caller\":\"C3\",\"subsystem\":null,"
				  "\"device\":\"+pci:0000\",\"lost\":2,"
				  "\"text\":\"a\\n\\\"\\\\x01\"}\n");
	record = (struct printk_record){ .text = text_of("") };
	bare = printed(log_json_print, &record);
	assert_non_null(strstr(bare, "\"level\":null,\"facility\":null,\"caller\":null"));
	assert_non_null(strstr(bare, "\"text\":\"\""));
}

static void test_landmarks(void **state)
{
	static const struct {
		const char *text;
		enum landmark kernel, user;
	} table[] = {
		{ "Run /init as init process", LANDMARK_INIT, LANDMARK_NONE },
		{ "Run /sbin/init as init process", LANDMARK_INIT, LANDMARK_NONE },
		{ "Run /sbin/init", LANDMARK_NONE, LANDMARK_NONE },
		{ "systemd[1]: Detected architecture x86-64.", LANDMARK_INIT,
		  LANDMARK_INIT },
		{ "systemd[10]: x", LANDMARK_NONE, LANDMARK_NONE },
		{ "Kernel panic - not syncing: sysrq triggered crash", LANDMARK_PANIC,
		  LANDMARK_NONE },
		{ "---[ end Kernel panic - not syncing: x ]---", LANDMARK_PANIC_LOOP,
		  LANDMARK_NONE },
		{ "reboot: System halted", LANDMARK_HALTED, LANDMARK_NONE },
		{ "x reboot: System halted", LANDMARK_NONE, LANDMARK_NONE },
		{ "", LANDMARK_NONE, LANDMARK_NONE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(landmark_of(text_of(table[i].text), true),
				 table[i].kernel);
		assert_int_equal(landmark_of(text_of(table[i].text), false),
				 table[i].user);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bell_finds_the_core),
		cmocka_unit_test(test_bell_waits_for_a_vector),
		cmocka_unit_test(test_bell_of_one_that_does_not_run),
		cmocka_unit_test(test_view),
		cmocka_unit_test(test_log_text),
		cmocka_unit_test(test_log_json),
		cmocka_unit_test(test_landmarks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
