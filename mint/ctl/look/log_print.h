/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * log_print.h - records of a kernel log for people and for programs
 *
 * In: struct printk_record. Out: lines.
 * Ref: Linux Documentation/ABI/testing/dev-kmsg (\xNN escapes).
 */
#ifndef MINT_CTL_LOOK_LOG_PRINT_H
#define MINT_CTL_LOOK_LOG_PRINT_H

#include <stdio.h>

#include "printk/reader.h"

/**
 * log_text_print - as the kernel's console shows it: "[    1.234567] text"
 *
 * Each line of the text gets the time. Bytes that are not printable ASCII (nor a tab) are
 * shown as \xNN, and a backslash before what could be mistaken for that too: a terminal
 * obeys none of them.
 * Return: 0, -EIO.
 */
int log_text_print(FILE *to, const struct printk_record *record);

/**
 * log_json_print - one object on one line
 *
 * seq, ts_ns, level, facility, caller (null when unknown), subsystem, device, lost
 * (records overwritten before it), text (escaped as by log_text_print()).
 * Return: 0, -EIO, -ENOMEM.
 */
int log_json_print(FILE *to, const struct printk_record *record);

#endif
