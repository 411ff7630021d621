/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_plain.c - facts for plain and crash loads: EFI, EDD, the screen, crash
 *
 * In: tests/sysroots/bios and uefi below $top_srcdir; small trees made here.
 */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "machine/machine.h"
#include "machine/read/boot_params.h"
#include "machine/read/crash.h"
#include "machine/read/edd.h"
#include "machine/read/efi.h"
#include "machine/read/kcore.h"
#include "machine/read/read.h"
#include "tests/unit/machine/machine_tree.h"

#define ROOT_MAX 4096

static void root_path(const char *name, char path[ROOT_MAX])
{
	const char *top = getenv("top_srcdir");

	snprintf(path, ROOT_MAX, "%s/tests/sysroots/%s", top ? top : ".", name);
}

static void recorded(const char *name, struct machine *machine)
{
	struct diag diag = { 0 };
	char path[ROOT_MAX];
	int err;

	root_path(name, path);
	err = machine_read_plain(path, machine, &diag);
	if (err)
		print_error("%s\n", diag.line);
	assert_int_equal(err, 0);
}

static void bios_crash(void **state)
{
	struct machine machine;
	const struct machine_crash *crash = &machine.kexec.crash;

	(void)state;
	recorded("bios", &machine);
	assert_int_equal(crash->nr_regions, 1);
	assert_true(crash->region[0].start == 0x6e000000);
	assert_true(crash->region[0].end == 0x7e000000);
	assert_true(crash->reserved_size == 0x10000000);
	assert_int_equal(crash->nr_cpus, 2);
	assert_true(crash->cpu[0].address == 0x6be3a400);
	assert_true(crash->cpu[0].size == 368 && crash->cpu[1].size == 368);
	assert_true(crash->cpu[1].address != crash->cpu[0].address);
	assert_true(crash->vmcoreinfo.address == 0x11f6000);
	assert_true(crash->vmcoreinfo.size == 0x1024);
	/* from Kernel code's first byte, of this boot's random place, to the end of brk,
	 * which /proc/kcore has and /proc/iomem has not: Kernel bss ends at 0x49c00000 */
	assert_true(crash->kernel.start == 0x46800000);
	assert_true(crash->kernel.end == 0x49c30000);
	/* /proc/kcore agrees with what /proc/kallsyms said on the same machine */
	assert_true(crash->kernel_virtual == 0xffffffff89c00000);
	assert_true(crash->page_offset == 0xff47132480000000);
	assert_true(crash->elfcorehdr_size == 0);
	assert_int_equal(machine.kexec.loaded, FACT_NO);
	assert_int_equal(machine.kexec.crash_loaded, FACT_NO);
	assert_int_equal(machine.firmware.efi_bits, 0);
	assert_false(machine.firmware.efi.is_complete);
	assert_true(machine.firmware.has_memmap);
	machine_free(&machine);
}

/* The zero page and sysfs tell the same disk in the same bytes. */
static void bios_edd(void **state)
{
	AUTO_SYSROOT struct sysroot root = { -1, NULL };
	struct machine machine, other = { 0 };
	struct diag diag = { 0 };
	char path[ROOT_MAX];

	(void)state;
	recorded("bios", &machine);
	assert_int_equal(machine.firmware.edd.nr_info, 1);
	assert_int_equal(machine.firmware.edd.nr_mbr, 1);
	assert_true(machine.firmware.edd.mbr_signature[0] == 0xdeadbeef);
	assert_int_equal(machine.firmware.edd.info[0][0], 0x80);
	assert_int_equal(machine.firmware.edd.info[0][2], 7);
	root_path("bios", path);
	assert_int_equal(sysroot_open(path, &root, &diag), 0);
	assert_int_equal(edd_read_sysfs(&root, "sys/firmware/edd", &other, &diag), 0);
	assert_memory_equal(&other.firmware.edd, &machine.firmware.edd,
			    sizeof(other.firmware.edd));
	/* no driver has taken the VGA text screen */
	assert_true(machine.firmware.has_screen);
	assert_int_equal(machine.firmware.screen_info[15], 1);
	machine_free(&machine);
}

static void uefi(void **state)
{
	struct machine machine;
	const struct machine_efi *efi = &machine.firmware.efi;
	size_t i;

	(void)state;
	recorded("uefi", &machine);
	assert_true(efi->is_complete);
	assert_true(efi->systab == 0x7f5eb018);
	assert_true(efi->fw_vendor == 0x7f52aa18);
	assert_true(efi->runtime == 0x7f5ebb98);
	assert_true(efi->config_table == 0x7f5ebc98);
	assert_true(efi->smbios == 0x7f520000);
	assert_true(machine.firmware.rsdp == 0x7f77d014);
	assert_int_equal(efi->nr_entries, 8);
	assert_int_equal(efi->entry[0].type, 11);
	assert_true(efi->entry[0].physical == 0xffc00000);
	assert_true(efi->entry[0].virtual == 0xfffffffeffc00000);
	assert_true(efi->entry[0].pages == 0x400);
	assert_true(efi->entry[0].attribute == 0x8000000000000001);
	for (i = 0; i < efi->nr_entries; i++)
		assert_true(efi->entry[i].virtual > 0xffffff0000000000);
	/* two regions, the high one last; this kernel counts only that one */
	assert_int_equal(machine.kexec.crash.nr_regions, 2);
	assert_true(machine.kexec.crash.region[0].end == 0x78000000);
	assert_true(machine.kexec.crash.region[1].start == 0x173000000);
	assert_true(machine.kexec.crash.reserved_size == 0xc000000);
	/* efifb draws where the firmware did */
	assert_true(machine.firmware.has_screen);
	assert_int_equal(machine.firmware.screen_info[15], 0x70);
	assert_int_equal(machine.firmware.edd.nr_info, 0);
	machine_free(&machine);
}

/* What is left out, and that nothing else is. */
static void plain_is_part(void **state)
{
	struct machine plain, whole;
	struct diag diag = { 0 };
	char path[ROOT_MAX];

	(void)state;
	recorded("uefi", &plain);
	root_path("uefi", path);
	assert_int_equal(machine_read(path, &whole, &diag), 0);
	assert_true(whole.memory.nr_blocks && whole.devices.nr_uarts &&
		    whole.memory.available);
	assert_true(!plain.memory.nr_blocks && !plain.devices.nr_uarts &&
		    !plain.memory.available);
	assert_int_equal(plain.cpus.x2apic, FACT_UNKNOWN);
	assert_int_equal(plain.cpus.nr, whole.cpus.nr);
	assert_int_equal(plain.firmware.nr_map, whole.firmware.nr_map);
	assert_int_equal(plain.memory.nr_iomem, whole.memory.nr_iomem);
	assert_int_equal(plain.firmware.efi.nr_entries, whole.firmware.efi.nr_entries);
	assert_true(plain.firmware.rsdp == whole.firmware.rsdp);
	assert_string_equal(plain.cmdline, whole.cmdline);
	machine_free(&plain);
	machine_free(&whole);
}

static const char *const efi_files[] = {
	"sys/firmware/efi/fw_platform_size",
	"sys/firmware/efi/fw_vendor",
	"sys/firmware/efi/runtime",
	"sys/firmware/efi/config_table",
	"sys/firmware/efi/runtime-map/0/attribute",
	"sys/kernel/boot_params/data",
};

static void efi_write(const char *root, size_t missing)
{
	static const char *const texts[] = {
		"64\n", "0x1000\n", "0x2000\n", "0x3000\n", "0x0\n", NULL,
	};
	static const char *const fields[] = {
		"type",
		"phys_addr",
		"virt_addr",
		"num_pages",
	};
	const char page[4096] = { [0x1c5] = 0x40, [0x1d8] = 1 };

	tree_write(root, "proc/uptime", "1", 1);
	for (size_t i = 0; i < ARRAY_SIZE(efi_files); i++) {
		if (i != missing)
			tree_write(root, efi_files[i], texts[i] ? texts[i] : page,
				   texts[i] ? strlen(texts[i]) : sizeof(page));
	}
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		char name[64];

		snprintf(name, sizeof(name), "sys/firmware/efi/runtime-map/0/%s",
			 fields[i]);
		tree_write(root, name, "0x1\n", 4);
	}
}

/* Without any one of these a new kernel could not go on with the runtime. */
static void efi_incomplete(void **state)
{
	(void)state;
	for (size_t missing = 0; missing <= ARRAY_SIZE(efi_files); missing++) {
		char *root = tree_make();
		struct diag diag = { 0 };
		struct machine machine;

		efi_write(root, missing);
		assert_int_equal(machine_read(root, &machine, &diag), 0);
		print_message("without %s\n", missing < ARRAY_SIZE(efi_files)
						      ? efi_files[missing]
						      : "nothing");
		assert_int_equal(machine.firmware.efi.is_complete,
				 missing == ARRAY_SIZE(efi_files));
		assert_true(missing != 4 || !machine.firmware.efi.nr_entries);
		assert_true(missing == 5 || machine.firmware.efi.systab == 0x100004000);
		machine_free(&machine);
		tree_remove(root);
	}
}

static const struct {
	const char *name;
	uint8_t type;
	const char *fb0, *fb1, *uevent, *boot_vga, *iomem;
	bool has_screen;
	uint64_t base;	   /* 0: as told */
	const char *card0; /* its uevent, when it is there; it has boot_vga = 1 */
} screens[] = {
	{ "nothing told", 0, NULL, NULL, NULL, NULL, NULL, false, 0, NULL },
	{ "VGA text", 1, NULL, NULL, NULL, NULL, NULL, true, 0, NULL },
	{ "VGA text, native driver", 1, "bochs-drmdrmfb\n", NULL, "DRIVER=bochs-drm\n",
	  "1\n", NULL, false, 0, NULL },
	{ "nobody draws", 0x70, NULL, NULL, NULL, NULL, NULL, true, 0, NULL },
	{ "efifb", 0x70, "EFI VGA\n", NULL, NULL, NULL, NULL, true, 0, NULL },
	{ "vesafb", 0x23, "VESA VGA\n", NULL, NULL, NULL, NULL, true, 0, NULL },
	{ "simpledrm", 0x70, "simpledrmdrmfb\n", NULL,
	  "DRIVER=simple-framebuffer\nMODALIAS=x\n", NULL, NULL, true, 0, NULL },
	{ "simpledrm without fbdev", 0x70, NULL, NULL,
	  "OF_NAME=x\nDRIVER=simple-framebuffer\n", NULL, NULL, true, 0, NULL },
	{ "native", 0x70, "i915drmfb\n", NULL, "DRIVER=i915\n", "1\n", NULL, false, 0,
	  NULL },
	{ "native without fbdev", 0x70, NULL, NULL, "DRIVER=i915\n", "1\n", NULL, false,
	  0, NULL },
	{ "a second GPU's driver", 0x70, NULL, NULL, "DRIVER=nouveau\n", "0\n", NULL,
	  true, 0, NULL },
	{ "efifb and a second GPU", 0x70, "nouveaudrmfb\n", "EFI VGA\n",
	  "DRIVER=nouveau\n", "0\n", NULL, true, 0, NULL },
	{ "a DRM driver of the firmware's wins", 0x70, NULL, NULL,
	  "DRIVER=efi-framebuffer\n", NULL, NULL, true, 0, "DRIVER=i915\n" },
	{ "the BAR has not moved", 0x70, "EFI VGA\n", NULL, NULL, NULL,
	  "c0000000-c03e7fff : efifb\n", true, 0xc0000000, NULL },
	{ "the BAR has moved", 0x70, "EFI VGA\n", NULL, NULL, NULL,
	  "8000000000-80003e7fff : 0000:00:02.0\n  8000000000-80003e7fff : BOOTFB\n",
	  true, 0x8000000000, NULL },
	{ "no text mode moves", 1, NULL, NULL, NULL, NULL, "d0000000-d03e7fff : efifb\n",
	  true, 0xc0000000, NULL },
};

static void screen_write(const char *root, size_t row)
{
	char page[4096] = { [0x0f] = (char)screens[row].type,
			    [0x1b] = screens[row].type ? (char)0xc0 : 0 };
	const struct {
		const char *name, *text;
	} files[] = {
		{ "sys/class/graphics/fb0/name", screens[row].fb0 },
		{ "sys/class/graphics/fb1/name", screens[row].fb1 },
		{ "sys/class/graphics/fbcon/rotate", "0\n" },
		{ "sys/class/drm/card0/device/uevent", screens[row].card0 },
		{ "sys/class/drm/card0/device/boot_vga",
		  screens[row].card0 ? "1\n" : NULL },
		{ "sys/class/drm/card1/device/uevent", screens[row].uevent },
		{ "sys/class/drm/card1/device/boot_vga", screens[row].boot_vga },
		{ "sys/class/drm/card1-DP-1/device/uevent", "DRIVER=\n" },
		{ "proc/iomem", screens[row].iomem },
	};

	tree_write(root, "sys/kernel/boot_params/data", page, sizeof(page));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		if (files[i].text)
			tree_write(root, files[i].name, files[i].text,
				   strlen(files[i].text));
	}
}

static void screen_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(screens); i++) {
		char *root = tree_make();
		struct diag diag = { 0 };
		struct machine machine;
		uint32_t low, high;

		print_message("%s\n", screens[i].name);
		screen_write(root, i);
		assert_int_equal(machine_read_plain(root, &machine, &diag), 0);
		assert_int_equal(machine.firmware.has_screen, screens[i].has_screen);
		assert_int_equal(machine.firmware.screen_info[0x0f], screens[i].type);
		memcpy(&low, machine.firmware.screen_info + 0x18, sizeof(low));
		memcpy(&high, machine.firmware.screen_info + 0x3a, sizeof(high));
		if (screens[i].base)
			assert_true(((uint64_t)high << 32 | low) == screens[i].base);
		assert_int_equal(machine.firmware.screen_info[0x36], high ? 2 : 0);
		machine_free(&machine);
		tree_remove(root);
	}
}

struct kcore {
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr[3];
};

#define KCORE(...)                        \
	{                                 \
		{ .e_ident = ELFMAG "\2", \
		  .e_type = ET_CORE,      \
		  .e_phoff = 64,          \
		  .e_phentsize = 56,      \
		  .e_phnum = 3 },         \
		{                         \
			__VA_ARGS__       \
		}                         \
	}
#define LOAD(virtual, physical)                                                 \
	{                                                                       \
		.p_type = PT_LOAD, .p_vaddr = (virtual), .p_paddr = (physical), \
		.p_memsz = 0x1000000                                            \
	}
#define TEXT   0xffffffff9d000000
#define OFFSET 0xffff888000000000

static const struct {
	const char *name;
	phys_t kernel;
	uint64_t text, offset;
	struct kcore kcore;
} kcore_rows[] = {
	{ "as it is", 0x4000000, TEXT, OFFSET,
	  KCORE(LOAD(TEXT, 0x4000000), LOAD(OFFSET + 0x1000, 0x1000),
		LOAD(OFFSET + SIZE_4G, SIZE_4G)) },
	{ "code is behind the segment's start", 0x4001000, TEXT + 0x1000, OFFSET,
	  KCORE(LOAD(TEXT, 0x4000000), LOAD(OFFSET + 0x1000, 0x1000)) },
	{ "not this kernel", 0x9000000, 0, OFFSET,
	  KCORE(LOAD(TEXT, 0x4000000), LOAD(OFFSET + 0x1000, 0x1000)) },
	{ "kernel unknown", 0, 0, OFFSET,
	  KCORE(LOAD(TEXT, 0), LOAD(OFFSET + 0x1000, 0x1000)) },
	{ "before 4.11", 0x4000000, 0, 0,
	  KCORE(LOAD(TEXT, 0), LOAD(OFFSET + 0x1000, 0), LOAD(OFFSET + SIZE_4G, 0)) },
	{ "headers that disagree", 0x4000000, TEXT, 0,
	  KCORE(LOAD(TEXT, 0x4000000), LOAD(OFFSET, 0),
		LOAD(OFFSET + SIZE_4G, SIZE_2M)) },
	{ "two of three agree", 0x4000000, 0, 0,
	  KCORE(LOAD(OFFSET, 0), LOAD(OFFSET + SIZE_4G, SIZE_1G),
		LOAD(OFFSET + 2 * SIZE_4G, SIZE_1G + SIZE_4G)) },
	{ "vmalloc only", 0x4000000, 0, 0,
	  KCORE(LOAD(0xffffc90000000000, UINT64_MAX), LOAD(TEXT, UINT64_MAX)) },
};

static void kcores(void **state)
{
	uint64_t text, offset;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(kcore_rows); i++) {
		struct bytes view = { (const uint8_t *)&kcore_rows[i].kcore,
				      sizeof(struct kcore) };

		print_message("%s\n", kcore_rows[i].name);
		text = offset = 0;
		assert_int_equal(kcore_size(view), sizeof(struct kcore));
		kcore_parse(view, kcore_rows[i].kernel, &text, &offset);
		assert_true(text == kcore_rows[i].text && offset == kcore_rows[i].offset);
		/* cut short: nothing is said */
		text = offset = 0;
		view.size--;
		kcore_parse(view, kcore_rows[i].kernel, &text, &offset);
		assert_true(text == 0 && offset == 0);
	}
}

static void kcores_that_are_none(void **state)
{
	struct kcore bad = kcore_rows[0].kcore;

	(void)state;
	bad.ehdr.e_ident[EI_CLASS] = ELFCLASS32;
	assert_int_equal(kcore_size((struct bytes){ (uint8_t *)&bad, sizeof(bad) }), 0);
	bad = kcore_rows[0].kcore;
	bad.ehdr.e_phentsize = 32;
	assert_int_equal(kcore_size((struct bytes){ (uint8_t *)&bad, sizeof(bad) }), 0);
	assert_int_equal(kcore_size((struct bytes){ (uint8_t *)&bad, 63 }), 0);
}

static void kallsyms(void **state)
{
	static const struct {
		const char *text;
		uint64_t want;
	} rows[] = {
		{ "0000000000000000 A fixed_percpu_data\nffffffff81000000 T _text\n",
		  0xffffffff81000000 },
		{ "ffffffff82000000 T _stext\nffffffff82000000 T _text\n",
		  0xffffffff82000000 },
		{ "0000000000000000 T _stext\n0000000000000000 T _text\n", 0 },
		{ "ffffffff81000000 T x_text\nffffffff81000000 T _textx\n", 0 },
		{ "ffffffff81000000 T _text", 0 }, /* may be cut */
		{ "ffffffff81000000 t _text\t[mint]\n", 0 },
		{ "fffffffg81000000 T _text\n", 0 },
		{ "\n\n", 0 },
		{ "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_true(kallsyms_find_text(rows[i].text) == rows[i].want);
}

/* Without /proc/kcore (locked down) the symbols tell, however far behind they are. */
static void mapping_second(void **state)
{
	char *root = tree_make();
	struct buffer text = { 0 };
	struct diag diag = { 0 };
	struct machine machine;
	int i;

	(void)state;
	for (i = 0; i < 3000; i++)
		assert_int_equal(buffer_printf(&text, "%016x A per_cpu_%d\n", i, i), 0);
	assert_int_equal(buffer_printf(&text, "ffffffff81000000 T _text\n"), 0);
	tree_write(root, "proc/kallsyms", (const char *)text.data, text.size);
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_true(machine.kexec.crash.kernel_virtual == 0xffffffff81000000);
	assert_true(machine.kexec.crash.page_offset == 0);
	machine_free(&machine);
	buffer_free(&text);
	tree_remove(root);
}

/* Of the second disk only the signature is known: infos go by index, and end there. */
static void edd_gap(void **state)
{
	static const char *const files[] = {
		"int13_dev80/raw_data",	     "int13_dev80/mbr_signature",
		"int13_dev81/mbr_signature", "int13_dev82/raw_data",
		"int13_dev82/mbr_signature",
	};
	char *root = tree_make(), name[64];
	struct diag diag = { 0 };
	struct machine machine;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(name, sizeof(name), "sys/firmware/edd/%s", files[i]);
		tree_write(root, name, "0x1\n", 4);
	}
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.firmware.edd.nr_info, 1);
	assert_int_equal(machine.firmware.edd.nr_mbr, 3);
	machine_free(&machine);
	tree_remove(root);
}

/* More disks than boot_params holds, and counts in it that cannot be. */
static void edd_disks(void **state)
{
	char *root = tree_make(), name[64], page[4096] = { [0x1e9] = 100, [0x1ea] = 100 };
	struct diag diag = { 0 };
	struct machine machine;
	unsigned int i;

	(void)state;
	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name),
			 "sys/firmware/edd/int13_dev%02x/mbr_signature", 0x80 + i);
		tree_write(root, name, "0x00000102\n", 11);
		snprintf(name, sizeof(name), "sys/firmware/edd/int13_dev%02x/raw_data",
			 0x80 + i);
		if (i < 10)
			tree_write(root, name, "\x1a", 1);
	}
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.firmware.edd.nr_info, MACHINE_EDD_MAX);
	assert_int_equal(machine.firmware.edd.nr_mbr, MACHINE_MBR_MAX);
	for (i = 0; i < MACHINE_EDD_MAX; i++) {
		assert_int_equal(machine.firmware.edd.info[i][0], 0x80 + i);
		assert_int_equal(machine.firmware.edd.info[i][8], 0x1a);
	}
	assert_true(machine.firmware.edd.mbr_signature[15] == 0x102);
	machine_free(&machine);
	/* the zero page is the better source; counts that lie are cut */
	page[0xd00 + 5 * 82] = 0x55;
	tree_write(root, "sys/kernel/boot_params/data", page, sizeof(page));
	assert_int_equal(machine_read(root, &machine, &diag), 0);
	assert_int_equal(machine.firmware.edd.nr_info, MACHINE_EDD_MAX);
	assert_int_equal(machine.firmware.edd.nr_mbr, MACHINE_MBR_MAX);
	assert_int_equal(machine.firmware.edd.info[5][0], 0x55);
	assert_true(machine.firmware.edd.mbr_signature[15] == 0);
	machine_free(&machine);
	tree_remove(root);
}

/* /sys/kernel/kexec/ of newer kernels, should the old names' links be gone. */
static void new_names(void **state)
{
	char *root = tree_make();
	struct diag diag = { 0 };
	struct machine machine;

	(void)state;
	tree_write(root, "sys/kernel/kexec/loaded", "1\n", 2);
	tree_write(root, "sys/kernel/kexec/crash_loaded", "1\n", 2);
	tree_write(root, "sys/kernel/kexec/crash_size", "4096\n", 5);
	tree_write(root, "sys/kernel/kexec/crash_elfcorehdr_size", "917616\n", 7);
	assert_int_equal(machine_read_plain(root, &machine, &diag), 0);
	assert_int_equal(machine.kexec.loaded, FACT_YES);
	assert_int_equal(machine.kexec.crash_loaded, FACT_YES);
	assert_true(machine.kexec.crash.reserved_size == 4096);
	assert_true(machine.kexec.crash.elfcorehdr_size == 917616);
	machine_free(&machine);
	tree_remove(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bios_crash),	  cmocka_unit_test(bios_edd),
		cmocka_unit_test(uefi),		  cmocka_unit_test(plain_is_part),
		cmocka_unit_test(efi_incomplete), cmocka_unit_test(screen_rule),
		cmocka_unit_test(kcores),	  cmocka_unit_test(kcores_that_are_none),
		cmocka_unit_test(kallsyms),	  cmocka_unit_test(mapping_second),
		cmocka_unit_test(edd_disks),	  cmocka_unit_test(edd_gap),
		cmocka_unit_test(new_names),
	};

	return cmocka_run_group_tests_name("machine plain", tests, NULL, NULL);
}
