/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.c - the table of options: kexec-tools' and ours
 *
 * In: nothing. Out: rows.
 * Ref: kexec-compat.md section 1; design.md "Command line".
 */
#include "kexec/options.h"

#include <getopt.h>

#include "base/cleanup.h"
#include "request/plain.h"

#define NO_ARG	 no_argument
#define ARG	 required_argument
#define MAY_ARG	 optional_argument
#define AT(name) offsetof(struct request, plain.name)

/* clang-format off */
#define VALUE(name, letter, has_arg, set, seen) \
	{ name, letter, has_arg, OPTION_VALUE, seen, set, 0, 0, 0 }
#define ACTION(name, letter, has_arg, seen, action, member) \
	{ name, letter, has_arg, OPTION_ACTION, seen, NULL, action, member, 1 }
#define UNSUPPORTED(name, has_arg) \
	{ name, 0, has_arg, OPTION_UNSUPPORTED, 0, NULL, 0, 0, 0 }
/* Of a plain load alone: */
#define PLAIN_ACTION(name, letter, action, member) \
	ACTION(name, letter, NO_ARG, SEEN_PLAIN, action, member)
#define PLAIN_VALUE(name, set) VALUE(name, 0, ARG, set, SEEN_PLAIN)
#define FLAG_SEEN(name, letter, member, value, seen) \
	{ name, letter, NO_ARG, OPTION_FLAG, SEEN_PLAIN | (seen), NULL, 0, member, value }
#define FLAG(name, letter, member) FLAG_SEEN(name, letter, member, 1, 0)
#define CHOICE(name, letter, member, value) \
	{ name, letter, NO_ARG, OPTION_CHOICE, SEEN_PLAIN, NULL, 0, member, value }
/* clang-format on */

static const struct option_row rows[] = {
	ACTION("help", 'h', MAY_ARG, 0, ACTION_HELP, 0),
	ACTION("help-mint", 0, NO_ARG, 0, ACTION_HELP, 0),
	ACTION("version", 'v', NO_ARG, 0, ACTION_VERSION, 0),
	ACTION("load", 'l', NO_ARG, 0, ACTION_LOAD, AT(normal)),
	ACTION("exec", 'e', NO_ARG, 0, ACTION_EXEC, 0),
	ACTION("unload", 'u', NO_ARG, 0, ACTION_UNLOAD, 0),
	PLAIN_ACTION("load-panic", 'p', ACTION_LOAD, AT(panic)),
	PLAIN_ACTION("force", 'f', ACTION_LOAD_EXEC, 0),
	PLAIN_ACTION("status", 'S', ACTION_STATUS, 0),
	PLAIN_ACTION("print-ckr-size", 0, ACTION_CRASH_SIZE, 0),
	PLAIN_ACTION("load-jump-back-helper", 0, ACTION_LOAD_HELPER, 0),

	VALUE("type", 't', ARG, request_set_type, SEEN_TYPE),
	VALUE("debug", 'd', NO_ARG, request_set_debug, SEEN_DEBUG),
	VALUE("initrd", 0, ARG, request_set_initrd, SEEN_INITRD),
	VALUE("ramdisk", 0, ARG, request_set_initrd, SEEN_INITRD),
	VALUE("append", 0, ARG, request_set_append, SEEN_APPEND),
	VALUE("command-line", 0, ARG, request_set_append, SEEN_APPEND),
	VALUE("reuse-cmdline", 0, NO_ARG, request_set_reuse_cmdline, SEEN_REUSE),
	VALUE("sysroot", 0, ARG, request_set_sysroot, SEEN_SYSROOT),

	VALUE("mint-region", 0, ARG, request_set_region, SEEN_REGION),
	VALUE("mint-cpus", 0, ARG, request_set_cpus, SEEN_CPUS),
	VALUE("mint-name", 0, ARG, request_set_name, SEEN_NAME),
	VALUE("mint-swiotlb", 0, ARG, request_set_swiotlb, SEEN_SWIOTLB),
	VALUE("mint-realmode", 0, ARG, request_set_realmode, SEEN_REALMODE),
	VALUE("mint-uart", 0, ARG, request_set_uart, SEEN_UART),
	VALUE("mint-hang-timeout", 0, ARG, request_set_hang_timeout, SEEN_HANG),
	VALUE("mint-unpack", 0, ARG, request_set_unpack, SEEN_UNPACK),
	VALUE("mint-force", 0, NO_ARG, request_set_force, SEEN_FORCE),
	VALUE("mint-conf", 0, ARG, request_set_conf, SEEN_CONF),
	VALUE("mint-dry-run", 0, MAY_ARG, request_set_dry_run, SEEN_DRY_RUN),
	VALUE("mint-device", 0, ARG, request_set_devices, SEEN_DEVICES),
	UNSUPPORTED("mint-no-cache", NO_ARG),

	FLAG("no-ifdown", 'x', AT(no_ifdown)),
	FLAG("no-sync", 'y', AT(no_sync)),
	FLAG("no-checks", 'i', AT(no_checks)),
	PLAIN_VALUE("mem-min", request_set_mem_min),
	VALUE("mem-max", 0, ARG, request_set_mem_max, SEEN_PLAIN | SEEN_MEM_MAX),
	PLAIN_VALUE("entry", request_set_entry),
	FLAG_SEEN("load-preserve-context", 0, AT(preserve_context), 1, SEEN_PRESERVE),
	FLAG_SEEN("reuseinitrd", 0, 0, 0, SEEN_REUSEINITRD),
	FLAG("hotplug", 0, AT(hotplug)),
	CHOICE("kexec-file-syscall", 's', AT(syscall), SYSCALL_FILE),
	CHOICE("kexec-syscall", 'c', AT(syscall), SYSCALL_LOAD),
	CHOICE("kexec-syscall-auto", 'a', AT(syscall), SYSCALL_AUTO),
	FLAG("no-cma", 0, AT(no_cma)),
	FLAG("force-dtb", 0, AT(force_dtb)),

	FLAG("reset-vga", 0, AT(reset_vga)),
	FLAG("console-vga", 0, AT(console_vga)),
	FLAG("console-serial", 0, AT(console_serial)),
	PLAIN_VALUE("serial", request_set_serial),
	PLAIN_VALUE("serial-baud", request_set_baud),
	FLAG("pass-memmap-cmdline", 0, AT(pass_memmap_cmdline)),
	FLAG("noefi", 0, AT(no_efi)),
	FLAG("reuse-video-type", 0, AT(reuse_video_type)),
	FLAG("elf32-core-headers", 0, AT(core_elf32)),
	FLAG_SEEN("elf64-core-headers", 0, AT(core_elf32), 0, 0),
	FLAG("real-mode", 0, AT(real_mode)),
	FLAG("entry-32bit", 0, AT(entry_32bit)),
	PLAIN_VALUE("dtb", request_set_dtb),
	PLAIN_VALUE("module", request_set_module),
	CHOICE("args-linux", 0, AT(args), ARGS_LINUX),
	CHOICE("args-elf", 0, AT(args), ARGS_ELF),
	CHOICE("args-none", 0, AT(args), ARGS_NONE),
};

_Static_assert(ARRAY_SIZE(rows) <= OPTION_MAX, "OPTION_MAX");

const struct option_row *option_row_at(size_t index)
{
	return index < ARRAY_SIZE(rows) ? &rows[index] : NULL;
}
