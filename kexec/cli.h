/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cli.h - argv to request
 *
 * In: argv. Out: struct request; every option of kexec-tools is known, and one that has
 * no meaning where it is given is refused or warned of.
 */
#ifndef MINT_KEXEC_CLI_H
#define MINT_KEXEC_CLI_H

#include <errno.h>

#include "base/diag.h"
#include "request/request.h"

#define CLI_USAGE (-ENOMSG) /* an unknown option, or one without its value */
#define CLI_NO_KERNEL \
	(-EDESTADDRREQ) /* a plain load without a file, or without a place */

/**
 * cli_parse - parse once
 * @argv: permuted by getopt_long(3); strings of @ret point into it
 *
 * Return: 0; CLI_USAGE, CLI_NO_KERNEL; -EINVAL, -ERANGE, -E2BIG (a value, or options that
 * contradict each other), -ENXIO (no such serial port or speed), -EOPNOTSUPP (not in this
 * version); of a configuration file also what conf_read() returns. @diag says what.
 */
int cli_parse(int argc, char **argv, struct request *ret, struct diag *diag);

#endif
