/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.S - the smallest kernels: each writes down how it was entered
 *
 * In:  one of purgatory's entries. Out: the report of probe.h in its own memory; the
 *      64-bit one then returns, the others halt.
 * Ref: abi/handoff.h, enum handoff_entry_mode; BIOS data area, 0x46c (clock).
 *
 * They are data of the test program: nothing here runs in it.
 */
#include "tests/vm/payload/probe.h"

#define MSR_EFER 0xc0000080
#define LCR 0x2fb
#define DATA 0x2f8
#define BIOS_CLOCK 0x46c
#define PIT_CHANNEL_0 0x40
#define PIT_CONTROL 0x43

	.section .rodata
	.balign	16
	.code64
	.globl	probe64
probe64:
#define CELL64(n) probe64 + PROBE_REPORT + 8 * (n)(%rip)
	movq	%rax, CELL64(0)
	movq	%rbx, CELL64(1)
	movq	%rcx, CELL64(2)
	movq	%rdx, CELL64(3)
	movq	%rsi, CELL64(4)
	movq	%rdi, CELL64(5)
	movq	%rbp, CELL64(6)
	movq	%rsp, CELL64(7)
	movq	%r8, CELL64(8)
	movq	%r9, CELL64(9)
	movq	%r10, CELL64(10)
	movq	%r11, CELL64(11)
	movq	%r12, CELL64(12)
	movq	%r13, CELL64(13)
	movq	%r14, CELL64(14)
	movq	%r15, CELL64(15)
	pushfq
	popq	CELL64(16)
	movq	%cr0, %rax
	movq	%rax, CELL64(17)
	movq	%cr3, %rax
	movq	%rax, CELL64(18)
	movq	%cr4, %rax
	movq	%rax, CELL64(19)
	movl	$MSR_EFER, %ecx
	rdmsr
	movl	%eax, CELL64(20)
	movl	%cs, %eax
	movl	%eax, CELL64(21)
	movl	%ds, %eax
	movl	%eax, CELL64(22)
	movl	%ss, %eax
	movl	%eax, CELL64(23)
	incq	CELL64(24)
	/* Whoever is returned to must not need a register. */
	movq	$-1, %rbx
	movq	%rbx, %rbp
	movq	%rbx, %r12
	movq	%rbx, %r15
	ret
	.org	probe64 + PROBE_SIZE

	.balign	16
	.code32
	.globl	probe32
probe32:
#define CELL32(n) (PROBE32_AT + PROBE_REPORT + 4 * (n))
	movl	%eax, CELL32(0)
	movl	%ebx, CELL32(1)
	movl	%ecx, CELL32(2)
	movl	%edx, CELL32(3)
	movl	%esi, CELL32(4)
	movl	%edi, CELL32(5)
	movl	%ebp, CELL32(6)
	movl	%esp, CELL32(7)
	movl	$(PROBE32_AT + PROBE_REPORT), %esp
	pushfl
	popl	CELL32(8)
	movl	%cr0, %eax
	movl	%eax, CELL32(9)
	movl	%cr3, %eax
	movl	%eax, CELL32(10)
	movl	%cr4, %eax
	movl	%eax, CELL32(11)
	movl	$MSR_EFER, %ecx
	rdmsr
	movl	%eax, CELL32(12)
	movl	%cs, %eax
	movl	%eax, CELL32(13)
	lsl	%eax, %ebx
	movl	%ebx, CELL32(19)
	movl	%ds, %eax
	movl	%eax, CELL32(14)
	lsl	%eax, %ebx
	movl	%ebx, CELL32(20)
	movl	%es, %eax
	movl	%eax, CELL32(15)
	movl	%ss, %eax
	movl	%eax, CELL32(16)
	movl	%fs, %eax
	movl	%eax, CELL32(17)
	movl	%gs, %eax
	movl	%eax, CELL32(18)
	call	1f
1:	popl	%eax
	subl	$(1b - probe32), %eax
	movl	%eax, CELL32(21)

	movw	$LCR, %dx
	inb	%dx, %al
	orb	$0x80, %al
	outb	%al, %dx
	movw	$(DATA + 1), %dx
	xorl	%eax, %eax
	inb	%dx, %al
	movb	%al, %ah
	decl	%edx
	inb	%dx, %al
	movl	%eax, CELL32(22)
	movl	$1, CELL32(23)
1:	hlt
	jmp	1b
	.org	probe32 + PROBE_SIZE

	.balign	16
	.code16
	.globl	probe16
probe16:
#define CELL16(n) %cs:(PROBE_REPORT + (n))
	movl	%eax, CELL16(0)
	movl	%ebx, CELL16(4)
	movl	%ecx, CELL16(8)
	movl	%edx, CELL16(12)
	movl	%esi, CELL16(16)
	movl	%edi, CELL16(20)
	movl	%ebp, CELL16(24)
	movl	%esp, CELL16(28)
	pushfl
	popl	CELL16(32)
	movl	%cr0, %eax
	movl	%eax, CELL16(36)
	movw	%cs, CELL16(40)
	movw	%ds, CELL16(42)
	movw	%es, CELL16(44)
	movw	%ss, CELL16(46)
	movw	%fs, CELL16(48)
	movw	%gs, CELL16(50)
	call	1f
1:	popw	%ax
	subw	$(1b - probe16), %ax
	movw	%ax, CELL16(52)
	sidtl	CELL16(54)
	int	$0x12
	movw	%ax, CELL16(60)

	/* The firmware's own handler counts: vector, controller and timer are right. */
	xorw	%ax, %ax
	movw	%ax, %ds
	movl	BIOS_CLOCK, %ebx
	xorw	%cx, %cx
	sti
1:	xorb	%al, %al		/* latch channel 0 */
	cli
	outb	%al, $PIT_CONTROL
	inb	$PIT_CHANNEL_0, %al
	inb	$PIT_CHANNEL_0, %al
	sti
	cmpb	%cl, %al
	jbe	2f
	movb	%al, %cl
2:	movl	BIOS_CLOCK, %eax
	subl	%ebx, %eax
	cmpl	$2, %eax
	jb	1b
	cli
	movw	%cx, CELL16(62)
	movl	$1, CELL16(64)
1:	hlt
	jmp	1b
	.org	probe16 + PROBE_SIZE

	.section .note.GNU-stack, "", @progbits
