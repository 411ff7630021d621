/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memfd.h - the image of a plan: one sealed memory file that the module holds
 *
 * In: a plan's segments. Out: the descriptor, and struct mint_load that describes it.
 *
 *   image   | segment 0 data | pad to a page | segment 1 data | pad | …
 */
#ifndef MINT_LOAD_MEMFD_H
#define MINT_LOAD_MEMFD_H

#include "base/diag.h"
#include "abi/mint.h"
#include "plan/plan.h"
#include "leader/leader.h"

/**
 * memfd_build - make, fill and seal the image
 * @ret: image_fd is to be closed by the caller after success; -1 after any failure
 *
 * Return: 0, -ENOMEM or -ENOSPC (numbers in @diag), -E2BIG, -EINTR, other errno.
 */
int memfd_build(const struct plan *plan, const struct leader *leader,
		struct mint_load *ret, struct diag *diag);

#endif
