/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bzimage32.c - a bzImage or zImage through its 32-bit or its real-mode entry
 *
 *   32-bit      boot_params anywhere below 4 GiB; EIP = first byte of the code
 *   real mode   setup code and stack below 640 KiB, which ask the BIOS themselves:
 *               SETUP_AT | setup … heap … stack | command line |
 *
 * In: struct plain, free RAM. Out: segments, registers. Firmware that the leader has run
 * over may not answer in real mode any more: that entry is for what has no other.
 * Ref: boot.rst "32-bit boot protocol", "the real-mode kernel header", "memory layout",
 *      "running the kernel".
 */
#include "plan/plain/bzimage32.h"

#include <errno.h>
#include <inttypes.h>

#include "base/cleanup.h"
#include "plan/plain/boot.h"
#include "plan/plain/holes.h"

/* boot.rst: offsets in the real-mode part. */
enum setup_field {
	CL_MAGIC = 0x20,
	CL_OFFSET = 0x22, /* protocol < 2.02 */
	TYPE_OF_LOADER = 0x210,
	LOADFLAGS = 0x211,
	SETUP_MOVE_SIZE = 0x212,
	CODE32_START = 0x214,
	RAMDISK_IMAGE = 0x218,
	RAMDISK_SIZE = 0x21c,
	HEAP_END_PTR = 0x224,
	CMD_LINE_PTR = 0x228,
	SETUP_FIELDS_END = 0x22c,
};

#define PROTOCOL_HEAP	  0x0201 /* heap_end_ptr */
#define PROTOCOL_CMD_LINE 0x0202 /* cmd_line_ptr; setup may lie anywhere */
#define LOADED_HIGH	  1
#define CAN_USE_HEAP	  0x80
#define LOADER_UNDEFINED  0xff
#define CL_MAGIC_VALUE	  0xa33f
#define LOAD_HIGH	  SIZE_1M /* where code32_start of a file counts from */
#define LOW_END		  UINT64_C(0xa0000)
#define OLD_SETUP_AT	  UINT64_C(0x90000) /* those kernels look there */
/*
 * What others load there expects the BIOS' data and a stack up to 0x7c00 below it, and
 * the top of low memory to itself (iPXE).
 */
#define SETUP_AT     UINT64_C(0x10000)
#define SETUP_LOWEST UINT64_C(0x8000)
/* boot.rst, the sample loader: stack and heap end here, from the setup's first byte. */
#define HEAP_END      0xe000u
#define HEAP_END_OLD  0x9800u
#define HEAP_END_BIAS 0x200u /* heap_end_ptr is that much less */
#define SETUP_ENTRY   0x20u  /* paragraphs: the code is behind the boot sector */
/*
 * A 32-bit kernel maps at most this much RAM for itself, with 3 GiB for its processes:
 * initrd_addr_max of those that do not say (boot.rst).
 */
#define LOWMEM_END UINT64_C(0x38000000)

static uint32_t field_get(const struct image *image, enum setup_field field)
{
	uint32_t value = 0;

	bytes_get_u32(image->setup, field, &value);
	return value;
}

static bool is_high(const struct image *image)
{
	return image->loadflags & LOADED_HIGH;
}

/* zImages, and what has no 32-bit entry and says so: iPXE. */
static bool needs_real_mode(const struct image *image)
{
	return !is_high(image) || field_get(image, CODE32_START) == 0;
}

/* The setup code moves a zImage down to 0x1000, which then unpacks itself to 1 MiB. */
static int zimage_place(struct plain *plain, phys_t *ret)
{
	const struct image *image = plain->in->image;
	struct prange range = { image->pref_address, image->pref_address };
	struct prange unpacked = { SIZE_1M, SIZE_1M + image->room };
	int err;

	range.end += image->piece[0].data.size;
	*ret = range.start;
	err = plain_take(plain, "kernel", range);
	return err ? err : plain_take(plain, "unpacked kernel", unpacked);
}

/*
 * Behind lowmem a 32-bit kernel has no virtual address for itself: only who asks for that
 * place knows that his has (another split of user and kernel).
 */
static phys_t window_end(const struct plain *plain, uint64_t align)
{
	const struct image *image = plain->in->image;
	struct prange lowmem = { image->pref_address, LOWMEM_END };

	if (plain_can_hole(plain, image->room, align, lowmem) ||
	    (image->kind == IMAGE_BZIMAGE32 && plain->wish->mem_min < LOWMEM_END))
		return LOWMEM_END;
	return SIZE_4G;
}

/* Lowest first: a 32-bit kernel is at home there, and moves up to pref_address anyway. */
static int kernel_place(struct plain *plain, phys_t *ret)
{
	const struct image *image = plain->in->image;
	struct prange fixed = { image->pref_address, image->pref_address + image->room };
	struct prange window = { image->pref_address, SIZE_4G };
	uint64_t align = image->alignment;

	if (!is_high(image))
		return zimage_place(plain, ret);
	if (!image->is_relocatable && fixed.start < SIZE_4G && fixed.end <= SIZE_4G) {
		*ret = fixed.start;
		return plain_take(plain, "kernel", fixed);
	}
	if (!image->is_relocatable)
		return diag_fail(plain->diag, -ERANGE,
				 "pref_address 0x%" PRIx64 " and init_size 0x%" PRIx64
				 ": a kernel entered in 32-bit mode lies below 4 GiB",
				 image->pref_address, image->room);
	if (align < PAGE_SIZE_4K)
		align = PAGE_SIZE_4K;
	window.end = window_end(plain, align);
	return plain_hole(plain, "kernel", image->room, align, window, false, ret);
}

/* code32_start may name another place in the code than its first byte. */
static phys_t kernel_entry(const struct image *image, phys_t base)
{
	uint32_t file = field_get(image, CODE32_START);

	if (file < LOAD_HIGH || file - LOAD_HIGH >= image->piece[0].data.size)
		return base;
	return base + (file - LOAD_HIGH);
}

static int kernel_add(struct plain *plain, phys_t base)
{
	const struct image *image = plain->in->image;
	struct bytes code = image->piece[0].data;

	return plain_segment(plain, "kernel", base, code,
			     is_high(image) ? image->room : code.size);
}

static phys_t initrd_limit(const struct plain *plain)
{
	return (phys_t)plain->in->image->initrd_addr_max + 1;
}

/* Kernels before 2.02 look for their parameters at OLD_SETUP_AT and nowhere else. */
static int boot_place(struct plain *plain, struct plain_boot *boot,
		      struct boot_params_spec *spec)
{
	uint64_t cmdline = align_up(plain->plan->cmdline.size + 1, PAGE_SIZE_4K);
	struct prange window = { 0, SIZE_4G };
	bool is_old = plain->in->image->protocol < PROTOCOL_CMD_LINE;
	int err;

	if (is_old)
		window = (struct prange){ OLD_SETUP_AT,
					  OLD_SETUP_AT + PAGE_SIZE_4K + cmdline };
	err = plain_boot_place(plain, window, boot);
	if (err)
		return err;
	if (is_old)
		spec->old_cmdline = (uint16_t)(plain->cmdline - boot->at);
	return 0;
}

static int protected_place(struct plain *plain, struct plain_boot *boot,
			   struct boot_params_spec *spec)
{
	int err = kernel_place(plain, &spec->kernel);

	if (err)
		return err;
	err = plain_initrd_place(plain, initrd_limit(plain), &spec->initrd);
	return err ? err : boot_place(plain, boot, spec);
}

static int protected_load(struct plain *plain)
{
	const struct image *image = plain->in->image;
	struct boot_params_spec spec = { .setup_header = image->setup_header,
					 .is_32bit = true };
	CLEANUP(plain_boot_free) struct plain_boot boot = { 0 };
	struct handoff *handoff = &plain->handoff;
	int err = protected_place(plain, &boot, &spec);

	if (err)
		return err;
	handoff->entry_mode = HANDOFF_ENTRY_32;
	handoff->entry = kernel_entry(image, spec.kernel);
	handoff->registers.esi = (uint32_t)boot.at;
	err = plain_boot_add(plain, &boot, &spec);
	if (err)
		return err;
	err = kernel_add(plain, spec.kernel);
	return err ? err : plain_initrd_add(plain, spec.initrd);
}

/* The real-mode part of memory: setup with heap and stack, then the command line. */
struct real {
	phys_t at, kernel;
	uint32_t heap_end;
	struct prange initrd;
	uint64_t size;
};

static int real_check(const struct plain *plain, const struct real *real)
{
	const struct image *image = plain->in->image;

	if (image->setup.size < SETUP_FIELDS_END || image->setup.size > real->heap_end)
		return diag_fail(plain->diag, -EINVAL,
				 "real-mode entry: the setup code has %zu bytes, it must "
				 "have %u to %" PRIu32,
				 image->setup.size, SETUP_FIELDS_END, real->heap_end);
	return 0;
}

static int real_place(struct plain *plain, struct real *real)
{
	bool is_old = plain->in->image->protocol < PROTOCOL_CMD_LINE ||
		      !is_high(plain->in->image);
	struct prange low = { SETUP_LOWEST, LOW_END };
	struct prange usual = { is_old ? OLD_SETUP_AT : SETUP_AT, 0 };

	real->heap_end = is_old ? HEAP_END_OLD : HEAP_END;
	real->size = real->heap_end + plain->plan->cmdline.size + 1;
	usual.end = usual.start + real->size;
	real->at = usual.start;
	if (is_old || plain_is_free(plain, usual))
		return plain_take(plain, "setup code", usual);
	return plain_hole(plain, "setup code", real->size, PAGE_SIZE_4K, low, false,
			  &real->at);
}

/* boot.rst, "the real-mode kernel header": what a loader writes. */
static void setup_fill(const struct plain *plain, const struct real *real, uint8_t *setup)
{
	const struct image *image = plain->in->image;

	setup[TYPE_OF_LOADER] = LOADER_UNDEFINED;
	if (is_high(image))
		put_le32(setup + CODE32_START,
			 (uint32_t)kernel_entry(image, real->kernel));
	if (!prange_is_empty(real->initrd)) {
		put_le32(setup + RAMDISK_IMAGE, (uint32_t)real->initrd.start);
		put_le32(setup + RAMDISK_SIZE, (uint32_t)prange_size(real->initrd));
	}
	if (image->protocol >= PROTOCOL_HEAP) {
		setup[LOADFLAGS] |= CAN_USE_HEAP;
		put_le16(setup + HEAP_END_PTR,
			 (uint16_t)(real->heap_end - HEAP_END_BIAS));
	}
	if (image->protocol >= PROTOCOL_CMD_LINE) {
		put_le32(setup + CMD_LINE_PTR, (uint32_t)(real->at + real->heap_end));
		return;
	}
	put_le16(setup + CL_MAGIC, CL_MAGIC_VALUE);
	put_le16(setup + CL_OFFSET, (uint16_t)real->heap_end);
	put_le16(setup + SETUP_MOVE_SIZE, (uint16_t)real->size);
}

static int setup_add(struct plain *plain, const struct real *real)
{
	const struct image *image = plain->in->image;
	const struct buffer *cmdline = &plain->plan->cmdline;
	struct buffer *blob = plain_blob(plain);
	int err = blob ? buffer_append(blob, image->setup.data, image->setup.size)
		       : -ENOMEM;

	if (err)
		return err;
	err = buffer_append(blob, NULL, real->heap_end - blob->size);
	if (err)
		return err;
	err = buffer_append(blob, cmdline->data, cmdline->size + 1);
	if (err)
		return err;
	setup_fill(plain, real, blob->data);
	plain->cmdline = real->at + real->heap_end;
	return plain_segment(plain, "setup", real->at, buffer_view(blob), real->size);
}

/* The trampoline lies where the stack will be: that is empty until the setup runs. */
static void real_enter(struct plain *plain, const struct real *real)
{
	struct handoff *handoff = &plain->handoff;

	handoff->entry_mode = HANDOFF_ENTRY_16;
	handoff->entry = 0;
	handoff->real_ds = (uint16_t)(real->at >> 4);
	handoff->real_cs = (uint16_t)(handoff->real_ds + SETUP_ENTRY);
	handoff->registers.esp = real->heap_end;
	handoff->real_trampoline =
		(uint32_t)(real->at + real->heap_end - HANDOFF_TRAMPOLINE_SIZE);
}

static int parts_place(struct plain *plain, struct real *real)
{
	int err = real_place(plain, real);

	if (err)
		return err;
	err = real_check(plain, real);
	if (err)
		return err;
	err = kernel_place(plain, &real->kernel);
	return err ? err : plain_initrd_place(plain, initrd_limit(plain), &real->initrd);
}

static int real_load(struct plain *plain)
{
	struct real real = { 0 };
	int err = parts_place(plain, &real);

	if (err)
		return err;
	real_enter(plain, &real);
	err = setup_add(plain, &real);
	if (err)
		return err;
	err = kernel_add(plain, real.kernel);
	return err ? err : plain_initrd_add(plain, real.initrd);
}

int plain_load_bzimage32(struct plain *plain)
{
	if (plain->wish->real_mode || needs_real_mode(plain->in->image))
		return real_load(plain);
	return protected_load(plain);
}
