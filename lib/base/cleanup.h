/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cleanup.h - one owner per resource: freed when its variable goes out of scope
 */
#ifndef MINT_BASE_CLEANUP_H
#define MINT_BASE_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(function) __attribute__((cleanup(function)))

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

static inline void cleanup_closedir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

#define AUTO_FREE     CLEANUP(cleanup_free)
#define AUTO_CLOSE    CLEANUP(cleanup_close)
#define AUTO_FCLOSE   CLEANUP(cleanup_fclose)
#define AUTO_CLOSEDIR CLEANUP(cleanup_closedir)

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
