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
#include "machine/read/screen.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/read/boot_params.h"
#include "machine/text.h"

/* struct screen_info */
#define SCREEN_LINES	    0x0e
#define SCREEN_IS_VGA	    0x0f
#define SCREEN_LFB_BASE	    0x18
#define SCREEN_LFB_SIZE	    0x1c /* units of 64 KiB for VESA, bytes for EFI */
#define SCREEN_CAPABILITIES 0x36
#define SCREEN_EXT_LFB_BASE 0x3a
#define CAPABILITY_64BIT    (1u << 1)
#define SCREEN_SIZE	    64
#define VIDEO_TYPE_VLFB	    0x23
#define VIDEO_TYPE_EFI	    0x70

/* Does this driver only draw into what firmware left? By name of a framebuffer, too. */
static bool driver_is_firmware(const char *name)
{
	/* efifb, vesafb, vga16fb, simplefb; DRM's three, through fbdev or by driver */
	static const char *const firmware[] = {
		"EFI VGA",	    "VESA VGA",		  "VGA16 VGA",
		"simple",	    "simpledrmdrmfb",	  "efidrmdrmfb",
		"vesadrmdrmfb",	    "simple-framebuffer", "efi-framebuffer",
		"vesa-framebuffer",
	};

	for (size_t i = 0; i < ARRAY_SIZE(firmware); i++) {
		if (!strcmp(name, firmware[i]))
			return true;
	}
	return false;
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

enum owner { OWNER_NONE, OWNER_FIRMWARE, OWNER_NATIVE };

static int framebuffer_read(const struct sysroot *graphics, const char *name,
			    enum owner *ret, struct diag *diag)
{
	AUTO_FREE char *driver = NULL;
	char file[64];
	uint64_t number;
	int err;

	*ret = OWNER_NONE;
	if (!text_number_behind(name, "fb", &number))
		return 0;
	snprintf(file, sizeof(file), "fb%" PRIu64 "/name", number);
	err = sysroot_word(graphics, file, &driver, diag);
	if (err)
		return err == -ENOENT ? 0 : err;
	*ret = driver_is_firmware(driver) ? OWNER_FIRMWARE : OWNER_NATIVE;
	return 0;
}

/* Firmware's are removed when a native driver comes: one that is there still works. */
int screen_read_fb(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	AUTO_SYSROOT struct sysroot graphics = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	bool is_native = false;
	int err = sysroot_list(root, path, &graphics, &names);

	if (err)
		return err;
	for (int i = 0; i < names.count; i++) {
		enum owner owner;

		err = framebuffer_read(&graphics, names.at[i]->d_name, &owner, diag);
		if (err || owner == OWNER_FIRMWARE)
			return err;
		is_native = is_native || owner == OWNER_NATIVE;
	}
	if (!is_native)
		return -ENOENT;
	machine->firmware.has_screen = false;
	return 0;
}

static bool uevent_is_firmware(const char *text)
{
	const char *line = strstr(text, "DRIVER=");
	char driver[32];

	if (!line || (line != text && line[-1] != '\n'))
		return false;
	snprintf(driver, sizeof(driver), "%.*s", (int)strcspn(line + 7, "\n"), line + 7);
	return driver_is_firmware(driver);
}

/* Native is a driver on the device that shows the boot screen, no other's. */
static int card_read(const struct sysroot *drm, const char *name, enum owner *ret,
		     struct diag *diag)
{
	AUTO_FREE char *uevent = NULL;
	uint64_t number, is_boot_vga = 0;
	char file[64];
	int err;

	*ret = OWNER_NONE;
	/* "card0", not its connectors "card0-DP-1" */
	if (!text_number_behind(name, "card", &number))
		return 0;
	snprintf(file, sizeof(file), "card%" PRIu64 "/device/uevent", number);
	err = sysroot_text(drm, file, &uevent, diag);
	if (err)
		return err == -ENOENT ? 0 : err;
	if (uevent_is_firmware(uevent)) {
		*ret = OWNER_FIRMWARE;
		return 0;
	}
	snprintf(file, sizeof(file), "card%" PRIu64 "/device/boot_vga", number);
	err = sysroot_number(drm, file, 10, &is_boot_vga, diag);
	if (err)
		return err == -ENOENT ? 0 : err;
	*ret = is_boot_vga ? OWNER_NATIVE : OWNER_NONE;
	return 0;
}

/* Asked when no framebuffer device is there: DRM can do without them. */
int screen_read_drm(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	AUTO_SYSROOT struct sysroot drm = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	bool is_native = false;
	int err = sysroot_list(root, path, &drm, &names);

	if (err)
		return err;
	for (int i = 0; i < names.count; i++) {
		enum owner owner;

		err = card_read(&drm, names.at[i]->d_name, &owner, diag);
		if (err || owner == OWNER_FIRMWARE)
			return err;
		is_native = is_native || owner == OWNER_NATIVE;
	}
	if (is_native)
		machine->firmware.has_screen = false;
	return 0;
}

static bool name_is_framebuffer(const char *name)
{
	static const char *const names[] = { "BOOTFB", "efifb", "vesafb", "simplefb" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

static phys_t framebuffer_base(const uint8_t screen[SCREEN_SIZE])
{
	struct bytes view = { screen, SCREEN_SIZE };
	uint32_t low = 0, high = 0;

	bytes_get_u32(view, SCREEN_LFB_BASE, &low);
	if (screen[SCREEN_CAPABILITIES] & CAPABILITY_64BIT)
		bytes_get_u32(view, SCREEN_EXT_LFB_BASE, &high);
	return (uint64_t)high << 32 | low;
}

static void framebuffer_move(uint8_t screen[SCREEN_SIZE], phys_t base)
{
	put_le32(screen + SCREEN_LFB_BASE, (uint32_t)base);
	put_le32(screen + SCREEN_EXT_LFB_BASE, (uint32_t)(base >> 32));
	if (base >> 32)
		screen[SCREEN_CAPABILITIES] |= CAPABILITY_64BIT;
}

/*
 * The PCI core may have moved the framebuffer's BAR after the firmware's choice: then the
 * driver's resource is where it is now, and the zero page is wrong.
 */
int screen_read_iomem(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	const struct machine_memory *memory = &machine->memory;
	uint8_t *screen = machine->firmware.screen_info;

	(void)root;
	(void)path;
	(void)diag;
	if (memory->iomem_known != FACT_YES ||
	    (screen[SCREEN_IS_VGA] != VIDEO_TYPE_VLFB &&
	     screen[SCREEN_IS_VGA] != VIDEO_TYPE_EFI))
		return -ENOENT;
	for (size_t i = 0; i < memory->nr_iomem; i++) {
		const struct iomem_entry *entry = &memory->iomem[i];

		if (!name_is_framebuffer(entry->name))
			continue;
		if (!prange_has(entry->range, framebuffer_base(screen)))
			framebuffer_move(screen, entry->range.start);
		return 0;
	}
	return -ENOENT;
}
