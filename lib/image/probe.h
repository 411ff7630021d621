/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.h - which kind of kernel file is this
 *
 * In: the bytes of a file, plain or compressed. Out: a struct image, or one line that
 * says what the file looks like instead. Pure: no file is opened here.
 */
#ifndef MINT_IMAGE_PROBE_H
#define MINT_IMAGE_PROBE_H

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"
#include "image/uki.h"

/**
 * image_probe_successor - recognise a kernel file that can be a successor's
 * @file: must outlive @ret (views point into it unless it was compressed)
 * @profile: of a unified kernel image, from 0 on; UKI_PROFILE_FIRST of uki.h: the first
 * @ret:  zero-initialised by the function; image_free() it also after success only
 *
 * That is bzImage64, elf-x86_64, and the bzImage64 in a unified kernel image, its type
 * staying "uki-x86_64". A file compressed with gzip, xz or zstd is unpacked first. Kinds
 * are tried in the order of one table.
 *
 * Return: 0; -ENOEXEC (no kind fits: says what it looks like), -EINVAL (right kind,
 * broken: says the field and the numbers), -ENOTSUP (right kind, wrong machine, no
 * XLF_KERNEL_64, not relocatable), -ERANGE (no such profile), -ENOMEM.
 */
int image_probe_successor(struct bytes file, int profile, struct image *ret,
			  struct diag *diag);

/** image_probe - image_probe_successor() of the first profile, if there are any */
static inline int image_probe(struct bytes file, struct image *ret, struct diag *diag)
{
	return image_probe_successor(file, UKI_PROFILE_FIRST, ret, diag);
}

/**
 * image_probe_profile - image_probe_as(), and of a unified kernel image that profile
 * @profile: from 0 on; UKI_PROFILE_FIRST of uki.h is image_probe_as()
 * Return: as image_probe_as(); -ERANGE (no such profile), -EINVAL (no such image).
 */
int image_probe_profile(struct bytes file, const char *type, int profile,
			struct image *ret, struct diag *diag);

/**
 * image_probe_as - recognise a kernel file among all that kexec-tools loads on x86_64
 * @type: NULL tries all, in kexec-tools' order: multiboot2-x86, elf-x86_64,
 * multiboot-x86, elf-x86, bzImage64, bzImage, uki-x86_64; else that one alone, which must
 * fit
 *
 * A unified kernel image becomes the bzImage in it, its type staying "uki-x86_64".
 * Return: as image_probe(); -ENOENT (no such type: lists them), -EOPNOTSUPP (nbi-x86,
 * beoboot-x86: known, not supported).
 */
static inline int image_probe_as(struct bytes file, const char *type, struct image *ret,
				 struct diag *diag)
{
	return image_probe_profile(file, type, UKI_PROFILE_FIRST, ret, diag);
}

void image_free(struct image *image);

#endif
