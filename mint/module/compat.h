/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - the only place that knows kernel versions (5.10 .. current)
 *
 * MINT_..._HAS_...: Kbuild has looked into the headers for them.
 */
#ifndef MINT_MODULE_COMPAT_H
#define MINT_MODULE_COMPAT_H

#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/kasan.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/syscore_ops.h>
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

/* The files of an object: NULL, or a list that ends with NULL. */
static inline struct attribute **mint_kobject_attrs(const struct kobject *kobj)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
	const struct attribute_group **groups = kobj->ktype->default_groups;

	return groups && groups[0] ? groups[0]->attrs : NULL;
#else
	return kobj->ktype->default_attrs;
#endif
}

/* @suspend: int (void) */
#ifdef MINT_SYSCORE_HAS_DATA
#define MINT_SYSCORE_SUSPEND(name, do_suspend)         \
	static int name##_suspend(void *data)          \
	{                                              \
		return do_suspend();                   \
	}                                              \
	static const struct syscore_ops name##_ops = { \
		.suspend = name##_suspend,             \
	};                                             \
	static struct syscore name = { .ops = &name##_ops }
#define mint_syscore_register	register_syscore
#define mint_syscore_unregister unregister_syscore
#else
#define MINT_SYSCORE_SUSPEND(name, do_suspend) \
	static struct syscore_ops name = { .suspend = do_suspend }
#define mint_syscore_register	register_syscore_ops
#define mint_syscore_unregister unregister_syscore_ops
#endif

/* @dev: locked, since it may share a word with other flags */
static inline void mint_offline_disable(struct device *dev, bool is_disabled)
{
#ifdef MINT_DEVICE_HAS_FLAGS
	dev_assign_offline_disabled(dev, is_disabled);
#else
	dev->offline_disabled = is_disabled;
#endif
}

static inline void mint_timer_setup(struct hrtimer *timer,
				    enum hrtimer_restart (*fn)(struct hrtimer *))
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
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
