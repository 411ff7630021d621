/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grub_kernel.h - GRUB's commands that load a kernel and what belongs to it
 *
 * In: arguments. Out: struct boot_entry in grub->loading.
 * Ref: GRUB manual "linux", "initrd", "multiboot", "module".
 */
#ifndef MINT_ENTRY_GRUB_KERNEL_H
#define MINT_ENTRY_GRUB_KERNEL_H

#include "entry/grub_run.h"

/* linux, linux16, linuxefi */
grub_verb_fn grub_verb_linux;
/* initrd, initrd16, initrdefi */
grub_verb_fn grub_verb_initrd;
/* multiboot and multiboot2 */
grub_verb_fn grub_verb_multiboot;
/* module and module2 */
grub_verb_fn grub_verb_module;
/* boot: start what is loaded now, without the rest of the menu */
grub_verb_fn grub_verb_boot;

#endif
