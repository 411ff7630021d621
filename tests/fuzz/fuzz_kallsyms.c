/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_kallsyms.c - any bytes as the symbol tables of a kernel
 *
 * Input: size of vmcoreinfo (16 bits), vmcoreinfo, then the memory from FUZZ_START on.
 *
 * Checked: each call ends within what may be read; what opens gives _stext the address of
 * vmcoreinfo; a failure says why, and leaves the result untouched.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "printk/kallsyms.h"

#define FUZZ_START UINT64_C(0x41000000) /* as in tests/unit/printk/printk_builder.h */
#define BYTES_MAX  (KALLSYMS_BYTES_MAX + (1 << 20)) /* that one call may read */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct memory {
	struct bytes view;
	uint64_t bytes; /* read so far */
};

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static int memory_read(void *context, phys_t from, void *to, size_t size)
{
	struct memory *m = context;

	m->bytes += size;
	check(m->bytes <= BYTES_MAX);
	if (from < FUZZ_START || !bytes_has(m->view, from - FUZZ_START, size))
		return -EIO;
	memcpy(to, m->view.data + (from - FUZZ_START), size);
	return 0;
}

static void look_up(struct memory *m, const struct kallsyms *symbols, uint64_t stext)
{
	static const char *const names[] = { "jiffies_64", "", "_stext" };
	struct diag diag = { 0 };
	uint64_t va;
	size_t i;
	int err;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		m->bytes = 0;
		va = 4711;
		diag_clear(&diag);
		err = kallsyms_find(symbols, names[i], &va, &diag);
		check(err <= 0 && (!err || (va == 4711 && diag.line[0])));
	}
	check(!err && va == stext); /* the last one, by which it was opened */
	diag_clear(&diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory m = { 0 };
	const struct printk_memory view = { .read = memory_read, .context = &m };
	struct kallsyms *symbols = NULL;
	struct vmcoreinfo info = { 0 };
	struct diag diag = { 0 };
	uint64_t stext;
	size_t text;

	if (size < 2)
		return 0;
	text = data[0] | (size_t)data[1] << 8;
	if (text > size - 2)
		return 0;
	m.view = (struct bytes){ data + 2 + text, size - 2 - text };
	if (vmcoreinfo_parse((struct bytes){ data + 2, text }, &info, NULL))
		return 0;
	if (kallsyms_open(&view, &info, &symbols, &diag)) {
		check(diag.line[0] && !symbols);
	} else {
		check(!vmcoreinfo_value(&info, VMCOREINFO_SYMBOL, "_stext", &stext));
		look_up(&m, symbols, stext);
	}
	kallsyms_close(symbols);
	vmcoreinfo_free(&info);
	diag_clear(&diag);
	return 0;
}
