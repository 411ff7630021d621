/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_machine.c - the leader of fake_mint.c: its tree, its facts, its state as text
 *
 * In: nothing. Out: 16 blocks of 128 MiB (block 9 is a hole, 15 was hidden at boot, 12
 * and 13 are Movable), 6 CPUs of which CPU 0 cannot go offline, a serial port ttyS1.
 */
#include "tests/unit/leader/fake_machine.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "leader/leader.h"

static const char *zone_name(unsigned int index)
{
	if (index == 12 || index == 13)
		return "Movable\n";
	return index < 8 ? "DMA32\n" : "Normal\n";
}

void fake_write(const struct fake *fake, const char *path, const char *text)
{
	char full[PATH_MAX], *slash;
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", fake->root, path);
	for (slash = full + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0777);
		*slash = '/';
	}
	file = fopen(full, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

static void tree_make(const struct fake *fake)
{
	char path[128];
	unsigned int i;

	for (i = 0; i < FAKE_BLOCKS; i++) {
		if (i == FAKE_ABSENT)
			continue;
		snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%u/state",
			 i);
		fake_write(fake, path, "online\n");
		snprintf(path, sizeof(path),
			 "/sys/devices/system/memory/memory%u/valid_zones", i);
		fake_write(fake, path, zone_name(i));
	}
	fake_write(fake, "/sys/devices/system/cpu/cpu0/topology/core_id", "0\n");
	for (i = 1; i < FAKE_CPUS; i++) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", i);
		fake_write(fake, path, "1\n");
	}
	fake_write(fake, "/sys/class/tty/ttyS1/port", "0x2F8\n");
	fake_write(fake, "/sys/class/tty/ttyS1/type", "4\n");
	fake_write(fake, "/proc/meminfo",
		   "MemTotal:        2000000 kB\nMemAvailable:    1000000 kB\n"
		   "SwapFree:              0 kB\n");
	fake_write(fake, "/sys/kernel/kexec_loaded", "1\n");
}

struct fake *fake_new(void)
{
	struct fake *fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t i;

	if (fake == MAP_FAILED)
		abort();
	/* Hundreds of trees are made: memory is kinder to a busy disk. */
	strcpy(fake->root, access("/dev/shm", W_OK) ? "/tmp/fake-mint.XXXXXX"
						    : "/dev/shm/fake-mint.XXXXXX");
	if (!mkdtemp(fake->root))
		abort();
	for (i = 0; i < ARRAY_SIZE(fake->open_os); i++)
		fake->open_os[i] = -2;
	fake->start_state = MINT_RUNNING;
	fake->start_stage = MINT_PURGATORY_VERIFIED;
	fake->iomem[0].range = (struct prange){ 0, FAKE_ABSENT * FAKE_BLOCK_SIZE };
	fake->iomem[1].range = (struct prange){ (FAKE_ABSENT + 1) * FAKE_BLOCK_SIZE,
						FAKE_RESERVED * FAKE_BLOCK_SIZE };
	for (i = 0; i < ARRAY_SIZE(fake->iomem); i++)
		fake->iomem[i].name = (char *)(uintptr_t) "System RAM";
	fake->machine.memory.iomem = fake->iomem;
	fake->machine.memory.nr_iomem = ARRAY_SIZE(fake->iomem);
	fake->machine.memory.iomem_known = FACT_YES;
	fake->machine.memory.block_size = FAKE_BLOCK_SIZE;
	tree_make(fake);
	return fake;
}

static int entry_remove(const char *path, const struct stat *stat, int flag,
			struct FTW *ftw)
{
	(void)stat;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void fake_free(struct fake *fake)
{
	nftw(fake->root, entry_remove, 8, FTW_DEPTH | FTW_PHYS);
	munmap(fake, sizeof(*fake));
}

static void snapshot_add(struct buffer *text, const struct leader *leader,
			 const char *path)
{
	char line[128];

	if (leader_read(leader, path, line, sizeof(line)) < 0)
		strcpy(line, "absent");
	if (buffer_printf(text, "%s %s\n", path, line))
		abort();
}

char *fake_snapshot(const struct fake *fake)
{
	static const char *const files[] = {
		"/sys/bus/pci/drivers_autoprobe",
		"/sys/bus/pci/devices/0000:01:00.0/uevent",
		"/sys/bus/pci/devices/0000:01:00.1/uevent",
		"/sys/class/tty/ttyS1/type",
	};
	const struct leader leader = { .root = fake->root };
	struct buffer text = { 0 };
	char path[128], (*names)[MINT_NAME_SIZE];
	size_t count, i;

	for (i = 0; i < FAKE_BLOCKS; i++) {
		snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%zu/state",
			 i);
		snapshot_add(&text, &leader, path);
		snprintf(path, sizeof(path),
			 "/sys/devices/system/memory/memory%zu/valid_zones", i);
		snapshot_add(&text, &leader, path);
	}
	for (i = 0; i < FAKE_CPUS; i++) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%zu/online", i);
		snapshot_add(&text, &leader, path);
	}
	for (i = 0; i < ARRAY_SIZE(files); i++)
		snapshot_add(&text, &leader, files[i]);
	if (leader_os_names(&leader, &names, &count))
		abort();
	for (i = 0; i < count; i++) {
		if (buffer_printf(&text, "OS %s\n", names[i]))
			abort();
	}
	free(names);
	if (buffer_append(&text, "", 1))
		abort();
	return (char *)text.data;
}

void fake_plan(struct plan *plan, const char *name, struct prange region,
	       struct prange swiotlb, unsigned int first_cpu, unsigned int nr_cpus)
{
	static const uint8_t mailbox[MINT_MAILBOX_PAGES * PAGE_SIZE_4K];
	static const uint8_t purgatory[] = "purgatory", kernel[] = "kernel";
	unsigned int i;

	memset(plan, 0, sizeof(*plan));
	strcpy(plan->name, name);
	plan->region = region;
	plan->window[plan->nr_windows++] =
		(struct plan_window){ PLAN_REALMODE, { 0x10000, 0x20000 } };
	if (!prange_is_empty(swiotlb))
		plan->window[plan->nr_windows++] =
			(struct plan_window){ PLAN_SWIOTLB, swiotlb };
	for (i = 0; i < nr_cpus; i++)
		plan->cpu[plan->nr_cpus++].cpu = first_cpu + i;
	plan->segment[0] = (struct plan_segment){
		.name = "purgatory",
		.start = region.start + SIZE_1M,
		.data = { purgatory, sizeof(purgatory) },
		.memsz = 0x10000,
		.is_known = true,
	};
	plan->segment[1] = (struct plan_segment){
		.name = "page-tables",
		.start = region.start + 2 * SIZE_1M,
		.memsz = 0x4000,
		.is_known = true,
	};
	plan->segment[2] = (struct plan_segment){
		.name = "kernel",
		.start = region.start + SIZE_16M,
		.data = { kernel, sizeof(kernel) },
		.memsz = SIZE_16M,
		.is_known = true,
	};
	plan->segment[3] = plan->segment[2];
	plan->segment[2] = (struct plan_segment){
		.name = "mailbox",
		.start = region.start + 3 * SIZE_1M,
		.data = { mailbox, sizeof(mailbox) },
		.memsz = sizeof(mailbox),
		.is_known = true,
	};
	plan->nr_segments = 4;
	plan->entry = plan->segment[0].start;
	plan->mailbox = region.start + 3 * SIZE_1M;
}
