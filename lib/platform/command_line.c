/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * command_line.c - the user's command line and the loader's tokens made one
 *
 * In: the user's text, struct platform_spec. Out:
 *
 *   <user's kernel tokens> <ours> [-- <user's words for init>]
 *
 * or a line that names the user's token, ours, and why both cannot be. Tokens are
 * compared one by one as the kernel splits them, never searched for as text.
 * Ref: Linux kernel/params.c parse_args(), lib/cmdline.c; drivers/tty/serial/earlycon.c,
 * arch/x86/kernel/early_printk.c for consoles that are given as I/O ports.
 */
#include "platform/command_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "platform/ports.h"
#include "platform/tokens.h"

#define NUMBER_TEXT_MAX	 32
#define ELEMENT_TEXT_MAX 32
#define CONSOLE_TEXT_MAX 64

/* What the user's list does to ours (SAME_MERGE). */
enum list_state {
	LIST_NONE = 0, /* there is none */
	LIST_JOIN,     /* ours and its elements become one token */
	LIST_KEEP,     /* it is empty, or has all of ours: it stays, ours does not come */
};

struct merge {
	const struct platform_spec *spec;
	struct diag *diag;
	struct buffer out;
	enum list_state list_state;
	struct cmdline_token list; /* LIST_JOIN: the user's */
};

static int token_size_shown(const struct cmdline_token *token)
{
	return (int)(token->size > 200 ? 200 : token->size);
}

static int token_refuse(const struct merge *merge, const struct cmdline_token *token,
			const char *ours, const char *why)
{
	return diag_fail(merge->diag, -EINVAL,
			 "command line: \"%.*s\" contradicts %s: %s",
			 token_size_shown(token), token->text, ours, why);
}

/* The value as a string; false when it is none or longer than there is room. */
static bool value_copy(const struct cmdline_token *token, char *ret, size_t room)
{
	if (!token->value || token->value_size >= room)
		return false;
	memcpy(ret, token->value, token->value_size);
	ret[token->value_size] = '\0';
	return true;
}

static bool text_is(const char *text, size_t size, const char *word)
{
	return size == strlen(word) && !memcmp(text, word, size);
}

/* Is @word an element of the comma list, alone or as "word=…"? */
static bool list_has(const struct cmdline_token *token, const char *word)
{
	const char *at = token->value, *end;

	if (!at)
		return false;
	end = at + token->value_size;
	while (at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma ? comma : end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));

		if (text_is(at, (size_t)((equals ? equals : stop) - at), word))
			return true;
		at = stop + 1;
	}
	return false;
}

static int denial_check(const struct merge *merge, const struct cmdline_token *token)
{
	const struct platform_denial *denial;

	for (unsigned int i = 0; (denial = platform_denial_table(i)); i++) {
		if (!cmdline_key_is(token, denial->key))
			continue;
		if (!denial->value || list_has(token, denial->value))
			return token_refuse(merge, token, denial->ours, denial->why);
	}
	return 0;
}

/* Numbers as the kernel's get_option() reads them: 0x…, 0… or decimal. */
static bool number_read(const struct cmdline_token *token, unsigned long *ret)
{
	char text[NUMBER_TEXT_MAX], *end;

	if (!value_copy(token, text, sizeof(text)) || text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*ret = strtoul(text, &end, 0);
	return !errno && !*end;
}

static int cpus_check(const struct merge *merge, const struct cmdline_token *token)
{
	unsigned int limit = merge->spec->nr_cpus + merge->spec->nr_lent_cpus;
	unsigned long number;

	if (number_read(token, &number) && number >= 1 && number <= limit)
		return 0;
	return diag_fail(merge->diag, -EINVAL,
			 "command line: \"%.*s\" contradicts \"nr_cpus=%u\": the OS has "
			 "%u CPUs (say a number from 1 to %u)",
			 token_size_shown(token), token->text, limit, limit, limit);
}

/* The port behind a number N of ttySN, or 0. */
static uint16_t uart_number_port(const char *text)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (end == text || number >= UART_LEGACY_COUNT)
		return 0;
	return uart_legacy_port[number];
}

static uint16_t port_read(const char *text)
{
	unsigned long port = strtoul(text, NULL, 16);

	return port <= UINT16_MAX ? (uint16_t)port : 0;
}

/*
 * console=ttySN writes to ISA UART N long before any range can be claimed, and
 * uart8250,… to whatever address it names. Returns true when @value is such a
 * console; *ret is its port, 0 when it is none that an OS could own.
 */
static bool console_port(const char *value, uint16_t *ret)
{
	const char *comma = strchr(value, ',');

	*ret = 0;
	if (!strncmp(value, "ttyS", 4) && value[4] >= '0' && value[4] <= '9') {
		*ret = uart_number_port(value + 4);
		return true;
	}
	if (strncmp(value, "uart", 4) || !comma)
		return false;
	if (!strncmp(comma, ",io,", 4))
		*ret = port_read(comma + 4);
	return true;
}

/* earlyprintk=: only its serial forms can be a port; it knows ttyS0 and ttyS1. */
static uint16_t earlyprintk_port(const char *value)
{
	if (!strncmp(value, "serial", 6))
		value += 6;
	else if (!strncmp(value, "ttyS", 4))
		value += 4;
	else
		return 0;
	if (*value == ',')
		value++;
	if (!strncmp(value, "0x", 2))
		return port_read(value);
	if (!strncmp(value, "ttyS", 4))
		value += 4;
	return uart_legacy_port[strtoul(value, NULL, 10) == 1];
}

/*
 * console_read - does the token name a device to write to?
 * @port: of it, 0 when it is none that an OS could own
 * Return: 0, or -EINVAL when it cannot be told.
 */
static int console_read(const struct merge *merge, const struct cmdline_token *token,
			bool *ret, uint16_t *port)
{
	char value[CONSOLE_TEXT_MAX] = "";

	*ret = true;
	*port = 0;
	if (cmdline_key_is(token, "earlyprintk")) {
		/* Without a value: the VGA text screen. */
		if (value_copy(token, value, sizeof(value)))
			*port = earlyprintk_port(value);
		return 0;
	}
	*ret = false;
	if (!cmdline_key_is(token, "console") && !cmdline_key_is(token, "earlycon"))
		return 0;
	if (token->value && token->value_size >= sizeof(value))
		return token_refuse(merge, token, "\"reserve=\"",
				    "no console has so long a name");
	*ret = value_copy(token, value, sizeof(value)) && console_port(value, port);
	return 0;
}

static int console_check(const struct merge *merge, const struct cmdline_token *token)
{
	uint16_t port, own = merge->spec->uart_port;
	bool is_console;
	int err = console_read(merge, token, &is_console, &port);

	if (err || !is_console || (port && port == own))
		return err;
	if (own)
		return diag_fail(merge->diag, -EINVAL,
				 "command line: \"%.*s\" contradicts \"reserve=\": it "
				 "writes to a device that is not this OS's UART, which "
				 "is port 0x%x",
				 token_size_shown(token), token->text, own);
	return token_refuse(merge, token, "\"reserve=\"",
			    "it writes to a device that this OS does not own (give it "
			    "one with --mint-uart)");
}

static const struct token_rule *rule_find(const struct merge *merge,
					  const struct cmdline_token *token)
{
	const struct token_rule *rule;

	for (unsigned int i = 0; (rule = token_rule_table(i)); i++) {
		if (cmdline_key_is(token, rule->key) &&
		    token_rule_holds(rule, merge->spec))
			return rule;
	}
	return NULL;
}

static int out_of_memory(const struct merge *merge)
{
	return diag_fail(merge->diag, -ENOMEM, "command line: out of memory");
}

static int same_check(const struct merge *merge, const struct cmdline_token *token,
		      const struct token_rule *rule)
{
	CLEANUP(buffer_free) struct buffer ours = { 0 };

	if (rule->same == SAME_AT_MOST)
		return cpus_check(merge, token);
	if (rule->same != SAME_DENY)
		return 0;
	if (token_rule_text(rule, merge->spec, &ours))
		return out_of_memory(merge);
	if (text_is(token->text, token->size, (const char *)ours.data))
		return 0;
	return diag_fail(
		merge->diag, -EINVAL, "command line: \"%.*s\" contradicts \"%s\": %s",
		token_size_shown(token), token->text, (const char *)ours.data, rule->why);
}

static int text_add(struct merge *merge, const char *text, size_t size)
{
	if (merge->out.size && buffer_append(&merge->out, " ", 1))
		return out_of_memory(merge);
	return buffer_append(&merge->out, text, size) ? out_of_memory(merge) : 0;
}

/* A quote left open would swallow every token behind it. */
static int quotes_check(const struct merge *merge, const struct cmdline_token *token)
{
	bool is_open = false;

	for (size_t i = 0; i < token->size; i++)
		is_open ^= token->text[i] == '"';
	if (!is_open)
		return 0;
	return diag_fail(merge->diag, -EINVAL, "command line: quote not closed in '%.*s'",
			 token_size_shown(token), token->text);
}

/* Is the user's list empty, or does it have every element of "key=a,b"? */
static bool list_covers(const struct cmdline_token *token, const char *ours)
{
	const char *at = strchr(ours, '=');
	char word[ELEMENT_TEXT_MAX];

	if (!token->value_size)
		return true;
	while (at) {
		size_t size = strcspn(++at, ",");

		if (size >= sizeof(word))
			return false;
		memcpy(word, at, size);
		word[size] = '\0';
		if (!list_has(token, word))
			return false;
		at = strchr(at, ',');
	}
	return true;
}

/* What is put together anew must need no quotes. */
static int list_check(const struct merge *merge, const struct cmdline_token *token)
{
	for (size_t i = 0; i < token->value_size; i++) {
		unsigned char c = (unsigned char)token->value[i];

		if (c <= ' ' || c == '"' || c > '~')
			return diag_fail(merge->diag, -EINVAL,
					 "command line: '%.*s' is no comma list of names",
					 token_size_shown(token), token->text);
	}
	return 0;
}

/* Is it one that this OS can have? */
static int user_token_check(const struct merge *merge, const struct cmdline_token *token,
			    const struct token_rule *rule)
{
	int err = quotes_check(merge, token);

	if (err)
		return err;
	err = denial_check(merge, token);
	if (err)
		return err;
	err = console_check(merge, token);
	if (err)
		return err;
	if (cmdline_key_is(token, "maxcpus") || cmdline_key_is(token, "possible_cpus")) {
		err = cpus_check(merge, token);
		if (err)
			return err;
	}
	return rule ? same_check(merge, token, rule) : 0;
}

static int user_token_add(struct merge *merge, const struct cmdline_token *token)
{
	const struct token_rule *rule = rule_find(merge, token);
	int err = user_token_check(merge, token, rule);

	if (err)
		return err;
	if (rule && rule->same == SAME_MERGE) {
		/* The kernel believes the last one only; it comes back with ours. */
		merge->list = *token;
		merge->list_state = list_covers(token, rule->token) ? LIST_KEEP
								    : LIST_JOIN;
		if (merge->list_state == LIST_JOIN)
			return list_check(merge, token);
	}
	return text_add(merge, token->text, token->size);
}

/* Does the user's part say it already, so that ours is not added? */
static bool user_has(const char *user, size_t size, const struct token_rule *rule,
		     const struct buffer *ours)
{
	struct cmdline_token token;
	const char *cursor = user;

	while (cmdline_next(&cursor, &token) && token.text < user + size) {
		if (!cmdline_key_is(&token, rule->key))
			continue;
		if (rule->same == SAME_USER || rule->same == SAME_AT_MOST)
			return true;
		if (text_is(token.text, token.size, (const char *)ours->data))
			return true;
	}
	return false;
}

/* "key=ours,the user's" */
static int list_join(const struct merge *merge, struct buffer *text)
{
	if (buffer_append(text, ",", 1) ||
	    buffer_append(text, merge->list.value, merge->list.value_size))
		return out_of_memory(merge);
	return 0;
}

static int own_token_add(struct merge *merge, const struct token_rule *rule,
			 const char *user, size_t size)
{
	CLEANUP(buffer_free) struct buffer text = { 0 };
	bool joins = rule->same == SAME_MERGE && merge->list_state == LIST_JOIN;
	int err;

	if (rule->same == SAME_MERGE && merge->list_state == LIST_KEEP)
		return 0;
	if (token_rule_text(rule, merge->spec, &text))
		return out_of_memory(merge);
	if (joins) {
		err = list_join(merge, &text);
		if (err)
			return err;
	} else if (user_has(user, size, rule, &text)) {
		return 0;
	}
	return text_add(merge, (const char *)text.data, text.size);
}

/* Up to "--"; @ret_init: where that is, NULL when there is none. */
static int user_tokens_add(struct merge *merge, const char *user, const char **ret_init)
{
	struct cmdline_token token;
	const char *cursor = user;
	int err;

	*ret_init = NULL;
	while (cmdline_next(&cursor, &token)) {
		if (text_is(token.text, token.size, "--")) {
			*ret_init = token.text;
			return 0;
		}
		err = user_token_add(merge, &token);
		if (err)
			return err;
	}
	return 0;
}

static int tokens_merge(struct merge *merge, const char *user)
{
	const struct token_rule *rule;
	const char *init;
	size_t size;
	int err = user_tokens_add(merge, user, &init);

	if (err)
		return err;
	size = init ? (size_t)(init - user) : strlen(user);
	for (unsigned int i = 0; (rule = token_rule_table(i)); i++) {
		if (!token_rule_holds(rule, merge->spec))
			continue;
		err = own_token_add(merge, rule, user, size);
		if (err)
			return err;
	}
	return init ? text_add(merge, init, strlen(init)) : 0;
}

static int size_check(const struct merge *merge, uint64_t max_size)
{
	size_t size = merge->out.size;

	if (size <= max_size)
		return 0;
	return diag_fail(merge->diag, -E2BIG,
			 "command line: %zu bytes with the loader's tokens, the kernel "
			 "takes %llu: %llu too many (shorten --append)",
			 size, (unsigned long long)max_size,
			 (unsigned long long)(size - max_size));
}

static void merge_free(struct merge *merge)
{
	buffer_free(&merge->out);
}

int platform_cmdline_build(const char *user, uint64_t max_size,
			   const struct platform_spec *spec, struct buffer *ret,
			   struct diag *diag)
{
	CLEANUP(merge_free) struct merge merge = { .spec = spec, .diag = diag };
	int err = spec ? tokens_merge(&merge, user)
		       : text_add(&merge, user, strlen(user));

	if (err)
		return err;
	err = size_check(&merge, max_size);
	if (err)
		return err;
	if (buffer_reserve(&merge.out, merge.out.size + 1))
		return out_of_memory(&merge);
	merge.out.data[merge.out.size] = '\0';
	*ret = merge.out;
	merge.out = (struct buffer){ 0 };
	return 0;
}
