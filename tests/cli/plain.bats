#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# plain.bats - kexec-tools' own options: exit status and messages, without root
#
# In:   tiny kernels of the fuzzers' corpora, machines made of a recorded one
# Out:  exit codes and the line that says why; nothing is ever loaded: no test has
#       CAP_SYS_BOOT
# Ref:  docs/compat.md "Exit status", "Messages"

# shellcheck disable=SC2030,SC2031,SC2154 # bats: subshells; $output and $status
bats_require_minimum_version 1.5.0

load images

setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	bin=${KEXEC:-${top_builddir:-$top/build}/kexec/kexec}
	kernel=$top/tests/fuzz/corpus/bzimage/gzip
	vmlinux=$BATS_TEST_TMPDIR/vmlinux
	{ printf '\177ELF'; cat "$top/tests/fuzz/corpus/elf/plain"; } >"$vmlinux"
	text=$BATS_TEST_TMPDIR/text
	seq 1000 >"$text"
}

# kexec OPTION... - without the right to load a kernel or to touch an interface
kexec()
{
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --bounding-set=-sys_boot,-net_admin --inh-caps=-all "$bin" "$@"
	else
		"$bin" "$@"
	fi
}

# fails STATUS TEXT OPTION... - that exit status, one line with TEXT, nothing on stdout
fails()
{
	local want=$1 message=$2
	shift 2
	run --separate-stderr kexec "$@"
	if [ "$status" -ne "$want" ] || [[ $stderr != *"$message"* ]] || [ -n "$output" ]; then
		printf 'kexec %s\nexit %s, "%s"\nexpected exit %s, "%s"\n' "$*" "$status" \
			"$stderr" "$want" "$message"
		return 1
	fi
	[ "$(grep -c '^kexec: ' <<<"$stderr")" -ge 1 ]
}

# machine FILE TEXT... - a recorded machine with other files below /sys/kernel
machine()
{
	root=$BATS_TEST_TMPDIR/root
	rm -rf "$root"
	cp -rL --no-preserve=mode "$top/tests/sysroots/lab4g" "$root"
	rm -f "$root/sys/kernel/kexec_loaded" "$root/sys/kernel/kexec_crash_loaded"
	while [ $# -gt 0 ]; do
		echo "$2" >"$root/sys/kernel/$1"
		shift 2
	done
}

# loaded STATUS OPTION... - what -S answers about that machine, silently
loaded()
{
	local want=$1
	shift
	run --separate-stderr kexec -S --sysroot="$root" "$@"
	[ "$status" -eq "$want" ] || { echo "-S $*: exit $status, not $want"; return 1; }
	[ -z "$output$stderr" ]
}

# recorded MACHINE - a copy of that recorded machine, as $root
recorded()
{
	root=$BATS_TEST_TMPDIR/root
	rm -rf "$root"
	cp -rL --no-preserve=mode "$top/tests/sysroots/$1" "$root"
}

# captured OPTION... - as root of the recorded machine $root: what is loaded goes to $calls
captured()
{
	calls=$BATS_TEST_TMPDIR/calls
	rm -rf "$calls"
	mkdir "$calls"
	# a sanitizer wants to be the first library, and may be the second
	run --separate-stderr env CAPTURE_DIR="$calls" CAPTURE_ROOT="$root" \
		ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" \
		LD_PRELOAD="${top_builddir:-$top/build}/tests/preload/capture.so" "$bin" "$@"
}

# segments - "FIRST LAST" of each segment that was loaded, decimal
segments()
{
	while read -r what mem memsz _; do
		[ "$what" != segment ] || echo $((${mem#mem=})) $((${mem#mem=} + ${memsz#memsz=} - 1))
	done <"$calls/calls"
}

@test "help: one screen of kexec-tools' options" {
	run kexec --help=plain
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -le 40 ]
	[ -z "$(awk 'length > 82' <<<"$output")" ]
	for option in load-panic status mem-min mem-max entry load-preserve-context hotplug \
		kexec-file-syscall no-cma force-dtb reset-vga console-vga serial-baud noefi \
		reuse-video-type elf32-core-headers real-mode entry-32bit dtb module args-elf; do
		[[ $output == *"--$option"* ]] || { echo "$option"; return 1; }
	done
	[ "$(kexec -p -h)" = "$(kexec --help)" ]
}

@test "every option of --help=plain is in the compatibility table of the man page" {
	table=$(sed -n '/^.Sh COMPATIBILITY/,/^.Sh SEE ALSO/p' "$top/man/kexec.8")
	for option in $(kexec --help=plain | grep -oE -e '--[a-z][a-z0-9-]+' | sort -u); do
		grep -qE -- "Fl -${option#--}( |\$)" <<<"$table" || { echo "$option"; return 1; }
	done
}

@test "usage: an unknown option, a missing value, no kernel" {
	for option in --frob -Q -dzz --load=3 --type --reuse --mem-m=1; do
		fails 1 "Usage: kexec" "$option"
		[[ ${stderr##*$'\n'} == "kexec: "*"(see --help)" ]]
	done
	for options in "" -l -f -i -d -c -a -s -p "-d -p" -x --append=x; do
		# shellcheck disable=SC2086 # several options
		fails 255 "No kernel specified" $options
		[[ $stderr == *"Usage: kexec"* ]]
	done
}

@test "values that are none" {
	fails 1 '--mem-min: "foo" is no address' -l "$kernel" --mem-min=foo
	fails 1 '--mem-max: "1G" is no address' -l "$kernel" --mem-max=1G
	fails 1 '--mem-max: "-1" is no address' -l "$kernel" --mem-max=-1
	fails 1 '--entry: "zz" is no address' -l "$kernel" --entry=zz
	fails 255 "Bad serial port base 'foo'" -l "$kernel" --serial=foo
	fails 255 "Bad serial port base '0x12345'" -l "$kernel" --serial=0x12345
	fails 255 "Bad serial port baud rate '7'" -l "$kernel" --serial-baud=7
}

@test "--serial-baud=abc is an error and no crash" {
	fails 255 "Bad serial port baud rate 'abc'" -l "$kernel" --serial-baud=abc
	fails 255 "Bad serial port baud rate '0'" -l "$kernel" --serial-baud=0
}

@test "files that are none" {
	for call in -s -a -c; do
		fails 255 "Cannot determine the file type of $text" -l $call "$text"
	done
	fails 255 "Cannot determine the file type of $text" -t bzImage64 -l -c "$text"
	fails 1 "Cannot load /nonexistent: No such file" -l -c /nonexistent
	fails 255 "Cannot load /nonexistent: No such file" -l -s /nonexistent
	fails 255 "Cannot load /nonexistent: No such file" -l -a /nonexistent
	fails 1 "is a directory" -l -c "$BATS_TEST_TMPDIR"
	: >"$BATS_TEST_TMPDIR/empty"
	fails 1 "it is empty" -l -c "$BATS_TEST_TMPDIR/empty"
	fails 255 "Cannot load /nonexistent: No such file" -l -s "$kernel" --initrd=/nonexistent
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	for call in -s -a; do
		fails 255 "it is no regular file" -l $call "$kernel" --initrd="$BATS_TEST_TMPDIR/fifo"
		fails 255 "it is empty" -l $call "$kernel" --initrd="$BATS_TEST_TMPDIR/empty"
		[ "${#stderr_lines[@]}" -eq 1 ]
	done
	fails 255 "Cannot load /nonexistent: No such file" \
		-l -s "$kernel" --initrd="$text" --ramdisk=/nonexistent
}

@test "types" {
	fails 255 "Unsupported kernel type foo" -t foo -l -c "$kernel"
	known=$stderr
	for type in multiboot2-x86 elf-x86_64 multiboot-x86 elf-x86 bzImage64 bzImage \
		uki-x86_64; do
		[[ $known == *"$type"* ]]
		fails 255 "Cannot determine the file type of $text" -t "$type" -l -c "$text"
	done
	for type in nbi-x86 beoboot-x86; do
		fails 255 "Unsupported kernel type $type: type $type is not supported" \
			-t "$type" -l -c "$kernel"
	done
}

# cmdline OPTION...: what kexec_file_load(2) would be told
cmdline()
{
	kexec -l -s -d "$@" 2>&1 | sed -n 's/^command line: //p'
}

@test "a unified kernel image: profiles and addons" {
	command -v python3 >/dev/null || skip "no python3 here"
	esp=$BATS_TEST_TMPDIR/esp
	mkdir -p "$esp"/{EFI/Linux/os.efi.extra.d,loader/addons}
	image=$esp/EFI/Linux/os+3-1.efi
	uki "$image" .linux= .cmdline=base .profile=ID=a .profile=ID=b .cmdline=second
	[ "$(cmdline "$image")" = base ]
	[ "$(cmdline "$image" --profile=0)" = base ]
	[ "$(cmdline "$image" --profile=1)" = second ]
	fails 255 "--profile=2: the unified kernel image has 2 profiles" \
		-l -s --profile=2 "$image"
	fails 255 "--profile=0: only unified kernel images" -l -s --profile=0 "$kernel"
	fails 1 '"x" is no profile' -l -s --profile=x "$image"
	uki "$esp/EFI/Linux/os.efi.extra.d/2.addon.efi" .cmdline=two
	uki "$esp/EFI/Linux/os.efi.extra.d/10.addon.efi" .cmdline=ten .initrd=archive
	uki "$esp/EFI/Linux/os.efi.extra.d/x.efi" .cmdline=wrong
	uki "$esp/EFI/Linux/os.efi.extra.d/kernel.addon.efi" .linux= .cmdline=wrong
	uki "$esp/loader/addons/z.addon.efi" .cmdline=all
	[ "$(cmdline "$image" --profile=1)" = "second all ten two" ]
	# they are the image's own, which the user's replaces
	[ "$(cmdline "$image" --append=mine)" = mine ]
	run kexec -l -s "$image"
	[[ $output == *'kernel.addon.efi: no addon for this machine: left out'* ]]
}

@test "-s takes what the kernel can read, and says so" {
	fails 1 "takes bzImage64 and uki-x86_64, this is elf-x86_64" -l -s "$vmlinux"
	for option in --real-mode --entry-32bit --dtb=x; do
		fails 255 "kexec_file_load(2) knows no ${option%=*}" -l -s "$kernel" $option
	done
	fails 1 "--load-preserve-context not supported with kexec_file_load" \
		-l -s "$kernel" --load-preserve-context --mem-max=0xfffffff
	fails 1 "--load-jump-back-helper not supported with kexec_file_load" \
		-s --load-jump-back-helper --entry=0x100
}

# refused OPTION... - the load is tried, and the kernel refuses: EPERM, or has no such call
refused()
{
	run --separate-stderr kexec "$@"
	case $status in
	255) [[ $stderr == *"_load failed: Operation not permitted"* ]] ||
		[[ $stderr == *"_load failed: Function not implemented"* ]] ;;
	253) [[ $stderr == *"syscall kexec_file_load not available"* ]] ;;
	*) false ;;
	esac || { printf 'kexec %s\nexit %s, "%s"\n' "$*" "$status" "$stderr"; return 1; }
}

@test "an option that kexec_file_load(2) has no use for is warned of" {
	for option in --mem-min=0x100000 --mem-max=0xffffff --entry=0x100 --module=x --args-elf \
		--reset-vga --console-vga --console-serial --noefi --pass-memmap-cmdline \
		--elf32-core-headers; do
		refused -l -s "$kernel" $option
		[[ $stderr == *"is ignored: kexec_file_load(2) has no use for it"* ]]
	done
	for option in -i --reuse-video-type --hotplug --serial=ttyS1 --elf64-core-headers -t\ foo \
		--no-cma --force-dtb; do
		# shellcheck disable=SC2086 # -t foo
		refused -l -s "$kernel" $option
		[[ $stderr != *warning* ]] || { echo "$stderr"; return 1; }
	done
}

@test "without CAP_SYS_BOOT the line says so" {
	refused -l -s "$kernel"
	[ "$status" -eq 253 ] || [[ $stderr == *"needs CAP_SYS_BOOT"* ]]
	run --separate-stderr kexec -u
	[ "$status" -eq 255 ]
	[[ $stderr == *"needs CAP_SYS_BOOT"* ]] || [[ $stderr == *"without CONFIG_KEXEC"* ]]
	run --separate-stderr kexec -p -u -c
	[ "$status" -eq 255 ]
	[[ $stderr == *"kexec unload failed: "* ]]
	run --separate-stderr kexec --load-jump-back-helper --entry=0x100
	[ "$status" -eq 255 ]
	[[ $stderr == *"kexec_load failed: "* ]]
}

@test "-p: the same in any order with -d" {
	[ "$(cat /sys/kernel/kexec_crash_size 2>/dev/null || echo 0)" = 0 ] ||
		skip "this machine has a crash kernel's memory"
	for options in "-p" "-d -p" "-p -d" "-p -s" "-p -c" "-d -p -s"; do
		# shellcheck disable=SC2086 # several options
		fails 1 "Memory for crashkernel is not reserved" $options "$kernel"
	done
}

@test "-e: nothing loaded, or not permitted; -i, -x, -y and a kernel are accepted" {
	for options in "" "-i" "-x" "-y" "-x -y -i" "-f -e" "-l $kernel -e" "-p -e"; do
		# shellcheck disable=SC2086 # several options
		run --separate-stderr kexec -e $options
		case $status in
		1) [[ $stderr == *"Nothing has been loaded!"* ]] ;;
		255) [[ $stderr == *"kexec failed: Operation not permitted"* ]] ||
			[[ $stderr == *"No kernel specified"* ]] || [[ $stderr == *"_load failed"* ]] ;;
		*) false ;;
		esac || { echo "-e $options: $status $stderr"; return 1; }
	done
}

@test "options that need others" {
	fails 1 "--load-preserve-context needs --mem-max" -l "$kernel" --load-preserve-context
	fails 255 "Please specify jump back entry" --load-jump-back-helper
	fails 1 "--force (-f) behind --load-panic (-p)" -p -f "$kernel"
	fails 1 "--reuseinitrd: no x86_64 kernel retains" -l "$kernel" --reuseinitrd
	fails 1 "--sysroot is for --mint-dry-run only" -l "$kernel" --sysroot=/
}

@test "a second file behind the kernel is warned of" {
	fails 255 'warning: "extra" behind the kernel is ignored' -l -c -t foo "$kernel" extra
}

@test "one line is one line, whatever the path" {
	odd=$BATS_TEST_TMPDIR/$'a\nkexec: b\033[2J'
	fails 1 "a?kexec: b?[2J" -l -c "$odd"
	[ "${#stderr_lines[@]}" -eq 1 ]
	cp "$text" "$odd"
	fails 255 "a?kexec: b?[2J" -l "$odd"
}

@test "no (null): a file packed with lzop, a kernel of another CPU" {
	printf '\x89LZO\0\r\n\x1a\n%0512d' 0 >"$BATS_TEST_TMPDIR/lzo"
	fails 255 "Cannot load" -l "$BATS_TEST_TMPDIR/lzo"
	[[ $stderr != *"(null)"* ]]
	# an Image has its magic at byte 56 (arch/arm64/include/asm/image.h)
	printf '%056dARM\x64%04d' 0 0 | tr 0 '\0' >"$BATS_TEST_TMPDIR/arm64"
	fails 255 "Cannot determine the file type" -l "$BATS_TEST_TMPDIR/arm64"
	[[ $stderr == *"an arm64 kernel (Image)"* ]]
	[[ $stderr != *"(null)"* ]]
}

@test "POSIXLY_CORRECT does not end the options at the kernel" {
	recorded bios
	POSIXLY_CORRECT=1 captured -l -c "$kernel" --append=behind -d
	[ "$status" -eq 0 ]
	[[ $stderr == *"command line: behind"* ]]
}

@test "kernel and initrd out of pipes, for whichever call" {
	recorded bios
	seq 5000 >"$BATS_TEST_TMPDIR/half"
	cat "$BATS_TEST_TMPDIR/half" "$text" >"$BATS_TEST_TMPDIR/both"
	for call in -c -s -a; do
		CAPTURE_FILE_ERRNO=27 captured -l $call "$kernel"
		captured -l $call <(cat "$kernel") --initrd=<(cat "$BATS_TEST_TMPDIR/half" "$text")
		[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
		[ $call = -c ] || cmp "$BATS_TEST_TMPDIR/both" "$calls/initrd.0"
	done
	CAPTURE_FILE_ERRNO=27 captured -l -a <(cat "$kernel") --initrd=<(cat "$text")
	[ "$status" -eq 0 ]
	[ "$(segments | wc -l)" -eq 4 ]
}

@test "a file that becomes shorter while it is mapped is no crash" {
	recorded bios
	head -c 1000000 /dev/urandom >"$BATS_TEST_TMPDIR/initrd"
	CAPTURE_TRUNCATE=$BATS_TEST_TMPDIR/initrd captured -l -c "$kernel" \
		--initrd="$BATS_TEST_TMPDIR/initrd"
	[ "$status" -eq 255 ]
	[ "$stderr" = "kexec: Cannot load: a file became shorter while it was read (try again \
when it is complete)" ] || { echo "$stderr"; return 1; }
	! grep -q '^kexec_load' "$calls/calls" 2>/dev/null
}

@test "--reuse-cmdline: a chain of loads does not grow" {
	recorded bios
	echo "root=/dev/sda1 quiet" >"$root/proc/cmdline"
	for _ in 1 2 3; do
		captured -l -d -c "$kernel" --reuse-cmdline --append="nokaslr single"
		line=$(sed -n 's/^command line: //p' <<<"$stderr")
		[ "$line" = "root=/dev/sda1 quiet nokaslr single" ]
		echo "$line" >"$root/proc/cmdline"
	done
}

@test "-S: the crash kernel, with -l the other; it stands above every action" {
	machine kexec_loaded 1 kexec_crash_loaded 0
	loaded 0
	loaded 0 -p
	loaded 1 -l
	loaded 0 -l -p
	loaded 0 -p -l
	loaded 0 -e
	loaded 0 -u
	loaded 1 -l "$kernel"
	machine kexec_loaded 0 kexec_crash_loaded 1
	loaded 1
	loaded 1 -p
	loaded 0 -l
	machine
	loaded 255
	loaded 255 -l
}

@test "--print-ckr-size" {
	machine
	[ "$(kexec --print-ckr-size --sysroot="$root")" = 0 ]
	sed -i 's/^7ffdf000-7fffffff : Reserved/  60000000-6fffffff : Crash kernel\n&/' \
		"$root/proc/iomem"
	[ "$(kexec --print-ckr-size --sysroot="$root")" = 268435456 ]
	[ "$(kexec -l "$kernel" --print-ckr-size --sysroot="$root")" = 268435456 ]
	run sh -c '"$0" --print-ckr-size --sysroot="$1" >/dev/full' "$bin" "$root"
	[ "$status" -eq 1 ]
	[ "$output" = 'kexec: standard output: No space left on device' ]
}

@test "-c: RAM that the leader set aside is not written to" {
	recorded bios
	sed -i -e '/Crash kernel/d' -e 's/^00100000-7ffdefff/00100000-5fffffff/' \
		-e 's/^7ffdf000-7fffffff/60000000-7ffdefff : Persistent Memory (legacy)\n&/' \
		"$root/proc/iomem"
	for options in "-c" "-c --entry-32bit" "-c --real-mode"; do
		# shellcheck disable=SC2086 # several options
		captured -l $options "$kernel" --reuse-cmdline
		[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
		[ -n "$(segments)" ]
		[ -z "$(segments | awk '$2 >= 1610612736')" ] || { segments; return 1; }
	done
	CAPTURE_FILE_ERRNO=38 captured -l -a "$kernel"
	[ "$status" -eq 0 ]
	[ -z "$(segments | awk '$2 >= 1610612736')" ]
}

@test "-d -c: the firmware's map is told as it is, RAM from 0 on" {
	recorded bios
	captured -l -d -c "$kernel"
	[ "$status" -eq 0 ]
	[ "$(grep -c '^0000000000000000-000000000009fbff (1)' <<<"$stderr")" -eq 2 ]
}

@test "-a: what only kexec_file_load(2) is limited by leads to kexec_load(2)" {
	recorded bios
	for errno in 38 22 8 95 129 61 126 74 65 80 128 127 99 27; do
		CAPTURE_FILE_ERRNO=$errno captured -l -a "$kernel"
		[ "$status" -eq 0 ] || { echo "$errno: $stderr"; return 1; }
		grep -q '^kexec_load' "$calls/calls"
		CAPTURE_FILE_ERRNO=$errno captured -l -s "$kernel"
		[ "$status" -ne 0 ]
	done
	for errno in 1 13 16 12 26; do
		CAPTURE_FILE_ERRNO=$errno captured -l -a "$kernel"
		[ "$status" -eq 255 ]
		! grep -q '^kexec_load' "$calls/calls" || { echo "$errno"; return 1; }
	done
}

@test "EINVAL: more than half of the memory is told with numbers" {
	recorded bios
	# the kernel takes 3 MiB as it says, the captured calls never look
	for total in 4000 400000; do
		echo "MemTotal: $total kB" >"$root/proc/meminfo"
		CAPTURE_FILE_ERRNO=22 captured -l -s "$kernel"
		[ "$status" -eq 253 ]
		if [ $total = 4000 ]; then
			[[ $stderr == *"half of this kernel's memory, 1 MiB, is the most"* ]]
			[[ $stderr != *"too long for the image"* ]]
		else
			[[ $stderr == *"too long for the image"* ]]
		fi
	done
}

@test "EPERM: a limit that is used up is named" {
	recorded bios
	echo 0 >"$root/proc/sys/kernel/kexec_load_disabled"
	echo 0 >"$root/proc/sys/kernel/kexec_load_limit_reboot"
	echo -1 >"$root/proc/sys/kernel/kexec_load_limit_panic"
	for option in -a -s -c; do
		CAPTURE_FILE_ERRNO=1 CAPTURE_LOAD_ERRNO=1 captured -l $option "$kernel"
		[ "$status" -eq 255 ]
		[[ $stderr == *"kernel.kexec_load_limit_reboot is 0"* ]] || { echo "$stderr"; return 1; }
		[[ $stderr != *CAP_SYS_BOOT* ]]
		CAPTURE_FILE_ERRNO=1 CAPTURE_LOAD_ERRNO=1 captured -p $option "$kernel"
		[[ $stderr != *kexec_load_limit* ]]
	done
	echo 0 >"$root/proc/sys/kernel/kexec_load_limit_panic"
	CAPTURE_LOAD_ERRNO=1 captured -p -c "$kernel"
	[[ $stderr == *"kernel.kexec_load_limit_panic is 0"* ]]
	echo 1 >"$root/proc/sys/kernel/kexec_load_disabled"
	CAPTURE_LOAD_ERRNO=1 captured -p -c "$kernel"
	[[ $stderr == *"kexec_load_disabled is set and kernel.kexec_load_limit_panic is 0"* ]]
}

@test "-a: what a fall-back loses is said" {
	recorded bios
	echo "root=/dev/sda1 kho=on" >"$root/proc/cmdline"
	CAPTURE_FILE_ERRNO=27 captured -l -a "$kernel"
	[ "$status" -eq 0 ]
	[[ $stderr == "kexec: warning: "*"kho=on"*"(-s insists on it)" ]]
	captured -l -a "$kernel" --mem-min=0x1000
	[[ $stderr == *"kho=on"* ]]
	for options in "-l -a" "-l -c" "-l -s"; do
		# shellcheck disable=SC2086 # several options
		captured $options "$kernel"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
	done
	mkdir -p "$root/sys/kernel/config/crash_dm_crypt_keys" "$root/sys/kernel/security/ima"
	echo 1 >"$root/sys/kernel/config/crash_dm_crypt_keys/count"
	echo 812 >"$root/sys/kernel/security/ima/runtime_measurements_count"
	CAPTURE_FILE_ERRNO=65 captured -p -a "$kernel"
	[[ $stderr == *"dm-crypt"* && $stderr != *IMA* ]]
	CAPTURE_FILE_ERRNO=65 captured -l -a "$kernel"
	[[ $stderr != *"dm-crypt"* && $stderr == *IMA* ]]
}

@test "-p -c: crash memory in CMA is the crash kernel's" {
	recorded bios
	mkdir -p "$root/sys/kernel/kexec"
	echo 50000000-5fffffff >"$root/sys/kernel/kexec/crash_cma_ranges"
	captured -p -d -c "$kernel"
	[ "$status" -eq 0 ]
	[[ $stderr == *"0000000050000000-000000005fffffff (1) RAM"* ]]
	[ -z "$(segments | awk '$1 < 1845493760')" ]
}
