/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * conf1.c - a word of a function's configuration, though no kernel shows the function
 *
 * In: conf1 BUS DEVICE FUNCTION REGISTER: segment 0, a multiple of 4 below 256.
 * Out: eight hexadecimal digits: ffffffff where nobody answers; exit 0, 1 or 2
 * Ref: PCI Local Bus 3.0 section 3.2.2.3.2 (configuration mechanism #1); ioperm(2)
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc

int main(int argc, char **argv)
{
	unsigned long bus, device, function, at;

	if (argc != 5) {
		fprintf(stderr, "usage: conf1 BUS DEVICE FUNCTION REGISTER\n");
		return 2;
	}
	bus = strtoul(argv[1], NULL, 0);
	device = strtoul(argv[2], NULL, 0);
	function = strtoul(argv[3], NULL, 0);
	at = strtoul(argv[4], NULL, 0);
	if (bus > 255 || device > 31 || function > 7 || at > 252 || at % 4) {
		fprintf(stderr, "conf1: there is no such register\n");
		return 2;
	}
	if (iopl(3)) {
		perror("conf1");
		return 1;
	}
	outl((unsigned int)(1u << 31 | bus << 16 | device << 11 | function << 8 | at),
	     CONFIG_ADDRESS);
	printf("%08x\n", inl(CONFIG_DATA));
	return 0;
}
