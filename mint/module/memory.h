/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - which pages are owned, by whom, and how they are reached
 *
 * In:  physical addresses, bytes, half-open
 * Out: ranges nobody else can use; their bytes
 */
#ifndef MINT_MODULE_MEMORY_H
#define MINT_MODULE_MEMORY_H

#include "mint.h"

/*
 * Points into what an OS may have left, which may have failed since: a plain load would
 * take the machine down with it. sparse reports one.
 */
#ifdef __CHECKER__
#define __os __attribute__((noderef, address_space(__os)))
#else
#define __os
#endif

/**
 * mint_memory_init - trampoline, hot-plug veto
 * Return: 0; -ENODEV, -EOPNOTSUPP of mint_ram_init().
 */
int mint_memory_init(void);

/** mint_memory_exit - nothing is owned any more. */
void mint_memory_exit(void);

/**
 * mint_memory_own - publish and check ranges, then show them in /proc/iomem
 * @ranges: @nr of them; mint_check_claim() let them pass
 *
 * Registry held, sleeps. All or none.
 * Return: 0; -EBUSY another's, online or being brought online, or shown as somebody's in
 *	   /proc/iomem; all others of mint_ram_check().
 */
int mint_memory_own(struct mint_os *os, const struct mint_range *ranges, u32 nr);

/**
 * mint_memory_close - from now on user space does not reach the pages; registry held
 * Return: 0; -EBUSY a mapping or a read pins a page.
 */
int mint_memory_close(struct mint_os *os);

/** mint_memory_disown - the leader may have it again; closed, and without an image. */
void mint_memory_disown(struct mint_os *os);

/**
 * mint_memory_map - reach owned pages, cached
 * @start, @size: physical, bytes; owned all the time until mint_memory_unmap()
 * Return: an address, or NULL when the range is neither all RAM nor all reserved, or a
 *	   page of it has failed.
 */
void *mint_memory_map(u64 start, u64 size);

/** mint_memory_unmap - what mint_memory_map() returned. */
void mint_memory_unmap(void *map);

/**
 * mint_memory_get - copy what may have failed; one line in the log if it has
 * @os:	  whose it is
 * @to:	  @size bytes; what is in them after an error is nothing
 * @from: mapped, inside of one page
 * @at:	  its physical address, for the log
 * Return: 0; -EIO the memory fails.
 */
int mint_memory_get(const struct mint_os *os, void *to, const void __os *from,
		    size_t size, u64 at);

/**
 * mint_memory_wipe - zeros, by stores alone, past the caches
 * @at:	  mapped
 * @size: bytes
 */
void mint_memory_wipe(void __os *at, u64 size);

/**
 * mint_memory_copy - a segment of an image to where it belongs, zeros behind it
 * @segment: mint_check_load() let it pass
 *
 * Sleeps. Return: 0; -EINTR killed; -EIO the file is shorter, or an errno of its read;
 *	   -ENOMEM.
 */
int mint_memory_copy(struct file *image, const struct mint_segment *segment);

/**
 * mint_memory_zero - clear owned memory
 * @start, @size: physical, bytes
 *
 * Sleeps. Return: 0; -EINTR killed; -ENOMEM.
 */
int mint_memory_zero(u64 start, u64 size);

/**
 * mint_memory_pin - keep [@start, @start + @size) owned until mint_memory_unpin()
 *
 * Any numbers; takes mint.guard. Return: 0; -EFAULT not owned, not as a
 * whole; -EAGAIN not cleared yet.
 */
int mint_memory_pin(struct mint_os *os, u64 start, u64 size);

/** mint_memory_unpin - once for each mint_memory_pin(). */
void mint_memory_unpin(struct mint_os *os);

/**
 * mint_memory_read - owned bytes for read(2)
 * @pos: physical address, moved behind what was read
 *
 * No lock held: user memory is written. Return: bytes; -EFAULT nothing is owned there, or
 *	   @to is bad; -EAGAIN not cleared yet; -EIO its memory fails; -ENOMEM.
 */
ssize_t mint_memory_read(struct mint_os *os, char __user *to, size_t size, loff_t *pos);

/**
 * mint_memory_mmap - owned pages for mmap(2): shared, not executable
 * @vma: vm_pgoff is a physical page
 *
 * It pins them and holds a reference to the OS until it is unmapped.
 * Return: 0; -EINVAL private, executable, or no address; -EFAULT not owned; -EAGAIN not
 *	   cleared yet; -ENOMEM.
 */
int mint_memory_mmap(struct mint_os *os, struct vm_area_struct *vma);

#endif
