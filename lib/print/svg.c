/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * svg.c - a plan as a picture
 *
 * In: a plan. Out: an SVG of one column of boxes per range, low addresses at the top.
 * Labels are names that cli.c has checked or constants: nothing needs escaping.
 */
#include "print/svg.h"

#include <errno.h>
#include <inttypes.h>

#include "print/boxes.h"

#define BOX_X	  20
#define BOX_WIDTH 320
#define COLUMN	  720
#define ROW	  22
#define TALL	  44

static unsigned int box_height(const struct print_box *box)
{
	return prange_size(box->range) > SIZE_16M ? TALL : ROW;
}

static unsigned int range_svg(const struct plan *plan, struct prange range,
			      const char *name, unsigned int purpose, unsigned int y,
			      FILE *out)
{
	struct print_box box[PRINT_MAX_BOXES];
	unsigned int count =
		print_boxes(plan, range, print_free_label(plan, purpose), box);
	char text[32];

	y += ROW;
	fprintf(out, "<text x=\"%d\" y=\"%u\" font-weight=\"bold\">%s, %s</text>\n",
		BOX_X, y, name, print_size(prange_size(range), text, sizeof(text)));
	y += ROW / 2;
	for (unsigned int i = 0; i < count; i++) {
		unsigned int height = box_height(&box[i]);

		fprintf(out,
			"<rect x=\"%d\" y=\"%u\" width=\"%d\" height=\"%u\" fill=\"%s\" "
			"stroke=\"black\"/>\n",
			BOX_X, y, BOX_WIDTH, height,
			box[i].is_free ? "white" : "lightblue");
		fprintf(out, "<text x=\"%d\" y=\"%u\">%s, %s</text>\n", BOX_X + 8,
			y + height / 2 + 5, box[i].label,
			print_size(prange_size(box[i].range), text, sizeof(text)));
		fprintf(out,
			"<text x=\"%d\" y=\"%u\">0x%" PRIx64 "-0x%" PRIx64 "</text>\n",
			BOX_X + BOX_WIDTH + 8, y + height / 2 + 5, box[i].range.start,
			box[i].range.end - 1);
		y += height;
	}
	return y + ROW;
}

static unsigned int range_height(const struct plan *plan, struct prange range,
				 unsigned int purpose)
{
	struct print_box box[PRINT_MAX_BOXES];
	unsigned int count =
		print_boxes(plan, range, print_free_label(plan, purpose), box);
	unsigned int height = 2 * ROW + ROW / 2;

	for (unsigned int i = 0; i < count; i++)
		height += box_height(&box[i]);
	return height;
}

int plan_print_svg(const struct plan *plan, const struct machine *machine, FILE *out)
{
	unsigned int height = 2 * ROW + range_height(plan, plan->region, 0), y = 2 * ROW;

	(void)machine; /* the picture shows memory only */
	for (unsigned int i = 0; i < plan->nr_windows; i++)
		height += range_height(plan, plan->window[i].range,
				       plan->window[i].purpose);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%u\" "
		"font-family=\"monospace\" font-size=\"13\">\n"
		"<text x=\"%d\" y=\"%d\" font-size=\"16\">%s, %s the leader</text>\n",
		COLUMN, height, BOX_X, ROW, plan->name,
		plan->mode == PLAN_BESIDE ? "beside" : "instead of");
	for (unsigned int i = 0; i < plan->nr_windows; i++)
		y = range_svg(plan, plan->window[i].range,
			      print_window_name(plan->window[i].purpose),
			      plan->window[i].purpose, y, out);
	range_svg(plan, plan->region, "region", 0, y, out);
	fprintf(out, "</svg>\n");
	return fflush(out) || ferror(out) ? -EIO : 0;
}
