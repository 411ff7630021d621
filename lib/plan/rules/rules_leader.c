/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules_leader.c - R7: every page is given up by the leader, or can be
 *
 * In: firmware memory map, /proc/iomem, memory blocks. Out: verdict, naming what is in
 * the way. Pages below 1 MiB are R6's.
 * Ref: Linux Documentation/admin-guide/mm/memory-hotplug.rst (what can go offline).
 */
#include "plan/rules/rules_leader.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/memory_type.h"

bool rule_leader_kernel(const char *name)
{
	static const char *const names[] = {
		"Kernel code",
		"Kernel rodata",
		"Kernel data",
		"Kernel bss",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* The first part of @range that is no RAM, and who says what lies there. */
static const char *hole_name(const struct rule_r7_input *in, struct prange range,
			     struct prange *ret, const char **ret_who)
{
	const struct machine *machine = in->machine;
	struct prange hole = range;
	const char *name;

	for (size_t i = 0; i < in->ram->count; i++) {
		if (in->ram->at[i].end <= hole.start)
			continue;
		if (in->ram->at[i].start > hole.start) {
			if (in->ram->at[i].start < hole.end)
				hole.end = in->ram->at[i].start;
			break;
		}
		hole.start = in->ram->at[i].end;
	}
	*ret = hole;
	*ret_who = "";
	for (size_t i = 0; i < machine->firmware.nr_map; i++) {
		if (machine->firmware.map[i].type == MEMORY_RAM ||
		    !prange_overlaps(machine->firmware.map[i].range, hole))
			continue;
		*ret = prange_common(machine->firmware.map[i].range, hole);
		*ret_who = "firmware: ";
		return memory_type_text(machine->firmware.map[i].type);
	}
	name = machine->memory.iomem_known == FACT_YES ? machine_iomem_name(machine, hole)
						       : NULL;
	return name ? name : "in no entry of the firmware's memory map";
}

static bool r7_is_ram(const struct rule_r7_input *in, const struct rule_range *own,
		      struct plan_rule *ret)
{
	struct prange hole;
	const char *name, *who;

	if (!in->machine->firmware.nr_map || prange_list_covers(in->ram, own->range))
		return true;
	name = hole_name(in, own->range, &hole, &who);
	rule_set(ret, FACT_NO,
		 "%s 0x%" PRIx64 "-0x%" PRIx64 " is not all RAM: 0x%" PRIx64 "-0x%" PRIx64
		 " is %s%s (choose another range)",
		 own->what, own->range.start, own->range.end - 1, hole.start,
		 hole.end - 1, who, name);
	return false;
}

/* The leader's own pieces that no offlining moves. */
static bool r7_is_movable(const struct rule_r7_input *in, const struct rule_range *own,
			  struct plan_rule *ret)
{
	const struct machine *machine = in->machine;

	if (machine->memory.iomem_known != FACT_YES)
		return true;
	for (size_t i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];

		if (!prange_overlaps(entry->range, own->range))
			continue;
		if (!rule_leader_kernel(entry->name) &&
		    strcmp(entry->name, "Crash kernel"))
			continue;
		rule_set(ret, FACT_NO,
			 "%s 0x%" PRIx64 "-0x%" PRIx64 " lies over the leader's %s at "
			 "0x%" PRIx64 "-0x%" PRIx64 " (choose another range)",
			 own->what, own->range.start, own->range.end - 1, entry->name,
			 entry->range.start, entry->range.end - 1);
		return false;
	}
	return true;
}

/* What can leave the machine goes without asking, and takes a running OS with it. */
static bool r7_stays(const struct rule_r7_input *in, const struct rule_range *own,
		     struct plan_rule *ret)
{
	struct prange piece;
	const char *owner = machine_unplug_owner(in->machine, own->range, &piece);

	if (!owner)
		return true;
	rule_set(ret, FACT_NO,
		 "0x%" PRIx64 "-0x%" PRIx64 " of %s 0x%" PRIx64 "-0x%" PRIx64
		 " can be unplugged while an OS has it: it is memory of %s (choose "
		 "another range%s)",
		 piece.start, piece.end - 1, own->what, own->range.start,
		 own->range.end - 1, owner,
		 machine_unplug_is_acpi(owner)
			 ? ", or boot the leader with acpi_no_memhotplug"
			 : "");
	return false;
}

static bool block_holds_kernel(const struct machine *machine, struct prange block)
{
	for (size_t i = 0; i < machine->memory.nr_iomem; i++)
		if (rule_leader_kernel(machine->memory.iomem[i].name) &&
		    prange_overlaps(machine->memory.iomem[i].range, block))
			return true;
	return false;
}

/* Why this online block cannot go offline; NULL: it can be tried. */
static const char *block_obstacle(const struct rule_r7_input *in,
				  const struct memory_block *block)
{
	if (block->removable == FACT_NO)
		return "holds pages that cannot move";
	if (in->machine->memory.iomem_known == FACT_YES &&
	    block_holds_kernel(in->machine, block->range))
		return "holds the leader's kernel";
	if ((in->machine->firmware.nr_map &&
	     !prange_list_covers(in->ram, block->range)) ||
	    (in->machine->memory.iomem_known == FACT_YES &&
	     !prange_list_covers(in->system_ram, block->range)))
		return "has a hole, which Linux never takes offline";
	return NULL;
}

/* Does the leader use any page of @range as System RAM? Unknown counts as yes. */
static bool range_is_used(const struct rule_r7_input *in, struct prange range)
{
	if (in->machine->memory.iomem_known != FACT_YES)
		return true;
	return prange_list_overlaps(in->system_ram, range);
}

/* Without hot-plug only what was reserved at boot is free. */
static bool r7_is_reserved(const struct rule_r7_input *in, const struct rule_range *own,
			   struct plan_rule *ret)
{
	const struct machine *machine = in->machine;

	if (machine->memory.block_size || machine->memory.iomem_known != FACT_YES ||
	    !range_is_used(in, own->range))
		return true;
	rule_set(ret, FACT_NO,
		 "%s 0x%" PRIx64 "-0x%" PRIx64 " is in use by the leader, whose kernel "
		 "offers no memory hot-plug (reserve it at boot: memmap=0x%" PRIx64
		 "$0x%" PRIx64 ")",
		 own->what, own->range.start, own->range.end - 1, prange_size(own->range),
		 own->range.start);
	return false;
}

/* No boot parameter makes it good. */
static bool r7_is_sound(const struct rule_r7_input *in, const struct rule_range *own,
			struct plan_rule *ret)
{
	const struct machine *machine = in->machine;

	for (size_t i = 0; i < machine->memory.nr_blocks; i++) {
		const struct memory_block *block = &machine->memory.block[i];

		if (!block->is_bad || !prange_overlaps(block->range, own->range))
			continue;
		rule_set(ret, FACT_NO,
			 "memory%" PRIu64 " (0x%" PRIx64 "-0x%" PRIx64 ") of %s has a "
			 "page that is known to be bad (HardwareCorrupted of "
			 "/proc/meminfo; choose another range)",
			 block->index, block->range.start, block->range.end - 1,
			 own->what);
		return false;
	}
	return true;
}

static bool r7_blocks_can_go(const struct rule_r7_input *in, const struct rule_range *own,
			     unsigned int *nr_online, struct plan_rule *ret)
{
	const struct machine *machine = in->machine;

	for (size_t i = 0; i < machine->memory.nr_blocks; i++) {
		const struct memory_block *block = &machine->memory.block[i];
		const char *obstacle;

		if (!block->is_online || !prange_overlaps(block->range, own->range) ||
		    !range_is_used(in, prange_common(block->range, own->range)))
			continue;
		(*nr_online)++;
		obstacle = block_obstacle(in, block);
		if (!obstacle)
			continue;
		rule_set(ret, FACT_NO,
			 "memory%" PRIu64 " (0x%" PRIx64 "-0x%" PRIx64 ") of %s %s; "
			 "choose another range, or boot the leader with "
			 "movablecore=SIZE or memmap=0x%" PRIx64 "$0x%" PRIx64,
			 block->index, block->range.start, block->range.end - 1,
			 own->what, obstacle, prange_size(own->range), own->range.start);
		return false;
	}
	return true;
}

void rule_r7(const struct rule_r7_input *in, struct plan_rule *ret)
{
	unsigned int nr_online = 0;

	ret->id = "R7";
	if (!in->is_beside) {
		rule_set(ret, FACT_UNKNOWN,
			 "does not apply: the leader ends, nothing is given up");
		return;
	}
	for (unsigned int i = 0; i < in->nr_owned; i++) {
		const struct rule_range *own = &in->owned[i];

		if (!r7_stays(in, own, ret) || !r7_is_ram(in, own, ret) ||
		    !r7_is_movable(in, own, ret) || !r7_is_sound(in, own, ret) ||
		    !r7_is_reserved(in, own, ret) ||
		    !r7_blocks_can_go(in, own, &nr_online, ret))
			return;
	}
	if (!in->machine->firmware.nr_map)
		rule_set(ret, FACT_UNKNOWN, "unknown: no /sys/firmware/memmap");
	else if (in->machine->memory.iomem_known != FACT_YES)
		rule_set(ret, FACT_UNKNOWN,
			 "unknown without root: /proc/iomem shows no addresses");
	else if (nr_online)
		rule_set(ret, FACT_YES, "%u memory block%s will be taken offline",
			 nr_online, nr_online == 1 ? "" : "s");
	else
		rule_set(ret, FACT_YES, "all of it is given up already");
}
