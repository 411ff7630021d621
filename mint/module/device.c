// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - /dev/mint: descriptors, calls; load and unload
 *
 * In:  system calls; nothing of user space is believed before it is copied and checked
 * Out: calls of os.c and memory.c under the OS's lock
 * Ref: mint/uapi/mint.h; Documentation/driver-api/ioctl.rst
 */
#include "mint.h"

#include <linux/capability.h>
#include <linux/file.h>
#include <linux/magic.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/security.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define IMAGE_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* One open descriptor. */
struct mint_file {
	struct mint_os *os; /* set once, under registry; NULL: not bound yet */
	u64 seen;	    /* event count of the last MINT_IOC_STATUS */
};

static struct mint_os *file_os(struct file *file)
{
	struct mint_file *f = file->private_data;

	return READ_ONCE(f->os);
}

static int file_bind(struct file *file, struct mint_os *os)
{
	struct mint_file *f = file->private_data;

	return cmpxchg(&f->os, NULL, os) ? -EBUSY : 0;
}

static int not_locked_down(void)
{
	if (!security_locked_down(LOCKDOWN_KEXEC))
		return 0;
	pr_notice_once("the kernel is locked down: no OS can be started beside it\n");
	return -EPERM;
}

/* ---- calls: each copies, locks, acts, unlocks, copies ---- */

static int os_enter(struct mint_os *os)
{
	if (!os)
		return -EBADFD;
	if (mutex_lock_killable(&os->lock))
		return -EINTR;
	if (!os->gone)
		return 0;
	mutex_unlock(&os->lock);
	return -ENODEV;
}

static long call_plain(struct mint_os *os, int (*act)(struct mint_os *))
{
	long err = os_enter(os);

	if (!err) {
		err = act(os);
		mutex_unlock(&os->lock);
	}
	return err;
}

static long call_name(struct file *file, unsigned int cmd, void __user *arg)
{
	struct mint_os *os = NULL;
	struct mint_name name;
	int err;

	if (file_os(file))
		return -EBUSY;
	if (copy_from_user(&name, arg, sizeof(name)))
		return -EFAULT;
	err = mint_check_name(name.name);
	if (err)
		return err;
	if (cmd == MINT_IOC_CREATE)
		err = mint_os_create(name.name, mint_os_end_work, &os);
	else
		os = mint_os_find(name.name);
	if (!err)
		err = os ? file_bind(file, os) : -ENOENT;
	if (err && os) {
		/* Two calls raced for one descriptor: the loser's object is nobody's. */
		if (cmd == MINT_IOC_CREATE)
			call_plain(os, mint_os_destroy);
		put_device(&os->dev);
	}
	return err;
}

static void *array_copy(u64 from, u32 nr, size_t size)
{
	return vmemdup_user(u64_to_user_ptr(from), array_size(nr, size));
}

static void intent_free(const struct mint_intent *intent)
{
	kvfree(intent->blocks);
	kvfree(intent->cpus);
	kvfree(intent->pci);
}

static int intent_copy(const struct mint_taken *t, struct mint_intent *ret)
{
	void *blocks, *cpus, *pci;

	blocks = array_copy(t->blocks, t->nr_blocks, sizeof(*ret->blocks));
	cpus = array_copy(t->cpus, t->nr_cpus, sizeof(*ret->cpus));
	pci = array_copy(t->pci, t->nr_pci, sizeof(*ret->pci));
	*ret = (struct mint_intent){
		.blocks = IS_ERR(blocks) ? NULL : blocks,
		.cpus = IS_ERR(cpus) ? NULL : cpus,
		.pci = IS_ERR(pci) ? NULL : pci,
		.nr_blocks = t->nr_blocks,
		.nr_cpus = t->nr_cpus,
		.nr_pci = t->nr_pci,
		.uart = t->uart,
	};
	return PTR_ERR_OR_ZERO(blocks) ?: PTR_ERR_OR_ZERO(cpus) ?: PTR_ERR_OR_ZERO(pci);
}

static long call_intent(struct mint_os *os, void __user *arg)
{
	struct mint_intent intent;
	struct mint_taken t;
	int err;

	if (copy_from_user(&t, arg, sizeof(t)))
		return -EFAULT;
	if (t.nr_blocks > MINT_MAX_BLOCKS || t.nr_cpus > MINT_MAX_CPUS ||
	    t.nr_pci > MINT_MAX_PCI)
		return -E2BIG;
	if (t.pad)
		return -EINVAL;
	err = intent_copy(&t, &intent);
	if (!err)
		err = os_enter(os);
	if (!err) {
		err = mint_os_intent(os, &intent);
		mutex_unlock(&os->lock);
	}
	if (err)
		intent_free(&intent);
	return err;
}

/* A snapshot of the intent, so that no user memory is touched under a lock. */
static int taken_copy(struct mint_os *os, struct mint_intent *ret)
{
	u32 i;

	mutex_lock(&mint.registry);
	*ret = (struct mint_intent){
		.nr_blocks = os->nr_blocks,
		.nr_cpus = os->nr_taken,
		.nr_pci = os->nr_pci,
		.uart = os->uart_taken,
		.blocks = kvmalloc_array(os->nr_blocks, sizeof(*ret->blocks), GFP_KERNEL),
		.cpus = kvmalloc_array(os->nr_taken, sizeof(*ret->cpus), GFP_KERNEL),
		.pci = kvmalloc_array(os->nr_pci, sizeof(*ret->pci), GFP_KERNEL),
	};
	for (i = 0; ret->blocks && i < ret->nr_blocks; i++) {
		ret->blocks[i] = os->blocks[i];
		ret->blocks[i].shared = mint_os_shared(os, &os->blocks[i]);
		cond_resched();
	}
	for (i = 0; ret->cpus && i < ret->nr_cpus; i++)
		ret->cpus[i] = os->taken[i];
	for (i = 0; ret->pci && i < ret->nr_pci; i++)
		ret->pci[i] = os->pci[i];
	mutex_unlock(&mint.registry);
	return ret->blocks && ret->cpus && ret->pci ? 0 : -ENOMEM;
}

static int array_give(u64 to, const void *from, u32 nr, size_t size)
{
	return copy_to_user(u64_to_user_ptr(to), from, array_size(nr, size)) ? -EFAULT
									     : 0;
}

static long call_taken(struct mint_os *os, struct mint_taken __user *arg)
{
	struct mint_intent intent;
	struct mint_taken room, t;
	long err;

	if (copy_from_user(&room, arg, sizeof(room)))
		return -EFAULT;
	t = room;
	err = taken_copy(os, &intent);
	t.nr_blocks = intent.nr_blocks;
	t.nr_cpus = intent.nr_cpus;
	t.nr_pci = intent.nr_pci;
	t.uart = intent.uart;
	if (!err && copy_to_user(arg, &t, sizeof(t)))
		err = -EFAULT;
	if (!err && (room.nr_blocks < t.nr_blocks || room.nr_cpus < t.nr_cpus ||
		     room.nr_pci < t.nr_pci))
		err = -ENOSPC;
	if (!err)
		err = array_give(t.blocks, intent.blocks, t.nr_blocks, sizeof(*intent.blocks)) ?:
		      array_give(t.cpus, intent.cpus, t.nr_cpus, sizeof(*intent.cpus)) ?:
		      array_give(t.pci, intent.pci, t.nr_pci, sizeof(*intent.pci));
	intent_free(&intent);
	return err;
}

static long call_claim(struct mint_os *os, void __user *arg)
{
	struct mint_claim *claim = memdup_user(arg, sizeof(*claim));
	long err;

	if (IS_ERR(claim))
		return PTR_ERR(claim);
	err = os_enter(os);
	if (!err) {
		err = mint_os_claim(os, claim);
		mutex_unlock(&os->lock);
	}
	kfree(claim);
	return err;
}

/* What is copied at every start must never change again: a sealed memfd, nothing else. */
static bool image_is_sealed(const struct file *file)
{
	struct inode *inode = file_inode(file);

	return inode->i_sb->s_magic == TMPFS_MAGIC && S_ISREG(inode->i_mode) &&
	       (file->f_mode & FMODE_READ) &&
	       (SHMEM_I(inode)->seals & IMAGE_SEALS) == IMAGE_SEALS;
}

static long call_load(struct mint_os *os, void __user *arg)
{
	struct mint_load *load = memdup_user(arg, sizeof(*load));
	struct file *image;
	long err;

	if (IS_ERR(load))
		return PTR_ERR(load);
	image = fget(load->image_fd);
	err = !image ? -EBADF : image_is_sealed(image) ? os_enter(os) : -EINVAL;
	if (!err) {
		err = mint_os_load(os, load, image);
		mutex_unlock(&os->lock);
	}
	if (err && image)
		fput(image);
	kfree(load);
	return err;
}

static long call_status(struct file *file, struct mint_os *os, void __user *arg)
{
	struct mint_file *f = file->private_data;
	struct mint_status *status = kzalloc(sizeof(*status), GFP_KERNEL);
	long err = 0;

	if (!status)
		return -ENOMEM;
	mint_os_status(os, status);
	WRITE_ONCE(f->seen, status->event);
	if (copy_to_user(arg, status, sizeof(*status)))
		err = -EFAULT;
	kfree(status);
	return READ_ONCE(os->gone) ? -ENODEV : err;
}

static long call_kill(struct mint_os *os, void __user *arg)
{
	struct mint_kill kill;
	long err;

	if (copy_from_user(&kill, arg, sizeof(kill)))
		return -EFAULT;
	err = mint_check_kill(&kill) ?: os_enter(os);
	if (!err) {
		err = mint_os_kill(os, kill.reason);
		mutex_unlock(&os->lock);
	}
	return err;
}

static long call_signal(struct mint_os *os, void __user *arg)
{
	struct mint_signal s;
	long err;

	if (copy_from_user(&s, arg, sizeof(s)))
		return -EFAULT;
	err = os_enter(os);
	if (!err) {
		err = mint_os_signal(os, s.cpu, s.vector);
		mutex_unlock(&os->lock);
	}
	return err;
}

static long call_test(struct mint_os *os, void __user *arg)
{
	struct mint_test t;
	long err;

	if (copy_from_user(&t, arg, sizeof(t)))
		return -EFAULT;
	err = os_enter(os);
	if (!err) {
		err = test_set(os, &t);
		mutex_unlock(&os->lock);
	}
	return err;
}

/* Calls that take or start something; those that only give back stay possible. */
static bool call_is_locked(unsigned int cmd)
{
	switch (cmd) {
	case MINT_IOC_CREATE:
	case MINT_IOC_INTENT:
	case MINT_IOC_CLAIM:
	case MINT_IOC_LOAD:
	case MINT_IOC_START:
	case MINT_IOC_SIGNAL:
	case MINT_IOC_TEST:
	case MINT_IOC_RENEW:
		return true;
	}
	return false;
}

static long mint_ioctl(struct file *file, unsigned int cmd, unsigned long value)
{
	struct mint_os *os = file_os(file);
	void __user *arg = (void __user *)value;

	if (call_is_locked(cmd) && not_locked_down())
		return -EPERM;
	if (cmd == MINT_IOC_CREATE || cmd == MINT_IOC_OPEN)
		return call_name(file, cmd, arg);
	if (!os)
		return -EBADFD;
	switch (cmd) {
	case MINT_IOC_INTENT:
		return call_intent(os, arg);
	case MINT_IOC_TAKEN:
		return call_taken(os, arg);
	case MINT_IOC_CLAIM:
		return call_claim(os, arg);
	case MINT_IOC_LOAD:
		return call_load(os, arg);
	case MINT_IOC_START:
		return call_plain(os, mint_os_start);
	case MINT_IOC_KILL:
		return call_kill(os, arg);
	case MINT_IOC_UNCLAIM:
		return call_plain(os, mint_os_unclaim);
	case MINT_IOC_DESTROY:
		return call_plain(os, mint_os_destroy);
	case MINT_IOC_FORGET:
		return call_plain(os, mint_os_forget);
	case MINT_IOC_STATUS:
		return call_status(file, os, arg);
	case MINT_IOC_SIGNAL:
		return call_signal(os, arg);
	case MINT_IOC_TEST:
		return call_test(os, arg);
	case MINT_IOC_RENEW:
		return call_plain(os, mint_pci_renew);
	case MINT_IOC_FIND:
		return call_plain(os, mint_pci_find);
	case MINT_IOC_HIDE:
		return call_plain(os, mint_pci_hide);
	}
	return -ENOTTY;
}

/* ---- the other operations ---- */

static int mint_open(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	file->private_data = kzalloc(sizeof(struct mint_file), GFP_KERNEL);
	return file->private_data ? 0 : -ENOMEM;
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

	return os ? mint_memory_read(os, to, size, pos) : -EBADFD;
}

static int mint_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mint_os *os = file_os(file);

	if (!os)
		return -EBADFD;
	return not_locked_down() ?: mint_memory_mmap(os, vma);
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
	mint.works = alloc_workqueue("mint", WQ_UNBOUND, 0);
	err = mint.works ? mint_memory_init() : -ENOMEM;
	if (err)
		goto fail_class;
	err = mint_core_init();
	if (err)
		goto fail_memory;
	err = mint_guard_init();
	if (err)
		goto fail_cpu;
	err = misc_register(&mint_device);
	if (err)
		goto fail_guard;
	pr_info("ABI %u, %s, trampoline %#llx-%#llx, park page %#llx\n", MINT_ABI_VERSION,
		mint.lapic ? "xAPIC" : "x2APIC", mint.trampoline.start,
		mint.trampoline.end - 1, mint.park_page);
	return 0;
fail_guard:
	mint_guard_exit();
fail_cpu:
	mint_core_exit();
fail_memory:
	mint_memory_exit();
fail_class:
	if (mint.works)
		destroy_workqueue(mint.works);
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
