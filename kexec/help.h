/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * help.h - what --help says
 */
#ifndef MINT_KEXEC_HELP_H
#define MINT_KEXEC_HELP_H

/** help_text - one screen of options; @topic NULL, "mint" or "plain" */
const char *help_text(const char *topic);

#endif
