/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * enter.S - last instructions of purgatory; the room that it has: handoff and stack
 *
 * In:  struct handoff, control registers. Out: the kernel's 64-bit entry.
 * Ref: boot.rst "64-bit boot protocol".
 *
 * Every address is RIP-relative: there is nobody to relocate this.
 */
#include "purgatory/handoff_cells.h"

	.section .head.text, "ax"
	.code64
/* purgatory_enter(handoff, cr0, cr4, stack) */
	.globl	purgatory_enter
	.hidden	purgatory_enter
purgatory_enter:
	movq	%rdx, %cr4
	movq	%rsi, %cr0
	movq	%rcx, %rsp
	testq	%rcx, %rcx
	jnz	1f
	leaq	purgatory_stack_top(%rip), %rsp
1:	pushq	PURGATORY_ENTRY(%rdi)	/* becomes RIP by the last instruction */
	movq	PURGATORY_BOOT_PARAMS(%rdi), %rsi
	movl	PURGATORY_REGISTERS + 0x00(%rdi), %eax
	movl	PURGATORY_REGISTERS + 0x04(%rdi), %ebx
	movl	PURGATORY_REGISTERS + 0x08(%rdi), %ecx
	movl	PURGATORY_REGISTERS + 0x0c(%rdi), %edx
	movl	PURGATORY_REGISTERS + 0x18(%rdi), %ebp
	movl	PURGATORY_REGISTERS + 0x14(%rdi), %edi
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
	pushq	$2			/* IF, DF, TF and the rest clear; bit 1 reads 1 */
	popfq
	ret

	.globl	purgatory_park
	.hidden	purgatory_park
purgatory_park:
	cli
1:	hlt
	jmp	1b

/* The planner's copy of the handoff overwrites this one; zero has no magic. */
	.section .handoff, "a"
	.globl	purgatory_handoff
	.hidden	purgatory_handoff
purgatory_handoff:
	.fill	0x1000, 1, 0

	.section .bss
	.balign	16
	.fill	0x2000, 1, 0
	.globl	purgatory_stack_top
	.hidden	purgatory_stack_top
purgatory_stack_top:

	.section .note.GNU-stack, "", @progbits
