// SPDX-License-Identifier: GPL-2.0-only
/*
 * os.c - OS objects: intent, claim, image, life
 *
 *   empty -> loaded -> running -> stopping -> stopped -> (start) running
 *                                         \-> lost, for ever
 *
 * In:  calls of device.c (os->lock held), ends seen by watch.c
 * Out: state, reason, event count and uevents
 * Ref: mint/uapi/mint.h
 */
#include "mint.h"

#include <linux/file.h>
#include <linux/module.h>
#include <linux/slab.h>

/* ---- objects ---- */

static void os_release(struct device *dev)
{
	struct mint_os *os = mint_to_os(dev);

	kvfree(os->blocks);
	kvfree(os->taken);
	kvfree(os->pci);
	kfree(os->pci_bus);
	kfree(os);
}

/* registry held */
static struct mint_os *os_lookup(const char *name)
{
	struct mint_os *os;

	list_for_each_entry(os, &mint.oses, node)
		if (!strcmp(os->name, name))
			return os;
	return NULL;
}

static int os_publish(struct mint_os *os)
{
	int err;

	err = os_lookup(os->name) ? -EEXIST : device_add(&os->dev);
	if (err)
		return err;
	spin_lock(&mint.guard);
	list_add_tail(&os->node, &mint.oses);
	spin_unlock(&mint.guard);
	return 0;
}

int mint_os_create(const char *name, struct mint_os **ret)
{
	struct mint_os *os = kzalloc(sizeof(*os), GFP_KERNEL);
	int err;

	if (!os)
		return -ENOMEM;
	device_initialize(&os->dev);
	os->dev.class = mint.class;
	os->dev.release = os_release;
	os->dev.groups = mint_attr_os;
	mutex_init(&os->lock);
	init_waitqueue_head(&os->wait);
	INIT_LIST_HEAD(&os->node);
	strscpy(os->name, name, sizeof(os->name));
	snprintf(os->label, sizeof(os->label), "Mint: %s", name);
	mint_watch_init(os);
	err = dev_set_name(&os->dev, "%s", name);
	if (!err) {
		mutex_lock(&mint.registry);
		err = os_publish(os);
		if (!err)
			get_device(
				&os->dev); /* the caller's; the first one is the list's */
		mutex_unlock(&mint.registry);
	}
	if (err)
		put_device(&os->dev);
	else
		*ret = os;
	return err;
}

struct mint_os *mint_os_find(const char *name)
{
	struct mint_os *os;

	mutex_lock(&mint.registry);
	os = os_lookup(name);
	if (os)
		get_device(&os->dev);
	mutex_unlock(&mint.registry);
	return os;
}

static bool has_record(const struct mint_os *os)
{
	return os->nr_blocks || os->nr_taken || os->nr_pci || os->uart_taken.port;
}

static void os_unlink(struct mint_os *os)
{
	if (has_record(os))
		module_put(THIS_MODULE);
	os->gone = true;
	spin_lock(&mint.guard);
	list_del_init(&os->node);
	os->event++;
	spin_unlock(&mint.guard);
	wake_up_all(&os->wait);
	device_del(&os->dev);
	put_device(&os->dev);
}

int mint_os_destroy(struct mint_os *os)
{
	if (os->nr_ranges || os->nr_cpus)
		return -EBUSY;
	mutex_lock(&mint.registry);
	os_unlink(os);
	mutex_unlock(&mint.registry);
	return 0;
}

void mint_os_destroy_all(void)
{
	struct mint_os *os, *next;

	list_for_each_entry_safe(os, next, &mint.oses, node)
		os_unlink(os);
}

void mint_os_change(struct mint_os *os, enum mint_state state, enum mint_reason reason)
{
	char state_env[32], reason_env[32];
	char *env[] = { state_env, reason_env, NULL };

	spin_lock(&mint.guard);
	os->state = state;
	os->reason = reason;
	os->event++;
	spin_unlock(&mint.guard);
	wake_up_all(&os->wait);
	snprintf(state_env, sizeof(state_env), "MINT_STATE=%s", mint_attr_state(state));
	snprintf(reason_env, sizeof(reason_env), "MINT_REASON=%s",
		 mint_attr_reason(reason));
	kobject_uevent_env(&os->dev.kobj, KOBJ_CHANGE, env);
	pr_info("%s: %s (%s)\n", os->name, mint_attr_state(state),
		mint_attr_reason(reason));
}

/* ---- intent and claim ---- */

static int check_intent_cpus(const struct mint_cpu *cpus, u32 nr)
{
	u32 i, j;

	for (i = 0; i < nr; i++) {
		if (cpus[i].cpu >= nr_cpu_ids || !cpu_possible(cpus[i].cpu) ||
		    cpus[i].was_online > 1 || cpus[i].pad)
			return -EINVAL;
		for (j = 0; j < i; j++)
			if (cpus[i].cpu == cpus[j].cpu)
				return -EINVAL;
	}
	return 0;
}

int mint_os_intent(struct mint_os *os, const struct mint_intent *intent)
{
	int err = test_fail(os, MINT_TEST_STEP_INTENT);
	u32 i;

	if (err)
		return err;
	if (os->nr_ranges || os->nr_cpus || has_record(os))
		return -EBUSY;
	if (mint_check_blocks(intent->blocks, intent->nr_blocks) ||
	    check_intent_cpus(intent->cpus, intent->nr_cpus) ||
	    mint_check_pci(intent->pci, intent->nr_pci) || mint_check_uart(&intent->uart))
		return -EINVAL;
	for (i = 0; i < intent->nr_cpus; i++)
		intent->cpus[i].apicid = mint_core_apicid(intent->cpus[i].cpu);
	mutex_lock(&mint.registry);
	err = mint_pci_free_for(os, intent->pci, intent->nr_pci);
	if (!err) {
		kvfree(os->blocks);
		kvfree(os->taken);
		kvfree(os->pci);
		os->blocks = intent->blocks;
		os->taken = intent->cpus;
		os->nr_blocks = intent->nr_blocks;
		os->nr_taken = intent->nr_cpus;
		os->uart_taken = intent->uart;
		spin_lock(&mint.guard); /* its attribute */
		os->pci = intent->pci;
		os->nr_pci = intent->nr_pci;
		spin_unlock(&mint.guard);
	}
	mutex_unlock(&mint.registry);
	if (!err && has_record(os))
		__module_get(THIS_MODULE); /* the only record: until mint_os_destroy() */
	return err;
}

u32 mint_os_shared(const struct mint_os *os, const struct mint_block *block)
{
	const struct mint_os *other;
	u32 i, n = 0;

	list_for_each_entry(other, &mint.oses, node) {
		for (i = 0; other != os && i < other->nr_blocks; i++)
			if (other->blocks[i].start == block->start)
				break;
		n += other != os && i < other->nr_blocks;
	}
	return n;
}

int mint_os_claim(struct mint_os *os, const struct mint_claim *claim)
{
	int err;

	err = mint_check_claim(claim, 1ULL << boot_cpu_data.x86_phys_bits);
	if (err)
		return err;
	if (os->nr_ranges || os->nr_cpus)
		return -EBUSY;
	mutex_lock(&mint.registry);
	err = mint_pci_own(os) ?: mint_memory_own(os, claim->ranges, claim->nr_ranges);
	if (!err) {
		err = mint_uart_own(os, claim->uart)
			      ?: mint_core_own(os, claim->cpus, claim->nr_cpus);
		if (err) {
			mint_uart_disown(os);
			mint_memory_disown(os);
		}
	}
	if (err)
		mint_pci_disown(os);
	mutex_unlock(&mint.registry);
	if (err)
		return err;
	spin_lock(&mint.guard);
	os->claimed = true;
	spin_unlock(&mint.guard);
	__module_get(THIS_MODULE); /* until mint_os_unclaim() */
	return 0;
}

static void image_drop(struct mint_os *os)
{
	struct mint_mailbox *box = os->box;

	spin_lock(&mint.guard);
	os->box = NULL; /* mint_os_status() looks at it under guard */
	spin_unlock(&mint.guard);
	if (box)
		mint_memory_unmap(box);
	if (os->image)
		fput(os->image);
	os->image = NULL;
}

int mint_os_unclaim(struct mint_os *os)
{
	int err;

	if (os->state == MINT_RUNNING || os->state == MINT_STOPPING)
		return -EBUSY;
	if (os->state == MINT_LOST)
		return -EIO;
	if (!os->nr_ranges)
		return 0;
	mutex_lock(&mint.registry);
	err = mint_pci_check_back(os) ?: mint_memory_disown(os);
	if (!err) {
		mint_core_disown(os);
		mint_uart_disown(os);
	}
	mutex_unlock(&mint.registry);
	if (err)
		return err;
	mint_pci_disown(os);
	image_drop(os);
	mint_os_change(os, MINT_EMPTY, os->reason);
	module_put(THIS_MODULE);
	return 0;
}

/* ---- image and life ---- */

/*
 * Whoever reads the log looks for a kernel here: one that ran before and was larger than
 * the next must not be taken for it.
 */
static int kernel_erase(const struct mint_os *os)
{
	u64 start = os->ranges[0].start + MINT_KERNEL_OFFSET;

	if (start >= os->ranges[0].end)
		return 0;
	return mint_memory_zero(start,
				min_t(u64, os->ranges[0].end - start, MINT_KERNEL_SIZE));
}

int mint_os_load(struct mint_os *os, const struct mint_load *load, struct file *image)
{
	struct mint_mailbox *box;
	int err;

	err = mint_os_idle(os) ?: test_fail(os, MINT_TEST_STEP_LOAD);
	if (!err)
		err = mint_check_load(load, os->ranges, os->nr_ranges,
				      i_size_read(file_inode(image)))
			      ?: kernel_erase(os);
	if (err)
		return err;
	box = mint_memory_map(load->mailbox, MINT_MAILBOX_PAGES * PAGE_SIZE);
	if (!box)
		return -ENOMEM;
	image_drop(os);
	memset(box, 0, MINT_MAILBOX_PAGES * PAGE_SIZE);
	os->image = image;
	os->load = *load;
	spin_lock(&mint.guard);
	os->box = box;
	spin_unlock(&mint.guard);
	mint_os_change(os, MINT_LOADED, os->reason);
	return 0;
}

int mint_os_forget(struct mint_os *os)
{
	int err = mint_os_idle(os);

	if (err || !os->image)
		return err;
	image_drop(os);
	mint_os_change(os, MINT_EMPTY, os->reason);
	return 0;
}

/* Everything a start needs in memory, as if it were the first one. */
static int image_place(struct mint_os *os)
{
	u8 *box = (u8 *)os->box;
	u32 i;
	int err;

	memset(box, 0, MINT_MAILBOX_PAGES * PAGE_SIZE);
	mint_os_watchdog(os)->countdown =
		os->load.hang_timeout_ms / MINT_WATCHDOG_PERIOD_MS;
	mint_os_watchdog(os)->fired = os->reason == MINT_REASON_HANG;
	/* As no kernel has written them: no vector yet, so an armed doorbell shows. */
	for (i = 0; i < MINT_DOORBELLS; i++)
		*(u32 *)(box + (MINT_MAILBOX_IOAPIC + i) * PAGE_SIZE + MINT_IOAPIC_CELL) =
			MINT_IOAPIC_VERSION;
	for (i = 0; i < os->load.nr_segments; i++) {
		err = test_fail(os, MINT_TEST_STEP_COPY)
			      ?: mint_memory_copy(os->image, &os->load.segments[i]);
		if (err)
			return err;
	}
	test_flip(os);
	return test_fail(os, MINT_TEST_STEP_START);
}

static int os_run(struct mint_os *os)
{
	int err = image_place(os);

	if (err)
		return err;
	err = mint_core_start(os);
	if (err == -EIO)
		mint_os_end(os, MINT_REASON_NO_START);
	if (err)
		return err;
	spin_lock(&mint.guard);
	os->started = ktime_get();
	os->starts++;
	spin_unlock(&mint.guard);
	mint_os_change(os, MINT_RUNNING, MINT_REASON_NONE);
	mint_watch_start(os);
	return 0;
}

int mint_os_start(struct mint_os *os)
{
	int err = mint_os_idle(os);

	if (!err && !os->image)
		err = -EINVAL;
	if (!err)
		err = mint_guard_enter(os);
	if (err)
		return err;
	err = mint_pci_enter(os) ?: os_run(os);
	mint_guard_leave(os);
	return err;
}

int mint_os_end(struct mint_os *os, enum mint_reason reason)
{
	u32 lost;

	mint_os_change(os, MINT_STOPPING, reason);
	mint_watch_stop(os);
	lost = mint_core_park_all(os);
	mint_pci_end(os);
	spin_lock(&mint.guard);
	os->lost_cpus = lost;
	spin_unlock(&mint.guard);
	mint_os_change(os, lost ? MINT_LOST : MINT_STOPPED, reason);
	return lost ? -EIO : 0;
}

int mint_os_kill(struct mint_os *os, enum mint_reason reason)
{
	struct mint_mailbox box;
	enum mint_reason shown;

	if (os->state != MINT_RUNNING)
		return os->state == MINT_LOST ? -EIO : -ESRCH;
	/* Its own word is the truth, though the watch may not have looked yet. */
	memcpy(&box, os->box, sizeof(box));
	shown = mint_mailbox_reason(&box);
	return mint_os_end(os, shown != MINT_REASON_NONE ? shown : reason);
}

int mint_os_signal(struct mint_os *os, u32 cpu, u32 vector)
{
	u32 i;

	if (vector < MINT_VECTOR_FIRST || vector > MINT_VECTOR_LAST)
		return -EINVAL;
	if (os->state != MINT_RUNNING)
		return -ESRCH;
	for (i = 0; i < os->nr_cpus; i++)
		if (os->cpus[i] == cpu) {
			mint_core_signal(os->apicids[i], vector);
			return 0;
		}
	return -ENODEV;
}

void mint_os_status(struct mint_os *os, struct mint_status *ret)
{
	spin_lock(&mint.guard);
	strscpy(ret->name, os->name, sizeof(ret->name));
	ret->state = os->state;
	ret->reason = os->reason;
	ret->starts = os->starts;
	ret->nr_ranges = os->nr_ranges;
	ret->nr_cpus = os->nr_cpus;
	ret->lost_cpus = os->lost_cpus;
	ret->uptime_ns = mint_attr_uptime_ns(os);
	ret->event = os->event;
	ret->has_image = os->box != NULL;
	if (os->box) {
		ret->mailbox = os->load.mailbox;
		ret->stage = READ_ONCE(os->box->purgatory_stage);
		ret->stage_detail = READ_ONCE(os->box->purgatory_address);
	}
	ret->uart = os->uart;
	memcpy(ret->ranges, os->ranges, os->nr_ranges * sizeof(*ret->ranges));
	memcpy(ret->cpus, os->cpus, os->nr_cpus * sizeof(*ret->cpus));
	memcpy(ret->apicids, os->apicids, os->nr_cpus * sizeof(*ret->apicids));
	spin_unlock(&mint.guard);
}
