/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_conf.c - the verb check-conf: would this configuration file do?
 *
 * In: a path. Out: "PATH: ok", or what is wrong and in which line.
 * Ref: mint.conf(5); kexec --mint-conf parses with the same code.
 */
#include "mint/ctl/verb/check_conf.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "request/conf_file.h"
#include "mint/ctl/kernel_age.h"

static int verdict_print_json(const struct ctl *ctl, const struct request *request,
			      struct diag *diag)
{
	json_t *verdict = json_pack("{s:s, s:s, s:b}", "file", ctl->name, "name",
				    request->name, "ok", 1);
	FILE *to = ctl->out->stream;
	int err;

	if (!verdict)
		return diag_fail(diag, -EINVAL, "%s: the path is not UTF-8", ctl->name);
	err = json_dumpf(verdict, to, JSON_INDENT(2)) && !ferror(to) ? -ENOMEM : 0;
	fputc('\n', to);
	json_decref(verdict);
	return err;
}

static int verdict_print(const struct ctl *ctl, const struct request *request,
			 struct diag *diag)
{
	int err = 0;

	if (ctl->is_json)
		err = verdict_print_json(ctl, request, diag);
	else
		fprintf(ctl->out->stream, "%s: ok\n", ctl->name);
	return err ? err : out_end(ctl->out, diag);
}

/* What kexec could still be told on its command line, and mintctl run could not. */
static int request_is_whole(const struct ctl *ctl, const struct request *request,
			    struct diag *diag)
{
	if (!request->kernel)
		return diag_fail(diag, -EINVAL,
				 "%s: no kernel: add the line \"kernel = PATH\"",
				 ctl->name);
	if (!request->has_region)
		return diag_fail(diag, -EINVAL,
				 "%s: no region: add the line \"region = X+SIZE\"",
				 ctl->name);
	if (!request->has_cpus)
		diag_warn(
			diag,
			"%s: no cpus: this OS can replace the leader (kexec -l), not run "
			"beside it",
			ctl->name);
	return 0;
}

int verb_check_conf(const struct ctl *ctl, struct diag *diag)
{
	CLEANUP(request_free) struct request request;
	int err;

	request_init(&request);
	err = conf_read(ctl->name, 0, &request, diag);
	if (err)
		return -EINVAL; /* a file that is missing is not an OS that is missing */
	err = request_is_whole(ctl, &request, diag);
	if (err)
		return err;
	kernel_age_check(&request, diag);
	return verdict_print(ctl, &request, diag);
}
