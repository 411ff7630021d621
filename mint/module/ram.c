// SPDX-License-Identifier: GPL-2.0-only
/*
 * ram.c - which of the machine's RAM may be lent
 *
 * In:  the leader's iomem tree, section states and e820 map; the firmware's memory map
 * Out: yes or no, and why not; mint.trampoline
 * Ref: Documentation/admin-guide/mm/memory-hotplug.rst; paper rules R4-B, R5, R7;
 *      arch/x86/realmode (layout of the leader's trampoline, as its headers give it)
 *
 * Locks: none is taken. What was found to be offline stays so only when its owner was
 * published before (memory.c).
 */
#include "ram.h"
#include "firmware.h"
#include "pages.h"
#include "setup.h"
#include "unplug.h"

#include <linux/io.h>
#include <linux/mem_encrypt.h>
#include <linux/memory_hotplug.h>
#include <asm/bios_ebda.h>
#include <asm/e820/api.h>
#include <asm/realmode.h>

#define LOW_END		       0x9f000ULL /* EBDA and the video hole lie behind */
#define TRAMPOLINE_MAX	       0x10000ULL /* bytes searched behind a header */
#define REALMODE_END_SIGNATURE 0x65a22c82

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

u64 mint_ram_bytes(u64 start, u64 end)
{
	return iomem_bytes(start, end, IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY);
}

/*
 * Reserved at boot (memmap=, mem=): not System RAM for the leader, RAM and nothing else
 * for the firmware; so a device's registers never pass, nor does a table of EFI that the
 * leader reserved in the same way. A hole in an online section has a struct page, which
 * is then reserved. What a driver of the leader (ramoops, say) asked for is busy.
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
	if (mint_firmware_lives_in(start, end))
		return -EADDRNOTAVAIL;
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

static const char *why_refused(int err)
{
	switch (err) {
	case -EBUSY:
		return "online in the leader (take its memory blocks offline)";
	case -EADDRINUSE:
		return "the leader's own struct pages lie in it "
		       "(memory_hotplug.memmap_on_memory)";
	case -EADDRNOTAVAIL:
		return "a table of the firmware (EFI) lies in it";
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

/* Nobody may meet a page that is known to be bad, nor we ourselves when we clear it. */
static int check_sound(u64 start, u64 end)
{
	bool is_ram = mint_ram_bytes(start, end) == end - start;
	u64 at = start;

	if (mint_pages_bad(start, end, &at))
		pr_notice("%#llx-%#llx refused: the page at %#llx is known to be bad "
			  "(hardware-poisoned)\n",
			  start, end - 1, at);
	else if (is_ram && !mint_pages_mapped(start, end))
		pr_notice(
			"%#llx-%#llx refused: a page of it is not mapped in the leader, "
			"as one that failed\n",
			start, end - 1);
	else
		return 0;
	return -EHWPOISON;
}

/* A section or less of it; one line says what is wrong. */
static int check_piece(u64 start, u64 end)
{
	u64 ram = mint_ram_bytes(start, end);
	int err;

	if (mint_pages_hold_map(start, end))
		err = -EADDRINUSE;
	else if (ram == end - start)
		err = mint_pages_offline(start, end) ? 0 : -EBUSY;
	else
		err = ram ? -EPERM : check_reserved(start, end);
	if (!err)
		return 0;
	pr_notice("%#llx-%#llx refused: %s\n", start, end - 1, why_refused(err));
	return err;
}

static int check_pieces(u64 start, u64 end, int (*check)(u64 start, u64 end))
{
	u64 at, next;
	int err;

	for (at = start; at < end; at = next) {
		next = min(end, ALIGN(at + 1, 1ULL << SECTION_SIZE_BITS));
		err = check(at, next);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

static int check_high(u64 start, u64 end)
{
	int err = check_pieces(start, end, check_piece);

	if (err)
		return err;
	if (mint_setup_lies_in(start, end)) {
		pr_notice("%#llx-%#llx refused: setup_data of the leader lies in it\n",
			  start, end - 1);
		return -EADDRINUSE;
	}
	/* Of any kind: what was reserved at boot is known to the leader as little. */
	if (!mint_unplug_can(start, end))
		return check_pieces(start, end, check_sound);
	pr_notice(
		"%#llx-%#llx refused: memory that can be unplugged while an OS has it\n",
		start, end - 1);
	return -EOPNOTSUPP;
}

bool mint_ram_low_ok(u64 page)
{
	unsigned long ebda = get_bios_ebda();
	struct page *p = pfn_to_online_page(PHYS_PFN(page));
	u64 limit = LOW_END;

	/* A sane EBDA pointer lies in the upper part of the first 640 KiB. */
	if (ebda >= 0x20000 && ebda < limit)
		limit = ebda & PAGE_MASK;
	return page >= MINT_REALMODE_FIRST && page + PAGE_SIZE <= limit && p &&
	       PageReserved(p) && !PageHWPoison(p) &&
	       mint_ram_bytes(page, page + PAGE_SIZE) == PAGE_SIZE &&
	       !mint_overlap(page, page + PAGE_SIZE, mint.trampoline.start,
			     mint.trampoline.end) &&
	       !mint_setup_lies_in(page, page + PAGE_SIZE);
}

int mint_ram_check(const struct mint_range *r)
{
	u64 page;

	if (r->purpose != MINT_PURPOSE_REALMODE)
		return check_high(r->start, r->end);
	for (page = r->start; page < r->end; page += PAGE_SIZE)
		if (!mint_ram_low_ok(page)) {
			pr_notice("real-mode window %#llx-%#llx refused at page %#llx: "
				  "not RAM that the leader keeps reserved, or its "
				  "trampoline or setup_data\n",
				  r->start, r->end - 1, page);
			return -EPERM;
		}
	return 0;
}

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
		if (mint_ram_bytes(base, base + PAGE_SIZE) != PAGE_SIZE)
			continue;
		end = trampoline_end(base);
		if (!end)
			continue;
		mint.trampoline.start = base;
		mint.trampoline.end = end;
		found++;
	}
	if (found != 1)
		pr_err("%llu real-mode trampolines of the leader found below 1 MiB, "
		       "need 1\n",
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

int mint_ram_init(void)
{
	int err = direct_map_check();

	if (err)
		return err;
	err = mint_setup_init();
	if (err)
		return err;
	return trampoline_find();
}
