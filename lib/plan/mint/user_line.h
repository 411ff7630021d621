/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * user_line.h - the command line that the user wants, before the loader's tokens
 *
 * In: request, machine, image. Out: text.
 */
#ifndef MINT_PLAN_MINT_USER_LINE_H
#define MINT_PLAN_MINT_USER_LINE_H

#include "plan/mint/policy.h"

/**
 * policy_user_cmdline - the leader's and --append's, else the image's own
 * @ret: zeroed; NUL-terminated within its size; to be freed after any return
 * Return: 0, -ENODATA (--reuse-cmdline, and nothing is known), -ENOMEM.
 */
int policy_user_cmdline(const struct policy *policy, struct buffer *ret);

#endif
