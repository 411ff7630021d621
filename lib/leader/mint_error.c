/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_error.c - what the module means by an errno, and what to do
 *
 * In: a request of /dev/mint, an errno. Out: words.
 * Ref: abi/mint.h.
 */
#include "leader/mint_error.h"

#include <errno.h>
#include <stddef.h>

#include "abi/mint.h"
#include "base/cleanup.h"

/* What an errno of a call means and what to do; request 0: of any call. */
struct call_error {
	unsigned long request;
	int err;
	const char *text;
};

/* Devices that the end of the OS could not reset. */
static const char not_reset[] =
	"a root port that its PCI devices are behind takes no reset (the kernel log says "
	"which): they may write to its memory, which stays its own";
static const char not_reset_known[] = "its PCI devices are not reset while the leader "
				      "knows some of them (the kernel log "
				      "says which: remove them, and try again)";

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
	  "the leader or belongs to another OS (the kernel log says which)" },
	{ MINT_IOC_CLAIM, EINVAL,
	  "the module refuses the claim: not memory that an OS may own, or no such CPU "
	  "(the kernel log says which)" },
	{ MINT_IOC_CLAIM, EPERM,
	  "the module refuses the claim: a page of it is no memory that the leader can "
	  "give (the kernel log says which)" },
	{ MINT_IOC_CLAIM, EOPNOTSUPP,
	  "the module refuses the claim: a piece of it can be unplugged while an OS has "
	  "it (the kernel log says whose it is; choose another range, or boot the leader "
	  "with acpi_no_memhotplug if it is that of PNP0C80)" },
	{ MINT_IOC_CLAIM, EADDRINUSE,
	  "the module refuses the claim: the leader's own struct pages lie in it (choose "
	  "another range, or memory_hotplug.memmap_on_memory=0 for the leader)" },
	{ MINT_IOC_CLAIM, EADDRNOTAVAIL,
	  "the module refuses the claim: a table of the firmware lies in it (the kernel "
	  "log "
	  "says where; choose another range)" },
	{ MINT_IOC_CLAIM, EHWPOISON,
	  "the module refuses the claim: a page of it is known to be bad (the kernel log "
	  "says which; choose another range)" },
	{ MINT_IOC_CLAIM, ENODATA,
	  "the module refuses the claim: the leader keeps no map of its firmware "
	  "(CONFIG_FIRMWARE_MEMMAP), so what was reserved at boot need not be RAM "
	  "(leave it to the leader, which can give memory blocks)" },
	{ MINT_IOC_CLAIM, ERANGE,
	  "the module refuses the claim: it ends beyond the CPU's physical addresses" },
	{ MINT_IOC_CLAIM, EUCLEAN,
	  "the leader knows PCI devices of it again (the kernel log says which): "
	  "somebody had it look for devices just now, try again" },
	{ MINT_IOC_CLAIM, ENXIO,
	  "the module refuses the claim: a PCI device of it is behind no root port of "
	  "its own, or the port is gone or does not wake up (the kernel log says "
	  "which)" },
	{ MINT_IOC_UNCLAIM, ENXIO,
	  "a root port that its PCI devices are behind takes no reset (the kernel log "
	  "says which): it keeps its memory, which they might write to" },
	{ MINT_IOC_LOAD, EBUSY,
	  "it runs: nothing can be loaded (mintctl stop it first)" },
	{ MINT_IOC_LOAD, EACCES,
	  "the leader lets nobody load a kernel that it cannot check: "
	  "kernel.kexec_load_disabled, kernel.kexec_load_limit_reboot, IMA or another "
	  "security module (the kernel log says which)" },
	{ MINT_IOC_LOAD, EINVAL,
	  "the module refuses the image: segments overlap, or the entry or mailbox is "
	  "not where it may be" },
	{ MINT_IOC_LOAD, EPERM,
	  "the module refuses the image: a segment or the mailbox lies outside what the "
	  "OS owns" },
	{ MINT_IOC_LOAD, ERANGE,
	  "the module refuses the image: it is shorter than it says" },
	{ MINT_IOC_LOAD, ENOMEM,
	  "its memory cannot be mapped by the leader: a page of it has failed, or there "
	  "is "
	  "no room for tables (the kernel log may say more)" },
	{ MINT_IOC_START, EBUSY, "it runs already" },
	{ MINT_IOC_START, EINVAL, "nothing is loaded that could be started" },
	{ MINT_IOC_START, ESHUTDOWN,
	  "the leader is about to end or to sleep: nothing is started any more" },
	{ MINT_IOC_START, EUCLEAN,
	  "its PCI devices have been used and not been set up since, or the leader knows "
	  "some of them (the kernel log says which): try again" },
	{ MINT_IOC_START, ENXIO,
	  "a root port that its PCI devices are behind is gone, or does not wake up (the "
	  "kernel log says which)" },
	{ MINT_IOC_FIND, EBUSY, "it runs" },
	{ MINT_IOC_FIND, EIO, "it is lost: its devices stay out of sight" },
	{ MINT_IOC_FIND, EUCLEAN, not_reset_known },
	{ MINT_IOC_FIND, ENXIO, not_reset },
	{ MINT_IOC_RENEW, EBUSY, "it runs" },
	{ MINT_IOC_RENEW, EUCLEAN,
	  "the leader knows some of them (the kernel log says which): somebody had it "
	  "look for devices just now, try again" },
	{ MINT_IOC_RENEW, ENXIO,
	  "a root port that they are behind is gone, or takes no reset (the kernel log "
	  "says which)" },
	{ MINT_IOC_HIDE, EBUSY, "it runs" },
	{ MINT_IOC_START, ENOMEM, "its memory cannot be mapped by the leader" },
	{ MINT_IOC_KILL, ESRCH, "it does not run" },
	{ MINT_IOC_KILL, ESTALE, "it has been started anew meanwhile" },
	{ MINT_IOC_KILL, EIO,
	  "a core did not answer when it was parked: its memory and CPUs stay out of use "
	  "until the machine is rebooted" },
	{ MINT_IOC_UNCLAIM, EBUSY, "it runs (mintctl stop it first)" },
	{ MINT_IOC_UNCLAIM, EIO,
	  "it is lost: a core did not answer when it was parked, so nothing of it can be "
	  "used until the machine is rebooted" },
	{ MINT_IOC_UNCLAIM, EUCLEAN, not_reset_known },
	{ MINT_IOC_UNCLAIM, ENXIO, not_reset },
	{ MINT_IOC_DESTROY, EBUSY, "it still owns memory or CPUs" },
	{ 0, EPERM,
	  "this kernel is locked down, so no other kernel may be started (the first line "
	  "of /sys/kernel/security/lockdown; Secure Boot turns it on)" },
	{ 0, ENOTTY,
	  "the module does not know this call: mint.ko and this program are of different "
	  "versions (reload mint.ko)" },
	{ 0, ENODEV, "it was released meanwhile" },
};

static const struct request_name {
	unsigned long request;
	const char *name;
} request_names[] = {
	{ MINT_IOC_CREATE, "create" },
	{ MINT_IOC_OPEN, "open" },
	{ MINT_IOC_INTENT, "record what will be taken" },
	{ MINT_IOC_TAKEN, "read what was taken" },
	{ MINT_IOC_CLAIM, "claim" },
	{ MINT_IOC_LOAD, "load" },
	{ MINT_IOC_START, "start" },
	{ MINT_IOC_FIND, "find its PCI devices" },
	{ MINT_IOC_HIDE, "hide its PCI devices" },
	{ MINT_IOC_RENEW, "let its PCI devices reach memory" },
	{ MINT_IOC_KILL, "kill" },
	{ MINT_IOC_UNCLAIM, "give up its claims" },
	{ MINT_IOC_DESTROY, "remove" },
};

const char *mint_error_text(unsigned long request, int err)
{
	for (size_t i = 0; i < ARRAY_SIZE(call_errors); i++) {
		const struct call_error *row = &call_errors[i];

		if (row->err == -err && (!row->request || row->request == request))
			return row->text;
	}
	return NULL;
}

const char *mint_request_name(unsigned long request)
{
	for (size_t i = 0; i < ARRAY_SIZE(request_names); i++)
		if (request_names[i].request == request)
			return request_names[i].name;
	return "read the status";
}
