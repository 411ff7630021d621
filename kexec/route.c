/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * route.c - which of the two system calls a plain load takes
 *
 * In: request, image. Out: the calls in order.
 * Ref: docs/compat.md "Which system call"; Linux arch/x86/kernel/kexec-bzimage64.c
 *      bzImage64_probe() for what the kernel loads by itself.
 */
#include "kexec/route.h"

#include <errno.h>

#include "base/cleanup.h"
#include "base/diag.h"
#include "load/kexec_file_load.h"

enum weight {
	WEIGHT_LOST,  /* -s does without it, with a warning */
	WEIGHT_VITAL, /* -s cannot do without it */
};

/* An option that kexec_file_load(2) knows nothing of. */
struct wish {
	bool is_asked;
	const char *option;
	enum weight weight;
};

#define NR_WISHES 15

/* -i and --reuse-video-type are none: the kernel's own load leaves nothing to wish. */
static void wishes_fill(const struct request_plain *plain, const struct image *image,
			struct wish ret[NR_WISHES])
{
	const struct wish wishes[NR_WISHES] = {
		{ plain->real_mode, "--real-mode", WEIGHT_VITAL },
		{ plain->entry_32bit, "--entry-32bit", WEIGHT_VITAL },
		{ plain->dtb, "--dtb", WEIGHT_VITAL },
		{ plain->preserve_context, "--load-preserve-context", WEIGHT_VITAL },
		{ !plain->dtb && image->inner_dtb.size, "the .dtb of this image",
		  WEIGHT_LOST },
		{ plain->mem_min, "--mem-min", WEIGHT_LOST },
		{ plain->has_mem_max, "--mem-max", WEIGHT_LOST },
		{ plain->has_entry, "--entry", WEIGHT_LOST },
		{ plain->nr_modules, "--module", WEIGHT_LOST },
		{ plain->args != ARGS_DEFAULT, "--args-…", WEIGHT_LOST },
		{ plain->reset_vga, "--reset-vga", WEIGHT_LOST },
		{ plain->console_vga || plain->console_serial, "--console-…",
		  WEIGHT_LOST },
		{ plain->no_efi, "--noefi", WEIGHT_LOST },
		{ plain->pass_memmap_cmdline, "--pass-memmap-cmdline", WEIGHT_LOST },
		{ plain->core_elf32, "--elf32-core-headers", WEIGHT_LOST },
	};

	for (size_t i = 0; i < NR_WISHES; i++)
		ret[i] = wishes[i];
}

static int file_choose(const struct image *image, const struct wish wish[NR_WISHES],
		       struct diag *diag)
{
	for (size_t i = 0; i < NR_WISHES; i++)
		if (wish[i].is_asked && wish[i].weight == WEIGHT_VITAL)
			return diag_fail(diag, -EOPNOTSUPP,
					 "kexec_file_load(2) knows no %s (use -c or -a)",
					 wish[i].option);
	if (image->kind != IMAGE_BZIMAGE)
		return diag_fail(
			diag, -EINVAL,
			"kexec_file_load(2) takes bzImage64 and uki-x86_64, this "
			"is %s (use -c or -a)",
			image->type);
	for (size_t i = 0; i < NR_WISHES; i++)
		if (wish[i].is_asked)
			diag_warn(diag,
				  "%s is ignored: kexec_file_load(2) has no use for it",
				  wish[i].option);
	return 0;
}

static enum route auto_choose(const struct image *image,
			      const struct wish wish[NR_WISHES])
{
	for (size_t i = 0; i < NR_WISHES; i++)
		if (wish[i].is_asked)
			return ROUTE_LOAD;
	return image->kind == IMAGE_BZIMAGE ? ROUTE_FILE_THEN_LOAD : ROUTE_LOAD;
}

/* What is asked for has no meaning here: nobody is to believe that it was done. */
static void unfit_warn(const struct request_plain *plain, const struct image *image,
		       struct diag *diag)
{
	bool is_bzimage = image->kind == IMAGE_BZIMAGE || image->kind == IMAGE_BZIMAGE32;
	bool is_elf = image->kind == IMAGE_VMLINUX || image->kind == IMAGE_ELF32;
	const struct {
		bool is_unfit;
		const char *option, *home;
	} row[] = {
		{ plain->hotplug && !plain->panic, "--hotplug", "-p" },
		{ plain->pass_memmap_cmdline && !plain->panic, "--pass-memmap-cmdline",
		  "-p" },
		{ plain->core_elf32 && !plain->panic, "--elf32-core-headers", "-p" },
		{ plain->real_mode && !is_bzimage, "--real-mode", "a bzImage" },
		{ plain->entry_32bit && !is_bzimage, "--entry-32bit", "a bzImage" },
		{ plain->args == ARGS_ELF && !is_elf, "--args-elf", "an ELF file" },
		{ plain->args == ARGS_NONE && !is_elf, "--args-none", "an ELF file" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(row); i++)
		if (row[i].is_unfit)
			diag_warn(diag, "%s is ignored: it is for %s, this is %s",
				  row[i].option, row[i].home,
				  *row[i].home == '-' ? "for -e" : image->type);
}

int route_choose(const struct request *request, const struct image *image,
		 enum route *ret, struct diag *diag)
{
	const struct request_plain *plain = &request->plain;
	struct wish wish[NR_WISHES];
	enum route route = ROUTE_LOAD;
	int err = 0;

	wishes_fill(plain, image, wish);
	if (plain->syscall == SYSCALL_FILE) {
		route = ROUTE_FILE;
		err = file_choose(image, wish, diag);
	} else if (plain->syscall == SYSCALL_AUTO) {
		route = auto_choose(image, wish);
	}
	if (err)
		return err;
	if (route != ROUTE_FILE)
		unfit_warn(plain, image, diag);
	if (route == ROUTE_LOAD && (plain->no_cma || plain->force_dtb))
		diag_warn(diag, "%s is ignored: kexec_load(2) has no use for it",
			  plain->no_cma ? "--no-cma" : "--force-dtb");
	*ret = route;
	return 0;
}

int route_take(enum route route, const struct route_calls *calls, enum route *ret_last,
	       struct diag *diag)
{
	struct diag first = { 0 };
	int file_err, err;

	*ret_last = route == ROUTE_LOAD ? ROUTE_LOAD : ROUTE_FILE;
	if (route == ROUTE_LOAD)
		return calls->load(calls->context, diag);
	if (route == ROUTE_FILE)
		return calls->file(calls->context, diag);
	file_err = calls->file(calls->context, &first);
	if (file_err && calls->may_fall_back(file_err)) {
		*ret_last = ROUTE_LOAD;
		err = calls->load(calls->context, diag);
		if (err || kexec_file_is_about_signature(file_err))
			diag_warn(diag, "%s; kexec_load was tried instead", first.line);
	} else {
		err = file_err ? diag_fail(diag, file_err, "%s", first.line) : 0;
	}
	for (size_t i = 0; i < first.nr_warnings; i++)
		diag_warn(diag, "%s", first.warning[i]);
	diag_clear(&first);
	return err;
}
