/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_load.c - the two ways to load: the kernel reads the files, or takes segments
 *
 *   image -> route_choose() -> file_load()       descriptors, a command line
 *                           -> segments_load()   machine -> plan_plain() -> segments
 *
 * In: a request. Out: a loaded kernel, or why not.
 * Ref: kexec_load(2), kexec_file_load(2); docs/compat.md "Exit status".
 */
#include "kexec/plain_load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "kexec/addons.h"
#include "kexec/losses.h"
#include "kexec/route.h"
#include "load/kexec_file_load.h"
#include "load/kexec_load.h"
#include "plan/plain/plan_plain.h"
#include "platform/plain_line.h"
#include "platform/setup_data.h"
#include "print/plain.h"

struct load {
	struct session *session;
	int kernel_fd;
	bool is_file_absent; /* this kernel has no kexec_file_load(2) */
};

/* kexec_load_disabled and such are left to the system calls: they know. */
static int crash_check(struct session *session)
{
	const struct machine_crash *crash = &session->machine.kexec.crash;
	int err = session->request.plain.panic ? session_machine(session) : 0;

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
	int err = request->reuse_cmdline ? session_machine(session) : 0;

	if (err || !request->reuse_cmdline || session->machine.cmdline)
		return err;
	return diag_fail(&session->diag, -ENODATA,
			 "Cannot load %s: --reuse-cmdline: the running kernel's command "
			 "line is unknown: no /proc/cmdline",
			 request->kernel);
}

/* @ret_fd is the caller's to close, after a failure too. */
static int image_read(struct session *session, int *ret_fd)
{
	const struct request *request = &session->request;
	bool is_file = request->plain.syscall == SYSCALL_FILE;
	/* -s: the kernel looks for itself what it is */
	const char *type = is_file ? NULL : request->plain.type;
	struct diag *diag = &session->diag;
	int err;

	session->status = request->plain.syscall == SYSCALL_LOAD ? EXIT_FAILURE
								 : EXIT_FAILED;
	err = file_open(request->kernel, &session->kernel, ret_fd, diag);
	if (err)
		return err;
	session->status = EXIT_FAILED;
	err = image_probe_profile(session->kernel.view, type, request->plain.profile,
				  &session->image, diag);
	if (!err)
		return addons_take(session);
	/* Without -t these are about the file: another CPU's, or packed with lzop. */
	if (type && (err == -ENOENT || err == -EOPNOTSUPP))
		diag_context(diag, "Unsupported kernel type %s", type);
	else if (err == -ENOEXEC)
		diag_context(diag, "Cannot determine the file type of %s",
			     request->kernel);
	else
		diag_context(diag, "Cannot load %s", request->kernel);
	return err;
}

/* Uncompressed, and no part of another file: what the user named is what is loaded. */
static bool image_is_file(const struct session *session)
{
	struct bytes file = session->image.file, whole = session->kernel.view;

	return file.data == whole.data && file.size == whole.size;
}

/* Joined once, for whichever call comes first. */
static int initrds_map(struct session *session, struct diag *diag)
{
	const struct request *request = &session->request;

	if (!request->nr_initrds || session->initrd.view.data)
		return 0;
	return files_map(request->initrd, request->nr_initrds, &session->initrd, diag);
}

/*
 * One file as it is; a joined one, one out of a pipe, which the other call may want, too,
 * and an extracted one as memory. -1: there is none.
 */
static int initrd_open(struct session *session, int *ret_fd, struct diag *diag)
{
	const struct request *request = &session->request;
	struct bytes inner = session->image.inner_initrd;
	size_t size;
	int err;

	*ret_fd = -1;
	if (request->nr_initrds == 1 && !file_is_pipe(request->initrd[0]))
		return file_descriptor(request->initrd[0], &size, ret_fd, diag);
	if (!request->nr_initrds && !inner.size)
		return 0;
	err = initrds_map(session, diag);
	if (err)
		return err;
	*ret_fd = bytes_memfd("initrd",
			      request->nr_initrds ? session->initrd.view : inner, diag);
	return *ret_fd < 0 ? *ret_fd : 0;
}

/* --append is put behind --reuse-cmdline's; either replaces a unified image's own. */
static int cmdline_append(const struct session *session, struct buffer *ret)
{
	const struct request *request = &session->request;
	struct bytes inner = session->image.inner_cmdline;

	if (request->reuse_cmdline)
		return platform_cmdline_reuse(session->machine.cmdline,
					      request->plain.panic, request->append, ret);
	if (request->append)
		return buffer_append(ret, request->append, strlen(request->append));
	return buffer_append(ret, inner.data, inner.size);
}

static int cmdline_make(const struct session *session, struct buffer *ret,
			struct diag *diag)
{
	int err = cmdline_append(session, ret);

	if (err)
		return diag_fail(diag, err, "no memory for the command line");
	if (buffer_append(ret, "", 1))
		return diag_fail(diag, -ENOMEM, "no memory for the command line");
	return 0;
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

/* The kernel itself when it is no file that the user named; -1 else. */
static int kernel_open(const struct session *session, int *ret_fd, struct diag *diag)
{
	*ret_fd = -1;
	if (image_is_file(session))
		return 0;
	*ret_fd = bytes_memfd("kernel", session->image.file, diag);
	return *ret_fd < 0 ? *ret_fd : 0;
}

/* What one call of kexec_file_load(2) reads; zero-initialise but for the descriptors. */
struct file_parts {
	struct buffer cmdline;
	int initrd_fd, memory_fd; /* -1 none */
};

static void parts_free(struct file_parts *parts)
{
	buffer_free(&parts->cmdline);
	cleanup_close(&parts->initrd_fd);
	cleanup_close(&parts->memory_fd);
}

static int parts_make(struct session *session, struct file_parts *ret, struct diag *diag)
{
	int err = initrd_open(session, &ret->initrd_fd, diag);

	if (err)
		return err;
	err = cmdline_make(session, &ret->cmdline, diag);
	return err ? err : kernel_open(session, &ret->memory_fd, diag);
}

/* 0 when there is none. */
static uint64_t descriptor_size(int fd)
{
	struct stat stat;

	return fd < 0 || fstat(fd, &stat) ? 0 : (uint64_t)stat.st_size;
}

/* Before Linux 6.7 the kernel refuses a flag that only lets it say more. */
static int file_send(const struct kexec_file *file, bool is_debug, struct diag *diag)
{
	int err = kexec_file_load_call(file, is_debug ? KEXEC_FILE_DEBUG : 0,
				       launch_leader(), diag);

	if (err != -EINVAL || !is_debug)
		return err;
	diag->line[0] = '\0';
	return kexec_file_load_call(file, 0, launch_leader(), diag);
}

static int file_load(void *context, struct diag *diag)
{
	CLEANUP(parts_free)
	struct file_parts parts = { .initrd_fd = -1, .memory_fd = -1 };
	struct load *load = context;
	struct session *session = load->session;
	const struct request *request = &session->request;
	struct kexec_file file;
	int err;

	session->status = EXIT_FAILED;
	err = parts_make(session, &parts, diag);
	/* What cannot be read stays so: no errno that leads to the other call. */
	if (err)
		return kexec_file_may_fall_back(err) ? -EIO : err;
	file = (struct kexec_file){
		.kernel_fd = parts.memory_fd < 0 ? load->kernel_fd : parts.memory_fd,
		.initrd_fd = parts.initrd_fd,
		.cmdline = (const char *)parts.cmdline.data,
		.flags = file_flags(request, parts.initrd_fd),
		.memory = session->image.room + descriptor_size(parts.initrd_fd),
	};
	if (request->debug)
		plain_print_file(file.cmdline, file.flags, request->kernel, stderr);
	err = file_send(&file, request->debug, diag);
	load->is_file_absent = err == -ENOSYS;
	if (request->plain.syscall == SYSCALL_FILE && kexec_file_is_unavailable(err))
		session->status = EXIT_NO_FILE;
	return err;
}

static int module_read(const char *text, struct file *file, struct plain_module *ret,
		       struct diag *diag)
{
	AUTO_FREE char *path = strndup(text, strcspn(text, " \t"));
	int err = path ? file_read(path, file, diag) : -ENOMEM;

	if (err)
		return err;
	*ret = (struct plain_module){ file->view, text };
	return 0;
}

/* "FILE ARGS…": the file is the first word. */
static int modules_read(struct session *session, struct plain_module *ret,
			struct diag *diag)
{
	const struct request_plain *plain = &session->request.plain;

	for (size_t i = 0; i < plain->nr_modules; i++) {
		int err =
			module_read(plain->module[i], &session->module[i], &ret[i], diag);

		if (err)
			return err;
	}
	return 0;
}

/* What the plan is made of, beside kernel and machine. */
static int files_read(struct session *session, struct plain_module *module,
		      struct diag *diag)
{
	const char *dtb = session->request.plain.dtb;
	int err = initrds_map(session, diag);

	if (err)
		return err;
	err = dtb ? file_read(dtb, &session->dtb, diag) : 0;
	return err ? err : modules_read(session, module, diag);
}

static int segments_send(struct session *session, struct diag *diag)
{
	CLEANUP(kexec_load_free) struct kexec_load_image image = { 0 };
	const struct plan *plan = &session->plan;
	int err = kexec_load_pack(plan, &image, diag);

	if (err)
		return err;
	if (session->request.debug)
		plain_print_plan(plan, &session->machine, stderr);
	return kexec_load_call(&image, plan->entry, plan->load_flags, launch_leader(),
			       diag);
}

/* @seed, filled; empty when the kernel has no random bytes yet. */
static struct bytes seed_make(uint8_t seed[SETUP_DATA_SEED_SIZE])
{
	ssize_t size = getrandom(seed, SETUP_DATA_SEED_SIZE, GRND_NONBLOCK);

	if (size != SETUP_DATA_SEED_SIZE)
		return (struct bytes){ NULL, 0 };
	return (struct bytes){ seed, SETUP_DATA_SEED_SIZE };
}

/* Contradictions and holes are fatal in kexec-tools, the rest failures. */
static int plan_refused(struct session *session, int err, struct diag *diag)
{
	if (err != -EINVAL && err != -ENOSPC)
		session->status = EXIT_FAILED;
	diag_context(diag, "Cannot load %s", session->request.kernel);
	return err;
}

static int segments_load(void *context, struct diag *diag)
{
	const struct load *load = context;
	struct session *session = load->session;
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
	err = session_machine(session);
	if (err)
		return err;
	/* -c is the user's own choice, and a call that is not there hands over nothing.
	 */
	if (session->request.plain.syscall == SYSCALL_AUTO && !load->is_file_absent)
		losses_warn(&session->machine, session->request.plain.panic, diag);
	err = files_read(session, module, diag);
	if (err)
		return err;
	inputs.initrd = session->initrd.view;
	inputs.dtb = session->dtb.view;
	inputs.seed = seed_make(seed);
	err = plan_plain(&inputs, &session->plan, diag);
	if (err)
		return plan_refused(session, err, diag);
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
	AUTO_CLOSE int kernel_fd = -1;
	struct load load = { .session = session };
	int err = crash_check(session);

	if (err)
		return err;
	err = cmdline_check(session);
	if (err)
		return err;
	err = image_read(session, &kernel_fd);
	if (err)
		return err;
	load.kernel_fd = kernel_fd;
	return route_run(&load);
}
