/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_host.c - any bytes as an MCFG table, cpuinfo, interrupts, meminfo, a config
 *
 * Checked: what an MCFG yields lies in it and is written out and read again; flags are a
 * part of the text, on one line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "machine/host.h"
#include "machine/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static void mcfg(struct bytes table)
{
	struct machine_ecam *ecam, *copies;
	size_t count, nr_copies;
	struct buffer again = { 0 };

	if (mcfg_parse(table, &ecam, &count)) {
		check(!ecam && !count);
		return;
	}
	check(table.size >= 44 + count * 16 && !ecam == !count);
	check(!buffer_append(&again, "MCFG", 4) && !buffer_append(&again, NULL, 40));
	put_le32(again.data + 4, (uint32_t)(44 + count * 16));
	for (size_t i = 0; i < count; i++) {
		uint8_t entry[16] = { 0 };

		check(ecam[i].bus_first <= ecam[i].bus_last);
		put_le64(entry, ecam[i].base);
		put_le16(entry + 8, ecam[i].segment);
		entry[10] = ecam[i].bus_first;
		entry[11] = ecam[i].bus_last;
		check(!buffer_append(&again, entry, sizeof(entry)));
	}
	check(!mcfg_parse(buffer_view(&again), &copies, &nr_copies));
	check(nr_copies == count);
	check(!count || !memcmp(copies, ecam, count * sizeof(*ecam)));
	free(copies);
	free(ecam);
	buffer_free(&again);
}

static void text(const char *bytes)
{
	struct machine machine = { 0 };
	size_t size = 0;
	const char *flags = cpuinfo_flags(bytes, &size);
	enum fact remapped = interrupts_are_remapped(bytes);

	if (flags) {
		check(flags > bytes && size <= strlen(flags) &&
		      !memchr(flags, '\n', size));
		machine.host.cpu_flags = strndup(flags, size);
		check(machine.host.cpu_flags);
		check(machine_cpu_flag(&machine, "lm") != FACT_UNKNOWN);
		free(machine.host.cpu_flags);
	}
	check(remapped != FACT_YES || strstr(bytes, "IR-"));
	check(text_meminfo(bytes, "MemTotal") % 1024 == 0);
	check(!text_meminfo(bytes, "MemTotal") || strstr(bytes, "MemTotal:"));
	check(config_find(bytes, "SMP") == FACT_NO || strstr(bytes, "CONFIG_SMP="));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	check(copy);
	memcpy(copy, data, size);
	copy[size] = '\0';
	mcfg((struct bytes){ data, size });
	text(copy);
	free(copy);
	return 0;
}
