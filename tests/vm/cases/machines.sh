# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# machines.sh - leaders in x2APIC mode, and on a machine without PCI Express
disk=$out/disk.img
truncate -s 16M "$disk"
args=(--smp 4 --timeout 300)
q() { for word; do args+=(--qemu-arg "$word"); done; }

q -device pcie-root-port,id=p1,chassis=1,slot=1,bus=pcie.0,addr=4
q -drive "if=none,id=d1,format=raw,file=$disk" -device nvme,drive=d1,serial=one,bus=p1
with_vmlinux boot --machine x2apic "${args[@]}" <<'LEADER'
remember
mintctl check >/tmp/table
is "x2APIC mode is no hindrance: exit" 0 $?
sed 's/^/# /' /tmp/table
check "row apic" grep -E '^PASS +apic +x2APIC mode, not locked, .* nox2apic' /tmp/table
check "row iommu" grep -E '^WARN +iommu +dmar0 in use' /tmp/table
check "row interrupts" grep -E '^WARN +interrupt-remapping +on: ' /tmp/table
check "and what to do" grep -F 'intel_iommu=off intremap=off, which ends x2APIC mode' /tmp/table
refused 1 "its DMA, with iommu=pt too (boot the leader with intel_iommu=off intremap=off)" \
	kexec --mint-region=$LOW --mint-cpus=1 --mint-device=01:00.0 $K

check "two CPUs" kexec --mint-region=$HIGH --mint-cpus=1,2 --mint-uart=ttyS1 --mint-name=two \
	--initrd=$I --append="console=ttyS1,115200 succ.do=reboot" $K
check "one CPU" kexec --mint-region=$LOW --mint-cpus=3 --mint-uart=ttyS2 --mint-name=one \
	--initrd=$I --append="console=ttyS2,115200 succ.do=stay" $K
check "a reboot comes back" mintctl wait two --timeout 100
is "state" "stopped (reboot)" "$(state two)"
check "physical flat: no logical ids" sh -c \
	"mintctl log two | grep -E 'APIC routing to physical flat'"
check "it is up" says one READY 100
check "a power button arrives" mintctl stop one --timeout 60
is "state" "stopped (poweroff)" "$(state one)"
check "again" mintctl start two
check "kill" mintctl kill two
check "release" mintctl release two
check "release" mintctl release one
unchanged

# ticks CPU: its timer interrupts, which it counts in x2APIC mode as the others do
ticks()
{
	awk -v n="$1" '$1 == "LOC:" { print $(n + 2) }' /proc/interrupts
}
for cpu in 1 2 3; do
	before=$(ticks $cpu)
	# its own timer and calls from others arrive
	check "CPU $cpu works" taskset $((1 << cpu)) sleep 0.2
	check "CPU $cpu ticks" test "$(ticks $cpu)" -gt "$before"
done
check "no register access went wrong" sh -c "! dmesg | grep -E 'unchecked MSR|APIC error|No irq handler'"
all_back
LEADER
expect_exit 0
expect ttyS1 "both CPUs came up" 'SUCCESSOR READY .* cpus=2 '
expect ttyS2 "one CPU came up" 'SUCCESSOR READY .* cpus=1 '

args=(--smp 3 --timeout 200)
q -drive "if=none,id=d1,format=raw,file=$disk" -device nvme,drive=d1,serial=one
q -device pci-bridge,id=b1,chassis_nr=1 -device virtio-net-pci,bus=b1,addr=1
with_vmlinux boot --machine i440fx "${args[@]}" <<'LEADER'
remember
check "no FAIL" sh -c "mintctl check >/tmp/table"
sed 's/^/# /' /tmp/table
check "row ecam" grep -E '^WARN +ecam +none: a successor may not use ports CF8' /tmp/table
refused 1 'is on root bus' kexec --mint-region=$LOW --mint-cpus=1 --mint-device=00:02.0 $K
refused 1 'this machine has no ECAM for buses 01-01' \
	kexec --mint-region=$LOW --mint-cpus=1 --mint-device=01:01.0 $K
unchanged
check "without devices" kexec --mint-region=$LOW --mint-cpus=1,2 --mint-uart=ttyS1 \
	--initrd=$I --append="console=ttyS1,115200 succ.do=reboot" $K
check "a reboot comes back" mintctl wait os1 --timeout 100
is "state" "stopped (reboot)" "$(state os1)"
check "release" mintctl release os1
all_back
LEADER
expect_exit 0
expect ttyS1 "both CPUs came up" 'SUCCESSOR READY .* cpus=2 '
