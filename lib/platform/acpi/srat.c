/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * srat.c - which memory and CPUs may appear later
 *
 * In: struct platform_spec. Out: one proximity domain with everything in it. It is
 * there for its hot-pluggable ranges: an OS that starts with low memory only sizes
 * its swiotlb and its largest page number by them.
 * Ref: ACPI 6.4 section 5.2.16; Linux arch/x86/mm/srat.c, max_possible_pfn.
 */
#include "platform/acpi/srat.h"

#include "base/cleanup.h"
#include "platform/acpi/acpi_tables.h"
#include "platform/acpi/table.h"

#define SRAT_REVISION 3

static int srat_lapic_add(struct buffer *srat, uint32_t apicid)
{
	struct acpi_srat_lapic entry = {
		.type = 0,
		.length = sizeof(entry),
		.apicid = platform_apicid_byte(apicid),
		.flags = SRAT_ENABLED,
	};

	return buffer_append(srat, &entry, sizeof(entry));
}

static int srat_memory_add(struct buffer *srat, struct prange range, uint32_t flags)
{
	struct acpi_srat_memory entry = {
		.type = 1,
		.length = sizeof(entry),
		.base = range.start,
		.size = prange_size(range),
		.flags = flags,
	};

	if (prange_is_empty(range))
		return 0;
	return buffer_append(srat, &entry, sizeof(entry));
}

static int srat_cpus_add(const struct platform_spec *spec, struct buffer *srat)
{
	unsigned int i;
	int err;

	for (i = 0; i < spec->nr_cpus; i++) {
		err = srat_lapic_add(srat, spec->apicid[i]);
		if (err)
			return err;
	}
	for (i = 0; i < spec->nr_lent_cpus; i++) {
		err = srat_lapic_add(srat, spec->lent_apicid[i]);
		if (err)
			return err;
	}
	return 0;
}

static int srat_ranges_add(const struct platform_spec *spec, struct buffer *srat)
{
	const struct prange own[] = { spec->realmode, spec->swiotlb, spec->region };
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(own); i++) {
		err = srat_memory_add(srat, own[i], SRAT_ENABLED);
		if (err)
			return err;
	}
	for (i = 0; i < spec->nr_lent_memory; i++) {
		err = srat_memory_add(srat, spec->lent_memory[i],
				      SRAT_ENABLED | SRAT_HOT_PLUGGABLE);
		if (err)
			return err;
	}
	return 0;
}

int acpi_srat_build(const struct platform_spec *spec, struct buffer *ret)
{
	struct acpi_srat head = { .reserved1 = 1 };
	size_t start = ret->size;
	int err;

	acpi_header_fill(&head.header, "SRAT", 0, SRAT_REVISION);
	err = buffer_append(ret, &head, sizeof(head));
	if (err)
		return err;
	err = srat_cpus_add(spec, ret);
	if (err)
		return err;
	err = srat_ranges_add(spec, ret);
	if (err)
		return err;
	acpi_table_seal(ret->data + start, ret->size - start);
	return 0;
}
