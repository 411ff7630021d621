/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_os.c - the calls of /dev/mint about one OS, one function each
 *
 * In: a descriptor, bound to an OS or about to be. Out: 0 or negative errno with a line
 * in the diag.
 * Ref: mint_os.h; abi/mint.h.
 */
#include "leader/mint_os.h"

#include <errno.h>
#include <string.h>

#include "leader/mint_status.h"

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
	err = mint_device_call(device, request, &argument, diag);
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

	return mint_device_call(os, MINT_IOC_INTENT, &argument, diag);
}

int mint_os_taken(struct mint_device *os, struct mint_taken *taken, struct diag *diag)
{
	return mint_device_call(os, MINT_IOC_TAKEN, taken, diag);
}

int mint_os_claim(struct mint_device *os, const struct mint_claim *claim,
		  struct diag *diag)
{
	struct mint_claim argument = *claim;

	return mint_device_call(os, MINT_IOC_CLAIM, &argument, diag);
}

int mint_os_load(struct mint_device *os, const struct mint_load *load, struct diag *diag)
{
	struct mint_load argument = *load;

	return mint_device_call(os, MINT_IOC_LOAD, &argument, diag);
}

int mint_os_find(struct mint_device *os, struct diag *diag)
{
	return mint_device_call(os, MINT_IOC_FIND, NULL, diag);
}

int mint_os_hide(struct mint_device *os, struct diag *diag)
{
	return mint_device_call(os, MINT_IOC_HIDE, NULL, diag);
}

int mint_os_renew(struct mint_device *os, struct diag *diag)
{
	return mint_device_call(os, MINT_IOC_RENEW, NULL, diag);
}

int mint_os_kill(struct mint_device *os, enum mint_reason reason, uint32_t life,
		 struct diag *diag)
{
	struct mint_kill argument = { .reason = reason, .life = life };

	return mint_device_call(os, MINT_IOC_KILL, &argument, diag);
}

/* The module has two reasons to be busy; one that does not run has the other. */
static bool os_is_mapped(struct mint_device *os)
{
	struct mint_status status;

	return !mint_os_status(os, &status, NULL) && !mint_status_is_running(&status);
}

int mint_os_unclaim(struct mint_device *os, struct diag *diag)
{
	struct diag refusal = { 0 };
	int err = mint_device_call(os, MINT_IOC_UNCLAIM, NULL, &refusal);

	if (err == -EBUSY && os_is_mapped(os))
		return diag_fail(
			diag, err,
			"%s: cannot give up its claims: its memory is mapped by a "
			"program (mintctl log -f, a core dump, a debugger): end that "
			"first",
			os->name);
	return err ? diag_fail(diag, err, "%s", refusal.line) : 0;
}

int mint_os_destroy(struct mint_device *os, struct diag *diag)
{
	return mint_device_call(os, MINT_IOC_DESTROY, NULL, diag);
}

int mint_os_status(struct mint_device *os, struct mint_status *ret, struct diag *diag)
{
	return mint_device_call(os, MINT_IOC_STATUS, ret, diag);
}

int mint_os_wait(struct mint_device *os, int timeout_ms, struct diag *diag)
{
	int count = os->ops->wait(os->context, os->fd, timeout_ms);

	if (count < 0 && count != -EINTR)
		return diag_fail(diag, count, "%s: cannot wait: %s", os->name,
				 strerror(-count));
	return count;
}
