/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_ends.c - how the words of a mailbox are read as an end of an OS
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mint/module/check.h"

static void reasons(void **state)
{
	static const struct {
		uint8_t sleep, reset, efi;
		uint32_t tts, stage;
		enum mint_reason want;
	} rows[] = {
		{ 0, 0, 0, 0, MINT_PURGATORY_VERIFIED, MINT_REASON_NONE },
		{ 0, 0, 0, 5, MINT_PURGATORY_VERIFIED, MINT_REASON_NONE },
		{ 0, 0, 0x52, 0, MINT_PURGATORY_VERIFIED, MINT_REASON_POWEROFF },
		{ 0, 0, 0x51, 5, MINT_PURGATORY_VERIFIED, MINT_REASON_REBOOT },
		{ 0, 0, 0x50, 0, MINT_PURGATORY_VERIFIED, MINT_REASON_PANIC },
		{ 0, 0, 0x51, 0, MINT_PURGATORY_VERIFIED, MINT_REASON_PANIC },
		{ 0x34, 0, 0, 5, MINT_PURGATORY_VERIFIED, MINT_REASON_POWEROFF },
		{ 0x14, 0, 0, 5, MINT_PURGATORY_VERIFIED, MINT_REASON_NONE },
		{ 0, 0x5a, 0, 5, MINT_PURGATORY_VERIFIED, MINT_REASON_REBOOT },
		{ 0, 0x5a, 0, 0, MINT_PURGATORY_VERIFIED, MINT_REASON_PANIC },
		{ 0, 0xff, 0, 0, MINT_PURGATORY_VERIFIED, MINT_REASON_NONE },
		{ 0, 0x5a, 0x52, 5, MINT_PURGATORY_VERIFIED, MINT_REASON_POWEROFF },
		{ 0, 0, 0, 0, MINT_PURGATORY_DIGEST, MINT_REASON_DIGEST },
		{ 0, 0, 0, 0, MINT_PURGATORY_FAULT, MINT_REASON_NO_START },
	};
	struct mint_mailbox box;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&box, 0, sizeof(box));
		box.sleep = rows[i].sleep;
		box.reset = rows[i].reset;
		box.efi_reset = rows[i].efi;
		box.tts = rows[i].tts;
		box.purgatory_stage = rows[i].stage;
		assert_int_equal(mint_mailbox_reason(&box), rows[i].want);
	}
}

/* What an OS's own crash kernel does, when it is done, is no end of the OS's. */
static void crashes(void **state)
{
	static const struct {
		uint8_t sleep, reset, efi;
		uint32_t tts, kernel;
		enum mint_reason want;
	} rows[] = {
		{ 0, 0, 0x52, 5, MINT_KERNEL_FIRST, MINT_REASON_POWEROFF },
		{ 0, 0, 0x51, 5, MINT_KERNEL_FIRST, MINT_REASON_REBOOT },
		{ 0, 0, 0x52, 5, MINT_KERNEL_CRASH, MINT_REASON_PANIC },
		{ 0, 0, 0x51, 5, MINT_KERNEL_CRASH, MINT_REASON_PANIC },
		{ 0, 0, 0x51, 0, MINT_KERNEL_CRASH, MINT_REASON_PANIC },
		{ 0x34, 0, 0, 5, MINT_KERNEL_CRASH, MINT_REASON_PANIC },
		{ 0, 0x5a, 0, 5, MINT_KERNEL_CRASH, MINT_REASON_PANIC },
		{ 0, 0, 0, 5, MINT_KERNEL_CRASH, MINT_REASON_NONE },
		{ 0, 0, 0x52, 5, MINT_KERNEL_CRASH + 1, MINT_REASON_POWEROFF },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mint_mailbox box = {
			.sleep = rows[i].sleep,
			.reset = rows[i].reset,
			.efi_reset = rows[i].efi,
			.tts = rows[i].tts,
			.kernel = rows[i].kernel,
			.purgatory_stage = MINT_PURGATORY_VERIFIED,
		};

		assert_int_equal(mint_mailbox_reason(&box), rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons),
		cmocka_unit_test(crashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
