// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - which pages are owned, by whom, and how the module reaches them
 *
 * In:  claims; the leader's iomem tree, section states and firmware memory map
 * Out: ranges nobody else can use: refused to other OSes, vetoed to the leader
 * Ref: Documentation/admin-guide/mm/memory-hotplug.rst; paper rules R4-B, R5, R7;
 *      arch/x86/realmode (layout of the leader's trampoline, as its headers give it)
 */
#include "mint.h"
#include "compat.h"
#include "test.h"

#include <linux/io.h>
#include <linux/mem_encrypt.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <asm/bios_ebda.h>
#include <asm/e820/api.h>
#include <asm/realmode.h>

#define CHUNK		       (2 * MINT_MIB)
#define LOW_END		       0x9f000ULL /* EBDA and the video hole lie behind */
#define TRAMPOLINE_MAX	       0x10000ULL /* bytes searched behind a header */
#define REALMODE_END_SIGNATURE 0x65a22c82
#define E820_KEPT_FOR_KERNEL   ((enum e820_type)128) /* setup_data; gone in new kernels */

static int add_size(struct resource *res, void *sum)
{
	*(u64 *)sum += resource_size(res);
	return 0;
}

/* Bytes of [start, end) that the leader's iomem tree shows with all of @flags. */
static u64 iomem_bytes(u64 start, u64 end, unsigned long flags)
{
	u64 sum = 0;

	walk_iomem_res_desc(IORES_DESC_NONE, flags, start, end - 1, &sum, add_size);
	return sum;
}

/* Bytes of [start, end) that the leader calls System RAM, online or not. */
static u64 iomem_ram(u64 start, u64 end)
{
	return iomem_bytes(start, end, IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY);
}

static bool all_offline(u64 start, u64 end)
{
	unsigned long pfn;

	for (pfn = PHYS_PFN(start); pfn < PHYS_PFN(end);
	     pfn = ALIGN(pfn + 1, PAGES_PER_SUBSECTION))
		if (pfn_to_online_page(pfn))
			return false;
	return true;
}

/*
 * Reserved at boot (memmap=, mem=): not System RAM for the leader, RAM and nothing else
 * for the firmware; so a device's registers never pass. A hole in an online section has a
 * struct page, which is then reserved. What a driver of the leader (ramoops, say) asked
 * for is busy.
 */
static int check_reserved(u64 start, u64 end)
{
	static const enum e820_type bad[] = {
		E820_TYPE_ACPI, E820_TYPE_NVS,	E820_TYPE_UNUSABLE,
		E820_TYPE_PMEM, E820_TYPE_PRAM, E820_TYPE_SOFT_RESERVED
	};
	int err = mint_firmware_is_ram(start, end);
	struct page *page;
	unsigned int i;
	u64 at;

	if (err)
		return err;
	if (iomem_bytes(start, end, IORESOURCE_MEM | IORESOURCE_BUSY))
		return -EPERM;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (e820__mapped_any(start, end, bad[i]))
			return -EPERM;
	for (at = start; at < end; at += PAGE_SIZE) {
		page = pfn_to_online_page(PHYS_PFN(at));
		if (page && !PageReserved(page))
			return -EBUSY;
	}
	return 0;
}

/*
 * With memory_hotplug.memmap_on_memory a hot-added block holds its own struct pages,
 * which the leader goes on using while the block is offline.
 */
static bool holds_own_memmap(u64 at, u64 start, u64 end)
{
	unsigned long pfn = PHYS_PFN(at);
	u64 map;

	if (!pfn_valid(pfn))
		return false;
	map = slow_virt_to_phys(pfn_to_page(pfn));
	return map >= start && map < end;
}

static const char *why_refused(int err)
{
	switch (err) {
	case -EBUSY:
		return "online in the leader (take its memory blocks offline)";
	case -ENODATA:
		return "the leader keeps no map of its firmware "
		       "(CONFIG_FIRMWARE_MEMMAP): "
		       "what is reserved need not be RAM";
	case -EPERM:
		return "not memory that the leader can give";
	default:
		return "its firmware's map cannot be read";
	}
}

static int check_high(u64 start, u64 end)
{
	u64 at, next, ram;
	int err;

	for (at = start; at < end; at = next) {
		next = min(end, ALIGN(at + 1, 1ULL << SECTION_SIZE_BITS));
		ram = iomem_ram(at, next);
		if (ram == next - at && holds_own_memmap(at, start, end))
			err = -EPERM;
		else if (ram == next - at)
			err = all_offline(at, next) ? 0 : -EBUSY;
		else
			err = ram ? -EPERM : check_reserved(at, next);
		if (err) {
			pr_notice("%#llx-%#llx refused: %s\n", at, next - 1,
				  why_refused(err));
			return err;
		}
		cond_resched();
	}
	return 0;
}

bool mint_memory_low_ok(u64 page)
{
	unsigned long ebda = get_bios_ebda();
	struct page *p = pfn_to_online_page(PHYS_PFN(page));
	u64 limit = LOW_END;

	/* A sane EBDA pointer lies in the upper part of the first 640 KiB. */
	if (ebda >= 0x20000 && ebda < limit)
		limit = ebda & PAGE_MASK;
	return page && page + PAGE_SIZE <= limit && p && PageReserved(p) &&
	       iomem_ram(page, page + PAGE_SIZE) == PAGE_SIZE &&
	       !e820__mapped_any(page, page + PAGE_SIZE, E820_KEPT_FOR_KERNEL) &&
	       !mint_overlap(page, page + PAGE_SIZE, mint.trampoline.start,
			     mint.trampoline.end);
}

static int check_pages(const struct mint_range *r)
{
	u64 page;

	if (r->purpose != MINT_PURPOSE_REALMODE)
		return check_high(r->start, r->end);
	for (page = r->start; page < r->end; page += PAGE_SIZE)
		if (!mint_memory_low_ok(page)) {
			pr_notice("real-mode window %#llx-%#llx refused at page %#llx: "
				  "not RAM "
				  "that the leader keeps reserved, or its trampoline\n",
				  r->start, r->end - 1, page);
			return -EPERM;
		}
	return 0;
}

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
	for (i = 0; i < nr && !err; i++)
		err = test_fail(os, MINT_TEST_STEP_CLAIM_RANGE)
			      ?: check_pages(&ranges[i]);
	while (!err && shown < nr) {
		os->resources[shown] = (struct resource){
			.name = os->label,
			.start = ranges[shown].start,
			.end = ranges[shown].end - 1,
			.flags = IORESOURCE_MEM | IORESOURCE_BUSY,
		};
		err = insert_resource(&iomem_resource, &os->resources[shown]);
		if (!err)
			shown++;
	}
	if (err)
		withdraw(os, shown);
	return err;
}

int mint_memory_disown(struct mint_os *os)
{
	u32 pins;

	spin_lock(&mint.guard);
	pins = os->pins;
	if (!pins)
		os->claimed = false; /* no new pin from here on */
	spin_unlock(&mint.guard);
	if (pins)
		return -EBUSY;
	withdraw(os, os->nr_ranges);
	return 0;
}

void *mint_memory_map(u64 start, u64 size)
{
	u64 first = start & PAGE_MASK, end = PAGE_ALIGN(start + size);
	u64 ram = iomem_ram(first, end);

	/*
	 * Not memremap() for RAM: it looks at the top of the iomem tree only, where our
	 * own entry may cover the System RAM one. The direct map keeps offline blocks.
	 */
	if (ram == end - first)
		return __va(start);
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
			memset(map, 0, n);
		mint_memory_unmap(map);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

int mint_memory_copy(struct file *image, const struct mint_segment *segment)
{
	return fill(image, segment->start, segment->filesz, segment->offset)
		       ?: mint_memory_zero(segment->start + segment->filesz,
					   segment->memsz - segment->filesz);
}

int mint_memory_zero(u64 start, u64 size)
{
	return fill(NULL, start, size, 0);
}

int mint_memory_pin(struct mint_os *os, u64 start, u64 size)
{
	int err = -EFAULT;

	spin_lock(&mint.guard);
	if (os->claimed && start + size > start &&
	    mint_check_owned(os->ranges, os->nr_ranges, start, start + size, true)) {
		os->pins++;
		err = 0;
	}
	spin_unlock(&mint.guard);
	return err;
}

void mint_memory_unpin(struct mint_os *os)
{
	spin_lock(&mint.guard);
	os->pins--;
	spin_unlock(&mint.guard);
}

ssize_t mint_memory_read(struct mint_os *os, char __user *to, size_t size, loff_t *pos)
{
	u8 *bounce = (u8 *)__get_free_page(GFP_KERNEL);
	ssize_t done = 0;
	size_t n;
	int err = 0;
	u8 *map;

	if (!bounce)
		return -ENOMEM;
	while (size && !err) {
		n = min(size, PAGE_SIZE - offset_in_page(*pos));
		err = mint_memory_pin(os, *pos, n);
		if (err)
			break;
		map = mint_memory_map(*pos, n);
		if (map) {
			/* A copy first: the pages may be the hands of a running OS. */
			memcpy(bounce, map, n);
			mint_memory_unmap(map);
		}
		mint_memory_unpin(os);
		if (!map || copy_to_user(to + done, bounce, n)) {
			err = map ? -EFAULT : -ENOMEM;
			break;
		}
		*pos += n;
		done += n;
		size -= n;
		err = fatal_signal_pending(current) ? -EINTR : 0;
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

/*
 * The header says where its parts are; of what a former kernel may have left, only the
 * live one shares the entry of the kernel's own top-level page table.
 */
static u64 trampoline_end(u64 base)
{
	const struct real_mode_header *h = __va(base);
	u64 top = min(base + TRAMPOLINE_MAX, LOW_END), at;
	const u64 *live = __va(read_cr3_pa()), *pgd;

	if (h->text_start <= base || h->text_start >= h->ro_end || h->ro_end >= top ||
	    h->trampoline_start < h->text_start || h->trampoline_start >= h->ro_end ||
	    !PAGE_ALIGNED(h->trampoline_start) || !PAGE_ALIGNED(h->trampoline_pgd) ||
	    h->trampoline_pgd < base || h->trampoline_pgd + PAGE_SIZE > top)
		return 0;
	pgd = __va(h->trampoline_pgd);
	if ((pgd[511] ^ live[511]) & PTE_PFN_MASK)
		return 0;
	for (at = ALIGN(h->ro_end, 4); at < top; at += 4)
		if (*(const u32 *)__va(at) == REALMODE_END_SIGNATURE)
			return PAGE_ALIGN(max(at + 4, h->trampoline_pgd + PAGE_SIZE));
	return 0;
}

static int trampoline_find(void)
{
	u64 base, end, found = 0;

	for (base = PAGE_SIZE; base < LOW_END; base += PAGE_SIZE) {
		if (iomem_ram(base, base + PAGE_SIZE) != PAGE_SIZE)
			continue;
		end = trampoline_end(base);
		if (!end)
			continue;
		mint.trampoline.start = base;
		mint.trampoline.end = end;
		found++;
	}
	if (found != 1)
		pr_err("%llu real-mode trampolines of the leader found below 1 MiB, need "
		       "1\n",
		       found);
	return found == 1 ? 0 : -ENODEV;
}

/*
 * Everything is written through the direct map and read by cores without the leader's
 * page tables: encrypted, they would execute noise; unmapped while offline, we fault.
 */
static int direct_map_check(void)
{
	const char *why = NULL;

	if (sme_me_mask)
		why = "memory encryption is active (mem_encrypt=off)";
	else if (debug_pagealloc_enabled())
		why = "offline memory is not mapped (debug_pagealloc=off)";
	if (why)
		pr_err("no OS can be started beside this kernel: %s\n", why);
	return why ? -EOPNOTSUPP : 0;
}

int mint_memory_init(void)
{
	return direct_map_check() ?: trampoline_find() ?:
	       register_memory_notifier(&memory_notifier);
}

void mint_memory_exit(void)
{
	unregister_memory_notifier(&memory_notifier);
}
