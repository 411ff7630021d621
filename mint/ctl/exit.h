/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exit.h - the exit codes of mintctl
 *
 * In: what a verb returned. Out: 0 done, 1 refused or failed, 2 usage, 3 no such OS,
 * 4 timed out, 5 killed (run).
 * Ref: mintctl(8), "EXIT STATUS".
 */
#ifndef MINT_CTL_EXIT_H
#define MINT_CTL_EXIT_H

enum ctl_exit {
	CTL_DONE = 0,
	CTL_FAILED = 1,
	CTL_USAGE = 2,
	CTL_NO_OS = 3,
	CTL_TIMEOUT = 4,
	CTL_KILLED = 5
};

/** ctl_exit_of - what a verb's 0 or negative errno is told as */
enum ctl_exit ctl_exit_of(int err);

#endif
