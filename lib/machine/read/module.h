/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * module.h - what mint.ko tells of itself
 */
#ifndef MINT_MACHINE_READ_MODULE_H
#define MINT_MACHINE_READ_MODULE_H

#include "machine/read/reader.h"

fact_reader module_read_abi, module_read_class;
fact_reader tsc_read, trampoline_read, park_read;

#endif
