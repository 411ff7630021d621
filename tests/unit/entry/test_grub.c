/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_grub.c - GRUB's language: words, variables, conditions, what cannot be known
 *
 * In: menus. Out: what would be loaded, or why not, with file and line.
 * Ref: GRUB manual "Shell-like scripting".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "entry/grub.h"
#include "fake_files.h"

#define CFG "/boot/grub/grub.cfg"

/* An expected text that begins with ! is a part of the error instead. */
struct row {
	const char *menu;
	const char *expected;
};

static void check_choice(const struct fake_file *more, const char *menu,
			 const char *choice, const char *expected)
{
	const struct fake_file files[] = { { CFG, menu },
					   { "/boot/vmlinuz", "kernel" },
					   { "/boot/grub/other.cfg",
					     "menuentry o { linux /o o }\n" },
					   { "/boot/sub/vmlinuz-2", "kernel" },
					   { NULL, NULL } };
	const struct fake_system system = { files, more };
	const struct entry_files asked = fake_files(&system);
	struct boot_entry entry = { 0 };
	struct diag diag = { 0 };
	int err = grub_choose(&asked, CFG, choice, &entry, &diag);
	AUTO_FREE char *text = err ? NULL : fake_entry_text(&entry);

	if (*expected == '!') {
		if (!err || !strstr(diag.line, expected + 1))
			fail_msg("'%s': got '%s' / '%s', expected '%s'", menu,
				 text ? text : "", diag.line, expected);
	} else if (err || strcmp(text, expected)) {
		fail_msg("'%s': got '%s' / '%s', expected '%s'", menu, text ? text : "",
			 diag.line, expected);
	}
	boot_entry_free(&entry);
	diag_clear(&diag);
}

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_choice(NULL, rows[i].menu, "default", rows[i].expected);
}

/* The words of a kernel's line. */
static const struct row word_lines[] = {
	{ "a  b\tc", "a b c" },
	{ "memmap=128M\\$1G", "memmap=128M$1G" },
	{ "'memmap=128M$1G'", "memmap=128M$1G" },
	{ "\"memmap=128M\\$1G\"", "memmap=128M$1G" },
	{ "ds=nocloud\\;s=/x/", "ds=nocloud;s=/x/" },
	{ "'ds=nocloud;s=/x/'", "ds=nocloud;s=/x/" },
	{ "'a=b c'", "\"a=b c\"" },
	{ "a='b c'd", "\"a=b cd\"" },
	{ "\"a=b c\"", "\"a=b c\"" },
	{ "a=\\ b", "\"a= b\"" },
	{ "a=\\\"b\\\"", "a=\\\"b\\\"" },
	{ "'it\"s'", "it\\\"s" },
	{ "a\\\\b", "a\\\\b" },
	{ "'a\\b'", "a\\\\b" },
	{ "\"a\\b\"", "a\\\\b" },
	{ "\"a\\\"b\"", "a\\\"b" },
	{ "\"a\\\\b\"", "a\\\\b" },
	{ "\"it's\"", "it\\'s" },
	{ "''", "" },
	{ "a '' b", "a  b" },
	{ "a#b", "a#b" },
	{ "a # b", "a" },
	{ "a #b", "a" },
	{ "a \\# b", "a # b" },
	{ "a \\\n  b", "a b" },
	{ "a\\\nb", "ab" },
	{ "\"a\\\nb\"", "ab" },
	{ "a \\\r\n b\r", "a b" },
	{ "a \\\n# left out\n b", "a b" },
	{ "a \\\n b # c \\\n", "a b" },
	{ "$\"a $u\"", "\"a 12\"" },
	{ "a; echo b", "a" },
	{ "x=$u y=${u}z", "x=12 y=12z" },
	{ "\"x=$u\" '$u'", "x=12 $u" },
	{ "\\$u", "$u" },
	{ "$two", "one two" },
	{ "a${two}b", "aone twob" },
	{ "\"$two\"", "\"one two\"" },
	{ "$none a", "a" },
	{ "a $none", "a" },
	{ "$empty x=$empty", "x=" },
	{ "*", "*" },
	{ "a=[b] !", "a=[b] !" },
	{ "a\\}b", "a}b" },
	{ "then fi", "then fi" },
	{ "\xc3\xa4=\xe2\x82\xac", "\xc3\xa4=\xe2\x82\xac" },
};

static void words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(word_lines); i++) {
		char menu[512], expected[512];

		snprintf(menu, sizeof(menu),
			 "set u=12\nset two='one two'\nset empty=\n"
			 "menuentry x {\n linux /vmlinuz %s\n}\n",
			 word_lines[i].menu);
		snprintf(expected, sizeof(expected), "linux /boot/vmlinuz [%s]",
			 word_lines[i].expected);
		check_choice(NULL, menu, "default", expected);
	}
}

/* What GRUB calls a syntax error, and what only its author knew. */
static const struct row refused_lines[] = {
	{ "a $", "!:3: syntax error" },
	{ "a$'b'", "!:3: syntax error" },
	{ "${a", "!:3: syntax error" },
	{ "${a:-b}", "!:3: syntax error" },
	{ "$(a)", "!:3: syntax error" },
	{ "a && b", "!:3: syntax error" },
	{ "a | b", "!:3: syntax error" },
	{ "a > b", "!:3: syntax error" },
	{ "'a", "!:3: syntax error" },
	{ "a\n \"b", "!:4: syntax error" },
	{ "a;;b", "!:3: syntax error" },
	{ "a { b", "!:2: syntax error: the { that begins here" },
	{ "a { b\n}", "!:3: linux: a { that is not quoted" },
	{ "root=UUID=$v", "!:3: linux: $v in 'root=UUID=' has no value" },
	{ "a\\\n\"root=$1\"$v", "!:3: linux: $v in" },
	{ "root=$found", "!:1: only GRUB knows what search finds" },
	{ "ip=$net_default_ip", "!only GRUB knows its $net_default_ip" },
	{ "'a\nb'", "!:3: linux: a line break" },
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused_lines); i++) {
		char menu[512];

		snprintf(menu, sizeof(menu),
			 "search --fs-uuid --set=found 1234\nmenuentry x {\n"
			 " linux /vmlinuz %s\n}\n",
			 refused_lines[i].menu);
		check_choice(NULL, menu, "default", refused_lines[i].expected);
	}
}

#define ENTRY(name) "menuentry " name " { linux /" name " }\n"

static const struct row condition_rows[] = {
	{ "true", "yes" },
	{ "false", "no" },
	{ "! true", "no" },
	{ "! false", "yes" },
	{ "[ -d /aem ]", "no" },
	{ "[ ! -d /aem ]", "yes" },
	{ "[ -d /sub ]", "yes" },
	{ "[ -f /sub ]", "no" },
	{ "test -e ($root)/vmlinuz", "yes" },
	{ "[ -f (hd0,gpt2)/vmlinuz ]", "yes" },
	{ "[ -s $prefix/grub.cfg ]", "yes" },
	{ "[ -s $prefix/grubenv ]", "no" },
	{ "[ -f ${config_directory}/other.cfg ]", "yes" },
	{ "[ a = a ]", "yes" },
	{ "[ a == b ]", "no" },
	{ "[ a != b ]", "yes" },
	{ "[ a '<' b ]", "yes" },
	{ "[ b '<=' a ]", "no" },
	{ "[ b '>' a ]", "yes" },
	{ "[ a '>=' b ]", "no" },
	{ "[ 10 -gt 9 ]", "yes" },
	{ "[ 0x10 -eq 16 ]", "yes" },
	{ "[ -1 -lt 0 ]", "yes" },
	{ "[ 1 -ne 1 ]", "no" },
	{ "[ 2 -ge 2 -a 2 -le 2 ]", "yes" },
	{ "[ vmlinuz-2 -plt vmlinuz-11 ]", "yes" },
	{ "[ vmlinuz-2 -pgt vmlinuz-11 ]", "no" },
	{ "[ -z \"$none\" ]", "yes" },
	{ "[ -n \"$none\" ]", "no" },
	{ "[ \"$none\" ]", "no" },
	{ "[ $none ]", "yes" },
	{ "[ a ]", "yes" },
	{ "[ a = b -o c = c ]", "yes" },
	{ "[ a = a -a c = d ]", "no" },
	{ "[ ! ( a = b ) -a x ]", "yes" },
	{ "[ x$feature_menuentry_id = xy ]", "yes" },
	{ "[ \"$grub_platform\" = pc ]", "yes" },
	{ "hwmatch x 3; false", "no" },
	{ "set a=1; [ $a = 1 ]", "yes" },
	{ "a=1", "yes" },
	{ "f", "yes" },
	{ "f no", "no" },
	{ "g", "no" },
	{ "load_env", "no" },
	{ "source /nowhere", "no" },
	{ "[ \"$?\" = 0 ]", "yes" },
	{ "false; [ \"$?\" = 1 ]", "yes" },
	{ "hwmatch x 3", "!only GRUB knows" },
	{ "[ -d /aem -o $root = x ]", "!only GRUB knows its $root" },
	{ "[ $root = x -a a = b ]", "no" },
	{ "[ $root = x -o a = a ]", "yes" },
	{ "[ a -nt b ]", "!only GRUB knows" },
	{ "loadfont unicode", "!only GRUB knows what loadfont says" },
};

static void conditions(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(condition_rows); i++) {
		char menu[512], expected[64];

		snprintf(menu, sizeof(menu),
			 "function f { if [ $# = 0 ]; then return 0; fi; return 1; }\n"
			 "function g { return 1 ; set x=1; }\n"
			 "if %s; then\n" ENTRY("yes") "else\n" ENTRY("no") "fi\n",
			 condition_rows[i].menu);
		snprintf(expected, sizeof(expected),
			 *condition_rows[i].expected == '!' ? "%s" : "linux /%s",
			 condition_rows[i].expected);
		check_choice(NULL, menu, "default", expected);
	}
}

static const struct row script_rows[] = {
	/* entries that GRUB does not put into the menu do not count */
	{ "if [ -d /aem ]; then\n" ENTRY("aem") "fi\n" ENTRY("first"), "linux /first" },
	{ "if true; then\nif false; then\n" ENTRY("a") "elif true; then\n" ENTRY(
		  "b") "else\n" ENTRY("c") "fi\nfi",
	  "linux /b" },
	{ "set default=1\n" ENTRY("a") ENTRY("b"), "linux /b" },
	{ "default=1\n" ENTRY("a") ENTRY("b"), "linux /b" },
	{ "set default=\"${saved}\"\n" ENTRY("a"), "linux /a" },
	{ "set default=b\nset x=$default\nset default=$x\n" ENTRY("a") ENTRY("b"),
	  "linux /b" },
	{ "function f { linux $1 $2 \"$@\" $# $*; }\nmenuentry x { f /k 'a b'; }",
	  "linux /k [a b /k \"a b\" 2 /k a b]" },
	{ "menuentry 't 1' --class c { linux /k \"$1\"; }", "linux /k [\"t 1\"]" },
	{ "menuentry x { linux /a; linux /b 1; initrd /i '/j k' }",
	  "linux /b [1] /i; /j k" },
	{ "menuentry x { initrd /i; linux /a; initrd /j }", "linux /a /j" },
	{ "menuentry x --class y --unrestricted { linux /a }", "linux /a" },
	{ "menuentry x --source='linux /a b'", "linux /a [b]" },
	{ "menuentry x { linux16 /a b; initrd16 /c }", "linux /a [b] /c" },
	{ "menuentry x { linuxefi (hd0,gpt2)/vmlinuz b; initrdefi ($root)/c }",
	  "linux /boot/vmlinuz [b] /c" },
	{ "menuentry x { linux \"/a b\" c; initrd '/d e' }", "linux /a b [c] /d e" },
	{ "menuentry x {\n\tlinux\t/a\tb\n}", "linux /a [b]" },
	{ "menuentry x { linux /ROOT/debian@/boot/vmlinuz a }",
	  "linux /boot/vmlinuz [a]" },
	{ "menuentry x { linux /BOOT/ubuntu@/vmlinuz a }", "linux /boot/vmlinuz [a]" },
	{ "menuentry x { linux /@/boot/vmlinuz a }", "linux /boot/vmlinuz [a]" },
	{ "menuentry x { multiboot2 /xen.gz placeholder a='b c'\n module2 "
	  "/vmlinuz "
	  "placeholder root=/dev/sda1 ro\n module2 --nounzip /i }",
	  "multiboot2 /xen.gz [placeholder \"a=b c\"] /boot/vmlinuz placeholder "
	  "root=/dev/sda1 ro; /i" },
	{ "menuentry x { multiboot --quirk-bad-kludge /k a\n module /m }",
	  "multiboot /k [a] /m" },
	{ "menuentry x { linux /a\n boot\n linux /b }", "linux /a" },
	{ "linux /a b\ninitrd /c\nboot\n" ENTRY("d"), "linux /a [b] /c" },
	{ "source $prefix/other.cfg\n" ENTRY("d"), "linux /o [o]" },
	{ ". /grub/other.cfg", "linux /o [o]" },
	{ ENTRY("d") "configfile ($root)/grub/other.cfg\n" ENTRY("e"), "linux /o [o]" },
	{ "configfile /nowhere\n" ENTRY("d"), "linux /d" },
	{ "eval 'set default=1'\n" ENTRY("a") ENTRY("b"), "linux /b" },
	{ "if hwmatch x 3; then set m=1; else set m=2; fi\nmenuentry x { linux "
	  "/a }",
	  "linux /a" },
	{ "if fwsetup --is-supported; then\n" ENTRY("u") "fi\n" ENTRY(
		  "a") "set default=a",
	  "linux /a" },
	{ "set a=1\nexport a\nset b=2\nsubmenu s { menuentry t { linux /a x=$a "
	  "$b; } }\n"
	  "set default='s>t'",
	  "linux /a [x=1]" },
	{ "function f { while true; do f; done }\n" ENTRY("a"), "linux /a" },
	{ "menuentry x { linux /a \\\n\troot=/dev/sda1 \\\n\tquiet\n}",
	  "linux /a [root=/dev/sda1 quiet]" },
	{ "set v='vt.handoff=7'\nmenuentry x { linux /a quiet $v }",
	  "linux /a [quiet vt.handoff=7]" },
	{ "menuentry \"it's > 1\" --id 'a b' { linux /a }\nset default=\"it's >> "
	  "1\"",
	  "linux /a" },
	{ "menuentry 1 { linux /one }\n" ENTRY("two") "set default=1", "linux /one" },
	{ "menuentry x --id 0 { linux /a }\n" ENTRY("b") "set default=0", "linux /a" },
	{ "\r\nmenuentry x {\r\n linux /a b\r\n}\r\n", "linux /a [b]" },
	{ "!", "!no entry '0'" },
	{ "", "!no entry '0'" },
	{ "set default=x\n" ENTRY("a"), "!no entry 'x' with a kernel" },
	{ "menuentry x { chainloader +1 }", "!no entry '0' with a kernel" },
	{ "menuentry x { initrd /a }", "!no entry '0' with a kernel" },
	{ "menuentry x { linux }", "!:1: linux without a file" },
	{ "menuentry x { linux /a\n if hwmatch x; then\n initrd /b; fi }",
	  "!:3: whether this initrd is reached cannot be told here" },
	{ "menuentry x { if hwmatch x; then set a=1; fi\n linux /a b=$a }",
	  "!:2: linux: its argument 2 cannot be told here" },
	{ "if hwmatch x; then set default=1; fi\n" ENTRY("a"),
	  "!which entry is the default cannot be told here: " CFG ":1: only GRUB" },
	{ "for x in a b; do\n" ENTRY("a") "done", "!:1: for, while and until" },
	{ "\nwhile true; do\necho x\ndone", "!:2: for, while and until" },
	{ "until true; do echo; done", "!:1: for, while and until" },
	{ "menuentry x {\n}", "!syntax error" },
	{ "menuentry x {\n linux /a", "!:1: syntax error: the { that begins here" },
	{ "if true; then echo", "!syntax error: \"else\" was expected" },
	{ "if true; fi", "!syntax error: \"then\"" },
	{ "fi", "!:1: syntax error" },
	{ "}", "!:1: syntax error" },
	{ "case x in y) ;; esac", "!syntax error" },
	{ "if true; then function f { echo; }; fi", "!syntax error" },
	{ "function f { f; }\nf", "!call each other endlessly" },
	{ "source $prefix/grub.cfg", "!endlessly" },
	{ "if hwmatch x; then set vt_handoff=7; fi\nmenuentry x { linux /a b $vt_handoff "
	  "}",
	  "linux /a [b]" },
	{ "function f { shift; linux $1 $2; setparams x y; initrd /$2 }\n"
	  "menuentry m n { f /a /b c; initrd /$1$2; }",
	  "linux /b [c] /mn" },
	{ "function f { shift 2; linux $1 $#; }\nmenuentry m { f 1 2 /k; }",
	  "linux /k [1]" },
	{ "function f { if hwmatch x; then shift; fi; }\nf a",
	  "!:1: what $1 is cannot be told here" },
	{ "source $prefix/conf.d/*.cfg", "!:1: source: GRUB may know files by" },
	{ "uki\n" ENTRY("a"), "!uki adds entries that are not known here" },
	{ "uki\n" ENTRY("a") "set default=a", "linux /a" },
	{ "a=$cmdpath\n$a", "!a command whose name only GRUB knows" },
	{ "menuentry x { linux /a\n initrd newc:x:/b }", "!:2: initrd: 'newc:x:/b'" },
	{ "function f { if hwmatch x; then return; fi; }\nf", "!whether this return is" },
};

static void scripts(void **state)
{
	(void)state;
	check_rows(script_rows, ARRAY_SIZE(script_rows));
}

static void environment(void **state)
{
	static const struct fake_file saved[] = {
		{ "/boot/grub/grubenv", "# GRUB Environment Block\nsaved_entry=b\n"
					"k=root=/dev/sda1 a=\"b c\"\ne=x\\\\y\n####" },
		{ NULL, NULL }
	};
	static const struct fake_file once[] = {
		{ "/boot/grub/grubenv", "next_entry=b\n###" }, { NULL, NULL }
	};
	static const char menu[] = "load_env\nset default=\"${saved_entry}\"\n" ENTRY(
		"a") "menuentry b { linux /b $k $e }\n";

	(void)state;
	check_choice(saved, menu, "default",
		     "linux /b [root=/dev/sda1 a=\\\"b c\\\" x\\\\y]");
	check_choice(saved, menu, "0", "linux /a");
	check_choice(saved, "load_env -f ${config_directory}/grubenv k\n" ENTRY("a"), "0",
		     "linux /a");
	check_choice(once, menu, "default", "!grub-reboot chose an entry");
}

static void choices(void **state)
{
	static const struct fake_file kernels[] = { { "/boot/vmlinuz-6.9", "" },
						    { "/boot/vmlinuz-6.10", "" },
						    { "/boot/vmlinuz-6.11.old", "" },
						    { NULL, NULL } };
	static const char menu[] =
		"set default=0\n"
		"menuentry 6.9 --id nine { linux /vmlinuz-6.9 a }\n"
		"menuentry gone { linux /vmlinuz-7.1 }\n"
		"menuentry windows { chainloader +1 }\n"
		"menuentry memtest { linux16 /memtest.bin }\n"
		"submenu more {\n menuentry old { linux /vmlinuz-6.11.old }\n"
		" menuentry 'ten > 9' --id ten { linux /vmlinuz-6.10 b }\n"
		" menuentry recovery { linux /vmlinuz-6.10 single }\n}\n";

	(void)state;
	check_choice(kernels, menu, "default", "linux /boot/vmlinuz-6.9 [a]");
	check_choice(kernels, menu, "newest", "linux /boot/vmlinuz-6.10 [b]");
	check_choice(kernels, menu, "more>ten", "linux /boot/vmlinuz-6.10 [b]");
	check_choice(kernels, menu, "4>ten >> 9", "linux /boot/vmlinuz-6.10 [b]");
	check_choice(kernels, menu, "4>2", "linux /boot/vmlinuz-6.10 [single]");
	check_choice(kernels, menu, "nine", "linux /boot/vmlinuz-6.9 [a]");
	check_choice(kernels, menu, "ten", "!no entry 'ten' with a kernel");
	check_choice(kernels, menu, "windows", "!no entry 'windows' with a kernel");
	check_choice(kernels, menu, "more", "!no entry 'more' with a kernel");
	check_choice(NULL, ENTRY("a"), "newest", "!no entry whose kernel is there");
}

static void bls(void **state)
{
	static const struct fake_file files[] = {
		{ "/boot/loader/entries/m-6.9.conf",
		  "title Nine\nlinux /vmlinuz\ninitrd /i1\ninitrd /i2\noptions "
		  "$kernelopts "
		  "$tuned_params quiet\n" },
		{ "/boot/loader/entries/m-6.10.conf",
		  "title Ten\nlinux\t/vmlinuz\noptions\ta='b c' x\\$y\noptions z\n" },
		{ "/boot/loader/entries/m-0-rescue.conf",
		  "linux /rescue\n# options no\n" },
		{ "/boot/loader/entries/efi.conf", "efi /x.efi\n" },
		{ "/boot/loader/entries/readme", "linux /wrong\n" },
		{ "/boot/grub/grubenv",
		  "kernelopts=root=/dev/sda1 ro\nsaved_entry=m-6.9\n" },
		{ NULL, NULL }
	};
	static const char menu[] =
		"load_env\nset default=\"${saved_entry}\"\ninsmod blscfg\n"
		"blscfg\n" ENTRY("last");

	(void)state;
	check_choice(files, menu, "default",
		     "linux /boot/vmlinuz [root=/dev/sda1 ro quiet] /i1; /i2");
	check_choice(files, menu, "0", "linux /boot/vmlinuz [\"a=b c\" x$y z]");
	check_choice(files, menu, "Ten", "linux /boot/vmlinuz [\"a=b c\" x$y z]");
	check_choice(files, menu, "m-0-rescue", "linux /rescue");
	check_choice(files, menu, "3", "linux /last");
	check_choice(files,
		     "default=m-6.9\nblscfg default\n" ENTRY("x") "blscfg non-default\n",
		     "2", "linux /boot/vmlinuz [\"a=b c\" x$y z]");
	check_choice(files, "blscfg m-0-rescue\n" ENTRY("x"), "1", "linux /x");
	check_choice(files, "early_initrd='u1 u2'\nblscfg\n", "m-0-rescue",
		     "linux /rescue /u1; /u2");
	check_choice(files, "blscfg --path x\n" ENTRY("x"), "1", "!blscfg adds entries");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),       cmocka_unit_test(refused),
		cmocka_unit_test(conditions),  cmocka_unit_test(scripts),
		cmocka_unit_test(environment), cmocka_unit_test(choices),
		cmocka_unit_test(bls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
