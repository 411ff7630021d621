/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.c - a QEMU machine whose memory the test holds in its hand
 *
 * In:  QEMU from $MINT_QEMU or PATH, bare.elf of the build. Out: see bare.h.
 * Ref: QEMU q35: with 2.75 GiB or more, 2 GiB lie below 4 GiB (hw/i386/pc_q35.c).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "bare.h"

#define LOW_ALL_BELOW 0xb0000000ULL
#define LOW_SIZE      0x80000000ULL
#define HIGH_START    0x100000000ULL
#define WAIT_SECONDS  20
#define PROMPT	      "(qemu) "

static const char *path_in(const struct machine *machine, const char *name, char *path,
			   size_t size)
{
	snprintf(path, size, "%s/%s", machine->dir, name);
	return path;
}

void machine_open(struct machine *machine, uint64_t ram_size)
{
	const char *tmp = getenv("TMPDIR");
	char path[128];
	int fd;

	memset(machine, 0, sizeof(*machine));
	machine->monitor = -1;
	machine->ram_size = ram_size;
	machine->low_size = ram_size >= LOW_ALL_BELOW ? LOW_SIZE : ram_size;
	snprintf(machine->dir, sizeof(machine->dir), "%s/mint-bare-XXXXXX",
		 tmp && strlen(tmp) < 40 ? tmp : "/tmp");
	assert_non_null(mkdtemp(machine->dir));
	fd = open(path_in(machine, "ram", path, sizeof(path)),
		  O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)ram_size), 0);
	machine->ram = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(machine->ram, MAP_FAILED);
	close(fd);
}

void *machine_at(struct machine *machine, uint64_t pa)
{
	uint64_t offset = pa < HIGH_START ? pa : pa - HIGH_START + machine->low_size;

	assert_true(pa >= HIGH_START || pa < machine->low_size);
	assert_true(offset < machine->ram_size);
	return machine->ram + offset;
}

static void qemu_exec(const struct machine *machine, const char *cpu)
{
	const char *qemu = getenv("MINT_QEMU"), *build = getenv("top_builddir");
	char memory[192], bare[512], serial[128], monitor[160], size[32];

	snprintf(size, sizeof(size), "%lluM",
		 (unsigned long long)(machine->ram_size >> 20));
	snprintf(memory, sizeof(memory),
		 "memory-backend-file,id=ram,size=%s,share=on,mem-path=%s/ram", size,
		 machine->dir);
	snprintf(bare, sizeof(bare), "%s/tests/vm/payload/bare.elf", build ? build : ".");
	snprintf(serial, sizeof(serial), "file:%s/serial", machine->dir);
	snprintf(monitor, sizeof(monitor), "unix:%s/monitor,server=on,wait=off",
		 machine->dir);
	execlp(qemu ? qemu : "qemu-system-x86_64", "qemu", "-accel", "tcg", "-machine",
	       "q35,memory-backend=ram", "-object", memory, "-m", size, "-cpu", cpu,
	       "-smp", "1", "-kernel", bare, "-display", "none", "-nodefaults",
	       "-no-reboot", "-serial", "null", "-serial", serial, "-monitor", monitor,
	       "-vga", machine->has_vga ? "std" : "none", (char *)NULL);
	_exit(127);
}

static bool moment_wait(void)
{
	const struct timespec moment = { 0, 10000000 };

	return nanosleep(&moment, NULL) == 0;
}

static bool monitor_is_open(struct machine *machine, void *argument)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char reply[256];

	(void)argument;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/monitor", machine->dir);
	machine->monitor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(machine->monitor >= 0);
	if (connect(machine->monitor, (const struct sockaddr *)&address,
		    sizeof(address))) {
		close(machine->monitor);
		machine->monitor = -1;
		return false;
	}
	machine_command(machine, NULL, reply, sizeof(reply));
	return true;
}

void machine_start(struct machine *machine, const char *cpu)
{
	char path[128];

	machine->pid = fork();
	assert_true(machine->pid >= 0);
	if (machine->pid == 0) {
		/* A failed assertion leaves without machine_close(). */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		qemu_exec(machine, cpu);
	}
	assert_true(machine_wait(machine, monitor_is_open, NULL));
	/* Both sides hold it open: a failed test shall not leave gigabytes behind. */
	unlink(path_in(machine, "ram", path, sizeof(path)));
}

bool machine_is_alive(struct machine *machine)
{
	if (machine->pid > 0 && waitpid(machine->pid, NULL, WNOHANG) == machine->pid)
		machine->pid = 0;
	return machine->pid > 0;
}

bool machine_wait(struct machine *machine, bool (*is_done)(struct machine *, void *),
		  void *argument)
{
	struct timespec now;
	time_t end;

	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec + WAIT_SECONDS;
	do {
		if (is_done(machine, argument))
			return true;
		moment_wait();
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (machine_is_alive(machine) && now.tv_sec < end);
	return false;
}

void machine_command(struct machine *machine, const char *command, char *reply,
		     size_t size)
{
	struct pollfd ready = { .fd = machine->monitor, .events = POLLIN };
	size_t used = 0;

	if (command)
		assert_true(dprintf(machine->monitor, "%s\n", command) > 0);
	reply[0] = '\0';
	do {
		ssize_t got;

		assert_true(used + 1 < size);
		if (poll(&ready, 1, WAIT_SECONDS * 1000) <= 0)
			fail_msg("no answer to '%s'", command ? command : "");
		got = read(machine->monitor, reply + used, size - used - 1);
		if (got <= 0)
			return; /* QEMU ended; the caller sees machine_is_alive() */
		used += (size_t)got;
		reply[used] = '\0';
	} while (used < strlen(PROMPT) ||
		 strcmp(reply + used - strlen(PROMPT), PROMPT) != 0);
}

const char *machine_serial(struct machine *machine)
{
	char path[128];
	FILE *file = fopen(path_in(machine, "serial", path, sizeof(path)), "re");
	size_t used = 0;

	if (file) {
		used = fread(machine->serial, 1, sizeof(machine->serial) - 1, file);
		fclose(file);
	}
	machine->serial[used] = '\0';
	return machine->serial;
}

bool machine_exists(void)
{
	const char *qemu = getenv("MINT_QEMU");
	char command[512];

	snprintf(command, sizeof(command), "command -v '%s' >/dev/null",
		 qemu ? qemu : "qemu-system-x86_64");
	return system(command) == 0;
}

void machine_close(struct machine *machine)
{
	static const char *const files[] = { "ram", "serial", "monitor", "screen" };
	char path[128];

	if (machine->monitor >= 0)
		close(machine->monitor);
	if (machine->pid > 0) {
		kill(machine->pid, SIGKILL);
		waitpid(machine->pid, NULL, 0);
	}
	munmap(machine->ram, machine->ram_size);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(path_in(machine, files[i], path, sizeof(path)));
	rmdir(machine->dir);
}
