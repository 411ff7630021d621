/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uki.c - a unified kernel image: a PE whose sections are a kernel and what it needs
 *
 *	| MZ … [0x3c] | stub | PE\0\0 | COFF header | optional header | sections[] | …
 *	.linux  .initrd  .cmdline  .dtb   [.profile  and what that profile overrides] …
 *
 * In: the bytes of a file. Out: the struct image of the bzImage in .linux, with views of
 * the other sections. Nothing is copied.
 * Ref: UAPI.5 Unified Kernel Image; PE format "COFF File Header", "Section Table".
 */
#include "image/uki.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "image/bzimage.h"
#include "image/bzimage32.h"
#include "image/setup.h"

#define PE_OFFSET	 0x3c
#define PE_SIGNATURE	 "PE\0"
#define COFF_MACHINE	 4 /* from the signature on */
#define COFF_SECTIONS	 6
#define COFF_OPTIONAL	 20 /* SizeOfOptionalHeader */
#define COFF_END	 24
#define MACHINE_AMD64	 0x8664
#define PE32_PLUS	 0x20b
#define SECTION_SIZE	 40
#define SECTION_NAME_MAX 8

/* Sections that are looked at. */
enum part { PART_LINUX, PART_INITRD, PART_CMDLINE, PART_DTB, NR_PARTS };

static const char *const part_names[NR_PARTS] = { ".linux", ".initrd", ".cmdline",
						  ".dtb" };

struct uki {
	struct bytes headers; /* the section table */
	unsigned int nr_sections;
	struct bytes part[NR_PARTS];
	bool has_part[NR_PARTS];
	bool is_of_profile[NR_PARTS];
	unsigned int nr_profiles;
	unsigned int profile; /* the one that counts */
	bool has_dtbauto;
	bool has_ucode;
};

static int pe_find(struct bytes file, uint64_t *ret)
{
	uint32_t at;

	if (!bytes_has(file, 0, 2) || memcmp(file.data, "MZ", 2) != 0 ||
	    bytes_get_u32(file, PE_OFFSET, &at) || !bytes_has(file, at, COFF_END) ||
	    memcmp(file.data + at, PE_SIGNATURE, sizeof(PE_SIGNATURE)) != 0)
		return -ENOENT;
	*ret = at;
	return 0;
}

bool pe_is(struct bytes file)
{
	uint64_t at;

	return !pe_find(file, &at);
}

/* The section table; -ENOEXEC when there is none whole. */
static int pe_open(struct bytes file, struct uki *ret, struct diag *diag)
{
	uint16_t nr_sections = 0, optional = 0;
	uint64_t at, table;

	if (pe_find(file, &at))
		return diag_fail(diag, -ENOEXEC, "no PE");
	bytes_get_u16(file, at + COFF_SECTIONS, &nr_sections);
	bytes_get_u16(file, at + COFF_OPTIONAL, &optional);
	table = at + COFF_END + optional;
	if (bytes_sub(file, table, (uint64_t)nr_sections * SECTION_SIZE, &ret->headers))
		return diag_fail(diag, -EINVAL,
				 "PE truncated: %u section headers at 0x%" PRIx64
				 ", file has %zu bytes",
				 nr_sections, table, file.size);
	ret->nr_sections = nr_sections;
	return 0;
}

static bool section_is(const struct uki *uki, unsigned int index, const char *name)
{
	const char *at = (const char *)uki->headers.data + index * SECTION_SIZE;

	return !strncmp(at, name, SECTION_NAME_MAX);
}

bool uki_is(struct bytes file)
{
	struct uki uki = { 0 };

	if (pe_open(file, &uki, NULL))
		return false;
	for (unsigned int i = 0; i < uki.nr_sections; i++) {
		if (section_is(&uki, i, part_names[PART_LINUX]))
			return true;
	}
	return false;
}

/* What of the section is in the file: the file pads, the memory size does not. */
static int section_read(struct bytes file, const struct uki *uki, unsigned int index,
			struct bytes *ret, struct diag *diag)
{
	uint64_t header = (uint64_t)index * SECTION_SIZE;
	uint32_t memory_size = 0, size = 0, at = 0;

	bytes_get_u32(uki->headers, header + 8, &memory_size);
	bytes_get_u32(uki->headers, header + 16, &size);
	bytes_get_u32(uki->headers, header + 20, &at);
	if (memory_size && memory_size < size)
		size = memory_size;
	if (!bytes_sub(file, at, size, ret))
		return 0;
	return diag_fail(
		diag, -EINVAL,
		"unified kernel image truncated: section %.8s ends at byte %" PRIu64
		", file has %zu, %" PRIu64 " are missing",
		(const char *)uki->headers.data + header, (uint64_t)at + size, file.size,
		(uint64_t)at + size - file.size);
}

/* One section of the base or of the profile, which overrides it. */
static int section_take(struct bytes file, struct uki *uki, unsigned int index,
			struct diag *diag)
{
	bool of_profile = uki->nr_profiles > 0;

	if (section_is(uki, index, ".dtbauto"))
		uki->has_dtbauto = true;
	if (section_is(uki, index, ".ucode"))
		uki->has_ucode = true;
	for (unsigned int part = 0; part < NR_PARTS; part++) {
		int err;

		/* the first one of a name counts */
		if (!section_is(uki, index, part_names[part]) ||
		    (uki->has_part[part] && uki->is_of_profile[part] >= of_profile))
			continue;
		err = section_read(file, uki, index, &uki->part[part], diag);
		if (err)
			return err;
		uki->has_part[part] = true;
		uki->is_of_profile[part] = of_profile;
	}
	return 0;
}

static int sections_take(struct bytes file, struct uki *uki, struct diag *diag)
{
	for (unsigned int i = 0; i < uki->nr_sections; i++) {
		int err = 0;

		if (section_is(uki, i, ".profile"))
			uki->nr_profiles++;
		else if (!uki->nr_profiles || uki->nr_profiles - 1 == uki->profile)
			err = section_take(file, uki, i, diag);
		if (err)
			return err;
	}
	if (uki->has_part[PART_LINUX] && uki->part[PART_LINUX].size)
		return 0;
	return diag_fail(diag, -ENOEXEC,
			 "a PE without a section .linux: no unified kernel image");
}

static void uki_warn(const struct uki *uki, bool is_asked, struct diag *diag)
{
	if (uki->nr_profiles > 1 && !is_asked)
		diag_warn(diag,
			  "unified kernel image with %u profiles: the first is used "
			  "(--profile=N takes another)",
			  uki->nr_profiles);
	if (uki->has_dtbauto)
		diag_warn(diag,
			  "unified kernel image: .dtbauto is not used, only .dtb is");
	/* the CPU keeps what was loaded into it across kexec */
	if (uki->has_ucode)
		diag_warn(diag, "unified kernel image: .ucode is not used");
}

struct bytes uki_text(struct bytes text)
{
	while (text.size &&
	       (text.data[text.size - 1] == '\0' || text.data[text.size - 1] == '\n'))
		text.size--;
	return text;
}

static int uki_check_machine(struct bytes file, struct diag *diag)
{
	uint16_t machine = 0, magic = 0;
	uint64_t at = 0;

	if (pe_find(file, &at))
		return diag_fail(diag, -ENOEXEC, "no PE");
	bytes_get_u16(file, at + COFF_MACHINE, &machine);
	if (machine != MACHINE_AMD64)
		return diag_fail(diag, -ENOTSUP,
				 "PE of another machine: 0x%04x, x86-64 is 0x%04x",
				 machine, MACHINE_AMD64);
	if (bytes_get_u16(file, at + COFF_END, &magic) || magic != PE32_PLUS)
		return diag_fail(diag, -EINVAL,
				 "PE: optional header's magic is 0x%03x, PE32+ is 0x%03x",
				 magic, PE32_PLUS);
	return 0;
}

int uki_section(struct bytes file, const char *name, struct bytes *ret)
{
	struct uki uki = { 0 };

	if (pe_open(file, &uki, NULL))
		return -ENOENT;
	for (unsigned int i = 0; i < uki.nr_sections; i++) {
		if (section_is(&uki, i, name))
			return section_read(file, &uki, i, ret, NULL);
		if (section_is(&uki, i, ".profile"))
			break;
	}
	return -ENOENT;
}

bool uki_is_addon(struct bytes file)
{
	return !uki_check_machine(file, NULL) && !uki_is(file);
}

static int kernel_parse(struct bytes kernel, struct image *ret, struct diag *diag)
{
	if (bzimage64_is(kernel))
		return bzimage64_parse(kernel, ret, diag);
	if (bzimage_is(kernel))
		return bzimage32_parse(kernel, ret, diag);
	return diag_fail(diag, -EINVAL, "%zu bytes that are no bzImage", kernel.size);
}

static int profile_check(const struct uki *uki, struct diag *diag)
{
	if (uki->profile < uki->nr_profiles || (!uki->profile && !uki->nr_profiles))
		return 0;
	return diag_fail(diag, -ERANGE,
			 "--profile=%u: the unified kernel image has %u profiles, from 0 "
			 "on",
			 uki->profile, uki->nr_profiles);
}

int uki_parse(struct bytes file, struct image *ret, struct diag *diag)
{
	return uki_parse_profile(file, UKI_PROFILE_FIRST, ret, diag);
}

int uki_parse_profile(struct bytes file, int profile, struct image *ret,
		      struct diag *diag)
{
	struct uki uki = { .profile = profile < 0 ? 0 : (unsigned int)profile };
	struct bytes kernel;
	struct image image;
	int err;

	err = uki_check_machine(file, diag);
	if (err)
		return err;
	err = pe_open(file, &uki, diag);
	if (err)
		return err;
	err = sections_take(file, &uki, diag);
	if (err)
		return err;
	err = profile_check(&uki, diag);
	if (err)
		return err;
	kernel = uki.part[PART_LINUX];
	err = kernel_parse(kernel, &image, diag);
	if (err) {
		diag_context(diag, "unified kernel image: section .linux");
		return err;
	}
	uki_warn(&uki, profile >= 0, diag);
	image.type = "uki-x86_64";
	image.file = kernel;
	image.inner_initrd = uki.part[PART_INITRD];
	image.inner_cmdline = uki_text(uki.part[PART_CMDLINE]);
	image.inner_dtb = uki.part[PART_DTB];
	*ret = image;
	return 0;
}
