/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot_spec.h - what both versions of Multiboot tell a kernel
 *
 * In: what the new OS is told, and where the structure will lie. Out: the values that
 * are alike in both.
 */
#ifndef MINT_PLATFORM_MULTIBOOT_SPEC_H
#define MINT_PLATFORM_MULTIBOOT_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "image/image.h"
#include "platform/platform.h"

#define MULTIBOOT_LOADER_NAME "kexec"
#define MULTIBOOT_ALIGN	      UINT64_C(8) /* of the structure, and of a tag */

struct multiboot_module {
	struct prange range; /* below 4 GiB; end as loaded, half-open */
	const char *cmdline;
};

struct multiboot_spec {
	phys_t at; /* of the structure itself, below 4 GiB, 8-byte aligned */
	const char *cmdline;
	const struct multiboot_module *module;
	size_t nr_modules;
	const struct memory_map *map;
	const struct image *image;
	phys_t load_base;	    /* of a relocatable image, multiboot2 tag 21 */
	const uint8_t *screen_info; /* 64 bytes, or NULL: no framebuffer tag */
	struct bytes rsdp; /* a copy of it, multiboot2 tags 14 and 15; may be empty */
	phys_t efi_systab; /* 0 none; multiboot2 tag 12 */
};

enum { FRAMEBUFFER_RGB = 1, FRAMEBUFFER_TEXT = 2 };

#define COLOUR_SIZE	      6u
#define FRAMEBUFFER_PART_SIZE 22u /* that lies alike in both */

/* What both versions tell of the screen. */
struct framebuffer {
	uint64_t address;
	uint32_t pitch, width, height;
	uint8_t bits, type;
	uint8_t colour[COLOUR_SIZE]; /* red, green, blue: position, size */
};

/**
 * multiboot_spec_check - modules and what points to them lie below 4 GiB
 * Return: 0, or -ERANGE.
 */
int multiboot_spec_check(const struct multiboot_spec *spec, struct diag *diag);

/** multiboot_size_check - 0, or -E2BIG when @size bytes at spec->at pass 4 GiB */
int multiboot_size_check(const struct multiboot_spec *spec, uint64_t size,
			 struct diag *diag);

/**
 * multiboot_framebuffer_make - out of a struct screen_info of 64 bytes, or NULL
 * Return: false when there is nothing that a kernel could draw on without a driver or a
 * palette; @ret may be written then.
 */
bool multiboot_framebuffer_make(const uint8_t *screen_info, struct framebuffer *ret);

/** multiboot_framebuffer_put - the FRAMEBUFFER_PART_SIZE bytes that lie alike in both */
void multiboot_framebuffer_put(uint8_t *at, const struct framebuffer *framebuffer);

/** multiboot_memory_sizes - KiB of RAM up to the first hole, from 0 and from 1 MiB on */
void multiboot_memory_sizes(const struct memory_map *map, uint32_t *lower,
			    uint32_t *upper);

/** multiboot_memory_type - types 1 to 5 are e820's; anything else is told as reserved */
uint32_t multiboot_memory_type(uint32_t e820);

/** multiboot_string - with its NUL; NULL is an empty one */
struct bytes multiboot_string(const char *text);

#endif
