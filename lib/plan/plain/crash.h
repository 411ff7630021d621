/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash.h - -p: what the kernel that follows a panic finds of the one that died
 *
 * In: machine facts. Out: two segments.
 */
#ifndef MINT_PLAN_PLAIN_CRASH_H
#define MINT_PLAN_PLAIN_CRASH_H

#include "plan/plain/plain.h"

/**
 * plain_crash_prepare - with -p: backup and elfcorehdr placed
 * Return: 0, -ENOTSUP (--hotplug on a kernel without), -ENOSPC, -ENOMEM.
 */
int plain_crash_prepare(struct plain *plain);

/** plain_crash_finish - with -p: the elfcorehdr's bytes, once every place is known */
int plain_crash_finish(struct plain *plain);

#endif
