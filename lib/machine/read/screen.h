/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * screen.h - may a new kernel draw where the firmware let this one draw?
 */
#ifndef MINT_MACHINE_READ_SCREEN_H
#define MINT_MACHINE_READ_SCREEN_H

#include "machine/read/reader.h"

fact_reader screen_read_boot_params, screen_read_iomem;
fact_reader screen_read_fb, screen_read_drm;

#endif
