#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# mintctl.bats - mintctl's usage, exit codes and output, without a module
#
# In:   recorded machines: one of tests/sysroots, others written here
# Out:  exit codes 0 done, 1 refused, 2 usage, 3 no such OS; text; JSON
# Ref:  docs/design.md "Exit status", "mintctl JSON"

# shellcheck disable=SC2030,SC2031 # bats runs each test in a subshell of its own
bats_require_minimum_version 1.5.0

setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	mintctl=${MINTCTL:-${top_builddir:-$top/build}/mint/ctl/mintctl}
	recorded=$top/tests/sysroots/lab4g-mint
	root=$BATS_TEST_TMPDIR/root
	mkdir -p "$root/sys/class/misc/mint" "$root/sys/class/mint" "$root/proc"
}

# os NAME STATE REASON REGION CPUS UPTIME STARTS LOST [WINDOW]...
os()
{
	local dir=$root/sys/class/mint/$1
	mkdir -p "$dir"
	echo "$2" >"$dir/state"
	echo "$3" >"$dir/reason"
	echo "$4" >"$dir/region"
	echo "$5" >"$dir/cpus"
	echo "$6" >"$dir/uptime_s"
	echo "$7" >"$dir/starts"
	echo "$8" >"$dir/lost_cpus"
	shift 8
	printf '%s\n' "$@" >"$dir/windows"
}

some_oses()
{
	os web running none 0x140000000-0x17fffffff 2-3,5 3725 2 0 \
		'realmode 0x10000-0x1ffff' 'swiotlb 0x60000000-0x64ffffff'
	os db stopped panic 0x40000000-0x5fffffff 1 0 7 0 'realmode 0x20000-0x2ffff'
	printf '0000:01:00.0 nvme\n0000:02:00.1\n' >"$root/sys/class/mint/db/devices"
	os dead lost killed 0x20000000-0x2fffffff 4,6 0 1 1 'realmode 0x30000-0x3ffff'
	os fresh empty none '' '' 0 0 0
}

@test "help goes to stdout, names every verb, exits 0" {
	for option in --help -h; do
		run --separate-stderr "$mintctl" $option
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		for verb in list status start stop restart wait kill log run release; do
			[[ "$output" == *"  $verb "* ]]
		done
	done
}

@test "version is one line, exits 0" {
	run "$mintctl" --version
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^mintctl\ [0-9]+\.[0-9]+ ]]
	[ "${#lines[@]}" -eq 1 ]
}

# what is wrong, then the arguments; a part of the message
usage_error()
{
	local say=$1
	shift
	run --separate-stderr "$mintctl" "$@"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ "$stderr" == *"$say"* ]]
	[[ "$stderr" == *"mintctl --help"* ]]
}

@test "usage errors exit 2 and say what is wrong" {
	usage_error 'no verb given'
	usage_error "'frobnicate' is no verb" frobnicate
	usage_error '--frob' list --frob
	usage_error 'too many arguments' list os1
	for verb in status start stop restart wait kill release; do
		usage_error "$verb needs the name of an OS" $verb
		usage_error 'too many arguments' $verb os1 os2
	done
	usage_error "not 'soon'" wait os1 --timeout soon
	usage_error "not '-1'" wait os1 --timeout=-1
	usage_error "not ''" wait os1 --timeout=
	usage_error "not 'nan'" wait os1 --timeout=nan
	usage_error "not '1e10'" wait os1 --timeout=1e10
	usage_error "not '1s'" wait os1 --timeout=1s
	usage_error "not 'happy'" wait os1 --state=happy
	usage_error 'belongs to wait' kill os1 --timeout=1
	usage_error 'belongs to wait' list --state=stopped
	usage_error 'no --sysroot' kill os1 --sysroot="$root"
	usage_error "requires an argument" wait os1 --timeout
}

@test "no module: exit 1, says modprobe, nothing on stdout" {
	rm -r "$root/sys/class/mint" "$root/sys/class/misc/mint"
	for verb in list 'list --json' 'status os1'; do
		# shellcheck disable=SC2086 # a verb and its arguments
		run --separate-stderr "$mintctl" $verb --sysroot="$root"
		[ "$status" -eq 1 ]
		[ -z "$output" ]
		[[ "$stderr" == *'no mint module: modprobe mint'* ]]
	done
}

@test "verbs that act, on a machine without the module: exit 1" {
	[ ! -e /dev/mint ] || skip "this machine has the module"
	for verb in start stop restart wait kill release; do
		run --separate-stderr "$mintctl" $verb os1
		[ "$status" -eq 1 ]
		[ -z "$output" ]
		[[ "$stderr" == *'no mint module'* ]]
	done
}

@test "no such OS: exit 3" {
	some_oses
	for name in os9 '' . .. ../misc aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do
		run --separate-stderr "$mintctl" status "$name" --sysroot="$root"
		[ "$status" -eq 3 ]
		[ -z "$output" ]
		[[ "$stderr" == *'no such OS'* ]]
	done
}

@test "no such sysroot: exit 1" {
	run --separate-stderr "$mintctl" status os1 --sysroot="$root/none"
	[ "$status" -eq 1 ]
	[[ "$stderr" == *none* ]]
}

@test "list without OSes: a head, or an empty array" {
	run "$mintctl" list --sysroot="$root"
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 1 ]
	run "$mintctl" list --json --sysroot="$root"
	[ "$status" -eq 0 ]
	[ "$output" = '[]' ]
}

@test "list shows state, reason of the end, CPUs, region; explains lost" {
	some_oses
	run "$mintctl" list --sysroot="$root"
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == NAME*STATE*CPUS*REGION*UPTIME*STARTS ]]
	[[ "${lines[1]}" =~ ^db\ +stopped\ \(panic\)\ +1\ +0x40000000-0x5fffffff\ +-\ +7$ ]]
	[[ "${lines[2]}" =~ ^dead\ +lost\ +4,6\  ]]
	[[ "${lines[3]}" =~ ^fresh\ +empty\ +-\ +-\ +-\ +0$ ]]
	[[ "${lines[4]}" =~ ^web\ +running\ +2-3,5\ +0x140000000-0x17fffffff\ +1:02:05\ +2$ ]]
	[[ "$output" == *'dead is lost: 1 of its 2 cores'*'until the machine is rebooted'* ]]
	[[ "$output" == *KVM*'module_blacklist=kvm_intel,kvm_amd'* ]]
	[ "$(printf '%s\n' "${lines[@]}" | awk '{ if (length > 90) print }')" = '' ]
}

@test "list and status tell how large a region is to whom its place is not told" {
	os web running none '' 2-3,5 3725 2 0
	rm "$root/sys/class/mint/web/region" "$root/sys/class/mint/web/windows"
	echo 268435456 >"$root/sys/class/mint/web/size"
	run "$mintctl" list --sysroot="$root"
	[ "$status" -eq 0 ]
	[[ "${lines[1]}" =~ ^web\ +running\ +2-3,5\ +256\ MiB\ \(where:\ root\ only\)\ +1:02:05\ +2$ ]]
	run "$mintctl" status web --sysroot="$root"
	[ "$status" -eq 0 ]
	[[ "$output" == *'region  256 MiB (where: root only)'* ]]
	run "$mintctl" list --json --sysroot="$root"
	[ "$(jq -c '.[0] | [.region, .windows]' <<<"$output")" = '[null,[]]' ]
}

@test "list --json has exactly the promised fields" {
	some_oses
	run "$mintctl" list --json --sysroot="$root"
	[ "$status" -eq 0 ]
	[ "$(jq -r '.[0] | keys_unsorted | join(" ")' <<<"$output")" = \
		'name state reason cpus region windows devices uptime_s starts' ]
	[ "$(jq -c '.[] | select(.name == "web")' <<<"$output")" = \
		'{"name":"web","state":"running","reason":null,"cpus":[2,3,5],"region":{"start":"0x140000000","end":"0x17fffffff"},"windows":[{"purpose":"realmode","start":"0x10000","end":"0x1ffff"},{"purpose":"swiotlb","start":"0x60000000","end":"0x64ffffff"}],"devices":[],"uptime_s":3725,"starts":2}' ]
	[ "$(jq -c '.[] | select(.name == "db") | [.state, .reason]' <<<"$output")" = \
		'["stopped","panic"]' ]
	[ "$(jq -c '.[] | select(.name == "db") | .devices' <<<"$output")" = \
		'[{"type":"pci","address":"0000:01:00.0"},{"type":"pci","address":"0000:02:00.1"}]' ]
	[ "$(jq -c '.[] | select(.name == "fresh") | [.region, .cpus, .windows]' <<<"$output")" = \
		'[null,[],[]]' ]
}

@test "status --json is one such object, and heartbeat" {
	some_oses
	run "$mintctl" status db --json --sysroot="$root"
	[ "$status" -eq 0 ]
	[ "$(jq -c .heartbeat <<<"$output")" = null ]
	[ "$(jq -c 'del(.heartbeat)' <<<"$output")" = \
		"$("$mintctl" list --json --sysroot="$root" | jq -c '.[] | select(.name == "db")')" ]
}

@test "status names every window" {
	some_oses
	run "$mintctl" --sysroot="$root" status web
	[ "$status" -eq 0 ]
	[[ "$output" == *'swiotlb 0x60000000-0x64ffffff'* ]]
	[[ "$output" == *'realmode 0x10000-0x1ffff'* ]]
}

@test "a recorded machine" {
	run "$mintctl" list --json --sysroot="$recorded"
	[ "$status" -eq 0 ]
	[ "$(jq -r '.[0].name' <<<"$output")" = os1 ]
}

@test "a file that cannot be parsed: exit 1, names file and line" {
	some_oses
	echo 'realmode 0x10000-' >"$root/sys/class/mint/web/windows"
	run --separate-stderr "$mintctl" list --sysroot="$root"
	[ "$status" -eq 1 ]
	[[ "$stderr" == *'web/windows line 1'* ]]
}

@test "who asks and cannot be told: exit 1, and why" {
	some_oses
	for arguments in list 'list --json' 'status web' 'status web --json' --help --version \
		"check --sysroot='$recorded'" "check --json --sysroot='$recorded'"; do
		arguments="--sysroot='$root' $arguments"
		run bash -c "'$mintctl' $arguments >/dev/full"
		[ "$status" -eq 1 ]
		[ "$output" = 'mintctl: standard output: No space left on device' ]
		run bash -c "'$mintctl' $arguments >&-"
		[ "$status" -eq 1 ]
		[ "$output" = 'mintctl: standard output: Bad file descriptor' ]
	done
}

@test "options belong to their verbs" {
	usage_error '--timeout belongs to wait, stop and restart' kill os1 --timeout 1
	usage_error '--state belongs to wait' stop os1 --state stopped
	usage_error '--follow belongs to log' status os1 -f
	usage_error '--follow belongs to log' run os1 --follow
	usage_error '--conf belongs to run' start os1 --conf /dev/null
	usage_error 'log needs the name of an OS' log
	usage_error 'run needs the name of an OS' run
	usage_error 'too many arguments' run os1 os2
}

@test "run: no or a bad configuration is exit 1, before anything is touched" {
	run --separate-stderr "$mintctl" run web --conf "$BATS_TEST_TMPDIR/web.conf"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ "$stderr" == *"$BATS_TEST_TMPDIR/web.conf"* ]]
	printf 'kernel = /boot/vmlinuz\nfrob = 1\n' >"$BATS_TEST_TMPDIR/web.conf"
	run --separate-stderr "$mintctl" run web --conf "$BATS_TEST_TMPDIR/web.conf"
	[ "$status" -eq 1 ]
	[[ "$stderr" == *'web.conf:2: '* ]]
}

@test "log and stop on a machine without the module: exit 1" {
	[ ! -e /dev/mint ] || skip "this machine has the module"
	for verb in log 'log -f' 'stop --timeout 0' restart; do
		# shellcheck disable=SC2086 # a verb and its options
		run --separate-stderr "$mintctl" $verb os1
		[ "$status" -eq 1 ]
		[ -z "$output" ]
		[[ "$stderr" == *'no mint module'* ]]
	done
}
