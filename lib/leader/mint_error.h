/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint_error.h - what the module means by an errno, and what to do
 *
 * In: a request of /dev/mint, an errno. Out: words.
 * Ref: abi/mint.h.
 */
#ifndef MINT_LEADER_MINT_ERROR_H
#define MINT_LEADER_MINT_ERROR_H

/**
 * mint_error_text - what went wrong and what to do about it
 * @request: MINT_IOC_*
 * @err:     negative errno of it
 * Return: static, or NULL where only strerror(3) is known.
 */
const char *mint_error_text(unsigned long request, int err);

/** mint_request_name - "start": what could not be done; static */
const char *mint_request_name(unsigned long request);

#endif
