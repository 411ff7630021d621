/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fake_mint.c - a leader in a temporary directory and a module in memory, for tests
 *
 * In: which step shall fail. Out: struct launch_tools on fakes.
 */
#include "tests/unit/leader/fake_mint.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "leader/leader.h"
#include "tests/unit/leader/fake_machine.h"
#include "tests/unit/leader/fake_pci.h"

#define MEMORY_DIR "/sys/devices/system/memory"
#define CPU_DIR	   "/sys/devices/system/cpu"

/* 0, or the errno that this step was told to fail with; may not return. */
static int fake_step(struct fake *fake, const char *what)
{
	if (++fake->step != fake->fail_at)
		return 0;
	snprintf(fake->failed_at, sizeof(fake->failed_at), "%s", what);
	if (!fake->fail_err)
		_exit(FAKE_DIED);
	return fake->fail_err;
}

static void fake_read(const struct fake *fake, const char *path, char *text, size_t size)
{
	struct leader leader = { .root = fake->root };

	if (leader_read(&leader, path, text, size) < 0)
		snprintf(text, size, "absent");
}

static const char *kernel_zone(unsigned int index)
{
	return index < 8 ? "DMA32" : "Normal";
}

static void block_set(const struct fake *fake, unsigned int index, const char *state,
		      const char *zones)
{
	char path[128];

	snprintf(path, sizeof(path), MEMORY_DIR "/memory%u/state", index);
	fake_write(fake, path, state);
	snprintf(path, sizeof(path), MEMORY_DIR "/memory%u/valid_zones", index);
	fake_write(fake, path, zones);
}

/* Does the part of the claim that the leader must not use overlap this range? */
static bool claim_overlaps(const struct mint_range *ranges, uint32_t count,
			   struct prange range)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		struct prange own = { ranges[i].start, ranges[i].end };

		if (ranges[i].purpose != MINT_PURPOSE_REALMODE &&
		    prange_overlaps(own, range))
			return true;
	}
	return false;
}

static struct prange block_range(unsigned int index)
{
	return (struct prange){ index * FAKE_BLOCK_SIZE, (index + 1) * FAKE_BLOCK_SIZE };
}

static bool block_is_recorded(const struct fake *fake, unsigned int index)
{
	unsigned int o, i;

	for (o = 0; o < FAKE_OSES; o++) {
		for (i = 0; fake->os[o].is_used && i < fake->os[o].nr_blocks; i++) {
			if (fake->os[o].block[i].start == block_range(index).start)
				return true;
		}
	}
	return false;
}

static bool cpu_is_recorded(const struct fake *fake, unsigned int cpu)
{
	unsigned int o, i;

	for (o = 0; o < FAKE_OSES; o++) {
		for (i = 0; fake->os[o].is_used && i < fake->os[o].nr_cpus; i++) {
			if (fake->os[o].cpu[i].cpu == cpu)
				return true;
		}
	}
	return false;
}

static int block_write(struct fake *fake, unsigned int index, const char *text)
{
	unsigned int o;

	if (strcmp(text, "offline") == 0) {
		if (!block_is_recorded(fake, index))
			fake->was_unrecorded = true;
		block_set(fake, index, "offline\n", "Normal Movable\n");
		return 0;
	}
	for (o = 0; o < FAKE_OSES; o++) {
		if (fake->os[o].is_used &&
		    claim_overlaps(fake->os[o].status.ranges,
				   fake->os[o].status.nr_ranges, block_range(index)))
			return -EPERM;
	}
	if (strcmp(text, "online_movable") == 0)
		block_set(fake, index, "online\n", "Movable\n");
	else if (strcmp(text, "online_kernel") == 0)
		block_set(fake, index, "online\n", kernel_zone(index));
	else
		return -EINVAL;
	return 0;
}

static int cpu_write(struct fake *fake, unsigned int cpu, const char *path,
		     const char *text)
{
	unsigned int o, i;

	if (strcmp(text, "0") == 0 && !cpu_is_recorded(fake, cpu))
		fake->was_unrecorded = true;
	for (o = 0; strcmp(text, "1") == 0 && o < FAKE_OSES; o++) {
		for (i = 0; fake->os[o].is_used && i < fake->os[o].status.nr_cpus; i++) {
			if (fake->os[o].status.cpus[i] == cpu)
				return -EPERM;
		}
	}
	fake_write(fake, path, text);
	return 0;
}

static int fake_leader_write(void *context, const char *path, const char *text)
{
	struct fake *fake = context;
	char what[96];
	unsigned int number;
	int err;

	snprintf(what, sizeof(what), "%s=%s", path, text);
	err = fake_step(fake, what);
	if (err) {
		snprintf(fake->stuck, sizeof(fake->stuck), "%s", what);
		return err;
	}
	if (strcmp(what, fake->stuck) == 0) {
		if (fake->stuck_times && !--fake->stuck_times)
			fake->stuck[0] = '\0';
		return fake->fail_err ? fake->fail_err : -EBUSY;
	}
	if (strcmp(what, fake->ignored) == 0)
		return 0;
	if (fake->nr_log < FAKE_LOG)
		snprintf(fake->log[fake->nr_log++], sizeof(fake->log[0]), "%s",
			 what + strlen(strstr(what, "pci") ? "/sys/"
							   : "/sys/devices/system/"));
	if (sscanf(path, MEMORY_DIR "/memory%u/state", &number) == 1)
		return block_write(fake, number, text);
	if (sscanf(path, CPU_DIR "/cpu%u/online", &number) == 1)
		return cpu_write(fake, number, path, text);
	return fake_pci_write(fake, path, text);
}

static int fake_memfd(void *context, const char *name)
{
	struct fake *fake = context;
	int err = fake_step(fake, "memfd");

	if (err)
		return err;
	switch (fake->memfd) {
	case FAKE_MEMFD_FULL:
		return open("/dev/full", O_RDWR | O_CLOEXEC);
	case FAKE_MEMFD_UNSEALABLE:
		return memfd_create(name, MFD_CLOEXEC);
	default:
		return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	}
}

/* As the kernel's driver: it cannot have back what the module holds. */
static int fake_uart_set(void *context, unsigned int line, unsigned int type)
{
	struct fake *fake = context;
	bool is_recorded = false;
	char what[96];
	int err;

	snprintf(what, sizeof(what), "/dev/ttyS%u=%u", line, type);
	err = fake_step(fake, what);
	if (err)
		return err;
	if (strcmp(what, fake->stuck) == 0)
		return -EBUSY;
	if (strcmp(what, fake->ignored) == 0)
		return 0;
	for (unsigned int o = 0; o < FAKE_OSES; o++) {
		if (!fake->os[o].is_used)
			continue;
		is_recorded |= fake->os[o].uart.line == line;
		if (type && fake->os[o].status.uart == FAKE_UART)
			return -EBUSY;
	}
	fake->was_unrecorded |= !is_recorded;
	if (fake->nr_log < FAKE_LOG)
		snprintf(fake->log[fake->nr_log++], sizeof(fake->log[0]), "%s", what);
	fake_write(fake, "/sys/class/tty/ttyS1/type", type ? "4\n" : "0\n");
	return 0;
}

static bool fake_is_interrupted(void *context)
{
	return fake_step(context, "signal") != 0;
}

static int fake_check_held(void *context, const char *path)
{
	struct fake *fake = context;

	if (fake->held_late && fake->held_late--)
		return 0;
	return strcmp(fake->held, path) == 0 ? fake->held_err : 0;
}

static const struct leader_ops fake_leader_ops = {
	.write = fake_leader_write,
	.memfd = fake_memfd,
	.uart_set = fake_uart_set,
	.is_interrupted = fake_is_interrupted,
	.check_held = fake_check_held,
};

static int os_find(const struct fake *fake, const char *name)
{
	int i;

	for (i = 0; i < FAKE_OSES; i++) {
		if (fake->os[i].is_used && strcmp(fake->os[i].status.name, name) == 0)
			return i;
	}
	return -ENOENT;
}

static int os_create(struct fake *fake, const char *name)
{
	char path[96];
	int i;

	if (os_find(fake, name) >= 0)
		return -EEXIST;
	for (i = 0; fake->os[i].is_used; i++)
		;
	memset(&fake->os[i], 0, sizeof(fake->os[i]));
	fake->os[i].is_used = true;
	strcpy(fake->os[i].status.name, name);
	snprintf(path, sizeof(path), "/sys/class/mint/%s/state", name);
	fake_write(fake, path, "empty\n");
	return i;
}

static int os_destroy(struct fake *fake, struct fake_os *os)
{
	char path[PATH_MAX];

	if (os->status.nr_ranges || os->status.nr_cpus)
		return -EBUSY;
	snprintf(path, sizeof(path), "%s/sys/class/mint/%s/state", fake->root,
		 os->status.name);
	unlink(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	os->is_used = false;
	return 0;
}

static int os_intent(struct fake_os *os, const struct mint_taken *taken)
{
	if (taken->nr_blocks > FAKE_BLOCKS || taken->nr_cpus > FAKE_CPUS ||
	    taken->nr_pci > FAKE_PCI + 1)
		return -EINVAL;
	if (taken->nr_blocks)
		memcpy(os->block, (void *)(uintptr_t)taken->blocks,
		       taken->nr_blocks * sizeof(os->block[0]));
	if (taken->nr_cpus)
		memcpy(os->cpu, (void *)(uintptr_t)taken->cpus,
		       taken->nr_cpus * sizeof(os->cpu[0]));
	if (taken->nr_pci)
		memcpy(os->pci, (void *)(uintptr_t)taken->pci,
		       taken->nr_pci * sizeof(os->pci[0]));
	os->nr_blocks = taken->nr_blocks;
	os->nr_cpus = taken->nr_cpus;
	os->nr_pci = taken->nr_pci;
	os->uart = taken->uart;
	return 0;
}

static int os_taken(const struct fake *fake, const struct fake_os *os,
		    struct mint_taken *taken)
{
	struct mint_block *block = (void *)(uintptr_t)taken->blocks;
	unsigned int i, o, k;

	if (taken->nr_blocks < os->nr_blocks || taken->nr_cpus < os->nr_cpus)
		return -ENOSPC;
	/* Backwards: nothing promises an order. */
	for (i = 0; i < os->nr_blocks; i++) {
		block[i] = os->block[os->nr_blocks - 1 - i];
		block[i].shared = 0;
		for (o = 0; o < FAKE_OSES; o++) {
			for (k = 0; k < fake->os[o].nr_blocks; k++)
				block[i].shared +=
					fake->os[o].is_used && &fake->os[o] != os &&
					fake->os[o].block[k].start == block[i].start;
		}
	}
	memcpy((void *)(uintptr_t)taken->cpus, os->cpu, os->nr_cpus * sizeof(os->cpu[0]));
	memcpy((void *)(uintptr_t)taken->pci, os->pci, os->nr_pci * sizeof(os->pci[0]));
	taken->nr_blocks = os->nr_blocks;
	taken->nr_cpus = os->nr_cpus;
	taken->nr_pci = os->nr_pci;
	taken->uart = os->uart;
	return 0;
}

static int os_claim(struct fake *fake, struct fake_os *os, const struct mint_claim *claim)
{
	char path[128], text[32];
	unsigned int i, o;
	int err;

	for (i = 0; i < FAKE_BLOCKS; i++) {
		snprintf(path, sizeof(path), MEMORY_DIR "/memory%u/state", i);
		fake_read(fake, path, text, sizeof(text));
		if (strcmp(text, "online") == 0 && i != FAKE_RESERVED &&
		    claim_overlaps(claim->ranges, claim->nr_ranges, block_range(i)))
			return -EBUSY;
	}
	for (i = 0; i < claim->nr_cpus; i++) {
		snprintf(path, sizeof(path), CPU_DIR "/cpu%u/online", claim->cpus[i]);
		fake_read(fake, path, text, sizeof(text));
		if (strcmp(text, "0") != 0)
			return -EBUSY;
	}
	for (i = 0; i < claim->nr_ranges; i++) {
		struct prange range = { claim->ranges[i].start, claim->ranges[i].end };

		for (o = 0; o < FAKE_OSES; o++) {
			if (fake->os[o].is_used &&
			    claim_overlaps(fake->os[o].status.ranges,
					   fake->os[o].status.nr_ranges, range))
				return -EBUSY;
		}
	}
	if (claim->uart) {
		fake_read(fake, "/sys/class/tty/ttyS1/type", text, sizeof(text));
		if (claim->uart != os->uart.port)
			return -EINVAL;
		if (strcmp(text, "0") != 0)
			return -EBUSY;
	}
	err = fake_pci_hide(fake, os);
	if (err)
		return err;
	os->status.nr_ranges = claim->nr_ranges;
	os->status.nr_cpus = claim->nr_cpus;
	os->status.uart = claim->uart;
	os->claim_flags = claim->flags;
	memcpy(os->status.ranges, claim->ranges, sizeof(claim->ranges));
	memcpy(os->status.cpus, claim->cpus, sizeof(claim->cpus));
	return 0;
}

static int os_load(struct fake_os *os, const struct mint_load *load)
{
	unsigned int i;

	os->load = *load;
	os->image_seals = fcntl(load->image_fd, F_GET_SEALS);
	for (i = 0; i < load->nr_segments; i++) {
		if (load->segments[i].start == load->mailbox)
			return -EINVAL;
		if (load->segments[i].filesz &&
		    pread(load->image_fd, &os->first_byte[i], 1,
			  (off_t)load->segments[i].offset) != 1)
			return -EINVAL;
	}
	os->status.has_image = 1;
	os->status.state = MINT_LOADED;
	return 0;
}

static int os_start(struct fake *fake, struct fake_os *os)
{
	int err;

	if (!os->status.has_image)
		return -EINVAL;
	if (os->status.state == MINT_RUNNING)
		return -EBUSY;
	if (fake->start_err)
		return fake->start_err;
	err = fake_pci_start(fake, os);
	if (err)
		return err;
	os->status.event++;
	os->status.starts++;
	os->status.life++;
	os->status.state = fake->start_state;
	os->status.stage = fake->start_stage;
	os->status.stage_detail = 0x41000000;
	if (fake->start_state == MINT_STOPPED)
		fake_pci_end(fake, os);
	if (fake->start_state == MINT_STOPPED)
		os->status.reason = fake->start_stage == MINT_PURGATORY_DIGEST
					    ? MINT_REASON_DIGEST
					    : MINT_REASON_NO_START;
	if (fake->start_state == MINT_LOST)
		os->status.lost_cpus = 1;
	return fake->start_stage == MINT_PURGATORY_NONE ? -EIO : 0;
}

static int os_renew(struct fake *fake, struct fake_os *os)
{
	int err = fake_pci_hide(fake, os);

	if (err)
		return err;
	fake_pci_forward(fake, os);
	return 0;
}

static int os_unclaim(struct fake *fake, struct fake_os *os)
{
	if (os->status.state == MINT_RUNNING)
		return -EBUSY;
	os->status.nr_ranges = os->status.nr_cpus = os->status.uart = 0;
	os->is_hidden = false;
	fake_pci_forward(fake, os);
	return 0;
}

/* What is asked of an OS that is there. */
static int os_call(struct fake *fake, struct fake_os *os, unsigned long request,
		   void *argument)
{
	switch (request) {
	case MINT_IOC_INTENT:
		return os_intent(os, argument);
	case MINT_IOC_TAKEN:
		return os_taken(fake, os, argument);
	case MINT_IOC_CLAIM:
		return os_claim(fake, os, argument);
	case MINT_IOC_LOAD:
		return os_load(os, argument);
	case MINT_IOC_START:
		return os_start(fake, os);
	case MINT_IOC_FIND:
		if (!os->status.nr_ranges)
			return -EINVAL;
		if (os->status.state == MINT_RUNNING)
			return -EBUSY;
		os->is_hidden = false;
		return 0;
	case MINT_IOC_HIDE:
		return fake_pci_hide(fake, os);
	case MINT_IOC_RENEW:
		return os_renew(fake, os);
	case MINT_IOC_KILL:
		fake_pci_end(fake, os);
		os->status.reason = ((struct mint_kill *)argument)->reason;
		return 0;
	case MINT_IOC_UNCLAIM:
		return os_unclaim(fake, os);
	case MINT_IOC_DESTROY:
		return os_destroy(fake, os);
	case MINT_IOC_STATUS:
		*(struct mint_status *)argument = os->status;
		return 0;
	default:
		return -ENOTTY;
	}
}

static int fake_call(void *context, int fd, unsigned long request, void *argument)
{
	struct fake *fake = context;
	int *bound = &fake->open_os[fd - 100];
	const struct mint_name *name = argument;
	char what[32];
	int err;

	snprintf(what, sizeof(what), "call %lu", request & 0xff);
	err = fake_step(fake, what);
	if (err)
		return err;
	if (request == MINT_IOC_CREATE || request == MINT_IOC_OPEN) {
		err = request == MINT_IOC_CREATE ? os_create(fake, name->name)
						 : os_find(fake, name->name);
		if (err < 0)
			return err;
		*bound = err;
		return 0;
	}
	if (*bound < 0 || !fake->os[*bound].is_used)
		return -ENODEV;
	return os_call(fake, &fake->os[*bound], request, argument);
}

static int fake_open(void *context)
{
	struct fake *fake = context;
	int i = 0;

	if (fake->open_err)
		return fake->open_err;
	while (fake->open_os[i] != -2)
		i++;
	fake->open_os[i] = -1;
	return 100 + i;
}

static void fake_close(void *context, int fd)
{
	((struct fake *)context)->open_os[fd - 100] = -2;
}

static int fake_wait(void *context, int fd, int timeout_ms)
{
	(void)context;
	(void)fd;
	(void)timeout_ms;
	return 0;
}

static int fake_lock(void *context, int fd, bool is_locked)
{
	struct fake *fake = context;

	(void)fd;
	/* Taken twice by one process: it would wait for itself for ever. */
	if (is_locked && fake->is_locked)
		abort();
	fake->is_locked = is_locked;
	return 0;
}

static const struct mint_ops fake_mint_ops = {
	.open = fake_open,
	.call = fake_call,
	.wait = fake_wait,
	.lock = fake_lock,
	.close = fake_close,
};

struct launch_tools fake_tools(struct fake *fake)
{
	return (struct launch_tools){
		.mint = &fake_mint_ops,
		.mint_context = fake,
		.leader = { .ops = &fake_leader_ops,
			    .context = fake,
			    .root = fake->root },
	};
}
