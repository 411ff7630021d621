/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * command_line.h - the user's command line and the loader's tokens made one
 *
 * In: the user's text, struct platform_spec. Out: the OS's command line. Pure.
 */
#ifndef MINT_PLATFORM_COMMAND_LINE_H
#define MINT_PLATFORM_COMMAND_LINE_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "platform/platform.h"

/**
 * platform_cmdline_build - the user's command line plus the loader's tokens
 * @user:     may be ""; a token that contradicts ours is -EINVAL, naming both and why
 * @max_size: cmdline_size of the image; longer is -E2BIG, says by how many bytes
 * @spec:     NULL: instead mode, only what that needs (nothing is added)
 * @ret:      NUL-terminated, the NUL not counted in size
 *
 * Driven by one table: token, why, mandatory or default, since/until which kernel,
 * which user tokens contradict it. A default is dropped when the user says otherwise;
 * module_blacklist= is merged, and dropped when the user's is empty. Ours stand behind
 * the user's and before a "--", which ends the kernel's part.
 * An unknown TSC frequency is written as "tsc_early_khz=?".
 *
 * Return: 0, -EINVAL, -E2BIG, -ENOMEM; @ret is written only on success.
 */
int platform_cmdline_build(const char *user, uint64_t max_size,
			   const struct platform_spec *spec, struct buffer *ret,
			   struct diag *diag);

#endif
