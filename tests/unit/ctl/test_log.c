/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_log.c - the log of one life of an OS: found, read, and never taken for another's
 *
 * The OS is a file that is mapped like /dev/mint, with a fake kernel in it; the module
 * says whose memory that is, and another life may begin before any of its answers.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint/ctl/look/log.h"
#include "tests/unit/printk/printk_writer.h"

#define RECORDS 12
#define LIFE	3
#define WINDOW	0x10000 /* its real-mode window */

struct rig {
	struct fake fake;
	struct mint_status status;
	struct mint_device os;
	struct log log;
	unsigned int asked;  /* how often the module was, for the life */
	unsigned int anew;   /* at which of them another life has begun; 0: at none */
	bool is_blank;	     /* its memory is zeros from then on */
	unsigned int handed; /* records */
};

static void memory_blank(struct rig *rig)
{
	struct prange range = fake_range(&rig->fake);

	assert_int_equal(ftruncate(rig->os.fd, 0), 0);
	assert_int_equal(ftruncate(rig->os.fd, (off_t)range.end), 0);
}

static int rig_call(void *context, int fd, unsigned long request, void *argument)
{
	struct rig *rig = context;

	assert_int_equal(fd, rig->os.fd);
	assert_true(request == MINT_IOC_STATUS);
	if (++rig->asked == rig->anew) {
		rig->status.life++;
		if (rig->is_blank)
			memory_blank(rig);
	}
	*(struct mint_status *)argument = rig->status;
	return 0;
}

static const struct mint_ops rig_ops = { .call = rig_call };

static void rig_open(struct rig *rig)
{
	log_open(&rig->log, &rig->os, &rig->status);
}

/* A kernel with RECORDS in its log, in a region behind its window. */
static void rig_make(struct rig *rig, uint32_t life)
{
	struct prange range;

	memset(rig, 0, sizeof(*rig));
	fake_make(&rig->fake, &ring_shapes[1], FAKE_TEXT, 4, 5, 11);
	for (int i = 0; i < RECORDS; i++)
		assert_true(fake_write(&rig->fake));
	range = fake_range(&rig->fake);
	rig->os = (struct mint_device){ .ops = &rig_ops,
					.context = rig,
					.fd = memfd_create("memory", MFD_CLOEXEC),
					.name = "web" };
	assert_int_not_equal(rig->os.fd, -1);
	assert_int_equal(ftruncate(rig->os.fd, (off_t)range.end), 0);
	assert_true(pwrite(rig->os.fd, rig->fake.ram, rig->fake.size,
			   (off_t)FAKE_START) == (ssize_t)rig->fake.size);
	rig->status = (struct mint_status){
		.nr_ranges = 2,
		.ranges = { { WINDOW, 2 * WINDOW, MINT_PURPOSE_REALMODE, 0 },
			    { FAKE_X, range.end, MINT_PURPOSE_REGION, 0 } },
		.state = MINT_RUNNING,
		.life = life,
	};
	rig_open(rig);
}

static void rig_end(struct rig *rig)
{
	log_close(&rig->log);
	close(rig->os.fd);
	fake_free(&rig->fake);
}

static int record_count(void *context, const struct printk_record *record)
{
	struct rig *rig = context;

	assert_int_equal(record->seq, rig->handed);
	rig->handed++;
	return 0;
}

static int rig_read(struct rig *rig, struct diag *diag)
{
	memset(diag, 0, sizeof(*diag));
	return log_read(&rig->log, false, record_count, rig, diag);
}

/* The region need not be the first of its ranges. */
static void its_own(void **state)
{
	struct diag diag;
	struct rig rig;

	(void)state;
	rig_make(&rig, LIFE);
	assert_int_equal(rig_read(&rig, &diag), RECORDS);
	assert_int_equal(rig.handed, RECORDS);
	assert_int_equal(rig_read(&rig, &diag), 0);
	assert_string_equal(diag.line, "");
	rig_end(&rig);
}

/* Whatever can be seen there: it is nobody's. */
static void nobodys(void **state)
{
	struct diag diag;
	struct rig rig;

	(void)state;
	rig_make(&rig, 0);
	assert_int_equal(rig_read(&rig, &diag), -ESTALE);
	assert_int_equal(rig.handed, 0);
	assert_non_null(strstr(diag.line, "its memory is nobody's"));
	assert_non_null(strstr(diag.line, "(try again)"));
	assert_int_equal(log_find(&rig.log, &diag), -ESTALE);
	assert_null(rig.log.info.text);
	rig_end(&rig);
}

/* Who waits through a start reads what that start brought, and stays with it. */
static void a_life_begins(void **state)
{
	struct diag diag;
	struct rig rig;

	(void)state;
	rig_make(&rig, 0);
	assert_int_equal(rig_read(&rig, &diag), -ESTALE);
	assert_false(log_take_life(&rig.log, &rig.status));
	assert_int_equal(rig.log.life, 0);
	rig.status.life = LIFE;
	assert_true(log_take_life(&rig.log, &rig.status));
	assert_int_equal(rig_read(&rig, &diag), RECORDS);
	rig.status.life = LIFE + 1;
	assert_true(log_take_life(&rig.log, &rig.status));
	assert_int_equal(rig.log.life, LIFE);
	assert_int_equal(rig_read(&rig, &diag), -ESTALE);
	rig_end(&rig);
}

/*
 * At any moment another life begins, and what can be read is whole or zeros: nothing is
 * handed on that was read after that, and nothing that it lacks is believed to be
 * missing.
 */
static void another_begins(void **state)
{
	struct diag diag;
	struct rig rig;
	unsigned int anew;
	int count;

	(void)state;
	for (anew = 2; anew <= 2 * (RECORDS + 3); anew++) {
		rig_make(&rig, LIFE);
		rig.is_blank = anew % 2;
		rig.anew = anew / 2;
		count = rig_read(&rig, &diag);
		/* as late as that: it has read all, and was not asked again */
		if (rig.asked < rig.anew) {
			assert_int_equal(count, RECORDS);
		} else {
			assert_int_equal(count, -ESTALE);
			assert_true(rig.handed < rig.asked);
			assert_true(rig.handed <= RECORDS);
			assert_int_equal(rig_read(&rig, &diag), -ESTALE);
			assert_non_null(strstr(diag.line, "started anew"));
		}
		/* who opens it anew reads what is there now */
		log_close(&rig.log);
		rig.anew = rig.handed = 0;
		rig_open(&rig);
		count = rig_read(&rig, &diag);
		if (rig.status.life == LIFE || !rig.is_blank)
			assert_int_equal(count, RECORDS);
		else
			assert_int_equal(count, -ENOENT);
		rig_end(&rig);
	}
}

/* What says that it cannot be read is believed only of the life that is looked at. */
static void it_contradicts_itself(void **state)
{
	static const struct {
		unsigned int anew;
		int want;
	} rows[] = { { 0, -EINVAL }, { 1, -ESTALE } };
	struct diag diag;
	struct rig rig;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_make(&rig, LIFE);
		assert_int_equal(vmcoreinfo_parse(buffer_view(&rig.fake.text),
						  &rig.log.info, NULL),
				 0);
		/* a ring of no records */
		fake_put(&rig.fake, rig.fake.ring, 0);
		assert_true(pwrite(rig.os.fd, rig.fake.ram, rig.fake.size,
				   (off_t)FAKE_START) == (ssize_t)rig.fake.size);
		rig.anew = rows[i].anew;
		assert_int_equal(rig_read(&rig, &diag), rows[i].want);
		rig_end(&rig);
	}
}

static int record_none(void *context, const struct printk_record *record)
{
	(void)context;
	fail_msg("a record of %zu bytes", record->text.size);
	return 0;
}

/* -ENOENT ends an OS after a time: only for memory that was read and has no log. */
static void missing(void **state)
{
	static const char no_symbols[] = "OSRELEASE=6.1.0\n";
	struct diag diag = { 0 };
	struct rig rig;

	(void)state;
	rig_make(&rig, LIFE);
	memory_blank(&rig);
	assert_int_equal(log_read(&rig.log, false, record_none, NULL, &diag), -ENOENT);
	diag_clear(&diag);
	/* a kernel that tells of itself, but of no log that is known here */
	assert_int_equal(vmcoreinfo_parse((struct bytes){ (const uint8_t *)no_symbols,
							  strlen(no_symbols) },
					  &rig.log.info, &diag),
			 0);
	assert_int_equal(log_read(&rig.log, false, record_none, NULL, &diag), -ENOTSUP);
	assert_non_null(strstr(diag.line, "SYMBOL(prb)"));
	diag_clear(&diag);
	log_close(&rig.log);
	/* memory that nobody may map */
	close(rig.os.fd);
	rig.os.fd = -1;
	rig_open(&rig);
	assert_int_equal(log_read(&rig.log, false, record_none, NULL, &diag), -EBADF);
	assert_non_null(strstr(diag.line, "cannot be mapped"));
	diag_clear(&diag);
	/* no region */
	log_close(&rig.log);
	rig.status.nr_ranges = 1;
	rig_open(&rig);
	assert_int_equal(log_read(&rig.log, false, record_none, NULL, &diag), -ENOENT);
	assert_non_null(strstr(diag.line, "owns no memory with a kernel"));
	rig_end(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_own),
		cmocka_unit_test(nobodys),
		cmocka_unit_test(a_life_begins),
		cmocka_unit_test(another_begins),
		cmocka_unit_test(it_contradicts_itself),
		cmocka_unit_test(missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
