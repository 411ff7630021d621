/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory_type.c - the names of e820 types
 *
 * In: a name as /sys/firmware/memmap and /proc/iomem print it. Out: enum memory_type, and
 * what people are told of one.
 * Ref: Linux arch/x86/kernel/e820.c e820_type_to_string(); ACPI 6.4 section 15.
 */
#include "machine/memory_type.h"

#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/machine.h"

static bool name_is(const char *a, const char *b)
{
	while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

bool memory_type_named(const char *name, uint32_t *ret)
{
	static const struct {
		const char *name;
		uint32_t type;
	} types[] = {
		{ "System RAM", MEMORY_RAM },
		{ "Reserved", MEMORY_RESERVED },
		{ "ACPI Tables", MEMORY_ACPI },
		{ "ACPI Non-volatile Storage", MEMORY_NVS },
		{ "Unusable memory", MEMORY_UNUSABLE },
		{ "Persistent Memory", MEMORY_PMEM },
		{ "Persistent Memory (legacy)", MEMORY_PRAM },
		{ "Soft Reserved", MEMORY_SOFT_RESERVED },
		{ "Unaccepted Memory", MEMORY_RESERVED },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (name_is(types[i].name, name)) {
			*ret = types[i].type;
			return true;
		}
	}
	return false;
}

const char *memory_type_text(uint32_t type)
{
	switch (type) {
	case MEMORY_RAM:
		return "RAM";
	case MEMORY_RESERVED:
		return "reserved";
	case MEMORY_ACPI:
		return "ACPI tables";
	case MEMORY_NVS:
		return "ACPI non-volatile storage";
	case MEMORY_UNUSABLE:
		return "unusable memory";
	case MEMORY_PMEM:
	case MEMORY_PRAM:
		return "persistent memory";
	default:
		return "special-purpose memory";
	}
}
