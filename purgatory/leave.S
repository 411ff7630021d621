/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leave.S - out of long mode: the 32-bit and the real-mode entry; and back: four levels
 *
 * In:  long mode on an identity map, all of purgatory below 4 GiB; for real mode the
 *      copy of the trampoline that legacy.c made and filled.
 * Out: the new kernel, as enum handoff_entry_mode says; levels_drop() returns.
 * Ref: SDM volume 3A sections 9.8.5.4 (leaving IA-32e), 9.9.2 (back to real mode), 3.4.5,
 *      2.5 (LA57 cannot be changed in IA-32e mode);
 *      boot.rst "32-bit boot protocol" and "running the kernel".
 *
 * An exception or NMI in here has no handler: gates have one size, and it changes.
 */
#include "purgatory/handoff_cells.h"
#include "purgatory/leave.h"

#define MSR_EFER 0xc0000080
#define EFER_BOOT 0x901		/* NXE LME SCE: off, as after reset */
#define CR0_PG 0x80000000
#define CR4_LA57 0x1000
#define CR0_PROTECTED 0x11	/* ET PE */
#define CR0_REAL 0x10		/* ET */
#define CS_16 0x20
#define DS_16 0x28
#define CS_64 0x30
#define REAL_IDT_LIMIT 0x3ff	/* 256 far pointers */

	.section .text
	.code64
	.globl	legacy_enter
	.hidden	legacy_enter
legacy_enter:
	/* Two immediates below and a segment base: nothing 32-bit is RIP-relative. */
	movl	PURGATORY_ENTRY(%rdi), %eax
	movl	%eax, far_jump + 1(%rip)
	movl	PURGATORY_TRAMPOLINE(%rdi), %eax
	movw	%ax, gdt_cs_16 + 2(%rip)
	shrl	$16, %eax
	movb	%al, gdt_cs_16 + 4(%rip)
	movq	%rdi, %rbp

	leaq	gdt(%rip), %rax
	subq	$16, %rsp
	movw	$(gdt_end - gdt - 1), (%rsp)
	movq	%rax, 2(%rsp)
	lgdt	(%rsp)
	movw	$0, (%rsp)		/* limit 0: no vector is valid */
	movq	$0, 2(%rsp)
	lidt	(%rsp)
	pushq	$PURGATORY_CS
	leaq	compatibility(%rip), %rax
	pushq	%rax
	lretq

	.code32
compatibility:
	movl	$PURGATORY_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	movl	$(CR0_PG | CR0_PROTECTED), %eax
	movl	%eax, %cr0
	movl	$CR0_PROTECTED, %eax
	movl	%eax, %cr0		/* paging off: VA was PA anyway */
	movl	$MSR_EFER, %ecx
	rdmsr
	andl	$~EFER_BOOT, %eax
	wrmsr
	xorl	%eax, %eax
	movl	%eax, %cr3
	movl	%eax, %cr4
	cmpl	$PURGATORY_MODE_16, PURGATORY_MODE(%ebp)
	pushl	$2
	je	real

	popfl				/* and no instruction that changes them */
	movl	PURGATORY_REGISTERS + 0x00(%ebp), %eax
	movl	PURGATORY_REGISTERS + 0x04(%ebp), %ebx
	movl	PURGATORY_REGISTERS + 0x08(%ebp), %ecx
	movl	PURGATORY_REGISTERS + 0x0c(%ebp), %edx
	movl	PURGATORY_REGISTERS + 0x10(%ebp), %esi
	movl	PURGATORY_REGISTERS + 0x14(%ebp), %edi
	movl	PURGATORY_REGISTERS + 0x1c(%ebp), %esp
	movl	PURGATORY_REGISTERS + 0x18(%ebp), %ebp
far_jump:
	ljmp	$PURGATORY_CS, $0

real:
	popfl
	pushl	$0
	pushw	$REAL_IDT_LIMIT
	lidt	(%esp)
	/* Limit 64 KiB and base 0 stay with a segment register when PE goes. */
	movl	$DS_16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	ljmp	$CS_16, $0

/*
 * levels_drop(root). The upper halves of registers do not survive the 32-bit part: those
 * of the caller wait on the stack, that of RSP is zero.
 */
	.section .text
	.code64
	.globl	levels_drop
	.hidden	levels_drop
levels_drop:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$32, %rsp
	sgdt	16(%rsp)		/* that of entry.S */
	leaq	gdt(%rip), %rax
	movw	$(gdt_end - gdt - 1), (%rsp)
	movq	%rax, 2(%rsp)
	lgdt	(%rsp)
	leaq	long_again(%rip), %rsi
	pushq	$PURGATORY_CS
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq

	.code32
1:	movl	$PURGATORY_DS, %eax
	movl	%eax, %ss
	movl	%cr0, %edx
	movl	%edx, %eax
	andl	$~CR0_PG, %eax
	movl	%eax, %cr0
	movl	%cr4, %eax
	andl	$~CR4_LA57, %eax
	movl	%eax, %cr4
	movl	%edi, %cr3
	movl	%edx, %cr0		/* paging on: EFER.LME still is */
	pushl	$CS_64
	pushl	%esi
	lretl

	.code64
long_again:
	movl	%esp, %esp
	lgdt	16(%rsp)
	addq	$32, %rsp
	pushq	$PURGATORY_CS
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq
1:	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/*
 * Copied below 1 MiB, and entered there with CS of that base, in protected mode. Its
 * cells lie behind the code; CS-relative, they read the same in both modes.
 */
	.section .rodata
	.balign	16
	.code16
	.globl	real_trampoline
	.hidden	real_trampoline
real_trampoline:
	movl	$CR0_REAL, %eax
	movl	%eax, %cr0
	ljmpw	*%cs:TRAMPOLINE_OWN_IP
	.globl	real_trampoline_half
	.hidden	real_trampoline_half
real_trampoline_half:
	movw	%cs:TRAMPOLINE_DS, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movw	%ax, %ss
	movl	%cs:TRAMPOLINE_ESP, %esp
	movl	$0, %eax
	movl	$0, %ebx
	movl	$0, %ecx
	movl	$0, %edx
	movl	$0, %esi
	movl	$0, %edi
	movl	$0, %ebp
	ljmpw	*%cs:TRAMPOLINE_IP
	.org	real_trampoline + TRAMPOLINE_OWN_IP
	.org	real_trampoline + TRAMPOLINE_SIZE

	.balign	16
gdt:	.quad	0
	.quad	0
	.quad	0x00cf9b000000ffff	/* 0x10: 32-bit code, execute/read */
	.quad	0x00cf93000000ffff	/* 0x18: data, read/write */
gdt_cs_16:
	.quad	0x00009b000000ffff	/* 0x20: 16-bit code at the trampoline */
	.quad	0x000093000000ffff	/* 0x28: data, 64 KiB from 0 */
	.quad	0x00af9b000000ffff	/* 0x30: 64-bit code */
gdt_end:

	.section .note.GNU-stack, "", @progbits
