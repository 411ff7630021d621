/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uki.h - a unified kernel image: a PE whose sections are a kernel and what it needs
 *
 * In: the bytes of a file. Out: the struct image of the bzImage in .linux.
 * Ref: UAPI.5 Unified Kernel Image.
 */
#ifndef MINT_IMAGE_UKI_H
#define MINT_IMAGE_UKI_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"

/** pe_is - MZ, and the PE signature where that says? */
bool pe_is(struct bytes file);

/** uki_is - a PE with a section .linux? */
bool uki_is(struct bytes file);

#define UKI_PROFILE_FIRST (-1) /* none was asked for */

/**
 * uki_parse_profile - uki_parse() of another profile
 * @profile: from 0 on; or UKI_PROFILE_FIRST, with a warning when there are others
 * Return: as uki_parse(); -ERANGE when there is no such profile.
 */
int uki_parse_profile(struct bytes file, int profile, struct image *ret,
		      struct diag *diag);

/**
 * uki_section - the first section of a name, or of the base profile of an image
 * @file: anything
 * @ret:  a view; written only on success
 * Return: 0, -ENOENT (no PE, or none of that name), -EINVAL (truncated).
 */
int uki_section(struct bytes file, const char *name, struct bytes *ret);

/** uki_is_addon - a PE for this machine without a kernel, which adds to one? */
bool uki_is_addon(struct bytes file);

/** uki_text - without the NUL or newline at its end */
struct bytes uki_text(struct bytes section);

/**
 * uki_parse - the bzImage in a unified kernel image, and what lies beside it
 * @file: pe_is(); outlives @ret
 * @ret:  written only on success; owns nothing; of several profiles the first
 *
 * Return: 0, -EINVAL (truncated; a .linux that is none), -ENOTSUP (another machine),
 * -ENOEXEC (no .linux). Ref: UAPI.5 Unified Kernel Image; PE format, "Section Table".
 */
int uki_parse(struct bytes file, struct image *ret, struct diag *diag);

#endif
