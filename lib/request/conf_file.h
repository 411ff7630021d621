/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * conf_file.h - reads configuration files
 */
#ifndef MINT_REQUEST_CONF_FILE_H
#define MINT_REQUEST_CONF_FILE_H

#include "base/diag.h"
#include "request/request.h"

/**
 * conf_read - read a configuration file and parse it
 * @path:       a regular file or a pipe
 * @overridden: as of conf_parse()
 * @ret:        as of conf_parse()
 *
 * Return: as conf_parse(), errno of open(2) and read(2). @diag: "PATH: …".
 */
int conf_read(const char *path, unsigned int overridden, struct request *ret,
	      struct diag *diag);

#endif
