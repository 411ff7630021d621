/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * print.h - OSes for people and for programs
 *
 * In: struct machine_os. Out: text or JSON on stdout.
 * Ref: docs/design.md "mintctl JSON".
 */
#ifndef MINT_CTL_PRINT_H
#define MINT_CTL_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/read/oses.h"

/* What "status" tells of the clock of a running OS, see life/peek.h. */
struct ctl_heartbeat {
	uint64_t jiffies;
	bool has_moved; /* within CTL_PEEK_MS */
};

#define CTL_PEEK_MS 1000

/**
 * ctl_print_list - a table, or a JSON array; on stdout
 * Return: 0, -EIO (stdout failed), -ENOMEM.
 */
int ctl_print_list(const struct machine_os *os, size_t count, bool is_json);

/**
 * ctl_print_status - all about one OS, or a JSON object
 * @heart: NULL: not known
 * Return: 0, -EIO, -ENOMEM.
 */
int ctl_print_status(const struct machine_os *os, const struct ctl_heartbeat *heart,
		     bool is_json);

/** ctl_print_change - "NAME: stopped (panic)", or the JSON object; 0, -EIO, -ENOMEM */
int ctl_print_change(const struct machine_os *os, bool is_json);

#endif
