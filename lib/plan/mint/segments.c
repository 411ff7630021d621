/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * segments.c - every byte that is loaded, its digest, and the handoff over all of it
 *
 * In: a policy whose rules hold and whose addresses are decided. Out: plan segments.
 * Purgatory comes last: its handoff carries the digests of the others.
 */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "abi/mint.h"
#include "plan/mint/handover.h"
#include "plan/mint/policy.h"
#include "purgatory/blobs.h"
#include "abi/handoff.h"
#include "purgatory/sha256.h"
#include "platform/acpi/acpi.h"
#include "platform/boot_params.h"
#include "platform/e820.h"
#include "platform/efi.h"

#define MAILBOX_SIZE (MINT_MAILBOX_PAGES * PAGE_SIZE_4K)
/*
 * Data window of the dummy I/O APIC: version 0x11 with one pin, as the module writes it
 * at each start. Its low byte is no vector until the OS has armed the doorbell.
 */
#define IOAPIC_WINDOW  0x10
#define IOAPIC_VERSION 0x11

enum blob { BLOB_BOOT_PARAMS, BLOB_ACPI, BLOB_EFI, BLOB_MAILBOX, BLOB_PURGATORY };

static int segment_add(struct policy *policy, const char *name, phys_t start,
		       struct bytes data, uint64_t memsz, bool is_known)
{
	struct plan *plan = policy->plan;
	struct plan_segment *segment;

	if (plan->nr_segments == PLAN_MAX_SEGMENTS)
		return diag_fail(policy->diag, -E2BIG, "more than %d segments to load",
				 PLAN_MAX_SEGMENTS);
	if (!is_aligned(start, PAGE_SIZE_4K))
		return diag_fail(policy->diag, -EINVAL,
				 "segment %s at 0x%" PRIx64 " does not start on a page",
				 name, start);
	segment = &plan->segment[plan->nr_segments++];
	snprintf(segment->name, sizeof(segment->name), "%s", name);
	segment->start = start;
	segment->data = data;
	segment->memsz = align_up(memsz, PAGE_SIZE_4K);
	segment->is_known = is_known;
	sha256_digest(data.size ? data.data : (const uint8_t *)"", data.size,
		      segment->sha256);
	return 0;
}

static bool apicids_are_known(const struct plan *plan)
{
	for (unsigned int i = 0; i < plan->nr_cpus; i++)
		if (plan->cpu[i].apicid < 0)
			return false;
	return true;
}

/* Tokens that a launch writes once mint.ko has told the facts. */
static bool cmdline_is_known(const struct policy *policy)
{
	return !policy_is_beside(policy) ||
	       (policy->in->machine->cpus.tsc_khz &&
		policy->in->machine->cpus.x2apic != FACT_UNKNOWN);
}

/*
 * The map of a successor holds its windows. Where mint.ko has not told what is in use
 * below 1 MiB, or the kernel not where its memory lies, an automatic window is only a
 * proposal.
 */
static bool map_is_known(const struct policy *policy)
{
	const struct request *request = policy->in->request;
	const struct machine *machine = policy->in->machine;

	if (!policy_is_beside(policy))
		return true;
	if (request->realmode_mode == WINDOW_AUTO &&
	    prange_is_empty(machine->module.trampoline))
		return false;
	return request->swiotlb_mode != WINDOW_AUTO || prange_is_empty(policy->swiotlb) ||
	       machine->memory.iomem_known == FACT_YES;
}

static int mailbox_build(struct policy *policy)
{
	struct buffer *blob = &policy->plan->blob[BLOB_MAILBOX];
	int err = buffer_append(blob, NULL, MAILBOX_SIZE);

	if (err)
		return err;
	for (unsigned int n = 0; n < MINT_DOORBELLS; n++)
		put_le32(blob->data + (MINT_MAILBOX_IOAPIC + n) * PAGE_SIZE_4K +
				 IOAPIC_WINDOW,
			 IOAPIC_VERSION);
	put_le32(blob->data + MINT_MAILBOX_WATCHDOG * PAGE_SIZE_4K +
			 offsetof(struct mint_watchdog, countdown),
		 policy->plan->hang_timeout_ms / MINT_WATCHDOG_PERIOD_MS);
	return segment_add(policy, "mailbox", policy->place.mailbox, buffer_view(blob),
			   MAILBOX_SIZE, true);
}

/* ACPI, EFI and the mailbox; what boot_params must say of them goes to @boot. */
static int platform_build(struct policy *policy, struct boot_params_spec *boot)
{
	struct plan *plan = policy->plan;
	struct platform_acpi acpi = { 0 };
	int err = platform_acpi_build(&policy->spec, &acpi, policy->diag);

	plan->blob[BLOB_ACPI] = acpi.blob;
	if (err)
		return err;
	memcpy(plan->table, acpi.table, sizeof(plan->table));
	plan->nr_tables = acpi.nr_tables;
	boot->rsdp = acpi.rsdp;
	err = platform_efi_build(&policy->spec, &plan->memory_map, acpi.rsdp,
				 &plan->blob[BLOB_EFI], policy->diag);
	if (err)
		return err;
	platform_efi_fields(&policy->spec, &plan->blob[BLOB_EFI], boot);
	err = segment_add(policy, "acpi", policy->place.area, buffer_view(&acpi.blob),
			  PLATFORM_ACPI_SIZE, apicids_are_known(plan));
	if (!err)
		err = segment_add(policy, "efi", policy->place.area + PLATFORM_ACPI_SIZE,
				  buffer_view(&plan->blob[BLOB_EFI]), PLATFORM_EFI_SIZE,
				  map_is_known(policy));
	return err ? err : mailbox_build(policy);
}

static int boot_params_build(struct policy *policy, struct boot_params_spec *boot)
{
	const struct image *image = policy->in->image;
	struct plan *plan = policy->plan;
	struct buffer *blob = &plan->blob[BLOB_BOOT_PARAMS];
	struct bytes cmdline = { plan->cmdline.data, plan->cmdline.size + 1 };
	int err;

	boot->setup_header = image->setup_header;
	boot->kernel = policy->place.kernel;
	boot->initrd =
		(struct prange){ policy->place.initrd.start,
				 policy->place.initrd.start + policy->in->initrd.size };
	boot->cmdline = policy->place.cmdline;
	boot->map = &plan->memory_map;
	boot->kernel_alignment = image->alignment;
	boot->init_size = image->room;
	if (!policy_is_beside(policy)) {
		boot->rsdp = policy->in->machine->firmware.rsdp;
		boot->leader =
			(struct bytes){ policy->in->machine->firmware.boot_params,
					policy->in->machine->firmware.boot_params_size };
	}
	err = platform_boot_params_build(boot, blob, policy->diag);
	if (!err)
		err = segment_add(policy, "boot_params", policy->place.boot_params,
				  buffer_view(blob), blob->size, map_is_known(policy));
	if (!err)
		err = segment_add(policy, "cmdline", policy->place.cmdline, cmdline,
				  cmdline.size, cmdline_is_known(policy));
	return err;
}

static int kernel_add(struct policy *policy)
{
	const struct image *image = policy->in->image;
	int err = 0;

	for (unsigned int i = 0; !err && i < image->nr_pieces; i++) {
		const struct image_piece *piece = &image->piece[i];
		uint64_t offset = piece->paddr - image->lowest;
		char name[32] = "kernel";

		if (i)
			snprintf(name, sizeof(name), "kernel.%u", i);
		if (piece->paddr < image->lowest || offset > image->room ||
		    piece->memsz > image->room - offset)
			return diag_fail(policy->diag, -EINVAL,
					 "kernel piece %u at 0x%" PRIx64
					 " leaves the kernel's "
					 "room of 0x%" PRIx64 " bytes",
					 i, piece->paddr, image->room);
		err = segment_add(policy, name, policy->place.kernel + offset,
				  piece->data, piece->memsz, true);
	}
	return err;
}

static int initrd_add(struct policy *policy)
{
	struct prange initrd = policy->place.initrd;

	if (prange_is_empty(initrd))
		return 0;
	return segment_add(policy, "initrd", initrd.start, policy->in->initrd,
			   prange_size(initrd), true);
}

/* The blob, its handoff written in; first in the list, made last. */
static int purgatory_build(struct policy *policy, const struct handoff *handoff,
			   bool is_known)
{
	struct buffer *blob = &policy->plan->blob[BLOB_PURGATORY];
	struct plan_segment *segment = &policy->plan->segment[0];
	int err = buffer_append(blob, purgatory_blob, purgatory_blob_size);

	if (err)
		return err;
	memcpy(blob->data + HANDOFF_OFFSET, handoff, sizeof(*handoff));
	segment->data = buffer_view(blob);
	segment->is_known = is_known;
	sha256_digest(blob->data, blob->size, segment->sha256);
	return 0;
}

static int handoff_fill(struct policy *policy)
{
	const struct image *image = policy->in->image;
	struct plan *plan = policy->plan;
	struct handoff handoff;
	bool is_known;

	plan->entry = policy->place.purgatory;
	plan->kernel_entry = policy->place.kernel + (image->entry - image->lowest);
	handover_maps(policy, &handoff);
	handoff.entry = plan->kernel_entry;
	handoff.boot_params = policy->place.boot_params;
	handoff.mailbox = plan->mailbox;
	handoff.table_pool = policy->place.tables;
	handoff.table_pool_size = policy->place_in.pool_size;
	is_known = handover_digests(plan, &handoff);
	return purgatory_build(policy, &handoff, is_known);
}

static int memory_map_build(struct policy *policy)
{
	struct prange_list owned = { 0 };
	int err;

	if (policy_is_beside(policy))
		return platform_memory_map(&policy->spec, &policy->plan->memory_map,
					   policy->diag);
	err = prange_list_add(&owned, policy->plan->region);
	for (unsigned int i = 0; !err && i < policy->plan->nr_windows; i++)
		err = prange_list_add(&owned, policy->plan->window[i].range);
	if (!err)
		err = instead_memory_map(policy->in->machine, &policy->ram, &owned,
					 &policy->plan->memory_map, policy->diag);
	prange_list_free(&owned);
	return err;
}

int policy_segments(struct policy *policy)
{
	static const struct bytes nothing = { NULL, 0 };
	struct boot_params_spec boot = { 0 };
	int err = memory_map_build(policy);

	if (!err)
		err = segment_add(policy, "purgatory", policy->place.purgatory, nothing,
				  PURGATORY_MEMSZ, true);
	if (!err)
		err = segment_add(policy, "page-tables", policy->place.tables, nothing,
				  policy->place_in.pool_size, true);
	if (!err && policy_is_beside(policy))
		err = platform_build(policy, &boot);
	if (!err)
		err = boot_params_build(policy, &boot);
	if (!err)
		err = kernel_add(policy);
	if (!err)
		err = initrd_add(policy);
	return err ? err : handoff_fill(policy);
}
