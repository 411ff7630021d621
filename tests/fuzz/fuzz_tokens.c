/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_tokens.c - any text as the user's command line of an OS beside the leader
 *
 * In: one byte of choices, then text up to the first NUL. Checked: what is accepted
 * holds every mandatory token as the last of its key before "--", none that is denied
 * outright, and is accepted again with the same tokens.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmdline.h"
#include "platform/command_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static bool token_is(const struct cmdline_token *token, const char *text)
{
	return token->size == strlen(text) && !memcmp(token->text, text, token->size);
}

/* Cut the words for init off. */
static void init_cut(char *line)
{
	struct cmdline_token token;
	const char *cursor = line;

	while (cmdline_next(&cursor, &token)) {
		if (token_is(&token, "--")) {
			line[token.text - line] = '\0';
			return;
		}
	}
}

static void tokens_check(const char *line)
{
	static const char *const last[][2] = {
		{ "nokaslr", "nokaslr" },
		{ "tsc_early_khz", "tsc_early_khz=1000000" },
		{ "no_ipi_broadcast", "no_ipi_broadcast=1" },
		{ "nmi_watchdog", "nmi_watchdog=0" },
		{ "dis_ucode_ldr", "dis_ucode_ldr" },
	};
	static const char *const absent[] = {
		"mem", "memmap", "reboot", "noapic", "nolapic", "noefi", "acpi_rsdp",
	};
	struct cmdline_token token;

	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++) {
		check(cmdline_find(line, last[i][0], &token));
		check(token_is(&token, last[i][1]));
	}
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		check(!cmdline_find(line, absent[i], &token));
	check(cmdline_find(line, "pci", &token) && cmdline_find(line, "efi", &token));
	check(cmdline_find(line, "reserve", &token) && token.value_size > 8);
	check(cmdline_find(line, "nr_cpus", &token) && token.value_size);
	check(cmdline_find(line, "panic", &token));
	check(cmdline_find(line, "tsc", &token));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t uart[] = { 0, 0x2f8, 0x3f8, 0xe000 };
	struct platform_spec spec = {
		.apicid = { 1, 2 },
		.nr_cpus = 2,
		.ghost_apicid = 200,
		.tsc_khz = 1000000,
	};
	struct buffer line = { 0 }, again = { 0 };
	struct diag diag = { 0 };
	char *text;
	int err;

	if (!size)
		return 0;
	spec.uart_port = uart[data[0] & 3];
	spec.leader_x2apic = data[0] & 4;
	spec.leader_tsc = data[0] & 16;
	spec.kernel_version = data[0] & 8 ? 7u << 16 : 0;
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	err = platform_cmdline_build(text, 4096, &spec, &line, &diag);
	check((err != 0) == (diag.line[0] != '\0') && (err == 0) == (line.data != NULL));
	if (!err) {
		check(line.size == strlen((char *)line.data) && line.size <= 4096);
		check(!platform_cmdline_build((char *)line.data, 4096, &spec, &again,
					      &diag));
		check(again.size == line.size);
		init_cut((char *)line.data);
		tokens_check((char *)line.data);
	}
	buffer_free(&line);
	buffer_free(&again);
	free(text);
	return 0;
}
