/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold.c - a pattern in a program's memory, and whether it stays
 *
 * In: hold MIB: fill, compare, end. hold MIB IN OUT (two FIFOs): fill; then for each line
 * of IN: "check" compare, "fill" another pattern, "flip" change one byte, "end".
 * Out: "held N MiB: N bytes changed" and exit 0 when that is none, or that line in OUT
 * after each line of IN.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static uint64_t pattern(size_t i, uint64_t seed)
{
	return ((uint64_t)i * 0x9e3779b97f4a7c15) ^ seed;
}

static void fill(volatile uint64_t *word, size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++)
		word[i] = pattern(i, seed);
}

static unsigned long check(const volatile uint64_t *word, size_t count, uint64_t seed)
{
	unsigned long changed = 0;

	for (size_t i = 0; i < count; i++)
		for (uint64_t differ = word[i] ^ pattern(i, seed); differ; differ >>= 8)
			changed += (differ & 0xff) != 0;
	return changed;
}

int main(int argc, char **argv)
{
	size_t mib = argc > 1 ? strtoul(argv[1], NULL, 10) : 0, count = mib << 17;
	uint64_t seed = 0x686f6c64, *word;
	unsigned long changed;
	FILE *in, *out;
	char line[32];

	if (!mib || (argc != 2 && argc != 4)) {
		fprintf(stderr, "usage: hold MIB [IN OUT]\n");
		return 2;
	}
	word = mmap(NULL, mib << 20, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (word == MAP_FAILED) {
		perror("hold");
		return 1;
	}
	fill(word, count, seed);
	if (argc == 2) {
		changed = check(word, count, seed);
		printf("held %zu MiB: %lu bytes changed\n", mib, changed);
		return changed ? 1 : 0;
	}
	/* In this order: so does the shell that asks. */
	while ((in = fopen(argv[2], "r")) && fgets(line, sizeof(line), in)) {
		fclose(in);
		out = fopen(argv[3], "w");
		if (!out || !strcmp(line, "end\n"))
			return out ? 0 : 1;
		if (!strcmp(line, "fill\n"))
			fill(word, count, seed = ~seed);
		if (!strcmp(line, "flip\n"))
			((unsigned char *)word)[12345] ^= 0x5a;
		fprintf(out, "held %zu MiB: %lu bytes changed\n", mib,
			check(word, count, seed));
		fclose(out);
	}
	return 1;
}
