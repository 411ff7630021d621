#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# conf.bats - configuration files, through kexec --mint-conf and mintctl check-conf
#
# In:   files written here, a recorded machine of tests/sysroots
# Out:  the plan of a dry run; exit codes; the line that is wrong
# Ref:  man/mint.conf.5

# shellcheck disable=SC2030,SC2031,SC2154 # bats: subshells; $output and $status
bats_require_minimum_version 1.5.0

setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	build=${top_builddir:-$top/build}
	kexec=${KEXEC:-$build/kexec/kexec}
	mintctl=${MINTCTL:-$build/mint/ctl/mintctl}
	kernel=$BATS_TEST_TMPDIR/vmlinuz
	conf=$BATS_TEST_TMPDIR/web.conf
	cp "$top/tests/fuzz/corpus/bzimage/gzip" "$kernel"
	base=("kernel = $kernel" 'region = 0x40000000+512M' 'cpus = 2,1')
}

# conf LINE... - the configuration file
conf()
{
	printf '%s\n' "$@" >"$conf"
}

# plan OPTION... - a dry run with that file, as JSON in $output
plan()
{
	run --separate-stderr "$kexec" --mint-dry-run=json --sysroot="$top/tests/sysroots/lab4g" \
		--mint-conf="$conf" "$@"
	[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
}

# is FILTER WANT
is()
{
	local got
	got=$(jq -c "$1" <<<"$output")
	[ "$got" = "$2" ] || { printf '%s is %s, not %s\n' "$1" "$got" "$2"; return 1; }
}

# refuses TEXT COMMAND... - exit 1, nothing on standard output, one line with TEXT
refuses()
{
	local text=$1
	shift
	run --separate-stderr "$@"
	if [ "$status" -ne 1 ] || [ -n "$output" ] || [[ $stderr != *"$text"* ]]; then
		printf 'exit %s, "%s"\nexpected exit 1, "%s"\n' "$status" "$stderr" "$text"
		return 1
	fi
}

# both TEXT - kexec and mintctl refuse the file, with the same words
both()
{
	refuses "kexec: $conf$1" "$kexec" --mint-dry-run --mint-conf="$conf"
	refuses "mintctl: $conf$1" "$mintctl" check-conf "$conf"
}

@test "a file alone is a whole request" {
	conf "${base[@]}" 'append = console=ttyS1,115200' '  quiet' 'uart = ttyS1' \
		'swiotlb = 0x60000000+80M' 'realmode = 0x20000+64K' 'unpack = no'
	plan
	is .name '"web"'
	is .mode '"beside"'
	is '[.cpus[].cpu]' '[2,1]'
	is .region '{"start":"0x40000000","end":"0x5fffffff"}'
	is '[.windows[] | select(.purpose == "swiotlb") | .start]' '["0x60000000"]'
	is '[.windows[] | select(.purpose == "realmode") | .start]' '["0x20000"]'
	is '.devices | length' 1
	is '.cmdline | startswith("console=ttyS1,115200 quiet ")' true
	run "$mintctl" check-conf "$conf"
	[ "$status" -eq 0 ]
	[ "$output" = "$conf: ok" ]
}

@test "the file says the same as the options of the same names" {
	conf "${base[@]}" 'append = quiet' 'uart = ttyS1' 'swiotlb = auto:96M'
	plan
	with_file=$output
	without_file=$("$kexec" --mint-dry-run=json --sysroot="$top/tests/sysroots/lab4g" \
		--mint-name=web --mint-region=0x40000000+512M --mint-cpus=2,1 --append=quiet \
		--mint-uart=ttyS1 --mint-swiotlb=auto:96M "$kernel")
	[ "$with_file" = "$without_file" ]
}

@test "an option stands above its key, before and behind --mint-conf" {
	conf "${base[@]}" 'append = quiet' 'uart = ttyS1' 'realmode = 0x20000+64K' \
		'swiotlb = 0x50000000+80M'
	for order in 1 2; do
		options=(--mint-region=0x60000000+256M --mint-cpus=3 --append=debug
			--mint-uart=none --mint-name=trial --mint-realmode=0x30000+64K
			--mint-swiotlb=none)
		if [ "$order" = 1 ]; then
			plan "${options[@]}"
		else
			run "$kexec" "${options[@]}" --mint-dry-run=json \
				--sysroot="$top/tests/sysroots/lab4g" --mint-conf="$conf"
			[ "$status" -eq 0 ]
		fi
		is .name '"trial"'
		is '[.cpus[].cpu]' '[3]'
		is .region.start '"0x60000000"'
		is .devices '[]'
		is '[.windows[].start]' '["0x30000"]'
		is '.cmdline | startswith("debug ")' true
		is '.cmdline | contains("quiet")' false
	done
}

@test "a kernel on the command line stands above the file's" {
	conf "${base[@]}"
	sed -i 's|^kernel.*|kernel = /nowhere/vmlinuz|' "$conf"
	refuses "Cannot load /nowhere/vmlinuz" "$kexec" --mint-dry-run --mint-conf="$conf"
	plan "$kernel"
	is .name '"web"'
}

@test "initrds are joined; --initrd replaces them all" {
	for name in one two three; do
		cp "$top/tests/fuzz/corpus/initrd/cpio" "$BATS_TEST_TMPDIR/$name"
	done
	size=$(stat -c %s "$BATS_TEST_TMPDIR/one")
	size=$(((size + 3) / 4 * 4))
	conf "${base[@]}" "initrd = $BATS_TEST_TMPDIR/one" "initrd = $BATS_TEST_TMPDIR/two"
	initrd='[.segments[] | select(.name == "initrd") | .size][0]'
	plan
	both_size=$(jq -r "$initrd" <<<"$output")
	[ "$((both_size))" -gt "$size" ]
	plan --initrd="$BATS_TEST_TMPDIR/three"
	one_size=$(jq -r "$initrd" <<<"$output")
	[ "$((one_size))" -le "$size" ]
}

@test "without cpus the OS replaces the leader, and never by accident" {
	conf "${base[0]}" "${base[1]}"
	plan
	is .mode '"instead"'
	refuses "no action" "$kexec" --mint-conf="$conf"
	run --separate-stderr "$mintctl" check-conf "$conf"
	[ "$status" -eq 0 ]
	[ "$output" = "$conf: ok" ]
	[[ $stderr == "mintctl: warning: $conf: no cpus: "* ]]
}

@test "a wrong key or value is an error with its file, its line and what is allowed" {
	conf "${base[@]}" 'cpu = 3'
	both ':4: "cpu" is no key; there are kernel, initrd, append, region, cpus, '
	conf "${base[@]}" '' 'reset-policy = reboot'
	both ':5: reset-policy: "reboot" is neither restart nor stop'
	conf "${base[@]}" 'devices = 01:00'
	both ':4: devices: "01:00" is no address of a PCI function'
	conf "${base[@]}" 'region = 1G+512M'
	both ':4: region is in line 2 already'
	conf "${base[0]}" '  region = 1G+512M'
	both ':2: an indented line goes on with the value of kernel, but only append may'
	conf '[web]' "${base[@]}"
	both ':1: [web]: the only section is [os]'
	conf "${base[@]}" 'quiet'
	both ':4: KEY = VALUE was expected'
	conf 'region = 1G+5Q'
	both ':1: region: '
}

@test "what an option overrides is checked all the same" {
	conf "${base[@]}"
	sed -i 's/^cpus.*/cpus = two/' "$conf"
	refuses "$conf:3: cpus: \"two\" is not a CPU number" \
		"$kexec" --mint-dry-run --mint-conf="$conf" --mint-cpus=1
}

@test "the name is that of the file, or --mint-name" {
	conf "${base[@]}"
	mv "$conf" "$BATS_TEST_TMPDIR/Web.conf"
	conf=$BATS_TEST_TMPDIR/Web.conf
	both ': the OS is named like the file: "Web" is no name'
	plan --mint-name=web2
	is .name '"web2"'
}

@test "a file that is none" {
	conf=$BATS_TEST_TMPDIR/none.conf
	both ": No such file or directory"
	mkdir "$conf"
	both ": Is a directory"
	conf=$BATS_TEST_TMPDIR/big.conf
	head -c 65537 /dev/zero | tr '\0' '\n' >"$conf"
	both ": more than 65536 bytes"
}

@test "a pipe will do" {
	conf "${base[@]}"
	run "$mintctl" check-conf <(cat "$conf")
	[ "$status" -eq 0 ]
	[[ $output == *": ok" ]]
}

@test "-e and -u take a name, not a file" {
	conf "${base[@]}"
	# a name, so that nothing could happen to this machine
	for action in -e -u; do
		refuses "only --mint-name has a meaning" "$kexec" "$action" --mint-name=none \
			--mint-conf="$conf"
	done
}

# A file that is not there is for kexec to refuse; one that has no release says nothing.
@test "check-conf warns of a kernel that is too old for heartbeat-timeout" {
	conf "${base[@]}" 'heartbeat-timeout = 10'
	for release in 6.1.0-56 6.0.0-56 6.12.0-5 7.2.13-5; do
		cp "$top/tests/fuzz/corpus/bzimage/gzip" "$kernel"
		sed -i "s/6\.1\.0-56/$release/" "$kernel"
		run --separate-stderr "$mintctl" check-conf "$conf"
		[ "$status" -eq 0 ]
		[ "$output" = "$conf: ok" ]
		[ -z "$stderr" ]
	done
	for release in 5.19.0-5 5.10.0-4 4.19.0-4; do
		cp "$top/tests/fuzz/corpus/bzimage/gzip" "$kernel"
		sed -i "s/6\.1\.0-56/$release/" "$kernel"
		run --separate-stderr "$mintctl" check-conf "$conf"
		[ "$status" -eq 0 ]
		[ "$output" = "$conf: ok" ]
		[[ $stderr == "mintctl: warning: heartbeat-timeout: kernel $release-amd64 does not tell where its counter is "*'; use hang-timeout=' ]]
	done
	conf "${base[@]}"
	run --separate-stderr "$mintctl" check-conf "$conf"
	[ -z "$stderr" ]
	rm "$kernel"
	conf "${base[@]}" 'heartbeat-timeout = 10'
	run --separate-stderr "$mintctl" check-conf "$conf"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "heartbeat-timeout takes 10 seconds or more" {
	conf "${base[@]}" 'heartbeat-timeout = 9'
	both ':4: heartbeat-timeout: "9" is not off or 10 to 86400 whole seconds'
	conf "${base[@]}" 'heartbeat-timeout = off'
	plan
}

@test "check-conf wants what mintctl run needs" {
	conf "${base[1]}"
	refuses "$conf: no kernel: add" "$mintctl" check-conf "$conf"
	conf "${base[0]}"
	refuses "$conf: no region: add" "$mintctl" check-conf "$conf"
	run --separate-stderr "$mintctl" check-conf
	[ "$status" -eq 2 ]
	[[ $stderr == *"check-conf needs the name of a file"* ]]
	run --separate-stderr "$mintctl" check-conf "$conf" "$conf"
	[ "$status" -eq 2 ]
}

@test "check-conf --json" {
	conf "${base[@]}"
	run --separate-stderr "$mintctl" check-conf "$conf" --json
	[ "$status" -eq 0 ]
	is . "{\"file\":\"$conf\",\"name\":\"web\",\"ok\":true}"
	for option in '' --json; do
		run bash -c "'$mintctl' check-conf '$conf' $option >/dev/full"
		[ "$status" -eq 1 ]
		[ "$output" = 'mintctl: standard output: No space left on device' ]
	done
}

@test "the manual's example is right" {
	sed -n '/^\.Bd/,/^\.Ed/p' "$top/man/mint.conf.5" | sed '1d;/^\.Ed/,$d' >"$conf"
	grep -q '^region = ' "$conf"
	run --separate-stderr "$mintctl" check-conf "$conf"
	[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
	[ "$output" = "$conf: ok" ]
	[ -z "$stderr" ]
}
