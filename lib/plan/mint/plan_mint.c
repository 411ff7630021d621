/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mint.c - the mint policy: one plan from request, machine and image
 *
 * Order: what one may have (resources.c), where (low.c, placement.c), may it be so
 * (rules*.c), and only when no rule is broken the bytes (segments.c).
 * In: plan_inputs. Out: struct plan.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/cmdline.h"
#include "plan/mint/handover.h"
#include "plan/mint/policy.h"
#include "platform/acpi/acpi.h"
#include "platform/command_line.h"

static const char *const rule_ids[RULE_COUNT] = {
	[RULE_R1] = "R1",    [RULE_R2] = "R2", [RULE_R3] = "R3", [RULE_R4A] = "R4-A",
	[RULE_R4B] = "R4-B", [RULE_R5] = "R5", [RULE_R6] = "R6", [RULE_R7] = "R7",
};

void plan_rules_reset(struct plan *plan)
{
	for (int i = 0; i < RULE_COUNT; i++) {
		plan->rule[i].id = rule_ids[i];
		rule_set(&plan->rule[i], FACT_UNKNOWN, "not looked at");
	}
}

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

	spec->region = plan->region;
	spec->realmode = policy->realmode;
	spec->swiotlb = policy->swiotlb;
	spec->lapic = machine->cpus.lapic_base;
	for (unsigned int i = 0; i < plan->nr_cpus; i++)
		spec->apicid[i] = plan->cpu[i].apicid < 0 ? PLATFORM_APICID_UNKNOWN
							  : (uint32_t)plan->cpu[i].apicid;
	spec->nr_cpus = plan->nr_cpus;
	spec->leader_x2apic = machine->cpus.x2apic == FACT_YES;
	spec->uart_port = plan->uart_port;
	spec->uart_uid = plan->uart_line;
	spec->hang_timeout_ms = plan->hang_timeout_ms;
	spec->tsc_khz = machine->cpus.tsc_khz;
	spec->kernel_version = policy->in->image->version;
	if (platform_ghost_apicid(machine->cpus.apicid_used, &spec->ghost_apicid))
		return diag_fail(
			policy->diag, -ENOSPC,
			"all APIC ids below 255 are in use: no sacrificial id is left");
	return 0;
}

int policy_cmdline(struct policy *policy)
{
	const struct request *request = policy->in->request;
	const struct machine *machine = policy->in->machine;
	CLEANUP(buffer_free) struct buffer user = { 0 };
	int err = 0;

	if (request->reuse_cmdline && !machine->cmdline)
		return diag_fail(policy->diag, -ENODATA,
				 "--reuse-cmdline: the leader's command line is unknown: "
				 "no /proc/cmdline");
	if (request->reuse_cmdline)
		err = cmdline_remove(machine->cmdline, "BOOT_IMAGE", &user);
	if (!err && request->append && *request->append)
		err = cmdline_append(&user, request->append);
	if (!err)
		err = buffer_append(&user, "", 1);
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
	in->pool_size = rules_hold(policy->plan) ? handoff_table_pool_size(&handoff) : 0;
	in->region = policy->plan->region;
	in->swiotlb = policy->swiotlb;
	in->cmdline_size = policy->plan->cmdline.size + 1;
	in->is_beside = policy_is_beside(policy);
	in->kernel_room = policy->in->image->room;
	in->initrd_size = policy->in->initrd.size;
	in->initrd_limit = placement_initrd_limit(policy->in->image);
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

int policy_place(struct policy *policy)
{
	struct plan_rule *rule = &policy->plan->rule[RULE_R4A];
	const struct placement_input *in = &policy->place_in;
	struct rule_r4a_input r4a;
	int err;

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
	if (!place_is_ram(policy)) {
		rule_set(
			rule, FACT_NO,
			"boot area and kernel need RAM from X + 1 MiB to 0x%llx; the "
			"firmware's map has other things there (choose another X)",
			(unsigned long long)(policy->place.kernel + in->kernel_room - 1));
		return 0;
	}
	err = placement_initrd(in, &policy->place);
	if (err != -ENOSPC)
		return err;
	/* The region is large enough, it only is no RAM: R7 says what lies there. */
	if (policy->plan->rule[RULE_R7].ok == FACT_NO)
		return 0;
	rule_set(rule, FACT_NO,
		 "no %llu contiguous bytes of RAM for the initrd between kernel and Y",
		 (unsigned long long)in->initrd_size);
	return 0;
}

static int policy_run(struct policy *policy)
{
	const struct machine *machine = policy->in->machine;
	int err = policy_name(policy);

	if (!err)
		err = machine_ram(machine, &policy->ram);
	if (!err)
		err = machine_system_ram(machine, &policy->system_ram);
	if (!err)
		err = policy_auto(policy);
	if (!err)
		err = policy_cpus(policy);
	if (!err)
		err = policy_uart(policy);
	if (!err)
		err = policy_devices(policy);
	if (!err)
		err = policy_watchdog(policy);
	if (!err)
		err = policy_kernel(policy);
	if (!err)
		err = policy_windows(policy);
	if (err)
		return err;
	policy_rules(policy);
	if (policy_is_beside(policy))
		err = spec_fill(policy);
	if (!err)
		err = policy_cmdline(policy);
	if (!err)
		err = policy_place(policy);
	if (err || !rules_hold(policy->plan))
		return err;
	policy->spec.area = policy->place.area;
	policy->spec.mailbox = policy->place.mailbox;
	policy->plan->mailbox = policy->place.mailbox;
	return policy_segments(policy);
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

int plan_verdict(const struct plan *plan, struct diag *diag)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (plan->rule[i].ok == FACT_NO)
			return diag_fail(diag, -EINVAL, "%s: %s", plan->rule[i].id,
					 plan->rule[i].detail);
	return 0;
}

void plan_free(struct plan *plan)
{
	buffer_free(&plan->cmdline);
	for (size_t i = 0; i < ARRAY_SIZE(plan->blob); i++)
		buffer_free(&plan->blob[i]);
}
