/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_flow.c - type mint: image, machine, plan, rules, launch; or by name
 *
 * In: a request. Out: a successor, a dry run, or why not.
 * Ref: docs/design.md "One way through the house".
 */
#include "kexec/mint_flow.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "check/check.h"
#include "machine/read/read.h"
#include "image/vmlinux.h"
#include "kexec/addons.h"
#include "kexec/session.h"
#include "plan/mint/fits.h"
#include "plan/mint/plan_mint.h"
#include "print/json.h"
#include "print/svg.h"
#include "print/text.h"

/*
 * Of a unified kernel image its parts are taken: what it was signed as, it is no more,
 * and nobody looks at a signature here.
 */
static int unified_take(struct session *session)
{
	const struct request *request = &session->request;
	const struct image *image = &session->image;
	bool takes_cmdline = !request->append && !request->reuse_cmdline;

	if (strcmp(image->type, "uki-x86_64"))
		return 0;
	diag_warn(&session->diag,
		  "%s: unified kernel image: taken out of it, so without its signature, "
		  "are .linux%s%s%s",
		  request->kernel,
		  request->nr_initrds || !image->inner_initrd.size ? "" : ", .initrd",
		  takes_cmdline && image->inner_cmdline.size ? ", .cmdline" : "",
		  image->inner_dtb.size ? "; its .dtb is not used" : "");
	return addons_take(session);
}

static int mint_image_read(struct session *session)
{
	const char *path = session->request.kernel;
	struct diag *diag = &session->diag;
	int err = file_read(path, &session->kernel, diag);

	if (err)
		return err;
	err = image_probe_successor(session->kernel.view, session->request.plain.profile,
				    &session->image, diag);
	if (err == -ENOEXEC)
		diag_context(diag, "Cannot determine the file type of %s", path);
	else if (err)
		diag_context(diag, "Cannot load %s", path);
	return err ? err : unified_take(session);
}

static int mint_image_unpack(struct session *session)
{
	const char *path = session->request.kernel;
	struct diag *diag = &session->diag;
	int err;

	if (session->image.kind != IMAGE_BZIMAGE || session->request.unpack == UNPACK_NO)
		return 0;
	err = image_unpack(&session->image, diag);
	if (err == -ENOTSUP) {
		diag_warn(diag, "%s: %s; the kernel unpacks itself", path, diag->line);
		diag->line[0] = '\0';
		return 0;
	}
	if (err)
		diag_context(diag, "Cannot load %s", path);
	return err;
}

static struct plan_inputs plan_inputs(const struct session *session)
{
	return (struct plan_inputs){
		.request = &session->request,
		.machine = &session->machine,
		.image = &session->image,
		.initrd = session->request.nr_initrds ? session->initrd.view
						      : session->image.inner_initrd,
	};
}

/* Who has to wait is told for what, once; a signal ends it, with nothing touched. */
static int queue_enter(struct session *session)
{
	const char *name = session->request.name, *path = session->request.kernel;
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	int err = launch_queue(false, &session->diag);

	if (err != -EAGAIN)
		return err;
	/* Which name is free is known only then. */
	diag_warn(&session->diag,
		  "%s%s: waiting for another launch to finish its reservation "
		  "(mintctl list shows it)",
		  *name ? "" : "the launch of ", *name ? name : base);
	session_warn(session);
	return launch_queue(true, &session->diag);
}

/* As the request needs it; @ret is zeroed, or has a part of it after a failure. */
static int mint_machine_read(const struct request *request, struct machine *ret,
			     struct diag *diag)
{
	int err = machine_read(request->sysroot, ret, diag);

	if (err || !request->nr_devices)
		return err;
	return machine_read_devices(ret, diag);
}

/*
 * Before a kernel is unpacked and others are waited for: sizes that can never fit. A dry
 * run shows the whole plan, whatever is wrong with it.
 */
static int sizes_check(struct session *session)
{
	struct plan_inputs inputs;
	int err;

	if (session->request.action == ACTION_DRY_RUN || !session->request.has_region)
		return 0;
	err = mint_machine_read(&session->request, &session->machine, &session->diag);
	if (err)
		return err;
	inputs = plan_inputs(session);
	err = plan_mint_fits(&inputs, &session->diag);
	machine_free(&session->machine);
	return err;
}

static int plan_make(struct session *session)
{
	const struct request *request = &session->request;
	struct plan_inputs inputs;
	int err = mint_image_read(session);

	if (err)
		return err;
	err = initrds_read(request->initrd, request->nr_initrds, &session->initrd,
			   &session->diag);
	if (err)
		return err;
	err = sizes_check(session);
	if (err)
		return err;
	err = mint_image_unpack(session);
	if (err)
		return err;
	/* What is found free here must still be free when it is claimed. */
	err = request->action == ACTION_DRY_RUN ? 0 : queue_enter(session);
	if (err)
		return err;
	err = mint_machine_read(request, &session->machine, &session->diag);
	if (err)
		return err;
	inputs = plan_inputs(session);
	return plan_mint(&inputs, &session->plan, &session->diag);
}

static int plan_print(const struct session *session, FILE *out)
{
	switch (session->request.dry_run) {
	case DRY_RUN_JSON:
		return plan_print_json(&session->plan, &session->machine, out);
	case DRY_RUN_SVG:
		return plan_print_svg(&session->plan, &session->machine, out);
	default:
		return plan_print_text(&session->plan, &session->machine, out);
	}
}

/* A launch needs every byte; only the module knows some facts. */
static int plan_is_complete(struct session *session)
{
	if (session->machine.module.loaded != FACT_YES &&
	    plan_check_known(&session->plan, NULL))
		return diag_fail(&session->diag, -ENODEV,
				 "no mint module is loaded: modprobe mint (needs root)");
	return plan_check_known(&session->plan, &session->diag);
}

static int plan_try(struct session *session, bool start)
{
	struct plan *plan = &session->plan;
	const char *done = start ? "started" : "loaded";
	char text[PLAN_DETAIL_MAX];
	int err = plan_is_complete(session);

	session->result = (struct launch_result){ 0 };
	if (err)
		return err;
	if (plan->mode == PLAN_INSTEAD)
		return launch_instead(plan, &session->result, &session->diag);
	err = launch_beside(plan, &session->machine, start, &session->result,
			    &session->diag);
	if (err)
		return err;
	if (*plan_chosen_text(plan, text, sizeof(text)))
		fprintf(session->out.stream, "%s: %s\n", plan->name, text);
	fprintf(session->out.stream, "%s: %s\n", plan->name, done);
	out_told(&session->out, &session->diag, "%s: %s", plan->name, done);
	return 0;
}

/* "memory47, memory46": what the request was told to do without. */
static void refused_text(const struct session *session, char *text, size_t room)
{
	const struct request *request = &session->request;
	size_t used = 0;

	for (size_t i = 0; i < request->nr_refused && used < room; i++)
		used += (size_t)snprintf(
			text + used, room - used, "%smemory%llu", i ? ", " : "",
			(unsigned long long)(request->refused[i].start /
					     session->machine.memory.block_size));
}

/* The same plan, from what the machine is now. */
static int plan_renew(struct session *session, struct diag *diag)
{
	const struct plan_inputs inputs = plan_inputs(session);
	int err;

	plan_free(&session->plan);
	machine_free(&session->machine);
	err = mint_machine_read(&session->request, &session->machine, diag);
	if (err)
		return err;
	err = plan_mint(&inputs, &session->plan, diag);
	return err ? err : plan_verdict(&session->plan, diag);
}

/* The same plan without the block that refused; true when it is worth a try. */
static bool plan_again(struct session *session, struct prange block)
{
	struct diag *diag = &session->diag, fresh = { 0 };
	char text[128] = "";
	int err;

	refused_text(session, text, sizeof(text));
	if (request_refuse(&session->request, block)) {
		diag_context(diag, "%s refused before, and now", text);
		return false;
	}
	refused_text(session, text, sizeof(text));
	diag_warn(diag, "memory block 0x%llx-0x%llx would not go offline: %s",
		  (unsigned long long)block.start, (unsigned long long)block.end - 1,
		  "another place was looked for");
	err = plan_renew(session, &fresh);
	diag->line[0] = '\0';
	if (err) {
		diag_fail(diag, err, "%s", fresh.line);
		diag_context(diag, "%s would not go offline, and without", text);
	}
	/* Its warnings have been given: they are those of the first plan. */
	diag_clear(&fresh);
	return !err;
}

/*
 * A block that refuses is found out only by asking it. Where it was chosen, not named,
 * another choice is made without it: each time from what the machine then is.
 */
static int plan_launch(struct session *session)
{
	bool start = session->request.action == ACTION_START, acted = false;
	int err;

	do {
		err = plan_try(session, start);
		acted = acted || session->result.acted;
	} while (err && plan_chose_block(&session->plan, session->result.refused) &&
		 plan_again(session, session->result.refused));
	session->result.acted = acted;
	return err;
}

/* Whoever looks for what went wrong later finds in the leader's log that it was known. */
static void host_force(struct session *session, const char *reason)
{
	char line[DIAG_LINE_MAX + 128];

	snprintf(line, sizeof(line),
		 "kexec: %s: going on all the same (--mint-force): %s",
		 session->plan.name, reason);
	diag_warn(&session->diag, "%s; going on all the same (--mint-force)", reason);
	if (leader_log(launch_leader(), line))
		diag_warn(&session->diag, "/dev/kmsg: cannot be written");
}

/* What no plan can mend: "mintctl check" says more. */
static int host_check(struct session *session)
{
	CLEANUP(diag_clear) struct diag reason = { 0 };
	struct check_report report;
	int err;

	if (session->plan.mode != PLAN_BESIDE)
		return 0;
	err = check_machine(&session->machine, &report);
	if (err)
		return err;
	err = check_fail(&report, &reason);
	if (err && session->request.force) {
		host_force(session, reason.line);
		return 0;
	}
	if (err)
		return diag_fail(&session->diag, err,
				 "%s (mintctl check; --mint-force overrides)",
				 reason.line);
	return 0;
}

static int mint_dry_run(struct session *session)
{
	int err = plan_print(session, session->out.stream);

	/* What did not arrive is told by its cause. */
	if (!err || ferror(session->out.stream))
		err = out_end(&session->out, &session->diag);
	else
		diag_fail(&session->diag, err, "%s", strerror(-err));
	if (err) {
		diag_context(&session->diag, "cannot write the plan");
		return err;
	}
	return plan_verdict(&session->plan, &session->diag);
}

static int mint_plan_run(struct session *session)
{
	int err = plan_make(session);

	if (err)
		return err;
	if (session->request.debug)
		plan_print_text(&session->plan, &session->machine, stderr);
	if (session->request.action == ACTION_DRY_RUN)
		return mint_dry_run(session);
	err = plan_verdict(&session->plan, &session->diag);
	if (err)
		return err;
	err = host_check(session);
	return err ? err : plan_launch(session);
}

int mint_run(struct session *session)
{
	const char *name = session->request.name;
	int err;

	switch (session->request.action) {
	case ACTION_EXEC:
		err = launch_start_by_name(name, &session->result, &session->diag);
		break;
	case ACTION_UNLOAD:
		err = launch_release_by_name(name, &session->result, &session->diag);
		break;
	default:
		err = mint_plan_run(session);
	}
	session->status = session->result.acted ? EXIT_ACTED : EXIT_FAILURE;
	return err;
}
