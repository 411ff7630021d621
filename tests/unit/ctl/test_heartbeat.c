/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_heartbeat.c - a counter that moves, idles or hangs; who is interrupted, and when
 *
 * The OS is a file that is mapped like /dev/mint, with the fake kernel of
 * kallsyms_builder.h in it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint/ctl/look/heartbeat.h"
#include "tests/unit/printk/kallsyms_builder.h"

/* One look: after how long, whether it moved meanwhile, what must be said. */
struct look {
	int64_t after_ms;
	bool has_moved;
	enum pulse_verdict verdict;
};

#define LOOKS 14

static const struct {
	const char *name;
	int64_t timeout_ms;
	struct look look[LOOKS]; /* up to the first of zeros */
} pulses[] = {
	{ "hung: looked at each second",
	  10000,
	  { { 1, true, PULSE_MOVED },
	    { 1000, false, PULSE_STILL },
	    { 1000, false, PULSE_STILL },
	    { 1000, false, PULSE_STILL },
	    { 1000, false, PULSE_STILL },
	    { 1000, false, PULSE_NUDGE },
	    { 1000, false, PULSE_NUDGE },
	    { 1000, false, PULSE_NUDGE },
	    { 1000, false, PULSE_NUDGE },
	    { 1000, false, PULSE_NUDGE },
	    { 1000, false, PULSE_HUNG },
	    { 0, false, PULSE_MOVED } } },
	{ "idle: answers the first interrupt, each time",
	  10000,
	  { { 1, true, PULSE_MOVED },
	    { 2000, false, PULSE_STILL },
	    { 2000, false, PULSE_STILL },
	    { 1000, false, PULSE_NUDGE },
	    { 100, true, PULSE_MOVED },
	    { 2000, false, PULSE_STILL },
	    { 2000, false, PULSE_STILL },
	    { 2000, false, PULSE_NUDGE },
	    { 1000, true, PULSE_MOVED } } },
	{ "the watcher was stopped for an hour: no more than 2 s of it count",
	  10000,
	  { { 1, true, PULSE_MOVED },
	    { 3600000, false, PULSE_STILL },
	    { 2000, false, PULSE_STILL },
	    { 1000, false, PULSE_NUDGE },
	    { 3600000, false, PULSE_NUDGE },
	    { 3600000, false, PULSE_NUDGE },
	    { 900, false, PULSE_NUDGE },
	    { 600, false, PULSE_HUNG } } },
	{ "looked at without a pause: an answer has its time",
	  10000,
	  { { 1, true, PULSE_MOVED },
	    { 2000, false, PULSE_STILL },
	    { 2000, false, PULSE_STILL },
	    { 2000, false, PULSE_NUDGE },
	    { 0, false, PULSE_STILL },
	    { 499, false, PULSE_STILL },
	    { 1, false, PULSE_NUDGE },
	    { 2000, false, PULSE_NUDGE },
	    { 2000, false, PULSE_HUNG } } },
	{ "never hung with fewer interrupts than three",
	  10000,
	  { { 1, true, PULSE_MOVED },
	    { 2000, false, PULSE_STILL },
	    { 2000, false, PULSE_STILL },
	    { 999, false, PULSE_STILL },
	    { 2000, false, PULSE_NUDGE },
	    { 2000, false, PULSE_NUDGE },
	    { 2000, false, PULSE_NUDGE },
	    { 2000, false, PULSE_HUNG } } },
};

static void pulse_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pulses); i++) {
		struct pulse pulse = { 0 };
		uint64_t value = 7;
		int64_t now = 5000000;

		for (size_t j = 0; j < LOOKS; j++) {
			const struct look *look = &pulses[i].look[j];
			enum pulse_verdict got;

			if (j && !look->after_ms && !look->verdict)
				break;
			now += look->after_ms;
			value += look->has_moved;
			got = pulse_look(&pulse, value, now, pulses[i].timeout_ms);
			if (got != look->verdict)
				fail_msg("%s: look %zu: %d, wanted %d", pulses[i].name, j,
					 (int)got, (int)look->verdict);
		}
	}
}

/* A counter that was reset, or goes backwards, has moved too. */
static void any_change_is_a_move(void **state)
{
	struct pulse pulse = { 0 };

	(void)state;
	assert_int_equal(pulse_look(&pulse, UINT64_MAX, 0, 10000), PULSE_MOVED);
	assert_int_equal(pulse_look(&pulse, 0, 1000, 10000), PULSE_MOVED);
	assert_int_equal(pulse_look(&pulse, 0, 2000, 10000), PULSE_STILL);
}

/* ---- in memory ---- */

#define CPUS 3
#define LIFE 5

struct rig {
	struct fake fake;
	struct fake_tables tables;
	struct mint_status status;
	struct mint_device os;
	struct log log;
	struct heartbeat heart;
	int fd;
	/* what was asked of the module */
	unsigned int signals;
	uint32_t cpus[16];
	int refusal;	    /* errno of every signal */
	unsigned int asked; /* for the life */
	unsigned int anew;  /* at which of them another has begun; 0: at none */
};

static int rig_call(void *context, int fd, unsigned long request, void *argument)
{
	const struct mint_signal *signal = argument;
	struct rig *rig = context;

	assert_int_equal(fd, rig->fd);
	if (request == MINT_IOC_STATUS) {
		if (++rig->asked == rig->anew)
			rig->status.life++;
		*(struct mint_status *)argument = rig->status;
		return 0;
	}
	assert_true(request == MINT_IOC_SIGNAL);
	assert_int_equal(signal->vector, HEARTBEAT_VECTOR);
	assert_true(rig->signals < ARRAY_SIZE(rig->cpus));
	rig->cpus[rig->signals++] = signal->cpu;
	return rig->refusal;
}

static const struct mint_ops rig_ops = { .call = rig_call };

static void counter_set(struct rig *rig, uint64_t value)
{
	off_t at = (off_t)(FAKE_START + rig->tables.jiffies);

	assert_int_equal(pwrite(rig->fd, &value, 8, at), 8);
}

static void rig_make(struct rig *rig, enum kallsyms_layout layout)
{
	struct prange range;

	memset(rig, 0, sizeof(*rig));
	kallsyms_fake(&rig->fake, layout, &rig->tables);
	range = fake_range(&rig->fake);
	rig->fd = memfd_create("memory", 0);
	assert_true(rig->fd >= 0);
	assert_int_equal(ftruncate(rig->fd, (off_t)range.end), 0);
	assert_true(pwrite(rig->fd, rig->fake.ram, rig->fake.size, (off_t)FAKE_START) ==
		    (ssize_t)rig->fake.size);
	rig->status = (struct mint_status){
		.life = LIFE, .nr_ranges = 1, .nr_cpus = CPUS, .cpus = { 4, 2, 9 }
	};
	rig->status.ranges[0] = (struct mint_range){ range.start, range.end, 0, 0 };
	rig->os = (struct mint_device){
		.ops = &rig_ops, .context = rig, .fd = rig->fd, .name = "web"
	};
	log_open(&rig->log, &rig->os, &rig->status);
}

static void rig_tell(struct rig *rig)
{
	assert_int_equal(
		vmcoreinfo_parse(buffer_view(&rig->fake.text), &rig->log.info, NULL), 0);
}

/* As a start leaves it where no segment comes. */
static void memory_blank(struct rig *rig)
{
	off_t end = (off_t)fake_range(&rig->fake).end;

	assert_int_equal(ftruncate(rig->fd, 0), 0);
	assert_int_equal(ftruncate(rig->fd, end), 0);
}

static void rig_end(struct rig *rig)
{
	vmcoreinfo_free(&rig->log.info);
	view_close(&rig->log.view);
	close(rig->fd);
	fake_free(&rig->fake);
}

static void found_and_followed(void **state)
{
	enum pulse_verdict verdict = PULSE_HUNG;
	struct diag diag = { 0 };
	struct rig rig;
	uint64_t value;
	int64_t now;

	(void)state;
	rig_make(&rig, KALLSYMS_PLACE);
	assert_int_equal(heartbeat_find(&rig.heart, &rig.log, &diag), -EAGAIN);
	assert_false(rig.heart.is_missing);
	rig_tell(&rig);
	assert_int_equal(heartbeat_find(&rig.heart, &rig.log, &diag), 0);
	assert_int_equal(rig.heart.counter, FAKE_START + rig.tables.jiffies);
	assert_int_equal(heartbeat_read(&rig.heart, &rig.log, &value), 0);
	assert_true(value == FAKE_JIFFIES);
	for (now = 0; now <= 4000; now += 1000)
		assert_int_equal(heartbeat_look(&rig.heart, &rig.log, &rig.os,
						&rig.status, now, 10000, &verdict, &diag),
				 0);
	assert_int_equal(verdict, PULSE_STILL);
	assert_int_equal(rig.signals, 0);
	assert_int_equal(heartbeat_look(&rig.heart, &rig.log, &rig.os, &rig.status, now,
					10000, &verdict, &diag),
			 0);
	assert_int_equal(verdict, PULSE_NUDGE);
	assert_int_equal(rig.signals, CPUS); /* each of its cores, once */
	assert_int_equal(rig.cpus[0], 4);
	assert_int_equal(rig.cpus[1], 2);
	assert_int_equal(rig.cpus[2], 9);
	counter_set(&rig, FAKE_JIFFIES + 1250);
	assert_int_equal(heartbeat_look(&rig.heart, &rig.log, &rig.os, &rig.status,
					now + 1, 10000, &verdict, &diag),
			 0);
	assert_int_equal(verdict, PULSE_MOVED);
	assert_string_equal(diag.line, "");
	rig_end(&rig);
}

static void one_that_does_not_tell(void **state)
{
	struct diag diag = { 0 };
	struct rig rig;

	(void)state;
	rig_make(&rig, KALLSYMS_PERCPU);
	fake_line_remove(&rig.fake, "SYMBOL(kallsyms_");
	rig_tell(&rig);
	assert_int_equal(heartbeat_find(&rig.heart, &rig.log, &diag), -ENOENT);
	assert_true(rig.heart.is_missing);
	assert_string_equal(diag.line,
			    "heartbeat-timeout: kernel " FAKE_RELEASE
			    " does not tell where its counter is (vmcoreinfo: no "
			    "SYMBOL(kallsyms_names)=); use hang-timeout=");
	rig_end(&rig);
}

/* Symbols of code only, or addresses that make no sense. */
static void counter_at_an_impossible_place(void **state)
{
	static const struct {
		uint32_t offset; /* of jiffies_64 from its base */
		const char *say;
	} rows[] = {
		{ 0x40000000, "is not mapped" }, /* behind the text mapping */
		{ 4, "at a place that it cannot have" },
		{ 0x10000000, NULL }, /* mapped, but not owned: found out when read */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum pulse_verdict verdict = PULSE_HUNG;
		struct diag diag = { 0 };
		uint8_t offset[4];
		struct rig rig;

		rig_make(&rig, KALLSYMS_BASE);
		put_le32(offset, rows[i].offset);
		assert_int_equal(pwrite(rig.fd, offset, 4,
					(off_t)(FAKE_START + rig.tables.values + 4 * 9)),
				 4);
		rig_tell(&rig);
		if (rows[i].say) {
			assert_int_not_equal(heartbeat_find(&rig.heart, &rig.log, &diag),
					     0);
			assert_true(rig.heart.is_missing);
			assert_non_null(strstr(diag.line, rows[i].say));
		} else {
			assert_int_equal(heartbeat_find(&rig.heart, &rig.log, &diag), 0);
			assert_int_equal(heartbeat_look(&rig.heart, &rig.log, &rig.os,
							&rig.status, 0, 10000, &verdict,
							&diag),
					 -EFAULT);
			assert_int_equal(verdict, PULSE_HUNG); /* untouched */
			assert_non_null(strstr(diag.line, "web: its jiffies_64"));
		}
		rig_end(&rig);
	}
}

/* It ended between the look and the signal; or the module refuses for another reason. */
static void signals_that_are_refused(void **state)
{
	static const struct {
		int refusal, err;
		unsigned int signals;
	} rows[] = { { -ESRCH, 0, 1 }, { -ENODEV, 0, 1 }, { -EPERM, -EPERM, 1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum pulse_verdict verdict = PULSE_HUNG;
		struct diag diag = { 0 };
		struct rig rig;
		int64_t now;
		int err = 0;

		rig_make(&rig, KALLSYMS_PLACE);
		rig_tell(&rig);
		rig.refusal = rows[i].refusal;
		assert_int_equal(heartbeat_find(&rig.heart, &rig.log, &diag), 0);
		for (now = 0; now <= 5000; now += 1000)
			err = heartbeat_look(&rig.heart, &rig.log, &rig.os, &rig.status,
					     now, 10000, &verdict, &diag);
		assert_int_equal(err, rows[i].err);
		assert_int_equal(rig.signals, rows[i].signals);
		if (err)
			assert_non_null(strstr(diag.line, "web: cannot interrupt CPU 4"));
		rig_end(&rig);
	}
}

/*
 * Another life begins between any two looks, or within one, and the memory is zeros then:
 * that neither is a kernel that does not tell, nor a clock that moves, stands or hangs.
 */
static void another_begins(void **state)
{
	static const struct {
		bool is_found, is_blank;
		unsigned int anew; /* 1: within the next look; 0: before it */
	} rows[] = {
		{ false, false, 1 }, { false, true, 1 }, { false, true, 0 },
		{ true, false, 1 },  { true, true, 1 },	 { true, true, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum pulse_verdict verdict = PULSE_HUNG;
		struct diag diag = { 0 };
		uint64_t value = 7;
		struct rig rig;

		rig_make(&rig, KALLSYMS_PLACE);
		rig_tell(&rig);
		if (rows[i].is_found)
			assert_int_equal(heartbeat_find(&rig.heart, &rig.log, &diag), 0);
		rig.asked = 0;
		rig.anew = rows[i].anew;
		rig.status.life += !rows[i].anew;
		if (rows[i].is_blank)
			memory_blank(&rig);
		if (!rows[i].is_found) {
			assert_int_equal(heartbeat_find(&rig.heart, &rig.log, &diag),
					 -ESTALE);
			assert_int_equal(rig.heart.counter, 0);
		} else {
			assert_int_equal(heartbeat_look(&rig.heart, &rig.log, &rig.os,
							&rig.status, 0, 10000, &verdict,
							&diag),
					 -ESTALE);
			assert_int_equal(heartbeat_read(&rig.heart, &rig.log, &value),
					 -ESTALE);
		}
		assert_false(rig.heart.is_missing);
		assert_false(rig.heart.pulse.is_begun);
		assert_int_equal(verdict, PULSE_HUNG); /* untouched, as the value */
		assert_int_equal(value, 7);
		assert_int_equal(rig.signals, 0);
		rig_end(&rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pulse_table),
		cmocka_unit_test(any_change_is_a_move),
		cmocka_unit_test(found_and_followed),
		cmocka_unit_test(one_that_does_not_tell),
		cmocka_unit_test(counter_at_an_impossible_place),
		cmocka_unit_test(signals_that_are_refused),
		cmocka_unit_test(another_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
