/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * segments.c - every byte that is loaded, its digest, and the handoff over all of it
 *
 * In: a policy whose rules hold and whose addresses are decided. Out: plan segments.
 * Purgatory comes last: its handoff carries the digests of the others.
 */
#include "plan/mint/segments.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "abi/handoff.h"
#include "abi/mint.h"
#include "base/cleanup.h"
#include "plan/mint/handover.h"
#include "plan/mint/instead.h"
#include "purgatory/blobs.h"
#include "purgatory/sha256.h"
#include "platform/acpi/acpi.h"
#include "platform/boot_params.h"
#include "platform/e820.h"
#include "platform/efi.h"

#define MAILBOX_SIZE (MINT_MAILBOX_PAGES * PAGE_SIZE_4K)

enum blob { BLOB_BOOT_PARAMS, BLOB_ACPI, BLOB_EFI, BLOB_MAILBOX, BLOB_PURGATORY };

static int segment_add(struct policy *policy, const char *name, phys_t start,
		       struct bytes data, uint64_t memsz, bool is_known)
{
	struct plan_segment *segment;

	if (!is_aligned(start, PAGE_SIZE_4K))
		return diag_fail(policy->diag, -EINVAL,
				 "segment %s at 0x%" PRIx64 " does not start on a page",
				 name, start);
	segment = plan_segment_add(policy->plan, name, start, data, memsz);
	if (!segment)
		return diag_fail(policy->diag, -E2BIG, "more than %d segments to load",
				 PLAN_MAX_SEGMENTS);
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
				 MINT_IOAPIC_CELL,
			 MINT_IOAPIC_VERSION);
	put_le32(blob->data + MINT_MAILBOX_WATCHDOG * PAGE_SIZE_4K +
			 offsetof(struct mint_watchdog, countdown),
		 policy->plan->hang_timeout_ms / MINT_WATCHDOG_PERIOD_MS);
	return segment_add(policy, "mailbox", policy->place.mailbox, buffer_view(blob),
			   MAILBOX_SIZE, true);
}

static int acpi_build(struct policy *policy, struct boot_params_spec *boot)
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
	return segment_add(policy, "acpi", policy->place.area, buffer_view(&acpi.blob),
			   PLATFORM_ACPI_SIZE, apicids_are_known(plan));
}

static int efi_build(struct policy *policy, struct boot_params_spec *boot)
{
	struct plan *plan = policy->plan;
	struct buffer *blob = &plan->blob[BLOB_EFI];
	int err = platform_efi_build(&policy->spec, &plan->memory_map, boot->rsdp, blob,
				     policy->diag);

	if (err)
		return err;
	platform_efi_fields(&policy->spec, blob, boot);
	return segment_add(policy, "efi", policy->place.area + PLATFORM_ACPI_SIZE,
			   buffer_view(blob), PLATFORM_EFI_SIZE, map_is_known(policy));
}

/* ACPI, EFI and the mailbox; what boot_params must say of them goes to @boot. */
static int platform_build(struct policy *policy, struct boot_params_spec *boot)
{
	int err;

	if (!policy_is_beside(policy))
		return 0;
	err = acpi_build(policy, boot);
	if (err)
		return err;
	err = efi_build(policy, boot);
	return err ? err : mailbox_build(policy);
}

/*
 * A successor sees EFI and would ask itself. Where it is on, or the leader itself cannot
 * tell, nothing is said: nobody has verified this kernel, nor is it known to be free.
 */
static bool secure_boot_is_off(const struct machine *machine)
{
	bool is_bios = machine->firmware.boot_params && !machine->firmware.efi_bits;

	return machine->host.secure_boot == FACT_NO ||
	       (is_bios && machine->host.secure_boot == FACT_UNKNOWN);
}

static void boot_fill(const struct policy *policy, struct boot_params_spec *boot)
{
	const struct image *image = policy->in->image;
	const struct machine *machine = policy->in->machine;
	phys_t initrd = policy->place.initrd.start;

	boot->setup_header = image->setup_header;
	boot->kernel = policy->place.kernel;
	boot->initrd = (struct prange){ initrd, initrd + policy->in->initrd.size };
	boot->cmdline = policy->place.cmdline;
	boot->map = &policy->plan->memory_map;
	boot->kernel_alignment = image->alignment;
	boot->init_size = image->room;
	if (policy_is_beside(policy)) {
		boot->is_secure_boot_off = secure_boot_is_off(machine);
		return;
	}
	boot->rsdp = machine->firmware.rsdp;
	boot->leader = (struct bytes){ machine->firmware.boot_params,
				       machine->firmware.boot_params_size };
}

static int boot_params_build(struct policy *policy, struct boot_params_spec *boot)
{
	struct plan *plan = policy->plan;
	struct buffer *blob = &plan->blob[BLOB_BOOT_PARAMS];
	struct bytes cmdline = { plan->cmdline.data, plan->cmdline.size + 1 };
	int err;

	boot_fill(policy, boot);
	err = platform_boot_params_build(boot, blob, policy->diag);
	if (err)
		return err;
	err = segment_add(policy, "boot_params", policy->place.boot_params,
			  buffer_view(blob), blob->size, map_is_known(policy));
	if (err)
		return err;
	return segment_add(policy, "cmdline", policy->place.cmdline, cmdline,
			   cmdline.size, cmdline_is_known(policy));
}

static int piece_add(struct policy *policy, unsigned int number)
{
	const struct image *image = policy->in->image;
	const struct image_piece *piece = &image->piece[number];
	uint64_t offset = piece->paddr - image->lowest;
	char name[32] = "kernel";

	if (number)
		snprintf(name, sizeof(name), "kernel.%u", number);
	if (piece->paddr < image->lowest || offset > image->room ||
	    piece->memsz > image->room - offset)
		return diag_fail(policy->diag, -EINVAL,
				 "kernel piece %u at 0x%" PRIx64 " leaves the kernel's "
				 "room of 0x%" PRIx64 " bytes",
				 number, piece->paddr, image->room);
	return segment_add(policy, name, policy->place.kernel + offset, piece->data,
			   piece->memsz, true);
}

static int kernel_add(struct policy *policy)
{
	for (unsigned int i = 0; i < policy->in->image->nr_pieces; i++) {
		int err = piece_add(policy, i);

		if (err)
			return err;
	}
	return 0;
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

static int owned_list(const struct plan *plan, struct prange_list *ret)
{
	int err = prange_list_add(ret, plan->region);

	if (err)
		return err;
	for (unsigned int i = 0; i < plan->nr_windows; i++) {
		err = prange_list_add(ret, plan->window[i].range);
		if (err)
			return err;
	}
	return 0;
}

static int memory_map_build(struct policy *policy)
{
	struct prange_list CLEANUP(prange_list_free) owned = { 0 };
	struct plan *plan = policy->plan;
	int err;

	if (policy_is_beside(policy))
		return platform_memory_map(&policy->spec, &plan->memory_map,
					   policy->diag);
	err = owned_list(plan, &owned);
	if (err)
		return err;
	return instead_memory_map(policy->in->machine, &policy->ram, &owned,
				  &plan->memory_map, policy->diag);
}

/* What has no bytes of its own yet, or never. */
static int empty_add(struct policy *policy)
{
	static const struct bytes nothing = { NULL, 0 };
	int err = segment_add(policy, "purgatory", policy->place.purgatory, nothing,
			      PURGATORY_MEMSZ, true);

	if (err)
		return err;
	return segment_add(policy, "page-tables", policy->place.tables, nothing,
			   policy->place_in.pool_size, true);
}

int policy_segments(struct policy *policy)
{
	struct boot_params_spec boot = { 0 };
	int err = memory_map_build(policy);

	if (err)
		return err;
	err = empty_add(policy);
	if (err)
		return err;
	err = platform_build(policy, &boot);
	if (err)
		return err;
	err = boot_params_build(policy, &boot);
	if (err)
		return err;
	err = kernel_add(policy);
	if (err)
		return err;
	err = initrd_add(policy);
	return err ? err : handoff_fill(policy);
}
