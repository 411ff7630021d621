/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_flow.h - what kexec-tools does: load, unload, execute, and questions
 */
#ifndef MINT_KEXEC_PLAIN_FLOW_H
#define MINT_KEXEC_PLAIN_FLOW_H

#include "kexec/session.h"

/**
 * plain_run - what the request asks as kexec-tools does it
 * Return: 0, with session->answer set by -S, or negative errno with session->status and
 * session->diag set.
 */
int plain_run(struct session *session);

#endif
