/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * session.c - what both flows do with the session that they go through
 *
 * In: the session of one run. Out: text and warnings, the machine, and its end.
 */
#include "kexec/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/read/read.h"

int session_text(struct session *session, const char *text)
{
	fputs(text, session->out.stream);
	return out_end(&session->out, &session->diag);
}

void session_warn(struct session *session)
{
	struct diag *diag = &session->diag;

	for (size_t i = 0; i < diag->nr_warnings; i++) {
		fprintf(stderr, "kexec: warning: %s\n", diag->warning[i]);
		free(diag->warning[i]);
	}
	diag->nr_warnings = 0;
}

int session_machine(struct session *session)
{
	int err;

	if (session->has_machine)
		return 0;
	err = machine_read_plain(session->request.sysroot, &session->machine,
				 &session->diag);
	if (err)
		return err;
	/* Asked again, by the second system call say, the answer is the same. */
	session->has_machine = true;
	return 0;
}

void session_free(struct session *session)
{
	plan_free(&session->plan);
	if (session->image.kind != IMAGE_NONE)
		buffer_free(&session->addon_cmdline);
	buffer_free(&session->addon_initrd);
	image_free(&session->image);
	for (size_t i = 0; i < REQUEST_MAX_MODULES; i++)
		file_free(&session->module[i]);
	file_free(&session->dtb);
	file_free(&session->initrd);
	file_free(&session->kernel);
	machine_free(&session->machine);
	request_free(&session->request);
	diag_clear(&session->diag);
	out_close(&session->out);
	free(session);
}
