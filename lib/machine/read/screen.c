/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * screen.c - may a new kernel draw where the firmware let this one draw?
 *
 * In: screen_info of the leader's zero page, the drivers of the screen. Out:
 * machine.screen_info and has_screen, by the rule that machine.h gives.
 * Ref: Linux include/uapi/linux/screen_info.h; Documentation/gpu/drm-internals.rst
 * and drivers/video/aperture.c (native drivers remove firmware framebuffers that they
 * overlap).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/facts.h"
#include "machine/read/sources.h"
#include "machine/text.h"

/* struct screen_info */
#define SCREEN_LINES	    0x0e
#define SCREEN_IS_VGA	    0x0f
#define SCREEN_LFB_BASE	    0x18
#define SCREEN_LFB_SIZE	    0x1c /* units of 64 KiB for VESA, bytes for EFI */
#define SCREEN_CAPABILITIES 0x36
#define SCREEN_EXT_LFB_BASE 0x3a
#define CAPABILITY_64BIT    (1u << 1)
#define VIDEO_TYPE_VLFB	    0x23
#define VIDEO_TYPE_EFI	    0x70

enum screen_driver screen_driver_named(const char *name)
{
	/* efifb, vesafb, vga16fb, simplefb; DRM's three, through fbdev or by driver */
	static const char *const firmware[] = {
		"EFI VGA",	    "VESA VGA",		  "VGA16 VGA",
		"simple",	    "simpledrmdrmfb",	  "efidrmdrmfb",
		"vesadrmdrmfb",	    "simple-framebuffer", "efi-framebuffer",
		"vesa-framebuffer",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(firmware); i++) {
		if (!strcmp(name, firmware[i]))
			return SCREEN_FIRMWARE;
	}
	return SCREEN_NATIVE;
}

int screen_read_boot_params(const struct sysroot *root, const char *path,
			    struct machine *machine, struct diag *diag)
{
	struct bytes page = boot_params_view(machine);
	const uint8_t *screen = page.data;

	(void)root;
	(void)path;
	(void)diag;
	if (!bytes_has(page, BOOT_PARAMS_SCREEN_INFO,
		       sizeof(machine->firmware.screen_info)))
		return -ENOENT;
	memcpy(machine->firmware.screen_info, screen,
	       sizeof(machine->firmware.screen_info));
	machine->firmware.has_screen = screen[SCREEN_IS_VGA] || screen[SCREEN_LINES];
	return 0;
}

/* Firmware's are removed when a native driver comes: one that is there still works. */
int screen_read_fb(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	AUTO_SYSROOT struct sysroot graphics = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, found = -ENOENT, err = sysroot_enter(root, path, &graphics);

	if (!err)
		err = sysroot_names(&graphics, &names);
	for (i = 0; !err && i < names.count; i++) {
		AUTO_FREE char *driver = NULL;
		char file[64];
		uint64_t number;

		if (!text_number_behind(names.at[i]->d_name, "fb", &number))
			continue;
		snprintf(file, sizeof(file), "fb%" PRIu64 "/name", number);
		err = sysroot_word(&graphics, file, &driver, diag);
		if (err == -ENOENT) {
			err = 0;
			continue;
		}
		if (err)
			break;
		if (screen_driver_named(driver) == SCREEN_FIRMWARE)
			return 0;
		found = 0;
	}
	if (!err && !found)
		machine->firmware.has_screen = false;
	return err ? err : found;
}

static bool uevent_is_firmware(const char *text)
{
	const char *line = strstr(text, "DRIVER=");
	char driver[32];

	if (!line || (line != text && line[-1] != '\n'))
		return false;
	snprintf(driver, sizeof(driver), "%.*s", (int)strcspn(line + 7, "\n"), line + 7);
	return screen_driver_named(driver) == SCREEN_FIRMWARE;
}

/* 1: firmware's own; -1: a native driver on the device that shows the boot screen. */
static int card_read(const struct sysroot *drm, uint64_t number, int *ret,
		     struct diag *diag)
{
	AUTO_FREE char *uevent = NULL;
	uint64_t is_boot_vga = 0;
	char file[64];
	int err;

	*ret = 0;
	snprintf(file, sizeof(file), "card%" PRIu64 "/device/uevent", number);
	err = sysroot_text(drm, file, &uevent, diag);
	if (err == -ENOENT)
		return 0;
	if (err)
		return err;
	if (uevent_is_firmware(uevent)) {
		*ret = 1;
		return 0;
	}
	snprintf(file, sizeof(file), "card%" PRIu64 "/device/boot_vga", number);
	err = sysroot_number(drm, file, 10, &is_boot_vga, diag);
	if (!err && is_boot_vga)
		*ret = -1;
	return err == -ENOENT ? 0 : err;
}

/* Asked when no framebuffer device is there: DRM can do without them. */
int screen_read_drm(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot drm = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int i, verdict = 0, err = sysroot_enter(root, path, &drm);

	if (!err)
		err = sysroot_names(&drm, &names);
	for (i = 0; !err && verdict <= 0 && i < names.count; i++) {
		uint64_t number;
		int card;

		/* "card0", not its connectors "card0-DP-1" */
		if (!text_number_behind(names.at[i]->d_name, "card", &number))
			continue;
		err = card_read(&drm, number, &card, diag);
		if (card)
			verdict = card;
	}
	if (!err && verdict < 0)
		machine->firmware.has_screen = false;
	return err;
}

/*
 * The PCI core may have moved the framebuffer's BAR after the firmware's choice: then the
 * driver's resource is where it is now, and the zero page is wrong.
 */
int screen_read_iomem(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	static const char *const resources[] = { "BOOTFB", "efifb", "vesafb",
						 "simplefb" };
	uint8_t *screen = machine->firmware.screen_info;
	struct bytes view = { screen, sizeof(machine->firmware.screen_info) };
	uint32_t low = 0, high = 0;
	size_t i, j;

	(void)root;
	(void)path;
	(void)diag;
	if (machine->memory.iomem_known != FACT_YES ||
	    (screen[SCREEN_IS_VGA] != VIDEO_TYPE_VLFB &&
	     screen[SCREEN_IS_VGA] != VIDEO_TYPE_EFI))
		return -ENOENT;
	bytes_get_u32(view, SCREEN_LFB_BASE, &low);
	if (screen[SCREEN_CAPABILITIES] & CAPABILITY_64BIT)
		bytes_get_u32(view, SCREEN_EXT_LFB_BASE, &high);
	for (i = 0; i < machine->memory.nr_iomem; i++) {
		const struct iomem_entry *entry = &machine->memory.iomem[i];
		phys_t base = (uint64_t)high << 32 | low;

		for (j = 0; j < ARRAY_SIZE(resources); j++) {
			if (strcmp(entry->name, resources[j]))
				continue;
			if (prange_has(entry->range, base))
				return 0;
			put_le32(screen + SCREEN_LFB_BASE, (uint32_t)entry->range.start);
			put_le32(screen + SCREEN_EXT_LFB_BASE,
				 (uint32_t)(entry->range.start >> 32));
			if (entry->range.start >> 32)
				screen[SCREEN_CAPABILITIES] |= CAPABILITY_64BIT;
			return 0;
		}
	}
	return -ENOENT;
}
