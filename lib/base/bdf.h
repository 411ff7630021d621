/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bdf.h - the address of a PCI function: segment, bus, device, function
 *
 * Ref: PCI Local Bus 3.0 section 3.2.2.3.2 (8, 5 and 3 bits); ACPI 6.4 section 6.5.6
 * (segment, which Linux calls domain).
 */
#ifndef MINT_BASE_BDF_H
#define MINT_BASE_BDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BDF_TEXT_SIZE 13 /* "0000:02:00.0" and its NUL */
/* Each bus has 1 MiB of ECAM: 32 devices of 8 functions of 4 KiB. */
#define BDF_BUS_SHIFT 20

struct bdf {
	uint16_t segment;
	uint8_t bus;
	uint8_t device;	  /* 0..31 */
	uint8_t function; /* 0..7 */
};

static inline bool bdf_is_equal(struct bdf a, struct bdf b)
{
	return a.segment == b.segment && a.bus == b.bus && a.device == b.device &&
	       a.function == b.function;
}

/**
 * bdf_parse - "0000:02:00.0" or "02:00.0", hexadecimal, as lspci and sysfs write it
 * @text: its first @size bytes are looked at, no NUL is needed
 * Return: 0 or -EINVAL; @ret is written only on success.
 */
int bdf_parse(const char *text, size_t size, struct bdf *ret);

/**
 * bdf_text - as sysfs names it, segment always included
 * Return: @text.
 */
const char *bdf_text(struct bdf bdf, char text[BDF_TEXT_SIZE]);

#endif
