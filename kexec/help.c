/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * help.c - what --help says
 *
 * In: a topic. Out: text of at most 80 columns and one screen.
 */
#include "kexec/help.h"

#include <string.h>

static const char help_all[] =
	"Usage: kexec [ACTION] [OPTION]... KERNEL\n"
	"Start a kernel instead of the running one, or an unmodified Linux beside it.\n"
	"\n"
	"Actions (the last one wins):\n"
	"  (none)                  load, then shutdown -r now; with --mint-cpus: load "
	"and\n"
	"                          start\n"
	"  -l, --load              load only; -p, --load-panic: for after a panic\n"
	"  -e, --exec              start: the OS of --mint-name, else what -l loaded\n"
	"  -f, --force             load, and start at once, without shutdown\n"
	"  -u, --unload            give back: the OS of --mint-name, else what -l, with "
	"-p\n"
	"                          what -p loaded\n"
	"      --mint-dry-run[=text|json|svg]  show the plan, touch nothing\n"
	"  -h, --help[=plain|mint]  this text, the options of kexec-tools, or the rules\n"
	"  -v, --version\n"
	"\n"
	"The kernel:\n"
	"      --initrd=FILE       repeatable, concatenated (also --ramdisk=)\n"
	"      --append=STRING     command line (also --command-line=); the last one "
	"wins\n"
	"      --reuse-cmdline     start from the running kernel's command line\n"
	"  -t, --type=TYPE         mint, or a loader's name: see --help=plain\n"
	"      --mint-unpack=auto|no   unpack a bzImage here, or let it do that itself\n"
	"      --mint-force        accept kernels before 5.10, unknown ELF files, a "
	"host\n"
	"                          that mintctl check fails, devices without a reset or\n"
	"                          with a network that is up\n"
	"\n"
	"What it gets (any --mint- option implies --type=mint):\n"
	"      --mint-region=X-Y|X+SIZE|auto:SIZE  its memory; K, M, G, T and 0x work\n"
	"      --mint-cpus=LIST|auto:N  its CPUs, boot CPU first; without: instead\n"
	"      --mint-name=NAME    default os1, os2, ...\n"
	"      --mint-swiotlb=A-B|A+SIZE|auto[:SIZE]|none  window below 4 GiB\n"
	"      --mint-realmode=A+SIZE|auto     window below 1 MiB\n"
	"      --mint-device=BDF,...   PCI devices, all that are behind a root port\n"
	"      --mint-uart=none|ttySN|0xPORT   serial port\n"
	"      --mint-hang-timeout=off|SECONDS  end it when its watchdog is not fed\n"
	"      --mint-conf=FILE    all this from a file; options given here win\n"
	"\n"
	"  -d, --debug             print the plan to standard error\n"
	"      --sysroot=DIR       dry run on a recorded machine\n"
	"\n"
	"Exit status: 0 done; 1 usage, or refused; 255 failed; 253 no kexec_file_load.\n";

static const char help_plain[] =
	"A plain load is that of kexec-tools, whose options all work:\n"
	"\n"
	"  -p, --load-panic        into the memory of crashkernel=\n"
	"  -S, --status            exit 1 loaded, 0 not: crash kernel, with -l the "
	"other\n"
	"      --print-ckr-size    bytes of the crash region\n"
	"  -x, --no-ifdown         with -e, -f: leave the interfaces up; -y, --no-sync\n"
	"  -i, --no-checks         no digests\n"
	"  -s, --kexec-file-syscall  the kernel reads and checks the files\n"
	"  -c, --kexec-syscall     kexec_load(2)\n"
	"  -a, --kexec-syscall-auto  -s, then -c where -s cannot (the default)\n"
	"      --no-cma, --force-dtb   passed to kexec_file_load(2)\n"
	"  -t, --type=TYPE         multiboot2-x86, elf-x86_64, multiboot-x86, elf-x86,\n"
	"                          bzImage64, bzImage, uki-x86_64; default: what it is\n"
	"\n"
	"With kexec_load(2) only:\n"
	"      --mem-min=A, --mem-max=A    where it may lie; inclusive, 0x for "
	"hexadecimal\n"
	"      --entry=A           another entry\n"
	"      --real-mode, --entry-32bit  of a bzImage\n"
	"      --module=\"FILE ARGS\"         of a multiboot kernel, repeatable\n"
	"      --args-linux, --args-elf, --args-none   of an ELF file\n"
	"      --dtb=FILE          device tree\n"
	"      --noefi             no EFI runtime services for the next kernel\n"
	"      --reuse-video-type, --pass-memmap-cmdline\n"
	"      --elf32-core-headers, --elf64-core-headers, --hotplug  with -p\n"
	"      --console-vga, --console-serial, --reset-vga    on the way\n"
	"      --serial=ttyS0|ttyS1|0xPORT, --serial-baud=N\n"
	"      --load-preserve-context, --load-jump-back-helper\n"
	"      --reuseinitrd       refused: no x86_64 kernel retains its initrd\n"
	"\n"
	"  kexec -l vmlinuz --initrd=initrd.img --reuse-cmdline && systemctl kexec\n"
	"  kexec -p vmlinuz --initrd=kdump.img --reuse-cmdline --append='irqpoll "
	"nr_cpus=1'\n"
	"\n"
	"Exit status: 1 usage or fatal; 255 failed; 253 no kexec_file_load(2) for "
	"this.\n";

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

const char *help_text(const char *topic)
{
	if (!topic)
		return help_all;
	return !strcmp(topic, "mint") ? help_mint : help_plain;
}
