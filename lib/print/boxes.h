/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boxes.h - what the text and the picture of a plan have in common
 *
 * In: a plan. Out: boxes in address order, words for sizes and types.
 */
#ifndef MINT_PRINT_BOXES_H
#define MINT_PRINT_BOXES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/prange.h"
#include "plan/plan.h"

#define PRINT_MAX_BOXES (2 * PLAN_MAX_SEGMENTS + 1)

/* One thing in a range, or a hole. */
struct print_box {
	struct prange range;
	const char *label; /* of the plan, or a constant */
	bool is_free;
};

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

/** print_window_name - "realmode" or "swiotlb" */
const char *print_window_name(enum plan_purpose purpose);

#endif
