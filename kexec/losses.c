/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * losses.c - what only kexec_file_load(2) hands over, and a fall-back loses
 *
 * In: machine facts. Out: warnings.
 * Ref: Linux kernel/kexec_file.c kimage_file_prepare_segments();
 *      kernel/liveupdate/kexec_handover.c kho_fill_kimage(), kho_parse_enable() and
 *      security/integrity/ima/ima_kexec.c ima_add_kexec_buffer(), both but for a crash
 *      image; kernel/crash_dump_dm_crypt.c crash_load_dm_crypt_keys(), only for one.
 */
#include "kexec/losses.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"

/* As the kernel's kstrtobool() reads it: the first letter, of "on" and "off" the second.
 */
static bool value_is_on(const struct cmdline_token *token)
{
	const char *text = token->value;

	if (!text || !token->value_size)
		return false;
	if (strchr("yYtT1", *text))
		return true;
	return token->value_size > 1 && strchr("oO", *text) && strchr("nN", text[1]);
}

static bool has_handover(const struct machine *machine)
{
	struct cmdline_token token;

	return machine->cmdline && cmdline_find(machine->cmdline, "kho", &token) &&
	       value_is_on(&token);
}

void losses_warn(const struct machine *machine, bool is_crash, struct diag *diag)
{
	const struct {
		bool is_lost;
		const char *what;
	} rows[] = {
		{ !is_crash && has_handover(machine),
		  "what kho=on preserves (kexec handover) is lost to the new kernel, and "
		  "its "
		  "memory is overwritten" },
		{ !is_crash && machine->kexec.measurements == FACT_YES,
		  "IMA's log of measurements is not handed on: the TPM's PCR 10 will not "
		  "match the new kernel's" },
		{ is_crash && machine->kexec.crypt_keys == FACT_YES,
		  "the keys of dm-crypt are not handed on: the crash kernel asks for a "
		  "passphrase" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].is_lost)
			diag_warn(
				diag,
				"%s: kexec_load(2) is used, and only kexec_file_load(2) "
				"does that (-s insists on it)",
				rows[i].what);
}
