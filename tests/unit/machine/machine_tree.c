/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine_tree.c - a small tree of proc and sys files, for one test
 *
 * In: names and contents. Out: a directory below $TMPDIR.
 */
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tests/unit/machine/machine_tree.h"

char *tree_make(void)
{
	const char *base = getenv("TMPDIR");
	char *root = NULL;

	assert_true(asprintf(&root, "%s/mint-machine-XXXXXX", base ? base : "/tmp") > 0);
	assert_non_null(mkdtemp(root));
	return root;
}

void tree_write(const char *root, const char *name, const char *text, size_t size)
{
	AUTO_FREE char *path = NULL;
	AUTO_FCLOSE FILE *file = NULL;
	char *slash;

	assert_true(asprintf(&path, "%s/%s", root, name) > 0);
	slash = path + strlen(root);
	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, size, file), size);
}

static int tree_remove_one(const char *path, const struct stat *stat, int flag,
			   struct FTW *ftw)
{
	(void)stat;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void tree_remove(char *root)
{
	assert_int_equal(nftw(root, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(root);
}
