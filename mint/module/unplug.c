// SPDX-License-Identifier: GPL-2.0-only
/*
 * unplug.c - which RAM can be taken out of the running machine
 *
 * In:  flags of the leader's iomem tree; what ACPI memory devices say of themselves
 * Out: yes or no, and whose memory it is
 * Ref: Linux mm/memory_hotplug.c: remove_memory() wants blocks that are offline and asks
 *      no notifier. Its callers on x86 are virtio_mem and dax/kmem, whose memory is
 *      "driver managed" in the iomem tree, and drivers/acpi/acpi_memhotplug.c, the
 * handler of ACPI devices PNP0C80 (ACPI 6.5 section 9.11), whose memory is what their
 * _CRS says. It takes what was there before (-EEXIST) for its own, too, be it memory that
 *      memmap= kept from the leader, and of which there are no blocks. With
 *      acpi_no_memhotplug on the command line it handles no device, and removes none.
 */
#include "unplug.h"

#include <linux/acpi.h>
#include <linux/ioport.h>

#define pr_piece(start, end, who)                                                       \
	pr_notice("%#llx-%#llx can be unplugged: it is memory of %s\n", start, (end)-1, \
		  who)

static int is_found(struct resource *res, void *arg)
{
	return 1;
}

static bool is_managed(u64 start, u64 end)
{
	return walk_iomem_res_desc(IORES_DESC_NONE,
				   IORESOURCE_SYSTEM_RAM |
					   IORESOURCE_SYSRAM_DRIVER_MANAGED,
				   start, end - 1, NULL, is_found) == 1;
}

#ifdef CONFIG_ACPI

/* What is asked for, and found. */
struct piece {
	u64 start, end;
	bool is_found;
};

static acpi_status piece_compare(struct acpi_resource *resource, void *context)
{
	struct piece *piece = context;
	struct acpi_resource_address64 memory;

	if (ACPI_FAILURE(acpi_resource_to_address64(resource, &memory)) ||
	    memory.resource_type != ACPI_MEMORY_RANGE)
		return AE_OK;
	piece->is_found |= mint_reaches(memory.address.minimum,
					memory.address.address_length, piece->start,
					piece->end);
	return AE_OK;
}

/* Without an answer it may be anywhere. */
static bool is_memory_of(struct acpi_device *adev, u64 start, u64 end)
{
	struct piece piece = { .start = start, .end = end };
	acpi_status status = acpi_walk_resources(adev->handle, METHOD_NAME__CRS,
						 piece_compare, &piece);

	return ACPI_FAILURE(status) || piece.is_found;
}

static bool is_ejectable(u64 start, u64 end)
{
	struct acpi_device *adev;

	for_each_acpi_dev_match(adev, "PNP0C80", NULL, -1)
	{
		if (!READ_ONCE(adev->handler) || !is_memory_of(adev, start, end))
			continue;
		pr_piece(start, end, dev_name(&adev->dev));
		acpi_dev_put(adev);
		return true;
	}
	return false;
}

#else

static bool is_ejectable(u64 start, u64 end)
{
	return false;
}

#endif

bool mint_unplug_can(u64 start, u64 end)
{
	if (is_managed(start, end)) {
		pr_piece(start, end, "a driver (virtio_mem, dax/kmem)");
		return true;
	}
	return is_ejectable(start, end);
}
