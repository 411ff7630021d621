# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# below4g.sh - 512 MiB below 4 GiB: run, power off, relaunch, release, all as before
with_vmlinux boot --smp 3 <<'LEADER'
K=/boot/vmlinuz-$KVER # as users have it: kexec unpacks it
remember
check "launch" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 --initrd=$I \
	--append="console=ttyS1,115200 succ.do=poweroff" $K
is "state" running "$(state os1)"
ticks=$(awk '{print int($1 * 100)}' /proc/uptime)
check "wait" mintctl wait os1 --timeout 60
check "leader kept running" test "$(awk '{print int($1 * 100)}' /proc/uptime)" -gt "$ticks"
is "state" "stopped (poweroff)" "$(state os1)"
for n in 1 2 3; do
	check "relaunch $n" mintctl start os1
	check "wait $n" mintctl wait os1 --timeout 60
	is "state $n" "stopped (poweroff)" "$(state os1)"
done
is "starts" 4 "$(mintctl status os1 --json | tr -d ' \n' | sed 's/.*"starts":\([0-9]*\).*/\1/')"
check "/proc/iomem names the owner" grep -q 'Mint: os1' /proc/iomem
refused 1 "os1" kexec --mint-region=0x60000000-0x6fffffff --mint-cpus=2 --mint-name=os1 $K
check "release" mintctl release os1
is "list is empty" "[]" "$(mintctl list --json | tr -d ' \n')"
unchanged
check "module can go" rmmod mint
LEADER
expect_exit 0
expect ttyS1 'SUCCESSOR READY 6.1, one CPU' 'SUCCESSOR READY 6\.1\.[^ ]* cpus=1 memkb='
is_within_15_percent()
{
	local kib
	kib=$(tr -d '\r' <"$dir/ttyS1.log" | sed -n 's/.*SUCCESSOR READY.* memkb=\([0-9]*\).*/\1/p' | head -n 1)
	[ "${kib:-0}" -ge $((524288 * 85 / 100)) ] && [ "$kib" -le 524288 ]
}
check "memkb within 15 % of 512 MiB" is_within_15_percent
check "four boots" test "$(count_lines ttyS1 'SUCCESSOR READY')" -eq 4
check "its System RAM is owned" ram_is_owned ttyS1 0x40000000 0x5fffffff
