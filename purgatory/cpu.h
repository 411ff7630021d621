/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu.h - the privileged instructions and ports that purgatory needs, one function each
 *
 * In: ring 0, long mode. Out: nothing but what the instruction does.
 * Ref: Intel SDM volume 3A, section 2.5 (control registers); volume 4 (MSRs).
 */
#ifndef MINT_PURGATORY_CPU_H
#define MINT_PURGATORY_CPU_H

#include <stdint.h>

#define CR0_PE (1ULL << 0)
#define CR0_MP (1ULL << 1)
#define CR0_ET (1ULL << 4)
#define CR0_NE (1ULL << 5)
#define CR0_PG (1ULL << 31)

#define CR4_PAE	       (1ULL << 5)
#define CR4_MCE	       (1ULL << 6)
#define CR4_OSFXSR     (1ULL << 9)
#define CR4_OSXMMEXCPT (1ULL << 10)
#define CR4_LA57       (1ULL << 12)

/** cr0_write - replace control register 0. */
static inline void cr0_write(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr0" : : "r"(value) : "memory");
}

/** cr3_read - Return: control register 3. */
static inline uint64_t cr3_read(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr3, %0" : "=r"(value));
	return value;
}

/** cr3_write - change to the page tables at physical address @root. */
static inline void cr3_write(uint64_t root)
{
	__asm__ volatile("movq %0, %%cr3" : : "r"(root) : "memory");
}

/** cr4_read - Return: control register 4. */
static inline uint64_t cr4_read(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr4, %0" : "=r"(value));
	return value;
}

/** cr4_write - replace control register 4. */
static inline void cr4_write(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr4" : : "r"(value) : "memory");
}

/** memory_copy - @size bytes from physical = virtual @from to @to, ascending. */
static inline void memory_copy(uint64_t to, uint64_t from, uint64_t size)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

/** port_read - Return: a byte of I/O port @port. */
static inline uint8_t port_read(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/** port_write - a byte to I/O port @port. */
static inline void port_write(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

/** port_read16 - Return: a word of I/O port @port. */
static inline uint16_t port_read16(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/** port_write16 - a word to I/O port @port. */
static inline void port_write16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

/** msr_read - Return: model-specific register @index; #GP when there is none. */
static inline uint64_t msr_read(uint32_t index)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index));
	return ((uint64_t)high << 32) | low;
}

/** msr_write - set model-specific register @index; #GP when it refuses @value. */
static inline void msr_write(uint32_t index, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(index), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

#endif
