/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.c - rows about memory: what the leader can give, below 4 GiB, below 1 MiB
 *
 * In: firmware map, iomem, blocks, OSes. Out: one row each.
 * Ref: docs/paper.md "The rules" (R5 to R7); docs/platform.md "What the leader must be";
 * plan/rules/spans.h: what can be given up.
 */
#include "check/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "abi/mint.h"
#include "base/cleanup.h"
#include "plan/rules/rules.h"
#include "plan/rules/rules_low.h"
#include "plan/rules/spans.h"
#include "plan/rules/windows.h"

#define TEXT_MAX 32

/* What a launch would find; pieces are the largest, each in one place and on one node. */
struct offer {
	uint64_t below, above; /* 4 GiB: bytes in all */
	uint64_t movable;      /* of them in zone Movable */
	uint64_t free;	       /* of them nobody uses now */
	uint64_t piece, low_piece;
};

struct memory {
	struct prange_list ram, system_ram;
	struct span_list spans;
};

static void memory_free(struct memory *memory)
{
	prange_list_free(&memory->ram);
	prange_list_free(&memory->system_ram);
	spans_free(&memory->spans);
}

/* @ret: zeroed; memory_free() it after any return */
static int memory_collect(const struct machine *machine, struct memory *ret)
{
	const struct span_input in = {
		.machine = machine,
		.ram = &ret->ram,
		.system_ram = &ret->system_ram,
	};
	int err = machine_ram(machine, &ret->ram);

	if (err)
		return err;
	err = machine_system_ram(machine, &ret->system_ram);
	return err ? err : spans_collect(&in, &ret->spans);
}

static struct offer offer_make(const struct span_list *spans)
{
	struct span_wish wish = { .align = SIZE_16M,
				  .limit = { SIZE_16M, RULE_PHYS_LIMIT },
				  .node = -1 };
	struct offer offer = { 0 };

	for (size_t i = 0; i < spans->count; i++) {
		const struct span *span = &spans->at[i];
		uint64_t size = prange_size(span->range);
		struct prange low =
			prange_common(span->range, (struct prange){ 0, SIZE_4G });
		uint64_t below = prange_is_empty(low) ? 0 : prange_size(low);

		offer.below += below;
		offer.above += size - below;
		if (span->class == SPAN_MOVABLE)
			offer.movable += size;
		else if (span->class != SPAN_KERNEL && span->class != SPAN_STUBBORN)
			offer.free += size;
	}
	offer.piece = spans_largest(spans, &wish);
	wish.align = WINDOW_ALIGN;
	wish.limit.end = SIZE_4G;
	offer.low_piece = spans_largest(spans, &wish);
	return offer;
}

/* Whole MiB: blocks and windows are made of them, or nearly. */
static uint64_t mib(uint64_t bytes)
{
	return bytes >> 20;
}

/* Without these nothing can be said; the row is written then. */
static bool memory_is_known(const struct machine *machine, struct check_row *row)
{
	if (machine->firmware.nr_map && machine->memory.iomem_known == FACT_YES)
		return true;
	check_detail(row, CHECK_UNKNOWN,
		     machine->firmware.nr_map
			     ? "/proc/iomem shows no addresses without root"
			     : "the firmware's memory map is not known");
	check_advice(row, "check again as root");
	return false;
}

/* "128 MiB", or "none". */
static const char *block_text(const struct machine *machine, char text[TEXT_MAX])
{
	if (!machine->memory.block_size)
		return "none";
	return rule_size_text(machine->memory.block_size, text, TEXT_MAX);
}

/* What is not offered, because it may leave while an OS has it, or is not sound. */
static void left_out_text(const struct machine *machine, char *text, size_t room)
{
	uint64_t pluggable = 0, bad = 0;
	size_t used = 0;

	for (size_t i = 0; i < machine->memory.nr_blocks; i++) {
		const struct memory_block *block = &machine->memory.block[i];

		if (machine_block_owner(machine, block))
			pluggable += prange_size(block->range);
		else if (block->is_bad)
			bad += prange_size(block->range);
	}
	if (pluggable)
		used += (size_t)snprintf(text, room,
					 "; %" PRIu64 " MiB more can be unplugged: never "
					 "given",
					 mib(pluggable));
	if (bad)
		snprintf(text + used, room - used,
			 "; %" PRIu64 " MiB have pages known to be bad: never given",
			 mib(bad));
}

static const char *offer_advice(const struct machine *machine, const struct offer *offer,
				bool has_more)
{
	bool is_nothing = !(offer->below + offer->above);

	if (is_nothing && machine->module.nr_os)
		return "release another OS before the next one";
	if (is_nothing)
		return has_more ? NULL
				: "boot the leader with movablecore=SIZE, or "
				  "memmap=SIZE$ADDRESS";
	if (mib(offer->movable + offer->free))
		return NULL;
	return "blocks outside zone Movable may refuse to go: movablecore=SIZE on the "
	       "leader's command line makes some that do not";
}

/* What ACPI could eject is no zone's or range's fault: one parameter makes it stay. */
static void memory_advise(const struct machine *machine, const struct offer *offer,
			  struct check_row *row)
{
	uint64_t more = machine_ejectable(machine, (struct prange){ 0, UINT64_MAX });
	const char *advice = offer_advice(machine, offer, more);

	if (more)
		check_advice(row,
			     "%s%sboot the leader with acpi_no_memhotplug: %" PRIu64
			     " MiB of ACPI devices stay then",
			     advice ? advice : "", advice ? "; " : "", mib(more));
	else if (advice)
		check_advice(row, "%s", advice);
}

int check_memory(const struct machine *machine, struct check_row *row)
{
	struct memory CLEANUP(memory_free) memory = { 0 };
	struct offer offer;
	char text[TEXT_MAX], left_out[128] = "";
	bool has_any;
	int err;

	if (!memory_is_known(machine, row))
		return 0;
	err = memory_collect(machine, &memory);
	if (err)
		return err;
	offer = offer_make(&memory.spans);
	left_out_text(machine, left_out, sizeof(left_out));
	has_any = offer.below + offer.above || machine->module.nr_os;
	check_detail(row, has_any ? CHECK_PASS : CHECK_FAIL,
		     "%" PRIu64 " MiB below and %" PRIu64 " MiB above 4 GiB can be given "
		     "(of them %" PRIu64 " MiB unused, %" PRIu64 " MiB in zone Movable; "
		     "blocks: %s), at most %" PRIu64 " MiB in one piece%s",
		     mib(offer.below), mib(offer.above), mib(offer.free),
		     mib(offer.movable), block_text(machine, text), mib(offer.piece),
		     left_out);
	memory_advise(machine, &offer, row);
	return 0;
}

static int low_memory_advise(const struct machine *machine, const struct memory *memory,
			     struct check_row *row)
{
	const struct window_input in = {
		.machine = machine,
		.ram = &memory->ram,
		.system_ram = &memory->system_ram,
	};
	struct prange place;
	char text[TEXT_MAX];
	int err = window_advise(&in, (struct prange){ SIZE_16M, SIZE_4G },
				RULE_LOW_DEFAULT, WINDOW_ALIGN, &place);

	if (err && err != -ENOSPC)
		return err;
	if (err &&
	    machine_ejectable(machine, (struct prange){ 0, SIZE_4G }) >= RULE_LOW_DEFAULT)
		check_advice(row, "boot the leader with acpi_no_memhotplug: memory of "
				  "ACPI devices stays then");
	else if (err)
		check_advice(row, "put the whole region below 4 GiB, or release another "
				  "OS");
	else
		check_advice(row,
			     "boot the leader with memmap=%s$0x%" PRIx64
			     " (in a boot loader's file: \\$)",
			     rule_size_parameter(prange_size(place), text, sizeof(text)),
			     place.start);
	return 0;
}

int check_low_memory(const struct machine *machine, struct check_row *row)
{
	struct memory CLEANUP(memory_free) memory = { 0 };
	struct offer offer;
	char text[TEXT_MAX];
	int err;

	if (!memory_is_known(machine, row))
		return 0;
	err = memory_collect(machine, &memory);
	if (err)
		return err;
	offer = offer_make(&memory.spans);
	if (offer.low_piece >= RULE_LOW_DEFAULT) {
		check_detail(row, CHECK_PASS,
			     "%" PRIu64 " MiB in one piece below 4 GiB: room for the "
			     "%" PRIu64 " MiB of an OS whose region lies above (R5)",
			     mib(offer.low_piece), mib(RULE_LOW_DEFAULT));
		return 0;
	}
	check_detail(row, CHECK_WARN,
		     "%" PRIu64 " MiB in one piece can be given below 4 GiB, an OS whose "
		     "region lies above needs %" PRIu64 " MiB there (R5; memory blocks: "
		     "%s, and one with a hole never goes offline)",
		     mib(offer.low_piece), mib(RULE_LOW_DEFAULT),
		     block_text(machine, text));
	return low_memory_advise(machine, &memory, row);
}

/* Where the cores of the next OS could start; -ENOSPC nowhere. */
static int real_mode_find(const struct machine *machine, struct prange *ret)
{
	struct prange_list CLEANUP(prange_list_free) ram = { 0 };
	const struct window_input in = { .machine = machine, .ram = &ram };
	int err = machine_ram(machine, &ram);

	return err ? err : window_find_realmode(&in, ret);
}

static void real_mode_fail(const struct machine *machine, struct check_row *row)
{
	bool has_os = machine->module.nr_os;

	check_detail(row, has_os ? CHECK_WARN : CHECK_FAIL,
		     "no %d KiB below 1 MiB are free for another OS's cores to start in "
		     "(R6)",
		     MINT_REALMODE_MIN >> 10);
	check_advice(row, has_os ? "release another OS before the next one"
				 : "give the memory below 640 KiB back to Linux in the "
				   "firmware's setup");
}

int check_real_mode(const struct machine *machine, struct check_row *row)
{
	bool is_told = !prange_is_empty(machine->module.trampoline);
	struct prange window;
	int err;

	if (!machine->firmware.nr_map) {
		check_detail(row, CHECK_UNKNOWN,
			     "the firmware's memory map is not known");
		check_advice(row, "check again as root");
		return 0;
	}
	err = real_mode_find(machine, &window);
	if (err == -ENOSPC) {
		real_mode_fail(machine, row);
		return 0;
	}
	if (err)
		return err;
	check_detail(row, is_told ? CHECK_PASS : CHECK_UNKNOWN,
		     "0x%" PRIx64 "-0x%" PRIx64 " is %s (R6)", window.start,
		     window.end - 1,
		     is_told ? "free for the next OS's cores to start in"
			     : "RAM; where the leader's trampoline lies is not told");
	if (!is_told)
		check_advice(row, CHECK_ASK_MODULE);
	return 0;
}
