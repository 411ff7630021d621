# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# footprint.sh - what a 6.1 touches beside what it owns, whether the leader keeps away, the clock:
# one CPU, with drivers that look for hardware at fixed ports; two with a disk above 4 GiB
disk=$out/disk.img
truncate -s 64M "$disk"
with_vmlinux boot --smp 4 --trace --qemu-arg -device --qemu-arg pcie-root-port,id=p1,chassis=1,slot=1 \
	--qemu-arg -drive --qemu-arg "if=none,id=d1,format=raw,file=$disk" \
	--qemu-arg -device --qemu-arg nvme,drive=d1,serial=one,bus=p1 <<'LEADER'
PROBERS=parport_pc,it87,w83627hf,nct6775,ipmi_si,iTCO_wdt,pcspkr,floppy
nvme=$(basename "$(dirname "$(grep -l 0x010802 /sys/bus/pci/devices/*/class)")")
own=$(pci_own "$nvme")
remember
before=$(date +%s)
footprint_start 1 $K 1 0x2f8-0x2ff
check "launch" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 --initrd=$I \
	--append="console=ttyS1,115200 succ.probe=$PROBERS succ.do=poweroff" $K
check "wait" mintctl wait os1 --timeout 120
trace_mark 0
clock=$(mintctl log os1 | sed -n 's/.*SUCCESSOR CLOCK //p')
note "clock: before $before, the successor's $clock, now $(date +%s)"
check "its clock is the leader's" test "$clock" -ge $((before - 2)) -a \
	"$clock" -le $(($(date +%s) + 2))
check "release" mintctl release os1
footprint_start 2 $K 2 "0x3e8-0x3ef,$own"
check "launch with a disk" kexec --mint-region=$HIGH --mint-cpus=2,3 --mint-uart=ttyS2 \
	--mint-device="$nvme" --initrd=$I \
	--append="console=ttyS2,115200 succ.disk=/dev/nvme0n1 succ.do=poweroff" $K
check "wait" mintctl wait os1 --timeout 120
trace_mark 0
check "release" mintctl release os1
all_back
LEADER
expect_exit 0
expect ttyS1 "one CPU" 'SUCCESSOR READY .* cpus=1 '
check "eight drivers looked" test "$(count_lines ttyS1 \
	'SUCCESSOR PROBE [^ ]*(: 0|.* No such device|.* Operation not permitted)')" -eq 8
expect ttyS2 "two CPUs" 'SUCCESSOR READY .* cpus=2 '
expect ttyS2 "its disk works" 'SUCCESSOR DISK [0-9a-f]{32} [0-9a-f]{32} interrupts=[1-9]'
check "nothing but what footprint.allow says" "$here/footprint" check "$dir"
[ "$bad" -ne 0 ] || rm -f "$dir/trace.log"
