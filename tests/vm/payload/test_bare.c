/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_bare.c - the real purgatory blob enters the payload on a machine without an OS
 *
 * In:  the built blobs, payload.elf. Out: cmocka results.
 * Ref: abi/handoff.h; abi/mint.h (mailbox); boot.rst "64-bit boot protocol".
 *
 *   X + 8 MiB    boot_params, command line, EFI tables
 *   X + 9 MiB    EFI runtime page, mailbox
 *   X + 12 MiB   purgatory; the pool 1 MiB above, outside the entry map's 2 MiB pages
 *   X + 16 MiB   payload
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <gelf.h>

#include "bare.h"
#include "purgatory/blobs.h"
#include "abi/handoff.h"
#include "purgatory/paging.h"
#include "purgatory/runtime.h"
#include "purgatory/sha256.h"

#define X_LOW		   0x10000000ULL
#define X_HIGH		   0x140000000ULL
#define REGION_SIZE	   (256ULL << 20)
#define BOOT_PARAMS	   (8ULL << 20)
#define CMDLINE		   (BOOT_PARAMS + 0x1000)
#define SYSTAB		   (BOOT_PARAMS + 0x2000)
#define RUNTIME_TABLE	   (BOOT_PARAMS + 0x3000)
#define RUNTIME_PAGE	   (9ULL << 20)
#define MAILBOX		   (RUNTIME_PAGE + 0x10000)
#define PURGATORY	   (12ULL << 20)
#define POOL		   (20ULL << 20)
#define LOAD_OFFSET	   (16ULL << 20)
#define LAPIC		   0xfee00000ULL
#define CR4_LA57	   (1ULL << 12)
#define CMDLINE_TEXT	   "console=ttyS1 nokaslr"
#define EFI_RESET_SHUTDOWN 2

struct scene {
	struct machine machine;
	struct handoff *handoff; /* in guest memory, inside purgatory */
	struct mint_mailbox *mailbox;
	uint64_t x;
};

static void put64(struct scene *scene, uint64_t offset, uint64_t value)
{
	memcpy(machine_at(&scene->machine, scene->x + offset), &value, sizeof(value));
}

static void put32(struct scene *scene, uint64_t offset, uint32_t value)
{
	memcpy(machine_at(&scene->machine, scene->x + offset), &value, sizeof(value));
}

static void segment_add(struct scene *scene, uint64_t offset, uint64_t size)
{
	struct handoff_segment *segment =
		&scene->handoff->segments[scene->handoff->nr_segments++];

	segment->start = scene->x + offset;
	segment->data_size = size;
	sha256_digest(machine_at(&scene->machine, segment->start), size, segment->sha256);
}

/* p_paddr is 16 MiB based, the rest of the region's start is X. */
static void payload_load(struct scene *scene)
{
	const char *build = getenv("top_builddir");
	char path[512];
	size_t count;
	Elf *elf;
	int fd;

	snprintf(path, sizeof(path), "%s/tests/vm/payload/payload.elf",
		 build ? build : ".");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_not_equal(elf_version(EV_CURRENT), EV_NONE);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	assert_int_equal(elf_getphdrnum(elf, &count), 0);
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr phdr;

		assert_non_null(gelf_getphdr(elf, (int)i, &phdr));
		if (phdr.p_type != PT_LOAD)
			continue;
		assert_int_equal(
			pread(fd, machine_at(&scene->machine, scene->x + phdr.p_paddr),
			      phdr.p_filesz, (off_t)phdr.p_offset),
			phdr.p_filesz);
		segment_add(scene, phdr.p_paddr, phdr.p_filesz);
	}
	elf_end(elf);
	close(fd);
}

/* A system table and a runtime table with what the payload reads of them. */
static void platform_write(struct scene *scene)
{
	uint8_t *boot_params = machine_at(&scene->machine, scene->x + BOOT_PARAMS);
	uint8_t *runtime = machine_at(&scene->machine, scene->x + RUNTIME_PAGE);
	uint64_t mailbox = scene->x + MAILBOX;

	strcpy(machine_at(&scene->machine, scene->x + CMDLINE), CMDLINE_TEXT);
	put32(scene, BOOT_PARAMS + 0x228, (uint32_t)(scene->x + CMDLINE));
	put32(scene, BOOT_PARAMS + 0x0c8, (uint32_t)((scene->x + CMDLINE) >> 32));
	boot_params[0x1e8] = 1;
	put64(scene, BOOT_PARAMS + 0x2d0, scene->x);
	put64(scene, BOOT_PARAMS + 0x2d8, REGION_SIZE);
	put32(scene, BOOT_PARAMS + 0x2e0, 1);
	memcpy(boot_params + 0x1c0, "EL64", 4);
	put32(scene, BOOT_PARAMS + 0x1c4, (uint32_t)(scene->x + SYSTAB));
	put32(scene, BOOT_PARAMS + 0x1d8, (uint32_t)((scene->x + SYSTAB) >> 32));
	put64(scene, SYSTAB + 88, scene->x + RUNTIME_TABLE);
	put64(scene, RUNTIME_TABLE + 104, scene->x + RUNTIME_PAGE + EFI_RUNTIME_RESET);
	memcpy(runtime, efi_runtime_blob, EFI_RUNTIME_SIZE);
	memcpy(runtime + EFI_RUNTIME_MAILBOX, &mailbox, sizeof(mailbox));
}

static void handoff_write(struct scene *scene)
{
	struct handoff *handoff = scene->handoff;

	handoff->magic = HANDOFF_MAGIC;
	handoff->version = HANDOFF_VERSION;
	handoff->flags = HANDOFF_VERIFY | HANDOFF_TEXT_MAP | HANDOFF_MASK_LAPIC;
	handoff->entry = scene->x + LOAD_OFFSET;
	handoff->boot_params = scene->x + BOOT_PARAMS;
	handoff->text_base = scene->x;
	handoff->mailbox = scene->x + MAILBOX;
	handoff->table_pool = scene->x + POOL;
	handoff->nr_maps = 3;
	handoff->maps[0] = (struct handoff_map){ scene->x, scene->x + REGION_SIZE };
	handoff->maps[1] = (struct handoff_map){ 0x10000, 0x80000 };
	handoff->maps[2] = (struct handoff_map){ LAPIC, LAPIC + 0x1000 };
	handoff->table_pool_size = paging_pool_size(handoff);
}

/*
 * The map that a start stub gives: the 2 MiB page of the stub, and the one of purgatory
 * with the next. One page each for PML5, PML4, PDPT, and the page directories.
 */
static void entry_map_write(struct scene *scene, bool five_levels)
{
	uint64_t *table = machine_at(&scene->machine, BARE_TABLES);
	uint64_t *pml5 = table, *pml4 = table + 512, *pdpt = table + 1024;
	uint64_t *low = table + 1536, *high = table + 2048;
	uint64_t entry = scene->x + PURGATORY;
	struct bare_params params = {
		.entry = entry,
		.cr3 = BARE_TABLES + (five_levels ? 0 : 0x1000),
		.cr4 = 1 << 5 | (five_levels ? CR4_LA57 : 0),
	};

	pml5[0] = (BARE_TABLES + 0x1000) | 3;
	pml4[0] = (BARE_TABLES + 0x2000) | 3;
	pdpt[0] = (BARE_TABLES + 0x3000) | 3;
	if (entry >> 30)
		pdpt[entry >> 30] = (BARE_TABLES + 0x4000) | 3;
	else
		high = low;
	low[0] = 0x83;
	high[(entry >> 21) & 511] = (entry & ~0x1fffffULL) | 0x83;
	high[((entry >> 21) & 511) + 1] = ((entry & ~0x1fffffULL) + 0x200000) | 0x83;
	memcpy(machine_at(&scene->machine, BARE_PARAMS), &params, sizeof(params));
}

static void scene_open(struct scene *scene, uint64_t x, bool five_levels)
{
	memset(scene, 0, sizeof(*scene));
	scene->x = x;
	machine_open(&scene->machine, x >= 1ULL << 32 ? 6ULL << 30 : 1ULL << 30);
	memcpy(machine_at(&scene->machine, x + PURGATORY), purgatory_blob,
	       purgatory_blob_size);
	scene->handoff = machine_at(&scene->machine, x + PURGATORY + HANDOFF_OFFSET);
	scene->mailbox = machine_at(&scene->machine, x + MAILBOX);
	handoff_write(scene);
	platform_write(scene);
	payload_load(scene);
	segment_add(scene, BOOT_PARAMS, 0x4000);
	entry_map_write(scene, five_levels);
	/* Purgatory must not need its bss, nor the pool, to be clean. */
	memset(machine_at(&scene->machine, x + PURGATORY + purgatory_blob_size), 0xa5,
	       PURGATORY_MEMSZ - purgatory_blob_size);
	memset(machine_at(&scene->machine, x + POOL), 0xa5, 1 << 20);
}

static uint32_t stage_read(struct scene *scene)
{
	return *(volatile uint32_t *)&scene->mailbox->purgatory_stage;
}

/* The end that a leader would see: an EFI reset, or purgatory's refusal. */
static bool scene_ended(struct machine *machine, void *argument)
{
	struct scene *scene = argument;

	(void)machine;
	return *(volatile uint8_t *)&scene->mailbox->efi_reset ||
	       stage_read(scene) >= MINT_PURGATORY_DIGEST;
}

static void scene_run(struct scene *scene, const char *cpu)
{
	machine_start(&scene->machine, cpu);
	if (!machine_wait(&scene->machine, scene_ended, scene))
		fail_msg("no end: stage %u, %s, serial:\n%s", stage_read(scene),
			 machine_is_alive(&scene->machine) ? "alive" : "reset",
			 machine_serial(&scene->machine));
}

/* Halted with interrupts off, RIP inside [start, start + size). */
struct place {
	uint64_t start;
	uint64_t size;
};

static bool core_is_parked(struct machine *machine, void *argument)
{
	const struct place *place = argument;
	const char *at;
	char reply[8192];
	unsigned long long rip;

	machine_command(machine, "info registers", reply, sizeof(reply));
	at = strstr(reply, "RIP=");
	if (!at || sscanf(at, "RIP=%llx", &rip) != 1)
		return false;
	return rip - place->start < place->size && strstr(reply, "HLT=1");
}

static void parked_check(struct scene *scene)
{
	struct place place = { scene->x + PURGATORY, HANDOFF_OFFSET };
	struct mint_mailbox before = *scene->mailbox;
	char reply[8192];

	assert_true(machine_wait(&scene->machine, core_is_parked, &place));
	/* An NMI wakes it; it must come back to the same place, not reset the machine. */
	machine_command(&scene->machine, "nmi", reply, sizeof(reply));
	assert_true(machine_wait(&scene->machine, core_is_parked, &place));
	assert_true(machine_is_alive(&scene->machine));
	assert_memory_equal(&before, scene->mailbox, sizeof(before));
	assert_string_equal(machine_serial(&scene->machine), "");
}

static void line_check(struct scene *scene, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void line_check(struct scene *scene, const char *format, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	if (!strstr(machine_serial(&scene->machine), line))
		fail_msg("missing: %s\nserial:\n%s", line, scene->machine.serial);
}

static void handover_check(struct scene *scene, const char *cr4)
{
	unsigned long long x = scene->x;

	assert_int_equal(scene->mailbox->efi_reset,
			 MINT_EFI_RESET_BASE + EFI_RESET_SHUTDOWN);
	assert_int_equal(stage_read(scene), MINT_PURGATORY_VERIFIED);
	line_check(scene,
		   "HANDOFF rsi=0x%llx rflags=0x2 cs=0x10 ds=0x18 es=0x18 ss=0x18 "
		   "cr0=0x80000033 cr3=0x%llx cr4=%s efer=0x500 rsp=",
		   x + BOOT_PARAMS, x + POOL, cr4);
	line_check(scene, "HANDOFF gprs zero: yes\r\n");
	line_check(scene, "HANDOFF interrupts off: yes\r\n");
	line_check(scene, "HANDOFF direction up: yes\r\n");
	line_check(scene, "HANDOFF bss zero: yes\r\n");
	line_check(scene,
		   "HANDOFF text VA 0xffffffff81000000 and PA 0x%llx same bytes: yes",
		   x + LOAD_OFFSET);
	line_check(scene,
		   "HANDOFF last text page VA 0xffffffff9ffff000 maps PA 0x%llx "
		   "(X + 512 MiB - 4 KiB): yes",
		   x + HANDOFF_TEXT_SIZE - 0x1000);
	line_check(scene, "HANDOFF text mapped: 512 MiB from PA 0x%llx\r\n", x);
	line_check(scene, "HANDOFF stray mappings: 0\r\n");
	line_check(scene, "HANDOFF e820 0x%llx-0x%llx type 1\r\n", x,
		   x + REGION_SIZE - 1);
	line_check(scene, "HANDOFF cmdline " CMDLINE_TEXT "\r\n");
}

static void lapic_check(struct scene *scene)
{
	static const char *const lvt[] = { "LVT0",   "LVT1",	"LVTPC",
					   "LVTERR", "LVTTHMR", "LVTT" };
	char reply[8192];

	machine_command(&scene->machine, "info lapic", reply, sizeof(reply));
	for (size_t i = 0; i < sizeof(lvt) / sizeof(lvt[0]); i++) {
		unsigned int value = 0;
		char name[16];
		char *at;

		snprintf(name, sizeof(name), "%s\t", lvt[i]);
		at = strstr(reply, name);
		if (!at || sscanf(at + strlen(name), " %x", &value) != 1)
			fail_msg("no %s in:\n%s", lvt[i], reply);
		if (!(value & 1 << 16))
			fail_msg("%s is not masked:\n%s", lvt[i], reply);
	}
}

static void test_handover(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, X_LOW, false);
	scene_run(&scene, "max");
	handover_check(&scene, "0x60"); /* PAE MCE */
	line_check(&scene, "HANDOFF identity mapped: 3 ranges, 0x10000-0x7ffff, "
			   "0x10000000-0x1fffffff, 0xfee00000-0xfee00fff\r\n");
	lapic_check(&scene);
	assert_true(machine_is_alive(&scene.machine));
	print_message("%s", scene.machine.serial);
	machine_close(&scene.machine);
}

static void test_handover_above_4g(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, X_HIGH, false);
	scene_run(&scene, "max");
	handover_check(&scene, "0x60");
	line_check(&scene, "HANDOFF identity mapped: 3 ranges, 0x10000-0x7ffff, "
			   "0xfee00000-0xfee00fff, 0x140000000-0x14fffffff\r\n");
	machine_close(&scene.machine);
}

static void test_handover_five_levels(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, X_LOW, true);
	scene_run(&scene, "max");
	handover_check(&scene, "0x1060"); /* PAE MCE LA57 */
	machine_close(&scene.machine);
}

/* Instead mode: no mailbox, the local APIC left alone, and then a smaller CPU. */
static void test_handover_instead(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, X_LOW, false);
	scene.handoff->mailbox = 0;
	scene.handoff->flags = HANDOFF_VERIFY | HANDOFF_TEXT_MAP;
	scene_run(&scene, "qemu64");
	assert_int_equal(stage_read(&scene), MINT_PURGATORY_NONE);
	line_check(&scene, " cr4=0x20 efer=");
	line_check(&scene, "HANDOFF gprs zero: yes\r\n");
	machine_close(&scene.machine);
}

static void test_digest(void **state)
{
	struct scene scene;
	uint8_t *byte;

	(void)state;
	scene_open(&scene, X_LOW, false);
	byte = machine_at(&scene.machine, scene.handoff->segments[1].start +
						  scene.handoff->segments[1].data_size -
						  1);
	*byte ^= 1;
	/* QEMU's NMI comes through LINT1: left alone, so that parked_check()'s arrives.
	 */
	scene.handoff->flags &= ~HANDOFF_MASK_LAPIC;
	scene_run(&scene, "max");
	assert_int_equal(stage_read(&scene), MINT_PURGATORY_DIGEST);
	assert_int_equal(scene.mailbox->purgatory_detail, 1);
	assert_int_equal(scene.mailbox->purgatory_address,
			 scene.handoff->segments[1].start);
	parked_check(&scene);
	machine_close(&scene.machine);
}

/* The same flip without HANDOFF_VERIFY is not looked at. */
static void test_digest_not_asked_for(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, X_LOW, false);
	scene.handoff->segments[0].sha256[31] ^= 1;
	scene.handoff->flags &= ~HANDOFF_VERIFY;
	scene_run(&scene, "max");
	handover_check(&scene, "0x60");
	machine_close(&scene.machine);
}

/* A segment that no map covers: a page fault in the middle of hashing. */
static void test_fault(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, X_LOW, false);
	scene.handoff->segments[0].start = scene.x - 0x1000;
	scene_run(&scene, "max");
	assert_int_equal(stage_read(&scene), MINT_PURGATORY_FAULT);
	assert_int_equal(scene.mailbox->purgatory_detail, 14);
	assert_in_range(scene.mailbox->purgatory_address,
			scene.x + PURGATORY + HANDOFF_OFFSET,
			scene.x + PURGATORY + purgatory_blob_size);
	parked_check(&scene);
	machine_close(&scene.machine);
}

/* The kernel's own first fault still finds a handler: entry in the middle of nowhere. */
static void test_fault_of_the_kernel(void **state)
{
	struct scene scene;
	uint64_t nowhere;

	(void)state;
	scene_open(&scene, X_LOW, false);
	nowhere = scene.x + REGION_SIZE - 0x1000;
	memcpy(machine_at(&scene.machine, nowhere), "\x0f\x0b", 2); /* ud2 */
	scene.handoff->entry = nowhere;
	scene_run(&scene, "max");
	assert_int_equal(stage_read(&scene), MINT_PURGATORY_FAULT);
	assert_int_equal(scene.mailbox->purgatory_detail, 6);
	assert_int_equal(scene.mailbox->purgatory_address, nowhere);
	parked_check(&scene);
	machine_close(&scene.machine);
}

static void spoil_counts(struct handoff *handoff)
{
	handoff->nr_maps = HANDOFF_MAX_MAPS + 1;
}

static void spoil_segments(struct handoff *handoff)
{
	handoff->nr_segments = HANDOFF_MAX_SEGMENTS + 1;
}

static void spoil_map(struct handoff *handoff)
{
	handoff->maps[1].start += 1;
}

static void spoil_x(struct handoff *handoff)
{
	handoff->text_base += 0x1000;
}

/* 4-level paging needs two pages less than were planned for. */
static void spoil_pool(struct handoff *handoff)
{
	handoff->table_pool_size -= 3 * 0x1000;
}

static void spoil_pool_place(struct handoff *handoff)
{
	handoff->table_pool = handoff->entry - LOAD_OFFSET + PURGATORY + 0x2000;
}

static void spoil_no_pool(struct handoff *handoff)
{
	handoff->table_pool_size = 0;
}

static void spoil_mailbox(struct handoff *handoff)
{
	handoff->maps[0].start += RUNTIME_PAGE + (1 << 20);
}

static void spoil_entry(struct handoff *handoff)
{
	handoff->entry += REGION_SIZE;
}

static void test_refusals(void **state)
{
	static const struct {
		void (*spoil)(struct handoff *handoff);
		enum handoff_refusal why;
	} cases[] = {
		{ spoil_counts, HANDOFF_REFUSED_COUNTS },
		{ spoil_segments, HANDOFF_REFUSED_COUNTS },
		{ spoil_map, HANDOFF_REFUSED_MAP },
		{ spoil_x, HANDOFF_REFUSED_MAP },
		{ spoil_pool, HANDOFF_REFUSED_POOL },
		{ spoil_pool_place, HANDOFF_REFUSED_POOL_PLACE },
		{ spoil_no_pool, HANDOFF_REFUSED_POOL_PLACE },
		{ spoil_mailbox, HANDOFF_REFUSED_UNMAPPED },
		{ spoil_entry, HANDOFF_REFUSED_UNMAPPED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene scene;

		scene_open(&scene, X_LOW, false);
		cases[i].spoil(scene.handoff);
		scene_run(&scene, "max");
		if (stage_read(&scene) != MINT_PURGATORY_FAULT ||
		    scene.mailbox->purgatory_detail != HANDOFF_REFUSED ||
		    scene.mailbox->purgatory_address != (uint64_t)cases[i].why)
			fail_msg("case %zu: stage %u detail %#x address %#llx", i,
				 stage_read(&scene), scene.mailbox->purgatory_detail,
				 (unsigned long long)scene.mailbox->purgatory_address);
		parked_check(&scene);
		machine_close(&scene.machine);
	}
}

/* Nothing in a handoff of another version means anything, its mailbox least of all. */
static void test_stranger(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, X_LOW, false);
	scene.handoff->version++;
	machine_start(&scene.machine, "max");
	parked_check(&scene);
	assert_int_equal(stage_read(&scene), MINT_PURGATORY_NONE);
	machine_close(&scene.machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handover),
		cmocka_unit_test(test_handover_above_4g),
		cmocka_unit_test(test_handover_five_levels),
		cmocka_unit_test(test_handover_instead),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_digest_not_asked_for),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_fault_of_the_kernel),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_stranger),
	};

	if (!machine_exists()) {
		puts("1..0 # skipped: no qemu-system-x86_64");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
