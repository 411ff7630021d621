# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-plain-hotplug.sh - -p --hotplug: the kernel itself rewrites the list of CPUs and memory
# when they change; a digest that covered it would stop the capture kernel
boot --smp 2 --kernel trixie --timeout 200 --append crashkernel=256M < <(
	cat "$here/chain-lib.sh" "$here/crash-lib.sh" - <<'LEADER'
devices=/sys/devices/system
# updates: how often it did so
updates()
{
	dmesg | grep -c 'crash hp: updated elfcorehdr'
}
case $GEN in
0)
	note "elfcorehdr: $(cat /sys/kernel/crash_elfcorehdr_size) bytes"
	crash_expect
	check "load without" crash_load -c --append="$A lab.gen=1"
	is "user space has to load again" "0 0" \
		"$(cat $devices/cpu/crash_hotplug) $(cat $devices/memory/crash_hotplug)"
	check "load" crash_load -c --hotplug --append="$A nr_cpus=1 lab.gen=1"
	is "it has not" "1 1" \
		"$(cat $devices/cpu/crash_hotplug) $(cat $devices/memory/crash_hotplug)"
	echo 'file arch/x86/kernel/crash.c +p; file kernel/crash_core.c +p' \
		>/sys/kernel/debug/dynamic_debug/control
	echo 0 >$devices/cpu/cpu1/online
	echo offline >$devices/memory/memory40/state
	check "the kernel rewrote elfcorehdr, twice" test "$(updates)" -ge 2
	crash_now ;;
1)
	captured ;;
esac
LEADER
)
expect_exit 0
