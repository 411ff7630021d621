/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_device.c - the calls of /dev/mint, one function each, with words for each errno
 *
 * In: struct mint_ops. Out: 0 or negative errno with a line in the diag.
 * Ref: abi/mint.h; ioctl(2), poll(2), flock(2).
 */
#include "leader/mint_device.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"

/* How often purgatory's progress is looked at: it is no state, so poll(2) is silent. */
#define VERIFY_STEP_MS 5

static int kernel_open(void *context)
{
	int fd = open(MINT_DEVICE, O_RDWR | O_CLOEXEC);

	(void)context;
	return fd < 0 ? -errno : fd;
}

static int kernel_call(void *context, int fd, unsigned long request, void *argument)
{
	(void)context;
	return ioctl(fd, request, argument) < 0 ? -errno : 0;
}

static int kernel_wait(void *context, int fd, int timeout_ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN | POLLPRI };
	int count = poll(&poll_fd, 1, timeout_ms);

	(void)context;
	return count < 0 ? -errno : count;
}

/* A descriptor's own lock: whoever dies drops it, and no lock file is left behind. */
static int kernel_lock(void *context, int fd, bool is_locked)
{
	(void)context;
	return flock(fd, is_locked ? LOCK_EX : LOCK_UN) < 0 ? -errno : 0;
}

static void kernel_close(void *context, int fd)
{
	(void)context;
	close(fd);
}

const struct mint_ops mint_device_ops = {
	.open = kernel_open,
	.call = kernel_call,
	.wait = kernel_wait,
	.lock = kernel_lock,
	.close = kernel_close,
};

/* What an errno of a call means and what to do; request 0: of any call. */
struct call_error {
	unsigned long request;
	int err;
	const char *text;
};

static const struct call_error call_errors[] = {
	{ MINT_IOC_CREATE, EEXIST,
	  "an OS of that name exists already (mintctl release it, or choose another "
	  "name)" },
	{ MINT_IOC_CREATE, EINVAL, "not a name: [a-z0-9][a-z0-9_-]{0,30} is wanted" },
	{ MINT_IOC_OPEN, EINVAL, "not a name: [a-z0-9][a-z0-9_-]{0,30} is wanted" },
	{ MINT_IOC_OPEN, ENOENT, "no such OS (mintctl list shows all)" },
	{ MINT_IOC_INTENT, EBUSY,
	  "a PCI device of it belongs to another OS (the kernel log says which)" },
	{ MINT_IOC_CLAIM, EBUSY,
	  "the module refuses the claim: a page, CPU or serial port of it is in use by "
	  "the "
	  "leader or belongs to another OS (the kernel log says which)" },
	{ MINT_IOC_CLAIM, EINVAL,
	  "the module refuses the claim: not memory that an OS may own, or no such CPU "
	  "(the kernel log says which)" },
	{ MINT_IOC_CLAIM, EPERM,
	  "the module refuses the claim: a page of it is no memory that the leader can "
	  "give (the kernel log says which)" },
	{ MINT_IOC_CLAIM, ENODATA,
	  "the module refuses the claim: the leader keeps no map of its firmware "
	  "(CONFIG_FIRMWARE_MEMMAP), so what was reserved at boot need not be RAM (leave "
	  "it "
	  "to the leader, which can give memory blocks)" },
	{ MINT_IOC_CLAIM, ERANGE,
	  "the module refuses the claim: it ends beyond the CPU's physical addresses" },
	{ MINT_IOC_CLAIM, EUCLEAN,
	  "the leader knows PCI devices of it again (the kernel log says which): "
	  "somebody "
	  "had it look for devices just now, try again" },
	{ MINT_IOC_CLAIM, ENXIO,
	  "the module refuses the claim: a PCI device of it is behind no root port of "
	  "its "
	  "own, or the port is gone (the kernel log says which)" },
	{ MINT_IOC_UNCLAIM, ENXIO,
	  "a root port that its PCI devices are behind is gone (the kernel log says "
	  "which): have the leader find it (echo 1 >/sys/bus/pci/rescan), then try "
	  "again" },
	{ MINT_IOC_LOAD, EBUSY,
	  "it runs: nothing can be loaded (mintctl kill it first)" },
	{ MINT_IOC_LOAD, EINVAL,
	  "the module refuses the image: segments overlap, or the entry or mailbox is "
	  "not where it may be" },
	{ MINT_IOC_LOAD, EPERM,
	  "the module refuses the image: a segment or the mailbox lies outside what the "
	  "OS owns" },
	{ MINT_IOC_LOAD, ERANGE,
	  "the module refuses the image: it is shorter than it says" },
	{ MINT_IOC_START, EBUSY, "it runs already" },
	{ MINT_IOC_START, EINVAL, "nothing is loaded that could be started" },
	{ MINT_IOC_START, ESHUTDOWN,
	  "the leader is about to end or to sleep: nothing is started any more" },
	{ MINT_IOC_START, EUCLEAN,
	  "its PCI devices have been used and not been reset since, or the leader knows "
	  "some of them (the kernel log says which): try again" },
	{ MINT_IOC_START, ENXIO,
	  "a root port that its PCI devices are behind is gone (the kernel log says "
	  "which)" },
	{ MINT_IOC_FIND, EBUSY, "it runs" },
	{ MINT_IOC_FIND, EIO, "it is lost: its devices stay out of sight" },
	{ MINT_IOC_RENEW, EBUSY, "it runs" },
	{ MINT_IOC_RENEW, EUCLEAN,
	  "the leader knows some of them (the kernel log says which): somebody had it "
	  "look "
	  "for devices just now, try again" },
	{ MINT_IOC_RENEW, ENXIO,
	  "a root port that they are behind is gone (the kernel log says which)" },
	{ MINT_IOC_HIDE, EBUSY, "it runs" },
	{ MINT_IOC_START, ENOMEM, "its memory cannot be mapped by the leader" },
	{ MINT_IOC_KILL, ESRCH, "it does not run" },
	{ MINT_IOC_KILL, EIO,
	  "a core did not answer when it was parked: its memory and CPUs stay out of use "
	  "until the machine is rebooted" },
	{ MINT_IOC_UNCLAIM, EBUSY, "it runs (mintctl kill it first)" },
	{ MINT_IOC_UNCLAIM, EIO,
	  "it is lost: a core did not answer when it was parked, so nothing of it can be "
	  "used until the machine is rebooted" },
	{ MINT_IOC_DESTROY, EBUSY, "it still owns memory or CPUs" },
	{ 0, EPERM,
	  "this kernel is locked down, so no other kernel may be started (the first line "
	  "of /sys/kernel/security/lockdown; Secure Boot turns it on)" },
	{ 0, ENOTTY,
	  "the module does not know this call: mint.ko and this program are of different "
	  "versions (reload mint.ko)" },
	{ 0, ENODEV, "it was released meanwhile" },
};

static const char *call_name(unsigned long request)
{
	switch (request) {
	case MINT_IOC_CREATE:
		return "create";
	case MINT_IOC_OPEN:
		return "open";
	case MINT_IOC_INTENT:
		return "record what will be taken";
	case MINT_IOC_TAKEN:
		return "read what was taken";
	case MINT_IOC_CLAIM:
		return "claim";
	case MINT_IOC_LOAD:
		return "load";
	case MINT_IOC_START:
		return "start";
	case MINT_IOC_FIND:
		return "find its PCI devices";
	case MINT_IOC_HIDE:
		return "hide its PCI devices";
	case MINT_IOC_RENEW:
		return "let its PCI devices reach memory";
	case MINT_IOC_KILL:
		return "kill";
	case MINT_IOC_UNCLAIM:
		return "give up its claims";
	case MINT_IOC_DESTROY:
		return "remove";
	default:
		return "read the status";
	}
}

static int device_call(struct mint_device *device, unsigned long request, void *argument,
		       struct diag *diag)
{
	int err = device->ops->call(device->context, device->fd, request, argument);
	size_t i;

	if (err >= 0)
		return 0;
	for (i = 0; i < ARRAY_SIZE(call_errors); i++) {
		const struct call_error *row = &call_errors[i];

		if (row->err == -err && (!row->request || row->request == request))
			return diag_fail(diag, err, "%s: cannot %s: %s", device->name,
					 call_name(request), row->text);
	}
	return diag_fail(diag, err, "%s: cannot %s: %s (the kernel log may say more)",
			 device->name, call_name(request), strerror(-err));
}

int mint_device_open(const struct mint_ops *ops, void *context, struct mint_device *ret,
		     struct diag *diag)
{
	int fd = ops->open(context);

	*ret = (struct mint_device){ .ops = ops, .context = context, .fd = fd };
	if (fd >= 0)
		return 0;
	ret->fd = -1;
	switch (-fd) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return diag_fail(diag, -ENODEV,
				 "no mint module: modprobe mint (or insmod "
				 "mint.ko), then try again");
	case EACCES:
	case EPERM:
		return diag_fail(diag, -EACCES, "%s: %s: needs CAP_SYS_BOOT (root)",
				 MINT_DEVICE, strerror(-fd));
	default:
		return diag_fail(diag, fd, "%s: %s", MINT_DEVICE, strerror(-fd));
	}
}

void mint_device_close(struct mint_device *device)
{
	if (device->fd >= 0)
		device->ops->close(device->context, device->fd);
	device->fd = -1;
}

int mint_device_lock(struct mint_device *device, struct diag *diag)
{
	int err = device->ops->lock(device->context, device->fd, true);

	if (err)
		return diag_fail(diag, err, "%s: cannot lock: %s", MINT_DEVICE,
				 strerror(-err));
	return 0;
}

void mint_device_unlock(struct mint_device *device)
{
	device->ops->lock(device->context, device->fd, false);
}

static int device_bind(struct mint_device *device, unsigned long request,
		       const char *name, struct diag *diag)
{
	struct mint_name argument = { 0 };
	int err;

	if (strlen(name) >= sizeof(argument.name))
		return diag_fail(diag, -EINVAL,
				 "%s: a name has at most %zu characters, "
				 "this one has %zu",
				 name, sizeof(argument.name) - 1, strlen(name));
	memcpy(argument.name, name, strlen(name));
	memcpy(device->name, argument.name, sizeof(device->name));
	err = device_call(device, request, &argument, diag);
	if (err)
		device->name[0] = '\0';
	return err;
}

int mint_os_create(struct mint_device *device, const char *name, struct diag *diag)
{
	return device_bind(device, MINT_IOC_CREATE, name, diag);
}

int mint_os_attach(struct mint_device *device, const char *name, struct diag *diag)
{
	return device_bind(device, MINT_IOC_OPEN, name, diag);
}

int mint_os_intent(struct mint_device *os, const struct mint_taken *taken,
		   struct diag *diag)
{
	struct mint_taken argument = *taken;

	return device_call(os, MINT_IOC_INTENT, &argument, diag);
}

int mint_os_taken(struct mint_device *os, struct mint_taken *taken, struct diag *diag)
{
	return device_call(os, MINT_IOC_TAKEN, taken, diag);
}

int mint_os_claim(struct mint_device *os, const struct mint_claim *claim,
		  struct diag *diag)
{
	struct mint_claim argument = *claim;

	return device_call(os, MINT_IOC_CLAIM, &argument, diag);
}

int mint_os_load(struct mint_device *os, const struct mint_load *load, struct diag *diag)
{
	struct mint_load argument = *load;

	return device_call(os, MINT_IOC_LOAD, &argument, diag);
}

/* Why a started OS does not run any more, or never did. */
static int start_fail(struct mint_device *os, const struct mint_status *status,
		      struct diag *diag)
{
	char text[64];

	mint_status_text(status, text, sizeof(text));
	if (status->state == MINT_LOST)
		return diag_fail(
			diag, -EIO,
			"%s: did not start and is lost: %u of its %u cores did not "
			"answer when parked; its memory and CPUs stay out of use "
			"until the machine is rebooted",
			os->name, status->lost_cpus, status->nr_cpus);
	switch (status->stage) {
	case MINT_PURGATORY_DIGEST:
		return diag_fail(
			diag, -EIO,
			"%s: %s: purgatory refused the segment at 0x%" PRIx64
			": its SHA-256 is not that of what was loaded (bad memory, "
			"or something wrote there; start it again)",
			os->name, text, (uint64_t)status->stage_detail);
	case MINT_PURGATORY_FAULT:
		return diag_fail(diag, -EIO,
				 "%s: %s: purgatory took an exception at 0x%" PRIx64,
				 os->name, text, (uint64_t)status->stage_detail);
	case MINT_PURGATORY_NONE:
		return diag_fail(diag, -EIO,
				 "%s: %s: CPU %u gave no sign of purgatory in time",
				 os->name, text, status->nr_cpus ? status->cpus[0] : 0);
	default:
		return diag_fail(diag, -EIO, "%s: %s right after its start", os->name,
				 text);
	}
}

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* START refused, or a core began and gave no sign: only then has the state changed. */
static int start_refused(struct mint_device *os, int err, uint64_t event_before,
			 struct diag *refusal, struct diag *diag)
{
	struct mint_status status = { 0 };

	if (err == -EIO && !mint_os_status(os, &status, NULL) &&
	    status.event != event_before)
		return start_fail(os, &status, diag);
	return diag_fail(diag, err, "%s", refusal->line);
}

int mint_os_start(struct mint_device *os, struct diag *diag)
{
	int64_t deadline = clock_ms() + MINT_VERIFY_MS;
	struct diag refusal = { 0 };
	struct mint_status status;
	int err = mint_os_status(os, &status, diag);

	if (err)
		return err;
	if (status.state == MINT_LOST)
		return diag_fail(diag, -ENOTRECOVERABLE,
				 "%s: is lost: it cannot be started until the machine is "
				 "rebooted",
				 os->name);
	err = device_call(os, MINT_IOC_START, NULL, &refusal);
	if (err)
		return start_refused(os, err, status.event, &refusal, diag);
	/* Parking takes a moment: the reason is known when the state is final. */
	for (;;) {
		err = mint_os_status(os, &status, diag);
		if (err)
			return err;
		if (status.stage == MINT_PURGATORY_VERIFIED)
			return 0;
		if (status.state != MINT_RUNNING && status.state != MINT_STOPPING)
			return start_fail(os, &status, diag);
		if (clock_ms() > deadline)
			return 0;
		err = mint_os_wait(os, VERIFY_STEP_MS, diag);
		if (err < 0)
			return err;
	}
}

int mint_os_find(struct mint_device *os, struct diag *diag)
{
	return device_call(os, MINT_IOC_FIND, NULL, diag);
}

int mint_os_hide(struct mint_device *os, struct diag *diag)
{
	return device_call(os, MINT_IOC_HIDE, NULL, diag);
}

int mint_os_renew(struct mint_device *os, struct diag *diag)
{
	return device_call(os, MINT_IOC_RENEW, NULL, diag);
}

int mint_os_kill(struct mint_device *os, enum mint_reason reason, struct diag *diag)
{
	struct mint_kill argument = { .reason = reason };

	return device_call(os, MINT_IOC_KILL, &argument, diag);
}

int mint_os_unclaim(struct mint_device *os, struct diag *diag)
{
	struct diag refusal = { 0 };
	struct mint_status status;
	int err = device_call(os, MINT_IOC_UNCLAIM, NULL, &refusal);

	if (!err)
		return 0;
	/* The module has two reasons to be busy; one that does not run has the other. */
	if (err == -EBUSY && !mint_os_status(os, &status, NULL) &&
	    status.state != MINT_RUNNING && status.state != MINT_STOPPING)
		return diag_fail(
			diag, err,
			"%s: cannot give up its claims: its memory is mapped by a "
			"program (mintctl log -f, a core dump, a debugger): end that "
			"first",
			os->name);
	return diag_fail(diag, err, "%s", refusal.line);
}

int mint_os_destroy(struct mint_device *os, struct diag *diag)
{
	return device_call(os, MINT_IOC_DESTROY, NULL, diag);
}

int mint_os_status(struct mint_device *os, struct mint_status *ret, struct diag *diag)
{
	return device_call(os, MINT_IOC_STATUS, ret, diag);
}

int mint_os_wait(struct mint_device *os, int timeout_ms, struct diag *diag)
{
	int count = os->ops->wait(os->context, os->fd, timeout_ms);

	if (count < 0)
		return diag_fail(diag, count, "%s: cannot wait: %s", os->name,
				 strerror(-count));
	return count;
}

bool mint_status_was_entered(const struct mint_status *status)
{
	return status->starts || status->reason != MINT_REASON_NONE;
}

const char *mint_state_name(uint32_t state)
{
	static const char *const names[] = {
		[MINT_EMPTY] = "empty",	    [MINT_LOADED] = "loaded",
		[MINT_RUNNING] = "running", [MINT_STOPPING] = "stopping",
		[MINT_STOPPED] = "stopped", [MINT_LOST] = "lost",
	};

	return state < ARRAY_SIZE(names) ? names[state] : "unknown";
}

const char *mint_reason_name(uint32_t reason)
{
	static const char *const names[] = {
		[MINT_REASON_NONE] = NULL,	     [MINT_REASON_POWEROFF] = "poweroff",
		[MINT_REASON_HALT] = "halt",	     [MINT_REASON_REBOOT] = "reboot",
		[MINT_REASON_PANIC] = "panic",	     [MINT_REASON_HANG] = "hang",
		[MINT_REASON_KILLED] = "killed",     [MINT_REASON_DIGEST] = "digest",
		[MINT_REASON_NO_START] = "no-start",
	};

	return reason < ARRAY_SIZE(names) ? names[reason] : "unknown";
}

void mint_status_text(const struct mint_status *status, char *text, size_t size)
{
	const char *state = mint_state_name(status->state);
	const char *reason = mint_reason_name(status->reason);

	/* The reason is that of the last end: it says nothing about one that runs. */
	if (reason && status->state == MINT_STOPPED)
		snprintf(text, size, "%s (%s)", state, reason);
	else
		snprintf(text, size, "%s", state);
}
