/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_start.c - start an OS and watch purgatory check what was loaded
 *
 * In: a descriptor bound to an OS that is loaded. Out: a kernel that was entered, or why
 * none was.
 * Ref: mint_start.h; abi/mint.h (enum mint_purgatory_stage).
 */
#include "leader/mint_start.h"

#include <errno.h>
#include <inttypes.h>
#include <time.h>

#include "leader/mint_os.h"
#include "leader/mint_status.h"

/* How often purgatory's progress is looked at: it is no state, so poll(2) is silent. */
#define VERIFY_STEP_MS 5

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

int64_t mint_clock_ms(void)
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

static int purgatory_watch(struct mint_device *os, int64_t deadline, struct diag *diag)
{
	struct mint_status status;
	int err;

	/* Parking takes a moment: the reason is known when the state is final. */
	for (;;) {
		err = mint_os_status(os, &status, diag);
		if (err)
			return err;
		if (status.stage == MINT_PURGATORY_VERIFIED)
			return 0;
		if (!mint_status_is_running(&status))
			return start_fail(os, &status, diag);
		if (mint_clock_ms() > deadline)
			return 0;
		err = mint_os_wait(os, VERIFY_STEP_MS, diag);
		if (err < 0)
			return err;
	}
}

int mint_os_start(struct mint_device *os, struct diag *diag)
{
	int64_t deadline = mint_clock_ms() + MINT_VERIFY_MS;
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
	err = mint_device_call(os, MINT_IOC_START, NULL, &refusal);
	if (err)
		return start_refused(os, err, status.event, &refusal, diag);
	return purgatory_watch(os, deadline, diag);
}
