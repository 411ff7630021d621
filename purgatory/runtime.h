/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runtime.h - layout of the EFI runtime code page
 *
 * In:  platform/ copies efi_runtime_blob to a page of its own (RuntimeServicesCode),
 *      stores the mailbox's physical address at EFI_RUNTIME_MAILBOX and points the
 *      runtime services table at page + these offsets.
 * Out: ResetSystem ends in the mailbox, everything else is unsupported.
 * Ref: UEFI 2.10 sections 8.4 and 8.5.1; appendix D (status codes).
 *
 *   +0x000  unsupported service: returns EFI_UNSUPPORTED
 *   +0x020  SetVirtualAddressMap: returns EFI_SUCCESS, changes nothing
 *   +0x040  ResetSystem: mailbox.efi_reset = MINT_EFI_RESET_BASE + type, halts
 *   +0xff8  u64: physical address of the mailbox's first page
 */
#ifndef MINT_PURGATORY_RUNTIME_H
#define MINT_PURGATORY_RUNTIME_H

#define EFI_RUNTIME_UNSUPPORTED 0x00
#define EFI_RUNTIME_SET_VIRTUAL 0x20
#define EFI_RUNTIME_RESET	0x40
#define EFI_RUNTIME_MAILBOX	0xff8
#define EFI_RUNTIME_SIZE	0x1000

/* struct mint_mailbox.efi_reset and MINT_EFI_RESET_BASE, for the assembler. */
#define EFI_RUNTIME_MAILBOX_CELL 0x10
#define EFI_RUNTIME_RESET_BASE	 0x50

#endif
