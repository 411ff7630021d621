// SPDX-License-Identifier: GPL-2.0-only
/*
 * guard.c - the leader's own ends: no reboot, sleep or panic forgets a running OS
 *
 *   reboot, power off, kexec   running OSes are parked, lost ones are tried once more, no
 *                              start is let in
 *   kexec, one is still lost   an ordinary restart instead: the next kernel would get
 *   or has unreset devices     memory that a core or a device may write to
 *   suspend, hibernate         refused while an OS runs or is lost; no start meanwhile
 *   deep sleep, hibernate,     refused, later, while an OS has memory or cores: a jump
 *   kexec jump                 calls no notifier, and of the others only the system core
 *                              callbacks tell deep sleep from freezing
 *   panic                      every core that may run is parked, without a lock
 *
 * In:  notifiers and system core callbacks of the leader
 * Out: parked cores, a refusal, and for each a line in the kernel log
 * Ref: Documentation/driver-api/pm/notifiers.rst; Linux kernel/reboot.c (nobody can
 *      refuse there), kernel/panic.c (other CPUs stand still, whatever lock they hold;
 *      a crash kernel, when one is loaded, is entered before any notifier runs),
 *      kernel/kexec_core.c kernel_kexec(): the command of its notifiers, nobody else's;
 *      behind them nothing calls us in all kernels (syscore_shutdown() since 6.8). A jump
 *      calls system core callbacks, and undoes everything when one refuses (not so when a
 *      device refuses to be prepared)
 */
#include "guard.h"
#include "apic.h"
#include "compat.h"
#include "life.h"
#include "park.h"
#include "test.h"

#include <linux/delay.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/suspend.h>

#define NAMES_SIZE     128
#define RESTART_WAIT_S 60u	      /* devices may take their time to shut down */
#define KEXEC_COMMAND  "kexec reboot" /* of the notifiers, by kernel_kexec() alone */

/* guard held */
static bool os_is_active(const struct mint_os *os)
{
	return os->is_starting || os->state == MINT_RUNNING || os->state == MINT_STOPPING;
}

/* A core of it may run; guard held, or nobody else runs. */
static bool os_is_awake(const struct mint_os *os)
{
	return os_is_active(os) || os->state == MINT_LOST;
}

/* A core or a device may write to its memory; as os_is_awake(). */
static bool os_may_write(const struct mint_os *os)
{
	return os_is_awake(os) || READ_ONCE(os->is_dirty);
}

/*
 * It has what would not come back from a deep sleep as it was: pages that no hibernation
 * saves and the kernel that restores has used, cores with the firmware's microcode and
 * settings, BARs behind ports.
 */
static bool os_owns(const struct mint_os *os)
{
	return os->nr_ranges;
}

/* The names of those that are so, "" none; as os_is_awake(). */
static void names_of(bool (*is_so)(const struct mint_os *os), char *names)
{
	const struct mint_os *os;
	int used = 0;

	names[0] = 0;
	list_for_each_entry(os, &mint.oses, node)
		if (is_so(os))
			used += scnprintf(names + used, NAMES_SIZE - used, "%s%s",
					  used ? ", " : "", os->name);
}

/* ---- reboot: may sleep, cannot refuse ---- */

/*
 * Any OS whose cores are not at rest, with a reference; NULL: all are, or have been tried
 * once more without success.
 */
static struct mint_os *awake_get(void)
{
	struct mint_os *os, *ret = NULL;

	spin_lock(&mint.guard);
	list_for_each_entry(os, &mint.oses, node)
		if (os_is_active(os) || (os->state == MINT_LOST && !os->is_retried)) {
			get_device(&os->dev);
			ret = os;
			break;
		}
	spin_unlock(&mint.guard);
	return ret;
}

/* os->lock held: a start or an end that was under way is over. */
static void os_put_to_rest(struct mint_os *os)
{
	if (os->state == MINT_RUNNING) {
		pr_warn("%s: the leader goes down: parking its %u cores\n", os->name,
			os->nr_cpus);
		mint_os_end(os, MINT_REASON_KILLED);
	}
	if (os->state != MINT_LOST)
		return;
	spin_lock(&mint.guard);
	os->is_retried = true;
	spin_unlock(&mint.guard);
	pr_warn("%s: the leader goes down: parking its %u lost cores once more\n",
		os->name, os->lost_cpus);
	if (mint_os_end(os, os->reason))
		pr_emerg(
			"%s: %u of its cores may run on: until the machine is reset they "
			"may write to its memory and interrupt any core\n",
			os->name, os->lost_cpus);
}

static bool is_kexec(unsigned long event, const char *command)
{
	return event == SYS_RESTART && command && !strcmp(command, KEXEC_COMMAND);
}

static int guard_reboot(struct notifier_block *block, unsigned long event, void *command)
{
	struct mint_os *os;

	spin_lock(&mint.guard);
	mint.is_ending = true;
	spin_unlock(&mint.guard);
	while ((os = awake_get())) {
		/* Waits for a start or an end that is under way; no new one begins. */
		mutex_lock(&os->lock);
		os_put_to_rest(os);
		mutex_unlock(&os->lock);
		put_device(&os->dev);
	}
	return NOTIFY_DONE;
}

static struct notifier_block reboot_block = { .notifier_call = guard_reboot };

static void restart_do(struct work_struct *work)
{
	kernel_restart(NULL);
}

static DECLARE_WORK(restart_work, restart_do);

/*
 * Behind all others: a kexec would go on from here, so it does not, and another task goes
 * through an ordinary restart, as the kernel does for Ctrl-Alt-Del. That runs through
 * this very chain, which we hold for reading: should somebody wait to write to it, it
 * waits too.
 */
static int guard_kexec(struct notifier_block *block, unsigned long event, void *command)
{
	char names[NAMES_SIZE];

	if (!is_kexec(event, command))
		return NOTIFY_DONE;
	spin_lock(&mint.guard);
	names_of(os_may_write, names);
	spin_unlock(&mint.guard);
	if (!names[0])
		return NOTIFY_DONE;
	pr_emerg("no kexec: the next kernel would get memory that cores or devices of %s "
		 "may write to: the machine is restarted instead\n",
		 names);
	schedule_work(&restart_work);
	schedule_timeout_uninterruptible(RESTART_WAIT_S * HZ);
	pr_emerg("no restart in %u s: the machine is reset\n", RESTART_WAIT_S);
	emergency_restart();
	return NOTIFY_DONE;
}

static struct notifier_block kexec_block = {
	.notifier_call = guard_kexec,
	.priority = INT_MIN,
};

/* ---- suspend and hibernate: may sleep, may refuse ---- */

/* Holds starts off and returns true, or names those that forbid it. */
static bool sleep_enter(char *names)
{
	spin_lock(&mint.guard);
	names_of(os_is_awake, names);
	mint.is_sleeping = !names[0];
	spin_unlock(&mint.guard);
	return !names[0];
}

static int guard_sleep(struct notifier_block *block, unsigned long event, void *unused)
{
	char names[NAMES_SIZE];

	if (test_is_jump())
		return NOTIFY_DONE;
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

/* ---- system core: one CPU is left, with interrupts off ---- */

/* All of user space is frozen: no start, claim or release is under way, none begins. */
static int core_suspend(void)
{
	char names[NAMES_SIZE];

	names_of(os_is_awake, names);
	if (names[0]) {
		pr_warn("kexec jump refused: %s would not sleep with the leader (mintctl "
			"stop or kill first)\n",
			names);
		return -EBUSY;
	}
	names_of(os_owns, names);
	if (!names[0])
		return 0;
	pr_warn("deep sleep, hibernation or kexec jump refused: memory and cores of %s "
		"would not come back as they are (mintctl release first)\n",
		names);
	return -EBUSY;
}

MINT_SYSCORE_SUSPEND(core_syscore, core_suspend);

/* ---- panic: no sleep, no lock ---- */

/*
 * Whoever holds mint.guard stands still. Walked forwards, the list is whole at any step
 * of list_add_tail() and list_del_init(). Cores that are at rest stay as they are.
 */
static int guard_panic(struct notifier_block *block, unsigned long event, void *text)
{
	const struct mint_os *os;
	bool any = false;
	u32 silent;

	list_for_each_entry(os, &mint.oses, node) {
		if (!os_is_awake(os))
			continue;
		mint_core_init_all(os); /* they stop writing, all of them first */
		any = true;
	}
	if (!any)
		return NOTIFY_DONE;
	mdelay(INIT_WAIT_US / 1000);
	list_for_each_entry(os, &mint.oses, node) {
		if (!os_is_awake(os))
			continue;
		silent = mint_core_park_panic(os);
		pr_emerg("%s: the leader panics: %u of its %u cores parked%s\n", os->name,
			 os->nr_cpus - silent, os->nr_cpus,
			 silent ? ", the others may run on" : "");
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
	err = register_reboot_notifier(&kexec_block);
	if (err)
		goto fail_reboot;
	err = register_pm_notifier(&sleep_block);
	if (err)
		goto fail_kexec;
	mint_syscore_register(&core_syscore);
	atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
	return 0;
fail_kexec:
	unregister_reboot_notifier(&kexec_block);
fail_reboot:
	unregister_reboot_notifier(&reboot_block);
	return err;
}

void mint_guard_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_block);
	mint_syscore_unregister(&core_syscore);
	unregister_pm_notifier(&sleep_block);
	unregister_reboot_notifier(&kexec_block);
	unregister_reboot_notifier(&reboot_block);
}
