/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * addons.h - what lies beside a unified kernel image and belongs to it
 *
 * In: the path of the image. Out: its command line and initrd with the addons' behind.
 * Ref: UAPI.5 "PE Addons"; systemd-stub(7).
 */
#ifndef MINT_KEXEC_ADDONS_H
#define MINT_KEXEC_ADDONS_H

#include "kexec/session.h"

/**
 * addons_take - read the addons of session->image, which becomes image and addons
 *
 * Nothing happens to an image that is no unified one. An addon for another machine, and
 * a file that is none, is left out with a warning. Nobody looks at signatures here.
 * Return: 0, of reading files, -EINVAL (a section that is not whole), -ENOMEM.
 */
int addons_take(struct session *session);

#endif
