# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-machine-iommu.sh - which state of the IOMMU lets an OS have a device: what check and
# kexec say before, and what happens to one that was forced
disk=$out/disk.img
truncate -s 64M "$disk"
args=(--smp 2 --timeout 900)
q() { for word; do args+=(--qemu-arg "$word"); done; }
q -device pcie-root-port,id=p1,chassis=1,slot=1,bus=pcie.0,addr=4
q -drive "if=none,id=d1,format=raw,file=$disk" -device nvme,drive=d1,serial=one,bus=p1
cat >"$out/lib" <<'LIB'
if [ -z "${no_driver:-}" ]; then
	modprobe nvme
	until [ -b /dev/nvme0n1 ]; do sleep 0.1; done
fi
mintctl check >/tmp/table
is "check: exit" 0 $?
grep -A 1 -E '^[A-Z]+ +(iommu|interrupt|ecam)' /tmp/table | sed 's/^/# /'
row() { check "row $2: $1" grep -E "^$1 +$2 +$3" /tmp/table; }
device() # DO [OPTION]…
{
	do=$1
	shift
	kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 --mint-device=01:00.0 \
		--initrd=$I --append="console=ttyS1,115200 succ.disk=/dev/nvme0n1 succ.do=$do" \
		"$@" $K
}
gives_it() # the successor reads and writes, and so does the leader afterwards
{
	dd if=/dev/urandom of=/dev/nvme0n1 bs=1M count=8 conv=fsync 2>/dev/null
	sum=$(dd if=/dev/nvme0n1 bs=1M count=8 2>/dev/null | md5sum | cut -c 1-32)
	check "launch with a device" device reboot "$@"
	check "its end" mintctl wait os1 --timeout 200
	is "state" "stopped (reboot)" "$(state os1)"
	check "it read the disk, by interrupts" sh -c \
		"mintctl log os1 | grep -E 'SUCCESSOR DISK $sum [0-9a-f]* interrupts=[1-9]'"
	check "release" mintctl release os1
	n=300 # its driver looks for namespaces behind our back
	until [ -b /dev/nvme0n1 ] || [ $n -eq 0 ]; do
		sleep 0.1
		n=$((n - 1))
	done
	check "the leader has its disk again" test -b /dev/nvme0n1
	is "the leader reads what it wrote" \
		"$(dd if=/dev/nvme0n1 bs=1M count=4 2>/dev/null | md5sum)" \
		"$(dd if=/dev/nvme0n1 bs=1M count=4 skip=8 2>/dev/null | md5sum)"
}
LIB

# host TEXT MACHINE APPEND [ASSIGNMENT]: boot one, with the script on standard input behind that
host()
{
	with_vmlinux boot --machine "$2" --append "$3" "${args[@]}" < <(
		echo "note '$1'"
		echo "${4:-}"
		cat "$out/lib" -)
	expect_exit 0
}

# What Debian's kernel does by itself, and with iommu=pt: the first DMA faults, which ends
# the driver's attempts and harms nobody.
known()
{
	host "known to the IOMMU: $1 $2" "$@" <<'LEADER'
row WARN iommu 'dmar0 in use'
row "$remapping" interrupt-remapping 'o(n|ff): '
check "what to do" grep -F "boot the leader with $advice (iommu=pt is not enough)" /tmp/table
refused 1 "would stop its DMA, with iommu=pt too (boot the leader with $advice)" device reboot
check "the leader still has it" test -b /dev/nvme0n1
remember
check "forced" device stay --mint-force
n=600
until dmesg | grep -q 'Present bit in context entry is clear' || [ $n -eq 0 ]; do
	sleep 0.2
	n=$((n - 1))
done
leader_log "its DMA faults" 'DMAR: \[DMA Read.*01:00.0.*Present bit in context entry is clear'
check "kill" mintctl kill os1
check "release" mintctl release os1
until [ -b /dev/nvme0n1 ]; do sleep 0.1; done
check "the leader's own DMA works again" dd if=/dev/nvme0n1 of=/dev/null bs=1M count=8 iflag=direct
check "without a device" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 \
	--initrd=$I --append="console=ttyS1,115200 succ.do=poweroff" $K
check "its end" mintctl wait os1 --timeout 100
is "state" "stopped (poweroff)" "$(state os1)"
check "release" mintctl release os1
all_back
LEADER
}

known iommu iommu.passthrough=0 "remapping=PASS advice='intel_iommu=off'"
known iommu iommu=pt "remapping=PASS advice='intel_iommu=off'"
known intremap quiet "remapping=WARN advice='intel_iommu=off intremap=off'"

# An AMD IOMMU in use. Behind QEMU's a disk below a root port times out in the leader already:
# so no driver, and nothing is forced.
host "known to an AMD IOMMU" amd quiet no_driver=1 <<'LEADER'
row WARN iommu 'ivhd0 in use'
row WARN interrupt-remapping 'on: '
check "what to do" grep -F "boot the leader with amd_iommu=off (iommu=pt is not enough)" \
	/tmp/table
refused 1 "would stop its DMA, with iommu=pt too (boot the leader with amd_iommu=off)" \
	device reboot
remember
check "without a device" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 \
	--initrd=$I --append="console=ttyS1,115200 succ.do=poweroff" $K
check "its end" mintctl wait os1 --timeout 100
is "state" "stopped (poweroff)" "$(state os1)"
check "release" mintctl release os1
all_back
LEADER

# VT-d blocks messages that it cannot remap where firmware or kernel cleared CFI or set EIM;
# QEMU's lets them through, so what is forced works here.
host "interrupts only are remapped" intremap intel_iommu=off <<'LEADER'
row PASS iommu 'none in use'
row WARN interrupt-remapping 'on: '
refused 1 "would drop its messages (boot the leader with intel_iommu=off intremap=off)" \
	device reboot
remember
gives_it --mint-force
all_back
LEADER

advised()
{
	host "off, as was advised: $1 $2" "$@" <<'LEADER'
row PASS iommu 'none in use'
row PASS interrupt-remapping off
row PASS apic 'xAPIC mode'
remember
gives_it
all_back
LEADER
}

advised iommu intel_iommu=off
advised intremap "intel_iommu=off intremap=off"
advised amd amd_iommu=off
advised x2apic "intel_iommu=off intremap=off"
