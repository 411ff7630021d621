/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runtime.S - the EFI runtime services of an OS that has no firmware of its own
 *
 * In:  calls by the UEFI convention (RCX: first argument). Out: see runtime.h.
 * Ref: UEFI 2.10 section 2.3.4.2 (calling convention), 8.4, 8.5.1.
 *
 * Linux keeps runtime ranges mapped at their physical address (efi_map_region), and
 * SetVirtualAddressMap changes nothing here, so the mailbox's physical address is
 * also good at run time. ENDBR64 for kernels that enforce IBT.
 */
#include "purgatory/runtime.h"

	.section .text
	.code64
	.globl	efi_runtime
efi_runtime:
	.org	EFI_RUNTIME_UNSUPPORTED
	endbr64
	movabsq	$0x8000000000000003, %rax
	ret

	.org	EFI_RUNTIME_SET_VIRTUAL
	endbr64
	xorl	%eax, %eax
	ret

	.org	EFI_RUNTIME_RESET
	endbr64
	movq	mailbox(%rip), %rax
	addb	$EFI_RUNTIME_RESET_BASE, %cl
	movb	%cl, EFI_RUNTIME_MAILBOX_CELL(%rax)
	cli
1:	hlt
	jmp	1b

	.org	EFI_RUNTIME_MAILBOX
mailbox:
	.quad	0

	.section .note.GNU-stack, "", @progbits
