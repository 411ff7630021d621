/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blobs.h - the freestanding binaries, as bytes the planner loads
 *
 * In:  purgatory.bin and runtime.bin of the build. Out: constant arrays.
 * Ref: handoff.h and runtime.h for where to write what the planner knows.
 */
#ifndef MINT_PURGATORY_BLOBS_H
#define MINT_PURGATORY_BLOBS_H

#include <stddef.h>
#include <stdint.h>

/* Entered at its first byte; handoff at HANDOFF_OFFSET; at most PURGATORY_MEMSZ. */
extern const uint8_t purgatory_blob[];
extern const size_t purgatory_blob_size;

/* EFI_RUNTIME_SIZE bytes (runtime.h). */
extern const uint8_t efi_runtime_blob[];

#endif
