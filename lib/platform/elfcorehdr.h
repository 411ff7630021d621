/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elfcorehdr.h - the ELF header of the dead kernel's memory, for /proc/vmcore
 *
 *   ELF header | PT_NOTE per CPU | PT_NOTE vmcoreinfo | PT_LOAD kernel | PT_LOAD RAM …
 *
 * In: crash facts and RAM. Out: bytes. Pure.
 * Ref: Linux Documentation/admin-guide/kdump/kdump.rst, fs/proc/vmcore.c,
 *      kernel/crash_core.c crash_prepare_elf64_headers(); ELF-64 object file format.
 */
#ifndef MINT_PLATFORM_ELFCOREHDR_H
#define MINT_PLATFORM_ELFCOREHDR_H

#include "base/bytes.h"
#include "base/diag.h"
#include "base/prange.h"
#include "machine/machine.h"

struct elfcorehdr_spec {
	const struct machine_crash *crash;
	const struct prange_list *ram; /* of the leader, the crash regions taken out */
	struct prange backup_source;   /* low RAM that is copied away; empty: none */
	phys_t backup_target;	       /* where its PT_LOAD points to */
	bool is_elf32;
	uint64_t room; /* with hotplug: pad with zeros to this; 0 none */
};

/**
 * elfcorehdr_build - headers, padded to `room` when that is given
 * @ret: appended to; the caller's to free
 * Return: 0; -E2BIG (more than 65,534 program headers, or more than room: by how much),
 * -ERANGE (ELF32 cannot hold an address: which), -ENOMEM.
 */
int elfcorehdr_build(const struct elfcorehdr_spec *spec, struct buffer *ret,
		     struct diag *diag);

/** elfcorehdr_size - bytes that elfcorehdr_build() will write */
uint64_t elfcorehdr_size(const struct elfcorehdr_spec *spec);

#endif
