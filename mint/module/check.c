// SPDX-License-Identifier: GPL-2.0-only
/*
 * check.c - the rules of the ABI that need nothing but numbers
 *
 * In:  structures as user space handed them over
 * Out: 0 or a negative errno
 * Ref: abi/mint.h; PCI Express base 4.0 section 7.5.1 (headers); ACPI 6.4 section 4.8.3.7
 * (sleep control), UEFI 2.9 section 8.5.1 (reset types); kept free of kernel headers so
 * that a fuzzer can compile it
 */
#include "check.h"

static bool name_char(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       (!first && (c == '_' || c == '-'));
}

bool mint_reaches(__u64 at, __u64 size, __u64 start, __u64 end)
{
	__u64 last = at + size - 1;

	if (!size)
		return false;
	return at < end && start <= (last < at ? ~0ULL : last);
}

int mint_check_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < MINT_NAME_SIZE && name[i]; i++)
		if (!name_char(name[i], i == 0))
			return -EINVAL;
	return i == 0 || i == MINT_NAME_SIZE ? -EINVAL : 0;
}

static bool span_is_pages(__u64 start, __u64 end)
{
	return start < end && !((start | end) & (MINT_PAGE - 1));
}

int mint_check_blocks(const struct mint_block *blocks, __u32 nr)
{
	__u32 i;

	for (i = 0; i < nr; i++) {
		const struct mint_block *b = &blocks[i];

		if (b->start + b->size < b->start || b->zone > MINT_ZONE_MOVABLE ||
		    !span_is_pages(b->start, b->start + b->size))
			return -EINVAL;
	}
	return 0;
}

bool mint_blocks_have(const struct mint_block *blocks, __u32 nr, __u64 start)
{
	__u32 low = 0, high = nr;

	while (low < high) {
		__u32 middle = low + (high - low) / 2;

		if (blocks[middle].start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < nr && blocks[low].start == start;
}

static bool driver_is_plain(const char *name)
{
	unsigned int i;

	for (i = 0; i < MINT_DRIVER_SIZE && name[i]; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '/')
			return false;
	return i < MINT_DRIVER_SIZE;
}

static bool windows_are_plain(const struct mint_pci *pci)
{
	unsigned int i;

	for (i = 0; i < MINT_PCI_WINDOWS; i++) {
		bool is_used = pci->window[i].start || pci->window[i].end;

		if (is_used && (!(pci->flags & MINT_PCI_PORT) ||
				pci->window[i].start >= pci->window[i].end))
			return false;
	}
	return true;
}

int mint_check_pci(const struct mint_pci *pci, __u32 nr)
{
	__u32 i, j;

	for (i = 0; i < nr; i++) {
		__u32 flags = pci[i].flags;

		if ((flags & ~(MINT_PCI_PORT | MINT_PCI_MANUAL)) ||
		    (flags && !(flags & MINT_PCI_PORT)) ||
		    !driver_is_plain(pci[i].driver) || !windows_are_plain(&pci[i]))
			return -EINVAL;
		for (j = 0; j < i; j++)
			if (mint_pci_is_same(&pci[i], &pci[j]))
				return -EINVAL;
	}
	return 0;
}

static bool header_is_bridge(const __u32 *header)
{
	return (header[3] >> 16 & 0x7f) == 1;
}

bool mint_pci_buses(const __u32 header[MINT_PCI_HEADER], __u8 *first, __u8 *last)
{
	__u8 own = (__u8)header[6], secondary = (__u8)(header[6] >> 8),
	     subordinate = (__u8)(header[6] >> 16);

	if (!header_is_bridge(header) || own >= secondary || secondary > subordinate)
		return false;
	*first = secondary;
	*last = subordinate;
	return true;
}

__u32 mint_pci_restored(const __u32 header[MINT_PCI_HEADER], unsigned int word)
{
	__u32 value = header[word];

	switch (word) {
	case 1: /* status; bus mastering */
		return value & 0xffff & ~0x4u;
	case 3: /* self test */
		return value & 0xffffff;
	case 7: /* secondary status */
		return header_is_bridge(header) ? value & 0xffff : value;
	case 15: /* secondary bus reset */
		return header_is_bridge(header) ? value & ~0x400000u : value;
	}
	return value;
}

int mint_check_uart(const struct mint_uart *uart)
{
	if (!uart->port)
		return uart->line || uart->type ? -EINVAL : 0;
	if (uart->port < MINT_PORT_MIN || uart->port > MINT_PORT_MAX || !uart->type)
		return -EINVAL;
	return 0;
}

static int check_range(const struct mint_range *r, __u64 limit)
{
	if (!span_is_pages(r->start, r->end) || r->pad)
		return -EINVAL;
	if (r->end > limit)
		return -ERANGE;
	switch (r->purpose) {
	case MINT_PURPOSE_REALMODE:
		if (r->start < MINT_REALMODE_FIRST || r->end > MINT_MIB ||
		    r->end - r->start < MINT_REALMODE_MIN)
			return -EINVAL;
		return 0;
	case MINT_PURPOSE_SWIOTLB:
		return r->start < MINT_MIB || r->end > MINT_4GIB ? -EINVAL : 0;
	case MINT_PURPOSE_REGION:
		return r->start < MINT_MIB ? -EINVAL : 0;
	}
	return -EINVAL;
}

static int check_cpus(const struct mint_claim *claim)
{
	__u32 i, j;

	if (!claim->nr_cpus || claim->nr_cpus > MINT_MAX_CPUS)
		return -EINVAL;
	for (i = 0; i < claim->nr_cpus; i++) {
		/* The leader's boot CPU: firmware, reboot and suspend run there. */
		if (!claim->cpus[i])
			return -EINVAL;
		for (j = 0; j < i; j++)
			if (claim->cpus[i] == claim->cpus[j])
				return -EINVAL;
	}
	return 0;
}

int mint_check_claim(const struct mint_claim *claim, __u64 limit)
{
	unsigned int seen[MINT_PURPOSE_SWIOTLB + 1] = { 0 };
	__u32 i, j;
	int err;

	if (!claim->nr_ranges || claim->nr_ranges > MINT_MAX_RANGES)
		return -EINVAL;
	for (i = 0; i < claim->nr_ranges; i++) {
		const struct mint_range *r = &claim->ranges[i];

		err = check_range(r, limit);
		if (err)
			return err;
		for (j = 0; j < i; j++)
			if (mint_overlap(r->start, r->end, claim->ranges[j].start,
					 claim->ranges[j].end))
				return -EINVAL;
		seen[r->purpose]++;
	}
	if (seen[MINT_PURPOSE_REALMODE] != 1 || !seen[MINT_PURPOSE_REGION])
		return -EINVAL;
	if (claim->uart > MINT_PORT_MAX || (claim->flags & ~MINT_CLAIM_NO_SCRUB))
		return -EINVAL;
	return check_cpus(claim);
}

bool mint_check_owned(const struct mint_range *ranges, __u32 nr, __u64 start, __u64 end,
		      bool realmode)
{
	__u32 i;

	for (i = 0; i < nr; i++)
		if (start < end && start >= ranges[i].start && end <= ranges[i].end)
			return realmode || ranges[i].purpose != MINT_PURPOSE_REALMODE;
	return false;
}

bool mint_piece(const struct mint_range *ranges, __u32 nr, __u64 size, __u64 index,
		struct mint_range *ret)
{
	__u32 i;

	for (i = 0; i < nr; i++) {
		const struct mint_range *r = &ranges[i];
		__u64 first = r->start & ~(size - 1);
		__u64 count = (r->end - 1 - first) / size + 1;

		if (index >= count) {
			index -= count;
			continue;
		}
		*ret = *r;
		if (index)
			ret->start = first + index * size;
		if (index < count - 1)
			ret->end = first + (index + 1) * size;
		return true;
	}
	return false;
}

/* End of the pages a segment touches; the caller has checked that it does not wrap. */
static __u64 segment_end(const struct mint_segment *s)
{
	return (s->start + s->memsz + MINT_PAGE - 1) & ~(MINT_PAGE - 1);
}

static int check_segment(const struct mint_load *load, __u32 i,
			 const struct mint_range *ranges, __u32 nr, __u64 image_size)
{
	const struct mint_segment *s = &load->segments[i];
	__u64 box_end = load->mailbox + MINT_MAILBOX_PAGES * MINT_PAGE;
	__u32 j;

	if ((s->start & (MINT_PAGE - 1)) || !s->memsz || s->filesz > s->memsz ||
	    s->start + s->memsz < s->start || segment_end(s) < s->start)
		return -EINVAL;
	if (s->offset > image_size || s->filesz > image_size - s->offset)
		return -ERANGE;
	if (!mint_check_owned(ranges, nr, s->start, segment_end(s), false))
		return -EPERM;
	if (mint_overlap(s->start, segment_end(s), load->mailbox, box_end))
		return -EINVAL;
	for (j = 0; j < i; j++)
		if (mint_overlap(s->start, segment_end(s), load->segments[j].start,
				 segment_end(&load->segments[j])))
			return -EINVAL;
	return 0;
}

static int check_entry(const struct mint_load *load)
{
	__u64 page = load->entry & ~(MINT_STUB_PAGE - 1), mapped;
	__u32 i;

	/* The stub's tables have room for one PDPT and one PD beside those of page 0. */
	mapped = page + 2 * MINT_STUB_PAGE;
	if (((page + MINT_STUB_PAGE) & 0x3fffffff) == 0)
		mapped = page + MINT_STUB_PAGE;
	for (i = 0; i < load->nr_segments; i++) {
		const struct mint_segment *s = &load->segments[i];

		if (load->entry < s->start || load->entry - s->start >= s->filesz)
			continue;
		if (s->start < page || segment_end(s) > mapped || load->entry >> 47)
			return -EINVAL;
		return 0;
	}
	return -EINVAL;
}

int mint_check_load(const struct mint_load *load, const struct mint_range *ranges,
		    __u32 nr, __u64 image_size)
{
	__u64 box_end = load->mailbox + MINT_MAILBOX_PAGES * MINT_PAGE;
	__u32 i;
	int err;

	if (!load->nr_segments || load->nr_segments > MINT_MAX_SEGMENTS ||
	    (load->flags & ~MINT_LOAD_WATCH_ACPI) ||
	    load->hang_timeout_ms % MINT_WATCHDOG_PERIOD_MS)
		return -EINVAL;
	if ((load->mailbox & (MINT_PAGE - 1)) || load->mailbox >= MINT_4GIB ||
	    box_end > MINT_4GIB)
		return -EINVAL;
	if (!mint_check_owned(ranges, nr, load->mailbox, box_end, false))
		return -EPERM;
	for (i = 0; i < load->nr_segments; i++) {
		err = check_segment(load, i, ranges, nr, image_size);
		if (err)
			return err;
	}
	return check_entry(load);
}

int mint_check_kill(const struct mint_kill *kill)
{
	switch (kill->reason) {
	case MINT_REASON_HALT:
	case MINT_REASON_PANIC:
	case MINT_REASON_HANG:
	case MINT_REASON_KILLED:
	case MINT_REASON_NO_START:
		return 0;
	}
	return -EINVAL;
}

bool mint_kernel_place(const struct mint_range *range, __u64 *start, __u64 *end)
{
	__u64 size = range->end - range->start;

	if (range->purpose != MINT_PURPOSE_REGION || size <= MINT_KERNEL_OFFSET)
		return false;
	size -= MINT_KERNEL_OFFSET;
	*start = range->start + MINT_KERNEL_OFFSET;
	*end = *start + (size < MINT_KERNEL_SIZE ? size : MINT_KERNEL_SIZE);
	return true;
}

bool mint_note_is(const void *page)
{
	static const struct {
		__u32 name_size, unused, type;
		char name[12];
	} want = { .name_size = sizeof("VMCOREINFO"), .name = "VMCOREINFO" };
	const __u8 *is = page, *wanted = (const __u8 *)&want;
	unsigned int i;

	/* The second word is the size of its text, whatever that is. */
	for (i = 0; i < MINT_NOTE_HEADER; i++)
		if (i / 4 != 1 && is[i] != wanted[i])
			return false;
	return true;
}

__u64 mint_word_page(__u64 word)
{
	static const __u64 bases[] = { 0xffff888000000000ULL, 0xff11000000000000ULL };
	unsigned int i;

	if (word & (MINT_PAGE - 1))
		return 0;
	for (i = 0; i < sizeof(bases) / sizeof(*bases); i++)
		if (word >= bases[i] && word - bases[i] < MINT_DIRECT_MAP)
			return word - bases[i];
	return 0;
}

enum mint_reason mint_mailbox_reason(const struct mint_mailbox *box)
{
	/* What its crash kernel does when it is done is no end of the OS's own. */
	bool has_crashed = box->kernel == MINT_KERNEL_CRASH;
	/* \_TTS runs on every orderly end and on no other. */
	enum mint_reason reset = box->tts && !has_crashed ? MINT_REASON_REBOOT
							  : MINT_REASON_PANIC;
	enum mint_reason off = has_crashed ? MINT_REASON_PANIC : MINT_REASON_POWEROFF;

	switch (box->efi_reset) {
	case MINT_EFI_RESET_BASE + 2: /* EfiResetShutdown */
		return off;
	case MINT_EFI_RESET_BASE: /* EfiResetCold, Warm, PlatformSpecific */
	case MINT_EFI_RESET_BASE + 1:
	case MINT_EFI_RESET_BASE + 3:
		return reset;
	}
	if (box->sleep & MINT_SLEEP_ENABLE)
		return off;
	if (box->reset == MINT_RESET_VALUE)
		return reset;
	if (box->purgatory_stage == MINT_PURGATORY_DIGEST)
		return MINT_REASON_DIGEST;
	if (box->purgatory_stage == MINT_PURGATORY_FAULT)
		return MINT_REASON_NO_START;
	return MINT_REASON_NONE;
}

void mint_watch_begin(struct mint_watch *watch, const struct mint_load *load,
		      __u64 now_ms)
{
	__u64 mib = 0;
	__u32 i;

	for (i = 0; i < load->nr_segments; i++)
		mib += (load->segments[i].filesz >> 20) + 1;
	*watch = (struct mint_watch){
		.looked_ms = now_ms,
		.verify_limit_ms = MINT_NO_START_MS + mib * MINT_NO_START_MS_PER_MIB,
	};
}

enum mint_reason mint_watch_look(struct mint_watch *watch, const struct mint_mailbox *box,
				 const struct mint_watchdog *dog, __u64 now_ms)
{
	enum mint_reason reason = mint_mailbox_reason(box);
	bool is_counting = dog && dog->running, is_fed = false;
	__u64 passed = now_ms - watch->looked_ms;

	if (reason != MINT_REASON_NONE)
		return reason;
	if (passed > MINT_WATCH_GAP_MS)
		passed = MINT_WATCH_GAP_MS;
	/* A new countdown comes with a ping, which this look may have missed. */
	if (is_counting)
		is_fed = dog->ping || !watch->is_counting ||
			 dog->countdown != watch->countdown;
	watch->looked_ms = now_ms;
	watch->is_counting = is_counting;
	watch->countdown = is_counting ? dog->countdown : 0;
	watch->verify_ms = box->purgatory_stage < MINT_PURGATORY_VERIFIED
				   ? watch->verify_ms + passed
				   : 0;
	watch->halt_ms = box->tts && !is_fed ? watch->halt_ms + passed : 0;
	watch->hang_ms = is_counting && !is_fed ? watch->hang_ms + passed : 0;
	if (watch->verify_ms > watch->verify_limit_ms)
		return MINT_REASON_NO_START;
	if (watch->halt_ms > MINT_HALT_MS)
		reason = MINT_REASON_HALT;
	else if (is_counting &&
		 watch->hang_ms > (__u64)dog->countdown * MINT_WATCHDOG_PERIOD_MS)
		reason = box->tts ? MINT_REASON_HALT : MINT_REASON_HANG;
	/* A crash kernel that has fallen silent: why it was there is what matters. */
	if (reason != MINT_REASON_NONE && box->kernel == MINT_KERNEL_CRASH)
		return MINT_REASON_PANIC;
	return reason;
}
