// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - /dev/mint: descriptors and which call is whose; load and unload
 *
 * In:  system calls; who may open it is asked here, what a call says is call.c's matter
 * Out: calls of call.c on the OS that a descriptor is bound to
 * Ref: abi/mint.h; Documentation/driver-api/ioctl.rst
 */
#include "mint.h"
#include "attr.h"
#include "call.h"
#include "claim.h"
#include "compat.h"
#include "cpu.h"
#include "guard.h"
#include "life.h"
#include "memory.h"
#include "os.h"
#include "pci.h"
#include "policy.h"

#include <linux/capability.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

/* One open descriptor. */
struct mint_file {
	struct mutex binding; /* outside of mint.registry */
	struct mint_os *os;   /* set once, with a reference; NULL: not bound yet */
	u64 seen;	      /* event count of the last MINT_IOC_STATUS */
};

static struct mint_os *file_os(struct file *file)
{
	struct mint_file *f = file->private_data;

	return smp_load_acquire(&f->os);
}

/* ---- calls ---- */

static int name_copy(struct mint_arg arg, struct mint_name *ret)
{
	int err = mint_arg_get(arg, ret, sizeof(*ret));

	return err ? err : mint_check_name(ret->name);
}

static int os_create(const char *name, struct mint_os **ret)
{
	return mint_os_create(name, mint_os_end_work, ret);
}

static int os_open(const char *name, struct mint_os **ret)
{
	*ret = mint_os_find(name);
	return *ret ? 0 : -ENOENT;
}

/*
 * Two calls may race for one descriptor: whoever comes second is refused before it has
 * made or found anything. @get gives a reference, which is the descriptor's from then on.
 */
static long file_bind(struct file *file, struct mint_arg arg,
		      int (*get)(const char *name, struct mint_os **ret))
{
	struct mint_file *f = file->private_data;
	struct mint_name name;
	struct mint_os *os;
	int err = name_copy(arg, &name);

	if (err)
		return err;
	if (mutex_lock_killable(&f->binding))
		return -EINTR;
	err = f->os ? -EBUSY : get(name.name, &os);
	if (!err)
		smp_store_release(&f->os, os);
	mutex_unlock(&f->binding);
	return err;
}

static long call_create(struct file *file, struct mint_arg arg)
{
	return file_bind(file, arg, os_create);
}

static long call_open(struct file *file, struct mint_arg arg)
{
	return file_bind(file, arg, os_open);
}

static long call_status(struct file *file, struct mint_arg arg)
{
	struct mint_file *f = file->private_data;
	struct mint_os *os = file_os(file);
	struct mint_status *status;
	long err;

	if (!os)
		return -EBADFD;
	status = kzalloc(sizeof(*status), GFP_KERNEL);
	if (!status)
		return -ENOMEM;
	mint_os_status(os, status);
	WRITE_ONCE(f->seen, status->event);
	err = mint_arg_put(arg, status, sizeof(*status));
	kfree(status);
	return READ_ONCE(os->gone) ? -ENODEV : err;
}

/* One of the three functions each; all but those of a file want a bound descriptor. */
struct call {
	unsigned int cmd;
	bool is_locked; /* takes or starts; giving back stays possible */
	long (*of_file)(struct file *file, struct mint_arg arg);
	long (*of_os)(struct mint_os *os, struct mint_arg arg);
	int (*plain)(struct mint_os *os);
};

static const struct call calls[] = {
	{ MINT_IOC_CREATE, true, .of_file = call_create },
	{ MINT_IOC_OPEN, false, .of_file = call_open },
	{ MINT_IOC_INTENT, true, .of_os = mint_call_intent },
	{ MINT_IOC_TAKEN, false, .of_os = mint_call_taken },
	{ MINT_IOC_CLAIM, true, .of_os = mint_call_claim },
	{ MINT_IOC_LOAD, true, .of_os = mint_call_load },
	{ MINT_IOC_START, true, .plain = mint_os_start },
	{ MINT_IOC_KILL, false, .of_os = mint_call_kill },
	{ MINT_IOC_UNCLAIM, false, .plain = mint_os_unclaim },
	{ MINT_IOC_DESTROY, false, .plain = mint_os_destroy },
	{ MINT_IOC_FORGET, false, .plain = mint_os_forget },
	{ MINT_IOC_STATUS, false, .of_file = call_status },
	{ MINT_IOC_SIGNAL, true, .of_os = mint_call_signal },
	{ MINT_IOC_TEST, true, .of_os = mint_call_test },
	{ MINT_IOC_RENEW, true, .plain = mint_pci_renew },
	{ MINT_IOC_FIND, false, .plain = mint_pci_find },
	{ MINT_IOC_HIDE, false, .plain = mint_pci_hide },
};

/* The number of a call has the size of its structure in it, which may differ from ours.
 */
static const struct call *call_find(unsigned int cmd)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (!((calls[i].cmd ^ cmd) & ~IOCSIZE_MASK))
			return &calls[i];
	return NULL;
}

static long mint_ioctl(struct file *file, unsigned int cmd, unsigned long value)
{
	const struct call *call = call_find(cmd);
	struct mint_os *os = file_os(file);
	struct mint_arg arg = { (void __user *)value, _IOC_SIZE(cmd) };

	if (call && call->is_locked && mint_policy_lockdown())
		return -EPERM;
	if (call && call->of_file)
		return call->of_file(file, arg);
	if (!os)
		return -EBADFD;
	if (!call)
		return -ENOTTY;
	return call->of_os ? call->of_os(os, arg) : mint_call_plain(os, call->plain);
}

/* ---- the other operations ---- */

static int mint_open(struct inode *inode, struct file *file)
{
	struct mint_file *f;

	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	mutex_init(&f->binding);
	file->private_data = f;
	return 0;
}

/* Closing changes nothing: the OS lives in the module. */
static int mint_release(struct inode *inode, struct file *file)
{
	struct mint_os *os = file_os(file);

	if (os)
		put_device(&os->dev);
	kfree(file->private_data);
	return 0;
}

static ssize_t mint_read(struct file *file, char __user *to, size_t size, loff_t *pos)
{
	struct mint_os *os = file_os(file);

	if (!os)
		return -EBADFD;
	if (mint_policy_lockdown())
		return -EPERM;
	return mint_memory_read(os, to, size, pos);
}

static int mint_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mint_os *os = file_os(file);

	if (!os)
		return -EBADFD;
	if (mint_policy_lockdown())
		return -EPERM;
	return mint_memory_mmap(os, vma);
}

static __poll_t mint_poll(struct file *file, poll_table *wait)
{
	struct mint_file *f = file->private_data;
	struct mint_os *os = file_os(file);
	bool changed, gone;

	if (!os)
		return EPOLLERR;
	poll_wait(file, &os->wait, wait);
	spin_lock(&mint.guard);
	changed = os->event != READ_ONCE(f->seen);
	spin_unlock(&mint.guard);
	gone = READ_ONCE(os->gone);
	return (changed ? EPOLLIN | EPOLLPRI : 0) | (gone ? EPOLLHUP : 0);
}

static const struct file_operations mint_fops = {
	.owner = THIS_MODULE,
	.open = mint_open,
	.release = mint_release,
	.unlocked_ioctl = mint_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read = mint_read,
	.mmap = mint_mmap,
	.poll = mint_poll,
	.llseek = default_llseek,
};

static struct miscdevice mint_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mint",
	.mode = 0600,
	.fops = &mint_fops,
	.groups = mint_attr_machine,
};

/* ---- load and unload ---- */

static int __init mint_init(void)
{
	int err;

	mint.class = mint_class_create("mint");
	if (IS_ERR(mint.class))
		return PTR_ERR(mint.class);
	err = -ENOMEM;
	mint.works = alloc_workqueue("mint", WQ_UNBOUND, 0);
	if (!mint.works)
		goto fail_class;
	err = mint_memory_init();
	if (err)
		goto fail_works;
	err = mint_core_init();
	if (err)
		goto fail_memory;
	err = mint_guard_init();
	if (err)
		goto fail_cpu;
	err = misc_register(&mint_device);
	if (err)
		goto fail_guard;
	pr_info("ABI %u, %s\n", MINT_ABI_VERSION, mint.lapic ? "xAPIC" : "x2APIC");
	return 0;
fail_guard:
	mint_guard_exit();
fail_cpu:
	mint_core_exit();
fail_memory:
	mint_memory_exit();
fail_works:
	destroy_workqueue(mint.works);
fail_class:
	class_destroy(mint.class);
	return err;
}

/* Nothing is owned or recorded (both pin the module) and no descriptor is open. */
static void __exit mint_exit(void)
{
	misc_deregister(&mint_device);
	destroy_workqueue(mint.works);
	mint_os_destroy_all();
	mint_guard_exit();
	mint_core_exit();
	mint_memory_exit();
	class_destroy(mint.class);
}

module_init(mint_init);
module_exit(mint_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Starts unmodified kernels beside the running one");
