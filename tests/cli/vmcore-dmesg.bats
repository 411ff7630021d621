#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# vmcore-dmesg.bats - vmcore-dmesg's usage, exit codes and output on made-up cores
#
# In:   the cores that tests/unit/vmcore-dmesg/test_vmcore writes
# Out:  exit codes 0 1 2 3 10 50 52 54; the log; one line of why
# Ref:  vmcore-dmesg(8)

# shellcheck disable=SC2154 # run sets stderr_lines
# shellcheck disable=SC2016 # $1 is bash -c's
bats_require_minimum_version 1.5.0

setup_file()
{
	local build=${top_builddir:-$BATS_TEST_DIRNAME/../../build}
	"$build/tests/unit/vmcore-dmesg/test_vmcore" "$BATS_FILE_TMPDIR"
}

setup()
{
	tool=${VMCORE_DMESG:-${top_builddir:-$BATS_TEST_DIRNAME/../../build}/vmcore-dmesg/vmcore-dmesg}
	cores=$BATS_FILE_TMPDIR
	file=$BATS_TEST_TMPDIR/vmcore
}

# fails CODE WORDS ARGUMENT…: nothing on standard output, one line on standard error
fails()
{
	local code=$1 words=$2
	shift 2
	run --separate-stderr "-$code" "$tool" "$@"
	[ -z "$output" ]
	[[ $stderr == *"$words"* ]]
	[ "${#stderr_lines[@]}" -eq 1 ]
}

@test "the log of every shape of core is the same" {
	run --separate-stderr -0 "$tool" "$cores/qemu"
	[ "${#lines[@]}" -ge 5 ]
	[ -z "$stderr" ]
	[[ ${lines[0]} == '[    0.000000] '* ]]
	first=$output
	for core in "$cores"/*; do
		run -0 "$tool" "$core"
		[ "$output" = "$first" ]
	done
}

@test "--raw: facility and level, and a time for every line" {
	run -0 "$tool" --raw "$cores/qemu"
	[[ ${lines[0]} == '<0>[    0.000000] '* ]]
	for line in "${lines[@]}"; do
		[[ $line =~ ^'<'[0-9]+'>['\ *[0-9]+'.'[0-9]{6}'] ' ]]
	done
	raw=$output
	run -0 "$tool" "$cores/qemu" -r
	[ "$output" = "$raw" ]
}

@test "a log from standard input's file, by its name" {
	run -0 "$tool" /dev/stdin <"$cores/qemu"
	[[ ${lines[0]} == '[    0.000000] '* ]]
}

@test "--help and --version" {
	run --separate-stderr -0 "$tool" --help
	[[ ${lines[0]} == 'usage: vmcore-dmesg [--raw] FILE' ]]
	[ -z "$stderr" ]
	help=$output
	run -0 "$tool" -h
	[ "$output" = "$help" ]
	run -0 "$tool" --version
	[[ $output =~ ^vmcore-dmesg\ .*[0-9] ]]
	version=$output
	run -0 "$tool" -V
	[ "$output" = "$version" ]
	run -54 bash -c '"$1" --help >/dev/full' - "$tool"
	[ "$output" = 'vmcore-dmesg: standard output: No space left on device' ]
	run -54 bash -c '"$1" --version >&-' - "$tool"
	[ "$output" = 'vmcore-dmesg: standard output: Bad file descriptor' ]
}

@test "usage: exit 1" {
	fails 1 'usage: vmcore-dmesg'
	fails 1 'usage: vmcore-dmesg' "$cores/qemu" "$cores/elf32"
	run --separate-stderr -1 "$tool" --frob "$cores/qemu"
	[ -z "$output" ]
	[[ $stderr == *frob*usage:* ]]
}

@test "a file that cannot be opened: exit 2" {
	fails 2 'No such file' "$BATS_TEST_TMPDIR/none"
}

@test "what is no core: exit 3" {
	echo foo >"$file"
	fails 3 'less than 16 bytes' "$file"
	head -c 100 /dev/zero >"$file"
	fails 3 'begins with 00 00 00 00' "$file"
	fails 3 'Is a directory' "$BATS_TEST_TMPDIR"
	fails 3 'not a core' "$tool"
	: >"$file"
	fails 3 'less than 16 bytes' "$file"
}

@test "a pipe: exit 3" {
	run --separate-stderr -3 bash -c 'cat "$1" | "$2" /dev/stdin' - "$cores/qemu" "$tool"
	[[ $stderr == *'not a pipe'* ]]
}

@test "dumps of makedumpfile and compressed files are refused with what to do" {
	{ printf 'KDUMP   ' && head -c 8192 /dev/zero; } >"$file"
	fails 3 'makedumpfile --dump-dmesg' "$file"
	{ printf 'makedumpfile\0\0\0\0' && head -c 8192 /dev/zero; } >"$file"
	fails 3 'makedumpfile -R' "$file"
	gzip -c "$cores/qemu" >"$file"
	fails 3 'gzip: unpack it first' "$file"
	xz -c "$cores/qemu" >"$file"
	fails 3 'xz: unpack it first' "$file"
}

@test "headers that are cut off: exit 10" {
	head -c 100 "$cores/qemu" >"$file"
	fails 10 'cut off' "$file"
}

@test "no VMCOREINFO: exit 50" {
	sed 's/VMCOREINFO/VMCOREINF0/g' "$cores/qemu" >"$file"
	fails 50 'no VMCOREINFO note' "$file"
}

@test "no log buffer announced: exit 50" {
	sed 's/SYMBOL(prb)/SYMBOL(bpr)/' "$cores/qemu" >"$file"
	fails 50 'has no log buffer' "$file"
}

@test "not enough said about the log: exit 64" {
	sed 's/SIZE(prb_desc)/SIZE(prb_desk)/' "$cores/qemu" >"$file"
	fails 64 'no SIZE(prb_desc)=' "$file"
}

@test "memory that is cut off: what there is, then exit 52" {
	size=$(stat -c %s "$cores/left-out")
	head -c $((size - 100)) "$cores/left-out" >"$file"
	run --separate-stderr -52 "$tool" "$file"
	[[ ${lines[0]} == '[    0.000000] '* ]]
	[[ $stderr == *'cannot be read any further: the file is cut off'* ]]
}

@test "standard output that is full or closed: exit 54, and why" {
	run -54 bash -c '"$1" "$2" >&-' - "$tool" "$cores/qemu"
	[[ $output == *"its log cannot be written: standard output: Bad file descriptor" ]]
	run -54 bash -c '"$1" "$2" >/dev/full' - "$tool" "$cores/qemu"
	[[ $output == *'cannot be written: standard output: No space left on device' ]]
}
