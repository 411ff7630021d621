/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash.c - -p: what the kernel that follows a panic finds of the one that died
 *
 *   crash region   … kernel, initrd … | elfcorehdr | backup copy |
 *                                                        ^
 *   0x1000-0x9fbff  low RAM, which the new kernel needs --'  copied by purgatory
 *
 * In: machine.crash, RAM of the running kernel. Out: two segments, their places.
 * Ref: Linux Documentation/admin-guide/kdump/kdump.rst; admin-guide/mm and
 *      Documentation/ABI/testing/sysfs-kernel-kexec (crash_elfcorehdr_size).
 */
#include "plan/plain/crash.h"

#include <errno.h>

#include "base/cleanup.h"
#include "plan/plain/holes.h"
#include "platform/elfcorehdr.h"

#define BACKUP_END UINT64_C(0xa0000) /* conventional memory ends here: 640 KiB */

static const struct prange anywhere = { 0, UINT64_MAX };

static bool is_hotplug(const struct plain *plain)
{
	return plain->wish->hotplug;
}

/*
 * The running kernel's RAM; what is the next one's is no part of the dump. Linux
 * arch/x86/kernel/crash.c elf_header_exclude_ranges() leaves CMA's ranges out, too.
 */
static int dumped_ram(const struct plain *plain, struct prange_list *ret)
{
	const struct machine_crash *crash = &plain->in->machine->kexec.crash;
	int err = machine_system_ram(plain->in->machine, ret);

	if (err)
		return err;
	err = prange_list_remove_all(ret, crash->region, crash->nr_regions);
	if (err)
		return err;
	return prange_list_remove_all(ret, crash->cma, crash->nr_cma);
}

/* Without low RAM there is nothing to save, and the new kernel is told of none. */
static int backup_place(struct plain *plain, const struct prange_list *ram)
{
	if (!ram->count || ram->at[0].end > BACKUP_END)
		return 0;
	plain->backup_source = ram->at[0];
	return plain_hole(plain, "backup of low memory", prange_size(ram->at[0]),
			  PAGE_SIZE_4K, anywhere, true, &plain->backup_target);
}

static struct elfcorehdr_spec header_spec(const struct plain *plain,
					  const struct prange_list *ram)
{
	const struct machine_crash *crash = &plain->in->machine->kexec.crash;

	return (struct elfcorehdr_spec){
		.crash = crash,
		.ram = ram,
		.backup_source = plain->backup_source,
		.backup_target = plain->backup_target,
		.is_elf32 = plain->wish->core_elf32,
		.room = is_hotplug(plain) ? crash->elfcorehdr_size : 0,
	};
}

static int header_place(struct plain *plain, const struct prange_list *ram)
{
	struct elfcorehdr_spec spec = header_spec(plain, ram);
	uint64_t size = spec.room ? spec.room : elfcorehdr_size(&spec);

	plain->elfcorehdr_room = align_up(size, PAGE_SIZE_4K);
	return plain_hole(plain, "elfcorehdr", size, PAGE_SIZE_4K, anywhere, true,
			  &plain->elfcorehdr);
}

int plain_crash_prepare(struct plain *plain)
{
	CLEANUP(prange_list_free) struct prange_list ram = { 0 };
	int err;

	if (!plain->wish->panic)
		return 0;
	if (is_hotplug(plain) && !plain->in->machine->kexec.crash.elfcorehdr_size)
		return diag_fail(
			plain->diag, -ENOTSUP,
			"--hotplug: the running kernel does not update an "
			"elfcorehdr: no /sys/kernel/crash_elfcorehdr_size (Linux "
			"6.6 and newer with CONFIG_CRASH_HOTPLUG do)");
	err = dumped_ram(plain, &ram);
	if (err)
		return err;
	err = backup_place(plain, &ram);
	return err ? err : header_place(plain, &ram);
}

static int backup_add(struct plain *plain)
{
	struct prange source = plain->backup_source;
	int err;

	if (prange_is_empty(source))
		return 0;
	err = plain_segment(plain, "backup", plain->backup_target,
			    (struct bytes){ NULL, 0 }, prange_size(source));
	plain->handoff.backup_source = source.start;
	plain->handoff.backup_target = plain->backup_target;
	plain->handoff.backup_size = prange_size(source);
	return err;
}

static int header_add(struct plain *plain)
{
	CLEANUP(prange_list_free) struct prange_list ram = { 0 };
	struct buffer *blob = plain_blob(plain);
	struct plan *plan = plain->plan;
	struct elfcorehdr_spec spec;
	int err = blob ? dumped_ram(plain, &ram) : -ENOMEM;

	if (err)
		return err;
	spec = header_spec(plain, &ram);
	err = elfcorehdr_build(&spec, blob, plain->diag);
	if (err)
		return err;
	err = plain_segment(plain, "elfcorehdr", plain->elfcorehdr, buffer_view(blob),
			    plain->elfcorehdr_room);
	if (err)
		return err;
	/* The kernel rewrites it when CPUs or memory come and go. */
	plan->segment[plan->nr_segments - 1].is_unchecked = is_hotplug(plain);
	return 0;
}

int plain_crash_finish(struct plain *plain)
{
	int err;

	if (!plain->wish->panic)
		return 0;
	err = header_add(plain);
	return err ? err : backup_add(plain);
}
