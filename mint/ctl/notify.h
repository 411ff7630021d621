/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * notify.h - tell the service manager how it goes
 *
 * In: NOTIFY_SOCKET of the environment. Out: sd_notify(3), where libsystemd was there at
 * build time; nothing otherwise.
 */
#ifndef MINT_CTL_NOTIFY_H
#define MINT_CTL_NOTIFY_H

#include <stdbool.h>

/**
 * notify_is_deaf - somebody waits to be told, but this program was built without
 * libsystemd
 */
bool notify_is_deaf(void);

/**
 * notify_send - "READY=1", "STATUS=…": lines as in sd_notify(3)
 *
 * Nobody listening is no error, and what cannot be told does not stop an OS.
 */
void notify_send(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
