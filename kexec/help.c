/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * help.c - what --help says
 *
 * In: a topic. Out: text of at most 80 columns and one screen.
 */
#include "cli.h"

static const char help_all[] =
	"Usage: kexec [ACTION] [OPTION]... KERNEL\n"
	"Start an unmodified Linux beside the running one, or instead of it.\n"
	"\n"
	"Actions (the last one wins):\n"
	"  (none)                  with --mint-cpus: load and start\n"
	"  -l, --load              load only\n"
	"  -e, --exec              start: the OS of --mint-name, else what -l loaded\n"
	"  -u, --unload            give back: the OS of --mint-name, else what -l "
	"loaded\n"
	"      --mint-dry-run[=text|json|svg]  show the plan, touch nothing\n"
	"  -h, --help[=mint]       this text, or what the rules are\n"
	"  -v, --version\n"
	"\n"
	"The kernel:\n"
	"      --initrd=FILE       repeatable, concatenated (also --ramdisk=)\n"
	"      --append=STRING     command line (also --command-line=); the last one "
	"wins\n"
	"      --reuse-cmdline     start from the running kernel's command line\n"
	"      --mint-unpack=auto|no   unpack a bzImage here, or let it do that itself\n"
	"      --mint-force        accept kernels before 5.10 and unknown ELF files\n"
	"\n"
	"What it gets (any --mint- option implies -t mint, --type=mint):\n"
	"      --mint-region=X-Y|X+SIZE|auto:SIZE  its memory; K, M, G, T and 0x work\n"
	"      --mint-cpus=LIST|auto:N  its CPUs, boot CPU first; without: instead\n"
	"      --mint-name=NAME    default os1, os2, ...\n"
	"      --mint-swiotlb=A-B|A+SIZE|auto[:SIZE]|none  window below 4 GiB\n"
	"      --mint-realmode=A+SIZE|auto     window below 1 MiB\n"
	"      --mint-uart=none|ttySN|0xPORT   serial port\n"
	"      --mint-hang-timeout=off|SECONDS  end it when its watchdog is not fed\n"
	"      --mint-conf=FILE    all this from a file; options given here win\n"
	"\n"
	"  -d, --debug             print the plan to standard error\n"
	"      --sysroot=DIR       dry run on a recorded machine\n"
	"\n"
	"Exit status: 0 done; 1 usage, or refused with nothing touched; 255 failed "
	"after\n"
	"starting to act, and put back.\n";

static const char help_mint[] =
	"An OS owns memory [X, Y], cores and devices of its own. These rules must hold:\n"
	"\n"
	"  R1    X is a multiple of 16 MiB, Y + 1 one of 4 KiB\n"
	"  R2    the kernel text mapping maps 512 MiB from X on\n"
	"  R3    the kernel lies at X + 16 MiB\n"
	"  R4-A  kernel and initrd end below Y\n"
	"  R4-B  no OS's memory overlaps another's\n"
	"  R5    64 MiB + 56 KiB below 4 GiB, in the region or in a window of its own\n"
	"        (--mint-swiotlb)\n"
	"  R6    a window below 1 MiB for the real-mode trampoline (--mint-realmode)\n"
	"  R7    every page is one that the leader has given up, or can\n"
	"\n"
	"An end of a range whose last three hexadecimal digits are fff is inclusive, a\n"
	"multiple of 4 KiB is exclusive.\n"
	"\n"
	"  kexec --mint-dry-run --mint-region=1G+512M --mint-cpus=1 vmlinuz\n"
	"  kexec --mint-region=auto:512M --mint-cpus=auto:2 --mint-dry-run vmlinuz\n"
	"  kexec --mint-region=1G+512M --mint-cpus=1 --initrd=initrd.img vmlinuz\n"
	"\n"
	"mint(7) explains what is isolated and what is not; mintctl(8) manages what "
	"runs.\n";

const char *cli_help(const char *topic)
{
	return topic ? help_mint : help_all;
}
