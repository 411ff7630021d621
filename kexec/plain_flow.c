/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_flow.c - what kexec-tools does: load, unload, execute, and questions
 *
 * In: a request. Out: a loaded or started kernel, an answer, or why not.
 * Ref: docs/compat.md "Exit status", "Messages".
 */
#include "kexec/plain_flow.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "kexec/plain_load.h"
#include "kexec/route.h"
#include "load/kexec_file_load.h"
#include "load/kexec_load.h"
#include "load/reboot.h"

static int plain_exec(struct session *session)
{
	const struct request_plain *plain = &session->request.plain;
	const struct reboot_request reboot = { plain->no_sync, plain->no_ifdown };
	int err;

	session->status = EXIT_FAILURE;
	err = launch_exec_check(launch_leader(), &session->diag);
	if (err)
		return err;
	session_warn(session);
	session->status = EXIT_FAILED;
	return reboot_into_kexec(&reboot, launch_leader(), &session->diag);
}

/* The answer that would come after the load is given before it. */
static int plain_load_exec(struct session *session)
{
	int err = launch_successors_check(launch_leader(), &session->diag);

	if (err)
		return err;
	err = plain_load(session);
	return err ? err : plain_exec(session);
}

static int plain_load_reboot(struct session *session)
{
	int err = plain_load(session);

	if (err)
		return err;
	session_warn(session);
	session->status = EXIT_FAILED;
	return reboot_by_shutdown(&session->diag);
}

/* A return to a kernel that called this one: an entry and nothing to load. */
static int plain_load_helper(struct session *session)
{
	const struct kexec_load_image helper = { .nr_segments = 1 };

	session->status = EXIT_FAILED;
	return kexec_load_call(&helper, session->request.plain.entry,
			       KEXEC_PRESERVE_CONTEXT, launch_leader(), &session->diag);
}

static int file_unload(void *context, struct diag *diag)
{
	const struct session *session = context;

	return kexec_file_load_call(
		NULL, session->request.plain.panic ? KEXEC_FILE_ON_CRASH : 0,
		launch_leader(), diag);
}

static int load_unload(void *context, struct diag *diag)
{
	const struct session *session = context;

	return kexec_load_call(
		NULL, 0,
		KEXEC_ARCH_X86_64 | (session->request.plain.panic ? KEXEC_ON_CRASH : 0),
		launch_leader(), diag);
}

static int plain_unload(struct session *session)
{
	static const enum route routes[] = {
		[SYSCALL_AUTO] = ROUTE_FILE_THEN_LOAD,
		[SYSCALL_FILE] = ROUTE_FILE,
		[SYSCALL_LOAD] = ROUTE_LOAD,
	};
	const struct route_calls calls = {
		.context = session,
		.file = file_unload,
		.load = load_unload,
		.may_fall_back = kexec_file_may_fall_back,
	};
	enum route last;
	int err = route_take(routes[session->request.plain.syscall], &calls, &last,
			     &session->diag);

	session->status = err == -ENOSYS && last == ROUTE_FILE ? EXIT_NO_FILE
							       : EXIT_FAILED;
	return err;
}

/* Silent, and about the crash kernel unless -l says otherwise. */
static int plain_status(struct session *session)
{
	const struct request_plain *plain = &session->request.plain;
	bool is_normal = plain->normal && !plain->panic;
	int err = session_machine(session);
	enum fact loaded = is_normal ? session->machine.kexec.loaded
				     : session->machine.kexec.crash_loaded;

	session->status = EXIT_UNKNOWN;
	if (err)
		return err;
	session->answer = loaded == FACT_YES ? 1 : loaded == FACT_NO ? 0 : EXIT_UNKNOWN;
	return 0;
}

/* The region that -p loads into: the highest. */
static int plain_crash_size(struct session *session)
{
	const struct machine_crash *crash = &session->machine.kexec.crash;
	int err = session_machine(session);
	uint64_t size = crash->reserved_size;
	char text[32];

	if (err)
		return err;
	if (crash->nr_regions)
		size = prange_size(crash->region[crash->nr_regions - 1]);
	snprintf(text, sizeof(text), "%" PRIu64 "\n", size);
	return session_text(session, text);
}

int plain_run(struct session *session)
{
	switch (session->request.action) {
	case ACTION_STATUS:
		return plain_status(session);
	case ACTION_CRASH_SIZE:
		return plain_crash_size(session);
	case ACTION_UNLOAD:
		return plain_unload(session);
	case ACTION_EXEC:
		return plain_exec(session);
	case ACTION_LOAD_EXEC:
		return plain_load_exec(session);
	case ACTION_LOAD_REBOOT:
		return plain_load_reboot(session);
	case ACTION_LOAD_HELPER:
		return plain_load_helper(session);
	default:
		return plain_load(session);
	}
}
