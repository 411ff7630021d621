/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * doorbell.c - press the power button of a running OS
 *
 * In: its mailbox. Out: a request in it, and one IPI at a time to its cores.
 * Ref: doorbell.h.
 */
#include "mint/ctl/life/doorbell.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "base/prange.h"
#include "leader/mint_os.h"
#include "leader/mint_status.h"

#define BELL_PAGES  (MINT_MAILBOX_IOAPIC + 1)
#define IOAPIC_CELL (MINT_MAILBOX_IOAPIC * PAGE_SIZE_4K + MINT_IOAPIC_CELL)

uint32_t bell_vector(uint8_t cell)
{
	return cell >= MINT_VECTOR_FIRST && cell <= MINT_VECTOR_LAST ? cell : 0;
}

static volatile struct mint_mailbox *bell_box(const struct bell *bell)
{
	return (volatile struct mint_mailbox *)bell->page;
}

int bell_open(struct bell *bell, struct mint_device *os, struct diag *diag)
{
	struct mint_status status;
	int err = mint_os_status(os, &status, diag);
	void *page;

	if (err)
		return err;
	if (status.state != MINT_RUNNING || !status.mailbox)
		return diag_fail(diag, -ESRCH, "%s: does not run (it is %s)", os->name,
				 mint_state_name(status.state));
	page = mmap(NULL, BELL_PAGES * PAGE_SIZE_4K, PROT_READ | PROT_WRITE, MAP_SHARED,
		    os->fd, (off_t)status.mailbox);
	if (page == MAP_FAILED) {
		err = -errno;
		return diag_fail(diag, err, "%s: cannot map its mailbox: %s", os->name,
				 strerror(-err));
	}
	*bell = (struct bell){ .page = page, .nr_cpus = status.nr_cpus };
	memcpy(bell->cpus, status.cpus, sizeof(bell->cpus));
	bell->ack = bell_box(bell)->doorbell[0].ack;
	return 0;
}

int bell_ring(struct bell *bell, struct mint_device *os, struct diag *diag)
{
	volatile struct mint_mailbox *box = bell_box(bell);
	struct mint_signal signal = { 0 };
	int err;

	if (bell->is_heard)
		return 0;
	if (box->doorbell[0].ack != bell->ack) {
		bell->is_heard = true;
		bell->presses++;
		return 0;
	}
	signal.vector = bell_vector(bell->page[IOAPIC_CELL]);
	if (!signal.vector)
		return 0;
	bell->is_armed = true;
	box->doorbell[0].request = MINT_DOORBELL_POWER_BUTTON;
	signal.cpu = bell->cpus[bell->next++ % bell->nr_cpus];
	err = os->ops->call(os->context, os->fd, MINT_IOC_SIGNAL, &signal);
	if (err < 0)
		return diag_fail(diag, err, "%s: cannot ring its doorbell on CPU %u: %s",
				 os->name, signal.cpu, strerror(-err));
	return 0;
}

void bell_again(struct bell *bell)
{
	bell->ack = bell_box(bell)->doorbell[0].ack;
	bell->is_heard = false;
}

void bell_close(struct bell *bell)
{
	if (bell->page)
		munmap((void *)(uintptr_t)bell->page, BELL_PAGES * PAGE_SIZE_4K);
	bell->page = NULL;
}
