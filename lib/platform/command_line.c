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

static int console_check(const struct merge *merge, const struct cmdline_token *token)
{
	char value[CONSOLE_TEXT_MAX] = "";
	uint16_t port = 0;

	if (cmdline_key_is(token, "earlyprintk")) {
		/* Without a value: the VGA text screen. */
		if (value_copy(token, value, sizeof(value)))
			port = earlyprintk_port(value);
	} else if (cmdline_key_is(token, "console") ||
		   cmdline_key_is(token, "earlycon")) {
		if (token->value && token->value_size >= sizeof(value))
			return token_refuse(merge, token, "\"reserve=\"",
					    "no console has so long a name");
		if (!value_copy(token, value, sizeof(value)) ||
		    !console_port(value, &port))
			return 0;
	} else {
		return 0;
	}
	if (port && port == merge->spec->uart_port)
		return 0;
	if (merge->spec->uart_port)
		return diag_fail(merge->diag, -EINVAL,
				 "command line: \"%.*s\" contradicts \"reserve=\": it "
				 "writes to a device that is not this OS's UART, which "
				 "is port 0x%x",
				 token_size_shown(token), token->text,
				 merge->spec->uart_port);
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

static int same_check(const struct merge *merge, const struct cmdline_token *token,
		      const struct token_rule *rule)
{
	struct buffer ours = { 0 };
	int err;

	if (rule->same == SAME_AT_MOST)
		return cpus_check(merge, token);
	if (rule->same != SAME_DENY)
		return 0;
	err = token_rule_text(rule, merge->spec, &ours);
	if (err)
		diag_fail(merge->diag, err, "command line: out of memory");
	else if (!text_is(token->text, token->size, (const char *)ours.data))
		err = diag_fail(merge->diag, -EINVAL,
				"command line: \"%.*s\" contradicts \"%s\": %s",
				token_size_shown(token), token->text,
				(const char *)ours.data, rule->row.why);
	buffer_free(&ours);
	return err;
}

static int text_add(struct merge *merge, const char *text, size_t size)
{
	int err = merge->out.size ? buffer_append(&merge->out, " ", 1) : 0;

	if (!err)
		err = buffer_append(&merge->out, text, size);
	return err ? diag_fail(merge->diag, err, "command line: out of memory") : 0;
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

static int user_token_add(struct merge *merge, const struct cmdline_token *token)
{
	const struct token_rule *rule = rule_find(merge, token);
	int err = quotes_check(merge, token);

	if (!err)
		err = denial_check(merge, token);
	if (!err)
		err = console_check(merge, token);
	if (!err &&
	    (cmdline_key_is(token, "maxcpus") || cmdline_key_is(token, "possible_cpus")))
		err = cpus_check(merge, token);
	if (!err && rule)
		err = same_check(merge, token, rule);
	if (err)
		return err;
	if (rule && rule->same == SAME_MERGE) {
		/* The kernel believes the last one only; it comes back with ours. */
		merge->list = *token;
		merge->list_state = list_covers(token, rule->row.token) ? LIST_KEEP
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

static int own_token_add(struct merge *merge, const struct token_rule *rule,
			 const char *user, size_t size)
{
	struct buffer text = { 0 };
	bool joins = rule->same == SAME_MERGE && merge->list_state == LIST_JOIN;
	int err;

	if (rule->same == SAME_MERGE && merge->list_state == LIST_KEEP)
		return 0;
	err = token_rule_text(rule, merge->spec, &text);
	if (!err && joins)
		err = buffer_append(&text, ",", 1);
	if (!err && joins)
		err = buffer_append(&text, merge->list.value, merge->list.value_size);
	if (err)
		diag_fail(merge->diag, err, "command line: out of memory");
	else if (joins || !user_has(user, size, rule, &text))
		err = text_add(merge, (const char *)text.data, text.size);
	buffer_free(&text);
	return err;
}

static int tokens_merge(struct merge *merge, const char *user)
{
	const struct token_rule *rule;
	struct cmdline_token token;
	const char *cursor = user, *init = NULL;
	size_t size = strlen(user);
	int err = 0;

	while (!err && !init && cmdline_next(&cursor, &token)) {
		if (text_is(token.text, token.size, "--")) {
			init = token.text;
			size = (size_t)(init - user);
		} else {
			err = user_token_add(merge, &token);
		}
	}
	for (unsigned int i = 0; !err && (rule = token_rule_table(i)); i++) {
		if (token_rule_holds(rule, merge->spec))
			err = own_token_add(merge, rule, user, size);
	}
	if (!err && init)
		err = text_add(merge, init, strlen(init));
	return err;
}

int platform_cmdline_build(const char *user, uint64_t max_size,
			   const struct platform_spec *spec, struct buffer *ret,
			   struct diag *diag)
{
	struct merge merge = { .spec = spec, .diag = diag };
	int err;

	if (spec)
		err = tokens_merge(&merge, user);
	else
		err = text_add(&merge, user, strlen(user));
	if (!err && merge.out.size > max_size)
		err = diag_fail(diag, -E2BIG,
				"command line: %zu bytes with the loader's tokens, the "
				"kernel takes %llu: %llu too many (shorten --append)",
				merge.out.size, (unsigned long long)max_size,
				(unsigned long long)(merge.out.size - max_size));
	if (!err && buffer_reserve(&merge.out, merge.out.size + 1))
		err = diag_fail(diag, -ENOMEM, "command line: out of memory");
	if (err) {
		buffer_free(&merge.out);
		return err;
	}
	merge.out.data[merge.out.size] = '\0';
	*ret = merge.out;
	return 0;
}
