// SPDX-License-Identifier: GPL-2.0-only
/*
 * attr.c - what is read below /sys/class/mint/NAME and /sys/class/misc/mint
 *
 * In:  struct mint_os, struct mint_machine; nothing can be written
 * Out: one fact a file, in the words that user space parses; names of states and reasons
 * Ref: Documentation/filesystems/sysfs.rst; lib/machine/read/oses.c reads them
 *
 * Numbers of an OS may change while they are printed, so that is done under mint.guard.
 * Physical addresses are for those who see them in /proc/iomem, CAP_SYS_ADMIN: their
 * files are root's, and not of a root without that.
 */
#include "attr.h"
#include "apic.h"

#include <linux/capability.h>
#include <linux/pci.h>
#include <asm/tsc.h>

static const char *const state_names[] = {
	"empty", "loaded", "running", "stopping", "stopped", "lost",
};

static const char *const reason_names[] = {
	"none", "poweroff", "halt",   "reboot",	  "panic",
	"hang", "killed",   "digest", "no-start",
};

const char *mint_attr_state(enum mint_state state)
{
	return state_names[state];
}

const char *mint_attr_reason(enum mint_reason reason)
{
	return reason_names[reason];
}

u64 mint_attr_uptime_ns(const struct mint_os *os)
{
	if (os->state != MINT_RUNNING)
		return 0;
	return ktime_to_ns(ktime_sub(ktime_get(), os->started));
}

/* ---- /sys/class/mint/NAME ---- */

#define OS_ATTR(name, format, value)                                                  \
	static ssize_t name##_show(struct device *dev, struct device_attribute *attr, \
				   char *buf)                                         \
	{                                                                             \
		struct mint_os *os = mint_to_os(dev);                                 \
		ssize_t n;                                                            \
                                                                                      \
		spin_lock(&mint.guard);                                               \
		n = sysfs_emit(buf, format "\n", value);                              \
		spin_unlock(&mint.guard);                                             \
		return n;                                                             \
	}                                                                             \
	static DEVICE_ATTR_RO(name)

OS_ATTR(state, "%s", state_names[os->state]);
OS_ATTR(reason, "%s", reason_names[os->reason]);
OS_ATTR(starts, "%u", os->starts);
OS_ATTR(lost_cpus, "%u", os->lost_cpus);
OS_ATTR(uptime_s, "%llu", div_u64(mint_attr_uptime_ns(os), NSEC_PER_SEC));
OS_ATTR(uart, "%#x", READ_ONCE(os->uart));

static ssize_t emit_ranges(struct mint_os *os, char *buf, bool windows)
{
	const struct mint_range *r;
	ssize_t n = 0;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	spin_lock(&mint.guard);
	for (r = os->ranges; r < os->ranges + os->nr_ranges; r++) {
		if (windows == (r->purpose == MINT_PURPOSE_REGION))
			continue;
		if (windows)
			n += sysfs_emit_at(buf, n, "%s ",
					   r->purpose == MINT_PURPOSE_REALMODE
						   ? "realmode"
						   : "swiotlb");
		n += sysfs_emit_at(buf, n, "%#llx-%#llx\n", r->start, r->end - 1);
	}
	spin_unlock(&mint.guard);
	return n;
}

/* Bytes of the region, for anybody. */
static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct mint_os *os = mint_to_os(dev);
	const struct mint_range *r;
	u64 size = 0;

	spin_lock(&mint.guard);
	for (r = os->ranges; r < os->ranges + os->nr_ranges; r++)
		if (r->purpose == MINT_PURPOSE_REGION)
			size += r->end - r->start;
	spin_unlock(&mint.guard);
	return sysfs_emit(buf, "%llu\n", size);
}
static DEVICE_ATTR_RO(size);

static ssize_t region_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return emit_ranges(mint_to_os(dev), buf, false);
}
static DEVICE_ATTR_ADMIN_RO(region);

static ssize_t windows_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return emit_ranges(mint_to_os(dev), buf, true);
}
static DEVICE_ATTR_ADMIN_RO(windows);

static ssize_t cpus_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct mint_os *os = mint_to_os(dev);
	ssize_t n = 0;
	u32 i;

	spin_lock(&mint.guard);
	for (i = 0; i < os->nr_cpus; i++)
		n += sysfs_emit_at(buf, n, "%s%u", i ? "," : "", os->cpus[i]);
	spin_unlock(&mint.guard);
	return n + sysfs_emit_at(buf, n, "\n");
}
static DEVICE_ATTR_RO(cpus);

/* "0000:02:00.0 driver" lines. Functions only: a port stays with the leader. */
static ssize_t devices_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct mint_os *os = mint_to_os(dev);
	ssize_t n = 0;
	u32 i;

	spin_lock(&mint.guard);
	for (i = 0; i < os->nr_pci; i++) {
		const struct mint_pci *pci = &os->pci[i];

		if (pci->flags & MINT_PCI_PORT)
			continue;
		n += sysfs_emit_at(buf, n, PCI_FORMAT "%s%s\n", PCI_NUMBERS(pci),
				   pci->driver[0] ? " " : "", pci->driver);
	}
	spin_unlock(&mint.guard);
	return n;
}
static DEVICE_ATTR_RO(devices);

static struct attribute *os_attrs[] = {
	&dev_attr_state.attr,  &dev_attr_reason.attr,	&dev_attr_size.attr,
	&dev_attr_region.attr, &dev_attr_windows.attr,	&dev_attr_cpus.attr,
	&dev_attr_starts.attr, &dev_attr_uptime_s.attr, &dev_attr_lost_cpus.attr,
	&dev_attr_uart.attr,   &dev_attr_devices.attr,	NULL,
};

static const struct attribute_group os_group = { .attrs = os_attrs };
const struct attribute_group *mint_attr_os[] = { &os_group, NULL };

/* ---- /sys/class/misc/mint ---- */

static ssize_t abi_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", MINT_ABI_VERSION);
}
static DEVICE_ATTR_RO(abi);

static ssize_t tsc_khz_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", tsc_khz);
}
static DEVICE_ATTR_RO(tsc_khz);

/* Whole lines only; ids that cannot be used anyway are left out. */
static ssize_t apicids_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	ssize_t n = 0;
	u32 cpu;

	for_each_possible_cpu(cpu)
		if (mint_core_apicid(cpu) <= MINT_LAST_APICID &&
		    n < (ssize_t)PAGE_SIZE - 24)
			n += sysfs_emit_at(buf, n, "%u %u\n", cpu, mint_core_apicid(cpu));
	return n;
}
static DEVICE_ATTR_RO(apicids);

/* CPUs that the leader has never brought up. */
static ssize_t never_online_show(struct device *dev, struct device_attribute *attr,
				 char *buf)
{
	ssize_t n = 0;
	u32 cpu;

	for_each_present_cpu(cpu) if (!mint_core_was_online(cpu) &&
				      n < (ssize_t)PAGE_SIZE - 16)
		n += sysfs_emit_at(buf, n, "%s%u", n ? "," : "", cpu);
	return n + sysfs_emit_at(buf, n, "\n");
}
static DEVICE_ATTR_RO(never_online);

static ssize_t emit_low(char *buf, u64 start, u64 end)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return sysfs_emit(buf, "%#llx-%#llx\n", start, end - 1);
}

static ssize_t trampoline_show(struct device *dev, struct device_attribute *attr,
			       char *buf)
{
	return emit_low(buf, mint.trampoline.start, mint.trampoline.end);
}
static DEVICE_ATTR_ADMIN_RO(trampoline);

static ssize_t park_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return emit_low(buf, mint.park_page, mint.park_page + PAGE_SIZE);
}
static DEVICE_ATTR_ADMIN_RO(park);

static ssize_t x2apic_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", !mint.lapic);
}
static DEVICE_ATTR_RO(x2apic);

static ssize_t x2apic_locked_show(struct device *dev, struct device_attribute *attr,
				  char *buf)
{
	return sysfs_emit(buf, "%d\n", mint.x2apic_locked);
}
static DEVICE_ATTR_RO(x2apic_locked);

/* Its APIC id; empty: no CPU that was online when the module came. */
static ssize_t bsp_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	if (mint.bsp == MINT_NO_BSP)
		return sysfs_emit(buf, "\n");
	return sysfs_emit(buf, "%u\n", mint_core_apicid(mint.bsp));
}
static DEVICE_ATTR_RO(bsp);

static struct attribute *machine_attrs[] = {
	&dev_attr_abi.attr,	      &dev_attr_tsc_khz.attr,
	&dev_attr_apicids.attr,	      &dev_attr_trampoline.attr,
	&dev_attr_park.attr,	      &dev_attr_x2apic.attr,
	&dev_attr_x2apic_locked.attr, &dev_attr_bsp.attr,
	&dev_attr_never_online.attr,  NULL,
};

static const struct attribute_group machine_group = { .attrs = machine_attrs };
const struct attribute_group *mint_attr_machine[] = { &machine_group, NULL };
