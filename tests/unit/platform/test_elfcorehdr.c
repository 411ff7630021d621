/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_elfcorehdr.c - headers read back by the offsets of the ELF object file formats
 *
 * The first machine's numbers are those that Debian's kexec 2.0.25 wrote for the same
 * /proc/iomem, crash_notes, vmcoreinfo and kcore.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "platform/elfcorehdr.h"

struct part {
	uint32_t type, flags;
	uint64_t offset, virtual, physical, size;
};

static uint64_t get(const uint8_t *data, size_t offset, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | data[offset + bytes];
	return value;
}

static void expect_parts(const struct buffer *elf, const struct part *part, size_t count)
{
	static const uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	assert_true(elf->size >= 64 + count * 56);
	assert_memory_equal(elf->data, ident, sizeof(ident));
	assert_int_equal(get(elf->data, 16, 2), 4);  /* ET_CORE */
	assert_int_equal(get(elf->data, 18, 2), 62); /* EM_X86_64 */
	assert_int_equal(get(elf->data, 20, 4), 1);
	assert_int_equal(get(elf->data, 24, 8), 0);  /* e_entry */
	assert_int_equal(get(elf->data, 32, 8), 64); /* e_phoff */
	assert_int_equal(get(elf->data, 40, 8), 0);  /* e_shoff */
	assert_int_equal(get(elf->data, 48, 4), 0);
	assert_int_equal(get(elf->data, 52, 2), 64);
	assert_int_equal(get(elf->data, 54, 2), 56);
	assert_int_equal(get(elf->data, 56, 2), count);
	assert_int_equal(get(elf->data, 58, 6), 0);
	for (size_t i = 0; i < count; i++) {
		const uint8_t *at = elf->data + 64 + i * 56;

		assert_int_equal(get(at, 0, 4), part[i].type);
		assert_int_equal(get(at, 4, 4), part[i].flags);
		assert_int_equal(get(at, 8, 8), part[i].offset);
		assert_int_equal(get(at, 16, 8), part[i].virtual);
		assert_int_equal(get(at, 24, 8), part[i].physical);
		assert_int_equal(get(at, 32, 8), part[i].size);
		assert_int_equal(get(at, 40, 8), part[i].size);
		assert_int_equal(get(at, 48, 8), 0);
	}
}

static struct machine_note cpu[] = { { 0x3fc10000, 0x170 }, { 0x3fc20000, 0x170 } };

static const struct machine_crash crash = {
	.cpu = cpu,
	.nr_cpus = 2,
	.vmcoreinfo = { 0x3ffff000, 0x1024 },
	.kernel = { 0x12000000, 0x14800000 },
	.kernel_virtual = 0xffffffff81000000,
	.page_offset = 0xffff888000000000,
};

static struct prange ram[] = {
	{ 0x1000, 0x9fc00 },
	{ 0x100000, 0xa0000000 },
	{ 0xb0000000, 0xbffe0000 },
	{ 0x100000000, 0x140000000 },
};

static const struct prange_list ram_list = { ram, 4, 4 };

static const struct part peer[] = {
	{ 4, 0, 0x3fc10000, 0, 0x3fc10000, 0x170 },
	{ 4, 0, 0x3fc20000, 0, 0x3fc20000, 0x170 },
	{ 4, 0, 0x3ffff000, 0, 0x3ffff000, 0x1024 },
	{ 1, 7, 0x12000000, 0xffffffff81000000, 0x12000000, 0x2800000 },
	{ 1, 7, 0xaff61000, 0xffff888000001000, 0x1000, 0x9ec00 },
	{ 1, 7, 0x100000, 0xffff888000100000, 0x100000, 0x9ff00000 },
	{ 1, 7, 0xb0000000, 0xffff8880b0000000, 0xb0000000, 0xffe0000 },
	{ 1, 7, 0x100000000, 0xffff888100000000, 0x100000000, 0x40000000 },
};

static void test_peer(void **state)
{
	struct elfcorehdr_spec spec = {
		.crash = &crash,
		.ram = &ram_list,
		.backup_source = { 0x1000, 0x9fc00 },
		.backup_target = 0xaff61000,
	};
	struct buffer elf = { 0 };

	(void)state;
	assert_int_equal(elfcorehdr_build(&spec, &elf, NULL), 0);
	assert_int_equal(elf.size, 64 + 8 * 56);
	assert_int_equal(elfcorehdr_size(&spec), elf.size);
	expect_parts(&elf, peer, 8);
	buffer_free(&elf);
	/* hot-plug: zeros up to the room */
	spec.room = 0x2000;
	assert_int_equal(elfcorehdr_size(&spec), 0x2000);
	assert_int_equal(elfcorehdr_build(&spec, &elf, NULL), 0);
	assert_int_equal(elf.size, 0x2000);
	expect_parts(&elf, peer, 8);
	for (size_t i = 64 + 8 * 56; i < elf.size; i++)
		assert_int_equal(elf.data[i], 0);
	buffer_free(&elf);
}

/* What was copied away lies inside a range: three parts. */
static void test_split(void **state)
{
	static const struct part want[] = {
		{ 1, 7, 0x1000, UINT64_MAX, 0x1000, 0xf000 },
		{ 1, 7, 0xa0000000, UINT64_MAX, 0x10000, 0x80000 },
		{ 1, 7, 0x90000, UINT64_MAX, 0x90000, 0xfc00 },
		{ 1, 7, 0x100000, UINT64_MAX, 0x100000, 0x100000 },
	};
	static struct prange few[] = { { 0x1000, 0x9fc00 }, { 0x100000, 0x200000 } };
	static struct machine_note gone[] = { { 0x5000, 0 } };
	const struct prange_list list = { few, 2, 2 };
	/* a CPU without notes, no vmcoreinfo; where the kernel is mapped is unknown */
	const struct machine_crash unknown = {
		.cpu = gone,
		.nr_cpus = 1,
		.kernel = { 0x100000, 0x180000 },
	};
	struct elfcorehdr_spec spec = {
		.crash = &unknown,
		.ram = &list,
		.backup_source = { 0x10000, 0x90000 },
		.backup_target = 0xa0000000,
	};
	struct buffer elf = { 0 };

	(void)state;
	assert_int_equal(elfcorehdr_build(&spec, &elf, NULL), 0);
	assert_int_equal(elfcorehdr_size(&spec), elf.size);
	expect_parts(&elf, want, 4);
	buffer_free(&elf);
	/* a backup that starts before the range and ends in it keeps its distance */
	few[0].start = 0x20000;
	assert_int_equal(elfcorehdr_build(&spec, &elf, NULL), 0);
	assert_int_equal(get(elf.data, 64 + 8, 8), 0xa0010000);
	assert_int_equal(get(elf.data, 64 + 24, 8), 0x20000);
	assert_int_equal(get(elf.data, 64 + 32, 8), 0x70000);
	assert_int_equal(get(elf.data, 56, 2), 3);
	buffer_free(&elf);
}

static void test_elf32(void **state)
{
	static const uint8_t ident[16] = { 0x7f, 'E', 'L', 'F', 1, 1, 1 };
	static struct prange few[] = { { 0x1000, 0x9f000 }, { 0xffff0000, 0x100000000 } };
	const struct prange_list list = { few, 2, 2 };
	struct elfcorehdr_spec spec = { .crash = &crash, .ram = &list, .is_elf32 = true };
	struct buffer elf = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(elfcorehdr_build(&spec, &elf, &diag), 0);
	assert_int_equal(elf.size, 52 + 6 * 32);
	assert_int_equal(elfcorehdr_size(&spec), elf.size);
	assert_memory_equal(elf.data, ident, sizeof(ident));
	assert_int_equal(get(elf.data, 16, 2), 4);
	assert_int_equal(get(elf.data, 18, 2), 3);  /* EM_386 */
	assert_int_equal(get(elf.data, 28, 4), 52); /* e_phoff */
	assert_int_equal(get(elf.data, 40, 2), 52);
	assert_int_equal(get(elf.data, 42, 2), 32);
	assert_int_equal(get(elf.data, 44, 2), 6);
	/* p_type, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_flags, p_align */
	assert_int_equal(get(elf.data, 52, 4), 4);
	assert_int_equal(get(elf.data, 52 + 4, 4), 0x3fc10000);
	assert_int_equal(get(elf.data, 52 + 16, 4), 0x170);
	assert_int_equal(get(elf.data, 52 + 5 * 32, 4), 1);
	assert_int_equal(get(elf.data, 52 + 5 * 32 + 4, 4), 0xffff0000);
	assert_int_equal(get(elf.data, 52 + 5 * 32 + 8, 4), 0xffffffff);
	assert_int_equal(get(elf.data, 52 + 5 * 32 + 12, 4), 0xffff0000);
	assert_int_equal(get(elf.data, 52 + 5 * 32 + 16, 4), 0x10000);
	assert_int_equal(get(elf.data, 52 + 5 * 32 + 20, 4), 0x10000);
	assert_int_equal(get(elf.data, 52 + 5 * 32 + 24, 8), 7);
	few[1].end = 0x100001000;
	elf.size = 1;
	assert_int_equal(elfcorehdr_build(&spec, &elf, &diag), -ERANGE);
	assert_non_null(strstr(diag.line, "0xffff0000-0x100000fff"));
	assert_int_equal(elf.size, 1);
	/* nor where it was, when the copy lies low */
	spec.backup_source = few[1];
	spec.backup_target = 0x1000;
	assert_int_equal(elfcorehdr_build(&spec, &elf, NULL), -ERANGE);
	buffer_free(&elf);
}

static void test_room(void **state)
{
	struct elfcorehdr_spec spec = { .crash = &crash, .ram = &ram_list, .room = 511 };
	struct buffer elf = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_int_equal(elfcorehdr_build(&spec, &elf, &diag), -E2BIG);
	assert_non_null(strstr(diag.line, "512 bytes for 8 notes"));
	assert_non_null(strstr(diag.line, "reserves 511: 1 are missing"));
	assert_null(elf.data);
	spec.room = 512;
	assert_int_equal(elfcorehdr_build(&spec, &elf, NULL), 0);
	assert_int_equal(elf.size, 512);
	buffer_free(&elf);
}

/* e_phnum is 16 bits wide, and its last value has another meaning. */
static void test_too_many(void **state)
{
	const size_t count = 65535;
	struct prange *many = calloc(count, sizeof(*many));
	struct prange_list list = { many, count, count };
	const struct machine_crash nothing = { .nr_cpus = 0 };
	struct elfcorehdr_spec spec = { .crash = &nothing, .ram = &list };
	struct buffer elf = { 0 };
	struct diag diag = { 0 };

	(void)state;
	assert_non_null(many);
	for (size_t i = 0; i < count; i++)
		many[i] = (struct prange){ i << 13, (i << 13) + 0x1000 };
	assert_int_equal(elfcorehdr_build(&spec, &elf, &diag), -E2BIG);
	assert_non_null(strstr(diag.line, "65535 notes"));
	list.count--;
	assert_int_equal(elfcorehdr_build(&spec, &elf, NULL), 0);
	assert_int_equal(get(elf.data, 56, 2), 65534);
	assert_int_equal(elf.size, 64 + 65534 * 56);
	buffer_free(&elf);
	free(many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peer),	 cmocka_unit_test(test_split),
		cmocka_unit_test(test_elf32),	 cmocka_unit_test(test_room),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
