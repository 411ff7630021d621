// SPDX-License-Identifier: GPL-2.0-only
/*
 * keep.c - does anybody else write to this kernel's memory?
 *
 * In:   insmod keep.ko spare=MIB watch=START-END,…: allocate all free pages but that much
 *       and fill them with a pattern; copy those physical ranges, ends inclusive
 *       insmod keep.ko wild=ADDRESS: change one byte there, whoever it belongs to
 * Out:  /sys/kernel/debug/keep: reading it compares all of it, one line per finding; a
 * line written to it: "fill" (another pattern), "flip ADDRESS" (the byte there) Ref:
 * Documentation/filesystems/debugfs.rst; Documentation/core-api/mm-api.rst
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define WATCH_MAX 8
#define SHOWN	  8 /* findings that are shown of each kind */
#define ORDER_MAX 10

static unsigned long spare;
module_param(spare, ulong, 0400);
static unsigned long wild;
module_param(wild, ulong, 0400);
static char *watch[WATCH_MAX];
static int nr_watch;
module_param_array(watch, charp, &nr_watch, 0400);

struct watched {
	unsigned long start, size;
	u8 *copy;
};

static struct {
	struct list_head chunks; /* page->lru; page->private is the order */
	unsigned long pages;
	u64 seed;
	struct watched watched[WATCH_MAX];
	struct dentry *file;
} keep = { .chunks = LIST_HEAD_INIT(keep.chunks), .seed = 0x6d696e74 };

static u64 pattern(u64 address)
{
	return (address * 0x9e3779b97f4a7c15ULL) ^ keep.seed;
}

static unsigned long chunk_words(const struct page *page)
{
	return (PAGE_SIZE << page_private(page)) / sizeof(u64);
}

static void chunk_fill(struct page *page)
{
	u64 *word = page_address(page), address = page_to_phys(page);
	unsigned long i;

	for (i = 0; i < chunk_words(page); i++)
		word[i] = pattern(address + i * sizeof(*word));
	cond_resched();
}

static void fill(void)
{
	struct page *page;

	list_for_each_entry(page, &keep.chunks, lru) chunk_fill(page);
}

/* One chunk as large as there is; false when enough is left for others only. */
static bool chunk_take(unsigned int *order)
{
	struct page *page = NULL;
	struct sysinfo info;

	si_meminfo(&info);
	while (!page) {
		if (info.freeram < (spare << (20 - PAGE_SHIFT)) + (1UL << *order)) {
			if (!*order)
				return false;
		} else {
			page = alloc_pages(GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY,
					   *order);
			if (!page && !*order)
				return false;
		}
		if (!page)
			(*order)--;
	}
	set_page_private(page, *order);
	list_add_tail(&page->lru, &keep.chunks);
	keep.pages += 1UL << *order;
	return true;
}

static void chunks_free(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &keep.chunks, lru)
	{
		unsigned int order = (unsigned int)page_private(page);

		list_del(&page->lru);
		set_page_private(page, 0);
		__free_pages(page, order);
	}
}

static unsigned long changed_bytes(u64 want, u64 got)
{
	unsigned long n = 0;
	u64 differ;

	for (differ = want ^ got; differ; differ >>= 8)
		n += (differ & 0xff) != 0;
	return n;
}

static unsigned long chunk_check(struct seq_file *out, struct page *page, int *shown)
{
	u64 *word = page_address(page), address = page_to_phys(page);
	unsigned long i, n = 0;

	for (i = 0; i < chunk_words(page); i++) {
		u64 want = pattern(address + i * sizeof(*word)), got = READ_ONCE(word[i]);

		if (likely(want == got))
			continue;
		n += changed_bytes(want, got);
		if ((*shown)++ < SHOWN)
			seq_printf(out, "page %#llx: %016llx, was %016llx\n",
				   address + i * sizeof(*word), got, want);
	}
	cond_resched();
	return n;
}

/* Changed bytes of a watched range, neighbours in one line. */
static void watched_check(struct seq_file *out, const struct watched *watched)
{
	const u8 *now = phys_to_virt(watched->start);
	unsigned long i, first;
	int shown = 0;

	for (i = 0; i < watched->size; i++) {
		if (likely(READ_ONCE(now[i]) == watched->copy[i]))
			continue;
		for (first = i; i + 1 < watched->size &&
				READ_ONCE(now[i + 1]) != watched->copy[i + 1];
		     i++)
			;
		if (shown++ < SHOWN)
			seq_printf(out, "changed %#lx-%#lx\n", watched->start + first,
				   watched->start + i);
	}
	seq_printf(out, "watched %#lx-%#lx: %d changes\n", watched->start,
		   watched->start + watched->size - 1, shown);
}

static int keep_show(struct seq_file *out, void *unused)
{
	unsigned long n = 0;
	struct page *page;
	int i, shown = 0;

	list_for_each_entry(page, &keep.chunks, lru) n += chunk_check(out, page, &shown);
	for (i = 0; i < nr_watch; i++)
		watched_check(out, &keep.watched[i]);
	page = list_first_entry_or_null(&keep.chunks, struct page, lru);
	seq_printf(out, "kept %lu MiB from %#llx on: %lu bytes changed\n",
		   keep.pages >> (20 - PAGE_SHIFT), page ? (u64)page_to_phys(page) : 0ULL,
		   n);
	return 0;
}

/* RAM of this kernel through its direct map, anything else through a mapping. */
static int flip(unsigned long address)
{
	u8 *page = memremap(address & PAGE_MASK, PAGE_SIZE, MEMREMAP_WB);

	if (!page)
		return -ENOMEM;
	page[address & ~PAGE_MASK] ^= 0x5a;
	memunmap(page);
	return 0;
}

static int keep_open(struct inode *inode, struct file *file)
{
	return single_open(file, keep_show, NULL);
}

static ssize_t keep_write(struct file *file, const char __user *from, size_t size,
			  loff_t *pos)
{
	char text[40] = "";
	unsigned long address;
	int err = 0;

	if (size >= sizeof(text) || copy_from_user(text, from, size))
		return -EINVAL;
	if (!strncmp(text, "fill", 4)) {
		keep.seed = ~keep.seed;
		fill();
	} else if (!strncmp(text, "flip ", 5)) {
		err = kstrtoul(strim(text + 5), 0, &address) ?: flip(address);
	} else {
		err = -EINVAL;
	}
	return err ? err : size;
}

static const struct file_operations keep_fops = {
	.owner = THIS_MODULE,
	.open = keep_open,
	.read = seq_read,
	.write = keep_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int watched_copy(struct watched *ret, const char *text)
{
	unsigned long start, end;

	if (sscanf(text, "%lx-%lx", &start, &end) != 2 || end < start)
		return -EINVAL;
	*ret = (struct watched){ start, end - start + 1,
				 kvmalloc(end - start + 1, GFP_KERNEL) };
	if (!ret->copy)
		return -ENOMEM;
	memcpy(ret->copy, phys_to_virt(start), ret->size);
	return 0;
}

static void keep_free(void)
{
	int i;

	debugfs_remove(keep.file);
	chunks_free();
	for (i = 0; i < nr_watch; i++)
		kvfree(keep.watched[i].copy);
}

static int __init keep_init(void)
{
	unsigned int order = ORDER_MAX;
	int i, err = 0;

	if (wild) {
		pr_info("%#lx is changed\n", wild);
		return flip(wild);
	}
	for (i = 0; i < nr_watch && !err; i++)
		err = watched_copy(&keep.watched[i], watch[i]);
	if (err) {
		keep_free();
		return err;
	}
	while (chunk_take(&order))
		;
	fill();
	keep.file = debugfs_create_file("keep", 0600, NULL, NULL, &keep_fops);
	return 0;
}

static void __exit keep_exit(void)
{
	keep_free();
}

module_init(keep_init);
module_exit(keep_exit);
MODULE_DESCRIPTION("test: a pattern in all free memory, and whether it stays");
MODULE_LICENSE("GPL");
