/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.c - the table of options: kexec-tools' and ours
 *
 * In: a request. Out: rows. Those that write no bool of the request are the same for
 * each. Ref: docs/compat.md "Options"; docs/design.md "Command line".
 */
#include "kexec/options.h"

#include <getopt.h>
#include <string.h>

#include "base/cleanup.h"
#include "request/plain.h"

#define NO_ARG	no_argument
#define ARG	required_argument
#define MAY_ARG optional_argument

/* clang-format off */
#define VALUE(name_, letter_, has_arg_, set_, seen_) \
	{ .name = name_, .letter = letter_, .has_arg = has_arg_, \
	  .kind = OPTION_VALUE, .seen = seen_, .set = set_ }
#define ACTION(name_, letter_, has_arg_, seen_, action_) \
	{ .name = name_, .letter = letter_, .has_arg = has_arg_, \
	  .kind = OPTION_ACTION, .seen = seen_, .action = action_ }
#define UNSUPPORTED(name_) { .name = name_, .kind = OPTION_UNSUPPORTED }
/* Of a plain load alone: */
#define PLAIN_ACTION(name_, letter_, action_) \
	ACTION(name_, letter_, NO_ARG, SEEN_PLAIN, action_)
#define PLAIN_VALUE(name_, set_) VALUE(name_, 0, ARG, set_, SEEN_PLAIN)
#define SYSCALL(name_, letter_, syscall_) \
	{ .name = name_, .letter = letter_, .kind = OPTION_SYSCALL, \
	  .seen = SEEN_PLAIN, .syscall = syscall_ }
#define ARGS(name_, args_) \
	{ .name = name_, .kind = OPTION_ARGS, .seen = SEEN_PLAIN, .args = args_ }
/* Into a bool: */
#define ACTION_FLAG(name_, letter_, seen_, action_, flag_) \
	{ .name = name_, .letter = letter_, .kind = OPTION_ACTION, \
	  .seen = seen_, .action = action_, .flag = flag_, .value = true }
#define FLAG_SEEN(name_, letter_, flag_, value_, seen_) \
	{ .name = name_, .letter = letter_, .kind = OPTION_FLAG, \
	  .seen = SEEN_PLAIN | (seen_), .flag = flag_, .value = value_ }
#define FLAG(name_, letter_, flag_) FLAG_SEEN(name_, letter_, flag_, true, 0)
/* clang-format on */

static const struct option_row rows[] = {
	ACTION("help", 'h', MAY_ARG, 0, ACTION_HELP),
	ACTION("help-mint", 0, NO_ARG, 0, ACTION_HELP),
	ACTION("version", 'v', NO_ARG, 0, ACTION_VERSION),
	ACTION("exec", 'e', NO_ARG, 0, ACTION_EXEC),
	ACTION("unload", 'u', NO_ARG, 0, ACTION_UNLOAD),
	PLAIN_ACTION("force", 'f', ACTION_LOAD_EXEC),
	PLAIN_ACTION("status", 'S', ACTION_STATUS),
	PLAIN_ACTION("print-ckr-size", 0, ACTION_CRASH_SIZE),
	PLAIN_ACTION("load-jump-back-helper", 0, ACTION_LOAD_HELPER),

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
	VALUE("mint-no-scrub", 0, NO_ARG, request_set_no_scrub, SEEN_SCRUB),
	VALUE("mint-conf", 0, ARG, request_set_conf, SEEN_CONF),
	VALUE("mint-dry-run", 0, MAY_ARG, request_set_dry_run, SEEN_DRY_RUN),
	VALUE("mint-device", 0, ARG, request_set_devices, SEEN_DEVICES),
	UNSUPPORTED("mint-no-cache"),

	PLAIN_VALUE("mem-min", request_set_mem_min),
	VALUE("mem-max", 0, ARG, request_set_mem_max, SEEN_PLAIN | SEEN_MEM_MAX),
	PLAIN_VALUE("entry", request_set_entry),
	SYSCALL("kexec-file-syscall", 's', SYSCALL_FILE),
	SYSCALL("kexec-syscall", 'c', SYSCALL_LOAD),
	SYSCALL("kexec-syscall-auto", 'a', SYSCALL_AUTO),
	PLAIN_VALUE("serial", request_set_serial),
	PLAIN_VALUE("serial-baud", request_set_baud),
	PLAIN_VALUE("dtb", request_set_dtb),
	PLAIN_VALUE("module", request_set_module),
	VALUE("profile", 0, ARG, request_set_profile, SEEN_PROFILE),
	ARGS("args-linux", ARGS_LINUX),
	ARGS("args-elf", ARGS_ELF),
	ARGS("args-none", ARGS_NONE),
	FLAG_SEEN("reuseinitrd", 0, NULL, false, SEEN_REUSEINITRD),
};

static void rows_add(struct option_table *table, const struct option_row *row,
		     size_t count)
{
	memcpy(&table->row[table->count], row, count * sizeof(*row));
	table->count += count;
}

static void flags_add(struct option_table *table, struct request_plain *plain)
{
	const struct option_row flags[] = {
		ACTION_FLAG("load", 'l', 0, ACTION_LOAD, &plain->normal),
		ACTION_FLAG("load-panic", 'p', SEEN_PLAIN, ACTION_LOAD, &plain->panic),

		FLAG("no-ifdown", 'x', &plain->no_ifdown),
		FLAG("no-sync", 'y', &plain->no_sync),
		FLAG("no-checks", 'i', &plain->no_checks),
		FLAG_SEEN("load-preserve-context", 0, &plain->preserve_context, true,
			  SEEN_PRESERVE),
		FLAG("hotplug", 0, &plain->hotplug),
		FLAG("no-cma", 0, &plain->no_cma),
		FLAG("force-dtb", 0, &plain->force_dtb),

		FLAG("reset-vga", 0, &plain->reset_vga),
		FLAG("console-vga", 0, &plain->console_vga),
		FLAG("console-serial", 0, &plain->console_serial),
		FLAG("pass-memmap-cmdline", 0, &plain->pass_memmap_cmdline),
		FLAG("noefi", 0, &plain->no_efi),
		FLAG("reuse-video-type", 0, &plain->reuse_video_type),
		FLAG("elf32-core-headers", 0, &plain->core_elf32),
		FLAG_SEEN("elf64-core-headers", 0, &plain->core_elf32, false, 0),
		FLAG("real-mode", 0, &plain->real_mode),
		FLAG("entry-32bit", 0, &plain->entry_32bit),
	};

	_Static_assert(ARRAY_SIZE(rows) + ARRAY_SIZE(flags) <= OPTION_MAX, "OPTION_MAX");
	rows_add(table, flags, ARRAY_SIZE(flags));
}

void options_fill(struct option_table *ret, struct request *request)
{
	ret->count = 0;
	rows_add(ret, rows, ARRAY_SIZE(rows));
	flags_add(ret, &request->plain);
}
