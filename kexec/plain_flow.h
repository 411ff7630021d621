/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_flow.h - what the files of the plain flow hand to each other
 *
 *   plain_flow.c   actions and questions        plain_load.c   the two ways to load
 */
#ifndef MINT_PLAIN_FLOW_H
#define MINT_PLAIN_FLOW_H

#include "kexec/session.h"

/** plain_machine - session->machine is read, once; as machine_read() */
int plain_machine(struct session *session);

/**
 * plain_load - kernel and initrd into the kernel, by the route that fits
 * Return: 0, or negative errno with session->status and session->diag set.
 */
int plain_load(struct session *session);

#endif
