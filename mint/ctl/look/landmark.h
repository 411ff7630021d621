/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * landmark.h - what a line of a kernel's log says about its life
 *
 * In: the text of a record. Out: a landmark.
 * Ref: Linux init/main.c (run_init_process), kernel/panic.c (panic), kernel/reboot.c
 *      (kernel_halt): the texts have been the same since before 5.10.
 */
#ifndef MINT_CTL_LOOK_LANDMARK_H
#define MINT_CTL_LOOK_LANDMARK_H

#include <stdbool.h>

#include "base/bytes.h"

enum landmark {
	LANDMARK_NONE = 0,
	LANDMARK_INIT,	     /* its first program runs */
	LANDMARK_PANIC,	     /* what killed it */
	LANDMARK_PANIC_LOOP, /* it will not restart by itself: told panic=0 */
	LANDMARK_HALTED,     /* its cores stand still */
};

/** landmark_of - what this line means; only kernel lines may say that it has ended */
enum landmark landmark_of(struct bytes text, bool is_kernel);

#endif
