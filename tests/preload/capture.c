/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture.c - LD_PRELOAD: a recorded machine below a program, and its calls on paper
 *
 * In: CAPTURE_ROOT, the recorded machine: /proc, /sys, /boot and /dev/fb*, /dev/mem are
 *     served from it and from nowhere else. CAPTURE_DIR, where the calls go.
 *     CAPTURE_LOAD_ERRNO, CAPTURE_FILE_ERRNO, CAPTURE_REBOOT_ERRNO: what they answer.
 *     CAPTURE_TRUNCATE: a file that becomes shorter while the program has it mapped.
 * Out: CAPTURE_DIR/calls, a line per call in order; segments and files beside it:
 *
 *   kexec_load entry=0x… flags=0x… segments=N       segment.N.I     what is in memory
 *   segment mem=0x… memsz=0x… bufsz=0x…             kernel.N, initrd.N   of the files
 *   kexec_file_load flags=0x… initrd=yes|no cmdline=…    (to the end of the line)
 *   sync | ifdown NAME | reboot 0x… | exec ARGV…
 *
 * The machine has the interfaces lo and eth0, both up; everybody is root. Nothing of
 * what is captured reaches the kernel: no load, no sync, no interface, no reboot.
 * Ref: kexec_load(2), kexec_file_load(2), reboot(2), netdevice(7), ld.so(8).
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/fb.h>
#include <linux/kexec.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/* The next definition of NAME behind this library. */
#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

static void fail(const char *what)
{
	fprintf(stderr, "capture: %s: %s\n", what, strerror(errno));
	_exit(99);
}

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	if (!value || !*value)
		fail(name);
	return value;
}

/* --- the recorded machine ------------------------------------------------------ */

static bool begins(const char *path, const char *with)
{
	return !strncmp(path, with, strlen(with));
}

static bool is_of(const char *path, const char *directory)
{
	size_t size = strlen(directory);

	return begins(path, directory) && (!path[size] || path[size] == '/');
}

static bool is_recorded(const char *path)
{
	return (is_of(path, "/proc") && !is_of(path, "/proc/self")) ||
	       is_of(path, "/sys") || is_of(path, "/boot") || is_of(path, "/dev/mem") ||
	       is_of(path, "/dev/kmem") || is_of(path, "/dev/xen") ||
	       begins(path, "/dev/fb");
}

static bool is_root_directory(int fd)
{
	struct stat root, it;

	return !REAL(stat)("/", &root) && !REAL(fstat)(fd, &it) &&
	       root.st_dev == it.st_dev && root.st_ino == it.st_ino;
}

/* Where @path really lies; @room of PATH_MAX. */
static const char *served(int fd, const char *path, char *room)
{
	const char *slash = "";

	if (*path != '/') {
		if (fd == AT_FDCWD || !is_root_directory(fd))
			return path;
		slash = "/";
	}
	snprintf(room, PATH_MAX, "%s%s", slash, path);
	if (!is_recorded(room))
		return path;
	snprintf(room, PATH_MAX, "%s%s%s", setting("CAPTURE_ROOT"), slash, path);
	return room;
}

static int open_served(int fd, const char *path, int flags, mode_t mode)
{
	char room[PATH_MAX];

	return REAL(openat)(fd, served(fd, path, room), flags, mode);
}

#define OPEN_MODE(last, mode)                        \
	do {                                         \
		va_list list;                        \
                                                     \
		va_start(list, last);                \
		if ((last) & (O_CREAT | O_TMPFILE))  \
			mode = va_arg(list, mode_t); \
		va_end(list);                        \
	} while (0)

EXPORT int open(const char *path, int flags, ...)
{
	mode_t mode = 0;

	OPEN_MODE(flags, mode);
	return open_served(AT_FDCWD, path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
	mode_t mode = 0;

	OPEN_MODE(flags, mode);
	return open_served(AT_FDCWD, path, flags, mode);
}

EXPORT int openat(int fd, const char *path, int flags, ...)
{
	mode_t mode = 0;

	OPEN_MODE(flags, mode);
	return open_served(fd, path, flags, mode);
}

EXPORT int openat64(int fd, const char *path, int flags, ...)
{
	mode_t mode = 0;

	OPEN_MODE(flags, mode);
	return open_served(fd, path, flags, mode);
}

EXPORT FILE *fopen(const char *path, const char *mode)
{
	char room[PATH_MAX];

	return REAL(fopen)(served(AT_FDCWD, path, room), mode);
}

EXPORT FILE *fopen64(const char *path, const char *mode)
{
	return fopen(path, mode);
}

/* Of <mntent.h>, which opens by itself: no file system is mounted. */
EXPORT FILE *setmntent(const char *path, const char *mode)
{
	return fopen(path, mode);
}

EXPORT DIR *opendir(const char *path)
{
	char room[PATH_MAX];

	return REAL(opendir)(served(AT_FDCWD, path, room));
}

EXPORT int access(const char *path, int mode)
{
	char room[PATH_MAX];

	return REAL(access)(served(AT_FDCWD, path, room), mode);
}

EXPORT int faccessat(int fd, const char *path, int mode, int flags)
{
	char room[PATH_MAX];

	return REAL(faccessat)(fd, served(fd, path, room), mode, flags);
}

EXPORT int stat(const char *path, struct stat *ret)
{
	char room[PATH_MAX];

	return REAL(stat)(served(AT_FDCWD, path, room), ret);
}

EXPORT int lstat(const char *path, struct stat *ret)
{
	char room[PATH_MAX];

	return REAL(lstat)(served(AT_FDCWD, path, room), ret);
}

EXPORT int fstatat(int fd, const char *path, struct stat *ret, int flags)
{
	char room[PATH_MAX];

	return REAL(fstatat)(fd, served(fd, path, room), ret, flags);
}

EXPORT ssize_t readlink(const char *path, char *ret, size_t size)
{
	char room[PATH_MAX];

	return REAL(readlink)(served(AT_FDCWD, path, room), ret, size);
}

EXPORT int scandir(const char *path, struct dirent ***ret,
		   int (*filter)(const struct dirent *),
		   int (*compare)(const struct dirent **, const struct dirent **))
{
	char room[PATH_MAX];

	return REAL(scandir)(served(AT_FDCWD, path, room), ret, filter, compare);
}

/* The first line of a recorded file; "" when there is none. */
static void line_of(const char *path, char *ret, int size)
{
	FILE *file = fopen(path, "r");

	if (!file || !fgets(ret, size, file))
		*ret = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	if (file)
		fclose(file);
}

EXPORT int uname(struct utsname *ret)
{
	int err = REAL(uname)(ret);

	if (!err)
		line_of("/proc/sys/kernel/osrelease", ret->release, sizeof(ret->release));
	return err;
}

/* "0-3": 4; what the C library counts below the real /sys. */
EXPORT long sysconf(int name)
{
	char line[64];
	unsigned int first = 0, last = 0;

	if (name != _SC_NPROCESSORS_CONF && name != _SC_NPROCESSORS_ONLN)
		return REAL(sysconf)(name);
	line_of("/sys/devices/system/cpu/present", line, sizeof(line));
	if (sscanf(line, "%u-%u", &first, &last) < 2)
		return 1;
	return (long)(last - first) + 1;
}

EXPORT uid_t getuid(void)
{
	return 0;
}

EXPORT uid_t geteuid(void)
{
	return 0;
}

/* --- the calls ------------------------------------------------------------------ */

static int note_open(const char *name, int flags)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", setting("CAPTURE_DIR"), name);
	fd = REAL(openat)(AT_FDCWD, path, flags | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		fail(path);
	return fd;
}

static void all_write(int fd, const void *data, size_t size)
{
	while (size) {
		ssize_t done = write(fd, data, size);

		if (done < 0)
			fail("write");
		data = (const char *)data + done;
		size -= (size_t)done;
	}
}

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
	int fd = note_open("calls", O_WRONLY | O_APPEND);
	va_list list;

	va_start(list, format);
	if (vdprintf(fd, format, list) < 0)
		fail("calls");
	va_end(list);
	close(fd);
}

static long answer(const char *name)
{
	const char *value = getenv(name);

	if (!value || !*value)
		return 0;
	errno = atoi(value);
	return -1;
}

/* How many loads were noted so far: both kinds are numbered together. */
static unsigned int load_number(void)
{
	static unsigned int number;

	return number++;
}

static long load_capture(unsigned long entry, unsigned long count,
			 const struct kexec_segment *segment, unsigned long flags)
{
	unsigned int number = load_number();
	char name[64];

	note("kexec_load entry=0x%lx flags=0x%lx segments=%lu\n", entry, flags, count);
	for (unsigned long i = 0; segment && i < count; i++) {
		int fd;

		note("segment mem=0x%lx memsz=0x%zx bufsz=0x%zx\n",
		     (unsigned long)segment[i].mem, segment[i].memsz, segment[i].bufsz);
		snprintf(name, sizeof(name), "segment.%u.%lu", number, i);
		fd = note_open(name, O_WRONLY | O_TRUNC);
		all_write(fd, segment[i].buf, segment[i].bufsz);
		close(fd);
	}
	return answer("CAPTURE_LOAD_ERRNO");
}

static void file_copy(int from, const char *kind, unsigned int number)
{
	char name[64], chunk[1 << 16];
	off_t at = 0;
	ssize_t done;
	int to;

	snprintf(name, sizeof(name), "%s.%u", kind, number);
	to = note_open(name, O_WRONLY | O_TRUNC);
	while ((done = pread(from, chunk, sizeof(chunk), at)) > 0) {
		all_write(to, chunk, (size_t)done);
		at += done;
	}
	close(to);
}

static long file_capture(int kernel, int initrd, unsigned long size, const char *cmdline,
			 unsigned long flags)
{
	unsigned int number = load_number();

	note("kexec_file_load flags=0x%lx initrd=%s size=%lu cmdline=%s\n", flags,
	     initrd >= 0 ? "yes" : "no", size, cmdline ? cmdline : "");
	if (kernel >= 0)
		file_copy(kernel, "kernel", number);
	if (initrd >= 0)
		file_copy(initrd, "initrd", number);
	return answer("CAPTURE_FILE_ERRNO");
}

/* capget(2) for root: all capabilities. */
static long capabilities(struct __user_cap_data_struct *ret)
{
	if (ret)
		memset(ret, 0xff, sizeof(*ret) * _LINUX_CAPABILITY_U32S_3);
	return 0;
}

EXPORT long syscall(long number, ...)
{
	long argument[6];
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		argument[i] = va_arg(list, long);
	va_end(list);
	switch (number) {
	case SYS_kexec_load:
		return load_capture((unsigned long)argument[0],
				    (unsigned long)argument[1],
				    (const struct kexec_segment *)argument[2],
				    (unsigned long)argument[3]);
	case SYS_kexec_file_load:
		return file_capture((int)argument[0], (int)argument[1],
				    (unsigned long)argument[2], (const char *)argument[3],
				    (unsigned long)argument[4]);
	case SYS_capget:
		return capabilities((struct __user_cap_data_struct *)argument[1]);
	case SYS_reboot:
		fail("reboot by syscall(2)");
		return -1;
	default:
		return REAL(syscall)(number, argument[0], argument[1], argument[2],
				     argument[3], argument[4], argument[5]);
	}
}

EXPORT int reboot(int command)
{
	int err;

	note("reboot 0x%x\n", (unsigned int)command);
	err = (int)answer("CAPTURE_REBOOT_ERRNO");
	if (!err)
		_exit(0); /* it does not come back */
	return err;
}

/* Asked for when all files are mapped: from now on one of them is shorter. */
EXPORT ssize_t getrandom(void *bytes, size_t size, unsigned int flags)
{
	const char *file = getenv("CAPTURE_TRUNCATE");

	if (file && truncate(file, 4096))
		fail(file);
	return REAL(getrandom)(bytes, size, flags);
}

EXPORT void sync(void)
{
	note("sync\n");
}

EXPORT struct if_nameindex *if_nameindex(void)
{
	static const char *const names[] = { "lo", "eth0" };
	struct if_nameindex *list = calloc(3, sizeof(*list));

	for (unsigned int i = 0; list && i < 2; i++) {
		list[i].if_index = i + 1;
		list[i].if_name = strdup(names[i]);
	}
	return list;
}

static int interface_control(unsigned long request, struct ifreq *interface)
{
	if (request == SIOCGIFFLAGS) {
		interface->ifr_flags = IFF_UP | IFF_RUNNING;
		if (!strcmp(interface->ifr_name, "lo"))
			interface->ifr_flags |= IFF_LOOPBACK;
	} else if (!(interface->ifr_flags & IFF_UP)) {
		note("ifdown %s\n", interface->ifr_name);
	}
	return 0;
}

/* What the recorded /dev/fb0 answers lies beside it, as the kernel's structures. */
static int screen_control(const char *path, void *ret, size_t size)
{
	char room[PATH_MAX];
	int fd = REAL(openat)(AT_FDCWD, served(AT_FDCWD, path, room), O_RDONLY);
	ssize_t done = fd < 0 ? -1 : read(fd, ret, size);

	if (fd >= 0)
		close(fd);
	if (done == (ssize_t)size)
		return 0;
	errno = ENOTTY;
	return -1;
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	va_list list;
	void *argument;

	va_start(list, request);
	argument = va_arg(list, void *);
	va_end(list);
	switch (request) {
	case SIOCGIFFLAGS:
	case SIOCSIFFLAGS:
		return interface_control(request, argument);
	case FBIOGET_FSCREENINFO:
		return screen_control("/dev/fb0.fix", argument,
				      sizeof(struct fb_fix_screeninfo));
	case FBIOGET_VSCREENINFO:
		return screen_control("/dev/fb0.var", argument,
				      sizeof(struct fb_var_screeninfo));
	default:
		return REAL(ioctl)(fd, request, argument);
	}
}

static int exec_capture(char *const argv[])
{
	char line[1024] = "";
	size_t size = 0;

	for (; *argv && size < sizeof(line); argv++)
		size += (size_t)snprintf(line + size, sizeof(line) - size, " %s", *argv);
	note("exec%s\n", line);
	_exit(0);
}

EXPORT int execv(const char *path, char *const argv[])
{
	(void)path;
	return exec_capture(argv);
}

EXPORT int execvp(const char *file, char *const argv[])
{
	(void)file;
	return exec_capture(argv);
}

EXPORT int execve(const char *path, char *const argv[], char *const envp[])
{
	(void)path;
	(void)envp;
	return exec_capture(argv);
}
