// SPDX-License-Identifier: GPL-2.0-only
/*
 * call.c - the calls of /dev/mint that act on one OS
 *
 * In:  structures of user space; nothing in them is believed before it is copied
 * Out: calls of claim.c and life.c under the OS's lock, which check what they are given
 * Ref: call.h; abi/mint.h
 *
 * Locks: os->lock; for the snapshot of an intent mint.registry alone.
 */
#include "call.h"
#include "claim.h"
#include "life.h"
#include "policy.h"
#include "test.h"

#include <linux/file.h>
#include <linux/magic.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define IMAGE_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static int os_enter(struct mint_os *os)
{
	if (mutex_lock_killable(&os->lock))
		return -EINTR;
	if (!os->gone)
		return 0;
	mutex_unlock(&os->lock);
	return -ENODEV;
}

static void os_leave(struct mint_os *os)
{
	mutex_unlock(&os->lock);
}

long mint_call_plain(struct mint_os *os, int (*act)(struct mint_os *))
{
	long err = os_enter(os);

	if (err)
		return err;
	err = act(os);
	os_leave(os);
	return err;
}

/* For the large ones: @size bytes of memory, or what went wrong. */
static void *arg_dup(struct mint_arg arg, size_t size)
{
	void *copy = kmalloc(size, GFP_KERNEL);
	int err = copy ? mint_arg_get(arg, copy, size) : -ENOMEM;

	if (!err)
		return copy;
	kfree(copy);
	return ERR_PTR(err);
}

/* ---- what was, or will be, taken ---- */

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

/* All three arrays, or none and what went wrong first. */
static int intent_copy(const struct mint_taken *t, struct mint_intent *ret)
{
	void *blocks, *cpus, *pci;
	int err;

	blocks = array_copy(t->blocks, t->nr_blocks, sizeof(*ret->blocks));
	if (IS_ERR(blocks))
		return PTR_ERR(blocks);
	cpus = array_copy(t->cpus, t->nr_cpus, sizeof(*ret->cpus));
	err = PTR_ERR_OR_ZERO(cpus);
	if (err)
		goto fail_blocks;
	pci = array_copy(t->pci, t->nr_pci, sizeof(*ret->pci));
	err = PTR_ERR_OR_ZERO(pci);
	if (err)
		goto fail_cpus;
	*ret = (struct mint_intent){
		.blocks = blocks,
		.cpus = cpus,
		.pci = pci,
		.nr_blocks = t->nr_blocks,
		.nr_cpus = t->nr_cpus,
		.nr_pci = t->nr_pci,
		.uart = t->uart,
	};
	return 0;
fail_cpus:
	kvfree(cpus);
fail_blocks:
	kvfree(blocks);
	return err;
}

static long intent_record(struct mint_os *os, const struct mint_intent *intent)
{
	long err = os_enter(os);

	if (err)
		return err;
	err = mint_os_intent(os, intent);
	os_leave(os);
	return err;
}

long mint_call_intent(struct mint_os *os, struct mint_arg arg)
{
	struct mint_intent intent;
	struct mint_taken t;
	long err;

	err = mint_arg_get(arg, &t, sizeof(t));
	if (err)
		return err;
	if (t.nr_blocks > MINT_MAX_BLOCKS || t.nr_cpus > MINT_MAX_CPUS ||
	    t.nr_pci > MINT_MAX_PCI)
		return -E2BIG;
	if (t.pad)
		return -EINVAL;
	err = intent_copy(&t, &intent);
	if (err)
		return err;
	err = intent_record(os, &intent);
	if (err)
		intent_free(&intent);
	return err;
}

/* A snapshot, so that no user memory is touched under a lock. To be freed in any case. */
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
	if (copy_to_user(u64_to_user_ptr(to), from, array_size(nr, size)))
		return -EFAULT;
	return 0;
}

/* The counts first, so that a second call can have the room. */
static int taken_give(struct mint_arg arg, const struct mint_taken *room,
		      const struct mint_intent *intent)
{
	struct mint_taken t = *room;
	int err;

	t.nr_blocks = intent->nr_blocks;
	t.nr_cpus = intent->nr_cpus;
	t.nr_pci = intent->nr_pci;
	t.uart = intent->uart;
	err = mint_arg_put(arg, &t, sizeof(t));
	if (err)
		return err;
	if (room->nr_blocks < t.nr_blocks || room->nr_cpus < t.nr_cpus ||
	    room->nr_pci < t.nr_pci)
		return -ENOSPC;
	err = array_give(t.blocks, intent->blocks, t.nr_blocks, sizeof(*intent->blocks));
	if (err)
		return err;
	err = array_give(t.cpus, intent->cpus, t.nr_cpus, sizeof(*intent->cpus));
	if (err)
		return err;
	return array_give(t.pci, intent->pci, t.nr_pci, sizeof(*intent->pci));
}

long mint_call_taken(struct mint_os *os, struct mint_arg arg)
{
	struct mint_intent intent;
	struct mint_taken room;
	long err;

	err = mint_arg_get(arg, &room, sizeof(room));
	if (err)
		return err;
	err = taken_copy(os, &intent);
	if (err)
		goto out;
	err = taken_give(arg, &room, &intent);
out:
	intent_free(&intent);
	return err;
}

/* ---- the rest ---- */

long mint_call_claim(struct mint_os *os, struct mint_arg arg)
{
	struct mint_claim *claim = arg_dup(arg, sizeof(*claim));
	long err;

	if (IS_ERR(claim))
		return PTR_ERR(claim);
	err = os_enter(os);
	if (err)
		goto out;
	err = mint_os_claim(os, claim);
	os_leave(os);
out:
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

long mint_call_load(struct mint_os *os, struct mint_arg arg)
{
	struct mint_load *load = arg_dup(arg, sizeof(*load));
	struct file *image;
	long err = -EBADF;

	if (IS_ERR(load))
		return PTR_ERR(load);
	image = fget(load->image_fd);
	if (!image)
		goto out_load;
	err = -EINVAL;
	if (!image_is_sealed(image))
		goto out_image;
	err = mint_policy_load();
	if (err)
		goto out_image;
	err = os_enter(os);
	if (err)
		goto out_image;
	err = mint_os_load(os, load, image);
	os_leave(os);
	if (!err)
		goto out_load; /* the OS has the image now */
out_image:
	fput(image);
out_load:
	kfree(load);
	return err;
}

long mint_call_kill(struct mint_os *os, struct mint_arg arg)
{
	struct mint_kill kill;
	long err;

	err = mint_arg_get(arg, &kill, sizeof(kill));
	if (err)
		return err;
	err = mint_check_kill(&kill);
	if (err)
		return err;
	err = os_enter(os);
	if (err)
		return err;
	err = mint_os_kill(os, &kill);
	os_leave(os);
	return err;
}

long mint_call_signal(struct mint_os *os, struct mint_arg arg)
{
	struct mint_signal s;
	long err;

	err = mint_arg_get(arg, &s, sizeof(s));
	if (err)
		return err;
	err = os_enter(os);
	if (err)
		return err;
	err = mint_os_signal(os, s.cpu, s.vector);
	os_leave(os);
	return err;
}

long mint_call_test(struct mint_os *os, struct mint_arg arg)
{
	struct mint_test t;
	long err;

	err = mint_arg_get(arg, &t, sizeof(t));
	if (err)
		return err;
	err = os_enter(os);
	if (err)
		return err;
	err = test_set(os, &t);
	os_leave(os);
	return err;
}
