#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# kexec.bats - kexec's options and refusals that need no machine to act on
#
# In:   recorded machines of tests/sysroots, tiny kernels of the fuzzers' corpora
# Out:  exit codes and the line that says why
# Ref:  docs/design.md "Command line", "Exit status"; docs/compat.md "Options"

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # bats: subshells; $output and $status; texts with $
bats_require_minimum_version 1.5.0

setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	kexec=${KEXEC:-${top_builddir:-$top/build}/kexec/kexec}
	roots=$top/tests/sysroots
	kernel=$top/tests/fuzz/corpus/bzimage/gzip
	region=--mint-region=0x40000000+512M
}

# dry MACHINE OPTION... - a dry run of the tiny kernel on a recorded machine
dry()
{
	local machine=$1
	shift
	"$kexec" --mint-dry-run --sysroot="$roots/$machine" "$@" "$kernel"
}

# refuses TEXT COMMAND... - exit 1, nothing on standard output, one line with TEXT
refuses()
{
	local text=$1
	shift
	run --separate-stderr "$@"
	if [ "$status" -ne 1 ] || [[ $stderr != *"$text"* ]]; then
		printf 'exit %s, "%s"\nexpected exit 1, "%s"\n' "$status" "$stderr" "$text"
		return 1
	fi
	[ "$(grep -c '^kexec: ' <<<"$stderr")" -ge 1 ]
}

# breaks RULE TEXT COMMAND... - a dry run that shows the map and names the rule
breaks()
{
	local rule=$1
	refuses "kexec: $rule: " "${@:3}"
	[[ $stderr == *"$2"* ]] || { echo "$stderr"; return 1; }
	[[ $output == *"✗ $rule"* ]]
	[[ $output == *"not laid out: a rule is broken"* ]]
}

@test "help fits one screen and names every option of ours" {
	run "$kexec" --help
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -le 40 ]
	for option in region cpus name swiotlb realmode uart hang-timeout unpack force dry-run conf; do
		[[ $output == *"--mint-$option"* ]] || { echo "$option"; return 1; }
	done
	[ -z "$(awk 'length > 82' <<<"$output")" ]
	run "$kexec" --help=mint
	[ "$status" -eq 0 ]
	[[ $output == *"R4-A"* ]]
	[ "$("$kexec" --help-mint)" = "$output" ]
	refuses "the only topics are mint and plain" "$kexec" --help=frob
	[ "$("$kexec" -h --frob -e)" = "$("$kexec" --help)" ]
	refuses "standard output" sh -c '"$0" --help >/dev/full' "$kexec"
}

@test "version" {
	run "$kexec" -v
	[ "$status" -eq 0 ]
	[[ $output == "kexec (Mint kexec-tools) "* ]]
	for to in '>/dev/full' '>&-'; do
		why="standard output: No space left on device"
		[ "$to" = '>/dev/full' ] || why="standard output: Bad file descriptor"
		refuses "kexec: $why" sh -c "\"\$0\" --version $to" "$kexec"
		for format in text json svg; do
			refuses "kexec: cannot write the plan: $why" sh -c "\"\$@\" $to" sh \
				"$kexec" --mint-dry-run=$format --sysroot="$roots/lab4g" "$region" \
				"$kernel"
		done
	done
}

@test "options of a plain load are refused by name where type mint is meant" {
	for option in -p -f -x -y -i -S -s -c -a --load-preserve-context --entry=0x100 \
		--mem-min=0 --mem-max=0x1000 --reuseinitrd --print-ckr-size --hotplug --no-cma \
		--reset-vga --console-serial --serial=ttyS0 --serial-baud=9600 --noefi \
		--real-mode --entry-32bit --dtb=x --module=x --args-linux --force-dtb \
		--console-vga --pass-memmap-cmdline --reuse-video-type --elf32-core-headers \
		--elf64-core-headers --args-elf --args-none --load-jump-back-helper; do
		refuses "is not supported by type mint" \
			"$kexec" "$option" "$region" --mint-cpus=1 -l "$kernel"
	done
	refuses "--type=bzImage64: --mint- options belong to type mint" \
		"$kexec" -t bzImage64 "$region" -l "$kernel"
	refuses "is not supported by type mint" "$kexec" -S --mint-name=os1
	refuses "is not supported by type mint" "$kexec" -t mint -p "$kernel"
	refuses "is not supported by this version" \
		"$kexec" --mint-no-cache "$region" --mint-cpus=1 "$kernel"
	refuses '--mint-device: "1:0.0" is no address of a PCI function' \
		"$kexec" --mint-device=1:0.0 "$region" --mint-cpus=1 "$kernel"
	refuses "auto needs a size" "$kexec" --mint-region=auto -l "$kernel"
	refuses "R1: auto:SIZE takes a multiple of 4 KiB" "$kexec" --mint-region=auto:0 -l "$kernel"
	refuses "not 4097 bytes" "$kexec" --mint-region=auto:4097 -l "$kernel"
	refuses "--mint-region: " "$kexec" --mint-region=auto:1X -l "$kernel"
	refuses "auto needs a number" "$kexec" "$region" --mint-cpus=auto -l "$kernel"
	refuses "auto:N takes 1 to 256 CPUs" "$kexec" "$region" --mint-cpus=auto:0 -l "$kernel"
	refuses "auto:N takes 1 to 256 CPUs" "$kexec" "$region" --mint-cpus=auto:257 -l "$kernel"
	refuses "auto:N takes 1 to 256 CPUs" "$kexec" "$region" --mint-cpus=auto:2,3 -l "$kernel"
	refuses "is not a CPU number" "$kexec" "$region" --mint-cpus=auto:x -l "$kernel"
}

@test "usage" {
	refuses "no action" "$kexec" -t mint "$kernel"
	refuses "no action" "$kexec" "$region" "$kernel"
	refuses "no kernel given" "$kexec" "$region" --mint-cpus=1
	refuses "one too many" "$kexec" "$region" --mint-cpus=1 "$kernel" "$kernel"
	refuses "--mint-region is missing" "$kexec" --mint-cpus=1 "$kernel"
	refuses "unknown or ambiguous option --frob" "$kexec" --frob
	refuses "unknown option -Q" "$kexec" -Q
	refuses "--initrd needs a value" "$kexec" "$region" --mint-cpus=1 "$kernel" --initrd
	refuses "no value belongs to --mint-force=1" "$kexec" --mint-force=1
	refuses "the rest belongs to -l" "$kexec" -e "$region"
	refuses "the rest belongs to -l" "$kexec" -u --mint-cpus=1
	refuses "--sysroot is for --mint-dry-run only" \
		"$kexec" "$region" --mint-cpus=1 --sysroot="$roots/lab4g" "$kernel"
}

@test "a later action wins" {
	refuses "the rest belongs to -l" "$kexec" -l -e "$region" "$kernel"
	run --separate-stderr "$kexec" -e -l --mint-dry-run --sysroot="$roots/lab4g" \
		"$region" "$kernel"
	[ "$status" -eq 0 ]
}

@test "values" {
	refuses '"xml" is none of text, json, svg' "$kexec" --mint-dry-run=xml
	refuses "R1" "$kexec" --mint-region=0x40000000-0x5ffffff0 -l "$kernel"
	refuses "--mint-region" "$kexec" --mint-region=5Q+1G -l "$kernel"
	refuses "--mint-region" "$kexec" --mint-region=2G-1G -l "$kernel"
	refuses "--mint-swiotlb" "$kexec" --mint-swiotlb=auto:x -l "$kernel"
	refuses "cannot have 0 bytes" "$kexec" --mint-swiotlb=auto:0 -l "$kernel"
	refuses "cannot have 4294971392 bytes" \
		"$kexec" --mint-swiotlb=auto:0x100001000 -l "$kernel"
	refuses "more than 256 CPUs" "$kexec" "$region" --mint-cpus=1-257 "$kernel"
	refuses "more than 256 CPUs" "$kexec" "$region" --mint-cpus=1,2-257 "$kernel"
	refuses "--mint-realmode" "$kexec" --mint-realmode=none -l "$kernel"
	refuses "neither auto nor no" "$kexec" --mint-unpack=yes -l "$kernel"
	for list in "" "," "1," 1-x 3-1 "1,,2" -1 0x1 99999999999; do
		refuses "--mint-cpus: " "$kexec" "$region" "--mint-cpus=$list" "$kernel"
	done
	for name in "" Web -a _a a/b "a b" .. "$(printf 'a%.0s' {1..32})"; do
		refuses "--mint-name: " "$kexec" "$region" "--mint-name=$name" -l "$kernel"
	done
}

@test "names of 31 characters are accepted" {
	run --separate-stderr dry lab4g "$region" --mint-cpus=1 \
		--mint-name="a$(printf 'b%.0s' {1..28})_-"
	[ "$status" -eq 0 ]
}

@test "R1" {
	breaks R1 "0x100000 bytes past one" dry lab4g --mint-region=0x40100000+512M --mint-cpus=1
	breaks R1 "multiple of 16 MiB" dry lab4g --mint-region=0x40001000-0x5fffffff --mint-cpus=1
}

@test "R4-A says by how many bytes the region is too small" {
	kernel=$top/tests/fuzz/corpus/bzimage/plain
	breaks R4-A "16777216 bytes too small" \
		dry lab4g --mint-region=1G+3M --mint-cpus=1 --mint-unpack=no
	breaks R4-A "use --mint-region=0x40000000+0x1300000" \
		dry lab4g --mint-region=1G+16M --mint-cpus=1 --mint-unpack=no
	run --separate-stderr dry lab4g --mint-region=0x40000000+0x1300000 --mint-cpus=1 \
		--mint-unpack=no
	[ "$status" -eq 0 ]
}

@test "R4-B: another OS" {
	breaks R4-B "overlaps OS os1 at 0x40000000-0x5fffffff" \
		dry lab4g-mint --mint-region=0x50000000+256M --mint-cpus=2
	breaks R4-B "the swiotlb window" dry lab4g-mint --mint-region=5G+512M --mint-cpus=2 \
		--mint-swiotlb=0x5f000000+80M
}

@test "R5: windows" {
	local high=--mint-region=5G+512M
	breaks R5 "--mint-swiotlb=none cannot work" \
		dry lab4g "$high" --mint-cpus=1 --mint-swiotlb=none
	breaks R5 "is not below 4 GiB" \
		dry lab4g "$high" --mint-cpus=1 --mint-swiotlb=0x110000000+80M
	breaks R5 "33611776 are missing" \
		dry lab4g "$high" --mint-cpus=1 --mint-swiotlb=0x60000000+32M
	breaks R4-B "overlaps the region" \
		dry lab4g "$region" --mint-cpus=1 --mint-swiotlb=0x50000000+80M
	breaks R5 "no 4 GiB below 4 GiB" \
		dry lab4g "$region" --mint-cpus=1 --mint-swiotlb=auto:4G
	breaks R5 "no 80 MiB below 4 GiB" dry bigblocks --mint-region=16G+2G --mint-cpus=1
	breaks R5 'memmap=80M$0x65000000' dry bigblocks --mint-region=auto:2G --mint-cpus=auto:1
	[[ $stderr == *"memory blocks are 2 GiB"*"movablecore="* ]]
}

@test "R6: windows" {
	breaks R6 "starts at 0x0: some BIOSes write below 0x10000 (start there or above)" \
		dry lab4g "$region" --mint-cpus=1 --mint-realmode=0+64K
	breaks R6 "page 0 has vectors that a BIOS may still use (start at 0x1000 or above)" \
		dry lab4g "$region" --mint-realmode=0+64K
	breaks R6 "some BIOSes write below 0x10000 (start there or above)" \
		dry lab4g "$region" --mint-cpus=1 --mint-realmode=0xf000+68K
	breaks R6 "24576 are missing" \
		dry lab4g "$region" --mint-cpus=1 --mint-realmode=0x20000+16K
	breaks R6 "not below 1 MiB" \
		dry lab4g "$region" --mint-cpus=1 --mint-realmode=0xf8000+64K
	breaks R6 "os1 at 0x10000" dry lab4g-mint --mint-region=0x60000000+256M --mint-cpus=2 \
		--mint-realmode=0x10000+64K
	breaks R6 "leader's trampoline" dry lab4g-mint --mint-region=0x60000000+256M \
		--mint-cpus=2 --mint-realmode=0x8f000+64K
}

@test "R7: what is in the way is named" {
	breaks R7 "PCI Bus 0000:00" dry lab4g --mint-region=0xc0000000+512M --mint-cpus=1
	seq 1000 | gzip >"$BATS_TEST_TMPDIR/initrd"
	breaks R7 "PCI Bus 0000:00" dry lab4g --mint-region=0xc0000000+512M --mint-cpus=1 \
		--initrd="$BATS_TEST_TMPDIR/initrd"
	breaks R7 "firmware: reserved" dry lab4g --mint-region=0x70000000+512M --mint-cpus=1
	breaks R7 "leader's Kernel code" dry lab4g --mint-region=16M+512M --mint-cpus=1
	breaks R7 "memory0" dry lab4g --mint-region=0x5000000+32M --mint-cpus=1
	breaks R7 "has a hole" dry lab4g --mint-region=0x78000000+64M --mint-cpus=1
}

@test "CPUs" {
	refuses "CPU 0 stays with the leader" dry lab4g "$region" --mint-cpus=0
	refuses "CPU 9 is unknown: this machine has 4 CPUs" dry lab4g "$region" --mint-cpus=9
	refuses "\"0x1\" is no list of CPUs, as 1-3,5" dry lab4g "$region" --mint-cpus=0x1
	cp -rL --no-preserve=mode "$roots/lab4g" "$BATS_TEST_TMPDIR/no-sys"
	rm -r "$BATS_TEST_TMPDIR/no-sys/sys/devices/system/cpu"
	refuses "CPU 1 is unknown: no CPU is known at all (is /sys mounted" "$kexec" \
		--mint-dry-run --sysroot="$BATS_TEST_TMPDIR/no-sys" "$region" --mint-cpus=1 "$kernel"
	refuses "CPU 1 is listed twice" dry lab4g "$region" --mint-cpus=1,2,1
	refuses "CPU 3 is owned by OS os1" \
		dry lab4g-mint --mint-region=0x60000000+256M --mint-cpus=2,3
}

@test "serial ports" {
	refuses "is the leader's console" dry lab4g "$region" --mint-cpus=1 --mint-uart=ttyS0
	refuses "no such serial port" dry lab4g "$region" --mint-cpus=1 --mint-uart=ttyS9
	refuses "neither none, ttySN nor 0xPORT" \
		dry lab4g "$region" --mint-cpus=1 --mint-uart=com1
}

@test "names" {
	refuses "an OS named os1 exists already" \
		dry lab4g-mint --mint-region=0x60000000+256M --mint-cpus=2 --mint-name=os1
}

@test "command lines" {
	for token in acpi=off noapic nolapic mem=1G memmap=1G reboot=acpi nr_cpus=64 noefi; do
		refuses "contradicts" dry lab4g "$region" --mint-cpus=1 --append="$token"
	done
	refuses "too many (shorten --append)" dry lab4g "$region" --mint-cpus=1 \
		--append="$(printf 'a%.0s' {1..3000})"
}

@test "kernels that are none" {
	refuses "Cannot load /nonexistent" "$kexec" "$region" --mint-cpus=1 /nonexistent
	refuses "is a directory" "$kexec" "$region" --mint-cpus=1 "$BATS_TEST_TMPDIR"
	refuses "is no regular file" "$kexec" "$region" --mint-cpus=1 /dev/null
	: >"$BATS_TEST_TMPDIR/empty"
	refuses "is empty" "$kexec" "$region" --mint-cpus=1 "$BATS_TEST_TMPDIR/empty"
	head -c 2000 "$kernel" >"$BATS_TEST_TMPDIR/cut"
	refuses "truncated" "$kexec" "$region" --mint-cpus=1 "$BATS_TEST_TMPDIR/cut"
	seq 2000 >"$BATS_TEST_TMPDIR/text"
	refuses "Cannot determine the file type of" \
		"$kexec" "$region" --mint-cpus=1 "$BATS_TEST_TMPDIR/text"
	refuses "XLF_KERNEL_64" "$kexec" "$region" --mint-cpus=1 \
		"$top/tests/fuzz/corpus/bzimage/32bit"
}

# patched OFFSET BYTES - a copy of the tiny kernel with other bytes
patched()
{
	cp --no-preserve=mode "$top/tests/fuzz/corpus/bzimage/gzip" \
		"$BATS_TEST_TMPDIR/patched"
	# shellcheck disable=SC2059 # the bytes are a format
	printf "$2" | dd of="$BATS_TEST_TMPDIR/patched" bs=1 seek="$1" conv=notrunc status=none
	kernel=$BATS_TEST_TMPDIR/patched
}

# of_lab4g OPTION... - a launch on that recorded machine, which nothing can be started on
of_lab4g()
{
	mkdir -p "$BATS_TEST_TMPDIR/calls"
	# a sanitizer wants to be the first library, and may be the second
	env CAPTURE_DIR="$BATS_TEST_TMPDIR/calls" CAPTURE_ROOT="$roots/lab4g" \
		ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" \
		LD_PRELOAD="${top_builddir:-$top/build}/tests/preload/capture.so" \
		"$kexec" "$@"
}

@test "sizes that can never be are refused before a kernel is unpacked" {
	# in the middle of what is packed
	patched 2200 '\377\377\377\377\377\377\377\377'
	refuses "Cannot load $kernel" of_lab4g --mint-region=auto:512M --mint-cpus=1 "$kernel"
	for size in auto:100T 0x40000000+100T; do
		refuses "102400 GiB are more than this machine can give" \
			of_lab4g --mint-region=$size --mint-cpus=1 "$kernel"
	done
	refuses "16 MiB are too small: kernel and initrd need" \
		of_lab4g --mint-region=auto:16M --mint-cpus=1 "$kernel"
}

@test "a kernel that is not relocatable" {
	patched $((0x234)) '\0'
	refuses "relocatable" dry lab4g "$region" --mint-cpus=1
}

@test "an old kernel and an ELF without a banner yield to --mint-force, and only these" {
	patched 768 '5.9.0-'
	refuses "older than 5.10" dry lab4g "$region" --mint-cpus=1 --mint-unpack=no
	run --separate-stderr dry lab4g "$region" --mint-cpus=1 --mint-unpack=no --mint-force
	[ "$status" -eq 0 ]
	[[ $stderr == *"warning: kernel 5.9.0-"* ]]
	{ printf '\177ELF'; cat "$top/tests/fuzz/corpus/elf/plain"; } >"$BATS_TEST_TMPDIR/elf"
	kernel=$BATS_TEST_TMPDIR/elf
	sed -i 's/Linux version/Minix version/' "$kernel"
	refuses "no Linux banner" dry lab4g "$region" --mint-cpus=1
	run dry lab4g "$region" --mint-cpus=1 --mint-force
	[ "$status" -eq 0 ]
	breaks R1 "" dry lab4g --mint-region=0x40100000+512M --mint-cpus=1 --mint-force
	printf '\003' | dd of="$kernel" bs=1 seek=18 conv=notrunc status=none
	refuses "machine" dry lab4g "$region" --mint-cpus=1 --mint-force
}

@test "initrds that are none" {
	refuses "is a directory" dry lab4g "$region" --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR"
	: >"$BATS_TEST_TMPDIR/empty"
	refuses "is empty" dry lab4g "$region" --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR/empty"
	seq 1000 >"$BATS_TEST_TMPDIR/text"
	refuses "no initrd" dry lab4g "$region" --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR/text"
	seq 100000 | gzip >"$BATS_TEST_TMPDIR/gz"
	head -c 50000 "$BATS_TEST_TMPDIR/gz" >"$BATS_TEST_TMPDIR/cut"
	refuses "truncated" dry lab4g "$region" --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR/cut"
	seq 100000 | xz | head -c 1000 >"$BATS_TEST_TMPDIR/cut"
	refuses "truncated" dry lab4g "$region" --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR/cut"
	for format in 'gzip -c' 'xz -c'; do
		seq 100000 | $format >"$BATS_TEST_TMPDIR/whole"
		run dry lab4g "$region" --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR/whole"
		[ "$status" -eq 0 ]
	done
}

@test "without a module nothing is started" {
	[ ! -e /dev/mint ] || skip "this machine has mint.ko"
	refuses "Cannot load /nonexistent" "$kexec" "$region" --mint-cpus=1 /nonexistent
	refuses "no mint module" "$kexec" -u --mint-name=os1
	refuses "no mint module" "$kexec" -e --mint-name=os1
}

@test "--debug prints the plan to standard error" {
	run --separate-stderr dry lab4g "$region" --mint-cpus=1 -d --mint-dry-run=json
	[ "$status" -eq 0 ]
	[[ $stderr == *"Plan of os1"* ]]
	[[ $output == "{"* ]]
}
