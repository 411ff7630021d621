/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub.c - what GRUB would start
 *
 * In: grub.cfg. Out: struct boot_entry.
 *
 *	variables of GRUB's own -> grub.cfg -> menu, $default -> the entry -> its kernel
 *
 * Ref: GRUB 2.12 grub-core/normal/main.c (features), grub-core/normal/menu.c; GRUB manual
 * "Special environment variables".
 */
#include "entry/grub.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "entry/grub_entries.h"
#include "entry/grub_kernel.h"
#include "entry/grub_run.h"
#include "entry/grub_verbs.h"
#include "entry/order.h"

static const struct grub_verb verbs[] = {
	{ "menuentry", grub_verb_menuentry },
	{ "submenu", grub_verb_menuentry },
	{ "linux", grub_verb_linux },
	{ "linux16", grub_verb_linux },
	{ "linuxefi", grub_verb_linux },
	{ "initrd", grub_verb_initrd },
	{ "initrd16", grub_verb_initrd },
	{ "initrdefi", grub_verb_initrd },
	{ "multiboot", grub_verb_multiboot },
	{ "multiboot2", grub_verb_multiboot },
	{ "module", grub_verb_module },
	{ "module2", grub_verb_module },
	{ "boot", grub_verb_boot },
	{ "[", grub_verb_test },
	{ "test", grub_verb_test },
	{ "true", grub_verb_nothing },
	{ "false", grub_verb_false },
	{ "set", grub_verb_set },
	{ "unset", grub_verb_unset },
	{ "export", grub_verb_export },
	{ "return", grub_verb_return },
	{ "shift", grub_verb_shift },
	{ "setparams", grub_verb_setparams },
	{ "load_env", grub_verb_load_env },
	{ "save_env", grub_verb_nothing },
	{ "search", grub_verb_search },
	{ "search.file", grub_verb_search_short },
	{ "search.fs_uuid", grub_verb_search_short },
	{ "search.fs_label", grub_verb_search_short },
	{ "search_fs_file", grub_verb_search_short },
	{ "search_fs_uuid", grub_verb_search_short },
	{ "search_label", grub_verb_search_short },
	{ "probe", grub_verb_find },
	{ "regexp", grub_verb_find },
	{ "smbios", grub_verb_find },
	{ "read", grub_verb_read },
	{ "hwmatch", grub_verb_hwmatch },
	{ "source", grub_verb_source },
	{ ".", grub_verb_source },
	{ "configfile", grub_verb_configfile },
	{ "eval", grub_verb_eval },
	{ "blscfg", grub_verb_blscfg },
	{ "bls_import", grub_verb_blscfg },
	{ "uki", grub_verb_unknown_entries },
	{ "extract_entries_source", grub_verb_unknown_entries },
	{ "legacy_source", grub_verb_unknown_entries },
	{ "syslinux_source", grub_verb_unknown_entries },
	{ "extract_legacy_entries_source", grub_verb_unknown_entries },
	{ "extract_syslinux_entries_source", grub_verb_unknown_entries },
	{ "insmod", grub_verb_nothing },
	{ "echo", grub_verb_nothing },
	{ "clear", grub_verb_nothing },
	{ "terminal_input", grub_verb_nothing },
	{ "terminal_output", grub_verb_nothing },
	{ NULL, NULL },
};

/* What GRUB sets itself; ENTRY_SYSTEM: as this system has it, whatever the device. */
static const char *const features[] = {
	"feature_chainloader_bpb",	  "feature_ntldr",
	"feature_platform_search_hint",	  "feature_default_font_path",
	"feature_all_video_module",	  "feature_menuentry_id",
	"feature_menuentry_options",	  "feature_200_final",
	"feature_nativedisk_cmd",	  "feature_timeout_style",
	"feature_search_cryptodisk_only",
};

/* The other ones that only GRUB knows. */
static const char *const unknowns[] = {
	"root",
	"cmdpath",
	"fw_path",
	"lockdown",
	"shim_lock",
	"check_signatures",
	"net_default_ip",
	"net_default_mac",
	"random",
	"net_default_server",
	"pxe_default_server",
	"net_default_interface",
	"net_default_hostname",
};

static int own_set(struct grub *grub, const char *name, const char *value)
{
	int err = grub_set(&grub->variables, name, value);

	return err ? err : grub_export(&grub->variables, name);
}

static int unknowns_set(struct grub *grub)
{
	for (size_t i = 0; i < ARRAY_SIZE(unknowns); i++) {
		const char *why =
			arena_printf(grub->arena, "only GRUB knows its $%s", unknowns[i]);

		if (!why || grub_assign_unknown(grub, unknowns[i], why) ||
		    grub_export(&grub->variables, unknowns[i]))
			return -ENOMEM;
	}
	return 0;
}

/* Menus set menuentry_id_option themselves; one that does not means --id by it. */
static int variables_set(struct grub *grub, const char *config)
{
	const char *slash = strrchr(config, '/');
	int size = slash ? (int)(slash - config) : 0;
	size_t ignored;
	bool is_efi = grub->files->look(grub->files->context, "/sys/firmware/efi",
					&ignored) == ENTRY_PATH_DIRECTORY;
	const char *prefix = arena_printf(grub->arena, ENTRY_SYSTEM "%.*s", size, config);
	const struct {
		const char *name, *value;
	} own[] = {
		{ "prefix", prefix },
		{ "config_directory", prefix },
		{ "config_file", arena_printf(grub->arena, ENTRY_SYSTEM "%s", config) },
		{ "grub_cpu", is_efi ? "x86_64" : "i386" },
		{ "grub_platform", is_efi ? "efi" : "pc" },
		{ "menuentry_id_option", "--id" },
	};

	grub->environment = arena_printf(grub->arena, "%.*s/grubenv", size, config);
	if (!grub->environment)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(features); i++)
		if (own_set(grub, features[i], "y"))
			return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (!own[i].value || own_set(grub, own[i].name, own[i].value))
			return -ENOMEM;
	return unknowns_set(grub);
}

/* grub-reboot(8) is for one boot by GRUB, which forgets it then; so it is left to it. */
static int environment_check(struct grub *grub)
{
	const char *next;

	if (grub_env_load(grub, grub->environment, NULL) == -ENOMEM)
		return diag_fail(grub->diag, -ENOMEM, "%s: out of memory",
				 grub->environment);
	next = grub_get(&grub->variables, "next_entry");
	if (next && *next)
		return diag_fail(
			grub->diag, -EINVAL,
			"grub-reboot chose an entry for the next boot: that is left "
			"to GRUB");
	return 0;
}

static int menu_make(struct grub *grub, const char *config)
{
	struct bytes text;
	int err;

	if (variables_set(grub, config))
		return diag_fail(grub->diag, -ENOMEM, "%s: out of memory", config);
	err = environment_check(grub);
	if (err)
		return err;
	err = entry_read(grub->files, config, grub->arena, &text, grub->diag);
	return err ? err : grub_run_text(grub, text, config);
}

/* A submenu is made by its block, which sees what is exported. */
static int submenu_open(struct grub *grub, const struct grub_menu_entry *entry)
{
	struct grub_variables kept;
	int err = grub_variables_copy(&grub->variables, true, &kept);

	if (err)
		return diag_fail(grub->diag, err, "%s:%u: out of memory", entry->file,
				 entry->line);
	grub->variables = kept;
	grub->variables.scope = &entry->args;
	grub->menu = arena_take(grub->arena, sizeof(*grub->menu));
	if (!grub->menu)
		return diag_fail(grub->diag, -ENOMEM, "%s:%u: out of memory", entry->file,
				 entry->line);
	return grub_run(grub, entry->block);
}

static int entry_run(struct grub *grub, const struct grub_menu_entry *entry)
{
	int err;

	grub->is_over = false;
	grub->variables.scope = &entry->args;
	err = grub_set(&grub->variables, "chosen", entry->id);
	if (err)
		return diag_fail(grub->diag, err, "%s:%u: out of memory", entry->file,
				 entry->line);
	grub->loading->kind = ENTRY_NONE;
	err = grub_run(grub, entry->block);
	if (err < 0)
		return err;
	grub->loading->title =
		arena_copy(&grub->loading->arena, entry->title, strlen(entry->title));
	return 0;
}

/* @choice, "a>b" say, from the menu on; the entry that it ends at is run. */
static int choice_run(struct grub *grub, const char *config, const char *choice)
{
	const char *tail = choice;

	while (tail) {
		const char *head = grub_menu_head(grub->arena, tail, &tail);
		const struct grub_menu_entry *entry = NULL;
		int err;

		if (!head)
			return diag_fail(grub->diag, -ENOMEM, "%s: out of memory",
					 config);
		err = grub_menu_find(grub->menu, head, &entry, grub->diag);
		if (err)
			return err;
		if (!entry || entry->is_submenu != (tail != NULL))
			break;
		err = entry->is_submenu ? submenu_open(grub, entry)
					: entry_run(grub, entry);
		if (err < 0)
			return err;
		if (!entry->is_submenu && grub->loading->kind != ENTRY_NONE)
			return 0;
	}
	return diag_fail(grub->diag, -ENOENT,
			 "%s has no entry '%s' with a kernel: set BOOT_ENTRY, or "
			 "KERNEL_IMAGE instead",
			 config, choice);
}

static int default_run(struct grub *grub, const char *config)
{
	const char *choice = grub_get(&grub->variables, "default"), *why;

	if (!choice || !*choice)
		choice = "0";
	why = grub_unknown_in(grub->arena, choice);
	if (why)
		return diag_fail(grub->diag, -EINVAL,
				 "%s: which entry is the default cannot be told here: %s "
				 "(set BOOT_ENTRY)",
				 config, why);
	return choice_run(grub, config, choice);
}

/* ---- the newest ---- */

/* The best one so far; what cannot be followed is none. */
struct newest {
	struct boot_entry *entry;
	struct arena *arena;
	const char *version;
};

/* Its version: the kernel's name, where it has a number; ".old" is older than anything.
 */
static const char *kernel_version(const struct grub *grub, const struct boot_entry *entry)
{
	const char *slash = strrchr(entry->kernel, '/');
	const char *name = slash ? slash + 1 : entry->kernel;
	const char *digit = strpbrk(name, "0123456789");
	size_t size = strlen(name), file_size;

	if (entry->kind != ENTRY_LINUX || !digit ||
	    grub->files->look(grub->files->context, entry->kernel, &file_size) !=
		    ENTRY_PATH_FILE)
		return NULL;
	return size > 4 && !strcmp(name + size - 4, ".old") ? "" : digit;
}

/* An entry by itself: nothing of it is seen by the next. */
static int candidate_run(const struct grub *grub, const struct grub_menu_entry *entry,
			 struct newest *best)
{
	struct boot_entry candidate = { .profile = -1 };
	struct diag dropped = { 0 };
	struct grub alone = *grub;
	const char *version = NULL;

	alone.loading = &candidate;
	alone.diag = &dropped;
	if (grub_variables_copy(&grub->variables, false, &alone.variables))
		return -ENOMEM;
	if (!entry->maybe && !entry_run(&alone, entry) && candidate.kind != ENTRY_NONE)
		version = kernel_version(grub, &candidate);
	diag_clear(&dropped);
	if (!version || (best->version && order_version(version, best->version) <= 0)) {
		boot_entry_free(&candidate);
		return 0;
	}
	boot_entry_free(best->entry);
	*best->entry = candidate;
	best->version = arena_copy(best->arena, version, strlen(version));
	return best->version ? 0 : -ENOMEM;
}

static int menu_newest(const struct grub *grub, struct newest *best, unsigned int depth)
{
	const struct grub_menu_entry *entry = grub->menu->first;
	int err = 0;

	for (; entry && !err; entry = entry->next) {
		struct grub inside = *grub;
		struct diag dropped = { 0 };

		if (!entry->block || depth > GRUB_DEPTH_MOST)
			continue;
		inside.diag = &dropped;
		if (!entry->is_submenu)
			err = candidate_run(grub, entry, best);
		else if (submenu_open(&inside, entry) >= 0)
			err = menu_newest(&inside, best, depth + 1);
		diag_clear(&dropped);
	}
	return err;
}

static int newest_run(struct grub *grub, const char *config)
{
	struct newest best = { .entry = grub->loading, .arena = grub->arena };
	int err = menu_newest(grub, &best, 0);

	if (err)
		return diag_fail(grub->diag, err, "%s: out of memory", config);
	if (best.version)
		return 0;
	return diag_fail(grub->diag, -ENOENT,
			 "%s has no entry whose kernel is there and has a version in its "
			 "name",
			 config);
}

static int config_run(struct grub *grub, const char *config, const char *choice)
{
	int err = menu_make(grub, config);

	if (err < 0)
		return err;
	if (grub->is_booted)
		return 0;
	if (!strcmp(choice, GRUB_CHOOSE_NEWEST))
		return newest_run(grub, config);
	if (!strcmp(choice, GRUB_CHOOSE_DEFAULT))
		return default_run(grub, config);
	return choice_run(grub, config, choice);
}

int grub_choose(const struct entry_files *files, const char *config, const char *choice,
		struct boot_entry *ret, struct diag *diag)
{
	struct arena arena = { 0 };
	struct grub_menu menu = { 0 };
	unsigned int steps = 0;
	struct grub grub = { .arena = &arena,
			     .files = files,
			     .verbs = verbs,
			     .diag = diag,
			     .variables = { .arena = &arena },
			     .menu = &menu,
			     .steps = &steps,
			     .loading = ret };
	int err;

	ret->profile = -1;
	err = config_run(&grub, config, choice);
	arena_free(&arena);
	return err;
}
