/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot_params.c - the zero page
 *
 * In: struct boot_params_spec. Out: 4096 bytes: the image's own setup header, or one
 * for an ELF that has none, and what a boot loader fills in.
 *
 * From the leader's page only what describes hardware that stays the same is taken:
 * screen, EDID, disks, subarchitecture. Its efi_info is not: the leader has switched
 * the runtime to virtual addresses, which a new kernel can only follow through
 * SETUP_EFI and a map of its own (setup_data.c). Instead of the leader a new kernel
 * finds ACPI through acpi_rsdp_addr and runs without EFI.
 * Ref: boot.rst, zero-page.rst; Linux arch/x86/include/uapi/asm/bootparam.h.
 */
#include "platform/boot_params.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <asm/bootparam.h>

#include "base/cleanup.h"

#define BOOT_FLAG	  0xaa55
#define ROOT_READONLY	  1 /* as in a bzImage: the root is checked, then written */
#define HEADER_MAGIC	  0x53726448u /* "HdrS" */
#define HEADER_VERSION	  0x020f
#define LOADER_UNDEFINED  0xff	 /* type_of_loader: none with a number */
#define OLD_CMDLINE_MAGIC 0xa33f /* boot.rst, "The kernel command line" */
#define ELF_CMDLINE_SIZE  2047u
#define INITRD_ADDR_MAX	  0x7fffffffu
#define HEADER_START	  0x1f1u
#define HEADER_JUMP_END	  0x202u  /* + byte at 0x201: end of the header */
#define SECURE_BOOT_OFF	  2	  /* include/linux/efi.h, efi_secureboot_mode_disabled */
#define EXT_MEM_K_MAX	  0xfc00u /* screen_info.ext_mem_k ends at 64 MiB */

_Static_assert(sizeof(struct boot_params) == 4096, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, hdr) == HEADER_START, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, acpi_rsdp_addr) == 0x70, "zero-page.rst");
_Static_assert(offsetof(struct boot_params, ext_ramdisk_image) == 0xc0, "boot.rst");
_Static_assert(sizeof(struct screen_info) == 64, "zero-page.rst");
_Static_assert(sizeof(((struct machine_edd *)0)->info) ==
		       sizeof(((struct boot_params *)0)->eddbuf),
	       "zero-page.rst");
_Static_assert(sizeof(((struct machine_edd *)0)->mbr_signature) ==
		       sizeof(((struct boot_params *)0)->edd_mbr_sig_buffer),
	       "zero-page.rst");
_Static_assert(PLATFORM_BOOT_PARAMS_MAP == E820_MAX_ENTRIES_ZEROPAGE, "zero-page.rst");

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

	hdr->root_flags = ROOT_READONLY;
	hdr->boot_flag = BOOT_FLAG;
	hdr->header = HEADER_MAGIC;
	hdr->version = HEADER_VERSION;
	hdr->initrd_addr_max = INITRD_ADDR_MAX;
	hdr->cmdline_size = ELF_CMDLINE_SIZE;
	hdr->kernel_alignment = (uint32_t)spec->kernel_alignment;
	hdr->relocatable_kernel = 1;
	if (!spec->is_32bit)
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
	hdr->setup_data = spec->setup_data;
	/* There is no heap, and the address space is not randomized. */
	hdr->loadflags |= LOADED_HIGH;
	hdr->loadflags &= (uint8_t) ~(CAN_USE_HEAP | KASLR_FLAG);
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
		return diag_fail(diag, -EINVAL, "leader's boot_params: %zu bytes of %zu",
				 leader.size, sizeof(from));
	memcpy(&from, leader.data, sizeof(from));
	bp->hdr.hardware_subarch = from.hdr.hardware_subarch;
	bp->hdr.hardware_subarch_data = from.hdr.hardware_subarch_data;
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

/* What the machine room knows better than the leader's page. */
static int hardware_fill(struct boot_params *bp, const struct boot_params_spec *spec,
			 struct diag *diag)
{
	const struct machine_edd *edd = spec->edd;

	if (spec->screen_info)
		memcpy(&bp->screen_info, spec->screen_info, sizeof(bp->screen_info));
	if (spec->old_cmdline) {
		bp->screen_info.cl_magic = OLD_CMDLINE_MAGIC;
		bp->screen_info.cl_offset = spec->old_cmdline;
	}
	if (spec->is_secure_boot_off)
		bp->secure_boot = SECURE_BOOT_OFF;
	if (!edd)
		return 0;
	if (edd->nr_info > MACHINE_EDD_MAX || edd->nr_mbr > MACHINE_MBR_MAX)
		return diag_fail(diag, -EINVAL,
				 "EDD: %u disks and %u signatures, boot_params holds %u "
				 "and %u",
				 edd->nr_info, edd->nr_mbr, MACHINE_EDD_MAX,
				 MACHINE_MBR_MAX);
	memcpy(bp->eddbuf, edd->info, sizeof(bp->eddbuf));
	memcpy(bp->edd_mbr_sig_buffer, edd->mbr_signature,
	       sizeof(bp->edd_mbr_sig_buffer));
	bp->eddbuf_entries = (uint8_t)edd->nr_info;
	bp->edd_mbr_sig_buf_entries = (uint8_t)edd->nr_mbr;
	return 0;
}

/*
 * The sizes that the BIOS told before there was e820: of the RAM that starts at 1 MiB,
 * for kernels that read nothing else. What a leader's screen_info says of it is not
 * this memory map.
 */
static void memory_size_fill(struct boot_params *bp, const struct memory_map *map)
{
	bp->screen_info.ext_mem_k = 0;
	for (unsigned int i = 0; i < map->count; i++) {
		struct prange range = map->at[i].range;
		uint64_t kib;

		if (map->at[i].type != E820_RAM || !prange_has(range, SIZE_1M))
			continue;
		/* As kexec_file_load(2) counts: the KiB of the last byte is left out. */
		kib = (range.end - 1) / 1024 - SIZE_1M / 1024;
		bp->alt_mem_k = kib > UINT32_MAX ? UINT32_MAX : (uint32_t)kib;
		bp->screen_info.ext_mem_k =
			(uint16_t)(kib > EXT_MEM_K_MAX ? EXT_MEM_K_MAX : kib);
	}
}

static int memory_fill(struct boot_params *bp, const struct boot_params_spec *spec,
		       struct diag *diag)
{
	const struct memory_map *map = spec->map;
	unsigned int count = map->count;

	if (!count || (count > PLATFORM_BOOT_PARAMS_MAP && !spec->setup_data))
		return diag_fail(diag, count ? -E2BIG : -EINVAL,
				 "memory map: %u entries, boot_params can hold 1 to %u "
				 "(the rest needs SETUP_E820_EXT)",
				 count, PLATFORM_BOOT_PARAMS_MAP);
	if (count > PLATFORM_BOOT_PARAMS_MAP)
		count = PLATFORM_BOOT_PARAMS_MAP;
	for (unsigned int i = 0; i < count; i++) {
		bp->e820_table[i] = (struct boot_e820_entry){
			.addr = map->at[i].range.start,
			.size = prange_size(map->at[i].range),
			.type = map->at[i].type,
		};
	}
	bp->e820_entries = (uint8_t)count;
	memory_size_fill(bp, map);
	return 0;
}

/* A kernel entered in 32-bit mode reads nothing above 4 GiB. */
static int reach_check(const struct boot_params_spec *spec, struct diag *diag)
{
	const struct {
		const char *what;
		phys_t end;
	} row[] = {
		{ "kernel", spec->kernel },
		{ "end of the initrd", spec->initrd.end ? spec->initrd.end - 1 : 0 },
		{ "command line", spec->cmdline },
		{ "setup_data", spec->setup_data },
		{ "RSDP", spec->rsdp },
		{ "EFI memory map", spec->efi_memmap },
	};

	for (size_t i = 0; spec->is_32bit && i < ARRAY_SIZE(row); i++) {
		if (row[i].end >= SIZE_4G)
			return diag_fail(diag, -ERANGE,
					 "boot_params: %s at 0x%llx, a kernel entered "
					 "in 32-bit mode reaches up to 0x%llx",
					 row[i].what, (unsigned long long)row[i].end,
					 (unsigned long long)SIZE_4G - 1);
	}
	return 0;
}

/* The image's setup header, and what stays of the leader's page; the rest is zero. */
static int base_fill(struct boot_params *bp, const struct boot_params_spec *spec,
		     struct diag *diag)
{
	int err;

	memset(bp, 0, sizeof(*bp));
	if (spec->setup_header.size) {
		err = header_copy(bp, spec->setup_header, diag);
		if (err)
			return err;
	} else {
		header_make(bp, spec);
	}
	return leader_inherit(bp, spec->leader, diag);
}

int platform_boot_params_build(const struct boot_params_spec *spec, struct buffer *ret,
			       struct diag *diag)
{
	struct buffer page = { 0 };
	struct boot_params bp;
	int err;

	err = reach_check(spec, diag);
	if (err)
		return err;
	err = base_fill(&bp, spec, diag);
	if (err)
		return err;
	err = hardware_fill(&bp, spec, diag);
	if (err)
		return err;
	err = memory_fill(&bp, spec, diag);
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
