# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# check.sh - mintctl check on a live leader; a FAIL refuses a launch, --mint-force is logged
with_vmlinux boot --smp 4 <<'LEADER'
remember
P=/boot/payload.elf
B="--mint-region=0x40000000+256M --mint-cpus=1"

# row TEXT VERDICT ID DETAIL: is there such a row?
row()
{
	check "$1" grep -E "^$2 +$3 +$4" /tmp/table
}

note "this host"
mintctl check >/tmp/table
is "no FAIL: exit" 0 $?
sed 's/^/# /' /tmp/table
row "the module knows the APIC" PASS apic 'xAPIC mode, APIC ids up to 3'
row "… and asked the cores who booted" PASS boot-cpu 'CPU 0, .*\(APIC id 0\)$'
row "CPUs" PASS cpus '3 of 4 CPUs can be lent, 0 are'
row "memory" PASS memory '[0-9]+ MiB below and 2048 MiB above 4 GiB'
row "real-mode memory" PASS real-mode '0x10000-0x1ffff is free'
row "ECAM" PASS ecam 'PCI MMCONFIG'
row "interrupts" PASS interrupt-remapping off
row "no IOMMU" PASS iommu 'none in use'
row "QEMU is known" PASS hypervisor QEMU
row "the module" PASS module 'mint.ko is loaded; modules need no signature'
row "its configuration" PASS kernel-config 'hot-plug of CPUs and memory, and kexec'
row "one node" PASS numa '1 node'
row "the MP table" PASS mp-table 'does not matter'
row "the firmware" PASS firmware BIOS
row "the clock" WARN tsc 'not invariant .*, the leader.s clock is [a-z]'
row "low memory" PASS low-memory '[0-9]+ MiB in one piece below 4 GiB'
row "broadcasts" PASS broadcast 'no_ipi_broadcast=1'
row "cores" PASS smt 'each of 4 CPUs is a core of its own'
row "NMIs" PASS nmi-watchdog 'off in the leader'
is "rows" 21 "$(grep -cE '^(PASS|WARN|UNKNOWN)' /tmp/table)"
is "JSON has as many rows" "$(grep -cE '^(PASS|WARN|UNKNOWN)' /tmp/table)" \
	"$(mintctl check --json | grep -c '"verdict"')"
unchanged

note "an OS runs"
check "start" kexec $B --append="succ.do=stay" $P
mintctl check >/tmp/table
is "no FAIL: exit" 0 $?
row "CPUs" PASS cpus '2 of 4 CPUs can be lent, 1 are'
row "real-mode memory" PASS real-mode '0x20000-0x2ffff is free'
check "end" sh -c "mintctl kill os1 && mintctl release os1"

note "locked down, after the module came"
mount -t securityfs none /sys/kernel/security
echo integrity >/sys/kernel/security/lockdown
mintctl check >/tmp/table 2>/tmp/err
is "FAIL: exit" 1 $?
row "lockdown" FAIL lockdown 'the kernel is locked down'
check "one line says it" grep -x 'mintctl: this host cannot be a leader: lockdown: .*' /tmp/err
refused 1 "cannot be a leader: lockdown: " kexec $B $P
check "nothing in the log" sh -c "! dmesg | grep -F 'mint-force'"
refused 1 "locked down" kexec $B --mint-force $P
check "forced: said in the leader's log" sh -c \
	"dmesg | grep -F 'kexec: os1: going on all the same (--mint-force): this host cannot'"
all_back
LEADER
expect_exit 0

# On a real boot processor INIT would restart the machine: mint-test.ko takes another for it.
with_vmlinux boot --smp 3 <<'LEADER'
remember
P=/boot/payload.elf
R=--mint-region=0x40000000+256M
is "who booted" 0 "$(cat /sys/class/misc/mint/bsp)"
rmmod mint

note "the leader was started on another CPU"
insmod /lib/mint-test.ko bsp=1
is "the module names it" 1 "$(cat /sys/class/misc/mint/bsp)"
check "WARN only" sh -c "mintctl check >/tmp/table"
check "boot-cpu" grep -E '^WARN +boot-cpu +CPU 0 has APIC id 0, the boot processor has id 1' \
	/tmp/table
check "cpus" grep -E '^PASS +cpus +1 of 3 CPUs' /tmp/table
refused 1 "CPU 1 (APIC id 1) is the machine's boot processor" kexec $R --mint-cpus=1 $P
refused 1 "boot processor" kexec $R --mint-cpus=1 --mint-force $P
check "the other one" kexec $R --mint-cpus=2 $P
check "end" mintctl wait os1 --timeout 30
check "release" mintctl release os1
rmmod mint-test

note "the boot processor was offline when the module came"
insmod /lib/mint-test.ko bsp=0xffffffff
is "the module has none" "" "$(cat /sys/class/misc/mint/bsp)"
mintctl check >/tmp/table 2>/tmp/err
is "FAIL: exit" 1 $?
check "boot-cpu" grep -E "^FAIL +boot-cpu +the machine's boot processor is on no CPU" /tmp/table
refused 1 "cannot be a leader: boot-cpu: " kexec $R --mint-cpus=1 $P
unchanged
refused 255 "CPU" kexec $R --mint-cpus=1 --mint-force $P
check "the module says why" sh -c \
	"dmesg | grep -F 'CPU 1 refused: the boot processor was offline'"
all_back
LEADER
expect_exit 0
