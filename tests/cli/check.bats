#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# check.bats - mintctl check on recorded machines
#
# In:   tests/sysroots, and copies of them with a file changed
# Out:  exit code 0 no FAIL, 1 some; a table; a JSON array
# Ref:  mintctl(8) "CHECK"

# shellcheck disable=SC2030,SC2031 # bats runs each test in a subshell of its own
bats_require_minimum_version 1.5.0

setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	mintctl=${MINTCTL:-${top_builddir:-$top/build}/mint/ctl/mintctl}
	roots=$top/tests/sysroots
	copy=$BATS_TEST_TMPDIR/root
}

# bend MACHINE FILE TEXT: a copy of a machine with one file of its own
bend()
{
	rm -rf "$copy"
	cp -r "$roots/$1" "$copy"
	mkdir -p "$(dirname "$copy/$2")"
	printf '%b' "$3" >"$copy/$2"
}

# verdict ID: of the last JSON
verdict()
{
	jq -r --arg id "$1" '.[] | select(.id == $id) | .verdict' <<<"$output"
}

# says FIELD ID TEXT: is TEXT in the detail or advice of a row of the last JSON?
says()
{
	[[ "$(jq -r --arg id "$2" ".[] | select(.id == \$id) | .$1" <<<"$output")" == *"$3"* ]]
}

check()
{
	run --separate-stderr "$mintctl" check --json --sysroot="$1"
}

@test "every recorded machine: an array of whole objects, no FAIL, exit 0" {
	for machine in lab4g lab4g-mint noroot memmap512 bios uefi bigblocks; do
		check "$roots/$machine"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		[ "$(jq length <<<"$output")" -ge 18 ]
		[ "$(jq -c 'map(keys_unsorted) | unique' <<<"$output")" = \
			'[["id","verdict","detail","advice"]]' ]
		[ "$(jq 'all(.verdict | IN("PASS","WARN","UNKNOWN"))' <<<"$output")" = true ]
		[ "$(jq 'all((.detail | length > 3) and (.advice == null or (.advice | length > 3)))' \
			<<<"$output")" = true ]
		[ "$(jq '(map(.id) | unique | length) == length' <<<"$output")" = true ]
	done
}

@test "a whole recording leaves only what the module knows" {
	check "$roots/lab4g"
	[ "$(jq -r '[.[] | select(.verdict == "UNKNOWN") | .id] | join(" ")' <<<"$output")" = \
		real-mode ]
	[ "$(verdict kernel-config)" = PASS ]
	[ "$(verdict hypervisor)" = PASS ]
	says detail hypervisor 'Q35'
	check "$roots/lab4g-mint"
	[ "$(verdict real-mode)" = PASS ]
	[ "$(verdict apic)" = PASS ]
	says detail boot-cpu '(APIC id 0)'
}

@test "every WARN says what to do" {
	for machine in lab4g bigblocks; do
		check "$roots/$machine"
		[ "$(jq '[.[] | select(.verdict == "WARN")] | length > 0' <<<"$output")" = true ]
		[ "$(jq 'all(.verdict != "WARN" or .advice != null)' <<<"$output")" = true ]
	done
}

@test "big blocks: nothing below 4 GiB, and how to reserve it" {
	check "$roots/bigblocks"
	[ "$(verdict low-memory)" = WARN ]
	says detail low-memory 'memory blocks: 2 GiB'
	says advice low-memory 'memmap=80M$0x'
	[ "$(verdict memory)" = PASS ]
	says detail memory '0 MiB below and 63488 MiB above 4 GiB'
	[ "$(verdict broadcast)" = WARN ]
	says advice broadcast no_ipi_broadcast=1
	[ "$(verdict apic)" = UNKNOWN ]
	says detail numa '2 nodes'
}

@test "what runs already is not given twice" {
	check "$roots/lab4g-mint"
	says detail cpus '2 of 4 CPUs can be lent, 1 are'
	says detail memory '1280 MiB below'
	says detail real-mode '0x1a000-0x29fff is free'
}

@test "without root the memory is UNKNOWN, not bad" {
	check "$roots/noroot"
	[ "$status" -eq 0 ]
	for id in memory low-memory real-mode boot-cpu; do
		[ "$(verdict $id)" = UNKNOWN ]
		says advice $id root
	done
	[ "$(verdict ecam)" = PASS ]
}

# machine, file, text, row
fails()
{
	bend "$1" "$2" "$3"
	check "$copy"
	[ "$status" -eq 1 ]
	[ "$(verdict "$4")" = FAIL ]
	[ "$(jq --arg id "$4" 'all(.verdict != "FAIL" or (.id == $id and .advice != null))' \
		<<<"$output")" = true ]
	[[ "$stderr" == *"cannot be a leader: $4: "* ]]
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	run --separate-stderr "$mintctl" check --sysroot="$copy"
	[ "$status" -eq 1 ]
	[[ "$output" == *"FAIL     $4 "* ]]
}

@test "a FAIL is exit 1, and one line that says which" {
	fails lab4g sys/kernel/security/lockdown 'none [integrity] confidentiality\n' lockdown
	fails lab4g proc/sys/kernel/kexec_load_limit_reboot '0\n' lockdown
	fails lab4g-mint sys/class/misc/mint/bsp '\n' boot-cpu
	fails lab4g boot/config-6.1.0-56-amd64 'CONFIG_SMP=y\nCONFIG_MODULES=y\n' kernel-config
}

@test "Xen: FAIL for PV guests only" {
	bend lab4g sys/hypervisor/type 'xen\n'
	check "$copy"
	[ "$status" -eq 0 ]
	[ "$(verdict hypervisor)" = WARN ]
	echo PV >"$copy/sys/hypervisor/guest_type"
	check "$copy"
	[ "$status" -eq 1 ]
	[ "$(verdict hypervisor)" = FAIL ]
}

@test "x2APIC: works unlocked, FAIL locked" {
	bend lab4g-mint sys/class/misc/mint/x2apic '1\n'
	echo 0 >"$copy/sys/class/misc/mint/x2apic_locked"
	check "$copy"
	[ "$status" -eq 0 ]
	[ "$(verdict apic)" = PASS ]
	says detail apic nox2apic
	echo 1 >"$copy/sys/class/misc/mint/x2apic_locked"
	check "$copy"
	[ "$status" -eq 1 ]
	[ "$(verdict apic)" = FAIL ]
}

@test "facts that only this examination reads" {
	bend lab4g proc/sys/kernel/nmi_watchdog '1\n'
	printf '%s\n' ' 24:  9  IR-PCI-MSI-0000:00:02.0    0-edge  nvme0q0' >"$copy/proc/interrupts"
	mkdir -p "$copy/sys/class/iommu" "$copy/sys/module/kvm_amd" \
		"$copy/sys/class/dmi/id" "$copy/sys/devices/system/clocksource/clocksource0"
	: >"$copy/sys/class/iommu/ivhd0"
	echo 2 >"$copy/sys/module/kvm_amd/refcnt"
	echo QEMU >"$copy/sys/class/dmi/id/sys_vendor"
	echo hpet >"$copy/sys/devices/system/clocksource/clocksource0/current_clocksource"
	check "$copy"
	[ "$status" -eq 0 ]
	[ "$(verdict nmi-watchdog)" = WARN ]
	[ "$(verdict interrupt-remapping)" = WARN ]
	[ "$(verdict iommu)" = WARN ]
	says detail iommu ivhd0
	says advice iommu amd_iommu=off
	[ "$(verdict kvm)" = WARN ]
	[ "$(verdict hypervisor)" = PASS ]
	says detail tsc hpet
}

@test "the table: one line what, one what to do" {
	run "$mintctl" check --sysroot="$roots/bigblocks"
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" =~ ^WARN\ +broadcast\ +16\ CPUs\ online ]]
	[[ "${lines[1]}" =~ ^\ +-\>\ boot\ the\ leader\ with\ no_ipi_broadcast=1$ ]]
	[ "$(grep -cvE '^(PASS|WARN|FAIL|UNKNOWN) +[a-z-]+ +[^ ]|^ {30}-> [^ ]' <<<"$output")" -eq 0 ]
	check "$roots/bigblocks"
	rows=$(jq -r '.[] | .verdict + " " + .id' <<<"$output")
	run "$mintctl" check --sysroot="$roots/bigblocks"
	[ "$(sed -nE 's/^([A-Z]+) +([a-z-]+) .*/\1 \2/p' <<<"$output")" = "$rows" ]
}

@test "every row is in the manual page" {
	check "$roots/lab4g"
	page=$(sed 's/^\.It Ic \(.*\)$/row \1/' "$top/man/mintctl.8")
	for id in $(jq -r '.[].id' <<<"$output"); do
		grep -qx "row $id" <<<"$page"
	done
}

# The tables of the unit tests have each verdict of each row.
@test "WARN and FAIL of a row are in its text in the manual page" {
	rows=$(cat "$top"/tests/unit/check/test_*.c | tr -d '\n' |
		grep -oE '\{\s*"[a-z0-9-]+",\s*\w+,\s*CHECK_(WARN|FAIL)' |
		sed -E 's/.*"(.*)".*CHECK_/\1 /' | sort -u)
	[ "$(wc -l <<<"$rows")" -ge 20 ]
	while read -r id verdict; do
		text=$(sed -n "/^\.It Ic $id\$/,/^\.Pq/p" "$top/man/mintctl.8")
		[[ $text == *"$verdict"* ]] || { echo "$id: $verdict"; return 1; }
	done <<<"$rows"
}

@test "read only: nothing of the machine changes" {
	cp -r "$roots/lab4g-mint" "$copy"
	chmod -R a-w "$copy"
	before=$(cd "$copy" && find . -exec stat -c '%n %Y %s %i' {} + | sort)
	check "$copy"
	[ "$status" -eq 0 ]
	[ "$(cd "$copy" && find . -exec stat -c '%n %Y %s %i' {} + | sort)" = "$before" ]
	chmod -R u+w "$copy"
}

@test "usage, no such machine, a broken file, a full stdout" {
	run --separate-stderr "$mintctl" check os1
	[ "$status" -eq 2 ]
	[[ "$stderr" == *'too many arguments'* ]]
	run --separate-stderr "$mintctl" check --sysroot="$BATS_TEST_TMPDIR/none"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ "$stderr" == *none* ]]
	bend lab4g-mint sys/class/misc/mint/bsp 'zero\n'
	check "$copy"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ "$stderr" == *'sys/class/misc/mint/bsp line 1'* ]]
	run bash -c "'$mintctl' check --sysroot='$roots/lab4g' >/dev/full"
	[ "$status" -eq 1 ]
	run bash -c "'$mintctl' check --json --sysroot='$roots/lab4g' >/dev/full"
	[ "$status" -eq 1 ]
}
