/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stub.S - the code a core enters with a SIPI: start of an OS, and parking
 *
 * In:  the page described in stub.h, filled by start.c and park.c; CS = page >> 4, IP = 0
 * Out: start: long mode at vars.entry, identity map, interrupts off, registers zero
 *      park:  acknowledgement byte written, then hlt for ever
 * Ref: SDM 3A 9.1 (state after INIT), 9.8.5 (IA-32e mode), 20.1.4 (real-mode IDT), 6.14
 *
 * Both are data of the module, copied below 1 MiB, never run in place. Nothing but
 * differences of labels is used, so there is nothing to relocate.
 *
 * One IDT serves both modes of the start stub: real-mode vectors 2 and 18 (4 bytes each,
 * at 8 and 72) fall into the unused upper halves of gates 0 and 4. So it is loaded once,
 * by the first instruction, and the second one loads all of SS:ESP: an NMI is taken with
 * vector and stack of this page from then on. One that comes between the two pushes 6
 * bytes to 0:0xfffa, since INIT has left SS:SP zero; no OS owns that page (check.h). The
 * real-mode SS:SP and the 64-bit RSP name the same bytes for the same reason.
 *
 * A parked core knows its APIC id from CPUID leaf 1, which has 8 bits of it: enough for all
 * that may be owned (MINT_LAST_APICID).
 */
#include "stub.h"

#define CR4_START 0x60     /* PAE, MCE: a broadcast machine check must not shut down */
#define CR4_PARK 0x40      /* MCE */
#define MSR_EFER 0xc0000080
#define EFER_LME 0x100
#define MSR_MCG_STATUS 0x17a

	.section .rodata, "a"
	.balign 16
	.code16
	.globl mint_start_code
mint_start_code:
start_base:                             /* a local name: global ones are relocated */
	lidtl	%cs:VAR_IDTR            /* first: an NMI may be pending since the INIT */
	lssl	%cs:VAR_STACK, %esp
	cli
	cld
	movw	%cs, %ax
	movw	%ax, %ds
	movl	$CR4_START, %eax
	movl	%eax, %cr4
	movb	$1, %ds:VAR_ALIVE
	movl	%ds:VAR_CR3, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	lgdtl	%ds:VAR_GDTR
	movl	%cr0, %eax
	andl	$0x9fffffff, %eax       /* CD and NW off: INIT leaves them as they were */
	orl	$0x80000001, %eax       /* PG and PE at once: straight into long mode */
	movl	%eax, %cr0
	ljmpl	*%ds:VAR_JUMP

	/* NMI in real mode: nothing to do, and iret lets the next one in. */
start_nmi16:
	iretw
start_mce16:
	pushal
	movl	$MSR_MCG_STATUS, %ecx
	xorl	%eax, %eax
	xorl	%edx, %edx
	wrmsr                           /* a second #MC with MCIP set would shut down */
	popal
	iretw

	.code64
start_long:
	movl	$STUB_DATA, %eax
	movl	%eax, %ss
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	leaq	start_base(%rip), %rax
	movq	VAR_ENTRY(%rax), %rax
	jmp	*%rax

start_mce64:
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	movl	$MSR_MCG_STATUS, %ecx
	xorl	%eax, %eax
	xorl	%edx, %edx
	wrmsr
	popq	%rdx
	popq	%rcx
	popq	%rax
start_nmi64:
	/*
	 * Between the write to CR0 and the end of start_long SS, and for one instruction
	 * CS too, still hold real-mode values that iretq would refuse. A CS that is not
	 * ours means that the far jump has not happened: make it happen by the iretq.
	 */
	movq	$STUB_DATA, 32(%rsp)
	cmpw	$STUB_CS64, 8(%rsp)
	je	2f
	leaq	start_long(%rip), %rax
	movq	%rax, (%rsp)
	movq	$STUB_CS64, 8(%rsp)
2:	iretq

start_fault64:
	hlt
	jmp	start_fault64
	.globl mint_start_code_end
mint_start_code_end:

	.balign 16
	.code16
	.globl mint_park_code
mint_park_code:
	lidtl	%cs:VAR_PARK_IDTR
	lssl	%cs:VAR_PARK_STACK, %esp
	cli
	cld
	movw	%cs, %ax
	movw	%ax, %ds
	movl	$CR4_PARK, %eax
	movl	%eax, %cr4
	movl	$1, %eax
	cpuid
	shrl	$24, %ebx               /* initial APIC id, SDM 2A CPUID leaf 1 */
	movb	$1, %ds:STUB_ACK(%bx)
	jmp	park_halt
park_mce:
	pushal
	movl	$MSR_MCG_STATUS, %ecx
	xorl	%eax, %eax
	xorl	%edx, %edx
	wrmsr
	popal
park_nmi:
	iretw
	.org	mint_park_code + STUB_HALT
park_halt:
	hlt
	jmp	park_halt
	.globl mint_park_code_end
mint_park_code_end:

	.macro offset_of name, label, base
	.globl \name
\name:	.word	\label - \base
	.endm
	.balign 2
	offset_of mint_start_nmi16, start_nmi16, mint_start_code
	offset_of mint_start_mce16, start_mce16, mint_start_code
	offset_of mint_start_nmi64, start_nmi64, mint_start_code
	offset_of mint_start_mce64, start_mce64, mint_start_code
	offset_of mint_start_fault64, start_fault64, mint_start_code
	offset_of mint_start_long, start_long, mint_start_code
	offset_of mint_park_nmi, park_nmi, mint_park_code
	offset_of mint_park_mce, park_mce, mint_park_code
	offset_of mint_park_fault, park_halt, mint_park_code

	.section .note.GNU-stack, "", @progbits
