/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_pci.c - configuration space, resource, uevent and mountinfo of any content
 *
 * In: 256 bytes of configuration space (or less), then text for all parsers of text.
 * Checked: windows and BARs are no empty ranges, a driver's name ends, indices hold.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine/pci_parse.h"

static void pci_check(const struct machine_pci *pci)
{
	if (pci->unassigned_bar >= MACHINE_PCI_BARS ||
	    pci->nr_windows > MACHINE_PCI_WINDOWS || pci->port_type > 15)
		abort();
	for (unsigned int i = 0; i < pci->nr_windows; i++)
		if (prange_is_empty(pci->window[i].range) || !pci->window[i].range.start)
			abort();
	for (unsigned int i = 0; i < MACHINE_PCI_BARS; i++)
		if (pci->bar[i].end < pci->bar[i].start)
			abort();
}

static void text_check(const char *text, struct machine_pci *pci)
{
	struct machine_disk disk = { "nvme0n1", "259:0", 0 };
	struct machine machine = { .devices.pci = pci,
				   .devices.nr_pci = 1,
				   .devices.disk = &disk,
				   .devices.nr_disks = 1 };
	AUTO_FREE char *mounts = strdup(text), *swaps = strdup(text);
	struct machine_ecam ecam;
	struct bdf bdf;
	char driver[16];
	unsigned int line;

	if (!pci_resource_parse(text, pci, &line))
		pci_check(pci);
	pci_uevent_driver(text, driver, sizeof(driver));
	if (!memchr(driver, '\0', sizeof(driver)))
		abort();
	if (pci_path_bdf(text, &bdf) && (bdf.device > 31 || bdf.function > 7))
		abort();
	if (ecam_name_parse(text, (struct prange){ 0x80000000, 0x90000000 }, &ecam) &&
	    ecam.bus_last < ecam.bus_first)
		abort();
	disks_mark_mounts(&machine, mounts);
	disks_mark_swaps(&machine, swaps);
	if (!memchr(pci->use_text, '\0', sizeof(pci->use_text)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t head = size < 256 ? size : 256;
	struct machine_pci pci = { .unassigned_bar = -1 };
	AUTO_FREE char *text = calloc(1, size - head + 1);

	if (!text)
		return 0;
	memcpy(text, data + head, size - head);
	if (!pci_config_parse((struct bytes){ data, head }, &pci))
		pci_check(&pci);
	text_check(text, &pci);
	return 0;
}
