// SPDX-License-Identifier: GPL-2.0-only
/*
 * os.c - the objects that stand for OSes: by name, with a state
 *
 * In:  calls of device.c; changes of state that claim.c and life.c make
 * Out: the list of OSes; state, reason, event count and uevents
 * Ref: abi/mint.h; Documentation/driver-api/driver-model/device.rst
 *
 * An object is a device: its files show it, and its references keep it. One is the
 * list's, one each descriptor's, one each mapping's, one that of an end under way.
 */
#include "os.h"
#include "attr.h"
#include "pci.h"
#include "scrub.h"
#include "watch.h"

#include <linux/module.h>
#include <linux/slab.h>

static void os_release(struct device *dev)
{
	struct mint_os *os = mint_to_os(dev);

	kvfree(os->blocks);
	kvfree(os->taken);
	kvfree(os->pci);
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

/* With a second reference, the caller's: the first one is the list's. Registry held. */
static int os_publish(struct mint_os *os)
{
	int err;

	if (os_lookup(os->name))
		return -EEXIST;
	err = device_add(&os->dev);
	if (err)
		return err;
	spin_lock(&mint.guard);
	list_add_tail(&os->node, &mint.oses);
	spin_unlock(&mint.guard);
	get_device(&os->dev);
	return 0;
}

int mint_os_create(const char *name, work_func_t end, struct mint_os **ret)
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
	INIT_LIST_HEAD(&os->functions);
	strscpy(os->name, name, sizeof(os->name));
	snprintf(os->label, sizeof(os->label), "Mint: %s", name);
	mint_watch_init(os, end);
	mint_scrub_init(os);
	err = dev_set_name(&os->dev, "%s", name);
	if (err)
		goto fail;
	mutex_lock(&mint.registry);
	err = os_publish(os);
	mutex_unlock(&mint.registry);
	if (err)
		goto fail;
	*ret = os;
	return 0;
fail:
	put_device(&os->dev);
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

static void os_unlink(struct mint_os *os)
{
	if (mint_os_has_record(os))
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
	mint_pci_let_sleep(os);
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
	ret->life = os->life;
	memcpy(ret->ranges, os->ranges, os->nr_ranges * sizeof(*ret->ranges));
	memcpy(ret->cpus, os->cpus, os->nr_cpus * sizeof(*ret->cpus));
	memcpy(ret->apicids, os->apicids, os->nr_cpus * sizeof(*ret->apicids));
	spin_unlock(&mint.guard);
}
