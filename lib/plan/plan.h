/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan.h - what will be loaded where, and whether the rules hold
 *
 * In: request, machine, image, initrd bytes. Out: struct plan, which every sink takes.
 * Pure: the same inputs give the same bytes; nothing is read, printed or touched.
 * Plans are made by plan/mint/plan_mint.h and plain/plan_plain.h.
 *
 *   X                                                                   Y + 1
 *   | boot area (16 MiB)                  | kernel        |  …  | initrd |
 *     purgatory | page tables | boot_params | command line | platform area
 */
#ifndef MINT_PLAN_PLAN_H
#define MINT_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/prange.h"
#include "machine/machine.h"
#include "platform/platform.h"
#include "request/request.h"

#define PLAN_MAX_SEGMENTS 32
#define PLAN_MAX_WINDOWS  2
#define PLAN_MAX_PORTS	  PLATFORM_MAX_BRIDGES
#define PLAN_MAX_DEVICES  64
#define PLAN_DETAIL_MAX	  512

enum plan_mode { PLAN_BESIDE = 0, PLAN_INSTEAD, PLAN_PLAIN, PLAN_CRASH };

struct plan_segment {
	char name[32]; /* "kernel", "kernel.1", "initrd", "boot_params" … */
	phys_t start;  /* page aligned */
	struct bytes data;
	uint64_t memsz;	    /* bytes, page multiple, >= data.size */
	uint8_t sha256[32]; /* over data; a plain load has its digests in the handoff */
	bool is_known;	    /* false: holds a fact filled in at launch */
	bool is_unchecked;  /* no digest: -i, or the kernel rewrites it (hotplug) */
};

enum plan_purpose { PLAN_REALMODE = 1, PLAN_SWIOTLB = 2 };

struct plan_window {
	enum plan_purpose purpose;
	struct prange range;
};

struct plan_cpu {
	unsigned int cpu;
	int64_t apicid; /* -1 unknown */
};

/* A root port of the leader, all of whose devices go to the OS. */
struct plan_port {
	struct bdf bdf;
	uint8_t first_bus, last_bus;
	struct prange window[MACHINE_PCI_WINDOWS]; /* what it forwards; empty: unused */
};

/* One function behind a port, bridges included. */
struct plan_device {
	struct bdf bdf;
	uint16_t vendor, device;
	uint32_t class_code;
	unsigned int port; /* index */
	bool is_bridge;
	bool has_reset;
	char reset_method[40]; /* "" unknown */
	char driver[40];       /* of the leader; "" none */
};

enum rule_id {
	RULE_R1,
	RULE_R2,
	RULE_R3,
	RULE_R4A,
	RULE_R4B,
	RULE_R5,
	RULE_R6,
	RULE_R7,
	RULE_COUNT
};

struct plan_rule {
	const char *id;		      /* "R1" … "R4-A" … */
	enum fact ok;		      /* FACT_UNKNOWN: unknown or not applicable */
	char detail[PLAN_DETAIL_MAX]; /* numbers: asked, there, missing, what to do */
};

struct plan {
	enum plan_mode mode;
	char name[REQUEST_NAME_SIZE];
	struct prange region;
	struct plan_window window[PLAN_MAX_WINDOWS];
	unsigned int nr_windows;
	struct plan_cpu cpu[REQUEST_MAX_CPUS];
	unsigned int nr_cpus;
	bool region_is_chosen; /* auto: by the planner, not by the user */
	bool cpus_are_chosen;
	bool swiotlb_is_chosen;
	int node; /* of what was chosen; -1 unknown */
	struct memory_map memory_map;
	struct plan_segment segment[PLAN_MAX_SEGMENTS];
	unsigned int nr_segments;
	phys_t entry; /* purgatory's */
	phys_t kernel_entry;
	phys_t mailbox;	    /* 0 instead */
	uint16_t uart_port; /* 0 none */
	uint16_t uart_line; /* N of the leader's ttySN */
	struct plan_port port[PLAN_MAX_PORTS];
	unsigned int nr_ports;
	struct plan_device device[PLAN_MAX_DEVICES]; /* by port, then by address */
	unsigned int nr_devices;
	uint32_t hang_timeout_ms; /* 0: no watchdog */
	bool keeps_contents;	  /* its memory is not cleared before */
	struct buffer cmdline;	  /* NUL-terminated */
	struct platform_table table[PLATFORM_MAX_TABLES];
	unsigned int nr_tables;
	struct plan_rule rule[RULE_COUNT];
	struct buffer blob[24]; /* what segments' data views point into */
	uint32_t load_flags; /* plain: KEXEC_* of kexec_load(2), architecture included */
};

struct image;

/* What plan_mint() makes a plan of. */
struct plan_inputs {
	const struct request *request;
	const struct machine *machine;
	const struct image *image;
	struct bytes initrd; /* all initrds concatenated, 4-byte aligned each */
};

struct plain_module {
	struct bytes data;
	const char *cmdline; /* "FILE ARGS…" as given */
};

/* … and plan_plain(). */
struct plain_inputs {
	const struct request *request;
	const struct machine *machine;
	const struct image *image;
	struct bytes initrd;
	struct bytes dtb; /* --dtb, or empty */
	const struct plain_module *module;
	size_t nr_modules;
	struct bytes seed; /* SETUP_DATA_SEED_SIZE random bytes, or empty: none */
};

/**
 * plan_verdict - 0 when every rule holds (or is unknown), else -EINVAL
 * @diag: the first broken rule: "R4-A: …"
 */
int plan_verdict(const struct plan *plan, struct diag *diag);

/**
 * plan_check_known - are all bytes known? A dry run may leave out what only root or the
 * module tells; a launch may not.
 * Return: 0, or -EINVAL with the first segment that is not in @diag.
 */
int plan_check_known(const struct plan *plan, struct diag *diag);

/**
 * plan_segment_add - one more segment, whose bytes are known; its digest stays zero
 * @start: page aligned
 * @data:  view that outlives the plan, or of one of its blobs
 * @memsz: bytes, >= data.size; rounded up to pages
 * Return: the segment; NULL when there are PLAN_MAX_SEGMENTS.
 */
struct plan_segment *plan_segment_add(struct plan *plan, const char *name, phys_t start,
				      struct bytes data, uint64_t memsz);

void plan_free(struct plan *plan);

/**
 * plan_chosen_text - "region 0x…-0x…, CPUs 2,3 (node 0)": what auto stood for
 * @text: "" when the user named everything
 * Return: @text.
 */
const char *plan_chosen_text(const struct plan *plan, char *text, size_t room);

/**
 * plan_chose_block - would another choice do without this memory block?
 *
 * True when everything of it that the plan uses was chosen: the region, or the window
 * below 4 GiB. What the user named cannot be chosen again.
 */
bool plan_chose_block(const struct plan *plan, struct prange block);

#endif
