/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leader.c - what is read from the leader, and how it is written to
 *
 * In: sysfs and procfs below a root that tests swap. Out: texts and numbers of it.
 * Ref: leader.h; proc_meminfo(5); Linux Documentation/ABI/testing/dev-kmsg.
 */
#include "leader/leader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "machine/text.h"

#define LOG_LINE_MAX 900 /* the kernel refuses 993 bytes and more: devkmsg_write() */

int leader_read(const struct leader *leader, const char *path, char *text, size_t size)
{
	char full[PATH_MAX];
	AUTO_CLOSE int fd = -1;
	size_t used = 0;
	ssize_t count;

	if (snprintf(full, sizeof(full), "%s%s", leader->root, path) >= (int)sizeof(full))
		return -ENAMETOOLONG;
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	do {
		count = read(fd, text + used, size - 1 - used);
		if (count < 0)
			return -errno;
		used += (size_t)count;
	} while (count > 0 && used < size - 1);
	if (used && text[used - 1] == '\n')
		used--;
	text[used] = '\0';
	return (int)used;
}

bool leader_has(const struct leader *leader, const char *path)
{
	char full[PATH_MAX];

	return snprintf(full, sizeof(full), "%s%s", leader->root, path) <
		       (int)sizeof(full) &&
	       access(full, F_OK) == 0;
}

int leader_write(const struct leader *leader, const char *path, const char *text)
{
	return leader->ops->write(leader->context, path, text);
}

bool leader_is_interrupted(const struct leader *leader)
{
	return leader->ops->is_interrupted(leader->context);
}

bool leader_may_try_again(int err)
{
	return err == -EBUSY || err == -EAGAIN;
}

int leader_write_patiently(const struct leader *leader, const char *path,
			   const char *text)
{
	int tries = 0, err;

	do {
		err = leader_write(leader, path, text);
	} while (leader_may_try_again(err) && ++tries < LEADER_TRIES &&
		 !leader_is_interrupted(leader));
	return err;
}

int leader_log(const struct leader *leader, const char *line)
{
	char text[LOG_LINE_MAX];

	snprintf(text, sizeof(text), "<4>%s", line);
	return leader_write(leader, "/dev/kmsg", text);
}

int leader_is_locked_down(const struct leader *leader)
{
	char text[128];

	if (leader_read(leader, "/sys/kernel/security/lockdown", text, sizeof(text)) < 0)
		return -1;
	return !strstr(text, "[none]");
}

uint64_t leader_total(const struct leader *leader)
{
	char text[8192];

	if (leader_read(leader, "/proc/meminfo", text, sizeof(text)) < 0)
		return 0;
	return text_meminfo(text, "MemTotal");
}

uint64_t leader_available(const struct leader *leader)
{
	char text[8192];

	if (leader_read(leader, "/proc/meminfo", text, sizeof(text)) < 0)
		return 0;
	return text_meminfo(text, "MemAvailable") + text_meminfo(text, "SwapFree");
}

int leader_os_names(const struct leader *leader, char (**ret)[MINT_NAME_SIZE],
		    size_t *ret_count)
{
	char AUTO_FREE(*names)[MINT_NAME_SIZE] = NULL;
	char full[PATH_MAX], (*more)[MINT_NAME_SIZE];
	size_t count = 0;
	struct dirent *entry;
	AUTO_CLOSEDIR DIR *dir = NULL;

	*ret = NULL;
	*ret_count = 0;
	snprintf(full, sizeof(full), "%s/sys/class/mint", leader->root);
	dir = opendir(full);
	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || strlen(entry->d_name) >= MINT_NAME_SIZE)
			continue;
		more = reallocarray(names, count + 1, sizeof(*names));
		if (!more)
			return -ENOMEM;
		names = more;
		strcpy(names[count++], entry->d_name);
	}
	if (names)
		qsort(names, count, sizeof(*names),
		      (int (*)(const void *, const void *))strcmp);
	*ret = names;
	names = NULL;
	*ret_count = count;
	return 0;
}
