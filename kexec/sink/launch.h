/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * launch.h - the sinks that act: mint.ko, kexec_load(2), and by name
 *
 * In: a plan whose rules hold. Out: a started, loaded or released OS.
 */
#ifndef MINT_SINK_LAUNCH_H
#define MINT_SINK_LAUNCH_H

#include <stdbool.h>

#include "base/diag.h"
#include "machine/machine.h"
#include "plan/plan.h"

/* Tells a refusal (exit 1) from a failure after the first step (exit 255). */
struct launch_result {
	bool acted;
};

/**
 * launch_beside - reserve, load and, when asked, start an OS through mint.ko
 * @start: false: leave it loaded
 *
 * Return: 0, or negative errno with the machine as it was before.
 */
int launch_beside(const struct plan *plan, const struct machine *machine, bool start,
		  struct launch_result *ret, struct diag *diag);

/** launch_instead - hand the plan to kexec_load(2); 0 or negative errno */
int launch_instead(const struct plan *plan, struct launch_result *ret,
		   struct diag *diag);

/** launch_exec - sync and replace the running kernel by the loaded one */
int launch_exec(struct diag *diag);

/** launch_unload_instead - drop what kexec_load(2) holds */
int launch_unload_instead(struct diag *diag);

/** launch_start_by_name - start a loaded or stopped OS; -ENOENT when there is none */
int launch_start_by_name(const char *name, struct launch_result *ret,
			 struct diag *diag);

/** launch_release_by_name - give back all that an OS owns; -EBUSY while it runs */
int launch_release_by_name(const char *name, struct launch_result *ret,
			   struct diag *diag);

#endif
