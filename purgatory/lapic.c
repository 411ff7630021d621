/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lapic.c - silence the core's local interrupt sources
 *
 * In:  IA32_APIC_BASE. Out: every local vector table entry masked.
 * Ref: SDM volume 3A sections 11.4.4, 11.5.1 and 11.12.1.2 (x2APIC addresses).
 */
#include "purgatory/lapic.h"

#include <stdbool.h>

#include "purgatory/cpu.h"

#define MSR_APIC_BASE	  0x1b
#define APIC_BASE_ENABLED (1ULL << 11)
#define APIC_BASE_X2APIC  (1ULL << 10)
#define APIC_BASE_ADDRESS 0x000ffffffffff000ULL
#define MSR_X2APIC	  0x800
#define APIC_VERSION	  0x30
#define LVT_MASKED	  (1u << 16)
#define LVT_READ_ONLY	  ((1u << 12) | (1u << 14)) /* delivery status, remote IRR */

struct lapic {
	uint64_t base;
	bool x2apic;
};

static uint32_t lapic_read(struct lapic lapic, uint32_t offset)
{
	if (lapic.x2apic)
		return (uint32_t)msr_read(MSR_X2APIC + (offset >> 4));
	return *(volatile uint32_t *)(uintptr_t)(lapic.base + offset);
}

static void lapic_write(struct lapic lapic, uint32_t offset, uint32_t value)
{
	if (lapic.x2apic)
		msr_write(MSR_X2APIC + (offset >> 4), value);
	else
		*(volatile uint32_t *)(uintptr_t)(lapic.base + offset) = value;
}

void lapic_mask(void)
{
	/* Error first: masking an entry whose vector is still 0 may raise that error. */
	static const struct {
		uint16_t offset;
		uint16_t index; /* exists when the version register's max LVT >= this */
	} lvt[] = {
		{ 0x370, 3 }, /* error */
		{ 0x320, 0 }, /* timer */
		{ 0x350, 1 }, /* LINT0 */
		{ 0x360, 2 }, /* LINT1 */
		{ 0x340, 4 }, /* performance counters */
		{ 0x330, 5 }, /* thermal */
		{ 0x2f0, 6 }, /* corrected machine checks */
	};
	uint64_t msr = msr_read(MSR_APIC_BASE);
	struct lapic lapic = { msr & APIC_BASE_ADDRESS, (msr & APIC_BASE_X2APIC) != 0 };
	uint32_t last;

	if (!(msr & APIC_BASE_ENABLED))
		return;
	last = (lapic_read(lapic, APIC_VERSION) >> 16) & 0xff;
	for (unsigned int i = 0; i < sizeof(lvt) / sizeof(lvt[0]); i++) {
		uint32_t value;

		if (lvt[i].index > last)
			continue;
		value = lapic_read(lapic, lvt[i].offset) & ~LVT_READ_ONLY;
		lapic_write(lapic, lvt[i].offset, value | LVT_MASKED);
	}
}
