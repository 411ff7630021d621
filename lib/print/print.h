/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * print.h - the sinks of a dry run: a plan for people, for programs, as a picture
 *
 * In: a plan (its rules may be broken), the machine. Out: text on a stream.
 * Ref: design.md "Dry-run JSON" is the contract of plan_print_json().
 */
#ifndef MINT_SINK_PRINT_H
#define MINT_SINK_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "machine/machine.h"
#include "plan/plan.h"

#define PRINT_MAX_BOXES (2 * PLAN_MAX_SEGMENTS + 1)

/* One thing in a range, or a hole. */
struct print_box {
	struct prange range;
	const char *label; /* of the plan, or a constant */
	bool is_free;
};

/**
 * plan_print_text - a map to read at a glance, then CPUs, memory map, segments, rules
 * At most 90 columns, UTF-8. Return: 0, or -EIO when the stream failed.
 */
int plan_print_text(const struct plan *plan, const struct machine *machine, FILE *out);

/** plan_print_json - one object as design.md says; 0, -EIO, -ENOMEM */
int plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out);

/** plan_print_svg - the boxes of the text as a picture; 0, -EIO */
int plan_print_svg(const struct plan *plan, const struct machine *machine, FILE *out);

/**
 * plain_print_plan - of a plain load: memory ranges, e820, command line, segments
 * @machine: memory ranges are left out when it has none
 * Return: 0, or -EIO when the stream failed.
 */
int plain_print_plan(const struct plan *plan, const struct machine *machine, FILE *out);

/** plain_print_file - what kexec_file_load(2) is told; 0, -EIO */
int plain_print_file(const char *cmdline, unsigned long flags, const char *kernel,
		     FILE *out);

/**
 * print_boxes - what lies in @range, low to high, holes included
 * @free_label: name of the holes
 * Return: how many boxes of @ret are filled.
 */
unsigned int print_boxes(const struct plan *plan, struct prange range,
			 const char *free_label, struct print_box ret[PRINT_MAX_BOXES]);

/** print_free_label - what a hole in that range is called; region: @purpose 0 */
const char *print_free_label(const struct plan *plan, unsigned int purpose);

/** print_size - "64 KiB", "1.5 MiB", at most one decimal; returns @buffer */
const char *print_size(uint64_t size, char *buffer, size_t room);

/** print_memory_type - name of an e820 type */
const char *print_memory_type(uint32_t type);

/** print_window_name - "realmode" or "swiotlb" */
const char *print_window_name(enum plan_purpose purpose);

#endif
