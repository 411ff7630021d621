// SPDX-License-Identifier: GPL-2.0-only
/*
 * unplug.c - which RAM can be taken out of the running machine
 *
 * In:  flags of the leader's iomem tree; ACPI memory devices and their memory blocks
 * Out: yes or no, and whose memory it is
 * Ref: Linux mm/memory_hotplug.c: remove_memory() wants blocks that are offline and asks
 *      no notifier. Its callers on x86 are virtio_mem and dax/kmem, whose memory is
 *      "driver managed" in the iomem tree, and drivers/acpi/acpi_memhotplug.c, which
 * binds each memory block to its ACPI device (PNP0C80): the link firmware_node in /sys.
 *      With acpi_no_memhotplug on the command line it binds none, and removes none.
 */
#include "unplug.h"

#include <linux/acpi.h>
#include <linux/ioport.h>
#include <linux/memory.h>

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

/* A memory block's device has its number as id. */
static bool is_block_of(const struct device *dev, u64 start, u64 end)
{
	u64 size = memory_block_size_bytes(), first = dev->id * size;

	return dev->bus && !strcmp(dev->bus->name, "memory") &&
	       mint_overlap(start, end, first, first + size);
}

static bool has_block(struct acpi_device *adev, u64 start, u64 end)
{
	struct acpi_device_physical_node *node;
	bool found = false;

	mutex_lock(&adev->physical_node_lock);
	list_for_each_entry(node, &adev->physical_node_list, node)
		found = found || is_block_of(node->dev, start, end);
	mutex_unlock(&adev->physical_node_lock);
	return found;
}

static bool is_ejectable(u64 start, u64 end)
{
	struct acpi_device *adev;

	for_each_acpi_dev_match(adev, "PNP0C80", NULL, -1)
	{
		if (!has_block(adev, start, end))
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
