/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bare.S - a machine without an OS, to enter purgatory as a leader's stub would
 *
 * In:  QEMU's PVH boot (32-bit protected mode, flat, no paging); struct bare_params at
 *      BARE_PARAMS with page tables that test_bare.c prepared in guest memory.
 * Out: long mode, interrupts off, a jump to params.entry; with params.stack a call, and
 *      params.calls of them, as the kernel does it for preserve-context.
 * Ref: Xen docs/misc/pvh.pandoc (entry state); SDM volume 3A section 9.8.5 (IA-32e).
 */
#define BARE_PARAMS 0x180000
#define PARAMS_ENTRY 0
#define PARAMS_CR3 8
#define PARAMS_CR4 16
#define PARAMS_STACK 24
#define PARAMS_CALLS 32
#define PARAMS_RETURNS 40
#define PARAMS_WAIT 48
#define PARAMS_READY 56
#define XEN_ELFNOTE_PHYS32_ENTRY 18
#define MSR_EFER 0xc0000080

	.section .note.pvh, "a"
	.balign	4
	.long	4, 8, XEN_ELFNOTE_PHYS32_ENTRY
	.asciz	"Xen"
	.quad	bare_start

	.section .text
	.code32
	.globl	bare_start
bare_start:
	cli
	movl	$1, BARE_PARAMS + PARAMS_READY
1:	pause
	cmpl	$0, BARE_PARAMS + PARAMS_WAIT
	jne	1b
	movl	BARE_PARAMS + PARAMS_CR4, %eax
	movl	%eax, %cr4
	movl	BARE_PARAMS + PARAMS_CR3, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$0x100, %eax		/* LME */
	wrmsr
	movl	%cr0, %eax
	orl	$0x80000001, %eax	/* PG PE */
	movl	%eax, %cr0
	lgdt	gdt_register
	ljmp	$0x08, $1f

	.code64
	/* Garbage everywhere, as after real use: purgatory must clean up. */
1:	movq	$-1, %rax
	movq	%rax, %rbx
	movq	%rax, %rcx
	movq	%rax, %rdx
	movq	%rax, %rsi
	movq	%rax, %rdi
	movq	%rax, %rbp
	movq	%rax, %r8
	movq	%rax, %r9
	movq	%rax, %r10
	movq	%rax, %r11
	movq	%rax, %r12
	movq	%rax, %r13
	movq	%rax, %r14
	movq	%rax, %r15
	movq	BARE_PARAMS + PARAMS_STACK, %rsp
	testq	%rsp, %rsp
	std
	jnz	2f
	jmp	*BARE_PARAMS + PARAMS_ENTRY

	/* What lies on the stack after the return is what to call next time. */
2:	call	*BARE_PARAMS + PARAMS_ENTRY
	popq	BARE_PARAMS + PARAMS_ENTRY
	movq	BARE_PARAMS + PARAMS_STACK, %rsp
	incq	BARE_PARAMS + PARAMS_RETURNS
	decq	BARE_PARAMS + PARAMS_CALLS
	jnz	2b
3:	hlt
	jmp	3b

	.balign	8
gdt:	.quad	0
	.quad	0x00af9b000000ffff
gdt_register:
	.word	15
	.long	gdt

	.section .note.GNU-stack, "", @progbits
