/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * session.h - what one run of kexec holds, and the two flows through it
 *
 *   main.c -> mint_flow.c    beside, or instead in a region: plan_mint()
 *          -> plain_flow.c   as kexec-tools -> plain_load.c: route.c says how
 *
 * and all of them to session.c, which calls none of them.
 */
#ifndef MINT_KEXEC_SESSION_H
#define MINT_KEXEC_SESSION_H

#include <stdbool.h>
#include <stdlib.h>

#include "base/diag.h"
#include "image/image.h"
#include "load/launch.h"
#include "out/out.h"
#include "image/probe.h"
#include "machine/machine.h"
#include "plan/plan.h"
#include "request/files.h"
#include "request/request.h"

/* Exit status beside EXIT_SUCCESS and EXIT_FAILURE; docs/compat.md "Exit status". */
#define EXIT_ACTED   255 /* mint: failed after starting to act */
#define EXIT_FAILED  255 /* plain: the load itself failed, and others of kexec-tools' */
#define EXIT_NO_FILE 253 /* -s: this kernel has no such call for this image */
#define EXIT_UNKNOWN 255 /* -S: the kernel does not say */

/* Zeroed at first; main() owns and frees it. */
struct session {
	struct out out;
	struct request request;
	struct machine machine;
	bool has_machine;
	struct file kernel;
	struct file initrd;
	struct file dtb;
	struct file module[REQUEST_MAX_MODULES];
	struct image image;
	struct buffer addon_cmdline,
		addon_initrd; /* image and addons, when there are any */
	struct plan plan;
	struct launch_result result;
	int status; /* the exit status, when the flow returns an error */
	int answer; /* … when it returns 0: -S says so */
	struct diag diag;
};

/**
 * session_text - text that was asked for, to standard output
 * Return: 0, -EIO.
 */
int session_text(struct session *session, const char *text);

/** session_warn - print the warnings so far, once: what follows may not return */
void session_warn(struct session *session);

/**
 * session_machine - session->machine as a plain load asks for it, read once
 * Return: as machine_read_plain().
 */
int session_machine(struct session *session);

/** session_free - all that it holds, and itself */
void session_free(struct session *session);

#endif
