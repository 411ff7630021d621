# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# handoff.sh - a payload of our own prints what purgatory handed over; a flipped byte
hand_over()
{
	with_vmlinux boot --smp 3 <<LEADER
$1
check "launch" kexec --mint-region=\$REGION --mint-cpus=1 --mint-uart=ttyS1 \
	--mint-name=pay --append="hello=payload" /boot/payload.elf
check "wait" mintctl wait pay --timeout 30
is "state" "stopped (poweroff)" "\$(state pay)"
mintctl status pay
check "release" mintctl release pay
LEADER
	expect_exit 0
	expect ttyS1 'registers are as boot.rst says' 'HANDOFF gprs zero: yes'
	expect ttyS1 'interrupts off' 'HANDOFF interrupts off: yes'
	expect ttyS1 'text VA and PA show the same bytes' 'HANDOFF text VA .* same bytes: yes'
	expect ttyS1 'last text page is X + 512 MiB - 4 KiB' "HANDOFF last text page VA 0xffffffff9ffff000 maps PA $2 .*: yes"
	expect ttyS1 'identity map' 'HANDOFF identity mapped: '
	expect ttyS1 'nothing else is mapped' 'HANDOFF stray mappings: 0$'
	tr -d '\r' <"$dir/ttyS1.log" | grep -a 'HANDOFF identity' >"$dir/identity"
	check "the identity map is region, windows and local APIC only" identity_is_owned "$3"
}
# all ranges printed lie in the region ($1), below 1 MiB, in the low window or the APIC page
identity_is_owned()
{
	local range start end count=0
	for range in $(grep -oE '0x[0-9a-f]+-0x[0-9a-f]+' "$dir/identity"); do
		start=$((${range%-*})) end=$((${range#*-}))
		count=$((count + 1))
		[ "$start" -ge $((${1%-*})) ] && [ "$end" -le $((${1#*-})) ] && continue
		[ "$end" -lt $((0xa0000)) ] && continue
		[ "$start" -eq $((0xfee00000)) ] && [ "$end" -eq $((0xfee00fff)) ] && continue
		[ "$((${1%-*}))" -ge $((1 << 32)) ] && [ "$end" -lt $((1 << 32)) ] &&
			[ $((end - start)) -lt $((96 << 20)) ] && continue
		echo "   $range is not owned"
		return 1
	done
	[ "$count" -ge 3 ]
}
hand_over 'REGION=$LOW' 0x5ffff000 0x40000000-0x5fffffff
hand_over 'REGION=$HIGH' 0x15ffff000 0x140000000-0x15fffffff

with_vmlinux boot --smp 3 <<'LEADER'
remember
test_module
check "load" kexec -l --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 --initrd=$I \
	--append="console=ttyS1,115200 succ.do=poweroff" $K
is "state" loaded "$(state os1)"
is "loaded, not started" 0 "$(cat /sys/class/mint/os1/starts)"
check "flip a byte of the kernel" hook os1 flip 0x41200000
mintctl start os1
mintctl wait os1 --timeout 30
is "state" "stopped (digest)" "$(state os1)"
check "the next start is clean" kexec -e --mint-name=os1
check "wait" mintctl wait os1 --timeout 60
is "state" "stopped (poweroff)" "$(state os1)"
check "release" kexec -u --mint-name=os1
unchanged
LEADER
expect_exit 0
check "only the clean start printed" test "$(count_lines ttyS1 'SUCCESSOR READY')" -eq 1
