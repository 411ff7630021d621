/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_conf.c - any bytes as a configuration file
 *
 * In: bytes. Checked: a refusal names the file, and a line that there is, in text without
 * control characters, and changes nothing; what is overridden changes no verdict; what
 * was understood is understood again when it is written out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "request/conf.h"

#define PATH "fuzz.conf"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static void refusal_check(struct bytes text, const struct request *request,
			  const struct diag *diag)
{
	struct request before;
	size_t lines = 1;
	char *end;

	request_init(&before);
	check(!memcmp(request, &before, sizeof(before)));
	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	for (size_t i = 0; diag->line[i]; i++)
		check((unsigned char)diag->line[i] >= ' ' || diag->line[i] == '\t');
	check(!strncmp(diag->line, PATH ":", strlen(PATH ":")));
	if (text.size <= CONF_SIZE_MAX) {
		unsigned long line = strtoul(diag->line + strlen(PATH ":"), &end, 10);

		check(line >= 1 && line <= lines && !strncmp(end, ": ", 2) && end[2]);
	}
}

static void same(const char *a, const char *b)
{
	check(!a == !b && (!a || !strcmp(a, b)));
}

/* Each string, NULL or not, as the value of its key. */
static void strings_check(const struct request *request)
{
	struct buffer text = { 0 };
	struct request again;
	int err = 0;

	if (request->append && strlen(request->append) > CONF_LINE_MAX / 2)
		return;
	if (request->kernel)
		err |= buffer_printf(&text, "kernel=%s\n", request->kernel);
	for (size_t i = 0; i < request->nr_initrds; i++)
		err |= buffer_printf(&text, "initrd=%s\n", request->initrd[i]);
	if (request->append)
		err |= buffer_printf(&text, "append=%s\n", request->append);
	if (request->uart)
		err |= buffer_printf(&text, "uart=%s\n", request->uart);
	request_init(&again);
	if (!err) {
		check(!conf_parse(buffer_view(&text), PATH, 0, &again, NULL));
		same(request->kernel, again.kernel);
		same(request->append, again.append);
		same(request->uart, again.uart);
		check(request->nr_initrds == again.nr_initrds);
		for (size_t i = 0; i < request->nr_initrds; i++)
			same(request->initrd[i], again.initrd[i]);
	}
	request_free(&again);
	buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size };
	struct diag diag = { 0 };
	struct request request, dropped;
	int err;

	request_init(&request);
	request_init(&dropped);
	err = conf_parse(text, PATH, 0, &request, &diag);
	check(err == conf_parse(text, PATH, ~0U, &dropped, NULL));
	check(!dropped.kernel && !dropped.append && !dropped.has_region);
	check(!err == !diag.line[0]);
	if (err) {
		refusal_check(text, &request, &diag);
	} else {
		same(request.name, "fuzz");
		strings_check(&request);
	}
	request_free(&request);
	request_free(&dropped);
	diag_clear(&diag);
	return 0;
}
