/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot-entry.c - kexec-boot-entry: print what the boot loader would start, for kexec-load
 *
 * In:  kexec-boot-entry [--root=DIR] grub|bls CHOICE; the boot loader's files below DIR
 * Out: a line each: "type …", "kernel PATH", "append COMMAND LINE", "initrd PATH" or
 *      "module PATH ARGUMENTS" in their order, "profile N". No value has a line break, so
 *      that sh can read them without looking at what is in them.
 * Exit: 0; 1 with one line why not; 2 usage
 * Ref: kexec-load(8)
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "entry/grub.h"
#include "entry/loader.h"
#include "entry/mounts.h"
#include "image/uki.h"
#include "out/out.h"
#include "request/files.h"

#define ME "kexec-boot-entry"

struct system {
	const char *root; /* "" or a directory that stands for / */
};

static char *below(const struct system *system, const char *path)
{
	char *full;

	return asprintf(&full, "%s%s", system->root, path) < 0 ? NULL : full;
}

static int system_open(const struct system *system, const char *path, struct stat *ret)
{
	AUTO_FREE char *full = below(system, path);
	int fd = full ? open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;

	if (fd < 0)
		return full ? -errno : -ENOMEM;
	if (fstat(fd, ret) == 0 && S_ISREG(ret->st_mode))
		return fd;
	close(fd);
	return S_ISDIR(ret->st_mode) ? -EISDIR : -EINVAL;
}

static int bytes_read(int fd, size_t most, struct buffer *ret)
{
	char piece[4096];

	for (;;) {
		ssize_t size = read(fd, piece, sizeof(piece));

		if (size < 0)
			return -errno;
		if (size == 0)
			return 0;
		if (ret->size + (size_t)size > most)
			return -E2BIG;
		if (buffer_append(ret, piece, (size_t)size))
			return -ENOMEM;
	}
}

static int system_read(void *context, const char *path, struct buffer *ret)
{
	struct stat stat;
	AUTO_CLOSE int fd = system_open(context, path, &stat);

	return fd < 0 ? fd : bytes_read(fd, ENTRY_FILE_MOST, ret);
}

static enum entry_path system_look(void *context, const char *path, size_t *ret_size)
{
	AUTO_FREE char *full = below(context, path);
	struct stat found;

	if (!full || stat(full, &found))
		return ENTRY_PATH_NONE;
	*ret_size = (size_t)found.st_size;
	return S_ISDIR(found.st_mode) ? ENTRY_PATH_DIRECTORY : ENTRY_PATH_FILE;
}

static int system_list(void *context, const char *path, struct arena *arena,
		       struct entry_text **ret)
{
	AUTO_FREE char *full = below(context, path);
	DIR *directory = full ? opendir(full) : NULL;
	int err = full ? -errno : -ENOMEM;

	if (!directory)
		return err;
	err = 0;
	for (struct dirent *name; !err && (name = readdir(directory));) {
		struct entry_text *text = arena_take(arena, sizeof(*text));

		if (text)
			text->text =
				arena_copy(arena, name->d_name, strlen(name->d_name));
		if (!text || !text->text)
			err = -ENOMEM;
		else
			text->next = *ret;
		*ret = err ? *ret : text;
	}
	closedir(directory);
	return err;
}

/* ---- file systems by name ---- */

/* The device of a UUID or label: what /dev/disk/by-… points to. */
struct device {
	dev_t number; /* 0: no block device, on a machine that was made up */
	char *path;   /* absolute, below the root of the system */
};

static int device_find(const struct system *system, enum entry_by by, const char *id,
		       struct device *ret)
{
	AUTO_FREE char *link = NULL,
		       *top = realpath(*system->root ? system->root : "/", NULL);
	size_t cut = top && strcmp(top, "/") ? strlen(top) : 0;
	struct stat found;

	if (strchr(id, '/') || asprintf(&link, "%s/dev/disk/by-%s/%s", system->root,
					by == ENTRY_BY_UUID ? "uuid" : "label", id) < 0)
		return -ENOENT;
	ret->path = realpath(link, NULL);
	if (!ret->path || stat(ret->path, &found)) {
		free(ret->path);
		return -ENOENT;
	}
	ret->number = S_ISBLK(found.st_mode) ? found.st_rdev : 0;
	memmove(ret->path, ret->path + cut, strlen(ret->path + cut) + 1);
	return 0;
}

/* btrfs has device numbers of its own, so the name that was mounted counts, too. */
static bool is_mount_of(const struct system *system, const struct mount *mount,
			const struct device *device)
{
	AUTO_FREE char *source = below(system, mount->source);
	struct stat found;

	if (!strcmp(mount->source, device->path))
		return true;
	if (!device->number)
		return false;
	return device->number == makedev(mount->major, mount->minor) ||
	       (source && *mount->source == '/' && !stat(source, &found) &&
		S_ISBLK(found.st_mode) && found.st_rdev == device->number);
}

/* Of several mounts the one that has the file, else the first. */
static int mounts_look(struct system *system, struct bytes mounts,
		       const struct device *device, const char *path,
		       char ret[ENTRY_PATH_MOST])
{
	struct arena arena = { 0 };
	struct mount mount;
	size_t cursor = 0, size;
	int err = -ENODEV;

	while (!mounts_next(mounts, &cursor, &arena, &mount)) {
		const char *full;
		bool is_there;

		if (!is_mount_of(system, &mount, device))
			continue;
		full = mount_path(&mount, path, &arena);
		is_there = full && system_look(system, full, &size) != ENTRY_PATH_NONE;
		if (full && (is_there || err))
			snprintf(ret, ENTRY_PATH_MOST, "%s", full);
		err = 0;
		if (is_there)
			break;
	}
	arena_free(&arena);
	return err;
}

static int system_locate(void *context, enum entry_by by, const char *id,
			 const char *path, char ret[ENTRY_PATH_MOST])
{
	struct system *system = context;
	struct buffer mounts = { 0 };
	struct device device;
	int err = device_find(system, by, id, &device);

	if (err)
		return err;
	err = system_read(system, "/proc/self/mountinfo", &mounts);
	if (!err)
		err = mounts_look(system, buffer_view(&mounts), &device, path, ret);
	free(device.path);
	buffer_free(&mounts);
	return err;
}

static int system_section(void *context, const char *path, const char *name,
			  struct buffer *ret)
{
	AUTO_FREE char *full = below(context, path);
	CLEANUP(file_free) struct file file = { 0 };
	struct bytes section;
	int err = full ? file_read(full, &file, NULL) : -ENOMEM;

	if (err)
		return err;
	err = uki_section(file.view, name, &section);
	if (err)
		return err;
	if (section.size > ENTRY_FILE_MOST)
		return -E2BIG;
	return buffer_append(ret, section.data, section.size);
}

/* GRUB's paths begin at its file system, which is the one on /boot if there is one. */
static bool is_boot_apart(const struct system *system)
{
	AUTO_FREE char *root = below(system, "/"), *boot = below(system, "/boot");
	struct stat top, inner;

	return root && boot && !stat(root, &top) && !stat(boot, &inner) &&
	       top.st_dev != inner.st_dev;
}

/* ---- output ---- */

static const char *const types[] = {
	[ENTRY_NONE] = "none",
	[ENTRY_LINUX] = "linux",
	[ENTRY_MULTIBOOT] = "multiboot-x86",
	[ENTRY_MULTIBOOT2] = "multiboot2-x86",
	[ENTRY_UKI] = "uki-x86_64",
};

static bool is_line(const char *text)
{
	return !text[strcspn(text, "\n\r")];
}

static int entry_check(const struct boot_entry *entry, struct diag *diag)
{
	bool is_well = is_line(entry->kernel) &&
		       (!entry->append || is_line(entry->append));

	for (const struct entry_text *extra = entry->extras; extra; extra = extra->next)
		is_well = is_well && is_line(extra->text);
	return is_well ? 0
		       : diag_fail(diag, -EINVAL, "%s: a line break in the entry",
				   entry->kernel);
}

static void entry_print(const struct boot_entry *entry, FILE *to)
{
	bool has_modules = entry->kind == ENTRY_MULTIBOOT ||
			   entry->kind == ENTRY_MULTIBOOT2;

	fprintf(to, "type %s\n", types[entry->kind]);
	fprintf(to, "kernel %s\n", entry->kernel);
	if (entry->append)
		fprintf(to, "append %s\n", entry->append);
	for (const struct entry_text *extra = entry->extras; extra; extra = extra->next)
		fprintf(to, "%s %s\n", has_modules ? "module" : "initrd", extra->text);
	if (entry->profile >= 0)
		fprintf(to, "profile %d\n", entry->profile);
}

/* ---- the command ---- */

static int grub_take(const struct entry_files *files, const char *choice,
		     struct boot_entry *ret, struct diag *diag)
{
	static const char *const paths[] = { "/boot/grub/grub.cfg",
					     "/boot/grub2/grub.cfg" };
	size_t size;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (files->look(files->context, paths[i], &size) == ENTRY_PATH_FILE)
			return grub_choose(files, paths[i], choice, ret, diag);
	return diag_fail(diag, -ENOENT,
			 "USE_GRUB_CONFIG=true, but %s cannot be read (without GRUB: "
			 "BOOT_ENTRY alone)",
			 paths[0]);
}

static int run(const struct system *system, const char *how, const char *choice,
	       struct out *out)
{
	struct system context = *system;
	const struct entry_files files = { .context = &context,
					   .is_boot_apart = is_boot_apart(system),
					   .read = system_read,
					   .look = system_look,
					   .locate = system_locate,
					   .section = system_section,
					   .list = system_list };
	struct boot_entry entry = { 0 };
	struct diag diag = { 0 };
	int err;

	err = *how == 'g' ? grub_take(&files, choice, &entry, &diag)
			  : loader_choose(&files, choice, &entry, &diag);
	if (!err)
		err = entry_check(&entry, &diag);
	if (!err) {
		entry_print(&entry, out->stream);
		err = out_end(out, &diag);
	}
	for (size_t i = 0; i < diag.nr_warnings; i++)
		fprintf(stderr, "%s: %s\n", ME, diag.warning[i]);
	if (err)
		fprintf(stderr, "%s: %s\n", ME, diag.line);
	boot_entry_free(&entry);
	diag_clear(&diag);
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct system system = { "" };
	int at = 1, status = 2;
	struct out out;

	if (out_begin(&out)) {
		fprintf(stderr, "%s: out of memory\n", ME);
		return 1;
	}
	if (at < argc && !strncmp(argv[at], "--root=", strlen("--root=")))
		system.root = argv[at++] + strlen("--root=");
	if (argc - at == 2 && (!strcmp(argv[at], "grub") || !strcmp(argv[at], "bls")))
		status = run(&system, argv[at], argv[at + 1], &out);
	else
		fprintf(stderr, "usage: %s [--root=DIR] grub|bls default|newest|NAME\n",
			ME);
	out_close(&out);
	return status;
}
