/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * losses.h - what only kexec_file_load(2) hands over, and a fall-back loses
 */
#ifndef MINT_KEXEC_LOSSES_H
#define MINT_KEXEC_LOSSES_H

#include <stdbool.h>

#include "base/diag.h"
#include "machine/machine.h"

/**
 * losses_warn - one warning for each thing that this machine has and kexec_load(2) loses
 * @is_crash: of -p
 *
 * KHO (kho=on), IMA's measurements; with -p keys of dm-crypt. Pure.
 */
void losses_warn(const struct machine *machine, bool is_crash, struct diag *diag);

#endif
