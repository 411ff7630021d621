// SPDX-License-Identifier: GPL-2.0-only
/*
 * guard.c - the leader's own ends: no reboot, sleep or panic forgets a running OS
 *
 *   reboot, power off, kexec   every running OS is parked, no start is let in any more
 *   suspend, hibernate         refused while an OS runs or is lost; no start meanwhile
 *   panic                      INIT to every owned core: they stop writing and wait
 *
 * In:  notifiers of the leader
 * Out: parked cores, a refusal, and for each a line in the kernel log
 * Ref: Documentation/driver-api/pm/notifiers.rst; Linux kernel/reboot.c (nobody can
 *      refuse there), kernel/panic.c (other CPUs stand still, whatever lock they hold;
 *      a crash kernel, when one is loaded, is entered before any notifier runs)
 */
#include "guard.h"
#include "apic.h"
#include "compat.h"
#include "life.h"

#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/suspend.h>

#define NAMES_SIZE 128

/* guard held */
static bool os_is_active(const struct mint_os *os)
{
	return os->is_starting || os->state == MINT_RUNNING || os->state == MINT_STOPPING;
}

/* Any OS whose cores are not at rest, with a reference; NULL: all are. */
static struct mint_os *active_get(void)
{
	struct mint_os *os, *ret = NULL;

	spin_lock(&mint.guard);
	list_for_each_entry(os, &mint.oses, node)
		if (os_is_active(os)) {
			get_device(&os->dev);
			ret = os;
			break;
		}
	spin_unlock(&mint.guard);
	return ret;
}

/* ---- reboot: may sleep, cannot refuse ---- */

static int guard_reboot(struct notifier_block *block, unsigned long event, void *command)
{
	struct mint_os *os;

	spin_lock(&mint.guard);
	mint.is_ending = true;
	spin_unlock(&mint.guard);
	while ((os = active_get())) {
		/* Waits for a start or an end that is under way; no new one begins. */
		mutex_lock(&os->lock);
		if (os->state == MINT_RUNNING) {
			pr_warn("%s: the leader goes down: parking its %u cores\n",
				os->name, os->nr_cpus);
			mint_os_end(os, MINT_REASON_KILLED);
		}
		mutex_unlock(&os->lock);
		put_device(&os->dev);
	}
	return NOTIFY_DONE;
}

static struct notifier_block reboot_block = { .notifier_call = guard_reboot };

/* ---- suspend and hibernate: may sleep, may refuse ---- */

/* Holds starts off and returns true, or names those that forbid it. */
static bool sleep_enter(char *names)
{
	const struct mint_os *os;
	int used = 0;

	names[0] = 0;
	spin_lock(&mint.guard);
	list_for_each_entry(os, &mint.oses, node)
		if (os_is_active(os) || os->state == MINT_LOST)
			used += scnprintf(names + used, NAMES_SIZE - used, "%s%s",
					  used ? ", " : "", os->name);
	mint.is_sleeping = !used;
	spin_unlock(&mint.guard);
	return !used;
}

static int guard_sleep(struct notifier_block *block, unsigned long event, void *unused)
{
	char names[NAMES_SIZE];

	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		if (sleep_enter(names))
			return NOTIFY_DONE;
		pr_warn("%s refused: %s would not sleep with the leader (mintctl stop "
			"or kill first)\n",
			event == PM_SUSPEND_PREPARE ? "suspend" : "hibernation", names);
		return notifier_from_errno(-EBUSY);
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		spin_lock(&mint.guard);
		mint.is_sleeping = false;
		spin_unlock(&mint.guard);
	}
	return NOTIFY_DONE;
}

static struct notifier_block sleep_block = { .notifier_call = guard_sleep };

/* ---- panic: no sleep, no lock ---- */

/*
 * Whoever holds mint.guard stands still. Walked forwards, the list is whole at any step
 * of list_add_tail() and list_del_init().
 */
static int guard_panic(struct notifier_block *block, unsigned long event, void *text)
{
	const struct mint_os *os;

	list_for_each_entry(os, &mint.oses, node) {
		if (!os->nr_cpus)
			continue;
		mint_core_init_all(os);
		pr_emerg("%s: the leader panics: INIT sent to its %u cores\n", os->name,
			 os->nr_cpus);
	}
	return NOTIFY_DONE;
}

/* First: some notifiers of hypervisors and firmware never come back. */
static struct notifier_block panic_block = {
	.notifier_call = guard_panic,
	.priority = INT_MAX,
};

/* ---- load and unload ---- */

int mint_guard_init(void)
{
	int err = register_reboot_notifier(&reboot_block);

	if (err)
		return err;
	err = register_pm_notifier(&sleep_block);
	if (err) {
		unregister_reboot_notifier(&reboot_block);
		return err;
	}
	atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
	return 0;
}

void mint_guard_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_block);
	unregister_pm_notifier(&sleep_block);
	unregister_reboot_notifier(&reboot_block);
}
