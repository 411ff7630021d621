/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cli.h - argv to request
 *
 * In: argv. Out: struct request; every option of kexec-tools is known by name, so that
 * one that is not built yet is refused and never ignored.
 */
#ifndef MINT_CLI_H
#define MINT_CLI_H

#include "base/diag.h"
#include "request.h"

/**
 * cli_parse - parse once
 * @argv: permuted by getopt_long(3); strings of @ret point into it
 *
 * Return: 0; -EINVAL (usage: @diag says what), -EOPNOTSUPP (not in this version).
 */
int cli_parse(int argc, char **argv, struct request *ret, struct diag *diag);

/** cli_help - one screen of options; @topic NULL or "mint" */
const char *cli_help(const char *topic);

#endif
