/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - what a reader is: one source of one fact
 *
 * Every other header here declares the readers of one file, for the facts table.
 */
#ifndef MINT_MACHINE_READ_READER_H
#define MINT_MACHINE_READ_READER_H

#include "base/diag.h"
#include "machine/machine.h"
#include "machine/read/sysroot.h"

/**
 * fact_reader - read one path of the facts table
 * @path:    relative to @root
 * @machine: gets its members of it filled; which of them the file's header says
 *
 * Return: 0 (known now), -ENOENT (this source does not know: the next one is asked),
 * -EINVAL (the file is broken; @diag names it and the line), -ENOMEM.
 */
typedef int fact_reader(const struct sysroot *root, const char *path,
			struct machine *machine, struct diag *diag);

/**
 * reader_each - one reader for every name in a directory
 * @each: its root is the directory, its path the name; -ENOENT is an error as any other
 *
 * In version order ("cpu2" before "cpu10"), up to the first error.
 * Return: -ENOENT (no such directory), -ENOMEM, or what @each returns.
 */
int reader_each(const struct sysroot *root, const char *path, fact_reader *each,
		struct machine *machine, struct diag *diag);

#endif
