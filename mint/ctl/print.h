/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * print.h - OSes for people and for programs
 *
 * In: struct machine_os. Out: text or JSON; that it arrived is for out_end() to say.
 * Ref: docs/design.md "mintctl JSON".
 */
#ifndef MINT_CTL_PRINT_H
#define MINT_CTL_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/read/oses.h"
#include "mint/ctl/ctl.h"

/* What "status" tells of the clock of a running OS, see life/peek.h. */
struct ctl_heartbeat {
	uint64_t jiffies;
	bool has_moved; /* within CTL_PEEK_MS */
};

#define CTL_PEEK_MS 1000

/** ctl_print_list - a table, or a JSON array; 0 or -ENOMEM */
int ctl_print_list(const struct ctl *ctl, const struct machine_os *os, size_t count);

/**
 * ctl_print_status - all about one OS, or a JSON object
 * @heart: NULL: not known
 * Return: 0, -ENOMEM.
 */
int ctl_print_status(const struct ctl *ctl, const struct machine_os *os,
		     const struct ctl_heartbeat *heart);

/**
 * ctl_print_change - after an act: "NAME: stopped (panic)", or the JSON object
 *
 * What cannot be told becomes a warning: the act stays done.
 */
void ctl_print_change(const struct ctl *ctl, const struct machine_os *os,
		      struct diag *diag);

#endif
