/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot.c - boot_params and what it points to, as one segment
 *
 *   +0       boot_params, one page
 *   +0x1000  command line, NUL included
 *            EFI memory map (when the running kernel has EFI at run time)
 *            setup_data: E820_EXT, RNG seed, EFI, DTB
 *
 * In: machine facts, the plan's memory map and command line, a loader's places.
 * Out: a segment "boot_params". Ref: boot.rst, zero-page.rst.
 */
#include "plan/plain/boot.h"

#include <errno.h>

#include "plan/plain/holes.h"

#define BOOT_PARAMS_SIZE PAGE_SIZE_4K
#define CMDLINE_AT	 BOOT_PARAMS_SIZE
#define PART_ALIGN	 16

/* Only the 64-bit entry of a kernel can take over a 64-bit EFI's run-time services. */
static bool is_told_of_efi(const struct plain *plain)
{
	const struct request_plain *wish = plain->wish;
	enum image_kind kind = plain->in->image->kind;

	return plain->in->machine->firmware.efi.is_complete && !wish->no_efi &&
	       plain->in->machine->firmware.efi_bits == 64 && !wish->entry_32bit &&
	       !wish->real_mode && (kind == IMAGE_BZIMAGE || kind == IMAGE_VMLINUX);
}

static void item_add(struct plain_boot *boot, enum setup_data_type type,
		     struct bytes data)
{
	if (data.size)
		boot->item[boot->nr_items++] = (struct setup_data_item){ type, data };
}

static int items_collect(struct plain *plain, struct plain_boot *boot)
{
	int err = setup_data_e820_ext(&plain->plan->memory_map, &boot->e820_ext);

	if (err)
		return err;
	if (is_told_of_efi(plain))
		err = setup_data_efi(&plain->in->machine->firmware.efi, &boot->efi_data,
				     &boot->efi_map, plain->diag);
	if (err)
		return err;
	item_add(boot, SETUP_DATA_E820_EXT, buffer_view(&boot->e820_ext));
	item_add(boot, SETUP_DATA_RNG_SEED, plain->in->seed);
	item_add(boot, SETUP_DATA_EFI, buffer_view(&boot->efi_data));
	item_add(boot, SETUP_DATA_DTB, plain_dtb(plain));
	return 0;
}

/* Where in the segment each part lies. */
static void parts_place(const struct plain *plain, struct plain_boot *boot)
{
	uint64_t size = align_up(CMDLINE_AT + plain->plan->cmdline.size + 1, PART_ALIGN);

	if (boot->efi_map.size) {
		boot->efi_map_at = size;
		size = align_up(size + boot->efi_map.size, PART_ALIGN);
	}
	if (boot->nr_items) {
		boot->setup_data_at = size;
		size += setup_data_size(boot->item, boot->nr_items);
	}
	boot->size = size;
}

int plain_boot_place(struct plain *plain, struct prange window, struct plain_boot *ret)
{
	int err;

	*ret = (struct plain_boot){ .at = 0 };
	err = items_collect(plain, ret);
	if (err)
		return err;
	parts_place(plain, ret);
	err = plain_hole(plain, "boot_params and command line", ret->size, PAGE_SIZE_4K,
			 window, true, &ret->at);
	if (err)
		return err;
	plain->cmdline = ret->at + CMDLINE_AT;
	return 0;
}

/*
 * screen_info of a PC that shows text: 80 columns (7), 25 lines (0xe), VGA (0xf), 16
 * points (0x10). Without it a kernel has no VGA console at all.
 */
static const uint8_t vga_text[sizeof(((struct machine *)0)->firmware.screen_info)] = {
	[0x07] = 80,
	[0x0e] = 25,
	[0x0f] = 1,
	[0x10] = 16,
};

/* What is told when nothing at all is known; a UEFI machine need not have a VGA. */
static const uint8_t *screen_choose(const struct plain *plain)
{
	static const uint8_t no_screen[sizeof(vga_text)];
	const struct machine *machine = plain->in->machine;

	if (!machine->firmware.boot_params_size)
		return machine->firmware.efi_bits ? no_screen : vga_text;
	if (machine->firmware.has_screen || plain->wish->reuse_video_type)
		return machine->firmware.screen_info;
	return no_screen;
}

/*
 * From the leader's own page comes what describes the same hardware. Its screen is not
 * taken blindly: a driver may have switched to another mode since.
 */
static void spec_fill(const struct plain *plain, const struct plain_boot *boot,
		      struct boot_params_spec *spec)
{
	const struct machine *machine = plain->in->machine;

	spec->cmdline = plain->cmdline;
	spec->map = &plain->plan->memory_map;
	spec->rsdp = machine->firmware.rsdp;
	spec->setup_data = boot->nr_items ? boot->at + boot->setup_data_at : 0;
	spec->edd = machine->firmware.edd.nr_info || machine->firmware.edd.nr_mbr
			    ? &machine->firmware.edd
			    : NULL;
	spec->screen_info = screen_choose(plain);
	spec->leader = (struct bytes){ machine->firmware.boot_params,
				       machine->firmware.boot_params_size };
	if (!boot->efi_map.size)
		return;
	spec->efi_systab = machine->firmware.efi.systab;
	spec->efi_memmap = boot->at + boot->efi_map_at;
	spec->efi_memmap_size = (uint32_t)boot->efi_map.size;
	spec->efi_memdesc_size = SETUP_DATA_EFI_DESCRIPTOR_SIZE;
	spec->efi_memdesc_version = SETUP_DATA_EFI_DESCRIPTOR_VERSION;
}

/* Append zeros up to @offset, then @data. */
static int part_append(struct buffer *blob, uint64_t offset, struct bytes data)
{
	int err = buffer_append(blob, NULL, (size_t)(offset - blob->size));

	return err ? err : buffer_append(blob, data.data, data.size);
}

static int efi_map_append(const struct plain_boot *boot, struct buffer *blob)
{
	if (!boot->efi_map.size)
		return 0;
	return part_append(blob, boot->efi_map_at, buffer_view(&boot->efi_map));
}

static int setup_data_append(const struct plain_boot *boot, struct buffer *blob,
			     struct diag *diag)
{
	int err;

	if (!boot->nr_items)
		return 0;
	err = part_append(blob, boot->setup_data_at, (struct bytes){ NULL, 0 });
	if (err)
		return err;
	return setup_data_build(boot->item, boot->nr_items,
				boot->at + boot->setup_data_at, blob, diag);
}

/* All parts in their order, boot_params first. */
static int parts_build(struct plain *plain, const struct plain_boot *boot,
		       const struct boot_params_spec *spec, struct buffer *blob)
{
	const struct buffer *cmdline = &plain->plan->cmdline;
	int err = platform_boot_params_build(spec, blob, plain->diag);

	if (err)
		return err;
	err = buffer_reserve(blob, (size_t)boot->size);
	if (err)
		return err;
	err = buffer_append(blob, cmdline->data, cmdline->size + 1);
	if (err)
		return err;
	err = efi_map_append(boot, blob);
	return err ? err : setup_data_append(boot, blob, plain->diag);
}

int plain_boot_add(struct plain *plain, const struct plain_boot *boot,
		   struct boot_params_spec *spec)
{
	struct buffer *blob = plain_blob(plain);
	int err;

	if (!blob)
		return -ENOMEM;
	spec_fill(plain, boot, spec);
	err = parts_build(plain, boot, spec, blob);
	if (err)
		return err;
	return plain_segment(plain, "boot_params", boot->at, buffer_view(blob),
			     boot->size);
}

void plain_boot_free(struct plain_boot *boot)
{
	buffer_free(&boot->e820_ext);
	buffer_free(&boot->efi_data);
	buffer_free(&boot->efi_map);
}
