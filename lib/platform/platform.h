/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * platform.h - the machine that a successor is told it has
 *
 * In: addresses and owned resources, decided by the planner. Out: bytes: ACPI tables,
 * EFI runtime, boot_params, memory map, command line. Pure.
 *
 * Platform area of a beside OS, at spec.area inside the region:
 *
 *   +0                  ACPI tables            e820 type 3, PLATFORM_ACPI_SIZE
 *   +PLATFORM_ACPI_SIZE EFI tables (1 page)    e820 type 2, RuntimeServicesData
 *   +… + 0x1000         EFI code (1 page)      e820 type 2, RuntimeServicesCode
 *   spec.mailbox        MINT_MAILBOX_PAGES     e820 type 2, below 4 GiB: right behind
 *                       the EFI code page, or at the start of the low window
 *
 * Ref: ACPI 6.4, UEFI 2.7, boot.rst, launch-facts sections 3, 4 and 6.
 */
#ifndef MINT_PLATFORM_PLATFORM_H
#define MINT_PLATFORM_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "base/prange.h"

#define PLATFORM_ACPI_SIZE	 0x10000ULL
#define PLATFORM_EFI_SIZE	 0x2000ULL
#define PLATFORM_MAX_CPUS	 256
#define PLATFORM_MAX_MEMORY_MAP	 1024
#define PLATFORM_BOOT_PARAMS_MAP 128 /* boot_params holds; the rest: SETUP_E820_EXT */
#define PLATFORM_MAX_TABLES	 16
#define PLATFORM_MAX_LENT	 32
#define PLATFORM_APICID_UNKNOWN	 UINT32_MAX

#define PLATFORM_MAX_BRIDGES	    8
#define PLATFORM_MAX_BRIDGE_WINDOWS 4

/* Linux arch/x86/include/asm/e820/types.h */
#define E820_RAM      1u
#define E820_RESERVED 2u
#define E820_ACPI     3u

struct memory_map_entry {
	struct prange range;
	uint32_t type; /* e820 */
};

/* Sorted and disjoint. */
struct memory_map {
	struct memory_map_entry at[PLATFORM_MAX_MEMORY_MAP];
	unsigned int count;
};

struct platform_window {
	struct prange range; /* I/O ports or physical addresses */
	bool is_io, is_prefetchable;
};

/* A PCI host bridge of the OS: the buses behind one root port of the machine. */
struct platform_bridge {
	uint16_t segment;
	uint8_t first_bus, last_bus;
	phys_t ecam; /* where bus 0 of the segment is, or would be */
	struct platform_window window[PLATFORM_MAX_BRIDGE_WINDOWS];
	unsigned int nr_windows;
};

struct platform_spec {
	struct prange region;
	struct prange realmode; /* below 1 MiB */
	struct prange swiotlb;	/* low window; empty when the region needs none */
	phys_t area;		/* platform area, page aligned */
	phys_t mailbox;		/* page aligned, below 4 GiB */
	phys_t lapic;		/* 0xfee00000 */
	uint32_t apicid[PLATFORM_MAX_CPUS]; /* boot CPU first; PLATFORM_APICID_UNKNOWN */
	unsigned int nr_cpus;
	uint32_t ghost_apicid; /* sacrificial: an id this machine does not have */
	bool leader_x2apic;
	uint16_t uart_port;	 /* 0 none */
	uint32_t uart_uid;	 /* ttySN number of the leader: only a name */
	uint64_t tsc_khz;	 /* 0 unknown */
	uint32_t kernel_version; /* (major << 16) | minor << 8 | patch; 0 unknown */
	/* May be lent later; off by default. */
	uint32_t lent_apicid[PLATFORM_MAX_LENT];
	unsigned int nr_lent_cpus;
	struct prange lent_memory[PLATFORM_MAX_LENT];
	unsigned int nr_lent_memory;
	struct platform_bridge bridge[PLATFORM_MAX_BRIDGES];
	unsigned int nr_bridges;
	uint32_t hang_timeout_ms; /* longest countdown of a WDAT watchdog; 0 none */
};

struct platform_table {
	char signature[5];
	phys_t address;
	uint32_t length;
};

struct platform_acpi {
	struct buffer blob; /* loaded at spec->area; <= PLATFORM_ACPI_SIZE */
	phys_t rsdp;
	struct platform_table table[PLATFORM_MAX_TABLES];
	unsigned int nr_tables;
};

/**
 * platform_ghost_apicid - an id below 255 that the machine does not have
 * @used: bitmap of ids 0..255
 * @ret:  200 when free, else the highest free one below 255
 * Return: 0 or -ENOSPC.
 */
int platform_ghost_apicid(const uint8_t used[32], uint32_t *ret);

/**
 * platform_memory_map - the e820 map of a beside OS
 *
 * RAM: the real-mode window, the low window, the region, minus the platform pages,
 * which are typed as the picture above says. Reserved: ECAM of the host bridges.
 * Return: 0, -EINVAL (pages outside what is owned, ECAM inside).
 */
int platform_memory_map(const struct platform_spec *spec, struct memory_map *ret,
			struct diag *diag);

/** platform_bridge_ecam - configuration space of a bridge's buses, 1 MiB each */
struct prange platform_bridge_ecam(const struct platform_bridge *bridge);

/** platform_acpi_build - RSDP, XSDT, FADT, MADT, DSDT, SRAT when memory may be lent, WDAT
 * when there is a hang timeout, MCFG when there are host bridges.
 * Return: 0, -EINVAL (too many CPUs, an APIC id above 254 or equal to the ghost's),
 * -E2BIG (does not fit PLATFORM_ACPI_SIZE), -ENOMEM. @ret is written only on success;
 * its blob is the caller's to free. */
int platform_acpi_build(const struct platform_spec *spec, struct platform_acpi *ret,
			struct diag *diag);

/**
 * platform_efi_build - the fabricated EFI runtime: tables page and code page
 * @map:  memory map it describes again as EFI memory descriptors
 * @rsdp: for the ACPI 2.0 configuration table
 * @ret:  PLATFORM_EFI_SIZE bytes for spec->area + PLATFORM_ACPI_SIZE; written only on
 *        success, the caller's to free
 * Return: 0, -E2BIG (more map entries than the page holds), -ENOMEM.
 */
int platform_efi_build(const struct platform_spec *spec, const struct memory_map *map,
		       phys_t rsdp, struct buffer *ret, struct diag *diag);

/* What boot_params must say; zero where nothing is to be said. */
struct boot_params_spec {
	struct bytes setup_header; /* of the bzImage from 0x1f1 on, or empty (ELF) */
	phys_t kernel;		   /* load address (code32_start) */
	struct prange initrd;	   /* empty: none */
	phys_t cmdline;
	phys_t rsdp;
	const struct memory_map *map;
	uint64_t kernel_alignment, init_size; /* for an ELF without setup_header */
	/* EFI: all zero when none */
	phys_t efi_systab, efi_memmap;
	uint32_t efi_memmap_size, efi_memdesc_size, efi_memdesc_version;
	phys_t setup_data;	       /* first item of the chain; 0 none */
	const struct machine_edd *edd; /* NULL: none, or from `leader` */
	const uint8_t *screen_info;    /* 64 bytes; NULL: none, or from `leader` */
	bool is_32bit;		       /* addresses above 4 GiB are an error: -ERANGE */
	uint16_t old_cmdline;	       /* protocol < 2.02: where the command line lies,
					  in bytes from this page's start; 0 none */
	struct bytes leader;	       /* instead, plain: leader's zero page to inherit
					  screen_info, edid, edd, secure_boot and
					  hardware_subarch from; empty beside */
};

/** platform_efi_fields - fill the efi_* fields for a blob of platform_efi_build() */
void platform_efi_fields(const struct platform_spec *spec, const struct buffer *efi,
			 struct boot_params_spec *ret);

/**
 * platform_boot_params_build - one zero page (4096 bytes)
 *
 * Of the map the first PLATFORM_BOOT_PARAMS_MAP entries; setup_data must lead to the
 * rest (setup_data_e820_ext()). alt_mem_k and ext_mem_k tell the RAM above 1 MiB.
 * Return: 0, -E2BIG (more memory map entries and no setup_data), -EINVAL (none, or a
 * setup header or leader page that is too short), -ERANGE (is_32bit: what lies where),
 * -ENOMEM. @ret is written only on success.
 */
int platform_boot_params_build(const struct boot_params_spec *spec, struct buffer *ret,
			       struct diag *diag);

/**
 * platform_cmdline_reuse - the leader's command line, for the next kernel
 * @leader: /proc/cmdline
 * @panic:  also drop crashkernel= and what a crash kernel must not get
 * @append: NULL or what is put behind it
 * @ret:    NUL-terminated, the NUL not counted
 *
 * Whole tokens are dropped (BOOT_IMAGE=, elfcorehdr=, kexec_jump_back_entry=, with
 * @panic crashkernel=), never parts of one; quotes are respected. What is appended
 * stands before a "--" of @leader, and behind it what follows a "--" of its own.
 * Return: 0, -ENOMEM.
 */
int platform_cmdline_reuse(const char *leader, bool panic, const char *append,
			   struct buffer *ret);

/* What a crash kernel is told by its command line; zero where nothing is to be said. */
struct platform_crash {
	phys_t elfcorehdr; /* of its segment, a multiple of 1 KiB */
	phys_t rsdp;	   /* only when nothing else names it: the leader runs on
			      EFI, and boot_params of that kernel carries neither
			      efi_info nor acpi_rsdp_addr (protocol < 2.14) */
	const struct memory_map *map; /* --pass-memmap-cmdline: the map it may use */
};

/**
 * platform_cmdline_crash - add what a crash kernel needs to a command line
 * @user: may be ""; a "--" in it stays last
 * @ret:  NUL-terminated, the NUL not counted; the caller's to free
 * @diag: warnings only, when the user gave a token that ours overrides
 *
 * Adds "acpi_rsdp=0x…", "elfcorehdr=NK" (KiB, decimal), and for @crash->map
 * "memmap=exactmap memmap=NK@MK …" (RAM '@'; ACPI tables and NVS '#'; nothing else is
 * told), in this order.
 * The kernel takes the last elfcorehdr= and acpi_rsdp=, which is ours.
 * Ref: kernel-parameters.rst (elfcorehdr=, acpi_rsdp=, memmap=).
 * Return: 0, -EINVAL (elfcorehdr not a multiple of 1 KiB), -ENOMEM.
 */
int platform_cmdline_crash(const char *user, const struct platform_crash *crash,
			   struct buffer *ret, struct diag *diag);

/* One row of the token table, for help texts and man pages. Versions: 0 = no limit. */
struct platform_token {
	const char *token; /* "nr_cpus=N": capitals stand for numbers */
	const char *why;
	bool is_mandatory;     /* else a default that the user's own token replaces */
	uint32_t since, until; /* kernels [since, until) only, as in kernel_version */
};

/* A user's token that is refused. */
struct platform_denial {
	const char *key;   /* "acpi" */
	const char *value; /* one element of a comma list; NULL: any value */
	const char *ours;  /* what it contradicts */
	const char *why;
};

/** platform_token_table - row @index of the token table, NULL behind the last */
const struct platform_token *platform_token_table(unsigned int index);

/**
 * platform_denial_table - row @index of what is refused, NULL behind the last
 *
 * Besides these: another value for a mandatory token, more CPUs than there are, a
 * console on a port that is not the OS's own.
 */
const struct platform_denial *platform_denial_table(unsigned int index);

/**
 * platform_cmdline_build - the user's command line plus the loader's tokens
 * @user:     may be ""; a token that contradicts ours is -EINVAL, naming both and why
 * @max_size: cmdline_size of the image; longer is -E2BIG, says by how many bytes
 * @spec:     NULL: instead mode, only what that needs (nothing is added)
 * @ret:      NUL-terminated, the NUL not counted in size
 *
 * Driven by one table: token, why, mandatory or default, since/until which kernel,
 * which user tokens contradict it. A default is dropped when the user says otherwise;
 * module_blacklist= is merged, and dropped when the user's is empty. Ours stand behind
 * the user's and before a "--", which ends the kernel's part.
 * An unknown TSC frequency is written as "tsc_early_khz=?".
 *
 * Return: 0, -EINVAL, -E2BIG, -ENOMEM; @ret is written only on success.
 */
int platform_cmdline_build(const char *user, uint64_t max_size,
			   const struct platform_spec *spec, struct buffer *ret,
			   struct diag *diag);

#endif
