// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - which pages are owned, by whom, and how they are reached
 *
 * In:  claims; the leader's memory hot-plug; an image; read(2) and mmap(2)
 * Out: ranges nobody else can use: refused to other OSes, vetoed to the leader
 * Ref: Documentation/core-api/memory-hotplug.rst; ram.h (what may be owned)
 *
 * Locks: mint.registry is held by who changes owners, mint.guard is taken. The notifier
 * runs below the leader's hot-plug lock and takes mint.guard only. What reaches a page of
 * an OS for user space pins it, so that it stays owned.
 */
#include "memory.h"
#include "compat.h"
#include "pages.h"
#include "ram.h"
#include "test.h"

#include <linux/io.h>
#include <linux/memory.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#define CHUNK (2 * MINT_MIB)

/* ---- owners ---- */

/* Which OS, if any, owns a byte of [start, end)? guard held. */
static struct mint_os *owner_of(u64 start, u64 end)
{
	struct mint_os *os;
	u32 i;

	list_for_each_entry(os, &mint.oses, node)
		for (i = 0; i < os->nr_ranges; i++)
			if (mint_overlap(start, end, os->ranges[i].start,
					 os->ranges[i].end))
				return os;
	return NULL;
}

/*
 * Ranges are published before their pages are looked at: from then on the notifier vetoes
 * any onlining, and one that had begun earlier is in mint.onlining.
 */
static int publish(struct mint_os *os, const struct mint_range *ranges, u32 nr)
{
	const char *why = NULL;
	const struct mint_range *r;
	u64 start = 0;

	spin_lock(&mint.guard);
	for (r = ranges; r < ranges + nr && !why; r++) {
		start = r->start;
		if (owner_of(r->start, r->end))
			why = "part of it belongs to another OS (see /proc/iomem)";
		else if (mint_overlap(r->start, r->end, mint.onlining.start,
				      mint.onlining.end))
			why = "the leader is bringing part of it online";
		else if (mint_overlap(r->start, r->end, mint.park_page,
				      mint.park_page + PAGE_SIZE))
			why = "cores are parked in it";
	}
	if (!why) {
		memcpy(os->ranges, ranges, nr * sizeof(*ranges));
		os->nr_ranges = nr;
	}
	spin_unlock(&mint.guard);
	if (why)
		pr_notice("range from %#llx refused: %s\n", start, why);
	return why ? -EBUSY : 0;
}

/* Into /proc/iomem. */
static int range_show(struct mint_os *os, u32 i)
{
	os->resources[i] = (struct resource){
		.name = os->label,
		.start = os->ranges[i].start,
		.end = os->ranges[i].end - 1,
		.flags = IORESOURCE_MEM | IORESOURCE_BUSY,
	};
	return insert_resource(&iomem_resource, &os->resources[i]);
}

static void withdraw(struct mint_os *os, u32 shown)
{
	while (shown)
		remove_resource(&os->resources[--shown]);
	spin_lock(&mint.guard);
	os->nr_ranges = 0;
	spin_unlock(&mint.guard);
}

int mint_memory_own(struct mint_os *os, const struct mint_range *ranges, u32 nr)
{
	u32 i, shown = 0;
	int err;

	err = publish(os, ranges, nr);
	if (err)
		return err;
	for (i = 0; i < nr; i++) {
		err = test_fail(os, MINT_TEST_STEP_CLAIM_RANGE);
		if (err)
			goto fail;
		err = mint_ram_check(&ranges[i]);
		if (err)
			goto fail;
	}
	for (; shown < nr; shown++) {
		err = range_show(os, shown);
		if (err)
			goto fail;
	}
	return 0;
fail:
	withdraw(os, shown);
	return err;
}

int mint_memory_close(struct mint_os *os)
{
	u32 pins;

	spin_lock(&mint.guard);
	pins = os->pins;
	if (!pins)
		os->claimed = false; /* no new pin from here on */
	spin_unlock(&mint.guard);
	return pins ? -EBUSY : 0;
}

void mint_memory_disown(struct mint_os *os)
{
	WARN_ON_ONCE(os->claimed || os->box); /* something still reaches it */
	withdraw(os, os->nr_ranges);
}

/* ---- how the module reaches them ---- */

void *mint_memory_map(u64 start, u64 size)
{
	u64 first = start & PAGE_MASK, end = PAGE_ALIGN(start + size);
	u64 ram = mint_ram_bytes(first, end);

	/*
	 * Not memremap() for RAM: it looks at the top of the iomem tree only, where our
	 * own entry may cover the System RAM one. The direct map keeps offline blocks,
	 * but no page that has failed.
	 */
	if (ram == end - first) {
		if (!mint_pages_mapped(first, end))
			return NULL;
		mint_unpoison(__va(first), end - first);
		return __va(start);
	}
	return ram ? NULL : memremap(start, size, MEMREMAP_WB);
}

void mint_memory_unmap(void *map)
{
	memunmap(map); /* does nothing for the direct map */
}

/* Bytes from @at to the end of its chunk or @left, whichever comes first. */
static u64 chunk(u64 at, u64 left)
{
	return min(left, CHUNK - (at & (CHUNK - 1)));
}

static int read_all(struct file *image, u8 *to, u64 size, loff_t pos)
{
	ssize_t got;

	for (; size; size -= got, to += got) {
		got = kernel_read(image, to, size, &pos);
		if (got <= 0)
			return got < 0 ? got : -EIO;
	}
	return 0;
}

/*
 * Past the caches: it is as large as memory, and nobody reads it soon. Whole lines are
 * written and nothing is read, so that a page that is about to fail does no harm here.
 */
void mint_memory_wipe(void __os *at, u64 size)
{
	u8 *to = (u8 __force *)at;

	for (; size && !IS_ALIGNED((unsigned long)to, 64); size--)
		*to++ = 0;
	for (; size >= 64; size -= 64, to += 64)
		asm volatile("movnti %1, (%0)\n\tmovnti %1, 8(%0)\n\t"
			     "movnti %1, 16(%0)\n\tmovnti %1, 24(%0)\n\t"
			     "movnti %1, 32(%0)\n\tmovnti %1, 40(%0)\n\t"
			     "movnti %1, 48(%0)\n\tmovnti %1, 56(%0)"
			     :
			     : "r"(to), "r"(0UL)
			     : "memory");
	memset(to, 0, size);
	wmb(); /* before anybody is told */
}

/* @image NULL: zeros. */
static int fill(struct file *image, u64 start, u64 size, loff_t pos)
{
	u64 done, n;
	u8 *map;
	int err;

	for (done = 0; done < size; done += n) {
		n = chunk(start + done, size - done);
		if (fatal_signal_pending(current))
			return -EINTR;
		map = mint_memory_map(start + done, n);
		if (!map)
			return -ENOMEM;
		err = 0;
		if (image)
			err = read_all(image, map, n, pos + done);
		else
			mint_memory_wipe((void __force __os *)map, n);
		mint_memory_unmap(map);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

int mint_memory_copy(struct file *image, const struct mint_segment *segment)
{
	int err = fill(image, segment->start, segment->filesz, segment->offset);

	if (err)
		return err;
	return mint_memory_zero(segment->start + segment->filesz,
				segment->memsz - segment->filesz);
}

int mint_memory_zero(u64 start, u64 size)
{
	return fill(NULL, start, size, 0);
}

/* ---- how user space reaches them ---- */

int mint_memory_pin(struct mint_os *os, u64 start, u64 size)
{
	int err = -EFAULT;

	spin_lock(&mint.guard);
	if (start + size > start &&
	    mint_check_owned(os->ranges, os->nr_ranges, start, start + size, true))
		err = os->claimed ? 0 : -EAGAIN;
	if (!err)
		os->pins++;
	spin_unlock(&mint.guard);
	return err;
}

void mint_memory_unpin(struct mint_os *os)
{
	spin_lock(&mint.guard);
	os->pins--;
	spin_unlock(&mint.guard);
}

int mint_memory_get(const struct mint_os *os, void *to, const void __os *from,
		    size_t size, u64 at)
{
	if (!copy_mc_to_kernel(to, (const void __force *)from, size))
		return 0;
	pr_warn_ratelimited("%s: the page at %#llx cannot be read: its memory fails\n",
			    os->name, at & PAGE_MASK);
	return -EIO;
}

/* A copy for now: the pages may be the hands of a running OS. Inside of one page. */
static int bytes_read(struct mint_os *os, u64 at, size_t size, u8 *to)
{
	int err = mint_memory_pin(os, at, size);
	void *map;

	if (err)
		return err;
	map = mint_memory_map(at, size);
	err = map ? 0 : -ENOMEM;
	if (map) {
		err = mint_memory_get(os, to, (void __force __os *)map, size, at);
		mint_memory_unmap(map);
	}
	mint_memory_unpin(os);
	return err;
}

ssize_t mint_memory_read(struct mint_os *os, char __user *to, size_t size, loff_t *pos)
{
	u8 *bounce = (u8 *)__get_free_page(GFP_KERNEL);
	ssize_t done = 0;
	size_t n;
	int err = 0;

	if (!bounce)
		return -ENOMEM;
	while (size) {
		n = min(size, PAGE_SIZE - offset_in_page(*pos));
		err = bytes_read(os, *pos, n, bounce);
		if (err)
			break;
		err = copy_to_user(to + done, bounce, n) ? -EFAULT : 0;
		if (err)
			break;
		*pos += n;
		done += n;
		size -= n;
		if (fatal_signal_pending(current))
			break;
		cond_resched();
	}
	free_page((unsigned long)bounce);
	return done ?: err;
}

static void vma_open(struct vm_area_struct *vma)
{
	struct mint_os *os = vma->vm_private_data;

	get_device(&os->dev);
	spin_lock(&mint.guard);
	os->pins++;
	spin_unlock(&mint.guard);
}

static void vma_close(struct vm_area_struct *vma)
{
	struct mint_os *os = vma->vm_private_data;

	mint_memory_unpin(os);
	put_device(&os->dev);
}

static const struct vm_operations_struct vma_ops = {
	.open = vma_open,
	.close = vma_close,
};

int mint_memory_mmap(struct mint_os *os, struct vm_area_struct *vma)
{
	u64 size = vma->vm_end - vma->vm_start, start = (u64)vma->vm_pgoff << PAGE_SHIFT;
	int err;

	if (!(vma->vm_flags & VM_SHARED) || (vma->vm_flags & VM_EXEC) ||
	    vma->vm_pgoff > (MINT_PAGE << 40) >> PAGE_SHIFT)
		return -EINVAL;
	err = mint_memory_pin(os, start, size);
	if (err)
		return err;
	mint_vma_no_exec(vma);
	err = remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff, size, vma->vm_page_prot);
	if (err) {
		mint_memory_unpin(os);
		return err;
	}
	get_device(&os->dev);
	vma->vm_private_data = os;
	vma->vm_ops = &vma_ops;
	return 0;
}

/* ---- memory hot-plug ---- */

static int memory_event(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct memory_notify *m = data;
	u64 start = PFN_PHYS(m->start_pfn), end = start + PFN_PHYS(m->nr_pages);
	char name[MINT_NAME_SIZE] = "";
	struct mint_os *os;

	if (action != MEM_GOING_ONLINE && action != MEM_ONLINE &&
	    action != MEM_CANCEL_ONLINE)
		return NOTIFY_OK;
	spin_lock(&mint.guard);
	mint.onlining = (struct mint_range){ 0 };
	if (action == MEM_GOING_ONLINE) {
		mint.onlining = (struct mint_range){ .start = start, .end = end };
		os = owner_of(start, end);
		if (os)
			strscpy(name, os->name, sizeof(name));
	}
	spin_unlock(&mint.guard);
	if (!name[0])
		return NOTIFY_OK;
	pr_warn("memory %#llx-%#llx stays offline: it belongs to %s (release that "
		"first)\n",
		start, end - 1, name);
	return notifier_from_errno(-EBUSY);
}

static struct notifier_block memory_notifier = { .notifier_call = memory_event };

int mint_memory_init(void)
{
	int err = mint_ram_init();

	if (err)
		return err;
	return register_memory_notifier(&memory_notifier);
}

void mint_memory_exit(void)
{
	unregister_memory_notifier(&memory_notifier);
}
