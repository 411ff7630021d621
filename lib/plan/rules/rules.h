/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules.h - the rules R1 to R4, one function each, and what all rules share
 *
 * In: a small struct of numbers per rule, decided elsewhere. Out: struct plan_rule:
 * ok, and one line with the numbers: asked, there, missing, what to do. Pure.
 * Ref: docs/paper.md "The rules" (R6 and R7 are ours). R5 and R6: rules_low.h,
 * R7: rules_leader.h.
 */
#ifndef MINT_PLAN_RULES_RULES_H
#define MINT_PLAN_RULES_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/prange.h"
#include "machine/machine.h"
#include "plan/plan.h"

#define RULE_KERNEL_OFFSET (UINT64_C(16) << 20)	 /* R3: the kernel lies at X + 16 MiB */
#define RULE_TEXT_SIZE	   (UINT64_C(512) << 20) /* R2: kernel text mapping */
#define RULE_PHYS_LIMIT	   (UINT64_C(1) << 46)	 /* 4-level direct map of x86-64 Linux */

/* One range that the OS is to own, with the word that messages use for it. */
struct rule_range {
	const char *what; /* "the region", "the swiotlb window" … */
	struct prange range;
};

struct rule_r1_input {
	struct prange region;
};

struct rule_r2_input {
	struct prange region;
};

struct rule_r3_input {
	struct prange region;
	phys_t lowest;	    /* link-time base of the kernel */
	uint64_t alignment; /* bytes, power of two */
	bool is_bzimage;
};

struct rule_r4a_input {
	struct prange region;
	uint64_t boot_size;   /* bytes used of the boot area, before X + 16 MiB */
	uint64_t kernel_room; /* bytes from X + 16 MiB on */
	uint64_t initrd_size; /* bytes, 0 none */
	phys_t initrd_limit;  /* the initrd must end at or below; UINT64_MAX none */
};

struct rule_r4b_input {
	const struct rule_range *owned;
	unsigned int nr_owned;
	const struct machine_os *os;
	size_t nr_os;
};

/** rule_r1 - X is a multiple of 16 MiB, Y + 1 one of 4 KiB */
void rule_r1(const struct rule_r1_input *in, struct plan_rule *ret);

/** rule_r2 - the text mapping [X, X + 512 MiB) and the region can be mapped at all */
void rule_r2(const struct rule_r2_input *in, struct plan_rule *ret);

/** rule_r3 - the kernel can run at X + 16 MiB: its alignment holds there */
void rule_r3(const struct rule_r3_input *in, struct plan_rule *ret);

/** rule_r4a - kernel and initrd end inside the region; says the missing bytes */
void rule_r4a(const struct rule_r4a_input *in, struct plan_rule *ret);

/** rule_r4b - no range of ours meets another one of ours or of another OS */
void rule_r4b(const struct rule_r4b_input *in, struct plan_rule *ret);

/** rule_size_text - "512 MiB", "65592 KiB", "17 bytes": the largest exact unit */
const char *rule_size_text(uint64_t size, char *buffer, size_t room);

/** rule_size_parameter - the same for a boot parameter: "512M", "65592K", "17" */
const char *rule_size_parameter(uint64_t size, char *buffer, size_t room);

/** plan_rules_reset - every rule has its name and says "not looked at" */
void plan_rules_reset(struct plan *plan);

/** rule_set - record the verdict and its line */
void rule_set(struct plan_rule *rule, enum fact ok, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
