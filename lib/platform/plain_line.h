/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain_line.h - command lines of a plain load: the leader's again, a crash kernel's
 *
 * In: the leader's or the user's command line. Out: the next kernel's. Pure.
 */
#ifndef MINT_PLATFORM_PLAIN_LINE_H
#define MINT_PLATFORM_PLAIN_LINE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "platform/platform.h"

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

#endif
