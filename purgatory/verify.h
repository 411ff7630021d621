/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verify.h - is what lies in memory what the planner hashed?
 */
#ifndef MINT_PURGATORY_VERIFY_H
#define MINT_PURGATORY_VERIFY_H

#include <stdint.h>

#include "abi/handoff.h"

/* Not through a GOT: that would be a table of absolute addresses. */
#pragma GCC visibility push(hidden)

/**
 * segments_verify - compare the digest of every segment
 *
 * Return: nr_segments when all are right, else the index of the first wrong one.
 */
uint32_t segments_verify(const struct handoff *handoff);

#pragma GCC visibility pop

#endif
