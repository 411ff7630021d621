/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * os.h - the objects that stand for OSes: by name, with a state
 *
 * In:  a name; changes of state
 * Out: an object with a reference; uevents, and wakened pollers
 */
#ifndef MINT_MODULE_OS_H
#define MINT_MODULE_OS_H

#include "mint.h"

/**
 * mint_os_create - a new, empty OS object
 * @name: mint_check_name() let it pass
 * @end:  see mint_watch_init()
 * @ret:  with a reference for the caller (put_device()); written on success only
 *
 * Takes the registry. Return: 0; -EEXIST the name is taken; -ENOMEM.
 */
int mint_os_create(const char *name, work_func_t end, struct mint_os **ret);

/**
 * mint_os_find - an OS by name
 *
 * Takes the registry. Return: it, with a reference for the caller, or NULL.
 */
struct mint_os *mint_os_find(const char *name);

/**
 * mint_os_change - set state and reason, wake pollers, send a uevent
 * @os:	    os->lock held
 * @reason: of the last end; stays when the state has none of its own
 *
 * Takes mint.guard, sleeps.
 */
void mint_os_change(struct mint_os *os, enum mint_state state, enum mint_reason reason);

/**
 * mint_os_destroy - forget the object, with what it has recorded
 * @os: os->lock held; it lives on until its references are gone
 *
 * Takes the registry. Return: 0; -EBUSY it owns something.
 */
int mint_os_destroy(struct mint_os *os);

/** mint_os_destroy_all - at unload, when no descriptor is open and nothing is owned. */
void mint_os_destroy_all(void);

/**
 * mint_os_status - a consistent snapshot
 * @ret: zeroed by the caller: only what is used of its arrays is written
 *
 * Takes mint.guard, no other lock: it answers while a start takes its time.
 */
void mint_os_status(struct mint_os *os, struct mint_status *ret);

#endif
