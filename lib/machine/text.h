/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - the small notations of proc and sys: numbers, numbered names, CPU lists
 */
#ifndef MINT_MACHINE_TEXT_H
#define MINT_MACHINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/prange.h"

/* More than any Linux is built for (CONFIG_NR_CPUS of x86 ends at 8192). */
#define CPU_MAX 8192

/** text_trim_end - cut white space off the end, in place */
void text_trim_end(char *text);

/**
 * text_number - a whole text as one number
 * @base: 10, or 16 with or without 0x
 * Return: 0 or -EINVAL (signs, blanks, rest, more than 64 bits); @ret then untouched.
 */
int text_number(const char *text, int base, uint64_t *ret);

/** text_number_behind - N of "<prefix>N"; false when @name is something else */
bool text_number_behind(const char *name, const char *prefix, uint64_t *ret);

/**
 * text_range - "0x…-0x…", both ends inclusive, as the module prints
 * Return: 0 or -EINVAL; @ret is half-open.
 */
int text_range(const char *text, struct prange *ret);

/**
 * text_cpulist - "0-3,5": what is in it, ascending, each once
 * @ret: array owned by the caller, NULL when the list is empty
 * Return: 0, -EINVAL (also for a CPU of CPU_MAX or above), -ENOMEM.
 */
int text_cpulist(const char *text, unsigned int **ret, size_t *ret_count);

/**
 * text_meminfo - bytes of one line of /proc/meminfo, "NAME:   N kB"
 * Return: 0 also where there is no such line, or no such number. Pure.
 */
uint64_t text_meminfo(const char *text, const char *name);

/**
 * array_grow - room for one more element
 * @array: address of the pointer to the elements
 * @count: elements it holds now
 * @size:  bytes of an element
 * Return: 0 or -ENOMEM (the array is then as it was). The new element is zeroed.
 */
int array_grow(void *array, size_t count, size_t size);

#endif
