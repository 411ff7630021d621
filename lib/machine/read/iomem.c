/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * iomem.c - /proc/iomem as the leader shows it to this user
 *
 * In: proc/iomem below the root. Out: entries, and whether their addresses are real.
 * Ref: Linux kernel/resource.c r_show(): without CAP_SYS_ADMIN all addresses are 0.
 */
#include "machine/read/iomem.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/iomem.h"

int iomem_read(const struct sysroot *root, const char *path, struct machine *machine,
	       struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	size_t i;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	err = iomem_parse(text, strlen(text), &machine->memory.iomem,
			  &machine->memory.nr_iomem, diag);
	if (err) {
		diag_context(diag, "%s/%s", root->name, path);
		return err;
	}
	if (!machine->memory.nr_iomem)
		return -ENOENT;
	machine->memory.iomem_known = FACT_NO;
	for (i = 0; i < machine->memory.nr_iomem; i++) {
		if (machine->memory.iomem[i].range.start ||
		    machine->memory.iomem[i].range.end > 1)
			machine->memory.iomem_known = FACT_YES;
	}
	return 0;
}
