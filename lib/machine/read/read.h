/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * read.h - the facts about a machine, below a root that can be swapped
 */
#ifndef MINT_MACHINE_READ_READ_H
#define MINT_MACHINE_READ_READ_H

#include "base/diag.h"
#include "machine/machine.h"

/**
 * machine_read - read every fact below @sysroot
 * @sysroot: "" or "/" for this machine; else a recorded tree with proc/ and sys/
 * @ret:     to be freed with machine_free(); written only on success
 *
 * Missing facts are no errors. Return: 0, -ENOENT (no such root), -ENOMEM,
 * -EINVAL (a file that cannot be parsed: @diag names file and line).
 */
int machine_read(const char *sysroot, struct machine *ret, struct diag *diag);

/**
 * machine_read_plain - machine_read() without what only a mint launch asks for
 *
 * Left as unknown: memory blocks, available, APIC ids, UARTs and consoles, x2apic, TSC,
 * the host.
 * On a machine of 32 GiB that is nine tenths of the time: blocks are files of sysfs.
 */
int machine_read_plain(const char *sysroot, struct machine *ret, struct diag *diag);

/**
 * machine_read_devices - add the PCI devices and what they depend on
 * @machine: read before from the same root
 *
 * Configuration space beyond its first 64 bytes, ECAM and interrupts need root.
 * Return: 0, or as machine_read(); @machine then is as before or has a part of it.
 */
int machine_read_devices(struct machine *machine, struct diag *diag);

#endif
