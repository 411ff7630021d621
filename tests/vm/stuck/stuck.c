// SPDX-License-Identifier: GPL-2.0-only
/*
 * stuck.c - a test successor's worst moment: all its CPUs loop with interrupts off
 *
 * In:   insmod stuck.ko, in the successor. Out: nothing ever again, of that kernel.
 * Nothing in a stock Debian kernel lets user space do this (no LKDTM, no test_lockup).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/smp.h>

static void loop(void *unused)
{
	for (;;)
		cpu_relax();
}

static int __init stuck_init(void)
{
	pr_info("interrupts go off on %u CPUs, for ever\n", num_online_cpus());
	on_each_cpu(loop, NULL, 0);
	return 0;
}
module_init(stuck_init);

MODULE_DESCRIPTION("test successor that hangs with interrupts off");
MODULE_LICENSE("GPL");
