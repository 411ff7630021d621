/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entry.S - first instructions of purgatory, its GDT
 *
 * In:  long mode, an identity map of these PURGATORY_MEMSZ bytes, nothing else assumed.
 * Out: purgatory_main() on a stack of ours.
 * Ref: boot.rst "64-bit boot protocol"; SDM volume 3A sections 3.4.5 and 6.14.
 *
 * Every address is RIP-relative: there is nobody to relocate this.
 */
#include "purgatory/handoff_cells.h"

	.hidden	__bss_start
	.hidden	__bss_end
	.hidden	purgatory_main
	.hidden	purgatory_stack_top

	.section .head.text, "ax"
	.code64
	.globl	purgatory_start
	.hidden	purgatory_start
purgatory_start:
	cli
	cld
	movq	%rsp, %rbx		/* holds a return address when preserving */
	leaq	purgatory_stack_top(%rip), %rsp

	/* kexec and mint.ko both zero it, but a relaunch must not depend on that. */
	leaq	__bss_start(%rip), %rdi
	leaq	__bss_end(%rip), %rcx
	subq	%rdi, %rcx
	xorl	%eax, %eax
	rep stosb

	leaq	gdt(%rip), %rax
	subq	$16, %rsp
	movw	$(gdt_end - gdt - 1), 6(%rsp)
	movq	%rax, 8(%rsp)
	lgdt	6(%rsp)
	addq	$16, %rsp

	pushq	$PURGATORY_CS
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq
1:	movl	$PURGATORY_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	lldt	%ax
	xorl	%ebp, %ebp
	movq	%rbx, %rdi
	call	purgatory_main
	ud2

/* Flat 4 GiB segments with the accessed bit set: the CPU never writes here. */
	.section .rodata
	.balign	16
gdt:	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code, execute/read */
	.quad	0x00cf93000000ffff	/* 0x18: data, read/write */
gdt_end:

	.section .note.GNU-stack, "", @progbits
