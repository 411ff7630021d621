/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_load.h - the two ways to load: the kernel reads the files, or takes segments
 */
#ifndef MINT_KEXEC_PLAIN_LOAD_H
#define MINT_KEXEC_PLAIN_LOAD_H

#include "kexec/session.h"

/**
 * plain_load - kernel and initrd into the kernel, by the route that fits
 * Return: 0, or negative errno with session->status and session->diag set.
 */
int plain_load(struct session *session);

#endif
