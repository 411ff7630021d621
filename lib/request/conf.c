/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * conf.c - the text of a configuration file into a request
 *
 * In: bytes. Out: struct request, through the setters of kexec's options.
 *
 * libinih splits lines into keys and values. It tells its caller neither line numbers nor
 * sections without keys nor lines that it cut, so the reader here, which hands it one
 * line after the other, counts lines and looks at what libinih would pass over.
 * Ref: inih's ini.h; mint.conf(5).
 */
#include "request/conf.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "request/plain.h"

#define BLANKS		" \t"
#define SECTION		"[os]"
#define SUFFIX		".conf"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static int kernel_set(struct request *ret, const char *value, struct diag *diag)
{
	(void)diag;
	ret->kernel = value;
	return 0;
}

struct key_row {
	const char *name;
	request_set_fn *set;
	bool is_path;	   /* absolute: a service has no directory of its own */
	bool is_repeated;  /* may be there several times */
	bool is_continued; /* may go on in further lines */
};

static const struct key_row key_rows[CONF_KEYS] = {
	[CONF_KERNEL] = { "kernel", kernel_set, true, false, false },
	[CONF_INITRD] = { "initrd", request_set_initrd, true, true, false },
	[CONF_APPEND] = { "append", request_set_append, false, false, true },
	[CONF_REGION] = { "region", request_set_region, false, false, false },
	[CONF_CPUS] = { "cpus", request_set_cpus, false, false, false },
	[CONF_SWIOTLB] = { "swiotlb", request_set_swiotlb, false, false, false },
	[CONF_REALMODE] = { "realmode", request_set_realmode, false, false, false },
	[CONF_DEVICES] = { "devices", request_set_devices, false, false, false },
	[CONF_UART] = { "uart", request_set_uart, false, false, false },
	[CONF_UNPACK] = { "unpack", request_set_unpack, false, false, false },
	[CONF_FORCE] = { "force", request_set_force, false, false, false },
	[CONF_PROFILE] = { "profile", request_set_profile, false, false, false },
	[CONF_SCRUB] = { "scrub", request_set_scrub, false, false, false },
	[CONF_HANG_TIMEOUT] = { "hang-timeout", request_set_hang_timeout, false, false,
				false },
	[CONF_HEARTBEAT_TIMEOUT] = { "heartbeat-timeout", request_set_heartbeat_timeout,
				     false, false, false },
	[CONF_START_TIMEOUT] = { "start-timeout", request_set_start_timeout, false, false,
				 false },
	[CONF_STOP_TIMEOUT] = { "stop-timeout", request_set_stop_timeout, false, false,
				false },
	[CONF_RESET_POLICY] = { "reset-policy", request_set_reset_policy, false, false,
				false },
};

/* What the reader and the handler of libinih share. */
struct parse {
	struct bytes rest;	    /* of the file */
	unsigned int line;	    /* number of the one handed out last */
	bool is_indented;	    /* it begins with a blank */
	const struct key_row *last; /* whose value an indented line continues; or NULL */
	unsigned int seen_in[CONF_KEYS]; /* line of each key, 0 not yet */
	char *text; /* values one behind the other, each with its NUL */
	size_t used;
	char *value; /* the last of them */
	unsigned int overridden;
	struct request *request; /* filled */
	struct request dropped;	 /* filled with what is overridden */
	int err;
	struct diag diag; /* the reason of err, without file and line */
};

static const struct key_row *key_find(const char *name, size_t size)
{
	for (size_t i = 0; i < CONF_KEYS; i++)
		if (strlen(key_rows[i].name) == size &&
		    !memcmp(key_rows[i].name, name, size))
			return &key_rows[i];
	return NULL;
}

static int key_unknown(const char *name, struct diag *diag)
{
	char all[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < CONF_KEYS; i++)
		used += (size_t)snprintf(all + used, sizeof(all) - used, "%s%s",
					 i ? ", " : "", key_rows[i].name);
	return diag_fail(diag, -EINVAL, "\"%s\" is no key; there are %s", name, all);
}

/* ---- the reader ---- */

/* Control characters have no place in a text file, and none in a message either. */
static int line_check(struct bytes line, struct diag *diag)
{
	for (size_t i = 0; i < line.size; i++)
		if ((line.data[i] < ' ' && line.data[i] != '\t') || line.data[i] == 0x7f)
			return diag_fail(diag, -EINVAL,
					 "byte %zu is 0x%02x, which no text file has",
					 i + 1, line.data[i]);
	return 0;
}

static int section_check(const char *line, struct diag *diag)
{
	const char *behind = line + strlen(SECTION);

	if (!strncmp(line, SECTION, strlen(SECTION))) {
		behind += strspn(behind, BLANKS "\r\n");
		if (!*behind || strchr(";#", *behind))
			return 0;
	}
	return diag_fail(diag, -EINVAL,
			 "%.*s: the only section is [os], and it may be left out",
			 (int)strcspn(line, "\r\n"), line);
}

/*
 * An indented line goes on with the value above it. Whoever indents keys would lose
 * them in a command line, so one that reads like a key is not taken for that.
 */
static int continuation_check(const struct parse *parse, const char *line,
			      struct diag *diag)
{
	size_t size = strcspn(line, BLANKS "=:\r\n");
	const char *behind = line + size + strspn(line + size, BLANKS);

	if (!parse->last->is_continued)
		return diag_fail(
			diag, -EINVAL,
			"an indented line goes on with the value of %s, but only "
			"append may: begin the line in the first column",
			parse->last->name);
	if (key_find(line, size) && (*behind == '=' || *behind == ':'))
		return diag_fail(
			diag, -EINVAL,
			"an indented line goes on with append, but this one reads "
			"like the key %.*s: begin it in the first column, or put "
			"another token of the command line first",
			(int)size, line);
	return 0;
}

/* What libinih would pass over; @line ends with a NUL. */
static int line_examine(struct parse *parse, const char *line)
{
	const char *start;

	if (parse->line == 1 && !strncmp(line, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)))
		line += strlen(BYTE_ORDER_MARK); /* libinih leaves it out too */
	start = line + strspn(line, BLANKS);
	parse->is_indented = start > line;
	if (strchr(";#\r\n", *start)) /* nothing but a comment; or NUL, the end */
		return 0;
	if (parse->is_indented && parse->last)
		return continuation_check(parse, start, &parse->diag);
	if (*start != '[')
		return 0;
	parse->last = NULL;
	return section_check(start, &parse->diag);
}

static bool line_is_comment(struct bytes line)
{
	size_t at = 0;

	while (at < line.size && strchr(BLANKS, line.data[at]))
		at++;
	return at < line.size && strchr(";#", line.data[at]);
}

/* The next line of the file without its end; false when there is none. */
static bool line_next(struct parse *parse, struct bytes *ret)
{
	const uint8_t *from = parse->rest.data, *newline;
	size_t size = parse->rest.size, end = 0;

	if (!size)
		return false;
	newline = memchr(from, '\n', size);
	if (newline) {
		size = (size_t)(newline - from);
		end = 1;
	}
	parse->rest.data += size + end;
	parse->rest.size -= size + end;
	parse->line++;
	if (size && from[size - 1] == '\r')
		size--;
	*ret = (struct bytes){ from, size };
	return true;
}

/* For libinih: like fgets(3), but a line that does not fit is an error. */
static char *line_read(char *line, int room, void *stream)
{
	struct parse *parse = stream;
	size_t most = CONF_LINE_MAX;
	struct bytes next;

	if (room < CONF_LINE_MAX + 2) /* besides the line end and the NUL */
		most = room > 2 ? (size_t)room - 2 : 0;
	if (parse->err || !most || !line_next(parse, &next))
		return NULL;
	parse->err = line_check(next, &parse->diag);
	if (!parse->err && next.size > most) {
		if (!line_is_comment(next))
			parse->err = diag_fail(
				&parse->diag, -EINVAL,
				"the line has %zu bytes, %zu are the most (append may go "
				"on in a next line that begins with a blank)",
				next.size, most);
		next.size = most;
	}
	if (parse->err)
		return NULL;
	memcpy(line, next.data, next.size);
	memcpy(line + next.size, "\n", 2);
	parse->err = line_examine(parse, line);
	return parse->err ? NULL : line;
}

/* ---- the handler ---- */

/*
 * Behind the others. Cannot overflow: what a value takes besides its own bytes is a NUL,
 * or the blank before a continuation, and its line has a "=", or a blank, as well.
 */
static void value_keep(struct parse *parse, const char *value)
{
	size_t size = strlen(value) + 1;

	memcpy(parse->text + parse->used, value, size);
	parse->used += size;
}

/* Without a comment behind it, which older libinihs leave in an indented line. */
static size_t value_size(const char *value)
{
	size_t size = strlen(value);

	for (size_t i = 1; i < size; i++)
		if (value[i] == ';' && strchr(BLANKS, value[i - 1]))
			size = i;
	while (size && strchr(BLANKS, value[size - 1]))
		size--;
	return size;
}

static int value_check(const struct key_row *row, const char *value, struct diag *diag)
{
	if (row->is_path && *value != '/')
		return diag_fail(diag, -EINVAL,
				 "\"%s\" is no absolute path: begin it with /", value);
	for (const char *at = value; (at = strchr(at, '#')); at++)
		if (at == value || strchr(BLANKS, at[-1]))
			return diag_fail(diag, -EINVAL,
					 "\"%s\" would belong to the value: behind one a "
					 "comment begins with ;",
					 at);
	return 0;
}

/* The kept value goes to the setter: it lives as long as the request. */
static int value_set(const struct parse *parse, const struct key_row *row,
		     struct request *request, struct diag *diag)
{
	int err = value_check(row, parse->value, diag);

	if (err)
		return err;
	return row->set(request, parse->value, diag);
}

static int key_take(struct parse *parse, const char *name, const char *value)
{
	const struct key_row *row = key_find(name, strlen(name));
	struct request *request = parse->request;
	struct diag *diag = &parse->diag;
	unsigned int key;
	int err;

	if (!row)
		return key_unknown(name, diag);
	key = (unsigned int)(row - key_rows);
	if (parse->seen_in[key] && !row->is_repeated)
		return diag_fail(diag, -EINVAL, "%s is in line %u already", name,
				 parse->seen_in[key]);
	parse->seen_in[key] = parse->line;
	parse->last = row;
	if (parse->overridden & CONF_BIT(key))
		request = &parse->dropped;
	parse->value = parse->text + parse->used;
	value_keep(parse, value);
	err = value_set(parse, row, request, diag);
	if (err)
		diag_context(diag, "%s", name);
	return err;
}

/* The setter has the address of the value kept last already: it only gets longer. */
static int value_continue(struct parse *parse, const char *value)
{
	size_t size = value_size(value);
	char piece[CONF_LINE_MAX + 1];
	int err;

	memcpy(piece, value, size); /* no longer than its line */
	piece[size] = '\0';
	err = value_check(parse->last, piece, &parse->diag);
	if (err) {
		diag_context(&parse->diag, "%s", parse->last->name);
		return err;
	}
	parse->used--; /* the NUL; a blank takes its place, unless nothing is before it */
	if (*parse->value)
		parse->text[parse->used++] = ' ';
	value_keep(parse, piece);
	return 0;
}

/* For libinih: not 0 means well. */
static int value_handle(void *user, const char *section, const char *name,
			const char *value)
{
	struct parse *parse = user;

	(void)section; /* section_check() has seen it */
	if (!parse->err)
		parse->err = parse->is_indented && parse->last
				     ? value_continue(parse, value)
				     : key_take(parse, name, value);
	return !parse->err;
}

/* ---- the file ---- */

/* An OS of /etc/mint/web.conf is web. */
static int name_take(struct parse *parse, const char *path, struct diag *diag)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t size = strlen(base), suffix = strlen(SUFFIX);
	AUTO_FREE char *name = NULL;
	int err;

	if (parse->overridden & CONF_BIT(CONF_NAME))
		return 0;
	if (size > suffix && !strcmp(base + size - suffix, SUFFIX))
		size -= suffix;
	name = strndup(base, size);
	if (!name)
		return diag_fail(diag, -ENOMEM, "%s: out of memory", path);
	err = request_set_name(parse->request, name, diag);
	if (err)
		diag_context(diag, "%s: the OS is named like the file", path);
	return err;
}

/* libinih goes on behind a line that it does not understand; the first error counts. */
static int lines_parse(struct parse *parse, const char *path, struct diag *diag)
{
	int bad = ini_parse_stream(line_read, parse, value_handle, parse);

	if (bad < 0)
		return diag_fail(diag, -ENOMEM, "%s: out of memory", path);
	if (bad && (!parse->err || (unsigned int)bad < parse->line))
		return diag_fail(diag, -EINVAL,
				 "%s:%d: KEY = VALUE was expected, or a comment that "
				 "begins with # or ;",
				 path, bad);
	if (parse->err)
		return diag_fail(diag, parse->err, "%s:%u: %s", path, parse->line,
				 parse->diag.line);
	return 0;
}

static void parse_free(struct parse *parse)
{
	free(parse->text);
}

int conf_parse(struct bytes text, const char *path, unsigned int overridden,
	       struct request *ret, struct diag *diag)
{
	struct request filled = *ret;
	CLEANUP(parse_free)
	struct parse parse = {
		.rest = text,
		.overridden = overridden,
		.request = &filled,
	};
	int err;

	if (text.size > CONF_SIZE_MAX)
		return diag_fail(diag, -E2BIG, "%s: more than %d bytes: no configuration",
				 path, CONF_SIZE_MAX);
	parse.text = malloc(text.size + 1);
	if (!parse.text)
		return diag_fail(diag, -ENOMEM, "%s: out of memory", path);
	err = lines_parse(&parse, path, diag);
	if (err)
		return err;
	err = name_take(&parse, path, diag);
	if (err)
		return err;
	filled.conf_text = parse.text;
	parse.text = NULL;
	*ret = filled;
	return 0;
}
