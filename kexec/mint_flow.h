/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_flow.h - type mint: beside, or instead in a region
 */
#ifndef MINT_KEXEC_MINT_FLOW_H
#define MINT_KEXEC_MINT_FLOW_H

#include "kexec/session.h"

/**
 * mint_run - what the request asks of type mint
 * Return: 0, or negative errno with session->status and session->diag set.
 */
int mint_run(struct session *session);

#endif
