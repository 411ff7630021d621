/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * conf.h - /etc/mint/NAME.conf: a request that is kept in a file
 *
 * In: bytes of the file. Out: struct request, filled by the same setters as by kexec's
 * options. Pure; conf_file.h reads a file.
 * Ref: mint.conf(5).
 */
#ifndef MINT_REQUEST_CONF_H
#define MINT_REQUEST_CONF_H

#include "base/bytes.h"
#include "base/diag.h"
#include "request/request.h"

#define CONF_SIZE_MAX 65536 /* bytes of a file; real ones have a few hundred */
#define CONF_LINE_MAX 198   /* what libinih has room for unless built otherwise */

enum conf_key {
	CONF_KERNEL = 0,
	CONF_INITRD,
	CONF_APPEND,
	CONF_REGION,
	CONF_CPUS,
	CONF_SWIOTLB,
	CONF_REALMODE,
	CONF_DEVICES,
	CONF_UART,
	CONF_UNPACK,
	CONF_FORCE,
	CONF_PROFILE,
	CONF_SCRUB,
	CONF_HANG_TIMEOUT,
	CONF_HEARTBEAT_TIMEOUT,
	CONF_START_TIMEOUT,
	CONF_STOP_TIMEOUT,
	CONF_RESET_POLICY,
	CONF_KEYS,	       /* how many there are */
	CONF_NAME = CONF_KEYS, /* no key: the base name of the file */
};

#define CONF_BIT(key) (1U << (key))

/**
 * conf_parse - the bytes of a configuration file into a request
 * @text:       anything; not changed, not referred to afterwards
 * @path:       of the file: begins the messages, and its base name without ".conf" is
 *              the name of the OS
 * @overridden: CONF_BIT()s of what the command line says too: such a value is checked
 *              all the same, and left out of @ret
 * @ret:        initialised; strings it gets point into its conf_text, which must be
 *              NULL before and is owned by it afterwards. Unchanged on failure
 *
 * Return: 0; -EINVAL (no KEY = VALUE, unknown section or key, a key twice, a line too
 * long, a character that no text has, a relative path, no name for an OS), what the
 * setter said of a value, -E2BIG (more than CONF_SIZE_MAX), -ENOMEM. @diag begins with
 * "PATH:LINE: " and says what is allowed.
 */
int conf_parse(struct bytes text, const char *path, unsigned int overridden,
	       struct request *ret, struct diag *diag);

#endif
