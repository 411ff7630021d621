/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * route.h - which of the two system calls a plain load takes
 *
 *   -s  kexec_file_load(2) alone      -c  kexec_load(2) alone
 *   -a  the first; then the second, when the first says it cannot
 *
 * In: request, image. Out: the calls in order, and what an option loses on the way. Pure.
 * Ref: docs/compat.md "Which system call".
 */
#ifndef MINT_KEXEC_ROUTE_H
#define MINT_KEXEC_ROUTE_H

#include <stdbool.h>

#include "base/diag.h"
#include "image/image.h"
#include "request/request.h"

enum route { ROUTE_FILE, ROUTE_LOAD, ROUTE_FILE_THEN_LOAD };

/**
 * route_choose - before anything is loaded
 * @ret:  written only on success
 * @diag: warnings for options that the chosen call, or this image, has no use for
 *
 * What only kexec_load(2) can do - placing, 32-bit and real-mode entries, purgatory's
 * console, multiboot, any ELF - goes straight there under -a.
 *
 * Return: 0, -EINVAL (-s with an image that it cannot load), -EOPNOTSUPP (-s with an
 * entry that it does not have, or --dtb).
 */
int route_choose(const struct request *request, const struct image *image,
		 enum route *ret, struct diag *diag);

/* The calls of a route; a test's fakes, or the machine. 0 or negative errno each. */
struct route_calls {
	void *context;
	int (*file)(void *context, struct diag *diag);
	int (*load)(void *context, struct diag *diag);
	bool (*may_fall_back)(int err);
};

/**
 * route_take - one call, or the second when the first may be fallen back from
 * @ret_last: ROUTE_FILE or ROUTE_LOAD: whose errno is returned
 *
 * A first call that failed is told in a warning as soon as a signature was its reason, or
 * the second one fails as well; otherwise it is nobody's business.
 */
int route_take(enum route route, const struct route_calls *calls, enum route *ret_last,
	       struct diag *diag);

#endif
