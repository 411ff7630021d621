/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_pci.h - PCI devices of the fake leader, for tests
 *
 * In: writes to sysfs; what the fake module does with the devices of an OS. Out: files
 * that come and go; was_unrecorded, was_dirty.
 * Ref: fake_pci.c has the picture.
 */
#ifndef MINT_TESTS_FAKE_PCI_H
#define MINT_TESTS_FAKE_PCI_H

#include <stdbool.h>

#include "plan/plan.h"
#include "tests/unit/leader/fake.h"

/** fake_pci_add - PCI files: a port whose power is on auto, two functions behind it */
void fake_pci_add(struct fake *fake);

/** fake_pci_plan - both functions go to the OS of @plan */
void fake_pci_plan(struct plan *plan);

/** fake_pci_write - sysfs of PCI; -ENOENT for any other path */
int fake_pci_write(struct fake *fake, const char *path, const char *text);

/** fake_pci_start - @os has its devices from now on; -EUCLEAN as the module */
int fake_pci_start(struct fake *fake, struct fake_os *os);

/** fake_pci_hide - the leader finds no device of @os; -EUCLEAN when it knows one */
int fake_pci_hide(struct fake *fake, struct fake_os *os);

/** fake_pci_end - @os has ended: its devices reach no memory */
void fake_pci_end(struct fake *fake, struct fake_os *os);

/** fake_pci_forward - the module lets the devices of @os reach memory again */
void fake_pci_forward(struct fake *fake, struct fake_os *os);

/** fake_pci_machine - fake_new() with fake_pci_add() */
struct fake *fake_pci_machine(void);

/** fake_pci_is_known - does the leader know one of the functions? */
bool fake_pci_is_known(const struct fake *fake);

/** fake_pci_rescan - somebody had the leader look for devices: they got drivers */
void fake_pci_rescan(struct fake *fake);

#endif
