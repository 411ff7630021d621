/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acpi.c - RSDP, XSDT, FADT and MADT, and where every table lies
 *
 * In: struct platform_spec. Out: one blob for spec->area:
 *
 *   +0      RSDP
 *   +0x40   XSDT  ->  FADT  MADT  [SRAT] [WDAT] [MCFG]   each on a 64-byte boundary
 *           FADT  ->  DSDT                    the last one, it is the longest
 *
 * The machine is "hardware reduced": no PIC, no PIT, no PM timer, no SCI, no FACS.
 * Ref: ACPI 6.4 sections 4.1 and 4.8.3.7, 5.2; docs/platform.md "ACPI tables".
 */
#include "platform/acpi/acpi.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "abi/mint.h"
#include "platform/acpi/acpi_tables.h"
#include "platform/acpi/dsdt.h"
#include "platform/acpi/host_bridge.h"
#include "platform/acpi/srat.h"
#include "platform/acpi/table.h"
#include "platform/acpi/wdat.h"

#define TABLE_ALIGN 64u
#define XSDT_OFFSET 0x40u
#define APICID_MAX  254u

/* FADT flags, ACPI 6.4 table 5.10. */
#define FADT_PWR_BUTTON		 (1u << 4) /* no fixed one: it is a device of the DSDT */
#define FADT_SLP_BUTTON		 (1u << 5)
#define FADT_RESET_REG_SUP	 (1u << 10)
#define FADT_FORCE_APIC_PHYSICAL (1u << 19) /* logical ids would collide with ours */
#define FADT_HW_REDUCED		 (1u << 20)

/* IAPC_BOOT_ARCH, table 5.11: no 8042 and no legacy devices by their absence. */
#define BOOT_NO_VGA	 (1u << 2)
#define BOOT_NO_CMOS_RTC (1u << 5)

#define FADT_REVISION 6
/* 6.3 brought "online capable", which Linux believes from this minor revision on. */
#define FADT_MINOR_REVISION 3
#define MADT_REVISION	    5

static struct acpi_gas gas_make(phys_t address)
{
	return (struct acpi_gas){
		.space_id = 0,
		.bit_width = 8,
		.access_size = 1,
		.address = address,
	};
}

/* Without the address of the DSDT, which comes behind it. */
static int fadt_build(const struct platform_spec *spec, struct buffer *ret)
{
	phys_t sleep = spec->mailbox + offsetof(struct mint_mailbox, sleep);
	struct acpi_fadt fadt = {
		.boot_architecture = BOOT_NO_VGA | BOOT_NO_CMOS_RTC,
		.flags = FADT_HW_REDUCED | FADT_FORCE_APIC_PHYSICAL | FADT_RESET_REG_SUP |
			 FADT_PWR_BUTTON | FADT_SLP_BUTTON,
		.reset_register =
			gas_make(spec->mailbox + offsetof(struct mint_mailbox, reset)),
		.reset_value = MINT_RESET_VALUE,
		.minor_revision = FADT_MINOR_REVISION,
		/*
		 * One cell for both: with two, Linux's own "clear WAK_STS" write
		 * ends its wait for the power to go, and it panics.
		 */
		.sleep_control = gas_make(sleep),
		.sleep_status = gas_make(sleep),
	};

	acpi_header_fill(&fadt.header, "FACP", sizeof(fadt), FADT_REVISION);
	return buffer_append(ret, &fadt, sizeof(fadt));
}

static int madt_lapic_add(struct buffer *madt, uint8_t uid, uint32_t apicid,
			  uint32_t flags)
{
	struct acpi_madt_lapic entry = {
		.type = 0,
		.length = sizeof(entry),
		.uid = uid,
		.apicid = platform_apicid_byte(apicid),
		.flags = flags,
	};

	return buffer_append(madt, &entry, sizeof(entry));
}

static bool apicid_is_taken(const struct platform_spec *spec, uint32_t id)
{
	unsigned int i;

	for (i = 0; i < spec->nr_cpus; i++) {
		if (spec->apicid[i] == id)
			return true;
	}
	for (i = 0; i < spec->nr_lent_cpus; i++) {
		if (spec->lent_apicid[i] == id)
			return true;
	}
	return spec->ghost_apicid == id;
}

/* Every doorbell is an I/O APIC of one pin that is plain memory of the mailbox. */
static int madt_ioapics_add(const struct platform_spec *spec, struct buffer *madt)
{
	uint8_t id = 0xff;
	int err;

	for (unsigned int n = 0; n < PLATFORM_DOORBELLS; n++) {
		phys_t page = spec->mailbox + (MINT_MAILBOX_IOAPIC + n) * PAGE_SIZE_4K;
		struct acpi_madt_ioapic entry = {
			.type = 1,
			.length = sizeof(entry),
			.address = (uint32_t)page,
			.gsi_base = PLATFORM_GSI_BASE + n,
		};

		do
			id--;
		while (id && apicid_is_taken(spec, id));
		entry.id = id;
		err = buffer_append(madt, &entry, sizeof(entry));
		if (err)
			return err;
	}
	return 0;
}

static int madt_cpus_add(const struct platform_spec *spec, struct buffer *madt)
{
	unsigned int i;
	/*
	 * Linux >= 6.9 takes the first id for the one that firmware booted, and drops
	 * it when it is not the boot CPU: let that be one which is not there.
	 */
	int err = madt_lapic_add(madt, 0, spec->ghost_apicid, MADT_ENABLED);

	if (err)
		return err;
	for (i = 0; i < spec->nr_cpus; i++) {
		err = madt_lapic_add(madt, platform_own_uid(i), spec->apicid[i],
				     MADT_ENABLED);
		if (err)
			return err;
	}
	for (i = 0; i < spec->nr_lent_cpus; i++) {
		err = madt_lapic_add(madt, platform_lent_uid(spec, i),
				     spec->lent_apicid[i], MADT_ONLINE_CAPABLE);
		if (err)
			return err;
	}
	return 0;
}

static int madt_build(const struct platform_spec *spec, struct buffer *ret)
{
	struct acpi_madt head = { .lapic_address = (uint32_t)spec->lapic };
	size_t start = ret->size;
	int err;

	acpi_header_fill(&head.header, "APIC", 0, MADT_REVISION);
	err = buffer_append(ret, &head, sizeof(head));
	if (err)
		return err;
	err = madt_cpus_add(spec, ret);
	if (err)
		return err;
	err = madt_ioapics_add(spec, ret);
	if (err)
		return err;
	acpi_table_seal(ret->data + start, ret->size - start);
	return 0;
}

typedef int table_builder(const struct platform_spec *spec, struct buffer *ret);

/* One more table on its boundary; its place goes into the list. */
static int table_add(struct platform_acpi *acpi, const struct platform_spec *spec,
		     const char *signature, table_builder *build)
{
	size_t start = (size_t)align_up(acpi->blob.size, TABLE_ALIGN);
	struct platform_table *table = &acpi->table[acpi->nr_tables++];
	int err = buffer_append(&acpi->blob, NULL, start - acpi->blob.size);

	if (err)
		return err;
	err = build(spec, &acpi->blob);
	if (err)
		return err;
	memcpy(table->signature, signature, sizeof(table->signature));
	table->address = spec->area + start;
	table->length = (uint32_t)(acpi->blob.size - start);
	return 0;
}

static void rsdp_put(uint8_t *at, phys_t xsdt)
{
	struct acpi_rsdp rsdp = {
		.revision = 2,
		.length = sizeof(rsdp),
		.xsdt_address = xsdt,
	};

	memcpy(rsdp.signature, "RSD PTR ", sizeof(rsdp.signature));
	memcpy(rsdp.oem_id, "MINTOS", sizeof(rsdp.oem_id));
	rsdp.checksum =
		acpi_checksum((uint8_t *)&rsdp, offsetof(struct acpi_rsdp, length));
	rsdp.extended_checksum = acpi_checksum((uint8_t *)&rsdp, sizeof(rsdp));
	memcpy(at, &rsdp, sizeof(rsdp));
}

static int counts_check(const struct platform_spec *spec, struct diag *diag)
{
	if (spec->nr_cpus && spec->nr_cpus <= PLATFORM_MAX_CPUS &&
	    spec->nr_lent_cpus <= PLATFORM_MAX_LENT &&
	    spec->nr_cpus + spec->nr_lent_cpus <= APICID_MAX &&
	    spec->nr_lent_memory <= PLATFORM_MAX_LENT)
		return 0;
	return diag_fail(diag, -EINVAL,
			 "%u CPUs and %u that may be lent, at most %u in all and "
			 "%u lent (and %u lent memory ranges, at most %u)",
			 spec->nr_cpus, spec->nr_lent_cpus, APICID_MAX, PLATFORM_MAX_LENT,
			 spec->nr_lent_memory, PLATFORM_MAX_LENT);
}

/* APIC ids that the 8-bit entries, and a core in xAPIC mode, can hold. */
static int apicid_check(const struct platform_spec *spec, struct diag *diag)
{
	for (unsigned int i = 0; i < spec->nr_cpus + spec->nr_lent_cpus; i++) {
		uint32_t id = i < spec->nr_cpus ? spec->apicid[i]
						: spec->lent_apicid[i - spec->nr_cpus];

		if (id != PLATFORM_APICID_UNKNOWN && id > APICID_MAX)
			return diag_fail(diag, -EINVAL,
					 "APIC id %u is above %u, which needs x2APIC "
					 "mode: give the OS other CPUs",
					 id, APICID_MAX);
		if (id == spec->ghost_apicid)
			return diag_fail(diag, -EINVAL,
					 "APIC id %u is the OS's own and the sacrificial "
					 "one",
					 id);
	}
	return 0;
}

static bool spec_lends(const struct platform_spec *spec)
{
	return spec->nr_lent_cpus || spec->nr_lent_memory;
}

static bool spec_has_watchdog(const struct platform_spec *spec)
{
	return spec->hang_timeout_ms;
}

static bool spec_has_bridges(const struct platform_spec *spec)
{
	return spec->nr_bridges;
}

static int xsdt_reserve(const struct platform_spec *spec, struct buffer *ret);

/* In the order in which they lie in the blob. */
static const struct table_row {
	const char *signature;
	table_builder *build;
	bool is_listed; /* in the XSDT */
	/* NULL: always */
	bool (*applies)(const struct platform_spec *spec);
} rows[] = {
	{ "XSDT", xsdt_reserve, false, NULL },
	{ "FACP", fadt_build, true, NULL },
	{ "APIC", madt_build, true, NULL },
	{ "SRAT", acpi_srat_build, true, spec_lends },
	{ "WDAT", acpi_wdat_build, true, spec_has_watchdog },
	{ "MCFG", acpi_mcfg_build, true, spec_has_bridges },
	{ "DSDT", acpi_dsdt_build, false, NULL },
};

static bool row_applies(const struct table_row *row, const struct platform_spec *spec)
{
	return !row->applies || row->applies(spec);
}

/* Only room: its entries are known when everything has its place. */
static int xsdt_reserve(const struct platform_spec *spec, struct buffer *ret)
{
	size_t entries = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		entries += rows[i].is_listed && row_applies(&rows[i], spec);
	return buffer_append(ret, NULL,
			     sizeof(struct acpi_header) + entries * sizeof(uint64_t));
}

static phys_t table_find(const struct platform_acpi *acpi, const char *signature)
{
	for (unsigned int i = 0; i < acpi->nr_tables; i++) {
		if (!strcmp(acpi->table[i].signature, signature))
			return acpi->table[i].address;
	}
	return 0;
}

static void xsdt_put(struct platform_acpi *acpi)
{
	const struct platform_table *xsdt = &acpi->table[0];
	uint8_t *at = acpi->blob.data + XSDT_OFFSET;
	uint8_t *entry = at + sizeof(struct acpi_header);

	acpi_header_fill((struct acpi_header *)at, "XSDT", xsdt->length, 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		phys_t address = table_find(acpi, rows[i].signature);

		if (!address || !rows[i].is_listed)
			continue;
		put_le64(entry, address);
		entry += sizeof(uint64_t);
	}
	acpi_table_seal(at, xsdt->length);
}

static void fadt_put(struct platform_acpi *acpi, const struct platform_spec *spec)
{
	phys_t dsdt = table_find(acpi, "DSDT");
	uint8_t *at = acpi->blob.data + (table_find(acpi, "FACP") - spec->area);

	/* The 32-bit copy only where it fits; X_DSDT counts. */
	if (dsdt < SIZE_4G)
		put_le32(at + offsetof(struct acpi_fadt, dsdt), (uint32_t)dsdt);
	put_le64(at + offsetof(struct acpi_fadt, x_dsdt), dsdt);
	acpi_table_seal(at, sizeof(struct acpi_fadt));
}

static int tables_build(const struct platform_spec *spec, struct platform_acpi *acpi)
{
	int err = buffer_append(&acpi->blob, NULL, XSDT_OFFSET);

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!row_applies(&rows[i], spec))
			continue;
		err = table_add(acpi, spec, rows[i].signature, rows[i].build);
		if (err)
			return err;
	}
	xsdt_put(acpi);
	fadt_put(acpi, spec);
	rsdp_put(acpi->blob.data, spec->area + XSDT_OFFSET);
	return 0;
}

static void acpi_free(struct platform_acpi *acpi)
{
	buffer_free(&acpi->blob);
}

int platform_acpi_build(const struct platform_spec *spec, struct platform_acpi *ret,
			struct diag *diag)
{
	CLEANUP(acpi_free) struct platform_acpi acpi = { .rsdp = spec->area };
	int err;

	err = counts_check(spec, diag);
	if (err)
		return err;
	err = apicid_check(spec, diag);
	if (err)
		return err;
	err = tables_build(spec, &acpi);
	if (!err && acpi.blob.size > PLATFORM_ACPI_SIZE)
		err = -E2BIG;
	if (err)
		return diag_fail(diag, err, "ACPI tables: %zu bytes, room for %llu%s",
				 acpi.blob.size, PLATFORM_ACPI_SIZE,
				 err == -ENOMEM ? " (out of memory)" : "");
	*ret = acpi;
	acpi = (struct platform_acpi){ 0 };
	return 0;
}

int platform_ghost_apicid(const uint8_t used[32], uint32_t *ret)
{
	/* The id that was seen to work, where it is free. */
	uint32_t id = 200;

	if (used[id / 8] & 1u << id % 8) {
		for (id = APICID_MAX; id && used[id / 8] & 1u << id % 8; id--)
			;
		/* Id 0 is some machine's boot CPU even where nobody said so. */
		if (!id)
			return -ENOSPC;
	}
	*ret = id;
	return 0;
}
