/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * notify.c - sd_notify(3), or nothing
 *
 * In: lines. Out: a datagram to the service manager.
 * Ref: notify.h.
 */
#include "mint/ctl/notify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "config.h"

#ifdef HAVE_LIBSYSTEMD
#include <systemd/sd-daemon.h>

bool notify_is_deaf(void)
{
	return false;
}

void notify_send(const char *format, ...)
{
	AUTO_FREE char *text = NULL;
	va_list list;
	int size;

	va_start(list, format);
	size = vasprintf(&text, format, list);
	va_end(list);
	if (size < 0)
		text = NULL;
	else
		sd_notify(0, text);
}
#else
bool notify_is_deaf(void)
{
	return getenv("NOTIFY_SOCKET") != NULL;
}

void notify_send(const char *format, ...)
{
	(void)format;
}
#endif
