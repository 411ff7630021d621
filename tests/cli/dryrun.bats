#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# dryrun.bats - what a dry run shows on recorded machines
#
# In:   tests/sysroots, tiny kernels of the fuzzers' corpora
# Out:  text, JSON read with jq
# Ref:  docs/design.md "Dry-run JSON"

# shellcheck disable=SC2030,SC2031,SC2154 # bats: subshells; $output and $status
bats_require_minimum_version 1.5.0

load images

setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	kexec=${KEXEC:-${top_builddir:-$top/build}/kexec/kexec}
	roots=$top/tests/sysroots
	kernel=$top/tests/fuzz/corpus/bzimage/gzip
}

# plan MACHINE OPTION... - JSON of a plan whose rules hold
plan()
{
	local machine=$1
	shift
	json=$("$kexec" --mint-dry-run=json --sysroot="$roots/$machine" "$@" "$kernel") || {
		echo "exit $?"
		return 1
	}
}

# is FILTER EXPECTED - jq's answer about the plan
is()
{
	local got
	got=$(jq -rc "$1" <<<"$json")
	[ "$got" = "$2" ] || { printf '%s\n got %s\nnot %s\n' "$1" "$got" "$2"; return 1; }
}

@test "a region below 4 GiB" {
	plan lab4g --mint-region=1G+512M --mint-cpus=2,1
	is 'keys_unsorted | join(" ")' \
		"name mode region windows cpus memory_map segments entry cmdline tables devices rules"
	is .name os1
	is .mode beside
	is .region '{"start":"0x40000000","end":"0x5fffffff"}'
	is '[.windows[].purpose] | join(" ")' realmode
	is '[.cpus[].cpu] | tostring' '[2,1]'
	is '.segments[] | select(.name == "kernel") | .start' 0x41000000
	is '[.rules[].id] | join(" ")' "R1 R2 R3 R4-A R4-B R5 R6 R7"
	is '[.rules[] | select(.ok == false)] | length' 0
	is .devices '[]'
	is '[.tables[].signature] | index("DSDT") != null' true
}

@test "both ends and sizes mean the same" {
	plan lab4g --mint-region=0x40000000-0x5fffffff --mint-cpus=1
	first=$json
	for region in 1G+512M 0x40000000-0x60000000 1024M-1536M 0x40000000+0x20000000; do
		plan lab4g --mint-region=$region --mint-cpus=1
		[ "$json" = "$first" ]
	done
}

@test "a region above 4 GiB gets a low window for swiotlb and mailbox" {
	plan lab4g --mint-region=5G+512M --mint-cpus=1
	is '.windows[] | select(.purpose == "swiotlb") | .start' 0x73000000
	is '.segments[] | select(.name == "mailbox") | .start' 0x73000000
	is '[.memory_map[] | select(.start == "0x73000000")][0].type' 2
	plan lab4g --mint-region=5G+512M --mint-cpus=1 --mint-swiotlb=auto:128M
	is '.windows[] | select(.purpose == "swiotlb") | .end' 0x77ffffff
	plan lab4g --mint-region=5G+512M --mint-cpus=1 --mint-swiotlb=0x50000000+96M
	is '.windows[] | select(.purpose == "swiotlb") | .start' 0x50000000
}

@test "memory reserved at boot" {
	plan memmap512 --mint-region=0x40000000+512M --mint-cpus=1
	is '.rules[] | select(.id == "R7") | .ok' true
	is '.rules[] | select(.id == "R7") | .detail' "all of it is given up already"
	plan memmap512 --mint-region=5G+512M --mint-cpus=1
	is '.windows[] | select(.purpose == "swiotlb") | .end' 0x5fffffff
}

@test "without root R7 is unknown" {
	plan noroot --mint-region=1G+512M --mint-cpus=1
	is '.rules[] | select(.id == "R7") | .ok' null
}

@test "without the module TSC and real-mode window are unknown, and what depends on them" {
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-realmode=0x20000+64K
	is '[.segments[] | select(.sha256 == null).name] | join(" ")' "purgatory cmdline"
	plan lab4g --mint-region=1G+512M --mint-cpus=1
	is '[.segments[] | select(.sha256 == null).name] | join(" ")' "purgatory efi boot_params cmdline"
	[[ $(jq -r .cmdline <<<"$json") == *"tsc_early_khz=?"* ]]
	is '.rules[] | select(.id == "R6") | .ok' null
}

@test "with the module everything is known" {
	plan lab4g-mint --mint-region=0x60000000+256M --mint-cpus=2
	is '[.segments[] | select(.sha256 == null)] | length' 0
	is .name os2
	is '.rules | all(.ok)' true
	[[ $(jq -r .cmdline <<<"$json") == *"tsc_early_khz=2400000"* ]]
	is '.cpus[0].apicid' 2
}

@test "digests are those of the bytes" {
	seq 10000 | gzip -n >"$BATS_TEST_TMPDIR/initrd"
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR/initrd"
	is '.segments[] | select(.name == "initrd") | .sha256' \
		"$(sha256sum <"$BATS_TEST_TMPDIR/initrd" | cut -d' ' -f1)"
	is '.segments[] | select(.name == "initrd") | .size' \
		"$(stat -c %s "$BATS_TEST_TMPDIR/initrd")"
}

@test "several initrds are joined at multiples of four" {
	for n in 1 2 3; do
		seq $((n * 1000)) | gzip -n >"$BATS_TEST_TMPDIR/$n"
		cat "$BATS_TEST_TMPDIR/$n" >>"$BATS_TEST_TMPDIR/all"
		[ "$n" = 3 ] || truncate -s %4 "$BATS_TEST_TMPDIR/all"
	done
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --initrd="$BATS_TEST_TMPDIR/1" \
		--initrd="$BATS_TEST_TMPDIR/2" --ramdisk="$BATS_TEST_TMPDIR/3"
	is '.segments[] | select(.name == "initrd") | .sha256' \
		"$(sha256sum <"$BATS_TEST_TMPDIR/all" | cut -d' ' -f1)"
}

@test "an own serial port" {
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-uart=ttyS1
	is .devices '[{"type":"uart","port":"0x2f8"}]'
	first=$json
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-uart=0x2f8
	[ "$json" = "$first" ]
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-uart=none
	is .devices '[]'
}

@test "a unified kernel image: its parts are taken, of a profile and addons, too" {
	command -v python3 >/dev/null || skip "no python3 here"
	local image=$BATS_TEST_TMPDIR/os.efi beside="--mint-region=1G+512M --mint-cpus=1"
	mkdir "$image.extra.d"
	uki "$image" .linux= .cmdline=base .initrd=12345678 .profile=ID=a .profile=ID=b \
		.cmdline=second
	uki "$image.extra.d/a.addon.efi" .cmdline=added
	# shellcheck disable=SC2086 # options
	told()
	{
		run --separate-stderr "$kexec" --mint-dry-run=json --sysroot="$roots/lab4g" \
			$beside "$@" "$image"
		[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
		json=$output
	}
	told
	is '.cmdline | split(" ")[0:2] | join(" ")' "base added"
	is '.segments[] | select(.name == "initrd") | .size' 8
	[[ $stderr == *"so without its signature, are .linux, .initrd, .cmdline"* ]]
	told --profile=1
	is '.cmdline | split(" ")[0:2] | join(" ")' "second added"
	# what the user says stands in for it
	told --append=mine --initrd="$top/tests/fuzz/corpus/initrd/cpio"
	is '.cmdline | split(" ")[0]' mine
	is '.segments[] | select(.name == "initrd") | .size' 252
	[[ $stderr == *"so without its signature, are .linux"* && $stderr != *.initrd* ]]
	told --append=
	is '.cmdline | test("base")' false
	# instead of the leader, too; and nothing of it is taken where it cannot be
	beside=--mint-region=1G+512M
	told
	is .cmdline "base added"
	printf 'kernel = %s\nprofile = 1\nregion = 1G+512M\n' "$image" >"$BATS_TEST_TMPDIR/web.conf"
	json=$("$kexec" --mint-dry-run=json --sysroot="$roots/lab4g" \
		--mint-conf="$BATS_TEST_TMPDIR/web.conf")
	is .cmdline "second added"
	run "$kexec" --mint-dry-run --sysroot="$roots/lab4g" $beside --profile=2 "$image"
	[ "$status" -eq 1 ]
	[[ $output == *"--profile=2: the unified kernel image has 2 profiles"* ]]
	run "$kexec" --mint-dry-run --sysroot="$roots/lab4g" $beside --profile=0 "$kernel"
	[[ $output == *"--profile=0: only unified kernel images have profiles"* ]]
}

@test "bzImage entered as it is" {
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-unpack=no
	is '.cmdline | test("(^| )nokaslr ")' true
	is '[.segments[] | select(.name | startswith("kernel"))] | length' 1
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-unpack=auto
	is '.cmdline | test("nokaslr")' false
	is '[.segments[] | select(.name | startswith("kernel"))] | length > 1' true
}

@test "command lines: the last --append wins; --reuse-cmdline drops BOOT_IMAGE" {
	plan lab4g --mint-region=1G+512M --append=first --command-line='second third'
	is .cmdline "second third"
	plan bigblocks --mint-region=16G+2G --reuse-cmdline --append=quiet
	is .cmdline "$(sed 's/^BOOT_IMAGE=[^ ]* //' "$roots/bigblocks/proc/cmdline") quiet"
	cp -r --no-preserve=mode "$roots/lab4g" "$BATS_TEST_TMPDIR/root"
	rm "$BATS_TEST_TMPDIR/root/proc/cmdline"
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$BATS_TEST_TMPDIR/root" \
		--mint-region=1G+512M --reuse-cmdline "$kernel"
	[ "$status" -eq 1 ]
	[[ $stderr == *"--reuse-cmdline"*"no /proc/cmdline"* ]]
}

@test "instead: the firmware's map with less RAM" {
	plan lab4g --mint-region=1G+512M --append=x
	is .mode instead
	is .cpus '[]'
	is .tables '[]'
	is '[.memory_map[] | select(.type == 1) | [.start, .end]] | tostring' \
		'[["0x1000","0x9efff"],["0x40000000","0x5fffffff"]]'
	is '[.memory_map[] | select(.type != 1)] | length > 3' true
	is '.rules[] | select(.id == "R7") | .ok' null
	plan lab4g --mint-region=0+1G --append=x
	is '.windows' '[]'
}

@test "the text is a map of at most 90 columns" {
	text=$("$kexec" --mint-dry-run --sysroot="$roots/lab4g" --mint-region=5G+512M \
		--mint-cpus=1-2 --append=quiet "$kernel")
	[ "$(LC_ALL=C.UTF-8 wc -L <<<"$text")" -le 90 ]
	for needle in "region X-Y, 0x140000000-0x15fffffff, 512 MiB" "low window (swiotlb)" \
		"real-mode window" boot_params mailbox purgatory page-tables "✓ R1" \
		"TSC frequency: unknown until launch" "CPUs: 1 (APIC id 1, boots), 2 (APIC id 2)" \
		"  quiet tsc_early_khz=? "; do
		[[ $text == *"$needle"* ]] || { echo "$needle"; return 1; }
	done
}

@test "the picture is well-formed and has a box for each segment" {
	svg=$("$kexec" --mint-dry-run=svg --sysroot="$roots/lab4g" --mint-region=1G+512M \
		--mint-cpus=1 "$kernel")
	[[ $svg == "<svg "*"</svg>" ]]
	[ "$(grep -c '<rect' <<<"$svg")" -ge 10 ]
}

@test "a leader without no_ipi_broadcast=1 is warned" {
	mkdir "$BATS_TEST_TMPDIR/root"
	cp -r --no-preserve=mode "$roots/lab4g/." "$BATS_TEST_TMPDIR/root"
	echo "quiet no_ipi_broadcast=1 no_ipi_broadcast=0" >"$BATS_TEST_TMPDIR/root/proc/cmdline"
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$BATS_TEST_TMPDIR/root" \
		--mint-region=1G+512M --mint-cpus=1 "$kernel"
	[ "$status" -eq 0 ]
	[[ $stderr == *"warning: the leader keeps 3 CPUs"*"no_ipi_broadcast=1"* ]]
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$roots/lab4g" \
		--mint-region=1G+512M --mint-cpus=1 "$kernel"
	[ -z "$stderr" ]
}

@test "a block that refuses is named, with what to do" {
	cp -r --no-preserve=mode "$roots/lab4g" "$BATS_TEST_TMPDIR/root"
	echo 0 >"$BATS_TEST_TMPDIR/root/sys/devices/system/memory/memory9/removable"
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$BATS_TEST_TMPDIR/root" \
		--mint-region=1G+512M --mint-cpus=1 "$kernel"
	[ "$status" -eq 1 ]
	[[ $stderr == *"R7: memory9 (0x48000000-0x4fffffff)"*"movablecore="*"memmap="* ]]
}

@test "the last online CPU" {
	cp -r --no-preserve=mode "$roots/lab4g" "$BATS_TEST_TMPDIR/root"
	cd "$BATS_TEST_TMPDIR/root/sys/devices/system/cpu"
	echo 1 >online
	for n in 0 2 3; do
		[ ! -e "cpu$n/online" ] || echo 0 >"cpu$n/online"
	done
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$BATS_TEST_TMPDIR/root" \
		--mint-region=1G+512M --mint-cpus=1 "$kernel"
	[ "$status" -eq 1 ]
	[[ $stderr == *"last online CPU"* ]]
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$roots/lab4g" \
		--mint-region=1G+512M --mint-cpus=0-3 "$kernel"
	[ "$status" -eq 1 ]
	[[ $stderr == *"last online CPU"* ]]
}

@test "auto: the cheapest memory and the CPUs of one node" {
	plan lab4g --mint-region=auto:512M --mint-cpus=auto:2
	is .region '{"start":"0x160000000","end":"0x17fffffff"}'
	is '[.cpus[].cpu] | tostring' '[2,3]'
	plan lab4g --mint-region=auto:512M --mint-cpus=2 --mint-swiotlb=none
	is .region '{"start":"0x58000000","end":"0x77ffffff"}'
	is '[.windows[].purpose] | join(" ")' realmode
	# reserved at boot: nothing has to be asked of the leader
	plan memmap512 --mint-region=auto:512M --mint-cpus=auto:1
	is .region.start 0x40000000
	is '.rules[] | select(.id == "R7") | .detail' "all of it is given up already"
	# Movable blocks are on node 1
	plan bigblocks --mint-region=auto:4G --mint-cpus=auto:4 --mint-swiotlb=0x40000000+80M || true
	is .region.start 0xf80000000
	is '[.cpus[].cpu] | tostring' '[12,13,14,15]'
}

@test "auto: what another OS has is not chosen" {
	plan lab4g-mint --mint-region=auto:256M --mint-cpus=auto:2
	is '[.cpus[].cpu] | tostring' '[1,2]'
	# with os1 in half of block 10 the other half is shared, before block 11 is used
	cp -r "$roots/lab4g-mint" "$BATS_TEST_TMPDIR/root"
	echo 0x40000000-0x53ffffff >"$BATS_TEST_TMPDIR/root/sys/class/mint/os1/region"
	sed -i '/Mint: os1/d' "$BATS_TEST_TMPDIR/root/proc/iomem"
	roots=$BATS_TEST_TMPDIR plan root --mint-region=auto:64M --mint-cpus=auto:1
	is .region.start 0x54000000
	is '.rules[] | select(.id == "R7") | .detail' "all of it is given up already"
}

@test "auto: the text says what was chosen, named things it does not" {
	text=$("$kexec" --mint-dry-run --sysroot="$roots/lab4g" --mint-region=auto:512M \
		--mint-cpus=auto:2 "$kernel")
	[[ $text == *"chosen: region 0x160000000-0x17fffffff, CPUs 2,3 (node 0)"* ]]
	text=$("$kexec" --mint-dry-run --sysroot="$roots/lab4g" --mint-region=1G+512M \
		--mint-cpus=2,3 "$kernel")
	[[ $text != *"chosen:"* ]]
}

@test "auto: the last one wins, and what is too much is refused" {
	plan lab4g --mint-region=auto:512M --mint-region=1G+512M --mint-cpus=auto:1 --mint-cpus=2
	is .region.start 0x40000000
	is '[.cpus[].cpu] | tostring' '[2]'
	plan lab4g --mint-region=1G+512M --mint-region=auto:512M --mint-cpus=2 --mint-cpus=auto:1
	is .region.start 0x160000000
	is '[.cpus[].cpu] | tostring' '[3]'
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$roots/lab4g" \
		--mint-region=auto:3G --mint-cpus=auto:1 "$kernel"
	[ "$status" -eq 1 ]
	[[ $stderr == *"3 GiB are more than this machine can give"*"at most 2048 MiB of it in one piece"* ]]
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$roots/lab4g" \
		--mint-region=auto:512M --mint-cpus=auto:4 "$kernel"
	[ "$status" -eq 1 ]
	[[ $stderr == *"--mint-cpus=auto:4: free on whole cores are 3 on node 0"* ]]
}

@test "auto: what the leader must keep available" {
	cp -r "$roots/lab4g" "$BATS_TEST_TMPDIR/root"
	printf 'MemTotal: 4000000 kB\nMemAvailable: 500000 kB\nSwapFree: 100 kB\n' \
		>"$BATS_TEST_TMPDIR/root/proc/meminfo"
	run --separate-stderr "$kexec" --mint-dry-run --sysroot="$BATS_TEST_TMPDIR/root" \
		--mint-region=auto:512M --mint-cpus=1 "$kernel"
	[ "$status" -eq 1 ]
	[[ $stderr == *"512 MiB would leave the leader too little: 488 MiB are available, 32 MiB"* ]]
}

@test "a hang timeout brings a watchdog, and is for successors only" {
	wdat='[.tables[].signature] | index("WDAT") != null'
	plan lab4g --mint-region=1G+512M --mint-cpus=1
	is "$wdat" false
	before=$json
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-hang-timeout=30
	is "$wdat" true
	plan lab4g --mint-region=1G+512M --mint-cpus=1 --mint-hang-timeout=off
	[ "$json" = "$before" ]
	printf 'region = 1G+512M\ncpus = 1\nhang-timeout = 30\n' >"$BATS_TEST_TMPDIR/os1.conf"
	plan lab4g --mint-conf="$BATS_TEST_TMPDIR/os1.conf"
	is "$wdat" true
	plan lab4g --mint-conf="$BATS_TEST_TMPDIR/os1.conf" --mint-hang-timeout=off
	is "$wdat" false
	for value in 0 -1 1.5 30s 86401 on ''; do
		run ! "$kexec" --mint-dry-run --mint-region=1G+512M --mint-cpus=1 \
			--sysroot="$roots/lab4g" --mint-hang-timeout="$value" "$kernel"
		[[ $output == *"--mint-hang-timeout: \"$value\" is not off or 1 to 86400 whole"* ]]
	done
	run ! "$kexec" --mint-dry-run --mint-region=1G+512M --sysroot="$roots/lab4g" \
		--mint-hang-timeout=30 "$kernel"
	[[ $output == *"--mint-hang-timeout: nobody watches an OS that replaces the leader"* ]]
}

@test "memory that is not cleared is told each time" {
	run "$kexec" --mint-dry-run --sysroot="$roots/lab4g" --mint-region=1G+512M \
		--mint-cpus=1 --mint-no-scrub "$kernel"
	[ "$status" -eq 0 ]
	[[ $output == *"warning: "*"its memory is not cleared"*"(--mint-no-scrub)"* ]]
	printf 'kernel = %s\nregion = 1G+512M\ncpus = 1\nscrub = no\n' "$kernel" \
		>"$BATS_TEST_TMPDIR/os1.conf"
	run "$kexec" --mint-dry-run --sysroot="$roots/lab4g" \
		--mint-conf="$BATS_TEST_TMPDIR/os1.conf"
	[ "$status" -eq 0 ]
	[[ $output == *"its memory is not cleared"* ]]
	run "$kexec" --mint-dry-run --sysroot="$roots/lab4g" --mint-region=1G+512M \
		--mint-no-scrub "$kernel"
	[ "$status" -eq 1 ]
	[[ $output == *"--mint-no-scrub: nothing is cleared for an OS that replaces the leader"* ]]
}

@test "PCI devices: what goes along, and what is described" {
	plan pci --mint-region=1G+512M --mint-cpus=1 \
		--mint-device=06:00.0,0000:05:00.0,01:00.0 --mint-uart=ttyS1
	is '[.devices[] | .type + " " + (.address // .port)] | join(",")' \
		"pci 0000:03:00.0,pci 0000:04:00.0,pci 0000:04:01.0,pci 0000:05:00.0,pci 0000:06:00.0,pci 0000:01:00.0,uart 0x2f8"
	is '.devices[5]' \
		'{"type":"pci","address":"0000:01:00.0","root_port":"0000:00:04.0","id":"1b36:0010","class":"010802","driver":"nvme","reset":true}'
	is '[.devices[].root_port | select(.)] | unique' '["0000:00:04.0","0000:00:06.0"]'
	is '[.tables[].signature] | join(" ")' "XSDT FACP APIC MCFG DSDT"
	is '[.memory_map[] | select(.type == 2) | .start + "-" + .end] | .[-2:]' \
		'["0xb0100000-0xb01fffff","0xb0300000-0xb06fffff"]'
	run -0 "$kexec" --mint-dry-run --sysroot="$roots/pci" --mint-region=1G+512M \
		--mint-cpus=1 --mint-device=01:00.0 "$kernel"
	[[ $output == *"PCI buses 01-01, behind root port 0000:00:04.0:"* ]]
	[[ $output == *"0000:01:00.0 1b36:0010 class 010802 nvme, reset: flr bus"* ]]
}

@test "PCI devices that cannot be given say why" {
	while IFS=: read -r list says; do
		run -1 "$kexec" --mint-dry-run --sysroot="$roots/pci" --mint-region=1G+512M \
			--mint-cpus=1 --mint-device="${list//;/:}" "$kernel"
		[ "${#lines[@]}" -eq 1 ]
		[[ $output == *"${says//;/:}"* ]] || {
			printf '%s\nwanted: %s\n' "$output" "${says//;/:}"
			return 1
		}
	done <<-'ROWS'
		00;03.0:0000;00;03.0 is on root bus 0000;00, which stays with the leader
		00;04.0:0000;00;04.0 is a bridge
		05;00.0:0000;06;00.0 (1af4;1041) is behind root port 0000;00;06.0 too
		07;00.0:0000;07;00.1 (8086;10d3) is behind root port 0000;00;07.0 too
		08;00.0:0000;08;00.0 is in use by the leader; nvme2n1 is swap
		09;00.0:0000;09;00.0 has neither MSI nor MSI-X
		0a;00.0:0000;0a;00.0; this machine has no such device
	ROWS
	run -1 "$kexec" --mint-dry-run --sysroot="$roots/pci" --mint-region=1G+512M \
		--mint-device=01:00.0 -l "$kernel"
	[[ $output == *"an OS that replaces the leader gets all devices"* ]]
}
