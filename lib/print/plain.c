/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain.c - what --debug says of a plain load
 *
 * In: a plan, or the arguments of kexec_file_load(2). Out: text on a stream; ends of
 * ranges are inclusive.
 */
#include "print/plain.h"

#include <errno.h>
#include <inttypes.h>

#include "base/cleanup.h"
#include "machine/memory.h"
#include "machine/memory_type.h"
#include "print/boxes.h"

static void print_range(struct prange range, uint32_t type, FILE *out)
{
	fprintf(out, "%016" PRIx64 "-%016" PRIx64 " (%" PRIu32 ") %s\n", range.start,
		range.end - 1, type, memory_type_text(type));
}

int plain_print_plan(const struct plan *plan, const struct machine *machine, FILE *out)
{
	const struct memory_map *map = &plan->memory_map;
	AUTO_FREE struct memory_entry *memory = NULL;
	size_t count = 0;

	fputs("MEMORY RANGES\n", out);
	if (!machine_memory(machine, &memory, &count, NULL))
		for (size_t i = 0; i < count; i++)
			print_range(memory[i].range, memory[i].type, out);
	fputs("E820 memmap:\n", out);
	for (unsigned int i = 0; i < map->count; i++)
		print_range(map->at[i].range, map->at[i].type, out);
	fprintf(out, "command line: %s\n",
		plan->cmdline.data ? (const char *)plan->cmdline.data : "");
	fprintf(out, "kexec_load: entry = %#" PRIx64 " flags = %#" PRIx32 "\n",
		plan->entry, plan->load_flags);
	fprintf(out, "nr_segments = %u\n", plan->nr_segments);
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];

		fprintf(out,
			"segment[%u] %-12s mem = %#" PRIx64 " memsz = %#" PRIx64
			" bufsz = %#zx\n",
			i, segment->name, segment->start, segment->memsz,
			segment->data.size);
	}
	return fflush(out) || ferror(out) ? -EIO : 0;
}

int plain_print_file(const char *cmdline, unsigned long flags, const char *kernel,
		     FILE *out)
{
	fprintf(out, "kernel: %s\ncommand line: %s\nkexec_file_load: flags = %#lx\n",
		kernel, cmdline, flags);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
