/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load.h - have kexec load an OS
 *
 * In: a configuration file. Out: an OS that is loaded, by a process of its own.
 */
#ifndef MINT_CTL_LOAD_H
#define MINT_CTL_LOAD_H

#include "base/diag.h"

/**
 * load_by_conf - kexec -l --mint-conf=CONF --mint-name=NAME, waited for
 *
 * The kexec that was installed with this program; else the first one in PATH. It prints
 * its errors itself.
 * @signals: a signalfd(2) whose signals end the load: kexec gets a SIGTERM at once, and
 *           the signal stays where it is, for the caller; -1 none
 *
 * Return: 0 (also when the signal came too late), -EINTR (given up for a signal), -EIO
 * (it failed; both times it has put back what it had taken), errno of the spawn.
 */
int load_by_conf(const char *name, const char *conf, int signals, struct diag *diag);

#endif
