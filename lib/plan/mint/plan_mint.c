/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan_mint.c - the mint policy: one plan from request, machine and image
 *
 * Order: what one may have (resources.c), where (low.c, placement.c), may it be so
 * (rules*.c), and only when no rule is broken the bytes (segments.c).
 * In: plan_inputs. Out: struct plan.
 */
#include "plan/mint/plan_mint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "image/setup.h"
#include "machine/free_ram.h"
#include "plan/mint/auto.h"
#include "plan/mint/devices.h"
#include "plan/mint/handover.h"
#include "plan/mint/low.h"
#include "plan/mint/policy.h"
#include "plan/mint/resources.h"
#include "plan/mint/segments.h"
#include "plan/mint/user_line.h"
#include "plan/rules/rules.h"
#include "platform/acpi/acpi.h"
#include "platform/command_line.h"
#include "purgatory/paging.h"

static bool rules_hold(const struct plan *plan)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (plan->rule[i].ok == FACT_NO)
			return false;
	return true;
}

/* What the successor is told of the machine, but for addresses inside the region. */
static int spec_fill(struct policy *policy)
{
	const struct machine *machine = policy->in->machine;
	const struct plan *plan = policy->plan;
	struct platform_spec *spec = &policy->spec;

	if (!policy_is_beside(policy))
		return 0;
	spec->region = plan->region;
	spec->realmode = policy->realmode;
	spec->swiotlb = policy->swiotlb;
	spec->lapic = machine->cpus.lapic_base;
	for (unsigned int i = 0; i < plan->nr_cpus; i++)
		spec->apicid[i] = plan->cpu[i].apicid < 0 ? PLATFORM_APICID_UNKNOWN
							  : (uint32_t)plan->cpu[i].apicid;
	spec->nr_cpus = plan->nr_cpus;
	spec->leader_x2apic = machine->cpus.x2apic == FACT_YES;
	spec->leader_tsc = machine->host.clocksource &&
			   strcmp(machine->host.clocksource, "tsc") == 0;
	spec->uart_port = plan->uart_port;
	spec->uart_uid = plan->uart_line;
	spec->hang_timeout_ms = plan->hang_timeout_ms;
	spec->tsc_khz = machine->cpus.tsc_khz;
	spec->kernel_version = policy->in->image->version;
	spec->is_unpacked = policy->in->image->kind == IMAGE_VMLINUX;
	if (platform_ghost_apicid(machine->cpus.apicid_used, &spec->ghost_apicid))
		return diag_fail(
			policy->diag, -ENOSPC,
			"all APIC ids below 255 are in use: no sacrificial id is left");
	return 0;
}

/* … and the loader's tokens. */
static int cmdline_build(struct policy *policy)
{
	CLEANUP(buffer_free) struct buffer user = { 0 };
	int err = policy_user_cmdline(policy, &user);

	if (err)
		return err;
	return platform_cmdline_build((const char *)user.data,
				      policy->in->image->cmdline_size,
				      policy_is_beside(policy) ? &policy->spec : NULL,
				      &policy->plan->cmdline, policy->diag);
}

static void place_fill(struct policy *policy)
{
	struct placement_input *in = &policy->place_in;
	struct handoff handoff;

	/* Page tables of a range that nobody can own could take for ever to count. */
	handover_maps(policy, &handoff);
	in->pool_size = rules_hold(policy->plan) ? paging_pool_size(&handoff) : 0;
	in->region = policy->plan->region;
	in->swiotlb = policy->swiotlb;
	in->cmdline_size = policy->plan->cmdline.size + 1;
	in->is_beside = policy_is_beside(policy);
	in->kernel_room = policy->in->image->room;
	in->initrd_size = policy->in->initrd.size;
	in->initrd_limit = image_initrd_limit(policy->in->image);
	in->ram = &policy->ram;
	placement_boot(in, &policy->place);
}

/* Instead: no rule says that the region is RAM, so its used parts are looked at here. */
static bool place_is_ram(const struct policy *policy)
{
	struct prange used = { policy->place.purgatory,
			       policy->place.kernel + policy->place_in.kernel_room };

	return policy_is_beside(policy) || !policy->ram.count ||
	       prange_list_covers(&policy->ram, used);
}

static int place_initrd(struct policy *policy)
{
	struct plan_rule *rule = &policy->plan->rule[RULE_R4A];
	const struct placement_input *in = &policy->place_in;
	int err = placement_initrd(in, &policy->place);

	if (err != -ENOSPC)
		return err;
	/* The region is large enough, it only is no RAM: R7 says what lies there. */
	if (policy->plan->rule[RULE_R7].ok == FACT_NO)
		return 0;
	rule_set(rule, FACT_NO,
		 "no %" PRIu64 " contiguous bytes of RAM for the initrd between kernel "
		 "and Y",
		 in->initrd_size);
	return 0;
}

/* Boot area and kernel; R4-A; the initrd. */
static int place_find(struct policy *policy)
{
	struct plan_rule *rule = &policy->plan->rule[RULE_R4A];
	const struct placement_input *in = &policy->place_in;
	struct rule_r4a_input r4a;

	place_fill(policy);
	r4a = (struct rule_r4a_input){
		.region = in->region,
		.boot_size = policy->place.boot_size,
		.kernel_room = in->kernel_room,
		.initrd_size = in->initrd_size,
		.initrd_limit = in->initrd_limit,
	};
	rule_r4a(&r4a, rule);
	if (rule->ok != FACT_YES)
		return 0;
	if (place_is_ram(policy))
		return place_initrd(policy);
	rule_set(rule, FACT_NO,
		 "boot area and kernel need RAM from X + 1 MiB to 0x%" PRIx64 "; to the "
		 "firmware, or to this kernel, it is something else (choose another X)",
		 policy->place.kernel + in->kernel_room - 1);
	return 0;
}

/* What of the firmware's RAM this kernel has set aside, above the BIOS' first MiB. */
static int set_aside_find(const struct policy *policy, struct prange_list *ret)
{
	struct prange_list CLEANUP(prange_list_free) free_ram = { 0 };
	int err = machine_free_ram(policy->in->machine, &free_ram);

	if (!err)
		err = prange_list_add_all(ret, policy->ram.at, policy->ram.count);
	if (!err)
		err = prange_list_remove(ret, (struct prange){ 0, SIZE_1M });
	for (size_t i = 0; !err && i < free_ram.count; i++)
		err = prange_list_remove(ret, free_ram.at[i]);
	return err;
}

/*
 * Instead of the leader: a disk in memory (memmap=SIZE!START), ramoops and what drivers
 * have claimed is no RAM for the next kernel either, neither to lie in nor to be told of.
 */
static int ram_spare(struct policy *policy)
{
	struct prange_list CLEANUP(prange_list_free) aside = { 0 };
	const struct machine *machine = policy->in->machine;
	const struct request *request = policy->in->request;
	int err;

	if (policy_is_beside(policy) || machine->memory.iomem_known != FACT_YES)
		return 0;
	err = set_aside_find(policy, &aside);
	for (size_t i = 0; !err && i < aside.count; i++) {
		struct prange part = aside.at[i];
		const char *name = machine_iomem_name(machine, part);

		err = prange_list_remove(&policy->ram, part);
		if (!request->auto_region && prange_overlaps(part, request->region))
			diag_warn(policy->diag,
				  "0x%" PRIx64 "-0x%" PRIx64
				  " of the region is no RAM to "
				  "this kernel (%s): it is left alone",
				  part.start, part.end - 1, name ? name : "hidden");
	}
	return err;
}

static int ram_find(struct policy *policy)
{
	int err = machine_ram(policy->in->machine, &policy->ram);

	if (!err)
		err = ram_spare(policy);
	return err ? err : machine_system_ram(policy->in->machine, &policy->system_ram);
}

/* Only when no rule is broken are there bytes to load. */
static int segments_build(struct policy *policy)
{
	if (!rules_hold(policy->plan))
		return 0;
	policy->spec.area = policy->place.area;
	policy->spec.mailbox = policy->place.mailbox;
	policy->plan->mailbox = policy->place.mailbox;
	return policy_segments(policy);
}

static int (*const steps[])(struct policy *policy) = {
	/* what one may have */
	policy_name,
	ram_find,
	policy_auto,
	policy_cpus,
	policy_uart,
	policy_devices,
	policy_watchdog,
	policy_scrub,
	policy_kernel,
	/* where, and may it be so; R4-A needs the command line's length */
	policy_windows,
	policy_rules,
	spec_fill,
	cmdline_build,
	place_find,
	/* the bytes */
	segments_build,
};

static int policy_run(struct policy *policy)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		int err = steps[i](policy);

		if (err)
			return err;
	}
	return 0;
}

int plan_mint(const struct plan_inputs *inputs, struct plan *ret, struct diag *diag)
{
	struct policy *policy;
	int err;

	memset(ret, 0, sizeof(*ret));
	plan_rules_reset(ret);
	if (!inputs->request->has_region)
		return diag_fail(
			diag, -EINVAL,
			"--mint-region is missing: it says which memory the OS gets");
	ret->mode = inputs->request->has_cpus ? PLAN_BESIDE : PLAN_INSTEAD;
	policy = calloc(1, sizeof(*policy));
	if (!policy)
		return diag_fail(diag, -ENOMEM, "out of memory while planning");
	policy->in = inputs;
	policy->plan = ret;
	policy->diag = diag;
	err = policy_run(policy);
	if (err == -ENOMEM)
		diag_fail(diag, err, "out of memory while planning");
	prange_list_free(&policy->ram);
	prange_list_free(&policy->system_ram);
	free(policy);
	return err;
}
