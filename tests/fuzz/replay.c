/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * replay.c - feed files to a fuzzer's entry point, without libFuzzer
 *
 * In: corpus files as arguments. Out: one line with their number; a finding crashes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t size = 0;
	long end;

	if (!file || fseek(file, 0, SEEK_END) || (end = ftell(file)) < 0) {
		perror(path);
		return -1;
	}
	rewind(file);
	/* exactly as large as the input, so that ASan sees a read past the end */
	data = malloc(end ? (size_t)end : 1);
	if (data)
		size = fread(data, 1, (size_t)end, file);
	fclose(file);
	if (!data || size != (size_t)end) {
		free(data);
		return -1;
	}
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (replay_file(argv[i]))
			return 1;
	}
	printf("%d inputs replayed\n", argc - 1);
	return argc > 1 ? 0 : 1;
}
