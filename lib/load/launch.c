/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * launch.c - carry a plan out: by mint.ko, by kexec_load(2), or an OS by its name
 *
 * In: a plan whose rules hold. Out: a started, loaded or released OS; on failure what
 * was begun is put back.
 * Ref: docs/design.md "Reservation is all or nothing"; reboot(2), kexec_load(2).
 */
#include "load/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/give_back.h"
#include "leader/mint_os.h"
#include "leader/mint_start.h"
#include "leader/mint_status.h"
#include "leader/renew.h"
#include "leader/reserve.h"
#include "leader/signals.h"
#include "leader/this_machine.h"
#include "load/kexec_load.h"
#include "load/memfd.h"

const struct leader *launch_leader(void)
{
	return leader_this_machine();
}

static struct launch_tools machine_tools(void)
{
	return (struct launch_tools){
		.mint = &mint_device_ops,
		.leader = *launch_leader(),
	};
}

static uint32_t purpose_of(enum plan_purpose purpose)
{
	return purpose == PLAN_REALMODE ? MINT_PURPOSE_REALMODE : MINT_PURPOSE_SWIOTLB;
}

static int claim_from_plan(const struct plan *plan, struct mint_claim *ret,
			   struct diag *diag)
{
	unsigned int i;

	if (plan->nr_cpus > MINT_MAX_CPUS)
		return diag_fail(diag, -E2BIG, "%s: %u CPUs, the module takes %u",
				 plan->name, plan->nr_cpus, MINT_MAX_CPUS);
	*ret = (struct mint_claim){
		.nr_ranges = 1 + plan->nr_windows,
		.nr_cpus = plan->nr_cpus,
		.uart = plan->uart_port,
		.flags = plan->keeps_contents ? MINT_CLAIM_NO_SCRUB : 0,
		.ranges[0] = { .start = plan->region.start,
			       .end = plan->region.end,
			       .purpose = MINT_PURPOSE_REGION },
	};
	for (i = 0; i < plan->nr_windows; i++)
		ret->ranges[1 + i] = (struct mint_range){
			.start = plan->window[i].range.start,
			.end = plan->window[i].range.end,
			.purpose = purpose_of(plan->window[i].purpose),
		};
	for (i = 0; i < plan->nr_cpus; i++)
		ret->cpus[i] = plan->cpu[i].cpu;
	return 0;
}

static int os_load_and_start(struct mint_device *os, const struct leader *leader,
			     const struct plan *plan, bool start, struct diag *diag)
{
	struct mint_load load;
	int err = memfd_build(plan, leader, &load, diag);

	if (err)
		return err;
	err = mint_os_load(os, &load, diag);
	close(load.image_fd);
	return err || !start ? err : mint_os_start(os, diag);
}

/* The error stays that of the launch; what could not be put back becomes warnings. */
static void os_roll_back(struct mint_device *os, const struct leader *leader,
			 struct diag *diag)
{
	struct mint_status status = { 0 };
	struct diag undo = { 0 };
	size_t i;
	int err;

	/* A core that never answered keeps its memory: the launch's own line says so. */
	if (!mint_os_status(os, &status, NULL) && status.state == MINT_LOST)
		return;
	/*
	 * A start that was interrupted, or whose progress could not be read. One that is
	 * just ending is waited for by the kill, which then finds nothing to do.
	 */
	err = mint_status_is_running(&status)
		      ? mint_os_kill(os, MINT_REASON_KILLED, 0, &undo)
		      : 0;
	if (err && err != -ESRCH)
		diag_warn(diag, "%s", undo.line);
	diag_clear(&undo);
	if (reserve_give_back(os, leader, &undo)) {
		for (i = 0; i < undo.nr_warnings; i++)
			diag_warn(diag, "%s", undo.warning[i]);
		diag_warn(diag, "%s", undo.line);
	}
	diag_clear(&undo);
}

static int plan_reserve(const struct launch_tools *tools, const struct plan *plan,
			const struct machine *machine, struct mint_device *os,
			struct launch_result *ret, struct diag *diag)
{
	struct reserve_request request = { .name = plan->name, .plan = plan };
	struct reserve_result reserved;
	int err = plan_check_known(plan, diag);

	if (err)
		return err;
	err = claim_from_plan(plan, &request.claim, diag);
	if (err)
		return err;
	err = reserve_take(os, &tools->leader, machine, &request, &reserved, diag);
	*ret = (struct launch_result){ reserved.acted, reserved.refused };
	return err;
}

int launch_beside_with(const struct launch_tools *tools, const struct plan *plan,
		       const struct machine *machine, bool start,
		       struct launch_result *ret, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	int err;

	*ret = (struct launch_result){ 0 };
	err = mint_device_open(tools->mint, tools->mint_context, &os, diag);
	if (err)
		return err;
	err = plan_reserve(tools, plan, machine, &os, ret, diag);
	if (err)
		return err;
	err = os_load_and_start(&os, &tools->leader, plan, start, diag);
	if (err)
		os_roll_back(&os, &tools->leader, diag);
	return err;
}

int launch_queue(bool may_wait, struct diag *diag)
{
	/* Not the flock(2) of the reservation, which is taken behind this one. */
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(MINT_DEVICE, O_RDWR | O_CLOEXEC);
	int err;

	if (fd < 0)
		return 0;
	if (!fcntl(fd, may_wait ? F_OFD_SETLKW : F_OFD_SETLK, &whole))
		return 0; /* and @fd stays open */
	err = errno == EACCES ? -EAGAIN : -errno;
	close(fd);
	if (err == -EAGAIN && !may_wait)
		return err;
	return diag_fail(diag, err, "%s: cannot lock: %s", MINT_DEVICE, strerror(-err));
}

int launch_beside(const struct plan *plan, const struct machine *machine, bool start,
		  struct launch_result *ret, struct diag *diag)
{
	struct launch_tools tools = machine_tools();
	sigset_t before;
	int err;

	leader_hold_signals(&before);
	err = launch_beside_with(&tools, plan, machine, start, ret, diag);
	/* What the launch was given up for is answered by the line that says so. */
	leader_release_signals(&before, err == -EINTR);
	return err;
}

int launch_instead(const struct plan *plan, struct launch_result *ret, struct diag *diag)
{
	struct kexec_load_image CLEANUP(kexec_load_free) image = { 0 };
	int err = plan_check_known(plan, diag);

	/* kexec_load(2) is all or nothing: a failure leaves the machine alone. */
	ret->acted = false;
	if (err)
		return err;
	err = kexec_load_pack(plan, &image, diag);
	if (err)
		return err;
	err = kexec_load_call(&image, plan->entry, KEXEC_ARCH_X86_64, launch_leader(),
			      diag);
	ret->acted = err == 0;
	return err;
}

int launch_exec_check(const struct leader *leader, struct diag *diag)
{
	char text[16];
	int size = leader_read(leader, "/sys/kernel/kexec_loaded", text, sizeof(text));

	/* Without /sys nobody can say; the system call then will. */
	if (size < 0 ? leader_has(leader, "/sys/kernel") : strcmp(text, "1") != 0)
		return diag_fail(diag, -ENOENT, "Nothing has been loaded!");
	return launch_successors_check(leader, diag);
}

int launch_successors_check(const struct leader *leader, struct diag *diag)
{
	char AUTO_FREE(*names)[MINT_NAME_SIZE] = NULL;
	char path[96], state[32];
	size_t count;
	int err = leader_os_names(leader, &names, &count);

	if (err)
		return diag_fail(diag, err, "/sys/class/mint: %s", strerror(-err));
	if (!count)
		return 0;
	snprintf(path, sizeof(path), "/sys/class/mint/%s/state", names[0]);
	if (leader_read(leader, path, state, sizeof(state)) < 0)
		strcpy(state, "unknown");
	return diag_fail(
		diag, -EBUSY,
		"%zu OS%s beside this kernel would lose %s leader, the first is %s "
		"(%s): mintctl release %s first (a running one: mintctl stop)",
		count, count > 1 ? "es" : "", count > 1 ? "their" : "its", names[0],
		state, names[0]);
}

static int os_open(const struct launch_tools *tools, const char *name,
		   struct mint_device *ret, struct diag *diag)
{
	int err = mint_device_open(tools->mint, tools->mint_context, ret, diag);

	return err ? err : mint_os_attach(ret, name, diag);
}

int launch_start_by_name(const char *name, struct launch_result *ret, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	struct launch_tools tools = machine_tools();
	int err = os_open(&tools, name, &os, diag);

	ret->acted = false;
	if (err)
		return err;
	return reserve_start(&os, &tools.leader, &ret->acted, diag);
}

int launch_release_by_name(const char *name, struct launch_result *ret, struct diag *diag)
{
	struct mint_device CLEANUP(mint_device_close) os = { .fd = -1 };
	struct launch_tools tools = machine_tools();
	int err = os_open(&tools, name, &os, diag);

	ret->acted = false;
	if (err)
		return err;
	err = reserve_give_back(&os, &tools.leader, diag);
	/* Items that failed leave warnings; everything else was refused at once. */
	ret->acted = !err || (diag && diag->nr_warnings);
	return err;
}
