/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * addons.c - what lies beside a unified kernel image and belongs to it
 *
 *	ESP/EFI/Linux/NAME.efi			the image; NAME may end in a boot counter
 *	ESP/loader/addons/ADDON.addon.efi		for all images, first
 *	ESP/EFI/Linux/NAME.efi.extra.d/ADDON.addon.efi	for this one
 *
 * In: the path of the image. Out: image.inner_cmdline and image.inner_initrd; each
 * directory in the order of names. .ucode and .dtb of addons are not used.
 * Ref: UAPI.5 "PE Addons"; systemd-stub(7).
 */
#include "kexec/addons.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "image/uki.h"

#define SUFFIX	     ".addon.efi"
#define EXTENSION    ".efi"
#define LINUX_FOLDER "/EFI/Linux/"
#define INITRD_ALIGN 4 /* of an archive behind another; Linux init/initramfs.c */

static int initrd_append(struct buffer *initrd, struct bytes piece)
{
	size_t padding = (INITRD_ALIGN - initrd->size % INITRD_ALIGN) % INITRD_ALIGN;
	int err = padding ? buffer_append(initrd, NULL, padding) : 0;

	return err ? err : buffer_append(initrd, piece.data, piece.size);
}

static int cmdline_append_text(struct buffer *cmdline, struct bytes text)
{
	int err = cmdline->size && text.size ? buffer_append(cmdline, " ", 1) : 0;

	return err || !text.size ? err : buffer_append(cmdline, text.data, text.size);
}

/* The image's own comes first; copied only when something is put behind it. */
static int cmdline_take(struct session *session, struct bytes text)
{
	struct buffer *all = &session->addon_cmdline;

	if (!text.size)
		return 0;
	if (!all->size && cmdline_append_text(all, session->image.inner_cmdline))
		return -ENOMEM;
	if (cmdline_append_text(all, text))
		return -ENOMEM;
	session->image.inner_cmdline = buffer_view(all);
	return 0;
}

static int initrd_take(struct session *session, struct bytes archive)
{
	struct buffer *all = &session->addon_initrd;

	if (!archive.size)
		return 0;
	if (!all->size && initrd_append(all, session->image.inner_initrd))
		return -ENOMEM;
	if (initrd_append(all, archive))
		return -ENOMEM;
	session->image.inner_initrd = buffer_view(all);
	return 0;
}

/* A section that may be missing. */
static int section_find(struct bytes file, const char *name, struct bytes *ret)
{
	int err = uki_section(file, name, ret);

	return err == -ENOENT ? 0 : err;
}

static int addon_parse(struct session *session, const char *path, struct bytes file)
{
	struct bytes cmdline = { 0 }, initrd = { 0 };
	int err;

	if (!uki_is_addon(file)) {
		diag_warn(&session->diag, "%s: no addon for this machine: left out",
			  path);
		return 0;
	}
	err = section_find(file, ".cmdline", &cmdline);
	if (!err)
		err = section_find(file, ".initrd", &initrd);
	if (err)
		return diag_fail(&session->diag, err, "%s: truncated", path);
	if (cmdline_take(session, uki_text(cmdline)) || initrd_take(session, initrd))
		return diag_fail(&session->diag, -ENOMEM, "no memory for addons");
	return 0;
}

static int addon_take(struct session *session, const char *directory, const char *name)
{
	AUTO_FREE char *path = NULL;
	struct file file = { 0 };
	int err;

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return diag_fail(&session->diag, -ENOMEM, "no memory for addons");
	err = file_read(path, &file, &session->diag);
	if (!err)
		err = addon_parse(session, path, file.view);
	file_free(&file);
	return err;
}

static int is_addon_name(const struct dirent *entry)
{
	size_t size = strlen(entry->d_name), end = strlen(SUFFIX);

	return *entry->d_name != '.' && size > end &&
	       !strcasecmp(entry->d_name + size - end, SUFFIX);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int directory_take(struct session *session, const char *directory)
{
	struct dirent **names = NULL;
	int count = scandir(directory, &names, is_addon_name, by_name), err = 0;

	for (int i = 0; i < count; i++) {
		if (!err)
			err = addon_take(session, directory, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return err;
}

/* "NAME+3-1.efi" to "NAME.efi"; false when no boots are counted. */
static bool counter_cut(char *path)
{
	size_t size = strlen(path), end = strlen(EXTENSION);
	char *plus = strrchr(path, '+'), *slash = strrchr(path, '/');

	if (!plus || (slash && plus < slash) || size < end ||
	    strcasecmp(path + size - end, EXTENSION) || plus[1] == '.' ||
	    plus + 1 + strspn(plus + 1, "0123456789-") != path + size - end)
		return false;
	memmove(plus, path + size - end, end + 1);
	return true;
}

static int own_take(struct session *session, const char *kernel)
{
	AUTO_FREE char *directory = NULL;

	if (asprintf(&directory, "%s.extra.d", kernel) < 0)
		return diag_fail(&session->diag, -ENOMEM, "no memory for addons");
	return directory_take(session, directory);
}

static int common_take(struct session *session, const char *kernel)
{
	const char *folder = strstr(kernel, LINUX_FOLDER);
	AUTO_FREE char *directory = NULL;

	if (!folder || strchr(folder + strlen(LINUX_FOLDER), '/'))
		return 0;
	if (asprintf(&directory, "%.*s/loader/addons", (int)(folder - kernel), kernel) <
	    0)
		return diag_fail(&session->diag, -ENOMEM, "no memory for addons");
	return directory_take(session, directory);
}

int addons_take(struct session *session)
{
	const char *kernel = session->request.kernel;
	AUTO_FREE char *counted = NULL;
	int err;

	if (strcmp(session->image.type, "uki-x86_64"))
		return 0;
	err = common_take(session, kernel);
	if (err)
		return err;
	err = own_take(session, kernel);
	if (err)
		return err;
	counted = strdup(kernel);
	if (!counted)
		return diag_fail(&session->diag, -ENOMEM, "no memory for addons");
	return counter_cut(counted) ? own_take(session, counted) : 0;
}
