/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.c - a plan for people
 *
 * In: a plan, the machine. Out: UTF-8 text of at most 90 columns.
 *
 *   region X-Y, 0x40000000-0x5fffffff, 512 MiB
 *   +---------------------------------------------------------------+
 *   | 0x40000000-0x400fffff        free                       1 MiB |
 *   +---------------------------------------------------------------+
 */
#include "print/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "machine/memory_type.h"
#include "print/boxes.h"

#define BOX_WIDTH   80 /* columns inside the box */
#define RANGE_WIDTH 35 /* 0x + 13 digits, twice, and a dash */
#define LABEL_WIDTH 31
#define TEXT_WIDTH  90
#define TALL_BOX    SIZE_16M /* what is larger gets a taller box */

static void line_print(FILE *out, const char *left, const char *right)
{
	fprintf(out, "  %s", left);
	for (int i = 0; i < BOX_WIDTH; i++)
		fputs("─", out);
	fprintf(out, "%s\n", right);
}

static void range_text(struct prange range, char *buffer, size_t room)
{
	snprintf(buffer, room, "0x%" PRIx64 "-0x%" PRIx64, range.start, range.end - 1);
}

static void row_print(FILE *out, const char *left, const char *middle, uint64_t size)
{
	char text[32];

	fprintf(out, "  │ %-*s %-*s %10s │\n", RANGE_WIDTH, left, LABEL_WIDTH, middle,
		print_size(size, text, sizeof(text)));
}

static void range_print(const struct plan *plan, struct prange range, const char *name,
			unsigned int purpose, FILE *out)
{
	struct print_box box[PRINT_MAX_BOXES];
	unsigned int count =
		print_boxes(plan, range, print_free_label(plan, purpose), box);
	char text[64];

	fprintf(out, "\n%s, ", name);
	range_text(range, text, sizeof(text));
	fprintf(out, "%s, %s\n", text,
		print_size(prange_size(range), (char[32]){ 0 }, 32));
	line_print(out, "┌", "┐");
	for (unsigned int i = 0; i < count; i++) {
		range_text(box[i].range, text, sizeof(text));
		row_print(out, text, box[i].label, prange_size(box[i].range));
		if (prange_size(box[i].range) > TALL_BOX)
			fprintf(out, "  │%*s│\n", BOX_WIDTH, "");
		if (i + 1 < count)
			line_print(out, "├", "┤");
	}
	line_print(out, "└", "┘");
}

static int window_compare(const void *left, const void *right)
{
	const struct plan_window *a = left, *b = right;

	return (a->range.start > b->range.start) - (a->range.start < b->range.start);
}

/* Region and windows, low to high. */
static void map_print(const struct plan *plan, FILE *out)
{
	struct plan_window all[PLAN_MAX_WINDOWS + 1] = { { 0, plan->region } };
	unsigned int count = 1;

	for (unsigned int i = 0; i < plan->nr_windows; i++)
		all[count++] = plan->window[i];
	qsort(all, count, sizeof(all[0]), window_compare);
	for (unsigned int i = 0; i < count; i++) {
		const char *name = "region X-Y";

		if (all[i].purpose == PLAN_REALMODE)
			name = "real-mode window";
		else if (all[i].purpose == PLAN_SWIOTLB)
			name = "low window (swiotlb)";
		range_print(plan, all[i].range, name, all[i].purpose, out);
	}
}

static void cpus_print(const struct plan *plan, FILE *out)
{
	if (plan->mode == PLAN_INSTEAD) {
		fprintf(out, "\nCPUs: all of this machine\n");
		return;
	}
	fprintf(out, "\nCPUs:");
	for (unsigned int i = 0; i < plan->nr_cpus; i++) {
		const char *role = i ? "" : ", boots";

		if (plan->cpu[i].apicid < 0)
			fprintf(out, "%s %u (APIC id unknown%s)", i ? "," : "",
				plan->cpu[i].cpu, role);
		else
			fprintf(out, "%s %u (APIC id %" PRId64 "%s)", i ? "," : "",
				plan->cpu[i].cpu, plan->cpu[i].apicid, role);
	}
	fprintf(out, "\n");
	if (plan->uart_port)
		fprintf(out, "Serial port: 0x%x\n", plan->uart_port);
}

static void devices_print(const struct plan *plan, FILE *out)
{
	char text[BDF_TEXT_SIZE];

	for (unsigned int p = 0; p < plan->nr_ports; p++) {
		const struct plan_port *port = &plan->port[p];

		fprintf(out, "\nPCI buses %02x-%02x, behind root port %s:\n",
			port->first_bus, port->last_bus, bdf_text(port->bdf, text));
		for (unsigned int i = 0; i < plan->nr_devices; i++) {
			const struct plan_device *device = &plan->device[i];

			if (device->port != p)
				continue;
			fprintf(out, "  %s %04x:%04x class %06x %s%s, reset: %s\n",
				bdf_text(device->bdf, text), device->vendor,
				device->device, device->class_code,
				device->is_bridge ? "bridge "
				: *device->driver ? ""
						  : "no driver",
				device->driver,
				!device->has_reset	? "none"
				: *device->reset_method ? device->reset_method
							: "yes");
		}
	}
}

static void memory_map_print(const struct plan *plan, FILE *out)
{
	char text[64], size[32];

	if (!plan->memory_map.count)
		return;
	fprintf(out, "\nMemory map (e820):\n");
	for (unsigned int i = 0; i < plan->memory_map.count; i++) {
		const struct memory_map_entry *entry = &plan->memory_map.at[i];

		range_text(entry->range, text, sizeof(text));
		fprintf(out, "  %-*s %-25s %10s\n", RANGE_WIDTH, text,
			memory_type_text(entry->type),
			print_size(prange_size(entry->range), size, sizeof(size)));
	}
}

static void segments_print(const struct plan *plan, FILE *out)
{
	char digest[17], size[32];

	if (!plan->nr_segments)
		return;
	fprintf(out,
		"\nSegments:                          loaded     in memory  sha256\n");
	for (unsigned int i = 0; i < plan->nr_segments; i++) {
		const struct plan_segment *segment = &plan->segment[i];
		char memory[32];

		for (unsigned int k = 0; k < 8; k++)
			snprintf(digest + 2 * k, 3, "%02x", segment->sha256[k]);
		fprintf(out, "  %-12s 0x%-13" PRIx64 " %10s  %10s  %s\n", segment->name,
			segment->start,
			print_size(segment->data.size, size, sizeof(size)),
			print_size(segment->memsz, memory, sizeof(memory)),
			!segment->is_known   ? "unknown"
			: segment->data.size ? digest
					     : "-");
	}
	fprintf(out, "  purgatory enters at 0x%" PRIx64 ", the kernel at 0x%" PRIx64 "\n",
		plan->entry, plan->kernel_entry);
}

static void tables_print(const struct plan *plan, FILE *out)
{
	if (!plan->nr_tables)
		return;
	fprintf(out, "\nACPI tables:");
	for (unsigned int i = 0; i < plan->nr_tables; i++)
		fprintf(out, "%s %s 0x%" PRIx64 "+%u",
			i && i % 3 == 0 ? "\n            " : "", plan->table[i].signature,
			plan->table[i].address, plan->table[i].length);
	fprintf(out, "\n");
}

/* Words that fit the width; what is longer than a line stays whole. */
static void wrapped_print(FILE *out, size_t indent, const char *text)
{
	size_t column = indent;

	while (*text) {
		size_t size = strcspn(text, " ");

		if (column > indent && column + 1 + size > TEXT_WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, size, out);
		column += size;
		text += size;
		while (*text == ' ')
			text++;
	}
	fputc('\n', out);
}

static void rules_print(const struct plan *plan, FILE *out)
{
	fprintf(out, "\nRules:\n");
	for (int i = 0; i < RULE_COUNT; i++) {
		const struct plan_rule *rule = &plan->rule[i];
		const char *mark = rule->ok == FACT_YES	 ? "✓"
				   : rule->ok == FACT_NO ? "✗"
							 : "?";

		fprintf(out, "  %s %-5s", mark, rule->id);
		wrapped_print(out, 9, rule->detail);
	}
}

/* One fact that a launch will know; the heading goes before the first. */
static void unknown_print(FILE *out, bool *has_heading, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void unknown_print(FILE *out, bool *has_heading, const char *format, ...)
{
	va_list args;

	fputs(*has_heading ? "  " : "\nUnknown facts:\n  ", out);
	*has_heading = true;
	va_start(args, format);
	vfprintf(out, format, args);
	va_end(args);
	fputc('\n', out);
}

static void unknowns_print(const struct plan *plan, const struct machine *machine,
			   FILE *out)
{
	bool has_heading = false;

	if (plan->mode == PLAN_INSTEAD)
		return;
	if (!machine->cpus.tsc_khz)
		unknown_print(out, &has_heading, "TSC frequency: unknown until launch");
	if (machine->cpus.x2apic == FACT_UNKNOWN)
		unknown_print(out, &has_heading,
			      "x2APIC mode of the leader: unknown until launch");
	for (unsigned int i = 0; i < plan->nr_cpus; i++)
		if (plan->cpu[i].apicid < 0)
			unknown_print(out, &has_heading,
				      "APIC id of CPU %u: unknown until launch",
				      plan->cpu[i].cpu);
	if (prange_is_empty(machine->module.trampoline))
		unknown_print(out, &has_heading,
			      "the leader's trampoline: unknown without mint.ko");
	if (machine->memory.iomem_known != FACT_YES)
		unknown_print(out, &has_heading, "/proc/iomem: unknown without root");
}

int plan_print_text(const struct plan *plan, const struct machine *machine, FILE *out)
{
	char text[PLAN_DETAIL_MAX];

	fprintf(out, "Plan of %s: starts %s the leader\n", plan->name,
		plan->mode == PLAN_BESIDE ? "beside" : "instead of");
	if (*plan_chosen_text(plan, text, sizeof(text))) {
		fprintf(out, "  chosen: ");
		wrapped_print(out, 10, text);
	}
	map_print(plan, out);
	cpus_print(plan, out);
	devices_print(plan, out);
	memory_map_print(plan, out);
	segments_print(plan, out);
	tables_print(plan, out);
	rules_print(plan, out);
	unknowns_print(plan, machine, out);
	if (plan->cmdline.data) {
		fprintf(out, "\nCommand line:\n  ");
		wrapped_print(out, 2, (const char *)plan->cmdline.data);
	}
	return fflush(out) || ferror(out) ? -EIO : 0;
}
