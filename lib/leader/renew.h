/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * renew.h - start an OS, the first time or again: its devices as new
 *
 * In: an OS that is loaded or stopped. Out: one that runs; on failure one that is as it
 * was, with its devices still out of the leader's sight.
 * Ref: reserve.h has the picture.
 */
#ifndef MINT_LEADER_RENEW_H
#define MINT_LEADER_RENEW_H

#include <stdbool.h>

#include "base/diag.h"
#include "leader/leader.h"
#include "leader/mint_device.h"

/**
 * reserve_start - start an OS, the first time or again
 * @os: bound to it
 * @ret_acted: written always: was more done than to refuse it?
 *
 * PCI devices that it may have used, or that the leader has found meanwhile, are reset
 * and removed first. That or nothing: on failure it stays as it was, with its devices out
 * of the leader's sight, or a warning in @diag says why not.
 *
 * Return: 0, -EIO (a device is gone), -EBUSY (it runs, or the leader uses one of them
 * again), -ENXIO (one came back at another place), -EINTR, what mint_os_start() returns.
 */
int reserve_start(struct mint_device *os, const struct leader *leader, bool *ret_acted,
		  struct diag *diag);

#endif
