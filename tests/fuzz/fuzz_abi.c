/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_abi.c - any bytes as a structure of the module's ABI
 *
 * In: one byte that says which structure, then the structure (short input: zeros).
 * Checked: what passes has, counted in another way, every property the module relies on.
 * extra: mint/module/check.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mint/module/check.h"

#define IMAGE_SIZE 0x100000
#define LIMIT	   (1ULL << 46)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct mint_range owned[] = {
	{ 0x40000000, 0x60000000, MINT_PURPOSE_REGION, 0 },
	{ 0x10000, 0x20000, MINT_PURPOSE_REALMODE, 0 },
	{ 0x30000000, 0x35000000, MINT_PURPOSE_SWIOTLB, 0 },
	{ 0x140000000, 0x180000000, MINT_PURPOSE_REGION, 0 },
};
#define NR_OWNED (sizeof(owned) / sizeof(owned[0]))

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

/* Ranges as numbers too wide to wrap. */
static bool apart(unsigned __int128 a, unsigned __int128 a_size, unsigned __int128 b,
		  unsigned __int128 b_size)
{
	return a + a_size <= b || b + b_size <= a;
}

static bool is_mine(unsigned __int128 start, unsigned __int128 size)
{
	size_t i;

	for (i = 0; i < NR_OWNED; i++)
		if (owned[i].purpose != MINT_PURPOSE_REALMODE &&
		    start >= owned[i].start && start + size <= owned[i].end)
			return true;
	return false;
}

/* Cut into pieces, all of it is there once. */
static void check_pieces(const struct mint_claim *claim)
{
	const uint64_t size = 1ULL << 40;
	unsigned __int128 bytes = 0, wanted = 0;
	struct mint_range piece;
	uint64_t i;

	for (i = 0; i < claim->nr_ranges; i++)
		wanted += claim->ranges[i].end - claim->ranges[i].start;
	for (i = 0; mint_piece(claim->ranges, claim->nr_ranges, size, i, &piece); i++) {
		check(piece.start < piece.end && piece.end - piece.start <= size);
		bytes += piece.end - piece.start;
	}
	check(bytes == wanted);
}

static void fuzz_claim(const struct mint_claim *claim)
{
	unsigned int windows = 0, regions = 0;
	uint32_t i, j;

	if (mint_check_claim(claim, LIMIT))
		return;
	check(claim->nr_ranges <= MINT_MAX_RANGES && claim->nr_cpus <= MINT_MAX_CPUS);
	for (i = 0; i < claim->nr_ranges; i++) {
		const struct mint_range *r = &claim->ranges[i];

		check(r->start < r->end && r->end <= LIMIT);
		check(r->start % 4096 == 0 && r->end % 4096 == 0);
		windows += r->purpose == MINT_PURPOSE_REALMODE;
		regions += r->purpose == MINT_PURPOSE_REGION;
		check(r->purpose == MINT_PURPOSE_REALMODE
			      ? r->start >= 0x10000 && r->end <= 0x100000
			      : r->start >= 0x100000);
		check(r->purpose != MINT_PURPOSE_SWIOTLB || r->end <= 1ULL << 32);
		for (j = i + 1; j < claim->nr_ranges; j++)
			check(apart(r->start, r->end - r->start, claim->ranges[j].start,
				    claim->ranges[j].end - claim->ranges[j].start));
	}
	check(windows == 1 && regions >= 1 && claim->nr_cpus >= 1);
	check(!(claim->flags & ~MINT_CLAIM_NO_SCRUB));
	check_pieces(claim);
	for (i = 0; i < claim->nr_cpus; i++) {
		check(claim->cpus[i] != 0);
		for (j = i + 1; j < claim->nr_cpus; j++)
			check(claim->cpus[i] != claim->cpus[j]);
	}
}

static unsigned __int128 pages(uint64_t bytes)
{
	return ((unsigned __int128)bytes + 4095) / 4096 * 4096;
}

static void fuzz_load(const struct mint_load *load)
{
	bool entered = false;
	uint32_t i, j;

	if (mint_check_load(load, owned, NR_OWNED, IMAGE_SIZE))
		return;
	check(load->nr_segments >= 1 && load->nr_segments <= MINT_MAX_SEGMENTS);
	check(load->hang_timeout_ms % 100 == 0);
	check(load->mailbox % 4096 == 0 && load->mailbox + 0x8000 <= 1ULL << 32);
	check(is_mine(load->mailbox, 0x8000));
	for (i = 0; i < load->nr_segments; i++) {
		const struct mint_segment *s = &load->segments[i];

		check(s->start % 4096 == 0 && s->memsz && s->filesz <= s->memsz);
		check((unsigned __int128)s->offset + s->filesz <= IMAGE_SIZE);
		check(is_mine(s->start, pages(s->memsz)));
		check(apart(s->start, pages(s->memsz), load->mailbox, 0x8000));
		for (j = i + 1; j < load->nr_segments; j++)
			check(apart(s->start, pages(s->memsz), load->segments[j].start,
				    pages(load->segments[j].memsz)));
		entered |= load->entry >= s->start &&
			   load->entry < (unsigned __int128)s->start + s->filesz;
	}
	check(entered);
}

static void fuzz_name(const char *name)
{
	size_t i, length = strnlen(name, MINT_NAME_SIZE);

	if (mint_check_name(name))
		return;
	check(length >= 1 && length < MINT_NAME_SIZE && name[0] != '-' && name[0] != '_');
	for (i = 0; i < length; i++)
		check(strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", name[i]) != NULL);
}

static void fuzz_block(const struct mint_block *block)
{
	if (mint_check_blocks(block, 1))
		return;
	check(block->size && block->start % 4096 == 0 && block->size % 4096 == 0);
	check((unsigned __int128)block->start + block->size < (unsigned __int128)1 << 64);
}

static void fuzz_mailbox(const struct mint_mailbox *box)
{
	enum mint_reason reason = mint_mailbox_reason(box);
	bool has_crashed = box->kernel == MINT_KERNEL_CRASH;

	check(reason <= MINT_REASON_NO_START && reason != MINT_REASON_KILLED);
	if (box->efi_reset == MINT_EFI_RESET_BASE + 2)
		check(reason == (has_crashed ? MINT_REASON_PANIC : MINT_REASON_POWEROFF));
	if (reason == MINT_REASON_REBOOT || (reason == MINT_REASON_PANIC && !has_crashed))
		check((box->tts != 0) == (reason == MINT_REASON_REBOOT));
	check(!has_crashed ||
	      (reason != MINT_REASON_POWEROFF && reason != MINT_REASON_REBOOT));
	if (!box->efi_reset && !box->sleep && !box->reset &&
	    box->purgatory_stage < MINT_PURGATORY_DIGEST)
		check(reason == MINT_REASON_NONE);
}

/* One watch over any sequence of looks. */
struct look {
	struct mint_mailbox box;
	uint32_t ping, countdown, running, passed_ms;
};

static void fuzz_watch(const struct look *look, size_t count)
{
	struct mint_load load = { 0 };
	struct mint_watchdog dog = { 0 };
	struct mint_watch watch;
	uint64_t now_ms = 0, fed_ms = 0;
	size_t i;

	mint_watch_begin(&watch, &load, now_ms);
	for (i = 0; i < count; i++) {
		enum mint_reason reason, word = mint_mailbox_reason(&look[i].box);

		dog.ping = look[i].ping;
		dog.countdown = look[i].countdown;
		dog.running = look[i].running;
		now_ms += look[i].passed_ms;
		if (dog.ping)
			fed_ms = now_ms;
		reason = mint_watch_look(&watch, &look[i].box, &dog, now_ms);
		check(word == MINT_REASON_NONE || reason == word);
		check(reason != MINT_REASON_HANG ||
		      (dog.running && !dog.ping && !look[i].box.tts &&
		       now_ms - fed_ms > dog.countdown * 100ULL));
		check(reason != MINT_REASON_HALT || look[i].box.tts);
		if (reason != MINT_REASON_NONE)
			return;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	union {
		struct mint_claim claim;
		struct mint_load load;
		struct mint_block block;
		struct mint_mailbox box;
		char name[MINT_NAME_SIZE];
		struct look look[16];
	} any;

	if (!size)
		return 0;
	memset(&any, 0, sizeof(any));
	memcpy(&any, data + 1, size - 1 < sizeof(any) ? size - 1 : sizeof(any));
	switch (data[0] % 6) {
	case 0:
		fuzz_claim(&any.claim);
		break;
	case 1:
		fuzz_load(&any.load);
		break;
	case 2:
		fuzz_block(&any.block);
		break;
	case 3:
		fuzz_mailbox(&any.box);
		break;
	case 4:
		fuzz_name(any.name);
		break;
	case 5:
		fuzz_watch(any.look, (size - 1) / sizeof(any.look[0]) < 16
					     ? (size - 1) / sizeof(any.look[0])
					     : 16);
		break;
	}
	return 0;
}
