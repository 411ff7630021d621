/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * main.c - wires the flow; the only place that prints errors and exits
 *
 *   argv -> cli -> request -> plan <- machine, image -> sink
 *
 * Exit status: 0; 1 refused with nothing touched; others in session.h.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kexec/cli.h"
#include "kexec/help.h"
#include "kexec/mint_flow.h"
#include "kexec/plain_flow.h"
#include "kexec/session.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unreleased"
#endif

/* -e and -u without a name are about what replaces this kernel. */
static bool is_plain(const struct request *request)
{
	bool is_by_name = request->action == ACTION_EXEC ||
			  request->action == ACTION_UNLOAD;

	return !request->is_mint || (is_by_name && !*request->name);
}

static int session_run(struct session *session)
{
	switch (session->request.action) {
	case ACTION_HELP:
		return session_text(session, help_text(session->request.help_topic));
	case ACTION_VERSION:
		return session_text(session,
				    "kexec (Mint kexec-tools) " PACKAGE_VERSION "\n");
	default:
		return is_plain(&session->request) ? plain_run(session)
						   : mint_run(session);
	}
}

/* kexec-tools tells these from bad usage. */
static int usage_status(int err)
{
	return err == CLI_NO_KERNEL || err == -ENXIO ? EXIT_FAILED : EXIT_FAILURE;
}

/*
 * Files are mapped: one that becomes shorter meanwhile has no pages any more, and the
 * first to look at them gets SIGBUS. Nothing is loaded then.
 */
static void file_shrank(int signal)
{
	static const char line[] =
		"kexec: Cannot load: a file became shorter while it was read (try again "
		"when it is complete)\n";

	(void)signal;
	_exit(write(STDERR_FILENO, line, sizeof(line) - 1) < 0 ? EXIT_FAILURE
							       : EXIT_FAILED);
}

int main(int argc, char **argv)
{
	struct session *session = calloc(1, sizeof(*session));
	int err, status;

	if (!session || out_begin(&session->out)) {
		fputs("kexec: out of memory\n", stderr);
		return EXIT_FAILURE;
	}
	signal(SIGBUS, file_shrank);
	session->status = EXIT_FAILURE;
	err = cli_parse(argc, argv, &session->request, &session->diag);
	if (err) {
		session->status = usage_status(err);
		if (err == CLI_USAGE || err == CLI_NO_KERNEL)
			fprintf(stderr, "%s\n", help_text(NULL));
	} else {
		err = session_run(session);
	}
	session_warn(session);
	if (err)
		fprintf(stderr, "kexec: %s\n",
			*session->diag.line ? session->diag.line : strerror(-err));
	status = err ? session->status : session->answer;
	session_free(session);
	return status;
}
