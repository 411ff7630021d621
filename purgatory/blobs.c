/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blobs.c - the freestanding binaries, linked into whoever plans
 *
 * In:  purgatory_blob.inc and runtime_blob.inc, written by the build. Out: blobs.h.
 * Ref: purgatory/Makemodule.am
 */
#include "purgatory/blobs.h"

#include "abi/mint.h"
#include "abi/handoff.h"
#include "purgatory/runtime.h"

const uint8_t purgatory_blob[] = {
#include "purgatory/purgatory_blob.inc"
};
const size_t purgatory_blob_size = sizeof(purgatory_blob);

const uint8_t efi_runtime_blob[] = {
#include "purgatory/runtime_blob.inc"
};

_Static_assert(sizeof(purgatory_blob) <= PURGATORY_MEMSZ, "purgatory outgrew its room");
_Static_assert(sizeof(purgatory_blob) > HANDOFF_OFFSET + sizeof(struct handoff),
	       "the handoff lies inside the blob");
_Static_assert(sizeof(struct handoff) <= 0x1000, "purgatory.ld leaves one page for it");
_Static_assert(sizeof(efi_runtime_blob) == EFI_RUNTIME_SIZE, "one page");
_Static_assert(offsetof(struct mint_mailbox, efi_reset) == EFI_RUNTIME_MAILBOX_CELL &&
		       MINT_EFI_RESET_BASE == EFI_RUNTIME_RESET_BASE,
	       "runtime.h repeats mint.h for the assembler");
