/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.h - one OS: open, print, start and kill it; has it ended?
 *
 * In: /dev/mint (root). Out: the OS in another state, or a line why not.
 */
#ifndef MINT_CTL_LIFE_LIFE_H
#define MINT_CTL_LIFE_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/mint.h"
#include "base/diag.h"
#include "leader/mint_device.h"
#include "mint/ctl/ctl.h"

/** life_open - a descriptor bound to the OS; @ret is to be closed after any return */
int life_open(const char *name, struct mint_device *ret, struct diag *diag);

/** life_start - the first time or again: reserve_start() on this machine */
int life_start(struct mint_device *os, struct diag *diag);

/** life_print - after an act: ctl_print_change() about the OS as it is now */
void life_print(const struct ctl *ctl, struct diag *diag);

/**
 * life_kill - stop its cores; one that has ended by itself a moment ago is no error
 * @reason: what to record: KILLED, or what its log says that it died of
 * @life:   the one that is meant, of struct mint_status; 0 whichever runs
 * Return: 0, -ESRCH (does not run), -ESTALE (runs another life), -EIO (a core is lost).
 */
int life_kill(struct mint_device *os, enum mint_reason reason, uint32_t life,
	      struct diag *diag);

/** life_has_ended - neither running nor about to stop running */
bool life_has_ended(const struct mint_status *status);

/**
 * life_is_entering - may its core be on its way, though its state is not RUNNING yet?
 *
 * A life begins when the memory is made, its state with the first sign of the core. Until
 * then the state is that before the start, but no purgatory has been entered. Nor has one
 * after a start that was given up, or a load: what can be seen there is the same.
 */
bool life_is_entering(const struct mint_status *status);

/**
 * life_is_no_start - has it run for that long without a kernel that announces its log?
 * @status:     of the OS, read before its log was looked for
 * @log_err:    what log_read() said: only -ENOENT, nothing of Linux there, counts; a log
 *              that cannot be read for another reason is none of the OS's faults
 * @timeout_ms: since its start; 0: never
 */
bool life_is_no_start(const struct mint_status *status, int log_err, int64_t timeout_ms);

#endif
