/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_fixture.h - a machine and kernels for plain and crash loads
 *
 *   firmware   of plan_fixture.h: 1 MiB-2 GiB and 4 GiB-8 GiB RAM
 *   iomem      the same, with crash regions 512-768 MiB and 7-7.25 GiB, page 0 reserved
 *   image      bzImage64 of 12,288 bytes in 64 MiB of memory, from 16 MiB on
 */
#ifndef MINT_TESTS_PLAIN_FIXTURE_H
#define MINT_TESTS_PLAIN_FIXTURE_H

#include "platform/setup_data.h"
#include "tests/unit/plan/plan_fixture.h"

#define PLAIN_CRASH_LOW	 ((struct prange){ 0x20000000, 0x30000000 })
#define PLAIN_CRASH_HIGH ((struct prange){ 0x1c0000000, 0x1d0000000 })
#define PLAIN_ROOM	 0x3f98000
#define PLAIN_HEADER	 0x80

struct plain_fixture {
	struct fixture *base; /* machine, request, diag and plan are in there */
	struct machine *machine;
	struct request *request;
	struct request_plain *wish;
	struct image *image;
	struct plan *plan;
	struct iomem_entry iomem[16];
	struct prange crash[2];
	struct machine_note note[2];
	struct machine_efi_entry efi[2];
	uint8_t *header;		     /* at 0x1f1 of setup, PLAIN_HEADER bytes */
	uint8_t setup[0x1f1 + PLAIN_HEADER]; /* the real-mode part, as far as it says */
	uint8_t seed[SETUP_DATA_SEED_SIZE];
	struct plain_inputs inputs;
};

/** plain_fixture_new - -l of the bzImage with an initrd of 5,000 bytes */
struct plain_fixture *plain_fixture_new(void);

void plain_fixture_free(struct plain_fixture *fixture);

/** plain_fixture_vmlinux - the ELF of plan_fixture.h instead */
void plain_fixture_vmlinux(struct plain_fixture *fixture);

/** plain_fixture_crash - crash facts; -p */
void plain_fixture_crash(struct plain_fixture *fixture);

/** plain_fixture_efi - a machine with EFI at run time */
void plain_fixture_efi(struct plain_fixture *fixture);

/** plain_fixture_plan - plan_plain() anew; what it left before is freed */
int plain_fixture_plan(struct plain_fixture *fixture);

/** plain_fixture_segment - by name; NULL when there is none */
const struct plan_segment *plain_fixture_segment(const struct plain_fixture *fixture,
						 const char *name);

/**
 * plain_fixture_sound - what holds of every plan: pages, RAM, limits, disjoint, at most
 * 16 Return: NULL, or what does not hold.
 */
const char *plain_fixture_sound(const struct plain_fixture *fixture);

#endif
