/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main.h - the sequence: own tables or none, hand-shake, digests, backup, kernel
 */
#ifndef MINT_PURGATORY_MAIN_H
#define MINT_PURGATORY_MAIN_H

#include <stdint.h>

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/**
 * purgatory_main - the whole sequence; entry.S calls it on purgatory's stack
 * @caller_stack: RSP at purgatory's entry; a return address lies there when preserving
 */
void purgatory_main(uint64_t caller_stack) __attribute__((noreturn));

#pragma GCC visibility pop

#endif
