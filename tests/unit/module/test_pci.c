/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_pci.c - headers of PCI functions, as the module reads and restores them
 *
 * In: headers. Out: assertions on mint/module/check.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mint/module/check.h"

/* Word 3 holds the header's type, word 6 of a bridge its buses: own, first, last. */
static void bridges(void **state)
{
	static const struct {
		__u32 type, numbers;
		bool want;
		__u8 first, last;
	} rows[] = {
		{ 0x00010000, 0x00010100, true, 1, 1 },
		{ 0x00810010, 0x40040201, true, 2, 4 },
		{ 0x00010000, 0xffff0100, true, 1, 255 },
		/* no bridge; a CardBus one; not set up; its own bus; a bus before that;
		   no end */
		{ 0x00000000, 0x00010100, false, 0, 0 },
		{ 0x00020000, 0x00010100, false, 0, 0 },
		{ 0x00010000, 0x00000000, false, 0, 0 },
		{ 0x00010000, 0x00040202, false, 0, 0 },
		{ 0x00010000, 0x00040103, false, 0, 0 },
		{ 0x00010000, 0x00010200, false, 0, 0 },
		{ 0xffffffff, 0xffffffff, false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		__u32 header[MINT_PCI_HEADER] = {
			[3] = rows[i].type, [6] = rows[i].numbers
		};
		__u8 first = 0, last = 0;

		print_message("row %zu\n", i);
		assert_int_equal(mint_pci_buses(header, &first, &last), rows[i].want);
		assert_int_equal(first, rows[i].first);
		assert_int_equal(last, rows[i].last);
	}
}

static void answers(void **state)
{
	static const struct {
		__u32 id;
		bool want;
	} rows[] = {
		{ 0x10d38086, true },  { 0x00018086, true },  { 0xffffffff, false },
		{ 0xffff0001, false }, { 0x00000000, false }, { 0x1234ffff, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(mint_pci_answers(rows[i].id), rows[i].want);
}

/* All bits were read as 1 but those of the header's type. */
static void restored(void **state)
{
	static const __u32 want[2][MINT_PCI_HEADER] = {
		{ [1] = 0x0000fffb, [3] = 0x0000ffff },
		{ [1] = 0x0000fffb, [3] = 0x0001ffff, [7] = 0xffff, [15] = 0xffbfffff },
	};

	(void)state;
	for (unsigned int type = 0; type < 2; type++) {
		__u32 header[MINT_PCI_HEADER];

		memset(header, 0xff, sizeof(header));
		header[3] = 0xff00ffff | type << 16;
		for (unsigned int i = 1; i < MINT_PCI_HEADER; i++)
			assert_int_equal(mint_pci_restored(header, i),
					 want[type][i] ? want[type][i] : 0xffffffff);
		assert_false(mint_pci_has_more(header));
		header[3] |= 0x800000;
		assert_true(mint_pci_has_more(header));
	}
}

/* The leader's reboot is not held up by a card that is gone. */
static void waited_for(void **state)
{
	(void)state;
	assert_int_equal(mint_pci_ready_ms(false), MINT_READY_MS);
	assert_int_equal(mint_pci_ready_ms(true), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bridges),
		cmocka_unit_test(answers),
		cmocka_unit_test(restored),
		cmocka_unit_test(waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
