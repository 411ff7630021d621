/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot_params.c - the zero page
 *
 * In: struct boot_params_spec. Out: 4096 bytes: the image's own setup header, or one
 * for an ELF that has none, and what a boot loader fills in.
 *
 * From the leader's page (instead mode) only what describes hardware that stays the
 * same is taken: screen, EDID, disks. Its efi_info is not: the leader has switched
 * the runtime to virtual addresses, which a new kernel could only follow through
 * SETUP_EFI. The new kernel finds ACPI through acpi_rsdp_addr and runs without EFI.
 * Ref: boot.rst, zero-page.rst; Linux arch/x86/include/uapi/asm/bootparam.h.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <asm/bootparam.h>

#include "platform/platform.h"

#define BOOT_FLAG 0xaa55
#define HEADER_MAGIC 0x53726448u   /* "HdrS" */
#define HEADER_VERSION 0x020f
#define LOADER_UNDEFINED 0xff      /* type_of_loader: none with a number */
#define ELF_CMDLINE_SIZE 2047u
#define INITRD_ADDR_MAX 0x7fffffffu
#define HEADER_START 0x1f1u
#define HEADER_JUMP_END 0x202u     /* + byte at 0x201: end of the header */
#define E820_MAX 128u

_Static_assert(sizeof(struct boot_params) == 4096, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, hdr) == HEADER_START, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, acpi_rsdp_addr) == 0x70, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, ext_ramdisk_image) == 0xc0, "boot.rst");

/* A file's header may be shorter or longer than the one we know. */
static int header_copy(struct boot_params *bp, struct bytes header, struct diag *diag)
{
	size_t jump = HEADER_JUMP_END - 1 - HEADER_START;
	size_t size;

	if (header.size <= HEADER_JUMP_END - HEADER_START)
		return diag_fail(diag, -EINVAL,
				 "setup header: %zu bytes, at least %u are needed",
				 header.size, HEADER_JUMP_END - HEADER_START + 1);
	size = HEADER_JUMP_END - HEADER_START + header.data[jump];
	if (size > header.size)
		size = header.size;
	if (size > sizeof(bp->hdr))
		size = sizeof(bp->hdr);
	memcpy(&bp->hdr, header.data, size);
	return 0;
}

static void header_make(struct boot_params *bp, const struct boot_params_spec *spec)
{
	struct setup_header *hdr = &bp->hdr;

	hdr->boot_flag = BOOT_FLAG;
	hdr->header = HEADER_MAGIC;
	hdr->version = HEADER_VERSION;
	hdr->initrd_addr_max = INITRD_ADDR_MAX;
	hdr->cmdline_size = ELF_CMDLINE_SIZE;
	hdr->kernel_alignment = (uint32_t)spec->kernel_alignment;
	hdr->relocatable_kernel = 1;
	hdr->xloadflags = XLF_KERNEL_64 | XLF_CAN_BE_LOADED_ABOVE_4G;
	hdr->pref_address = spec->kernel;
	hdr->init_size = (uint32_t)spec->init_size;
}

static void addresses_fill(struct boot_params *bp, const struct boot_params_spec *spec)
{
	struct setup_header *hdr = &bp->hdr;
	uint64_t initrd_size = prange_size(spec->initrd);

	hdr->type_of_loader = LOADER_UNDEFINED;
	hdr->ext_loader_type = 0;
	hdr->ext_loader_ver = 0;
	hdr->setup_data = 0;
	/* There is no heap, and the address space is not randomized. */
	hdr->loadflags |= LOADED_HIGH;
	hdr->loadflags &= (uint8_t)~(CAN_USE_HEAP | KASLR_FLAG);
	/* Not used by the 64-bit entry; the low half where the kernel is above 4 GiB. */
	hdr->code32_start = (uint32_t)spec->kernel;
	hdr->cmd_line_ptr = (uint32_t)spec->cmdline;
	bp->ext_cmd_line_ptr = (uint32_t)(spec->cmdline >> 32);
	hdr->ramdisk_image = 0;
	hdr->ramdisk_size = 0;
	if (initrd_size) {
		hdr->ramdisk_image = (uint32_t)spec->initrd.start;
		bp->ext_ramdisk_image = (uint32_t)(spec->initrd.start >> 32);
		hdr->ramdisk_size = (uint32_t)initrd_size;
		bp->ext_ramdisk_size = (uint32_t)(initrd_size >> 32);
	}
	bp->acpi_rsdp_addr = spec->rsdp;
}

static void efi_fill(struct boot_params *bp, const struct boot_params_spec *spec)
{
	struct efi_info efi = { 0 };

	if (!spec->efi_systab)
		return;
	memcpy(&efi.efi_loader_signature, "EL64", sizeof(efi.efi_loader_signature));
	efi.efi_systab = (uint32_t)spec->efi_systab;
	efi.efi_systab_hi = (uint32_t)(spec->efi_systab >> 32);
	efi.efi_memmap = (uint32_t)spec->efi_memmap;
	efi.efi_memmap_hi = (uint32_t)(spec->efi_memmap >> 32);
	efi.efi_memmap_size = spec->efi_memmap_size;
	efi.efi_memdesc_size = spec->efi_memdesc_size;
	efi.efi_memdesc_version = spec->efi_memdesc_version;
	bp->efi_info = efi;
}

static int leader_inherit(struct boot_params *bp, struct bytes leader, struct diag *diag)
{
	struct boot_params from;

	if (!leader.size)
		return 0;
	if (leader.size < sizeof(from))
		return diag_fail(diag, -EINVAL,
				 "leader's boot_params: %zu bytes of %zu", leader.size,
				 sizeof(from));
	memcpy(&from, leader.data, sizeof(from));
	bp->screen_info = from.screen_info;
	bp->edid_info = from.edid_info;
	bp->eddbuf_entries = from.eddbuf_entries;
	bp->edd_mbr_sig_buf_entries = from.edd_mbr_sig_buf_entries;
	memcpy(bp->edd_mbr_sig_buffer, from.edd_mbr_sig_buffer,
	       sizeof(bp->edd_mbr_sig_buffer));
	memcpy(bp->eddbuf, from.eddbuf, sizeof(bp->eddbuf));
	bp->secure_boot = from.secure_boot;
	return 0;
}

static int memory_fill(struct boot_params *bp, const struct memory_map *map,
		       struct diag *diag)
{
	if (!map->count || map->count > E820_MAX)
		return diag_fail(diag, map->count ? -E2BIG : -EINVAL,
				 "memory map: %u entries, boot_params can hold 1 to %u",
				 map->count, E820_MAX);
	for (unsigned int i = 0; i < map->count; i++) {
		bp->e820_table[i] = (struct boot_e820_entry){
			.addr = map->at[i].range.start,
			.size = prange_size(map->at[i].range),
			.type = map->at[i].type,
		};
	}
	bp->e820_entries = (uint8_t)map->count;
	return 0;
}

int platform_boot_params_build(const struct boot_params_spec *spec, struct buffer *ret,
			       struct diag *diag)
{
	struct boot_params bp;
	struct buffer page = { 0 };
	int err = 0;

	memset(&bp, 0, sizeof(bp));
	if (spec->setup_header.size)
		err = header_copy(&bp, spec->setup_header, diag);
	else
		header_make(&bp, spec);
	if (!err)
		err = leader_inherit(&bp, spec->leader, diag);
	if (!err)
		err = memory_fill(&bp, spec->map, diag);
	if (err)
		return err;
	addresses_fill(&bp, spec);
	efi_fill(&bp, spec);
	err = buffer_append(&page, &bp, sizeof(bp));
	if (err)
		return diag_fail(diag, err, "boot_params: out of memory");
	*ret = page;
	return 0;
}
