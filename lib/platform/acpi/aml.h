/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * aml.h - a small encoder of ACPI machine language
 *
 * In: calls in the order in which AML is written (operators before operands).
 * Out: bytes at the end of a struct buffer. The first error sticks: later calls do
 * nothing, and the caller looks at `err` once.
 * Ref: ACPI 6.4 chapter 20 (AML encoding), section 6.4 (resource descriptors).
 */
#ifndef MINT_PLATFORM_AML_H
#define MINT_PLATFORM_AML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define AML_DEPTH_MAX 16

/* Zero-initialise to start; buffer_free(&aml->out) to end. */
struct aml {
	struct buffer out;
	int err;		    /* 0, -ENOMEM, -EINVAL, -E2BIG */
	size_t open[AML_DEPTH_MAX]; /* offsets where open packages' contents start */
	unsigned int depth;
};

/* One-byte operators whose operands simply follow, ACPI 6.4 section 20.2.5. */
enum aml_op {
	AML_LOCAL0 = 0x60,
	AML_ARG0 = 0x68,
	AML_ARG3 = 0x6b,
	AML_STORE = 0x70,	 /* source, target */
	AML_INCREMENT = 0x75,	 /* target */
	AML_AND = 0x7b,		 /* a, b, target */
	AML_NOTIFY = 0x86,	 /* object, value */
	AML_CREATE_DWORD = 0x8a, /* source buffer, byte index, name */
	AML_LEQUAL = 0x93,	 /* a, b */
	AML_RETURN = 0xa4,	 /* value */
};

/** aml_op - one operator, or Local0, or Arg0 */
void aml_op(struct aml *aml, enum aml_op op);

/**
 * aml_path - a name: "_HID", "\\_S5", "\\_SB.PWRB"
 * @path: segments of 1 to 4 of A-Z, 0-9, _ ; short ones are padded with '_'
 *
 * Anything else makes err -EINVAL.
 */
void aml_path(struct aml *aml, const char *path);

/** aml_integer - a constant in its shortest encoding (section 20.2.3) */
void aml_integer(struct aml *aml, uint64_t value);

/** aml_string - printable ASCII */
void aml_string(struct aml *aml, const char *text);

/**
 * aml_eisa_id - "PNP0C02" as the compressed DWORD (section 6.1.5)
 * @id: three letters A-Z and four hexadecimal digits, else -EINVAL
 */
void aml_eisa_id(struct aml *aml, const char *id);

/** aml_buffer - Buffer () { … } of @size bytes */
void aml_buffer(struct aml *aml, const void *data, size_t size);

/** aml_name - Name (@path, …): the object follows */
void aml_name(struct aml *aml, const char *path);

/** aml_name_integer - Name (@path, @value) */
void aml_name_integer(struct aml *aml, const char *path, uint64_t value);

/**
 * aml_*_open - begin a construct with a package length; aml_close() ends the
 * innermost one. More than AML_DEPTH_MAX at once: -E2BIG.
 */
void aml_scope_open(struct aml *aml, const char *path);
void aml_device_open(struct aml *aml, const char *path);
/* @nr_args: 0..7; not serialized */
void aml_method_open(struct aml *aml, const char *path, unsigned int nr_args);
/* the predicate follows, then the body */
void aml_if_open(struct aml *aml);
void aml_package_open(struct aml *aml, uint8_t nr_elements);
void aml_close(struct aml *aml);

/** aml_region - OperationRegion (@path, SystemMemory, @address, @size bytes) */
void aml_region(struct aml *aml, const char *path, uint64_t address, uint64_t size);

/** aml_field_open - Field (@region, DWordAcc, NoLock, Preserve) */
void aml_field_open(struct aml *aml, const char *region);

/** aml_field_unit - a named field; @segment is 4 characters, @bits wide */
void aml_field_unit(struct aml *aml, const char *segment, uint32_t bits);

/** aml_field_skip - @bits without a name */
void aml_field_skip(struct aml *aml, uint32_t bits);

/** resource_io - IO (Decode16, @port, @port, 1, @size) */
void resource_io(struct aml *res, uint16_t port, uint8_t size);

/** resource_memory32 - Memory32Fixed (ReadWrite, @start, @size) */
void resource_memory32(struct aml *res, uint32_t start, uint32_t size);

/**
 * resource_memory64 - QWordMemory, cacheable, fixed
 * @start: first byte; @size: bytes, > 0
 */
void resource_memory64(struct aml *res, uint64_t start, uint64_t size);

/* Ranges that a bridge forwards; ACPI 6.4 sections 6.4.3.5.1 to 6.4.3.5.3. */

/** resource_buses - WordBusNumber (ResourceProducer, MinFixed, MaxFixed, PosDecode) */
void resource_buses(struct aml *res, uint8_t first, uint8_t last);

/** resource_ports - WordIO (ResourceProducer, EntireRange), @last inclusive */
void resource_ports(struct aml *res, uint16_t first, uint16_t last);

/**
 * resource_window - DWordMemory, or QWordMemory when it ends above 4 GiB, of a producer
 * @start: first byte; @size: bytes, > 0
 * @is_prefetchable: else not cacheable
 */
void resource_window(struct aml *res, uint64_t start, uint64_t size,
		     bool is_prefetchable);

/** resource_edge - Interrupt (ResourceConsumer, Edge, ActiveHigh, Exclusive) { @gsi } */
void resource_edge(struct aml *res, uint32_t gsi);

/**
 * aml_resources - Name (_CRS, ResourceTemplate () { … })
 * @res: descriptors, a struct aml of their own; freed here, its error taken over
 */
void aml_resources(struct aml *aml, struct aml *res);

#endif
