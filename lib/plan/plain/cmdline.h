/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmdline.h - the command line of a plain load
 *
 * In: options, the image, places. Out: plan->cmdline.
 */
#ifndef MINT_PLAN_PLAIN_CMDLINE_H
#define MINT_PLAN_PLAIN_CMDLINE_H

#include "plan/plain/plain.h"

/**
 * plain_cmdline - --reuse-cmdline, --append, the image's own, crash tokens: into
 * plan->cmdline; 0, -E2BIG (the image takes fewer bytes: how many), -ENODATA (the
 * leader's is unknown), -ENOMEM
 */
int plain_cmdline(struct plain *plain);

#endif
