/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_load.c - the two ways to load: the kernel reads the files, or takes segments
 *
 *   image -> route_choose() -> file_load()       descriptors, a command line
 *                           -> segments_load()   machine -> plan_plain() -> segments
 *
 * In: a request. Out: a loaded kernel, or why not.
 * Ref: kexec_load(2), kexec_file_load(2); kexec-compat.md section 1 for the exit status.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/cleanup.h"
#include "kexec/plain_flow.h"
#include "platform/plain_line.h"
#include "platform/setup_data.h"
#include "kexec/route.h"
#include "load/kexec_file_load.h"
#include "load/kexec_load.h"
#include "print/print.h"

struct load {
	struct session *session;
	int kernel_fd;
};

/* kexec_load_disabled and such are left to the system calls: they know. */
static int crash_check(struct session *session)
{
	const struct machine_crash *crash = &session->machine.kexec.crash;
	int err = session->request.plain.panic ? plain_machine(session) : 0;

	if (err || !session->request.plain.panic || crash->nr_regions ||
	    crash->reserved_size)
		return err;
	return diag_fail(
		&session->diag, -ENOSPC,
		"Memory for crashkernel is not reserved: 0 bytes (boot this "
		"kernel with crashkernel=256M, say, then load the crash kernel)");
}

/* Whichever call it is, none of them can make one up. */
static int cmdline_check(struct session *session)
{
	const struct request *request = &session->request;
	int err = request->reuse_cmdline ? plain_machine(session) : 0;

	if (err || !request->reuse_cmdline || session->machine.cmdline)
		return err;
	return diag_fail(&session->diag, -ENODATA,
			 "Cannot load %s: --reuse-cmdline: the running kernel's command "
			 "line is unknown: no /proc/cmdline",
			 request->kernel);
}

static int image_read(struct load *load)
{
	struct session *session = load->session;
	const struct request *request = &session->request;
	bool is_file = request->plain.syscall == SYSCALL_FILE;
	/* -s: the kernel looks for itself what it is */
	const char *type = is_file ? NULL : request->plain.type;
	struct diag *diag = &session->diag;
	int err;

	session->status = request->plain.syscall == SYSCALL_LOAD ? EXIT_FAILURE
								 : EXIT_FAILED;
	err = file_open(request->kernel, &session->kernel, &load->kernel_fd, diag);
	if (err)
		return err;
	session->status = EXIT_FAILED;
	err = image_probe_as(session->kernel.view, type, &session->image, diag);
	if (err == -ENOENT || err == -EOPNOTSUPP)
		diag_context(diag, "Unsupported kernel type %s", type);
	else if (err == -ENOEXEC)
		diag_context(diag, "Cannot determine the file type of %s",
			     request->kernel);
	else if (err)
		diag_context(diag, "Cannot load %s", request->kernel);
	return err;
}

/* Uncompressed, and no part of another file: what the user named is what is loaded. */
static bool image_is_file(const struct session *session)
{
	struct bytes file = session->image.file, whole = session->kernel.view;

	return file.data == whole.data && file.size == whole.size;
}

/* One file as it is; a joined, or an extracted one as memory. -1 with 0: there is none.
 */
static int initrd_open(struct session *session, int *ret_fd, struct diag *diag)
{
	const struct request *request = &session->request;
	struct bytes inner = session->image.inner_initrd;
	size_t size;
	int err;

	*ret_fd = -1;
	if (request->nr_initrds == 1)
		return file_descriptor(request->initrd[0], &size, ret_fd, diag);
	if (!request->nr_initrds && !inner.size)
		return 0;
	if (request->nr_initrds && !session->initrd.view.data) {
		err = files_map(request->initrd, request->nr_initrds, &session->initrd,
				diag);
		if (err)
			return err;
	}
	*ret_fd = bytes_memfd("initrd",
			      request->nr_initrds ? session->initrd.view : inner, diag);
	return *ret_fd < 0 ? *ret_fd : 0;
}

/* --append is put behind --reuse-cmdline's; either replaces a unified image's own. */
static int cmdline_make(struct session *session, struct buffer *ret, struct diag *diag)
{
	const struct request *request = &session->request;
	struct bytes inner = session->image.inner_cmdline;
	int err;

	if (request->reuse_cmdline)
		err = platform_cmdline_reuse(session->machine.cmdline,
					     request->plain.panic, request->append, ret);
	else if (request->append)
		err = buffer_append(ret, request->append, strlen(request->append));
	else
		err = buffer_append(ret, inner.data, inner.size);
	if (!err)
		err = buffer_append(ret, "", 1);
	return err ? diag_fail(diag, err, "no memory for the command line") : 0;
}

static unsigned long file_flags(const struct request *request, int initrd_fd)
{
	const struct request_plain *plain = &request->plain;
	unsigned long flags = 0;

	if (plain->panic)
		flags |= KEXEC_FILE_ON_CRASH;
	if (initrd_fd < 0)
		flags |= KEXEC_FILE_NO_INITRAMFS;
	if (plain->no_cma)
		flags |= KEXEC_FILE_NO_CMA;
	if (plain->force_dtb)
		flags |= KEXEC_FILE_FORCE_DTB;
	return flags;
}

static int file_load(void *context, struct diag *diag)
{
	struct load *load = context;
	struct session *session = load->session;
	const struct request *request = &session->request;
	CLEANUP(buffer_free) struct buffer cmdline = { 0 };
	AUTO_CLOSE int initrd_fd = -1;
	AUTO_CLOSE int memory_fd = -1;
	struct kexec_file file;
	int err;

	session->status = EXIT_FAILED;
	err = initrd_open(session, &initrd_fd, diag);
	if (!err)
		err = cmdline_make(session, &cmdline, diag);
	if (!err && !image_is_file(session)) {
		memory_fd = bytes_memfd("kernel", session->image.file, diag);
		err = memory_fd < 0 ? memory_fd : 0;
	}
	/* What cannot be read stays so: no errno that leads to the other call. */
	if (err)
		return kexec_file_may_fall_back(err) ? -EIO : err;
	file = (struct kexec_file){
		.kernel_fd = memory_fd < 0 ? load->kernel_fd : memory_fd,
		.initrd_fd = initrd_fd,
		.cmdline = (const char *)cmdline.data,
		.flags = file_flags(request, initrd_fd),
	};
	if (request->debug)
		plain_print_file(file.cmdline, file.flags, request->kernel, stderr);
	err = kexec_file_load_call(&file, request->debug ? KEXEC_FILE_DEBUG : 0,
				   launch_leader(), diag);
	/* Before Linux 6.7 the kernel refuses a flag that only lets it say more. */
	if (err == -EINVAL && request->debug) {
		diag->line[0] = '\0';
		err = kexec_file_load_call(&file, 0, launch_leader(), diag);
	}
	if (request->plain.syscall == SYSCALL_FILE && kexec_file_is_unavailable(err))
		session->status = EXIT_NO_FILE;
	return err;
}

/* "FILE ARGS…": the file is the first word. */
static int modules_read(struct session *session, struct plain_module *ret,
			struct diag *diag)
{
	const struct request_plain *plain = &session->request.plain;
	int err = 0;

	for (size_t i = 0; !err && i < plain->nr_modules; i++) {
		AUTO_FREE char *path =
			strndup(plain->module[i], strcspn(plain->module[i], " \t"));

		err = path ? file_read(path, &session->module[i], diag) : -ENOMEM;
		ret[i] = (struct plain_module){ session->module[i].view,
						plain->module[i] };
	}
	return err;
}

/* What the plan is made of, beside kernel and machine. */
static int files_read(struct session *session, struct plain_module *module,
		      struct diag *diag)
{
	const struct request *request = &session->request;
	int err = 0;

	if (request->nr_initrds && !session->initrd.view.data)
		err = files_map(request->initrd, request->nr_initrds, &session->initrd,
				diag);
	if (!err && request->plain.dtb)
		err = file_read(request->plain.dtb, &session->dtb, diag);
	return err ? err : modules_read(session, module, diag);
}

static int segments_send(struct session *session, struct diag *diag)
{
	const struct plan *plan = &session->plan;
	struct kexec_load_image image;
	int err = kexec_load_pack(plan, &image, diag);

	if (!err && session->request.debug)
		plain_print_plan(plan, &session->machine, stderr);
	if (!err)
		err = kexec_load_call(&image, plan->entry, plan->load_flags,
				      launch_leader(), diag);
	kexec_load_free(&image);
	return err;
}

static int segments_load(void *context, struct diag *diag)
{
	struct session *session = ((struct load *)context)->session;
	struct plain_module module[REQUEST_MAX_MODULES] = { 0 };
	uint8_t seed[SETUP_DATA_SEED_SIZE];
	struct plain_inputs inputs = {
		.request = &session->request,
		.machine = &session->machine,
		.image = &session->image,
		.module = module,
		.nr_modules = session->request.plain.nr_modules,
	};
	int err;

	session->status = EXIT_FAILURE;
	err = plain_machine(session);
	if (!err)
		err = files_read(session, module, diag);
	if (err)
		return err;
	inputs.initrd = session->initrd.view;
	inputs.dtb = session->dtb.view;
	if (getrandom(seed, sizeof(seed), GRND_NONBLOCK) == (ssize_t)sizeof(seed))
		inputs.seed = (struct bytes){ seed, sizeof(seed) };
	err = plan_plain(&inputs, &session->plan, diag);
	/* Contradictions and holes are fatal in kexec-tools, the rest failures. */
	if (err && err != -EINVAL && err != -ENOSPC)
		session->status = EXIT_FAILED;
	if (err) {
		diag_context(diag, "Cannot load %s", session->request.kernel);
		return err;
	}
	session->status = EXIT_FAILED;
	return segments_send(session, diag);
}

static int route_run(struct load *load)
{
	struct session *session = load->session;
	const struct route_calls calls = {
		.context = load,
		.file = file_load,
		.load = segments_load,
		.may_fall_back = kexec_file_may_fall_back,
	};
	enum route route, last;
	int err =
		route_choose(&session->request, &session->image, &route, &session->diag);

	if (err) {
		session->status = err == -EINVAL ? EXIT_FAILURE : EXIT_FAILED;
		diag_context(&session->diag, "Cannot load %s", session->request.kernel);
		return err;
	}
	return route_take(route, &calls, &last, &session->diag);
}

int plain_load(struct session *session)
{
	struct load load = { .session = session, .kernel_fd = -1 };
	int err = crash_check(session);

	if (!err)
		err = cmdline_check(session);
	if (!err)
		err = image_read(&load);
	if (!err)
		err = route_run(&load);
	cleanup_close(&load.kernel_fd);
	return err;
}
