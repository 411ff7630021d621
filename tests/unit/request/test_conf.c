/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_conf.c - configuration files: every key, every error with its line
 *
 * In: texts; man/mint.conf.5 below $top_srcdir.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "request/conf.h"
#include "request/conf_file.h"

#define PATH	  "/etc/mint/web.conf"
#define LINE_MOST 198 /* mint.conf.5 says so */

static int parse_size(const char *text, size_t size, unsigned int overridden,
		      struct request *ret, struct diag *diag)
{
	request_init(ret);
	return conf_parse((struct bytes){ (const uint8_t *)text, size }, PATH, overridden,
			  ret, diag);
}

static int parse(const char *text, unsigned int overridden, struct request *ret,
		 struct diag *diag)
{
	return parse_size(text, strlen(text), overridden, ret, diag);
}

/* A text that must be right; request_free() the result. */
static struct request good(const char *text, unsigned int overridden)
{
	struct diag diag = { 0 };
	struct request request;
	int err = parse(text, overridden, &request, &diag);

	if (err)
		fail_msg("'%s': %s", text, diag.line);
	assert_string_equal(diag.line, "");
	return request;
}

#define ALL_KEYS                                 \
	"# a comment\n"                          \
	"kernel = /boot/vmlinuz\n"               \
	"initrd=/boot/initrd.img\n"              \
	"initrd = /boot/second ; not the last\n" \
	"  ; neither is this\n"                  \
	"append = console=ttyS1,115200 quiet\n"  \
	"region = 1G+512M\n"                     \
	"\n"                                     \
	"cpus : 3,1-2\r\n"                       \
	"swiotlb = auto:80M\n"                   \
	"realmode = 0x10000+64K\n"               \
	"devices =\n"                            \
	"uart = ttyS1\n"                         \
	"unpack = no\n"                          \
	"force = yes\n"                          \
	"profile = 1\n"                          \
	"scrub = no\n"                           \
	"hang-timeout = 30\n"                    \
	"heartbeat-timeout = 10\n"               \
	"start-timeout = 1\n"                    \
	"stop-timeout = 0\n"                     \
	"reset-policy = stop"

static void all_keys_check(const struct request *r)
{
	assert_string_equal(r->kernel, "/boot/vmlinuz");
	assert_int_equal(r->nr_initrds, 2);
	assert_string_equal(r->initrd[0], "/boot/initrd.img");
	assert_string_equal(r->initrd[1], "/boot/second");
	assert_string_equal(r->append, "console=ttyS1,115200 quiet");
	assert_true(r->has_region);
	assert_int_equal(r->region.start, SIZE_1G);
	assert_int_equal(r->region.end, SIZE_1G + (512 << 20));
	assert_true(r->has_cpus);
	assert_int_equal(r->nr_cpus, 3);
	assert_int_equal(r->cpu[0], 3);
	assert_int_equal(r->cpu[2], 2);
	assert_int_equal(r->swiotlb_mode, WINDOW_AUTO);
	assert_int_equal(r->swiotlb_size, 80 << 20);
	assert_int_equal(r->realmode_mode, WINDOW_RANGE);
	assert_int_equal(r->realmode.end, 0x20000);
	assert_string_equal(r->uart, "ttyS1");
	assert_int_equal(r->unpack, UNPACK_NO);
	assert_true(r->force);
	assert_int_equal(r->plain.profile, 1);
	assert_true(r->keep_contents);
	assert_int_equal(r->hang_timeout_ms, 30000);
	assert_int_equal(r->heartbeat_timeout_ms, 10000);
	assert_int_equal(r->start_timeout_ms, 1000);
	assert_int_equal(r->stop_timeout_ms, 0);
	assert_int_equal(r->reset_policy, RESET_STOP);
	assert_string_equal(r->name, "web");
}

static void every_key(void **state)
{
	static const char *const ways[] = { ALL_KEYS, "[os]\n" ALL_KEYS "\n",
					    "\xef\xbb\xbf" ALL_KEYS "\r\n",
					    "\xef\xbb\xbf [os] ; all of it\n" ALL_KEYS };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct request request = good(ways[i], 0);

		all_keys_check(&request);
		request_free(&request);
		assert_null(request.conf_text);
	}
}

static void nothing_gives_defaults(void **state)
{
	struct request request = good("", 0);

	(void)state;
	assert_null(request.kernel);
	assert_null(request.append);
	assert_false(request.has_region || request.has_cpus || request.force);
	assert_int_equal(request.nr_initrds, 0);
	assert_int_equal(request.hang_timeout_ms, 0);
	assert_int_equal(request.heartbeat_timeout_ms, 0);
	assert_int_equal(request.start_timeout_ms, 120000);
	assert_int_equal(request.stop_timeout_ms, 90000);
	assert_int_equal(request.reset_policy, RESET_RESTART);
	assert_string_equal(request.sysroot, "");
	request_free(&request);
}

static void values(void **state)
{
	struct request r;

	(void)state;
	r = good("force = no\nhang-timeout = off\nheartbeat-timeout = off\nreset-policy "
		 "= restart\n"
		 "start-timeout = off\nstop-timeout = 86400\nuart=0x2F8\nappend =\n",
		 0);
	assert_false(r.force);
	assert_int_equal(r.hang_timeout_ms, 0);
	assert_int_equal(r.heartbeat_timeout_ms, 0);
	assert_int_equal(r.start_timeout_ms, 0);
	assert_int_equal(r.stop_timeout_ms, 86400000);
	assert_int_equal(r.reset_policy, RESET_RESTART);
	assert_string_equal(r.uart, "0x2F8");
	assert_string_equal(r.append, "");
	request_free(&r);
	r = good("region = auto:1G\ncpus = auto:2\n", 0);
	assert_true(r.has_region && r.auto_region && r.has_cpus && r.auto_cpus);
	assert_int_equal(r.region_size, SIZE_1G);
	assert_int_equal(r.nr_cpus, 2);
	request_free(&r);
}

static void append_goes_on(void **state)
{
	static const struct {
		const char *text, *append;
	} rows[] = {
		{ "append = a\n b\n\tc=d e ; f\nuart=none\n", "a b c=d e" },
		{ "append =\n a\n b\n", "a b" },
		{ "append = a\n\n# between\n  ; too\n  b", "a b" },
		{ "append = a\n x region=1\n quiet swiotlb=force\n", "a x region=1 quiet "
								     "swiotlb=force" },
		{ "append = a\n [b]\n", "a [b]" },
		{ "append = a;b \"c  d\"\n", "a;b \"c  d\"" },
		{ "append = a\n regions=1\n region\n", "a regions=1 region" },
		{ "append = a#b\n", "a#b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct request request = good(rows[i].text, 0);

		assert_string_equal(request.append, rows[i].append);
		request_free(&request);
	}
}

static const struct {
	const char *text;
	int err;
	const char *say; /* behind the path */
} errors[] = {
	{ "kernle = /x", -EINVAL,
	  ":1: \"kernle\" is no key; there are kernel, initrd, "
	  "append, region, cpus, swiotlb, realmode, devices, uart, "
	  "unpack, force, profile, scrub, hang-timeout, heartbeat-timeout, "
	  "start-timeout, "
	  "stop-timeout, "
	  "reset-policy" },
	{ "Kernel = /x", -EINVAL, ":1: \"Kernel\" is no key" },
	{ "\n= 1", -EINVAL, ":2: \"\" is no key" },
	{ "region = 1G+1G\n\ncpus=1\nregion = 2G+1G\n", -EINVAL,
	  ":4: region is in line 1 already" },
	{ "append = a\nappend = b\n", -EINVAL, ":2: append is in line 1 already" },
	{ "[os]\nforce=no\n[os]\nforce=no\n", -EINVAL, ":4: force is in line 2 already" },
	/* sections, with and without keys behind them */
	{ "[web]\n", -EINVAL, ":1: [web]: the only section is [os]" },
	{ "uart=none\n[os\n", -EINVAL, ":2: [os: the only section is [os]" },
	{ "[os] x\n", -EINVAL, ":1: [os] x: the only section is [os]" },
	{ "  [web]\nuart=none\n", -EINVAL, ":1: [web]: the only section" },
	/* no KEY = VALUE */
	{ "\nkernel\n", -EINVAL, ":2: KEY = VALUE was expected" },
	{ "kernel ; = /x\n", -EINVAL, ":1: KEY = VALUE was expected" },
	{ "kernel\nfrob = 1\n[x]\n", -EINVAL, ":1: KEY = VALUE was expected" },
	{ "frob = 1\nkernel\n", -EINVAL, ":1: \"frob\" is no key" },
	{ "kernel\nuart=\001\n", -EINVAL, ":1: KEY = VALUE was expected" },
	/* indented lines */
	{ "kernel = /a\n region = 1G+1G\n", -EINVAL,
	  ":2: an indented line goes on with the value of kernel, but only append may" },
	{ "append = a\n\tregion = 1G+1G\n", -EINVAL,
	  ":2: an indented line goes on with append, but this one reads like the key "
	  "region" },
	{ "append = a\n b\n cpus:1\n", -EINVAL,
	  ":3: an indented line goes on with append" },
	{ "append = a\n # b\n c #d\n", -EINVAL, ":3: append: \"#d\" would belong" },
	/* characters */
	{ "append = a\rb\n", -EINVAL, ":1: byte 11 is 0x0d" },
	{ "append = a\r\r\n", -EINVAL, ":1: byte 11 is 0x0d" },
	{ "\nappend = \033[31m\n", -EINVAL, ":2: byte 10 is 0x1b" },
	{ "append = \x7f", -EINVAL, ":1: byte 10 is 0x7f" },
	{ "\xef\xbb\xbf\xef\xbb\xbf[web]\n", -EINVAL, ":1: KEY = VALUE" },
	/* values */
	{ "kernel =\n", -EINVAL, ":1: kernel: \"\" is no absolute path" },
	{ "kernel = vmlinuz", -EINVAL, ":1: kernel: \"vmlinuz\" is no absolute path" },
	{ "kernel = \"/vmlinuz\"", -EINVAL,
	  ":1: kernel: \"\"/vmlinuz\"\" is no absolute" },
	{ "initrd = ./x", -EINVAL, ":1: initrd: \"./x\" is no absolute path" },
	{ "kernel = /vmlinuz # new", -EINVAL, ":1: kernel: \"# new\" would belong" },
	{ "append = # none", -EINVAL, ":1: append: \"# none\" would belong" },
	{ "region = 1G\n", -EINVAL, ":1: region: " },
	{ "region =\n", -EINVAL, ":1: region: " },
	{ "cpus = 1-x\n", -EINVAL, ":1: cpus: \"x\" is not a CPU number" },
	{ "cpus =\n", -EINVAL, ":1: cpus: \"\" is not a CPU number" },
	{ "swiotlb = 1\n", -EINVAL, ":1: swiotlb: " },
	{ "realmode = none\n", -EINVAL, ":1: realmode: " },
	{ "devices = 0000:01:00.8\n", -EINVAL,
	  ":1: devices: \"0000:01:00.8\" is no address of a PCI function, like "
	  "0000:02:00.0 (lspci -D shows them)" },
	{ "uart = com1\n", -EINVAL,
	  ":1: uart: \"com1\" is neither none, ttySN nor 0xPORT" },
	{ "uart =\n", -EINVAL, ":1: uart: \"\" is neither" },
	{ "uart = ttyS\n", -EINVAL, ":1: uart: \"ttyS\" is neither" },
	{ "uart = ttySa\n", -EINVAL, ":1: uart: \"ttySa\" is neither" },
	{ "uart = 0x\n", -EINVAL, ":1: uart: \"0x\" is neither" },
	{ "uart = 0x2f8,115200\n", -EINVAL, ":1: uart: \"0x2f8,115200\" is neither" },
	{ "uart = 2f8\n", -EINVAL, ":1: uart: \"2f8\" is neither" },
	{ "scrub = maybe\n", -EINVAL, ":1: scrub: \"maybe\" is neither yes nor no" },
	{ "unpack = yes\n", -EINVAL, ":1: unpack: \"yes\" is neither auto nor no" },
	{ "force =\n", -EINVAL, ":1: force: \"\" is neither yes nor no" },
	{ "force = 1\n", -EINVAL, ":1: force: \"1\" is neither yes nor no" },
	{ "hang-timeout = 0\n", -EINVAL,
	  ":1: hang-timeout: \"0\" is not off or 1 to 86400 whole seconds" },
	{ "hang-timeout = 86401\n", -EINVAL,
	  ":1: hang-timeout: \"86401\" is not off or" },
	{ "heartbeat-timeout = 9\n", -EINVAL,
	  ":1: heartbeat-timeout: \"9\" is not off or 10 to 86400 whole seconds" },
	{ "heartbeat-timeout =\n", -EINVAL, ":1: heartbeat-timeout: \"\" is not off or" },
	{ "start-timeout = 0\n", -EINVAL,
	  ":1: start-timeout: \"0\" is not off or 1 to 86400 whole seconds" },
	{ "start-timeout = 86401\n", -EINVAL,
	  ":1: start-timeout: \"86401\" is not off or" },
	{ "start-timeout = never\n", -EINVAL,
	  ":1: start-timeout: \"never\" is not off or" },
	{ "start-timeout =\n", -EINVAL, ":1: start-timeout: \"\" is not off or" },
	{ "stop-timeout = 90s\n", -EINVAL,
	  ":1: stop-timeout: \"90s\" is not 0 to 86400 whole seconds" },
	{ "stop-timeout = off\n", -EINVAL, ":1: stop-timeout: \"off\" is not 0 to" },
	{ "stop-timeout = -1\n", -EINVAL, ":1: stop-timeout: \"-1\" is not 0 to" },
	{ "stop-timeout =\n", -EINVAL, ":1: stop-timeout: \"\" is not 0 to" },
	{ "stop-timeout = 18446744073709551617\n", -EINVAL,
	  ":1: stop-timeout: \"18446744" },
	{ "reset-policy = reboot\n", -EINVAL,
	  ":1: reset-policy: \"reboot\" is neither restart nor stop" },
};

static void every_error_has_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		struct diag diag = { 0 };
		struct request request, before;
		char want[512];
		int err;

		request_init(&before);
		snprintf(want, sizeof(want), PATH "%s", errors[i].say);
		err = parse(errors[i].text, 0, &request, &diag);
		if (err != errors[i].err || strncmp(diag.line, want, strlen(want)))
			fail_msg("'%s': %d, '%s'", errors[i].text, err, diag.line);
		assert_memory_equal(&request, &before, sizeof(request));
		/* what an option overrides is checked all the same */
		diag_clear(&diag);
		assert_int_equal(parse(errors[i].text, ~0U, &request, &diag), err);
		assert_memory_equal(diag.line, want, strlen(want));
	}
}

static void a_nul_is_no_end(void **state)
{
	static const char text[] = "uart=none\nforce=no\0\nfrob=1\n";
	struct diag diag = { 0 };
	struct request request;

	(void)state;
	assert_int_equal(parse_size(text, sizeof(text) - 1, 0, &request, &diag), -EINVAL);
	assert_string_equal(diag.line, PATH ":2: byte 9 is 0x00, which no text file has");
}

/* @first, then letters up to @size bytes, then the line end */
static int parse_line(const char *first, size_t size, struct request *ret,
		      struct diag *diag)
{
	char text[1024];

	memset(text, 'x', sizeof(text));
	memcpy(text, first, strlen(first));
	strcpy(text + size, "\nuart=ttyS1\n");
	return parse(text, 0, ret, diag);
}

static void line_lengths(void **state)
{
	struct diag diag = { 0 };
	struct request request;

	(void)state;
	assert_int_equal(parse_line("append = ", LINE_MOST, &request, &diag), 0);
	assert_int_equal(strlen(request.append), LINE_MOST - 9);
	assert_string_equal(request.uart, "ttyS1");
	request_free(&request);
	for (size_t size = 1; size < 1000; size += 3) {
		assert_int_equal(
			parse_line(size % 2 ? "#" : " ; ", size + 3, &request, &diag), 0);
		assert_string_equal(request.uart, "ttyS1");
		request_free(&request);
	}
	assert_int_equal(parse_line("append = ", LINE_MOST + 1, &request, &diag),
			 -EINVAL);
	assert_string_equal(diag.line,
			    PATH ":1: the line has 199 bytes, 198 are the most "
				 "(append may go on in a next line that begins "
				 "with a blank)");
}

static void initrds_have_a_limit(void **state)
{
	char text[1024] = "";
	struct diag diag = { 0 };
	struct request request;

	(void)state;
	for (int i = 0; i < REQUEST_MAX_INITRDS; i++)
		strcat(text, "initrd = /x\n");
	request = good(text, 0);
	assert_int_equal(request.nr_initrds, REQUEST_MAX_INITRDS);
	request_free(&request);
	strcat(text, "initrd = /y\n");
	assert_int_equal(parse(text, 0, &request, &diag), -E2BIG);
	assert_string_equal(diag.line, PATH ":17: initrd: more than 16 initrds");
}

static void overridden_keys_are_left_out(void **state)
{
	struct request r =
		good(ALL_KEYS, CONF_BIT(CONF_INITRD) | CONF_BIT(CONF_APPEND) |
				       CONF_BIT(CONF_REGION) | CONF_BIT(CONF_FORCE) |
				       CONF_BIT(CONF_NAME));

	(void)state;
	assert_int_equal(r.nr_initrds, 0);
	assert_null(r.append);
	assert_false(r.has_region || r.force);
	assert_string_equal(r.name, "");
	assert_string_equal(r.kernel, "/boot/vmlinuz");
	assert_int_equal(r.nr_cpus, 3);
	request_free(&r);
	r = good(ALL_KEYS, (1U << (CONF_NAME + 1)) - 1);
	assert_null(r.kernel);
	assert_null(r.uart);
	assert_false(r.has_cpus);
	assert_int_equal(r.stop_timeout_ms, REQUEST_STOP_TIMEOUT_MS);
	request_free(&r);
}

static void names(void **state)
{
	static const struct {
		const char *path, *name; /* NULL: none */
	} rows[] = {
		{ "/etc/mint/web.conf", "web" },
		{ "web.conf", "web" },
		{ "../a-b_c9.conf", "a-b_c9" },
		{ "/x.conf/web", "web" },
		{ "/etc/mint/conf", "conf" },
		{ "/etc/mint/Web.conf", NULL },
		{ "/etc/mint/web.conf.bak", NULL },
		{ "/etc/mint/.conf", NULL },
		{ "/etc/mint/", NULL },
		{ "/0123456789012345678901234567890.conf",
		  "0123456789012345678901234567890" },
		{ "/01234567890123456789012345678901.conf", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct diag diag = { 0 };
		struct request request;
		int err;

		request_init(&request);
		err = conf_parse((struct bytes){ NULL, 0 }, rows[i].path, 0, &request,
				 &diag);
		if (rows[i].name) {
			assert_int_equal(err, 0);
			assert_string_equal(request.name, rows[i].name);
			request_free(&request);
			continue;
		}
		assert_int_equal(err, -EINVAL);
		assert_non_null(strstr(diag.line, ": the OS is named like the file: "));
		assert_null(request.conf_text);
	}
}

static void files(void **state)
{
	char path[] = "/tmp/test_conf_XXXXXX";
	AUTO_CLOSE int fd = mkstemp(path);
	struct diag diag = { 0 };
	struct request request;
	char blanks[512];

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "uart=ttyS1\nfrob=1\n", 18), 18);
	request_init(&request);
	assert_int_equal(conf_read(path, 0, &request, &diag), -EINVAL);
	assert_non_null(strstr(diag.line, ":2: \"frob\" is no key"));
	assert_int_equal(ftruncate(fd, 11), 0);
	diag_clear(&diag);
	/* mkstemp's upper case is no name */
	assert_int_equal(conf_read(path, CONF_BIT(CONF_NAME), &request, &diag), 0);
	assert_string_equal(request.uart, "ttyS1");
	request_free(&request);
	memset(blanks, '\n', sizeof(blanks));
	for (int i = 0; i < CONF_SIZE_MAX / 512; i++)
		assert_int_equal(write(fd, blanks, 512), 512);
	assert_int_equal(conf_read(path, CONF_BIT(CONF_NAME), &request, &diag), -E2BIG);
	assert_non_null(strstr(diag.line, ": more than 65536 bytes"));
	assert_int_equal(unlink(path), 0);
	diag_clear(&diag);
	assert_int_equal(conf_read(path, 0, &request, &diag), -ENOENT);
	assert_non_null(strstr(diag.line, ": No such file or directory"));
	diag_clear(&diag);
	assert_int_equal(conf_read("/", 0, &request, &diag), -EISDIR);
	assert_string_equal(diag.line, "/: Is a directory");
}

/* "… is no key; there are kernel, initrd, …": what a user sees of them. */
static void every_key_is_in_the_manual(void **state)
{
	const char *directory = getenv("top_srcdir");
	AUTO_FREE char *text = NULL;
	AUTO_FCLOSE FILE *page = NULL;
	struct diag diag = { 0 };
	struct request request;
	char path[4096], item[64], *names, *name;
	size_t room = 0, items = 0, keys = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s/man/mint.conf.5", directory ? directory : ".");
	page = fopen(path, "r");
	assert_non_null(page);
	assert_true(getdelim(&text, &room, '\0', page) > 0);
	assert_int_equal(parse("frob = 1", 0, &request, &diag), -EINVAL);
	names = strstr(diag.line, "there are ");
	assert_non_null(names);
	names += strlen("there are ");
	for (; (name = strsep(&names, ",")); keys++) {
		name += strspn(name, " ");
		snprintf(item, sizeof(item), "\n.It Ic %s No =", name);
		if (!strstr(text, item))
			fail_msg("mint.conf.5 has no item for %s", name);
	}
	assert_int_equal(keys, CONF_KEYS);
	for (const char *at = text; (at = strstr(at, "\n.It Ic ")); at++)
		items++;
	assert_int_equal(items, CONF_KEYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key),
		cmocka_unit_test(nothing_gives_defaults),
		cmocka_unit_test(values),
		cmocka_unit_test(append_goes_on),
		cmocka_unit_test(every_error_has_its_line),
		cmocka_unit_test(a_nul_is_no_end),
		cmocka_unit_test(line_lengths),
		cmocka_unit_test(initrds_have_a_limit),
		cmocka_unit_test(overridden_keys_are_left_out),
		cmocka_unit_test(names),
		cmocka_unit_test(files),
		cmocka_unit_test(every_key_is_in_the_manual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
