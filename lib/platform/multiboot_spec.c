/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * multiboot_spec.c - what both versions of Multiboot tell a kernel
 *
 * In: struct multiboot_spec. Out: sizes, types and a framebuffer, to be put into either
 * structure.
 * Ref: Multiboot Specification 0.6.96, section 3.3; Multiboot2 Specification 2.0,
 * section 3.6; Linux include/uapi/linux/screen_info.h.
 */
#include "platform/multiboot_spec.h"

#include <errno.h>
#include <string.h>

#include <linux/screen_info.h>

#include "base/cleanup.h"
#include "machine/machine.h"

#define LOW_END UINT64_C(0xa0000) /* mem_lower ends at 640 KiB */
#define KIB	UINT64_C(1024)

#define TEXT_ADDRESS	 0xb8000u
#define TEXT_BITS	 16u /* a character and its attribute */
#define VGA_TEXT_AT_BOOT 1u  /* orig_video_isVGA, as Linux' setup code says it */

static bool linear_make(const struct screen_info *screen, struct framebuffer *ret)
{
	*ret = (struct framebuffer){
		.address = screen->lfb_base,
		.pitch = screen->lfb_linelength,
		.width = screen->lfb_width,
		.height = screen->lfb_height,
		.bits = (uint8_t)screen->lfb_depth,
		.type = FRAMEBUFFER_RGB,
		.colour = { screen->red_pos, screen->red_size, screen->green_pos,
			    screen->green_size, screen->blue_pos, screen->blue_size },
	};
	if (screen->capabilities & VIDEO_CAPABILITY_64BIT_BASE)
		ret->address |= (uint64_t)screen->ext_lfb_base << 32;
	return ret->address && ret->width && ret->height && ret->pitch &&
	       screen->lfb_depth >= 15 && screen->lfb_depth <= 32;
}

static bool text_make(const struct screen_info *screen, struct framebuffer *ret)
{
	*ret = (struct framebuffer){
		.address = TEXT_ADDRESS,
		.pitch = screen->orig_video_cols * 2u,
		.width = screen->orig_video_cols,
		.height = screen->orig_video_lines,
		.bits = TEXT_BITS,
		.type = FRAMEBUFFER_TEXT,
	};
	return ret->width && ret->height;
}

bool multiboot_framebuffer_make(const uint8_t *screen_info, struct framebuffer *ret)
{
	struct screen_info screen;

	if (!screen_info)
		return false;
	memcpy(&screen, screen_info, sizeof(screen));
	switch (screen.orig_video_isVGA) {
	case VIDEO_TYPE_VLFB:
	case VIDEO_TYPE_EFI:
		return linear_make(&screen, ret);
	case VGA_TEXT_AT_BOOT:
	case VIDEO_TYPE_VGAC:
		return text_make(&screen, ret);
	default:
		return false;
	}
}

void multiboot_framebuffer_put(uint8_t *at, const struct framebuffer *framebuffer)
{
	put_le64(at, framebuffer->address);
	put_le32(at + 8, framebuffer->pitch);
	put_le32(at + 12, framebuffer->width);
	put_le32(at + 16, framebuffer->height);
	at[20] = framebuffer->bits;
	at[21] = framebuffer->type;
}

static uint32_t kib_clamp(uint64_t size)
{
	return size / KIB > UINT32_MAX ? UINT32_MAX : (uint32_t)(size / KIB);
}

/* From 0: the pages of the BIOS apart. */
void multiboot_memory_sizes(const struct memory_map *map, uint32_t *lower,
			    uint32_t *upper)
{
	*lower = 0;
	*upper = 0;
	for (unsigned int i = 0; i < map->count; i++) {
		struct prange range = map->at[i].range;

		if (map->at[i].type != E820_RAM)
			continue;
		if (range.start <= PAGE_SIZE_4K)
			*lower = kib_clamp(range.end < LOW_END ? range.end : LOW_END);
		if (prange_has(range, SIZE_1M))
			*upper = kib_clamp(range.end - SIZE_1M);
	}
}

uint32_t multiboot_memory_type(uint32_t e820)
{
	return e820 >= E820_RAM && e820 <= MEMORY_UNUSABLE ? e820 : E820_RESERVED;
}

int multiboot_spec_check(const struct multiboot_spec *spec, struct diag *diag)
{
	if (spec->at >= SIZE_4G || !is_aligned(spec->at, MULTIBOOT_ALIGN))
		return diag_fail(diag, -ERANGE,
				 "multiboot: information at 0x%llx, it must lie on a "
				 "multiple of 8 below 4 GiB",
				 (unsigned long long)spec->at);
	for (size_t i = 0; i < spec->nr_modules; i++) {
		struct prange range = spec->module[i].range;

		/* The end is told too, and has 32 bits. */
		if (range.end < range.start || range.end > UINT32_MAX)
			return diag_fail(diag, -ERANGE,
					 "multiboot: module %zu at 0x%llx-0x%llx, it "
					 "must end below 4 GiB",
					 i + 1, (unsigned long long)range.start,
					 (unsigned long long)range.end);
	}
	return 0;
}

int multiboot_size_check(const struct multiboot_spec *spec, uint64_t size,
			 struct diag *diag)
{
	if (size <= SIZE_4G - spec->at)
		return 0;
	return diag_fail(diag, -E2BIG,
			 "multiboot: %llu bytes of information at 0x%llx reach %llu "
			 "bytes beyond 4 GiB",
			 (unsigned long long)size, (unsigned long long)spec->at,
			 (unsigned long long)(size - (SIZE_4G - spec->at)));
}

struct bytes multiboot_string(const char *text)
{
	if (!text)
		text = "";
	return (struct bytes){ (const uint8_t *)text, strlen(text) + 1 };
}
