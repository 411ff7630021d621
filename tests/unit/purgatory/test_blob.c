/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_blob.c - the built blobs keep the contract of their headers
 *
 * In:  blobs.h. Out: cmocka results; the runtime page is really called.
 * Ref: abi/handoff.h, purgatory/runtime.h
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "abi/mint.h"
#include "purgatory/blobs.h"
#include "abi/handoff.h"
#include "purgatory/runtime.h"

typedef uint64_t(__attribute__((ms_abi)) * efi_service)(uint64_t, uint64_t, uint64_t,
							uint64_t);

static void test_size(void **state)
{
	(void)state;
	assert_true(purgatory_blob_size > HANDOFF_OFFSET + sizeof(struct handoff));
	assert_true(purgatory_blob_size < PURGATORY_MEMSZ);
}

static void test_entry_bytes(void **state)
{
	const uint8_t entry[] = { 0xfa, 0xfc }; /* cli; cld */

	(void)state;
	assert_memory_equal(purgatory_blob, entry, sizeof(entry));
}

/* No magic until the planner writes one: an unfilled blob parks. */
static void test_handoff_is_blank(void **state)
{
	const uint8_t blank[sizeof(struct handoff)] = { 0 };

	(void)state;
	assert_memory_equal(purgatory_blob + HANDOFF_OFFSET, blank, sizeof(blank));
}

static void test_magic_reads_in_memory(void **state)
{
	const uint64_t magic = HANDOFF_MAGIC;

	(void)state;
	assert_memory_equal(&magic, "MHANDOFF", 8);
}

static void test_runtime_services(void **state)
{
	uint8_t *page;
	efi_service service;

	(void)state;
	page = mmap(NULL, EFI_RUNTIME_SIZE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(page, MAP_FAILED);
	memcpy(page, efi_runtime_blob, EFI_RUNTIME_SIZE);
	assert_int_equal(mprotect(page, EFI_RUNTIME_SIZE, PROT_READ | PROT_EXEC), 0);

	memcpy(&service, &(uint8_t *){ page + EFI_RUNTIME_UNSUPPORTED }, sizeof(service));
	assert_true(service(1, 2, 3, 4) == 0x8000000000000003ULL);
	memcpy(&service, &(uint8_t *){ page + EFI_RUNTIME_SET_VIRTUAL }, sizeof(service));
	assert_true(service(1, 2, 3, 4) == 0);
	munmap(page, EFI_RUNTIME_SIZE);
}

static void test_runtime_mailbox_cell(void **state)
{
	uint64_t cell;

	(void)state;
	memcpy(&cell, efi_runtime_blob + EFI_RUNTIME_MAILBOX, sizeof(cell));
	assert_int_equal(cell, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_entry_bytes),
		cmocka_unit_test(test_handoff_is_blank),
		cmocka_unit_test(test_magic_reads_in_memory),
		cmocka_unit_test(test_runtime_services),
		cmocka_unit_test(test_runtime_mailbox_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
