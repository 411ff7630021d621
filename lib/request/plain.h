/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plain.h - the values of the options that kexec-tools has, too
 */
#ifndef MINT_REQUEST_PLAIN_H
#define MINT_REQUEST_PLAIN_H

#include "request/request.h"

/** request_plain_init - defaults of a plain load; part of request_init() */
void request_plain_init(struct request_plain *ret);

request_set_fn request_set_baud;    /* a divisor of 115,200 */
request_set_fn request_set_dtb;	    /* a path */
request_set_fn request_set_entry;   /* an address of base 0, no sign */
request_set_fn request_set_mem_max; /* inclusive address, base 0 */
request_set_fn request_set_mem_min;
request_set_fn request_set_module;  /* "FILE ARGS…"; up to REQUEST_MAX_MODULES */
request_set_fn request_set_profile; /* "0" to "999" */
request_set_fn request_set_serial;  /* "ttyS0", "ttyS1", "0xPORT" */

#endif
