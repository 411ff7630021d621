/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h - the facts about this machine, and the questions that they answer
 *
 * struct machine is filled once, by machine/read; the planner only reads it. What cannot
 * be known without root or the module stays FACT_UNKNOWN or empty, never guessed.
 * The facts table (machine/read/facts.c) names for each fact its sources in order.
 */
#ifndef MINT_MACHINE_MACHINE_H
#define MINT_MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bdf.h"
#include "base/diag.h"
#include "base/prange.h"

/* Bytes that must remain available to the leader when memory blocks are gone. */
#define MACHINE_REMAIN (UINT64_C(32) << 20)

enum fact { FACT_UNKNOWN = -1, FACT_NO = 0, FACT_YES = 1 };

/* e820 types, Linux arch/x86/include/asm/e820/types.h */
enum memory_type {
	MEMORY_RAM = 1,
	MEMORY_RESERVED = 2,
	MEMORY_ACPI = 3,
	MEMORY_NVS = 4,
	MEMORY_UNUSABLE = 5,
	MEMORY_PMEM = 7,
	MEMORY_PRAM = 12,
	MEMORY_SOFT_RESERVED = 0xefffffff,
};

struct memory_entry {
	struct prange range;
	uint32_t type;
};

struct iomem_entry {
	struct prange range;
	unsigned int depth; /* 0 = top level */
	char *name;
};

struct memory_block {
	uint64_t index;
	struct prange range;
	bool is_online;
	enum fact removable;
	bool has_refused; /* to go offline, since the leader was booted */
	char zone[16];	  /* when online: "Normal", "DMA32", "Movable" … */
	int node;	  /* -1 unknown */
	bool is_bad;	  /* when online: a page of it is known to be bad */
	char device[24];  /* "PNP0C80:00": it leaves with that ACPI device; "" none */
};

struct machine_cpu {
	unsigned int cpu; /* logical number */
	bool is_online;
	bool can_offline;	 /* has an `online` attribute */
	bool is_virgin;		 /* never online in this leader, says the module */
	int64_t apicid;		 /* -1 unknown */
	int package, core, node; /* -1 unknown */
};

struct machine_uart {
	unsigned int line; /* N of ttySN */
	uint16_t port;	   /* I/O port */
	bool is_console;   /* of the leader */
	bool is_undriven;  /* the leader's driver has it not: nothing there, or an OS's */
};

#define MACHINE_OS_PURPOSE 16

/* An OS as /sys/class/mint/NAME shows it; machine_os_free() what oses.h read. */
struct machine_os {
	char name[32];
	char state[16];
	char reason[16];      /* of its last end; "" none */
	struct prange *range; /* the region first unless it has none yet, then windows */
	char (*purpose)[MACHINE_OS_PURPOSE]; /* of each range: "region", "realmode" … */
	size_t nr_ranges;
	uint64_t size;	   /* of the region, bytes; told also to whom its place is not */
	unsigned int *cpu; /* ascending */
	size_t nr_cpus;
	uint16_t uart;	    /* I/O port; 0 none */
	struct bdf *device; /* what it was given, bridges left out */
	size_t nr_devices;
	uint64_t uptime_s, starts, lost_cpus;
};

#define MACHINE_PCI_BARS    6
#define MACHINE_PCI_WINDOWS 4

/* Device/port types of the PCI Express capability, PCIe base specification 7.5.3.2. */
enum pci_port_type {
	PCI_PORT_UNKNOWN = -1, /* no such capability, or not to be seen without root */
	PCI_PORT_ROOT = 4,
};

/* What the leader does with a device. */
enum pci_use { PCI_USE_NONE = 0, PCI_USE_NETWORK, PCI_USE_DISK };

struct machine_pci_window {
	struct prange range; /* I/O ports or physical addresses */
	bool is_io, is_prefetchable;
};

/* One PCI function, as /sys/bus/pci/devices and its configuration space show it. */
struct machine_pci {
	struct bdf bdf;
	uint16_t vendor, device;
	uint32_t class_code;		/* base, sub, interface: 0x010802 */
	uint16_t command;		/* register of that name */
	bool is_bridge;			/* header type 1 */
	uint8_t secondary, subordinate; /* buses behind a bridge; 0 none */
	int port_type;	   /* enum pci_port_type, or another of its numbers */
	enum fact has_msi; /* MSI or MSI-X; unknown without root */
	struct prange bar[MACHINE_PCI_BARS]; /* memory only; empty: none */
	int unassigned_bar; /* a memory BAR without an address; -1 none */
	struct machine_pci_window window[MACHINE_PCI_WINDOWS]; /* of a bridge */
	unsigned int nr_windows;
	bool has_reset;	       /* the kernel can reset this function alone */
	char reset_method[40]; /* "flr bus"; "" when the kernel does not tell */
	char driver[40];       /* "" none */
	bool has_iommu_group;  /* its DMA goes through an IOMMU */
	enum pci_use use;
	char use_text[128]; /* "nvme0n1p1 is mounted at /" */
};

/* A disk or partition that lives on a PCI device. */
struct machine_disk {
	char name[40];	 /* "nvme0n1p1" */
	char number[24]; /* "259:1" */
	size_t pci;	 /* index of its device */
};

#define MACHINE_EDD_MAX 6  /* EDDMAXNR of boot_params */
#define MACHINE_MBR_MAX 16 /* EDD_MBR_SIG_MAX */

/* One memory descriptor of /sys/firmware/efi/runtime-map, as UEFI 2.10 section 7.2.3. */
struct machine_efi_entry {
	uint32_t type;
	uint64_t physical, virtual, pages, attribute;
};

/*
 * /sys/firmware/efi; complete only when systab (from boot_params), runtime, fw_vendor,
 * config_table and the map are, and the firmware has 64 bits.
 */
struct machine_efi {
	bool is_complete;
	uint64_t systab, fw_vendor, runtime, config_table, smbios;
	struct machine_efi_entry *entry;
	size_t nr_entries;
};

/* /sys/firmware/edd in the layout of boot_params (struct edd_info of Linux uapi). */
struct machine_edd {
	uint8_t info[MACHINE_EDD_MAX][82];
	unsigned int nr_info;
	uint32_t mbr_signature[MACHINE_MBR_MAX];
	unsigned int nr_mbr;
};

/* What a crash kernel's dump must say about this kernel. */
struct machine_note {
	phys_t address;
	uint64_t size;
};

struct machine_crash {
	struct prange *region; /* "Crash kernel" of /proc/iomem, sorted; half-open */
	size_t nr_regions;
	struct prange *cma; /* crashkernel=SIZE,cma: RAM of the leader's users, which the
			     * crash kernel may use and the dump leaves out */
	size_t nr_cma;
	struct machine_note *cpu; /* crash_notes of each possible CPU that has one */
	size_t nr_cpus;
	struct machine_note vmcoreinfo; /* size 0 unknown */
	struct prange kernel;	  /* physical "Kernel code" … brk; empty unknown */
	uint64_t kernel_virtual;  /* where `kernel`.start is mapped; 0 unknown */
	uint64_t page_offset;	  /* of the direct map; 0 unknown */
	uint64_t elfcorehdr_size; /* /sys/kernel/crash_elfcorehdr_size; 0 no hot-plug */
	uint64_t reserved_size;	  /* /sys/kernel/kexec_crash_size; 0 none */
};

/* A segment's buses in memory: PCI Firmware Specification 3.3 section 4.1.2 (MCFG). */
struct machine_ecam {
	phys_t base; /* of bus 0, whether that is among them or not */
	uint16_t segment;
	uint8_t bus_first, bus_last; /* inclusive */
};

/*
 * What only an examination of the host asks for (lib/check/): what the leader runs on,
 * and how it is set. NULL, FACT_UNKNOWN and 0 are "not told".
 */
struct machine_host {
	char *cpu_flags;	/* of the first CPU, a blank before and behind each */
	char *config;		/* of the leader's kernel, as Kconfig writes it */
	char *clocksource;	/* in use: "tsc", "hpet" … */
	char *hypervisor;	/* /sys/hypervisor: "xen PV"; NULL none or not told */
	char *vendor, *product; /* DMI: who made the system, and its name */
	char *iommus;		/* "dmar0 dmar1": those in use */
	enum fact iommu;	/* NO: none is in use */
	size_t nr_iommu_groups;
	enum fact intr_remap; /* interrupts go through an IOMMU's table */
	enum fact smt;	      /* two threads of one core run */
	enum fact nmi_watchdog;
	enum fact sig_enforce;	 /* module signatures */
	enum fact secure_boot;	 /* of the firmware */
	enum fact x2apic_locked; /* the firmware forbids to leave x2APIC mode */
	enum fact bsp_known;	 /* NO: the module found it on no online CPU */
	int64_t bsp_apicid;	 /* the machine's boot processor; -1 unknown */
	bool bsp_is_told;	 /* by the processor itself, not only by firmware */
	enum fact acpi;		 /* the leader uses ACPI tables */
	enum fact madt;
	enum fact kvm;		   /* NO not loaded, YES loaded */
	uint64_t kvm_users;	   /* of kvm_intel or kvm_amd */
	char *vmm;		   /* another one's module that takes VMX: "vboxdrv" */
	struct machine_ecam *mcfg; /* what the MCFG tells */
	size_t nr_mcfg;
	enum fact mcfg_known;
};

/* What the firmware left behind, and what the leader was told at boot. */
struct machine_firmware {
	struct memory_entry *map; /* /sys/firmware/memmap, sorted */
	size_t nr_map;
	bool has_memmap;      /* else `map` is boot_params' e820 */
	uint8_t *boot_params; /* leader's zero page, NULL unknown */
	size_t boot_params_size;
	phys_t rsdp;	   /* 0 unknown */
	uint16_t efi_bits; /* 0 no EFI, 32, 64 */
	struct machine_efi efi;
	struct machine_edd edd;
	/*
	 * The leader's screen_info, as it was told at boot. A new kernel may draw there
	 * while the mode of then is in force, has_screen; else its early messages would
	 * go to memory that no screen shows (a black screen), and it must be told
	 * nothing, unless the user says --reuse-video-type. It is in force when
	 * boot_params has one and a firmware framebuffer is registered (efifb, vesafb,
	 * simplefb, simpledrm, efidrm …: a native driver removes them when it comes), or
	 *   no framebuffer is there, and no DRM driver has the device with boot_vga = 1.
	 * When its BAR has been moved, lfb_base is where /proc/iomem has the framebuffer.
	 */
	uint8_t screen_info[64];
	bool has_screen;
};

/* The leader's memory. */
struct machine_memory {
	struct iomem_entry *iomem; /* /proc/iomem in file order */
	size_t nr_iomem;
	enum fact iomem_known;	    /* NO: all addresses read as zero (no root) */
	uint64_t block_size;	    /* bytes; 0 = no memory hot-plug */
	uint64_t available;	    /* bytes that can be taken now; 0 unknown */
	uint64_t corrupted;	    /* bytes of pages known to be bad */
	struct memory_block *block; /* sorted by address */
	size_t nr_blocks;
};

struct machine_cpus {
	struct machine_cpu *cpu; /* present CPUs, ascending */
	size_t nr;
	enum fact x2apic;	       /* leader runs in x2APIC mode */
	phys_t lapic_base;	       /* 0xfee00000 */
	unsigned int max_apicid_known; /* highest id seen anywhere, 0 none */
	uint8_t apicid_used[32];       /* bitmap of ids 0..255 that the machine has */
	uint64_t tsc_khz;	       /* 0 unknown (told by the module) */
};

struct machine_devices {
	struct machine_uart *uart;
	size_t nr_uarts;
	/* Only after machine_read_devices(): looking at a device may wake it up. */
	struct machine_pci *pci; /* by address */
	size_t nr_pci;
	struct machine_disk *disk;
	size_t nr_disks;
	struct machine_ecam *ecam; /* that the leader itself uses */
	size_t nr_ecam;
};

/* What mint.ko tells. */
struct machine_module {
	enum fact loaded;	  /* /dev/mint's sysfs node exists */
	struct prange trampoline; /* leader's, below 1 MiB; empty unknown */
	struct prange park;	  /* page of the module; empty unknown */
	struct machine_os *os;
	size_t nr_os;
};

/* May this leader load a kernel, and has it? */
struct machine_kexec {
	enum fact locked_down;	/* /sys/kernel/security/lockdown not [none] */
	enum fact disabled;	/* kernel.kexec_load_disabled */
	enum fact spent;	/* kernel.kexec_load_limit_reboot is 0 */
	enum fact loaded;	/* /sys/kernel/kexec_loaded */
	enum fact crash_loaded; /* /sys/kernel/kexec_crash_loaded */
	enum fact crypt_keys;	/* of dm-crypt are waiting for a crash kernel */
	enum fact measurements; /* IMA's log has more than its first entry */
	struct machine_crash crash;
};

struct machine {
	char *sysroot; /* "" for this machine */
	char *cmdline; /* of the leader */
	char *release; /* of the leader, uname -r */
	struct machine_firmware firmware;
	struct machine_memory memory;
	struct machine_cpus cpus;
	struct machine_devices devices;
	struct machine_module module;
	struct machine_kexec kexec;
	struct machine_host host;
};

/** machine_os_region - its region; empty when it was not given one yet */
struct prange machine_os_region(const struct machine_os *os);

/** machine_os_free - what it points to; fine on a zeroed one, and twice */
void machine_os_free(struct machine_os *os);

/** machine_oses_free - the array of them, and what they point to; NULL with 0 is fine */
void machine_oses_free(struct machine_os *os, size_t count);

/** machine_free - what it points to, and then it is all zeros */
void machine_free(struct machine *machine);

/** machine_ram - firmware RAM as a list (no boot parameter can hide it); 0 or -ENOMEM */
int machine_ram(const struct machine *machine, struct prange_list *ret);

/** machine_system_ram - "System RAM" of the leader's /proc/iomem; 0 or -ENOMEM */
int machine_system_ram(const struct machine *machine, struct prange_list *ret);

/**
 * machine_unplug_owner - with whom a piece of @range can leave the running machine
 *
 * Linux asks nobody before offline memory leaves. Return: what names it: "PNP0C80:00", or
 * "System RAM (virtio_mem)" of /proc/iomem (without root only the former is seen); NULL
 * when nothing can. @ret: that memory block or entry, written only when something can
 */
const char *machine_unplug_owner(const struct machine *machine, struct prange range,
				 struct prange *ret);

/**
 * machine_unplug_is_acpi - is @owner an ACPI device? acpi_no_memhotplug on the leader's
 * command line makes its memory stay; that of a driver can leave as long as it is there
 */
bool machine_unplug_is_acpi(const char *owner);

/** machine_ejectable - bytes of blocks of ACPI devices that reach into @limit */
uint64_t machine_ejectable(const struct machine *machine, struct prange limit);

/**
 * machine_load_refusal - the setting for which neither mint.ko nor kexec_load(2) loads
 *
 * Return: static text without what to do: only a reboot of the leader resets any of them;
 * NULL when none is known.
 */
const char *machine_load_refusal(const struct machine *machine);

/** machine_block_owner - the same of one block */
const char *machine_block_owner(const struct machine *machine,
				const struct memory_block *block);

/** machine_cpu_find - NULL when the machine has no such CPU */
const struct machine_cpu *machine_cpu_find(const struct machine *machine,
					   unsigned int cpu);

/** machine_pci_find - NULL when the leader sees no such function */
const struct machine_pci *machine_pci_find(const struct machine *machine, struct bdf bdf);

/** machine_iomem_name - name of the deepest /proc/iomem entry that overlaps, or NULL */
const char *machine_iomem_name(const struct machine *machine, struct prange range);

#endif
