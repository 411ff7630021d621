/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resources.c - name, CPUs, UART and kernel: may this OS have them?
 *
 * In: request, machine, image. Out: the plan's name, CPUs and port, or one error line.
 */
#include "plan/mint/resources.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/host.h"
#include "plan/rules/cores.h"

/* docs/platform.md "Kernels that are too old" */
#define KERNEL_OLDEST ((5U << 16) | (10U << 8))
#define PORT_MAX      0xfff8 /* a UART has eight ports */

static bool name_is_taken(const struct machine *machine, const char *name)
{
	for (size_t i = 0; i < machine->module.nr_os; i++)
		if (!strcmp(machine->module.os[i].name, name))
			return true;
	return false;
}

int policy_name(struct policy *policy)
{
	const struct request *request = policy->in->request;
	const struct machine *machine = policy->in->machine;
	char *name = policy->plan->name;

	if (!*request->name) {
		for (unsigned int n = 1; n <= machine->module.nr_os + 1; n++) {
			snprintf(name, REQUEST_NAME_SIZE, "os%u", n);
			if (!policy_is_beside(policy) || !name_is_taken(machine, name))
				return 0;
		}
	}
	snprintf(name, REQUEST_NAME_SIZE, "%s", request->name);
	if (policy_is_beside(policy) && name_is_taken(machine, name))
		return diag_fail(policy->diag, -EEXIST,
				 "an OS named %s exists already (mintctl release %s, or "
				 "another --mint-name)",
				 name, name);
	return 0;
}

static int cpu_unknown(const struct policy *policy, unsigned int cpu)
{
	const struct machine *machine = policy->in->machine;
	size_t nr = machine->cpus.nr;

	if (!nr)
		return diag_fail(policy->diag, -EINVAL,
				 "CPU %u is unknown: no CPU is known at all (is /sys "
				 "mounted? /sys/devices/system/cpu names them)",
				 cpu);
	return diag_fail(policy->diag, -EINVAL,
			 "CPU %u is unknown: this machine has %zu CPUs, 0 to %u", cpu, nr,
			 machine->cpus.cpu[nr - 1].cpu);
}

/* INIT must reach it, and only it. */
static int apicid_check(const struct policy *policy, const struct machine_cpu *cpu)
{
	const struct machine *machine = policy->in->machine;
	char id[32] = "an APIC id";

	if (cpu_has_large_id(machine, cpu)) {
		if (cpu->apicid >= 0)
			snprintf(id, sizeof(id), "APIC id %" PRId64, cpu->apicid);
		return diag_fail(policy->diag, -ENOTSUP,
				 "CPU %u has %s above %d, which a core in xAPIC mode "
				 "cannot have (choose another CPU)",
				 cpu->cpu, id, MINT_LAST_APICID);
	}
	if (machine->host.bsp_is_told && cpu->apicid >= 0 &&
	    cpu->apicid == machine->host.bsp_apicid)
		return diag_fail(policy->diag, -EINVAL,
				 "CPU %u (APIC id %" PRId64 ") is the machine's boot "
				 "processor: INIT would restart the machine (choose "
				 "another CPU)",
				 cpu->cpu, cpu->apicid);
	return 0;
}

static int cpu_check(const struct policy *policy, unsigned int cpu)
{
	const struct machine *machine = policy->in->machine;
	const struct machine_cpu *found = machine_cpu_find(machine, cpu);
	const struct machine_os *owner = cpu_owner(machine, cpu);

	if (cpu == 0)
		return diag_fail(policy->diag, -EINVAL,
				 "CPU 0 stays with the leader (choose from 1 on)");
	if (!found)
		return cpu_unknown(policy, cpu);
	if (owner)
		return diag_fail(policy->diag, -EBUSY, "CPU %u is owned by OS %s (%s)",
				 cpu, owner->name, owner->state);
	if (found->is_online && !found->can_offline)
		return diag_fail(
			policy->diag, -EINVAL,
			"CPU %u cannot be taken offline: it has no online attribute",
			cpu);
	if (found->is_virgin)
		return diag_fail(policy->diag, -EINVAL,
				 "CPU %u was never online in this leader: its microcode "
				 "and settings are the firmware's (echo 1 >"
				 "/sys/devices/system/cpu/cpu%u/online once, or choose "
				 "another CPU)",
				 cpu, cpu);
	return apicid_check(policy, found);
}

static int cpu_add(const struct policy *policy, unsigned int cpu)
{
	struct plan *plan = policy->plan;
	int err = cpu_check(policy, cpu);

	if (err)
		return err;
	for (unsigned int i = 0; i < plan->nr_cpus; i++)
		if (plan->cpu[i].cpu == cpu)
			return diag_fail(policy->diag, -EINVAL, "CPU %u is listed twice",
					 cpu);
	plan->cpu[plan->nr_cpus++] = (struct plan_cpu){
		.cpu = cpu,
		.apicid = machine_cpu_find(policy->in->machine, cpu)->apicid,
	};
	return 0;
}

/* Shorthand IPIs reach every core once two CPUs of the leader are online. */
static void warn_broadcast(struct policy *policy, size_t leader_cpus)
{
	const struct machine *machine = policy->in->machine;

	if (leader_cpus < 2 || machine_broadcasts(machine) != FACT_YES)
		return;
	diag_warn(policy->diag,
		  "the leader keeps %zu CPUs and runs without no_ipi_broadcast=1: its "
		  "broadcast interrupts can reach %s (add no_ipi_broadcast=1 to the "
		  "leader's command line)",
		  leader_cpus, policy->plan->name);
}

/* Told to, a core may be split; caches and execution units are then shared. */
static void warn_split(struct policy *policy)
{
	const struct machine_cpu *own, *other;

	own = cores_split(policy->in->machine, policy->cpu, policy->nr_cpus, &other);
	if (!own)
		return;
	diag_warn(policy->diag,
		  "CPU %u shares a core with CPU %u, which %s does not get: each slows "
		  "down the other, and can observe it (list both, or --mint-cpus=auto:N)",
		  own->cpu, other->cpu, policy->plan->name);
}

static bool policy_has_cpu(const struct policy *policy, unsigned int cpu)
{
	for (size_t i = 0; i < policy->nr_cpus; i++)
		if (policy->cpu[i] == cpu)
			return true;
	return false;
}

/* Online CPUs that the leader would keep. */
static size_t leader_cpus_left(const struct policy *policy)
{
	const struct machine *machine = policy->in->machine;
	size_t left = 0;

	for (size_t i = 0; i < machine->cpus.nr; i++)
		left += machine->cpus.cpu[i].is_online &&
			!policy_has_cpu(policy, machine->cpus.cpu[i].cpu);
	return left;
}

int policy_cpus(struct policy *policy)
{
	const char *refusal = machine_load_refusal(policy->in->machine);
	size_t left = leader_cpus_left(policy);

	if (!policy_is_beside(policy))
		return 0;
	if (refusal)
		return diag_fail(policy->diag, -EPERM,
				 "%s: mint.ko loads nothing (only a reboot of the leader "
				 "resets it)",
				 refusal);
	if (!policy->nr_cpus)
		return diag_fail(policy->diag, -EINVAL, "--mint-cpus names no CPU");
	/* Before CPU 0 is refused for its own sake: this is the better reason. */
	if (!left && policy->in->machine->cpus.nr)
		return diag_fail(policy->diag, -EINVAL,
				 "--mint-cpus takes the leader's last online CPU "
				 "(%zu asked for)",
				 policy->nr_cpus);
	for (size_t i = 0; i < policy->nr_cpus; i++) {
		int err = cpu_add(policy, policy->cpu[i]);

		if (err)
			return err;
	}
	warn_split(policy);
	warn_broadcast(policy, left);
	return 0;
}

static const struct machine_uart *uart_find(const struct machine *machine, bool by_line,
					    unsigned int value)
{
	for (size_t i = 0; i < machine->devices.nr_uarts; i++)
		if ((by_line ? machine->devices.uart[i].line
			     : machine->devices.uart[i].port) == value)
			return &machine->devices.uart[i];
	return NULL;
}

static int uart_parse(const char *text, bool *by_line, unsigned int *value)
{
	const char *digits = text;
	unsigned long number;
	char *end;

	*by_line = !strncmp(text, "ttyS", 4);
	digits += *by_line ? 4 : 2;
	if ((!*by_line && strncmp(text, "0x", 2)) || *digits < '0')
		return -EINVAL;
	errno = 0;
	number = strtoul(digits, &end, *by_line ? 10 : 16);
	if (errno || *end || number > PORT_MAX)
		return -EINVAL;
	*value = (unsigned int)number;
	return 0;
}

static const char *uart_os(const struct policy *policy, uint16_t port)
{
	const struct machine *machine = policy->in->machine;

	for (size_t o = 0; policy_is_beside(policy) && o < machine->module.nr_os; o++)
		if (machine->module.os[o].uart == port)
			return machine->module.os[o].name;
	return NULL;
}

int policy_uart(struct policy *policy)
{
	const char *text = policy->in->request->uart, *os;
	const struct machine_uart *uart;
	unsigned int value;
	bool by_line;

	if (!text || !strcmp(text, "none"))
		return 0;
	if (uart_parse(text, &by_line, &value))
		return diag_fail(policy->diag, -EINVAL,
				 "--mint-uart=%s is neither none, ttySN nor 0xPORT",
				 text);
	uart = uart_find(policy->in->machine, by_line, value);
	os = uart ? uart_os(policy, uart->port) : NULL;
	if (os)
		return diag_fail(policy->diag, -EBUSY,
				 "--mint-uart=%s: ttyS%u (0x%x) is owned by OS %s", text,
				 uart->line, uart->port, os);
	if (!uart || uart->is_undriven)
		return diag_fail(policy->diag, -ENODEV,
				 "--mint-uart=%s: this machine has no such serial port%s",
				 text, uart ? " that the leader's driver knows" : "");
	if (uart->is_console)
		return diag_fail(policy->diag, -EBUSY,
				 "--mint-uart=%s: ttyS%u (0x%x) is the leader's console",
				 text, uart->line, uart->port);
	policy->plan->uart_port = uart->port;
	policy->plan->uart_line = (uint16_t)uart->line;
	return 0;
}

int policy_watchdog(struct policy *policy)
{
	uint32_t timeout_ms = policy->in->request->hang_timeout_ms;

	if (timeout_ms && !policy_is_beside(policy))
		return diag_fail(policy->diag, -EINVAL,
				 "--mint-hang-timeout: nobody watches an OS that "
				 "replaces the leader (give it CPUs: --mint-cpus)");
	policy->plan->hang_timeout_ms = timeout_ms;
	return 0;
}

int policy_scrub(struct policy *policy)
{
	if (!policy->in->request->keep_contents)
		return 0;
	if (!policy_is_beside(policy))
		return diag_fail(policy->diag, -EINVAL,
				 "--mint-no-scrub: nothing is cleared for an OS that "
				 "replaces the leader (give it CPUs: --mint-cpus)");
	policy->plan->keeps_contents = true;
	diag_warn(policy->diag, "its memory is not cleared: it can read what the leader "
				"left there (--mint-no-scrub)");
	return 0;
}

int policy_kernel(struct policy *policy)
{
	const struct image *image = policy->in->image;
	char reason[256] = "";

	if (!image->is_linux)
		snprintf(reason, sizeof(reason),
			 "no Linux banner in this %s: its behaviour beside another OS is "
			 "unknown",
			 image->type ? image->type : "file");
	else if (policy_is_beside(policy) && image->version < KERNEL_OLDEST)
		snprintf(reason, sizeof(reason),
			 "kernel %s is older than 5.10 and may seize the leader's "
			 "hardware",
			 *image->release ? image->release : "of unknown version");
	if (!*reason)
		return 0;
	if (!policy->in->request->force)
		return diag_fail(policy->diag, -ENOTSUP, "%s (--mint-force overrides)",
				 reason);
	diag_warn(policy->diag, "%s; loaded all the same (--mint-force)", reason);
	return 0;
}
