/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - can this host be a leader, and how well?
 *
 * In: struct machine. Out: one row for each thing that matters: a verdict, what is there,
 * what to do. Pure.
 * Ref: paper R1..R7; mintctl(8) "CHECK" says of each row where it reads and why it
 * matters.
 */
#ifndef MINT_CHECK_CHECK_H
#define MINT_CHECK_CHECK_H

#include <stddef.h>

#include "base/diag.h"
#include "check/row.h"

#define CHECK_ROWS 24

struct check_report {
	struct check_row row[CHECK_ROWS];
	size_t nr_rows;
};

/**
 * check_machine - all rows, in a fixed order
 * @machine: from machine_read(); a part that is not known makes rows CHECK_UNKNOWN
 * Return: 0, -ENOMEM.
 */
int check_machine(const struct machine *machine, struct check_report *ret);

/**
 * check_fail - the rows that are CHECK_FAIL, as one error
 * Return: 0 when there is none; -EPERM, @diag has the first one, its advice, and the
 * names of the others.
 */
int check_fail(const struct check_report *report, struct diag *diag);

#endif
