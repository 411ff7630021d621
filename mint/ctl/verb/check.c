/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.c - the verb check: can this host be a leader, and how well?
 *
 * In: this machine, or a recorded one; nothing is written to it. Out: a table or a JSON
 * array on stdout; exit 1 when a row says FAIL.
 * Ref: mintctl(8) "CHECK"; the rows are lib/check/'s.
 */
#include "mint/ctl/verb/check.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "check/check.h"
#include "machine/machine.h"
#include "machine/read/read.h"

#define AUTO_JSON CLEANUP(json_cleanup)

static void json_cleanup(json_t **value)
{
	json_decref(*value);
}

static json_t *row_json(const struct check_row *row)
{
	return json_pack("{s:s, s:s, s:s, s:s?}", "id", row->id, "verdict",
			 check_verdict_name(row->verdict), "detail", row->detail,
			 "advice", *row->advice ? row->advice : NULL);
}

/* A name that firmware made up and that is not UTF-8 is all that can go wrong. */
static int report_print_json(const struct check_report *report, FILE *to)
{
	AUTO_JSON json_t *array = json_array();

	for (size_t i = 0; i < report->nr_rows; i++)
		if (json_array_append_new(array, row_json(&report->row[i])))
			return -EILSEQ;
	if (json_dumpf(array, to, JSON_INDENT(2)) && !ferror(to))
		return -ENOMEM;
	fputc('\n', to);
	return 0;
}

static int report_print_text(const struct check_report *report, FILE *to)
{
	for (size_t i = 0; i < report->nr_rows; i++) {
		const struct check_row *row = &report->row[i];

		fprintf(to, "%-8s %-20s %s\n", check_verdict_name(row->verdict), row->id,
			row->detail);
		if (*row->advice)
			fprintf(to, "%-8s %-20s -> %s\n", "", "", row->advice);
	}
	return 0;
}

static int report_print(const struct ctl *ctl, const struct check_report *report,
			struct diag *diag)
{
	FILE *to = ctl->out->stream;
	int err = ctl->is_json ? report_print_json(report, to)
			       : report_print_text(report, to);

	if (err == -EILSEQ)
		return diag_fail(diag, err,
				 "a name of this machine is not UTF-8 (see it "
				 "without --json)");
	if (err)
		return err;
	return out_end(ctl->out, diag);
}

int verb_check(const struct ctl *ctl, struct diag *diag)
{
	CLEANUP(machine_free) struct machine machine = { 0 };
	struct check_report report;
	int err = machine_read(ctl->sysroot, &machine, diag);

	/* What is missing is a machine, not an OS. */
	if (err)
		return err == -ENOENT ? -ENODEV : err;
	err = check_machine(&machine, &report);
	if (err)
		return err;
	err = report_print(ctl, &report, diag);
	return err ? err : check_fail(&report, diag);
}
