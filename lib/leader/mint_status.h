/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_status.h - what the module says of an OS, in words
 *
 * In: struct mint_status. Out: names and texts for people.
 * Ref: abi/mint.h.
 */
#ifndef MINT_LEADER_MINT_STATUS_H
#define MINT_LEADER_MINT_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/mint.h"

/** mint_status_is_running - do its cores run, or are they just being parked? */
bool mint_status_is_running(const struct mint_status *status);

/** mint_status_was_entered - may its kernel have run, and used its devices? */
bool mint_status_was_entered(const struct mint_status *status);

/** mint_state_name - "empty" … "lost", or "unknown" */
const char *mint_state_name(uint32_t state);

/** mint_reason_name - "poweroff" … "no-start", or NULL when there is none */
const char *mint_reason_name(uint32_t reason);

/**
 * mint_status_text - the state as people read it: "running", "stopped (panic)"
 * @text: at least 48 bytes
 */
void mint_status_text(const struct mint_status *status, char *text, size_t size);

#endif
