/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pieces.h - the pieces of an ELF or multiboot image as segments
 *
 * In: image pieces. Out: places taken, segments.
 */
#ifndef MINT_PLAN_PLAIN_PIECES_H
#define MINT_PLAN_PLAIN_PIECES_H

#include "plan/plain/plain.h"

/**
 * plain_pieces_take - the pages of the image's pieces, where it was linked
 * Return: 0, -ENOSPC (not free RAM: what lies there), -ENOMEM.
 */
int plain_pieces_take(struct plain *plain);

/** plain_pieces_are_free - would plain_pieces_take() do? */
bool plain_pieces_are_free(const struct plain *plain);

/**
 * plain_pieces_add - segments "kernel", "kernel.1" … for an image's pieces
 * @shift: what is added to every piece's address, modulo 2^64; the place was taken
 *
 * Pieces that share a page become one segment, a copy; others are views of the file.
 * Return: 0, -E2BIG (more than 16 segments), -ENOMEM.
 */
int plain_pieces_add(struct plain *plain, uint64_t shift);

#endif
