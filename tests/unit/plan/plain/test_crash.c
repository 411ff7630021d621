/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_crash.c - -p: everything in the crash region, and what the dump kernel finds
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>

#include "tests/unit/plan/plain/plain_assert.h"

#define FLAGS_CRASH (0x3e0000u | 1)

static int setup(void **state)
{
	plain_setup(state);
	plain_fixture_crash(*state);
	return 0;
}

static bool is_verified(struct plain_fixture *f, const char *name)
{
	struct handoff h = handoff(f);

	for (unsigned int i = 0; i < h.nr_segments; i++)
		if (h.segments[i].start == plain_fixture_segment(f, name)->start)
			return true;
	return false;
}

static void test_tokens(void **state)
{
	struct plain_fixture *f = *state;
	char expected[80];

	plan_ok(f);
	assert_int_equal(f->plan->load_flags, FLAGS_CRASH);
	assert_int_equal(f->plan->mode, PLAN_CRASH);
	snprintf(expected, sizeof(expected), "root=/dev/vda1 quiet elfcorehdr=%lluK",
		 (unsigned long long)plain_fixture_segment(f, "elfcorehdr")->start >> 10);
	assert_string_equal(cmdline(f), expected);
	f->request->reuse_cmdline = true;
	f->request->append = NULL;
	f->machine->cmdline =
		(char[]){ "BOOT_IMAGE=/v rd.x_crashkernel=1 crashkernel=256M ro" };
	plan_ok(f);
	assert_memory_equal(cmdline(f), "rd.x_crashkernel=1 ro elfcorehdr=", 33);
}

static void test_rsdp_token(void **state)
{
	struct plain_fixture *f = *state;

	/* boot_params has a field for it since protocol 2.14 */
	plain_fixture_efi(f);
	f->wish->no_efi = true;
	plan_ok(f);
	assert_null(strstr(cmdline(f), "acpi_rsdp="));
	f->image->protocol = 0x020d;
	plan_ok(f);
	assert_non_null(strstr(cmdline(f), " acpi_rsdp=0xf5000"));
	/* … and EFI's own table names it. */
	f->wish->no_efi = false;
	plan_ok(f);
	assert_null(strstr(cmdline(f), "acpi_rsdp="));
	f->machine->firmware.efi_bits = 0;
	f->machine->firmware.efi.is_complete = false;
	plan_ok(f);
	assert_null(strstr(cmdline(f), "acpi_rsdp="));
}

static void test_memmap_cmdline(void **state)
{
	struct plain_fixture *f = *state;

	f->wish->pass_memmap_cmdline = true;
	plan_ok(f);
	assert_non_null(strstr(cmdline(f), " memmap=exactmap "));
	assert_non_null(strstr(cmdline(f), " memmap=262144K@524288K"));
}

/* What the new kernel may use: low RAM, both crash regions, less what it must keep. */
static void test_e820(void **state)
{
	struct plain_fixture *f = *state;
	const struct memory_map *map = &f->plan->memory_map;
	const struct plan_segment *backup, *header;
	uint64_t ram = 0;

	plan_ok(f);
	backup = plain_fixture_segment(f, "backup");
	header = plain_fixture_segment(f, "elfcorehdr");
	for (unsigned int i = 0; i < map->count; i++) {
		struct prange range = map->at[i].range;

		assert_true(!i || map->at[i - 1].range.end <= range.start);
		if (map->at[i].type != MEMORY_RAM)
			continue;
		ram += prange_size(range);
		assert_true(range.start == 0x1000 ||
			    prange_contains(PLAIN_CRASH_LOW, range) ||
			    prange_contains(PLAIN_CRASH_HIGH, range));
		assert_false(prange_overlaps(
			range,
			(struct prange){ backup->start, backup->start + backup->memsz }));
		assert_false(prange_overlaps(
			range,
			(struct prange){ header->start, header->start + header->memsz }));
	}
	assert_int_equal(ram, 0x9ec00 + 2 * 0x10000000 - backup->memsz - header->memsz);
	/* As the running kernel has it: page 0 and the ROMs are told as reserved. */
	assert_int_equal(map->at[0].range.start, 0);
	assert_int_equal(map->at[0].type, MEMORY_RESERVED);
	assert_int_equal(map->count, 7);
}

/* crashkernel=SIZE,cma: told as RAM, no part of the dump, and nothing is loaded there. */
static void test_cma(void **state)
{
	static struct prange cma[] = { { 0x40000000, 0x50000000 },
				       { 0x150000000, 0x160000000 } };
	struct plain_fixture *f = *state;
	const struct memory_map *map = &f->plan->memory_map;
	const struct plan_segment *header;
	unsigned int found = 0;
	Elf64_Ehdr elf;

	f->machine->kexec.crash.cma = cma;
	f->machine->kexec.crash.nr_cma = 2;
	plan_ok(f);
	for (unsigned int i = 0; i < map->count; i++)
		for (size_t k = 0; k < 2; k++)
			found += map->at[i].type == MEMORY_RAM &&
				 map->at[i].range.start == cma[k].start &&
				 map->at[i].range.end == cma[k].end;
	assert_int_equal(found, 2);
	header = plain_fixture_segment(f, "elfcorehdr");
	memcpy(&elf, header->data.data, sizeof(elf));
	for (unsigned int i = 0; i < elf.e_phnum; i++) {
		Elf64_Phdr part;
		struct prange range;

		memcpy(&part, header->data.data + elf.e_phoff + i * sizeof(part),
		       sizeof(part));
		range = (struct prange){ part.p_paddr, part.p_paddr + part.p_memsz };
		assert_false(part.p_type == PT_LOAD && (prange_overlaps(range, cma[0]) ||
							prange_overlaps(range, cma[1])));
	}
}

static void test_backup(void **state)
{
	struct plain_fixture *f = *state;
	struct handoff h;

	plan_ok(f);
	h = handoff(f);
	assert_int_equal(h.backup_source, 0x1000);
	assert_int_equal(h.backup_size, 0x9ec00);
	assert_int_equal(h.backup_target, plain_fixture_segment(f, "backup")->start);
	assert_int_equal(plain_fixture_segment(f, "backup")->memsz, 0x9f000);
	assert_int_equal(plain_fixture_segment(f, "backup")->data.size, 0);
	/* Low RAM that goes on above 640 KiB is no PC's: nothing is copied. */
	f->iomem[1].range.end = 0x100000;
	f->iomem[2].range.start = 0x100000;
	plan_ok(f);
	assert_null(plain_fixture_segment(f, "backup"));
	assert_int_equal(handoff(f).backup_size, 0);
}

/* Each PT_LOAD outside of the crash regions; low memory is read from its copy. */
static void test_elfcorehdr(void **state)
{
	struct plain_fixture *f = *state;
	const struct plan_segment *header;
	Elf64_Ehdr elf;
	unsigned int notes = 0, low = 0;

	plan_ok(f);
	header = plain_fixture_segment(f, "elfcorehdr");
	assert_int_equal(header->memsz, 0x1000);
	memcpy(&elf, header->data.data, sizeof(elf));
	assert_memory_equal(elf.e_ident, ELFMAG, SELFMAG);
	assert_true(elf.e_phoff + elf.e_phnum * sizeof(Elf64_Phdr) <= header->data.size);
	for (unsigned int i = 0; i < elf.e_phnum; i++) {
		Elf64_Phdr part;
		struct prange range;

		memcpy(&part, header->data.data + elf.e_phoff + i * sizeof(part),
		       sizeof(part));
		range = (struct prange){ part.p_paddr, part.p_paddr + part.p_memsz };
		notes += part.p_type == PT_NOTE;
		if (part.p_type != PT_LOAD)
			continue;
		assert_false(prange_overlaps(range, PLAIN_CRASH_LOW));
		assert_false(prange_overlaps(range, PLAIN_CRASH_HIGH));
		if (part.p_paddr == 0x1000) {
			low++;
			assert_int_equal(part.p_offset,
					 plain_fixture_segment(f, "backup")->start);
		} else {
			assert_int_equal(part.p_offset, part.p_paddr);
		}
	}
	assert_int_equal(notes, 3);
	assert_int_equal(low, 1);
	assert_true(is_verified(f, "elfcorehdr"));
	assert_false(is_verified(f, "backup"));
}

static void test_hotplug(void **state)
{
	struct plain_fixture *f = *state;

	f->wish->hotplug = true;
	plan_fails(f, -ENOTSUP, "--hotplug");
	f->machine->kexec.crash.elfcorehdr_size = 0x12000;
	plan_ok(f);
	assert_int_equal(f->plan->load_flags, FLAGS_CRASH | 4);
	assert_int_equal(plain_fixture_segment(f, "elfcorehdr")->memsz, 0x12000);
	assert_int_equal(plain_fixture_segment(f, "elfcorehdr")->data.size, 0x12000);
	/* The kernel rewrites it: a digest would stop the dump. */
	assert_false(is_verified(f, "elfcorehdr"));
	assert_true(is_verified(f, "kernel"));
	f->machine->kexec.crash.elfcorehdr_size = 0x100;
	plan_fails(f, -E2BIG, "elfcorehdr");
}

static void test_elf32(void **state)
{
	struct plain_fixture *f = *state;

	f->wish->core_elf32 = true;
	plan_fails(f, -ERANGE, "--elf32-core-headers");
}

static void test_no_region(void **state)
{
	struct plain_fixture *f = *state;

	f->machine->kexec.crash.nr_regions = 0;
	plan_fails(f, -ENOSPC, "Memory for crashkernel is not reserved");
	assert_non_null(strstr(f->base->diag.line, "crashkernel=SIZE"));
}

static void test_small_region(void **state)
{
	struct plain_fixture *f = *state;

	/* backup and header 0xa0000, kernel, initrd and boot_params 0x4000, purgatory */
	f->crash[1].end =
		f->crash[1].start + 0xa0000 + PLAIN_ROOM + 0x4000 + PURGATORY_MEMSZ;
	plan_ok(f);
	f->crash[1].end -= 0x1000;
	plan_fails(f, -ENOSPC, "locate_hole failed: purgatory: 96 KiB");
	f->crash[1].end = f->crash[1].start + 0xa0000 + PLAIN_ROOM - 0x1000;
	plan_fails(f, -ENOSPC, "locate_hole failed: kernel: 65120 KiB");
	assert_non_null(strstr(f->base->diag.line, " 4 KiB are missing"));
	assert_non_null(strstr(f->base->diag.line, "crashkernel=SIZE"));
}

/* A vmlinux is linked outside of the region: it is moved. */
static void test_vmlinux(void **state)
{
	struct plain_fixture *f = *state;

	plain_fixture_vmlinux(f);
	plan_ok(f);
	assert_true(
		prange_has(PLAIN_CRASH_HIGH, plain_fixture_segment(f, "kernel")->start));
}

static void test_limits(void **state)
{
	struct plain_fixture *f = *state;

	f->wish->mem_min = 0x1c8000000;
	plan_ok(f);
	f->wish->mem_min = 0x1d0000000;
	plan_fails(f, -ENOSPC, "locate_hole failed");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, plain_teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_tokens),	 CASE(test_rsdp_token), CASE(test_memmap_cmdline),
		CASE(test_e820),	 CASE(test_backup),	CASE(test_elfcorehdr),
		CASE(test_hotplug),	 CASE(test_elf32),	CASE(test_no_region),
		CASE(test_small_region), CASE(test_vmlinux),	CASE(test_limits),
		CASE(test_cma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
