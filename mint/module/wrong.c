// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong.c - mistakes on demand: in mint-test.ko only, never in mint.ko
 *
 * In:  parameter wrong of mint-test: the name of one, which is made at once
 * Out: what a kernel that watches itself has to say of it
 * Ref: Documentation/dev-tools/kasan.rst, Documentation/locking/lockdep-design.rst,
 *      Documentation/RCU/lockdep-splat.rst; tests/vm/cases/long-debug.sh
 *
 * Each is harmless where nobody watches: what is freed is only read, and no lock is taken
 * against somebody else's.
 */
#include "mint.h"

#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

static int use_after_free(void)
{
	struct mint_os *os = kzalloc(sizeof(*os), GFP_KERNEL), *stale = os;

	if (!os)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(stale); /* the compiler would complain, too */
	kfree(os);
	READ_ONCE(stale->starts);
	return 0;
}

/* The order of mint.h turned round. It is known once any call has taken both. */
static int lock_order(void)
{
	struct mint_os *os;

	mutex_lock(&mint.registry);
	os = list_first_entry_or_null(&mint.oses, struct mint_os, node);
	if (os) {
		mutex_lock(&os->lock);
		mutex_unlock(&os->lock);
	}
	mutex_unlock(&mint.registry);
	return os ? 0 : -ENOENT;
}

static int rcu_unlocked(void)
{
	static void __rcu *nothing;

	return rcu_dereference(nothing) ? -EINVAL : 0;
}

static int sleep_in_atomic(void)
{
	spin_lock(&mint.guard);
	might_sleep();
	spin_unlock(&mint.guard);
	return 0;
}

static const struct {
	const char *name;
	int (*make)(void);
} mistakes[] = {
	{ "use-after-free", use_after_free },
	{ "lock-order", lock_order },
	{ "rcu-unlocked", rcu_unlocked },
	{ "sleep-in-atomic", sleep_in_atomic },
};

static int wrong_set(const char *value, const struct kernel_param *unused)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mistakes); i++)
		if (sysfs_streq(value, mistakes[i].name))
			return mistakes[i].make();
	return -EINVAL;
}

static const struct kernel_param_ops wrong_ops = { .set = wrong_set };
module_param_cb(wrong, &wrong_ops, NULL, 0200);
