/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stubs.S - where the CPU goes on an exception
 *
 * In: the IDT that fault.c loads. Out: purgatory_fault(), or back after an NMI.
 * Ref: SDM volume 3A section 6.13 (error codes).
 */
#include "purgatory/stubs.h"

	.hidden	purgatory_fault

	.section .head.text, "ax"
	.code64
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

	.section .note.GNU-stack, "", @progbits
