# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-machine-x2apic.sh - CPUs with APIC ids of more than eight bits, and every end of an OS
# beside a leader in x2APIC mode

# QEMU numbers by place: core 0 of socket 1 is 256 where a socket has 129 cores.
with_vmlinux boot --machine x2apic --smp 2 --timeout 900 --qemu-arg -smp \
	--qemu-arg 2,sockets=2,cores=129,maxcpus=258 --qemu-arg -device \
	--qemu-arg max-x86_64-cpu,x2apic=on,socket-id=1,core-id=0,thread-id=0 <<'LEADER'
is "three CPUs" 0-2 "$(cat /sys/devices/system/cpu/online)"
is "the last one's APIC id" 256 "$(awk '/^apicid/ { id = $3 } END { print id }' /proc/cpuinfo)"
remember
mintctl check >/tmp/table
is "one CPU is left to lend: exit" 0 $?
sed 's/^/# /' /tmp/table
check "row apic" grep -E '^WARN +apic +x2APIC mode; 1 of 2 CPUs .* ids above 254' /tmp/table
check "row cpus" grep -E '^PASS +cpus +1 of 3 CPUs can be lent' /tmp/table
refused 1 "CPU 2 has an APIC id above 254" kexec --mint-region=$LOW --mint-cpus=2 $K
refused 1 "CPU 2 has an APIC id above 254" kexec --mint-region=$LOW --mint-cpus=1,2 --mint-force $K
refused 1 "free on whole cores are 1" kexec --mint-region=auto:512M --mint-cpus=auto:2 $K
all_back
check "the other one, chosen" kexec --mint-region=$LOW --mint-cpus=auto:1 --mint-uart=ttyS1 \
	--initrd=$I --append="console=ttyS1,115200 succ.do=poweroff" $K
is "CPU" 1 "$(cat /sys/class/mint/os1/cpus)"
check "its end" mintctl wait os1 --timeout 100
check "release" mintctl release os1
all_back

note "as if the firmware had locked the mode"
rmmod mint
insmod /lib/mint-test.ko locked=1
remember
mintctl check >/tmp/table 2>/tmp/err
is "FAIL: exit" 1 $?
check "row apic" grep -E '^FAIL +apic +x2APIC mode, locked by the firmware' /tmp/table
refused 1 "cannot be a leader: apic: x2APIC mode, locked by the firmware" \
	kexec --mint-region=$LOW --mint-cpus=1 $K
all_back
LEADER
expect_exit 0
expect ttyS1 "it came up" 'SUCCESSOR READY .* cpus=1 '

with_vmlinux boot --machine x2apic --smp 4 --timeout 900 <<'LEADER'
remember
for end in poweroff reboot panic halt sysrq-b; do
	check "$end" kexec --mint-region=$LOW --mint-cpus=1,2 --mint-uart=ttyS1 \
		--initrd=$I --append="console=ttyS1,115200 succ.do=$end" $K
	check "$end: its end" mintctl wait os1 --timeout 120
	note "$end: $(state os1)"
	case $end:$(state os1) in
	"$end:stopped ($end)"|"sysrq-b:stopped (panic)") ok "$end: reason" ;;
	*) not_ok "$end: reason $(state os1)" ;;
	esac
	check "$end: release" mintctl release os1
done
check "hang" kexec --mint-region=$LOW --mint-cpus=1,2 --mint-uart=ttyS1 \
	--initrd=$I --append="console=ttyS1,115200 succ.do=spin" $K
check "it spins" says os1 SPIN 100
check "kill" mintctl kill os1
check "release" mintctl release os1
check "no register access went wrong" sh -c \
	"! dmesg | grep -E 'unchecked MSR|APIC error|No irq handler'"
all_back
LEADER
expect_exit 0
check "two CPUs in each of six" test "$(count_lines ttyS1 'SUCCESSOR READY .* cpus=2 ')" -eq 6
