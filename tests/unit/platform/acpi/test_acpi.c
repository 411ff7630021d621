/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_acpi.c - the tables, read back by the offsets of ACPI 6.4
 *
 * With --dump DIR: writes low-DSDT.aml … for acpi-golden.sh instead.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "abi/mint.h"
#include "tests/unit/platform/platform_specs.h"
#include "platform/acpi/acpi.h"

static uint64_t get(const uint8_t *at, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

static const uint8_t *table_at(const struct platform_spec *spec,
			       const struct platform_acpi *acpi, const char *signature,
			       uint32_t *length)
{
	for (unsigned int i = 0; i < acpi->nr_tables; i++) {
		const struct platform_table *table = &acpi->table[i];

		if (strcmp(table->signature, signature))
			continue;
		if (length)
			*length = table->length;
		return acpi->blob.data + (table->address - spec->area);
	}
	return NULL;
}

static void sum_is_zero(const uint8_t *at, size_t size)
{
	uint8_t sum = 0;

	while (size--)
		sum = (uint8_t)(sum + *at++);
	assert_int_equal(sum, 0);
}

static void build(const struct platform_spec *spec, struct platform_acpi *acpi)
{
	struct diag diag = { 0 };

	assert_int_equal(platform_acpi_build(spec, acpi, &diag), 0);
	assert_string_equal(diag.line, "");
}

static void check_frame(const struct platform_spec *spec, unsigned int nr_tables)
{
	struct platform_acpi acpi;
	const uint8_t *rsdp, *xsdt, *fadt;
	uint32_t length;

	build(spec, &acpi);
	assert_int_equal(acpi.nr_tables, nr_tables);
	assert_true(acpi.blob.size <= PLATFORM_ACPI_SIZE);
	assert_int_equal(acpi.rsdp, spec->area);
	rsdp = acpi.blob.data;
	assert_memory_equal(rsdp, "RSD PTR ", 8);
	sum_is_zero(rsdp, 20);
	sum_is_zero(rsdp, 36);
	assert_int_equal(rsdp[15], 2);
	assert_int_equal(get(rsdp + 16, 4), 0);
	xsdt = table_at(spec, &acpi, "XSDT", &length);
	assert_int_equal(get(rsdp + 24, 8), spec->area + (uint64_t)(xsdt - rsdp));
	/* All tables but XSDT and DSDT are listed. */
	assert_int_equal(length, 36 + 8 * (nr_tables - 2));
	for (unsigned int i = 0; i < acpi.nr_tables; i++) {
		const struct platform_table *table = &acpi.table[i];
		const uint8_t *at = rsdp + (table->address - spec->area);

		assert_true(table->address + table->length <=
			    spec->area + acpi.blob.size);
		assert_memory_equal(at, table->signature, 4);
		assert_int_equal(get(at + 4, 4), table->length);
		sum_is_zero(at, table->length);
	}
	for (unsigned int i = 0, at = 0; i < nr_tables - 2; i++) {
		static const char *const order[] = { "FACP", "APIC", "SRAT", "WDAT",
						     "MCFG" };
		uint64_t entry = get(xsdt + 36 + 8 * i, 8);

		while (!table_at(spec, &acpi, order[at], NULL))
			at++;
		assert_int_equal(
			entry,
			spec->area + (uint64_t)(table_at(spec, &acpi, order[at++], NULL) -
						rsdp));
	}
	fadt = table_at(spec, &acpi, "FACP", &length);
	assert_int_equal(length, 276);
	assert_int_equal(get(fadt + 140, 8),
			 spec->area +
				 (uint64_t)(table_at(spec, &acpi, "DSDT", NULL) - rsdp));
	assert_int_equal(get(fadt + 40, 4),
			 spec->area < SIZE_4G ? get(fadt + 140, 8) : 0);
	buffer_free(&acpi.blob);
}

static void test_frames(void **state)
{
	struct platform_spec low = spec_low(), high = spec_high(), pci = spec_pci();

	(void)state;
	check_frame(&low, 4);
	check_frame(&high, 6);
	check_frame(&pci, 5);
	high.nr_lent_cpus = high.nr_lent_memory = 0;
	high.hang_timeout_ms = 0;
	check_frame(&high, 4);
}

static void test_fadt(void **state)
{
	struct platform_spec spec = spec_high();
	struct platform_acpi acpi;
	const uint8_t *fadt;

	(void)state;
	build(&spec, &acpi);
	fadt = table_at(&spec, &acpi, "FACP", NULL);
	assert_int_equal(fadt[8], 6);
	assert_int_equal(fadt[131], 3);
	assert_int_equal(get(fadt + 109, 2), 1 << 2 | 1 << 5);
	assert_int_equal(get(fadt + 112, 4),
			 1 << 20 | 1 << 19 | 1 << 10 | 1 << 5 | 1 << 4);
	/* GAS: space 0, width 8, offset 0, byte access */
	assert_int_equal(get(fadt + 116, 4), 0x01000800);
	assert_int_equal(get(fadt + 120, 8), spec.mailbox + 8);
	assert_int_equal(fadt[128], MINT_RESET_VALUE);
	assert_int_equal(get(fadt + 244, 4), 0x01000800);
	assert_int_equal(get(fadt + 248, 8), spec.mailbox);
	assert_int_equal(get(fadt + 260, 8), spec.mailbox);
	/* No FACS, no SMI port, no fixed registers anywhere. */
	for (unsigned int i = 44; i < 109; i++)
		assert_int_equal(fadt[i], 0);
	for (unsigned int i = 148; i < 244; i++)
		assert_int_equal(fadt[i], 0);
	buffer_free(&acpi.blob);
}

static void test_madt(void **state)
{
	struct platform_spec spec = spec_high();
	/* uid, APIC id, flags: the ghost first, then own, then lent */
	static const uint8_t lapic[][3] = {
		{ 0, 254, 1 }, { 1, 3, 1 }, { 2, 2, 1 }, { 3, 5, 2 }, { 4, 253, 2 },
	};
	struct platform_acpi acpi;
	const uint8_t *madt;
	uint32_t length;

	(void)state;
	build(&spec, &acpi);
	madt = table_at(&spec, &acpi, "APIC", &length);
	assert_int_equal(length, 44 + 5 * 8 + 12);
	assert_int_equal(get(madt + 36, 4), 0xfee00000);
	assert_int_equal(get(madt + 40, 4), 0);
	for (unsigned int i = 0; i < 5; i++) {
		const uint8_t *at = madt + 44 + 8 * i;

		assert_int_equal(get(at, 2), 0x0800);
		assert_int_equal(at[2], lapic[i][0]);
		assert_int_equal(at[3], lapic[i][1]);
		assert_int_equal(get(at + 4, 4), lapic[i][2]);
	}
	madt += 44 + 5 * 8;
	assert_int_equal(get(madt, 2), 0x0c01);
	/* 254 and 253 are APIC ids already. */
	assert_int_equal(madt[2], 252);
	assert_int_equal(get(madt + 4, 4), spec.mailbox + 2 * 0x1000);
	assert_int_equal(get(madt + 8, 4), 16);
	buffer_free(&acpi.blob);
}

static void test_unknown_apicid(void **state)
{
	struct platform_spec spec = spec_low();
	struct platform_acpi acpi;
	const uint8_t *madt;

	(void)state;
	spec.apicid[0] = PLATFORM_APICID_UNKNOWN;
	build(&spec, &acpi);
	madt = table_at(&spec, &acpi, "APIC", NULL);
	assert_int_equal(madt[44 + 8 + 3], 0xff);
	buffer_free(&acpi.blob);
}

static void test_srat(void **state)
{
	struct platform_spec spec = spec_high();
	struct platform_acpi acpi;
	const uint8_t *srat, *at;
	uint32_t length;

	(void)state;
	build(&spec, &acpi);
	srat = table_at(&spec, &acpi, "SRAT", &length);
	/* 4 CPUs; real-mode window, low window, region, one lent range */
	assert_int_equal(length, 48 + 4 * 16 + 4 * 40);
	at = srat + 48 + 4 * 16 + 3 * 40;
	assert_int_equal(get(at, 2), 0x2801);
	assert_int_equal(get(at + 8, 8), 0x200000000);
	assert_int_equal(get(at + 16, 8), 0x8000000);
	assert_int_equal(get(at + 28, 4), 3);
	at -= 40;
	assert_int_equal(get(at + 8, 8), spec.region.start);
	assert_int_equal(get(at + 28, 4), 1);
	buffer_free(&acpi.blob);

	spec.nr_lent_cpus = spec.nr_lent_memory = 0;
	build(&spec, &acpi);
	assert_null(table_at(&spec, &acpi, "SRAT", NULL));
	buffer_free(&acpi.blob);
}

static void test_wdat(void **state)
{
	/* action, instruction, register, value; all 32 bits wide */
	static const uint8_t rows[][4] = {
		{ 0x01, 2, 0x00, 1 }, { 0x05, 1, 0x40, 0 }, { 0x06, 3, 0x40, 0 },
		{ 0x08, 0, 0x80, 1 }, { 0x09, 2, 0x80, 1 }, { 0x0a, 0, 0x80, 0 },
		{ 0x0b, 2, 0x80, 0 }, { 0x20, 0, 0xc0, 1 }, { 0x21, 2, 0xc0, 0 },
	};
	struct platform_spec spec = spec_high();
	struct platform_acpi acpi;
	const uint8_t *wdat;
	uint32_t length;

	(void)state;
	build(&spec, &acpi);
	wdat = table_at(&spec, &acpi, "WDAT", &length);
	assert_int_equal(length, 68 + 9 * 24);
	assert_int_equal(get(wdat + 36, 4), 32);
	/* no PCI device */
	assert_int_equal(get(wdat + 40, 8), 0xffffff00ff);
	assert_int_equal(get(wdat + 48, 4), 100);
	assert_int_equal(get(wdat + 52, 4), 450);
	assert_int_equal(get(wdat + 56, 4), 10);
	assert_int_equal(get(wdat + 60, 4), 1);
	assert_int_equal(get(wdat + 64, 4), 9);
	for (unsigned int i = 0; i < 9; i++) {
		const uint8_t *at = wdat + 68 + 24 * i;

		assert_int_equal(get(at, 4), rows[i][0] | rows[i][1] << 8);
		assert_int_equal(get(at + 4, 4), 0x03002000);
		assert_int_equal(get(at + 8, 8), spec.mailbox + 0x1000 + rows[i][2]);
		assert_int_equal(get(at + 16, 4), rows[i][3]);
		assert_int_equal(get(at + 20, 4), UINT32_MAX);
	}
	buffer_free(&acpi.blob);

	/* The shortest countdown never is longer than the longest. */
	spec.hang_timeout_ms = 300;
	build(&spec, &acpi);
	wdat = table_at(&spec, &acpi, "WDAT", NULL);
	assert_int_equal(get(wdat + 52, 4), 3);
	assert_int_equal(get(wdat + 56, 4), 3);
	buffer_free(&acpi.blob);
	spec.hang_timeout_ms = 0;
	build(&spec, &acpi);
	assert_null(table_at(&spec, &acpi, "WDAT", NULL));
	buffer_free(&acpi.blob);
}

/* Buses of the ports and no others, whatever the machine's own table offers. */
static void test_mcfg(void **state)
{
	struct platform_spec spec = spec_pci();
	struct platform_acpi acpi;
	const uint8_t *mcfg;
	uint32_t length;

	(void)state;
	build(&spec, &acpi);
	mcfg = table_at(&spec, &acpi, "MCFG", &length);
	assert_int_equal(length, 44 + 2 * 16);
	assert_int_equal(get(mcfg + 36, 8), 0);
	assert_int_equal(get(mcfg + 44, 8), 0xb0000000);
	assert_int_equal(get(mcfg + 52, 8), 0x01010000);
	assert_int_equal(get(mcfg + 60, 8), 0xc0000000);
	assert_int_equal(get(mcfg + 68, 8), 0x47400001);
	buffer_free(&acpi.blob);
	spec.nr_bridges = 0;
	build(&spec, &acpi);
	assert_null(table_at(&spec, &acpi, "MCFG", NULL));
	buffer_free(&acpi.blob);
}

static void test_refused(void **state)
{
	struct platform_spec spec = spec_high();
	struct platform_acpi acpi = { .rsdp = 42 };
	struct diag diag = { 0 };

	(void)state;
	spec.apicid[1] = 255;
	assert_int_equal(platform_acpi_build(&spec, &acpi, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "APIC id 255"));
	spec.apicid[1] = spec.ghost_apicid;
	diag_clear(&diag);
	assert_int_equal(platform_acpi_build(&spec, &acpi, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, "sacrificial"));
	spec.nr_cpus = 0;
	diag_clear(&diag);
	assert_int_equal(platform_acpi_build(&spec, &acpi, &diag), -EINVAL);
	assert_int_equal(acpi.rsdp, 42);
}

/* As many CPUs and lent objects as there may be still fit the area. */
static void test_largest(void **state)
{
	struct platform_spec spec = spec_high();
	struct platform_acpi acpi;

	(void)state;
	spec.ghost_apicid = 0;
	spec.nr_cpus = 254 - PLATFORM_MAX_LENT;
	for (unsigned int i = 0; i < spec.nr_cpus; i++)
		spec.apicid[i] = 1 + i;
	spec.nr_lent_cpus = spec.nr_lent_memory = PLATFORM_MAX_LENT;
	for (unsigned int i = 0; i < PLATFORM_MAX_LENT; i++) {
		spec.lent_apicid[i] = 1 + spec.nr_cpus + i;
		spec.lent_memory[i] = (struct prange){
			0x200000000 + i * 0x8000000ULL,
			0x208000000 + i * 0x8000000ULL,
		};
	}
	build(&spec, &acpi);
	buffer_free(&acpi.blob);
}

static void test_ghost(void **state)
{
	uint8_t used[32] = { 0 };
	uint32_t id = 7;

	(void)state;
	assert_int_equal(platform_ghost_apicid(used, &id), 0);
	assert_int_equal(id, 200);
	used[200 / 8] |= 1 << 200 % 8;
	assert_int_equal(platform_ghost_apicid(used, &id), 0);
	assert_int_equal(id, 254);
	memset(used, 0xff, sizeof(used));
	used[0] = 0xf7;
	assert_int_equal(platform_ghost_apicid(used, &id), 0);
	assert_int_equal(id, 3);
	/* 255 is no id, and 0 is never a ghost. */
	used[0] = 0xfe;
	used[31] = 0x7f;
	assert_int_equal(platform_ghost_apicid(used, &id), -ENOSPC);
	assert_int_equal(id, 3);
}

static int dump_file(const char *dir, const char *name, const char *table,
		     const uint8_t *data, size_t size)
{
	char path[4096];
	FILE *file;
	int err;

	snprintf(path, sizeof(path), "%s/%s-%s.aml", dir, name, table);
	file = fopen(path, "wb");
	if (!file)
		return 1;
	err = fwrite(data, 1, size, file) != size;
	return fclose(file) || err;
}

static int dump(const char *dir, const char *name, const struct platform_spec *spec)
{
	struct platform_acpi acpi;
	struct diag diag = { 0 };
	int err = platform_acpi_build(spec, &acpi, &diag);

	if (err) {
		fprintf(stderr, "%s: %s\n", name, diag.line);
		return 1;
	}
	for (unsigned int i = 0; !err && i < acpi.nr_tables; i++)
		err = dump_file(dir, name, acpi.table[i].signature,
				acpi.blob.data + (acpi.table[i].address - spec->area),
				acpi.table[i].length);
	buffer_free(&acpi.blob);
	return err;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames),	cmocka_unit_test(test_fadt),
		cmocka_unit_test(test_madt),	cmocka_unit_test(test_unknown_apicid),
		cmocka_unit_test(test_srat),	cmocka_unit_test(test_wdat),
		cmocka_unit_test(test_mcfg),	cmocka_unit_test(test_refused),
		cmocka_unit_test(test_largest), cmocka_unit_test(test_ghost),
	};

	if (argc == 3 && !strcmp(argv[1], "--dump")) {
		struct platform_spec low = spec_low(), high = spec_high(),
				     pci = spec_pci();

		return dump(argv[2], "low", &low) || dump(argv[2], "high", &high) ||
		       dump(argv[2], "pci", &pci);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
