/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmdline.c - the command line of a plain load
 *
 * In: --reuse-cmdline, --append, a unified kernel image's own, places that the new
 * kernel must know. Out: plan->cmdline.
 * Ref: Linux Documentation/admin-guide/kernel-parameters.rst.
 */
#include "plan/plain/cmdline.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "plan/plain/plain.h"
#include "platform/plain_line.h"

/* Purgatory writes the digits: the address is known only when the kernel jumps. */
#define JUMP_BACK_KEY	 "kexec_jump_back_entry=0x"
#define JUMP_BACK_DIGITS "0000000000000000"
#define PROTOCOL_RSDP	 0x020e /* boot.rst: acpi_rsdp_addr since 2.14 */

static int user_cmdline(struct plain *plain, struct buffer *ret)
{
	const struct request *request = plain->in->request;
	const struct machine *machine = plain->in->machine;
	struct bytes own = plain->in->image->inner_cmdline;
	int err = 0;

	if (request->reuse_cmdline && !machine->cmdline)
		return diag_fail(plain->diag, -ENODATA,
				 "--reuse-cmdline: the running kernel's command line is "
				 "unknown: no /proc/cmdline");
	if (request->reuse_cmdline)
		return platform_cmdline_reuse(machine->cmdline, plain->wish->panic,
					      request->append, ret);
	if (request->append)
		err = buffer_append(ret, request->append, strlen(request->append));
	else if (own.size)
		err = buffer_append(ret, own.data, own.size);
	return err ? err : buffer_append(ret, "", 1);
}

/* Is acpi_rsdp= the only way to tell where ACPI starts? */
static phys_t rsdp_token(const struct plain *plain)
{
	const struct machine *machine = plain->in->machine;
	const struct image *image = plain->in->image;

	if (!machine->firmware.efi_bits || !image->is_linux ||
	    image->protocol >= PROTOCOL_RSDP)
		return 0;
	if (machine->firmware.efi.is_complete && !plain->wish->no_efi && image->protocol)
		return 0;
	return machine->firmware.rsdp;
}

static int crash_tokens(struct plain *plain, const struct buffer *user)
{
	struct platform_crash crash = { .elfcorehdr = plain->elfcorehdr };

	crash.rsdp = rsdp_token(plain);
	if (plain->wish->pass_memmap_cmdline)
		crash.map = &plain->plan->memory_map;
	return platform_cmdline_crash((const char *)user->data, &crash,
				      &plain->plan->cmdline, plain->diag);
}

static int jump_back_token(struct plain *plain)
{
	struct buffer *cmdline = &plain->plan->cmdline;
	int err = cmdline_append(cmdline, JUMP_BACK_KEY JUMP_BACK_DIGITS);

	if (err)
		return err;
	plain->jump_back = cmdline->size - strlen(JUMP_BACK_DIGITS);
	err = buffer_append(cmdline, "", 1);
	if (err)
		return err;
	cmdline->size--;
	return 0;
}

/* -p adds to the user's line, else it is taken as it is. */
static int cmdline_make(struct plain *plain)
{
	struct buffer *cmdline = &plain->plan->cmdline;
	CLEANUP(buffer_free) struct buffer user = { 0 };
	int err = user_cmdline(plain, &user);

	if (err)
		return err;
	if (plain->wish->panic)
		return crash_tokens(plain, &user);
	*cmdline = user;
	user = (struct buffer){ 0 };
	cmdline->size = strlen((const char *)cmdline->data);
	return 0;
}

int plain_cmdline(struct plain *plain)
{
	const struct buffer *cmdline = &plain->plan->cmdline;
	uint64_t most = plain->in->image->cmdline_size;
	int err = cmdline_make(plain);

	if (err)
		return err;
	if (plain->wish->preserve_context)
		err = jump_back_token(plain);
	if (err)
		return err;
	if (most && cmdline->size > most)
		return diag_fail(
			plain->diag, -E2BIG,
			"the command line has %zu bytes, this kernel takes %" PRIu64
			": %" PRIu64 " too many",
			cmdline->size, most, cmdline->size - most);
	return 0;
}
