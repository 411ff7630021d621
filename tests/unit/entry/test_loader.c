/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_loader.c - Boot Loader Specification entries: what is in them, order, choice
 *
 * In: systems that are tables. Out: what would be loaded, or why not.
 * Ref: UAPI.1 Boot Loader Specification; loader.conf(5).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "entry/loader.h"
#include "fake_files.h"

#define ENTRIES "/boot/loader/entries/"

/* An expected text that begins with ! is a part of the error instead. */
static void check(const struct fake_file *files, const struct fake_file *more,
		  const char *choice, const char *expected)
{
	const struct fake_system system = { files, more };
	const struct entry_files asked = fake_files(&system);
	struct boot_entry entry = { 0 };
	struct diag diag = { 0 };
	int err = loader_choose(&asked, choice, &entry, &diag);
	AUTO_FREE char *text = err ? NULL : fake_entry_text(&entry);

	if (*expected == '!' ? !err || !strstr(diag.line, expected + 1)
			     : err || strcmp(text, expected))
		fail_msg("'%s': got '%s' / '%s', expected '%s'", choice, text ? text : "",
			 diag.line, expected);
	boot_entry_free(&entry);
	diag_clear(&diag);
}

static const struct fake_file one_system[] = {
	{ ENTRIES "m-6.9.conf",
	  "# comment\ntitle  Fedora (6.9)\nversion 6.9\nmachine-id m\nsort-key fedora\n"
	  "linux /m/6.9/linux\ninitrd /m/6.9/initrd\ninitrd\tm/6.9/more\n"
	  "options root=UUID=1 ro\noptions  'a=b c' x=\"y $z\" \\;  \n" },
	{ ENTRIES "m-6.10+3.conf",
	  "title Fedora (6.10)\r\nversion 6.10\r\nmachine-id m\r\nsort-key fedora\r\n"
	  "linux /m/6.10/linux\r\n" },
	{ ENTRIES "m-6.11+0-3.conf",
	  "title Fedora (6.11)\nversion 6.11\nmachine-id m\nsort-key fedora\n"
	  "linux /m/6.11/linux\noptions bad\n" },
	{ ENTRIES "a-7.conf",
	  "title Arch\nversion 7\nmachine-id a\nsort-key arch\narchitecture X64\n"
	  "linux /a/linux\noptions arch\n" },
	{ ENTRIES "arm.conf", "title ARM\nversion 9\narchitecture aa64\nlinux /arm\n" },
	{ ENTRIES "windows.conf", "title Windows\nefi /EFI/Microsoft/bootmgfw.efi\n" },
	{ ENTRIES "old.conf", "title Old\nlinux /old-1\n" },
	{ ENTRIES "notes.txt", "linux /wrong\n" },
	{ ENTRIES ".hidden.conf", "linux /wrong\n" },
	{ "/boot/m/6.9/linux", "" },
	{ "/boot/m/6.9/initrd", "" },
	{ NULL, NULL }
};

static void names(void **state)
{
	static const char *const nine =
		"linux /boot/m/6.9/linux [root=UUID=1 ro 'a=b c' x=\"y $z\" \\;] "
		"/boot/m/6.9/initrd; /boot/m/6.9/more";
	static const struct {
		const char *choice, *expected;
	} rows[] = {
		{ "m-6.9", NULL },
		{ "m-6.9.conf", NULL },
		{ "M-6.9.CONF", NULL },
		{ "Fedora (6.9)", NULL },
		{ "m-6.9*", NULL },
		{ "m-6.10", "linux /boot/m/6.10/linux []" },
		{ "m-6.10.conf", "linux /boot/m/6.10/linux []" },
		{ "m-6.10+3", "linux /boot/m/6.10/linux []" },
		{ "m-6.10+3.conf", "linux /boot/m/6.10/linux []" },
		{ "m-6.11", "linux /boot/m/6.11/linux [bad]" },
		{ "a-7", "linux /boot/a/linux [arch]" },
		{ "old", "linux /boot/old-1 []" },
		{ "windows.conf", "!it is an EFI program" },
		{ "arm", "!it is for another architecture" },
		{ "nothing", "!no boot entry 'nothing'; there are a-7.conf, " },
		{ "notes.txt", "!no boot entry" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check(one_system, NULL, rows[i].choice,
		      rows[i].expected ? rows[i].expected : nine);
}

static void newest_and_default(void **state)
{
	static const struct fake_file own[] = { { "/etc/machine-id", "m\n" },
						{ NULL, NULL } };
	static const struct fake_file conf[] = {
		{ "/boot/loader/loader.conf", "timeout 3\n#default x\ndefault m-6.9*\n" },
		{ NULL, NULL }
	};
	static const struct fake_file bad[] = {
		{ "/efi/loader/loader.conf", "preferred m-6.11*\ndefault windows*\n" },
		{ NULL, NULL }
	};
	static const struct fake_file saved[] = {
		{ "/boot/grub2/grubenv", "saved_entry=old\n" }, { NULL, NULL }
	};
	static const struct fake_file next[] = { { "/boot/grub/grubenv",
						   "saved_entry=old\nnext_entry=x\n" },
						 { NULL, NULL } };
	static const struct fake_file automatic[] = {
		{ "/efi/loader/loader.conf", "default auto-windows\n" }, { NULL, NULL }
	};
	static const struct fake_file gone[] = {
		{ "/efi/loader/loader.conf", "default gone\n" }, { NULL, NULL }
	};

	(void)state;
	check(one_system, own, "newest", "linux /boot/m/6.10/linux []");
	check(one_system, NULL, "newest", "linux /boot/a/linux [arch]");
	check(one_system, NULL, "default", "linux /boot/a/linux [arch]");
	check(one_system, conf, "default",
	      "linux /boot/m/6.9/linux [root=UUID=1 ro 'a=b c' x=\"y $z\" \\;] "
	      "/boot/m/6.9/initrd; /boot/m/6.9/more");
	check(one_system, bad, "default", "!windows.conf: it is an EFI program");
	check(one_system, saved, "default", "linux /boot/old-1 []");
	check(one_system, next, "default", "!grub-reboot chose an entry");
	check(one_system, next, "old", "linux /boot/old-1 []");
	check(one_system, automatic, "default", "!auto-windows, which is no kernel");
	check(one_system, gone, "default", "linux /boot/a/linux [arch]");
}

#define GUID	"-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define EFIVARS "/sys/firmware/efi/efivars/"

/* Variables have NULs in them, so they are read here. */
static struct {
	const char *path;
	const char *text;
	size_t size;
} variables[3];

static int variable_read(void *context, const char *path, struct buffer *ret)
{
	const struct fake_system *system = context;
	const struct entry_files files = fake_files(system);

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
		if (variables[i].path && !strcmp(path, variables[i].path))
			return buffer_append(ret, variables[i].text, variables[i].size);
	return files.read(context, path, ret);
}

static void variables_check(const char *choice, const char *expected)
{
	static const struct fake_file conf[] = {
		{ "/efi/loader/loader.conf", "default @saved\n" }, { NULL, NULL }
	};
	const struct fake_system system = { one_system, conf };
	struct entry_files asked = fake_files(&system);
	struct boot_entry entry = { 0 };
	struct diag diag = { 0 };
	AUTO_FREE char *text = NULL;

	asked.read = variable_read;
	if (!loader_choose(&asked, choice, &entry, &diag))
		text = fake_entry_text(&entry);
	assert_non_null(strstr(text ? text : diag.line, expected));
	boot_entry_free(&entry);
	diag_clear(&diag);
}

static void efi_variables(void **state)
{
	static const char old[] = "\7\0\0\0o\0l\0d\0.\0c\0o\0n\0f\0\0";
	static const char seven[] = "\7\0\0\0a\0-\0"
				    "7\0*\0\0";

	(void)state;
	variables[0].path = EFIVARS "LoaderEntryLastBooted" GUID;
	variables[0].text = old;
	variables[0].size = sizeof(old);
	variables_check("default", "linux /boot/old-1");
	variables[1].path = EFIVARS "LoaderEntryDefault" GUID;
	variables[1].text = seven;
	variables[1].size = sizeof(seven);
	variables_check("default", "linux /boot/a/linux [arch]");
	variables[2] = variables[1];
	variables[2].path = EFIVARS "LoaderEntryOneShot" GUID;
	variables_check("default", "that is left to the boot loader");
	variables_check("old", "linux /boot/old-1");
}

static void places(void **state)
{
	static const struct fake_file files[] = {
		{ "/efi/loader/entries/e.conf", "linux /e/linux\n" },
		{ "/boot/efi/loader/entries/f.conf", "linux /f/linux\n" },
		{ "/boot/efi/loader/entries/e.conf", "linux /second\n" },
		{ ENTRIES "g.conf", "linux /boot/vmlinuz-6.1\ninitrd /root/boot/i\n" },
		{ "/boot/vmlinuz-6.1", "" },
		{ "/boot/i", "" },
		{ NULL, NULL }
	};
	static const struct fake_file other[] = {
		{ "/boot/loader/entries.srel", "type7\n" }, { NULL, NULL }
	};
	static const struct fake_file type1[] = {
		{ "/boot/loader/entries.srel", "type1\n" }, { NULL, NULL }
	};
	static const struct fake_file none[] = { { NULL, NULL } };

	(void)state;
	check(files, NULL, "e", "linux /efi/e/linux []");
	check(files, NULL, "f", "linux /boot/efi/f/linux []");
	check(files, NULL, "g", "linux /boot/vmlinuz-6.1 [] /boot/i");
	check(files, type1, "g", "linux /boot/vmlinuz-6.1 [] /boot/i");
	check(files, other, "g", "!no boot entry 'g'; there are f.conf, e.conf");
	check(none, NULL, "default", "!no boot entry in loader/entries and EFI/Linux");
}

/* What Fedora writes for its GRUB. */
static void variables_of_grub(void **state)
{
	static const struct fake_file files[] = {
		{ ENTRIES "f.conf", "linux /k\ninitrd /i $tuned_initrd\n"
				    "options $kernelopts a=$b $tuned_params \"c $d\"\n" },
		{ ENTRIES "g.conf", "linux /k\noptions $tuned_params x\n" },
		{ NULL, NULL }
	};
	static const struct fake_file env[] = {
		{ "/boot/grub2/grubenv", "# GRUB\nkernelopts=root=/dev/x ro\n###" },
		{ NULL, NULL }
	};
	static const struct fake_file tuned[] = {
		{ "/boot/grub/grubenv",
		  "kernelopts=root=/dev/x ro\ntuned_params=skew_tick=1 y\n"
		  "tuned_initrd=/t\n" },
		{ NULL, NULL }
	};

	(void)state;
	check(files, env, "f", "linux /boot/k [root=/dev/x ro a=$b \"c $d\"] /boot/i");
	check(files, tuned, "f",
	      "linux /boot/k [root=/dev/x ro a=$b skew_tick=1 y \"c $d\"] /boot/i; "
	      "/boot/t");
	check(files, env, "g", "linux /boot/k [x]");
	check(files, NULL, "f", "!f.conf: $kernelopts is a variable of GRUB's");
}

static void images(void **state)
{
	static const struct fake_file conf[] = { { "/boot/efi/loader/loader.conf",
						   "default os-6.9.efi@2\n" },
						 { NULL, NULL } };
	static const struct fake_file files[] = {
		{ "/boot/efi/EFI/Linux/os-6.9.efi", "MZ" },
		{ "/boot/efi/EFI/Linux/os-6.9.efi#.osrel",
		  "ID=os\nIMAGE_ID='img'\nPRETTY_NAME=\"My OS\"\nIMAGE_VERSION=6.9\n" },
		{ "/boot/efi/EFI/Linux/os-6.10+2-1.efi", "MZ" },
		{ "/boot/efi/EFI/Linux/os-6.10+2-1.efi#.osrel",
		  "ID=os\nIMAGE_ID=img\nIMAGE_VERSION=6.10\n" },
		{ "/boot/efi/EFI/Linux/os.efi.extra.d/x.addon.efi", "MZ" },
		{ "/boot/efi/EFI/Linux/x.addon.efi", "MZ" },
		{ "/boot/loader/entries/u.conf", "uki /os/u.efi\nprofile 2\n" },
		{ "/boot/loader/entries/v.conf", "uki /os/u.efi\noptions quiet\n" },
		{ "/boot/loader/entries/w.conf", "uki-url http://x/u.efi\n" },
		{ NULL, NULL }
	};

	(void)state;
	check(files, NULL, "newest", "uki /boot/efi/EFI/Linux/os-6.10+2-1.efi");
	check(files, NULL, "default", "uki /boot/efi/EFI/Linux/os-6.10+2-1.efi");
	check(files, NULL, "os-6.10", "uki /boot/efi/EFI/Linux/os-6.10+2-1.efi");
	check(files, NULL, "My OS", "uki /boot/efi/EFI/Linux/os-6.9.efi");
	check(files, NULL, "os-6.9.efi@1", "uki /boot/efi/EFI/Linux/os-6.9.efi @1");
	check(files, conf, "default", "uki /boot/efi/EFI/Linux/os-6.9.efi @2");
	check(files, NULL, "os-6.9@0", "uki /boot/efi/EFI/Linux/os-6.9.efi @0");
	check(files, NULL, "u", "uki /boot/os/u.efi @2");
	check(files, NULL, "u@0", "uki /boot/os/u.efi @0");
	check(files, NULL, "v", "uki /boot/os/u.efi [quiet]");
	check(files, NULL, "w", "!would come from the network");
	check(files, NULL, "x.addon", "!no boot entry");
	check(files, NULL, "os-6.9.efi@x", "!no boot entry");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),  cmocka_unit_test(newest_and_default),
		cmocka_unit_test(places), cmocka_unit_test(efi_variables),
		cmocka_unit_test(images), cmocka_unit_test(variables_of_grub),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
