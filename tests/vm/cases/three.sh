# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# three.sh - two successors (one with two CPUs) beside a leader that keeps two, with and
# without no_ipi_broadcast=1 on the leader
three_at_once()
{
	with_vmlinux boot --smp 5 ${1:+--append "$1"} <<'LEADER'
remember
kexec --mint-region=$LOW --mint-cpus=2 --mint-uart=ttyS1 --initrd=$I \
	--append="console=ttyS1,115200 succ.ticks=1" $K 2>/tmp/err1
check "launch os1" test $? -eq 0
kexec --mint-region=$HIGH --mint-cpus=3,4 --mint-uart=ttyS2 --initrd=$I \
	--append="console=ttyS2,115200 succ.ticks=1" $K 2>/tmp/err2
check "launch os2" test $? -eq 0
cat /tmp/err1 /tmp/err2
if grep -q no_ipi_broadcast=1 /proc/cmdline && ! grep -q no_ipi_broadcast=0 /proc/cmdline; then
	check "no warning with no_ipi_broadcast=1" sh -c '! grep no_ipi_broadcast /tmp/err1'
else
	check "warns without no_ipi_broadcast=1" grep -q 'warning: .*no_ipi_broadcast=1' /tmp/err1
fi
check "os1 ticks" await os1 "SUCCESSOR TICK 2" 60
check "os2 ticks" await os2 "SUCCESSOR TICK 2" 60
is "leader's CPUs" 0-1 "$(cat /sys/devices/system/cpu/online)"
mintctl list
is "both run" "running running" "$(state os1) $(state os2)"
refused 1 "os1" kexec --mint-region=0x50000000-0x6fffffff --mint-cpus=1 $K
refused 1 "os2" kexec --mint-region=0x60000000-0x6fffffff --mint-cpus=3 $K
refused 1 "last online CPU" kexec --mint-region=0x60000000-0x6fffffff --mint-cpus=0,1 $K
refused 1 "ttyS1" kexec --mint-region=0x60000000-0x6fffffff --mint-cpus=1 --mint-uart=ttyS1 $K
check "a killed CPU owner keeps its CPU" sh -c '! echo 1 >/sys/devices/system/cpu/cpu2/online'
leader_log "the refusal is in the kernel log" 'mint: .*os1'
check "kill os1" mintctl kill os1
is "os1" "stopped (killed)" "$(state os1)"
is "os2" running "$(state os2)"
check "kill os2" mintctl kill os2
check "release os1" mintctl release os1
check "release os2" mintctl release os2
unchanged
LEADER
	expect_exit 0
	expect ttyS1 'SUCCESSOR READY cpus=1' 'SUCCESSOR READY 6\.1.* cpus=1 '
	expect ttyS2 'SUCCESSOR READY cpus=2' 'SUCCESSOR READY 6\.1.* cpus=2 '
}
three_at_once ""
three_at_once "no_ipi_broadcast=0"
