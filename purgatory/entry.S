/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entry.S - first and last instructions of purgatory, its GDT, fault stubs and stack
 *
 * In:  long mode, an identity map of these PURGATORY_MEMSZ bytes, nothing else assumed.
 * Out: purgatory_main() on a stack of ours; purgatory_enter() into the kernel.
 * Ref: boot.rst "64-bit boot protocol"; SDM volume 3A sections 3.4.5 and 6.14.
 *
 * Every address is RIP-relative: there is nobody to relocate this.
 */
#include "purgatory/entry.h"
#include "purgatory/handoff_cells.h"

	.hidden	__bss_start
	.hidden	__bss_end
	.hidden	purgatory_main
	.hidden	purgatory_fault

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

/*
 * One stub per vector, PURGATORY_STUB_SIZE bytes apart. The CPU pushes an error code
 * for vectors 8, 10-14, 17, 21, 29 and 30; the others get a zero. An NMI is not ours to
 * judge (the leader may send one to all cores): it returns to what it interrupted.
 */
	.balign	PURGATORY_STUB_SIZE
	.globl	purgatory_fault_stubs
	.hidden	purgatory_fault_stubs
purgatory_fault_stubs:
	.set	vector, 0
	.rept	PURGATORY_VECTORS
	.if	vector == 2
	iretq
	.else
	.if	!((0x60227d00 >> vector) & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	fault_common
	.endif
	.set	vector, vector + 1
	/* Fails to assemble when a stub outgrows its room. */
	.org	purgatory_fault_stubs + vector * PURGATORY_STUB_SIZE
	.endr

fault_common:
	cld
	popq	%rdi			/* vector */
	movq	8(%rsp), %rsi		/* RIP, behind the error code */
	andq	$-16, %rsp
	call	purgatory_fault
	ud2

/* The planner's copy of the handoff overwrites this one; zero has no magic. */
	.section .handoff, "a"
	.globl	purgatory_handoff
	.hidden	purgatory_handoff
purgatory_handoff:
	.fill	0x1000, 1, 0

/* Flat 4 GiB segments with the accessed bit set: the CPU never writes here. */
	.section .rodata
	.balign	16
gdt:	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code, execute/read */
	.quad	0x00cf93000000ffff	/* 0x18: data, read/write */
gdt_end:

	.section .bss
	.balign	16
	.fill	0x2000, 1, 0
purgatory_stack_top:

	.section .note.GNU-stack, "", @progbits
