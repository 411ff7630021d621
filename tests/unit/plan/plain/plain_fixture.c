/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_fixture.c - a machine and kernels for plain and crash loads
 *
 * In: nothing. Out: struct plain_fixture; an independent check of a plan.
 */
#include "tests/unit/plan/plain/plain_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "abi/handoff.h"
#include "base/cleanup.h"
#include "plan/plain/plan_plain.h"

static char system_ram[] = "System RAM", reserved[] = "Reserved",
	    crash_kernel[] = "Crash kernel", kernel_code[] = "Kernel code";

static const struct iomem_entry iomem[] = {
	{ { 0, 0x1000 }, 0, reserved },
	{ { 0x1000, 0x9fc00 }, 0, system_ram },
	{ { 0x9fc00, 0x100000 }, 0, reserved },
	{ { 0x100000, 0x7ffe0000 }, 0, system_ram },
	{ { 0x1000000, 0x2000000 }, 1, kernel_code },
	{ { 0x20000000, 0x30000000 }, 1, crash_kernel },
	{ { 0x7ffe0000, 0x80000000 }, 0, reserved },
	{ { 0xfffc0000, 0x100000000 }, 0, reserved },
	{ { 0x100000000, 0x200000000 }, 0, system_ram },
	{ { 0x1c0000000, 0x1d0000000 }, 1, crash_kernel },
};

static void image_fill(struct plain_fixture *fixture)
{
	static const uint8_t jump[] = { 0xeb, 0x6a, 'H', 'd', 'r', 'S', 0x0f, 0x02 };
	struct image *image = fixture->image;

	/* boot.rst: the jump at 0x200 says where the header ends; code32_start at 0x214,
	 * initrd_addr_max at 0x22c, xloadflags at 0x236 */
	memcpy(fixture->setup + 0x200, jump, sizeof(jump));
	put_le32(fixture->setup + 0x214, 0x100000);
	put_le32(fixture->setup + 0x22c, 0x7fffffff);
	put_le16(fixture->setup + 0x236, 0x63);
	fixture->header = fixture->setup + 0x1f1;
	memset(image, 0, sizeof(*image));
	image->kind = IMAGE_BZIMAGE;
	image->type = "bzImage64";
	image->piece[0].data =
		(struct bytes){ fixture->base->kernel, sizeof(fixture->base->kernel) };
	image->piece[0].memsz = sizeof(fixture->base->kernel);
	image->nr_pieces = 1;
	image->entry = 0x200;
	image->room = PLAIN_ROOM;
	image->alignment = SIZE_2M;
	image->pref_address = SIZE_16M;
	image->cmdline_size = 2047;
	image->setup_header = (struct bytes){ fixture->header, PLAIN_HEADER };
	image->setup = (struct bytes){ fixture->setup, sizeof(fixture->setup) };
	image->loadflags = 1; /* LOADED_HIGH */
	image->xloadflags = 0x63;
	image->initrd_addr_max = 0x7fffffff;
	image->is_relocatable = true;
	image->protocol = 0x020f;
	image->is_linux = true;
	image->version = 6U << 16 | 1U << 8;
}

struct plain_fixture *plain_fixture_new(void)
{
	struct plain_fixture *fixture = calloc(1, sizeof(*fixture));

	if (!fixture)
		abort();
	fixture->base = fixture_new();
	fixture->machine = &fixture->base->machine;
	fixture->request = &fixture->base->request;
	fixture->wish = &fixture->request->plain;
	fixture->image = &fixture->base->image;
	fixture->plan = &fixture->base->plan;
	request_init(fixture->request);
	fixture->request->action = ACTION_LOAD;
	fixture->request->append = "root=/dev/vda1 quiet";
	fixture->machine->firmware.has_memmap = true;
	fixture->machine->firmware.rsdp = 0xf5000;
	memcpy(fixture->iomem, iomem, sizeof(iomem));
	fixture->machine->memory.iomem = fixture->iomem;
	fixture->machine->memory.nr_iomem = ARRAY_SIZE(iomem);
	image_fill(fixture);
	memset(fixture->base->initrd, 0x5a, sizeof(fixture->base->initrd));
	memset(fixture->seed, 0x77, sizeof(fixture->seed));
	fixture->inputs = (struct plain_inputs){
		.request = fixture->request,
		.machine = fixture->machine,
		.image = fixture->image,
		.initrd = { fixture->base->initrd, sizeof(fixture->base->initrd) },
		.seed = { fixture->seed, sizeof(fixture->seed) },
	};
	return fixture;
}

void plain_fixture_free(struct plain_fixture *fixture)
{
	fixture_free(fixture->base);
	free(fixture);
}

void plain_fixture_vmlinux(struct plain_fixture *fixture)
{
	struct fixture *other = fixture_new();

	*fixture->image = other->image;
	for (unsigned int i = 0; i < 2; i++)
		fixture->image->piece[i].data.data =
			fixture->base->kernel +
			(other->image.piece[i].data.data - other->kernel);
	fixture_free(other);
}

void plain_fixture_crash(struct plain_fixture *fixture)
{
	struct machine_crash *crash = &fixture->machine->kexec.crash;

	fixture->crash[0] = PLAIN_CRASH_LOW;
	fixture->crash[1] = PLAIN_CRASH_HIGH;
	crash->region = fixture->crash;
	crash->nr_regions = 2;
	fixture->note[0] = (struct machine_note){ 0x13fc00100, 368 };
	fixture->note[1] = (struct machine_note){ 0x13fc80100, 368 };
	crash->cpu = fixture->note;
	crash->nr_cpus = 2;
	crash->vmcoreinfo = (struct machine_note){ 0x4000000, 4096 };
	crash->kernel = (struct prange){ 0x1000000, 0x3400000 };
	crash->kernel_virtual = 0xffffffff81000000;
	crash->page_offset = 0xffff888000000000;
	fixture->wish->panic = true;
}

void plain_fixture_efi(struct plain_fixture *fixture)
{
	struct machine_efi *efi = &fixture->machine->firmware.efi;

	fixture->efi[0] = (struct machine_efi_entry){ 5, 0x7e000000, 0xfffffffeff000000,
						      16, 0x800000000000000f };
	fixture->efi[1] = (struct machine_efi_entry){ 6, 0x7e100000, 0xfffffffefe000000,
						      32, 0x800000000000000f };
	*efi = (struct machine_efi){ .is_complete = true,
				     .systab = 0x7e100018,
				     .fw_vendor = 0x7e100100,
				     .runtime = 0xfffffffefe000200,
				     .config_table = 0xfffffffefe000300,
				     .entry = fixture->efi,
				     .nr_entries = 2 };
	fixture->machine->firmware.efi_bits = 64;
}

int plain_fixture_plan(struct plain_fixture *fixture)
{
	plan_free(fixture->plan);
	diag_clear(&fixture->base->diag);
	return plan_plain(&fixture->inputs, fixture->plan, &fixture->base->diag);
}

const struct plan_segment *plain_fixture_segment(const struct plain_fixture *fixture,
						 const char *name)
{
	return fixture_segment(fixture->base, name);
}

static struct prange segment_range(const struct plan_segment *segment)
{
	return (struct prange){ segment->start, segment->start + segment->memsz };
}

/* Whole pages of RAM, of one firmware entry or of neighbours. */
static bool range_is_ram(const struct machine *machine, struct prange range)
{
	phys_t at = range.start;
	size_t i = 0;

	while (at < range.end && i < machine->firmware.nr_map) {
		const struct memory_entry *entry = &machine->firmware.map[i++];

		if (entry->type != MEMORY_RAM || !prange_has(entry->range, at))
			continue;
		at = entry->range.end;
		i = 0;
	}
	return at >= range.end;
}

/* Not the leader's own RAM alone: memmap= and claims in it set memory aside. */
static bool range_is_leaders(const struct machine *machine, struct prange range)
{
	phys_t at = range.start;

	for (size_t i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];

		if (!strcmp(entry->name, "System RAM") && prange_has(entry->range, at))
			at = entry->range.end;
		else if (strncmp(entry->name, "Kernel ", 7) &&
			 strcmp(entry->name, "System RAM") &&
			 strcmp(entry->name, "Crash kernel") &&
			 prange_overlaps(entry->range, range))
			return false;
	}
	return at >= range.end;
}

static bool range_is_allowed(const struct plain_fixture *fixture, struct prange range)
{
	const struct request_plain *wish = fixture->wish;
	const struct machine_crash *crash = &fixture->machine->kexec.crash;

	if (range.start < wish->mem_min ||
	    (wish->has_mem_max && range.end - 1 > wish->mem_max))
		return false;
	if (wish->panic)
		return prange_contains(crash->region[crash->nr_regions - 1], range);
	for (size_t i = 0; i < crash->nr_regions; i++)
		if (prange_overlaps(crash->region[i], range))
			return false;
	return range_is_ram(fixture->machine, range) &&
	       (fixture->machine->memory.iomem_known != FACT_YES ||
		range_is_leaders(fixture->machine, range));
}

static bool lies_in_segment(const struct plan *plan, struct prange range)
{
	for (unsigned int i = 0; i < plan->nr_segments; i++)
		if (prange_contains(segment_range(&plan->segment[i]), range))
			return true;
	return false;
}

/* Addresses that purgatory goes to or writes at. */
static const char *handoff_sound(const struct plain_fixture *fixture)
{
	const struct plan *plan = fixture->plan;
	const struct plan_segment *purgatory =
		plain_fixture_segment(fixture, "purgatory");
	struct handoff handoff;

	if (!purgatory || purgatory->start != plan->entry)
		return "entered somewhere else than in purgatory";
	memcpy(&handoff, purgatory->data.data + HANDOFF_OFFSET, sizeof(handoff));
	if (handoff.magic != HANDOFF_MAGIC || handoff.entry != plan->kernel_entry)
		return "handoff: magic or entry";
	if (!fixture->wish->has_entry && handoff.entry_mode != HANDOFF_ENTRY_16 &&
	    !lies_in_segment(plan, (struct prange){ handoff.entry, handoff.entry + 1 }))
		return "handoff: the entry is in no segment";
	if (handoff.backup_size &&
	    !lies_in_segment(
		    plan, (struct prange){ handoff.backup_target,
					   handoff.backup_target + handoff.backup_size }))
		return "handoff: the backup goes to no segment";
	if (handoff.jump_back_text &&
	    !lies_in_segment(plan, (struct prange){ handoff.jump_back_text,
						    handoff.jump_back_text + 16 }))
		return "handoff: the jump back text is in no segment";
	for (unsigned int i = 0; i < handoff.nr_segments; i++)
		if (!lies_in_segment(
			    plan,
			    (struct prange){ handoff.segments[i].start,
					     handoff.segments[i].start +
						     handoff.segments[i].data_size }))
			return "handoff: a digest of no segment";
	return NULL;
}

const char *plain_fixture_sound(const struct plain_fixture *fixture)
{
	const struct plan *plan = fixture->plan;

	if (!plan->nr_segments || plan->nr_segments > 16)
		return "1 to 16 segments";
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];
		struct prange range = segment_range(segment);

		if (!is_aligned(segment->start | segment->memsz, PAGE_SIZE_4K))
			return "a segment is not whole pages";
		if (prange_is_empty(range) || segment->data.size > segment->memsz)
			return "a segment is empty, or smaller than its data";
		if (!range_is_allowed(fixture, range))
			return "a segment lies where it must not";
		for (unsigned int k = 0; k < i; k++)
			if (prange_overlaps(range, segment_range(&plan->segment[k])))
				return "two segments overlap";
	}
	return handoff_sound(fixture);
}
