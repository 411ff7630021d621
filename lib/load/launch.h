/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * launch.h - carry a plan out: by mint.ko, by kexec_load(2), or an OS by its name
 *
 * In: a plan whose rules hold. Out: a started, loaded or released OS.
 */
#ifndef MINT_LOAD_LAUNCH_H
#define MINT_LOAD_LAUNCH_H

#include <stdbool.h>

#include "base/diag.h"
#include "machine/machine.h"
#include "plan/plan.h"
#include "leader/leader.h"
#include "leader/mint_device.h"

/* Tells a refusal (exit 1) from a failure after the first step (exit 255). */
struct launch_result {
	bool acted;
	struct prange refused; /* the memory block that would not go offline, or empty */
};

/* What a launch acts through: the machine, or a test's fakes. */
struct launch_tools {
	const struct mint_ops *mint;
	void *mint_context;
	struct leader leader;
};

/**
 * launch_queue - one launch at a time, from the look at the machine to its end
 *
 * Windows and, with auto, memory and CPUs are chosen from what is free: two processes
 * that choose at the same time choose the same, and one of them fails. The place in the
 * queue (a lock of /dev/mint, which only root can open: nobody else can hold launches up)
 * is kept until the process ends, whichever way it does.
 *
 * @may_wait: for the launch that is at it; it can be interrupted
 *
 * Return: 0 (also without the module or root: later steps say so), -EAGAIN (another one
 * is at it, and @may_wait is false), errno of fcntl(2).
 */
int launch_queue(bool may_wait, struct diag *diag);

/**
 * launch_beside - reserve, load and, when asked, start an OS through mint.ko
 * @plan:  beside mode, all rules hold; every segment's content is known
 * @start: false: leave it loaded
 *
 * SIGINT, SIGTERM and SIGHUP are held back and looked at between steps: what was begun
 * is put back, and -EINTR is their answer. One that comes too late for that takes effect
 * afterwards. A start that fails releases the OS again, unless a
 * core is lost.
 *
 * Return: 0, or negative errno with the machine as it was before: -ENODEV (no module),
 * -EACCES, -EPERM (locked down), -EEXIST (name), -EINVAL, -EBUSY (a block, CPU or page
 * in use), -ENOMEM, -ENOSPC, -EINTR, -EIO (did not start; or a core is lost).
 */
int launch_beside(const struct plan *plan, const struct machine *machine, bool start,
		  struct launch_result *ret, struct diag *diag);

/** launch_beside_with - the same through other tools; signals are the tools' business */
int launch_beside_with(const struct launch_tools *tools, const struct plan *plan,
		       const struct machine *machine, bool start,
		       struct launch_result *ret, struct diag *diag);

/**
 * launch_instead - hand the plan to kexec_load(2)
 * Return: 0, -E2BIG (too many segments), -ENOMEM, errno of kexec_load(2).
 */
int launch_instead(const struct plan *plan, struct launch_result *ret, struct diag *diag);

/**
 * launch_exec_check - may the loaded kernel replace the running one?
 *
 * Return: 0 (also when /sys is not there to say), -ENOENT ("Nothing has been loaded!"),
 * -EBUSY (mint.ko still has OSes), -ENOMEM and errno of reading /sys/class/mint.
 */
int launch_exec_check(const struct leader *leader, struct diag *diag);

/** launch_successors_check - the part of it about OSes: 0, -EBUSY, -ENOMEM … */
int launch_successors_check(const struct leader *leader, struct diag *diag);

/** launch_leader - the running machine; static */
const struct leader *launch_leader(void);

/** launch_start_by_name - start a loaded or stopped OS; -ENOENT when there is none */
int launch_start_by_name(const char *name, struct launch_result *ret, struct diag *diag);

/** launch_release_by_name - give back all that an OS owns; -EBUSY while it runs */
int launch_release_by_name(const char *name, struct launch_result *ret,
			   struct diag *diag);

#endif
