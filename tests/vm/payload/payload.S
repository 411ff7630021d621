/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * payload.S - first instructions of the test payload: keep what the hand-over was
 *
 * In:  the state at a Linux kernel's 64-bit entry. Out: payload_main(&entry_state).
 * Ref: boot.rst "64-bit boot protocol"; payload.h for the layout.
 *
 * Nothing is written before every register is saved; RSP is saved, not used.
 */
#include "tests/vm/payload/payload.h"

	.hidden	entry_state
	.hidden	payload_main

	.section .head.text, "ax"
	.code64
	.globl	payload_start
	.hidden	payload_start
payload_start:
	movq	%rsp, ENTRY_STATE_RSP + entry_state(%rip)
	leaq	payload_stack_top(%rip), %rsp
	pushfq
	popq	ENTRY_STATE_RFLAGS + entry_state(%rip)
	movq	%rax, ENTRY_STATE_GPR + 0x00 + entry_state(%rip)
	movq	%rbx, ENTRY_STATE_GPR + 0x08 + entry_state(%rip)
	movq	%rcx, ENTRY_STATE_GPR + 0x10 + entry_state(%rip)
	movq	%rdx, ENTRY_STATE_GPR + 0x18 + entry_state(%rip)
	movq	%rdi, ENTRY_STATE_GPR + 0x20 + entry_state(%rip)
	movq	%rbp, ENTRY_STATE_GPR + 0x28 + entry_state(%rip)
	movq	%r8, ENTRY_STATE_GPR + 0x30 + entry_state(%rip)
	movq	%r9, ENTRY_STATE_GPR + 0x38 + entry_state(%rip)
	movq	%r10, ENTRY_STATE_GPR + 0x40 + entry_state(%rip)
	movq	%r11, ENTRY_STATE_GPR + 0x48 + entry_state(%rip)
	movq	%r12, ENTRY_STATE_GPR + 0x50 + entry_state(%rip)
	movq	%r13, ENTRY_STATE_GPR + 0x58 + entry_state(%rip)
	movq	%r14, ENTRY_STATE_GPR + 0x60 + entry_state(%rip)
	movq	%r15, ENTRY_STATE_GPR + 0x68 + entry_state(%rip)
	movq	%rsi, ENTRY_STATE_RSI + entry_state(%rip)
	cld
	leaq	entry_state(%rip), %rdi
	leaq	payload_start(%rip), %rsi
	xorl	%ebp, %ebp
	call	payload_main
	cli
1:	hlt
	jmp	1b

/*
 * efi_reset_call(service, type): ResetSystem(type, EFI_SUCCESS, 0, NULL) by the UEFI
 * convention (RCX RDX R8 R9, 32 bytes of home space).
 */
	.globl	efi_reset_call
	.hidden	efi_reset_call
efi_reset_call:
	movq	%rdi, %rax
	movl	%esi, %ecx
	xorl	%edx, %edx
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	subq	$40, %rsp
	call	*%rax
	addq	$40, %rsp
	ret

	.section .bss.stack, "aw", @nobits
	.balign	16
	.fill	0x4000, 1, 0
payload_stack_top:

	.section .note.GNU-stack, "", @progbits
