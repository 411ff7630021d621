/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - the only place that knows kernel versions (5.10 .. current)
 */
#ifndef MINT_MODULE_COMPAT_H
#define MINT_MODULE_COMPAT_H

#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/kasan.h>
#include <linux/mm.h>
#include <linux/version.h>
#include <asm/msr.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
#include <linux/panic_notifier.h>
#else
#include <linux/kernel.h>
#endif

static inline struct class *mint_class_create(const char *name)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return class_create(name);
#else
	return class_create(THIS_MODULE, name);
#endif
}

static inline void mint_timer_setup(struct hrtimer *timer,
				    enum hrtimer_restart (*fn)(struct hrtimer *))
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer->function = fn;
#endif
}

static inline void mint_vma_no_exec(struct vm_area_struct *vma)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_clear(vma, VM_MAYEXEC);
#else
	vma->vm_flags &= ~VM_MAYEXEC;
#endif
}

#ifdef CONFIG_KASAN_GENERIC
void __asan_set_shadow_00(const void *shadow, ssize_t size); /* of the compiler's ABI */
#endif

/**
 * mint_unpoison - an OS's memory is nobody's error to reach
 * @at:   in the direct map, whole pages
 * @size: bytes
 * KASAN remembers of each page that the leader has freed it, until the leader itself
 * allocates it. Ref: mm/kasan/generic.c, which exports this one of what there is.
 */
static inline void mint_unpoison(void *at, u64 size)
{
#ifdef CONFIG_KASAN_GENERIC
	__asan_set_shadow_00(kasan_mem_to_shadow(at), size >> KASAN_SHADOW_SCALE_SHIFT);
#endif
}

static inline u64 mint_rdmsr(u32 msr)
{
	u64 value;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
	rdmsrq(msr, value);
#else
	rdmsrl(msr, value);
#endif
	return value;
}

static inline void mint_wrmsr(u32 msr, u64 value)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
	wrmsrq(msr, value);
#else
	wrmsrl(msr, value);
#endif
}

#endif
