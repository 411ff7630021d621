/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * order.h - which of two versions is newer
 *
 * In: texts. Out: < 0, 0, > 0 as strcmp(3): the first is older, the same, newer.
 */
#ifndef MINT_ENTRY_ORDER_H
#define MINT_ENTRY_ORDER_H

/** order_version - Ref: UAPI.10 Version Format, "Version Comparison" */
int order_version(const char *a, const char *b);

/**
 * order_package - the order of GRUB's blscfg: "NAME-VERSION-RELEASE", each part as rpm
 * does Ref: Fedora's GRUB grub-core/commands/blscfg.c (bls_cmp); rpm-version(7).
 */
int order_package(const char *a, const char *b);

#endif
