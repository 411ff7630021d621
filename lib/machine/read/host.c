/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.c - what the leader runs on, and how it is set: one small file each
 *
 * In: proc, sys, boot/config-*. Out: struct machine_host.
 * Ref: Documentation/ABI/testing/sysfs-class-iommu, sysfs-devices-system-cpu (smt),
 * sysfs-hypervisor-xen; admin-guide/kernel-parameters.rst (module.sig_enforce); UEFI
 * 2.10 section 3.3 (SecureBoot); boot_params.secure_boot of Linux
 * arch/x86/include/uapi/asm/bootparam.h.
 */
#include "machine/read/host.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/cleanup.h"
#include "machine/host.h"
#include "machine/read/boot_params.h"
#include "machine/text.h"

#define CONFIG_MAX		(4 << 20) /* Debian's has 260 KiB */
#define BOOT_PARAMS_SECURE_BOOT 0x1ec
#define SECURE_BOOT_DISABLED	2
#define SECURE_BOOT_ENABLED	3

int host_read_flags(const struct sysroot *root, const char *path, struct machine *machine,
		    struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	const char *flags;
	size_t size = 0;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	flags = cpuinfo_flags(text, &size);
	if (!flags)
		return -ENOENT;
	return asprintf(&machine->host.cpu_flags, " %.*s ", (int)size, flags) < 0
		       ? -ENOMEM
		       : 0;
}

/* A gzip file of at most CONFIG_MAX bytes, unpacked; NUL-terminated. */
static int gzip_unpack(struct bytes packed, char **ret)
{
	AUTO_FREE char *text = malloc(CONFIG_MAX + 1);
	z_stream stream = { 0 };
	int state;

	if (!text || inflateInit2(&stream, MAX_WBITS + 16) != Z_OK)
		return -ENOMEM;
	stream.next_in = (Bytef *)(uintptr_t)packed.data;
	stream.avail_in = (uInt)packed.size;
	stream.next_out = (Bytef *)text;
	stream.avail_out = CONFIG_MAX;
	state = inflate(&stream, Z_FINISH);
	text[stream.total_out] = '\0';
	inflateEnd(&stream);
	if (state != Z_STREAM_END)
		return -EINVAL;
	*ret = strdup(text);
	return *ret ? 0 : -ENOMEM;
}

int host_read_config_gz(const struct sysroot *root, const char *path,
			struct machine *machine, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer packed = { 0 };
	int err = sysroot_bytes(root, path, &packed, diag);

	if (err)
		return err;
	err = gzip_unpack(buffer_view(&packed), &machine->host.config);
	if (err == -EINVAL)
		return sysroot_fail(root, path, 0, err, diag,
				    "no gzip file of up to 4 MiB");
	return err;
}

/* Of the running release only: others may lie there too. */
int host_read_config(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot boot = { -1, NULL };
	AUTO_FREE char *name = NULL;
	int err;

	(void)diag;
	if (!machine->release)
		return -ENOENT;
	if (asprintf(&name, "config-%s", machine->release) < 0)
		return -ENOMEM;
	err = sysroot_enter(root, path, &boot);
	if (err)
		return err;
	/* What somebody left in /boot must not keep a launch from happening. */
	return sysroot_text(&boot, name, &machine->host.config, NULL) ? -ENOENT : 0;
}

int host_read_clocksource(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	return sysroot_word(root, path, &machine->host.clocksource, diag);
}

/* "xen", and what kind of guest it sees us as: "PV", "HVM", "PVH". */
int host_read_hypervisor(const struct sysroot *root, const char *path,
			 struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_FREE char *type = NULL;
	AUTO_FREE char *guest = NULL;
	int err = sysroot_enter(root, path, &at);

	if (err)
		return err;
	err = sysroot_word(&at, "type", &type, diag);
	if (err)
		return err;
	err = sysroot_word(&at, "guest_type", &guest, diag);
	if (err && err != -ENOENT)
		return err;
	return asprintf(&machine->host.hypervisor, "%s%s%s", type, guest ? " " : "",
			guest ? guest : "") < 0
		       ? -ENOMEM
		       : 0;
}

int host_read_vendor(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	return sysroot_word(root, path, &machine->host.vendor, diag);
}

int host_read_product(const struct sysroot *root, const char *path,
		      struct machine *machine, struct diag *diag)
{
	return sysroot_word(root, path, &machine->host.product, diag);
}

int host_read_iommus(const struct sysroot *root, const char *path,
		     struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	CLEANUP(buffer_free) struct buffer list = { 0 };
	int err = sysroot_list(root, path, &at, &names);

	(void)diag;
	if (err)
		return err;
	for (int i = 0; i < names.count; i++) {
		err = buffer_printf(&list, "%s%s", i ? " " : "", names.at[i]->d_name);
		if (err)
			return err;
	}
	err = buffer_append(&list, "", 1);
	if (err)
		return err;
	machine->host.iommus = (char *)list.data;
	machine->host.iommu = names.count ? FACT_YES : FACT_NO;
	list = (struct buffer){ 0 };
	return 0;
}

/* Kernels without IOMMUs have no such class, a recorded machine none of its links. */
int host_read_iommus_absent(const struct sysroot *root, const char *path,
			    struct machine *machine, struct diag *diag)
{
	(void)diag;
	if (!sysroot_has(root, path))
		return -ENOENT;
	machine->host.iommu = FACT_NO;
	return 0;
}

/* Their directory is made at boot by kernels that know IOMMUs, used or not. */
int host_read_iommu_groups(const struct sysroot *root, const char *path,
			   struct machine *machine, struct diag *diag)
{
	AUTO_SYSROOT struct sysroot at = { -1, NULL };
	AUTO_NAMES struct sysroot_names names = { 0 };
	int err = sysroot_list(root, path, &at, &names);

	(void)diag;
	if (err)
		return err;
	machine->host.nr_iommu_groups = (size_t)names.count;
	return 0;
}

int host_read_interrupts(const struct sysroot *root, const char *path,
			 struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_text(root, path, &text, diag);

	if (err)
		return err;
	machine->host.intr_remap = interrupts_are_remapped(text);
	return 0;
}

static int switch_read(const struct sysroot *root, const char *path, enum fact *ret,
		       struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	if (!*text || text[1] || !strchr("01YN", *text))
		return sysroot_fail(root, path, 1, -EINVAL, diag,
				    "0, 1, Y or N was expected");
	*ret = *text == '1' || *text == 'Y' ? FACT_YES : FACT_NO;
	return 0;
}

int host_read_smt(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	return switch_read(root, path, &machine->host.smt, diag);
}

int host_read_nmi_watchdog(const struct sysroot *root, const char *path,
			   struct machine *machine, struct diag *diag)
{
	return switch_read(root, path, &machine->host.nmi_watchdog, diag);
}

int host_read_sig_enforce(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	return switch_read(root, path, &machine->host.sig_enforce, diag);
}

int host_read_x2apic_locked(const struct sysroot *root, const char *path,
			    struct machine *machine, struct diag *diag)
{
	return switch_read(root, path, &machine->host.x2apic_locked, diag);
}

/* As the EFI stub found it; a boot loader that jumps over the stub leaves 0. */
int host_read_secure_boot_params(const struct sysroot *root, const char *path,
				 struct machine *machine, struct diag *diag)
{
	uint8_t value = 0;

	(void)root;
	(void)path;
	(void)diag;
	if (bytes_get_u8(boot_params_view(machine), BOOT_PARAMS_SECURE_BOOT, &value) ||
	    (value != SECURE_BOOT_DISABLED && value != SECURE_BOOT_ENABLED))
		return -ENOENT;
	machine->host.secure_boot = value == SECURE_BOOT_ENABLED ? FACT_YES : FACT_NO;
	return 0;
}

/* Four bytes of attributes, then the variable: one byte. */
int host_read_secure_boot(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer data = { 0 };
	uint8_t value = 0;
	int err = sysroot_bytes(root, path, &data, diag);

	if (err)
		return err;
	if (bytes_get_u8(buffer_view(&data), 4, &value))
		return sysroot_fail(root, path, 0, -EINVAL, diag,
				    "five bytes were expected");
	machine->host.secure_boot = value ? FACT_YES : FACT_NO;
	return 0;
}

/* Empty: the flag is set on no CPU that was online when the module came. */
int host_read_bsp_module(const struct sysroot *root, const char *path,
			 struct machine *machine, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	uint64_t apicid;
	int err = sysroot_word(root, path, &text, diag);

	if (err)
		return err;
	machine->host.bsp_is_told = true;
	machine->host.bsp_known = *text ? FACT_YES : FACT_NO;
	machine->host.bsp_apicid = -1;
	if (!*text)
		return 0;
	if (text_number(text, 10, &apicid) || apicid > UINT32_MAX)
		return sysroot_fail(root, path, 1, -EINVAL, diag,
				    "an APIC id was expected");
	machine->host.bsp_apicid = (int64_t)apicid;
	return 0;
}

int host_read_madt(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	(void)diag;
	if (!sysroot_has(root, path))
		return -ENOENT;
	machine->host.madt = FACT_YES;
	machine->host.acpi = FACT_YES;
	return 0;
}

/* What ACPI tells everybody, whatever it holds. */
int host_read_acpi(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	(void)diag;
	if (!sysroot_has(root, path))
		return -ENOENT;
	machine->host.acpi = FACT_YES;
	return 0;
}

int host_read_kvm(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	int err = sysroot_number(root, path, 10, &machine->host.kvm_users, diag);

	if (err)
		return err;
	machine->host.kvm = FACT_YES;
	return 0;
}

/* Modules can be listed, and KVM is not among them: asked last. */
int host_read_kvm_absent(const struct sysroot *root, const char *path,
			 struct machine *machine, struct diag *diag)
{
	(void)diag;
	if (!sysroot_has(root, path))
		return -ENOENT;
	machine->host.kvm = FACT_NO;
	return 0;
}

/* sys/module/NAME/refcnt: NAME. */
int host_read_vmm(const struct sysroot *root, const char *path, struct machine *machine,
		  struct diag *diag)
{
	const char *name = path + strlen("sys/module/");

	(void)diag;
	if (!sysroot_has(root, path))
		return -ENOENT;
	machine->host.vmm = strndup(name, strcspn(name, "/"));
	return machine->host.vmm ? 0 : -ENOMEM;
}

int host_read_ecam(const struct sysroot *root, const char *path, struct machine *machine,
		   struct diag *diag)
{
	CLEANUP(buffer_free) struct buffer table = { 0 };
	struct machine_host *host = &machine->host;
	int err = sysroot_bytes(root, path, &table, diag);

	if (err)
		return err;
	/* Firmware gets this wrong at times; then Linux does not use it either. */
	if (mcfg_parse(buffer_view(&table), &host->mcfg, &host->nr_mcfg))
		host->mcfg_known = FACT_NO;
	else
		host->mcfg_known = host->nr_mcfg ? FACT_YES : FACT_NO;
	return 0;
}

/* Its name can be seen by everybody, its bytes cannot; no name: there is none. */
int host_read_ecam_absent(const struct sysroot *root, const char *path,
			  struct machine *machine, struct diag *diag)
{
	(void)diag;
	if (!sysroot_has(root, path) ||
	    sysroot_has(root, "sys/firmware/acpi/tables/MCFG"))
		return -ENOENT;
	machine->host.mcfg_known = FACT_NO;
	return 0;
}
