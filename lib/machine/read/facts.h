/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facts.h - the facts table: for each fact its sources, the best one first
 */
#ifndef MINT_MACHINE_READ_FACTS_H
#define MINT_MACHINE_READ_FACTS_H

#include <stddef.h>

#include "machine/read/reader.h"

/*
 * One source of one fact. Rows of the same fact stand together, the best source
 * first. @path is relative to the root; with @files it is a directory, and @files
 * are the patterns below it that the reader opens (or only lists: nodeN).
 */
struct fact_source {
	const char *fact;
	const char *path;
	const char *files;
	fact_reader *read;
};

extern const struct fact_source fact_sources[];
extern const size_t nr_fact_sources;

#endif
