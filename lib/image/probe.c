/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.c - which kind of kernel file is this
 *
 * In: the bytes of a file, plain or compressed. Out: a struct image, or one line that
 * says what the file looks like instead.
 */
#include "image/probe.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "image/bzimage.h"
#include "image/bzimage32.h"
#include "image/decompress.h"
#include "image/elf.h"
#include "image/look.h"
#include "image/multiboot.h"
#include "image/multiboot2.h"
#include "image/setup.h"
#include "image/uki.h"

struct image_loader {
	const char *type;
	bool (*is)(struct bytes file);
	int (*parse)(struct bytes file, struct image *ret, struct diag *diag);
	/* Asked for by its type: may parse() say what is wrong? NULL: only when is(). */
	bool (*resembles)(struct bytes file);
};

/*
 * For a successor: what can be entered in long mode, at an address of our choosing.
 * In this order: a bzImage may also be a PE, and is never an ELF.
 */
static const struct image_loader successor_loaders[] = {
	{ "bzImage64", bzimage_is, bzimage_parse, NULL },
	{ "elf-x86_64", elf_is, elf_parse, NULL },
	{ "uki-x86_64", uki_is, uki_parse, NULL },
	{ 0 },
};

/*
 * For kexec, in the order of kexec-tools: Xen is an ELF with both multiboot headers and
 * wants the newer one; an x86-64 ELF with a multiboot 1 header counts as an ELF.
 */
static const struct image_loader kexec_loaders[] = {
	{ "multiboot2-x86", multiboot2_is, multiboot2_parse, NULL },
	{ "elf-x86_64", elf_is_x86_64, elf_parse, elf_is },
	{ "multiboot-x86", multiboot_is, multiboot_parse, NULL },
	{ "elf-x86", elf_is_i386, elf32_parse, elf_is },
	{ "bzImage64", bzimage64_is, bzimage64_parse, bzimage_is },
	{ "bzImage", bzimage_is, bzimage32_parse, NULL },
	{ "uki-x86_64", uki_is, uki_parse, pe_is },
	{ 0 },
};

#define KEXEC_TYPES                                                                \
	"multiboot2-x86, elf-x86_64, multiboot-x86, elf-x86, bzImage64, bzImage, " \
	"uki-x86_64"

/* kexec-tools lists these too; nobody has such files any more. */
static const char *const dead_types[] = { "beoboot-x86", "nbi-x86" };

static const struct image_loader *loader_find(const struct image_loader *loader,
					      struct bytes file)
{
	while (loader->type && !loader->is(file))
		loader++;
	return loader->type ? loader : NULL;
}

static int loader_by_type(const char *type, const struct image_loader **ret,
			  struct diag *diag)
{
	for (const struct image_loader *loader = kexec_loaders; loader->type; loader++) {
		if (!strcmp(loader->type, type)) {
			*ret = loader;
			return 0;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(dead_types); i++) {
		if (!strcmp(dead_types[i], type))
			return diag_fail(
				diag, -EOPNOTSUPP,
				"type %s is not supported (supported: " KEXEC_TYPES ")",
				type);
	}
	return diag_fail(diag, -ENOENT, "type %s is not known (known: " KEXEC_TYPES ")",
			 type);
}

/* The file is none of those, or not the one it was said to be. */
static int image_refuse_as(struct bytes file, const struct image_loader *asked,
			   const char *packed_with, struct diag *diag)
{
	const struct image_loader *fits = NULL;

	if (asked)
		fits = loader_find(kexec_loaders, file);
	if (fits)
		return diag_fail(diag, -ENOEXEC, "not of type %s: it is of type %s",
				 asked->type, fits->type);
	/* broken or of another machine, but an ELF: that loader says why */
	if (!asked && elf_is(file))
		return elf_parse(file, &(struct image){ 0 }, diag);
	return image_refuse(file, packed_with, diag);
}

/* What the caller said beside the file. */
struct image_wish {
	const struct image_loader *loaders;
	const struct image_loader *asked; /* NULL: any of them */
	int profile;
};

static int image_parse(struct bytes file, const struct image_loader *loader, int profile,
		       struct image *ret, struct diag *diag)
{
	if (loader->parse == uki_parse)
		return uki_parse_profile(file, profile, ret, diag);
	if (profile < 0)
		return loader->parse(file, ret, diag);
	return diag_fail(
		diag, -EINVAL,
		"--profile=%d: only unified kernel images have profiles, this is "
		"%s",
		profile, loader->type);
}

static int image_recognise(struct bytes file, const struct image_wish *wish,
			   const char *packed_with, struct image *ret, struct diag *diag)
{
	const struct image_loader *asked = wish->asked;
	const struct image_loader *loader = loader_find(wish->loaders, file);
	struct image image = { 0 };
	int err;

	if (asked) {
		loader = asked;
		if (!asked->is(file) && !(asked->resembles && asked->resembles(file)))
			loader = NULL;
	}
	if (!loader)
		return image_refuse_as(file, asked, packed_with, diag);
	err = image_parse(file, loader, wish->profile, &image, diag);
	if (err) {
		if (packed_with)
			diag_context(diag, "inside %s", packed_with);
		return err;
	}
	if (image.kind == IMAGE_VMLINUX || image.kind == IMAGE_ELF32)
		elf_find_banner(&image);
	if (!image.file.data)
		image.file = file;
	*ret = image;
	return 0;
}

static int file_unpack(struct bytes file, struct buffer *ret, struct diag *diag)
{
	int err = decompress(file, IMAGE_UNPACKED_MAX, ret, diag);

	/* no kernel is that large: broken or a bomb */
	return err == -E2BIG ? -EINVAL : err;
}

static int image_probe_with(struct bytes file, const struct image_wish *wish,
			    struct image *ret, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer unpacked = { 0 };
	const char *packed_with = compression_name(file);
	struct image image = { 0 };
	int err;

	*ret = (struct image){ 0 };
	if (packed_with) {
		err = file_unpack(file, &unpacked, diag);
		if (err)
			return err;
		file = buffer_view(&unpacked);
	}
	err = image_recognise(file, wish, packed_with, &image, diag);
	if (err)
		return err;
	*ret = image;
	ret->owned_file = unpacked;
	unpacked = (struct buffer){ 0 };
	return 0;
}

/* What is in a unified kernel image must be what could stand alone. */
static int image_check_inner(const struct image *image, struct diag *diag)
{
	struct image inner;
	int err;

	if (strcmp(image->type, "uki-x86_64"))
		return 0;
	err = bzimage_parse(image->file, &inner, diag);
	if (err)
		diag_context(diag, "unified kernel image: section .linux");
	return err;
}

int image_probe_successor(struct bytes file, int profile, struct image *ret,
			  struct diag *diag)
{
	const struct image_wish wish = { successor_loaders, NULL, profile };
	int err = image_probe_with(file, &wish, ret, diag);

	if (err)
		return err;
	err = image_check_inner(ret, diag);
	if (err)
		image_free(ret);
	return err;
}

int image_probe_profile(struct bytes file, const char *type, int profile,
			struct image *ret, struct diag *diag)
{
	struct image_wish wish = { kexec_loaders, NULL, profile };
	int err;

	*ret = (struct image){ 0 };
	if (type) {
		err = loader_by_type(type, &wish.asked, diag);
		if (err)
			return err;
	}
	return image_probe_with(file, &wish, ret, diag);
}

void image_free(struct image *image)
{
	buffer_free(&image->owned);
	buffer_free(&image->owned_file);
	*image = (struct image){ 0 };
}
