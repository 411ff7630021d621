# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-machine-ovmf.sh - a leader on UEFI firmware: its runtime services and its successors'
# fabricated ones do not meet; a device, too
disk=$out/disk.img
truncate -s 64M "$disk"
args=(--smp 3 --timeout 900)
q() { for word; do args+=(--qemu-arg "$word"); done; }
# a screen: the firmware leaves its logo in RAM, and the leader keeps it (ACPI table BGRT)
q -vga std
q -device pcie-root-port,id=p1,chassis=1,slot=1,bus=pcie.0,addr=4
q -drive "if=none,id=d1,format=raw,file=$disk" -device nvme,drive=d1,serial=one,bus=p1
with_vmlinux boot --machine ovmf "${args[@]}" <<'LEADER'
modprobe nvme
modprobe efivarfs
check "efivarfs" mount -t efivarfs efivars /sys/firmware/efi/efivars
OURS=6d696e74-0000-4000-8000-6c6162000000
until [ -b /dev/nvme0n1 ]; do sleep 0.1; done
dd if=/dev/urandom of=/dev/nvme0n1 bs=1M count=8 conv=fsync 2>/dev/null
remember
mintctl check >/tmp/table
is "check: exit" 0 $?
sed 's/^/# /' /tmp/table
check "row firmware" grep -E '^PASS +firmware +EFI of 64 bits, RSDP 0x' /tmp/table
check "row lockdown" grep -E '^PASS +lockdown +not locked down; Secure Boot is off' /tmp/table
check "row ecam" grep -E '^PASS +ecam +PCI (MMCONFIG|ECAM) 0000' /tmp/table

note "what EFI left in RAM and the leader reserved: RAM to the firmware, Reserved to the leader"
echo 0 >/sys/devices/system/cpu/cpu1/online
tables=0
for line in $(sed -n 's/^\([0-9a-f]*-[0-9a-f]*\) : Reserved$/\1/p' /proc/iomem); do
	first=$((0x${line%-*})) last=$((0x${line#*-}))
	[ "$first" -ge $((0x100000)) ] || continue
	for entry in /sys/firmware/memmap/*; do
		[ "$(cat $entry/type)" = "System RAM" ] || continue
		[ "$first" -ge $(($(cat $entry/start))) ] || continue
		[ "$last" -le $(($(cat $entry/end))) ] || continue
		tables=$((tables + 1))
		is "a table" "claim: Cannot assign requested address" "$(claim "$line" 1 2>&1)"
	done
done
check "there is one" [ "$tables" -gt 0 ]
echo 1 >/sys/devices/system/cpu/cpu1/online

check "two CPUs above 4 GiB" kexec --mint-region=auto:512M --mint-cpus=1,2 --mint-uart=ttyS1 \
	--mint-device=01:00.0 --initrd=$I \
	--append="console=ttyS1,115200 succ.disk=/dev/nvme0n1 succ.do=reboot" $K
check "a reboot comes back" mintctl wait os1 --timeout 200
is "state" "stopped (reboot)" "$(state os1)"
check "release" mintctl release os1
for end in poweroff panic; do
	check "$end" kexec --mint-region=auto:256M --mint-cpus=2 --mint-uart=ttyS2 --initrd=$I \
		--append="console=ttyS2,115200 succ.do=$end" $K
	check "its end" mintctl wait os1 --timeout 200
	is "state" "stopped ($end)" "$(state os1)"
	check "release" mintctl release os1
done
check "the leader's firmware still writes" sh -c \
	"printf '\\7\\0\\0\\0after' >/sys/firmware/efi/efivars/Lab-$OURS"
is "and reads" 070000006166746572 \
	"$(od -v -An -tx1 /sys/firmware/efi/efivars/Lab-$OURS | tr -d ' \n')"
all_back
LEADER
expect_exit 0
expect ttyS1 "both CPUs and the disk" 'SUCCESSOR DISK [0-9a-f]* [0-9a-f]* interrupts=[1-9]'
expect ttyS1 "both CPUs" 'SUCCESSOR READY .* cpus=2 '
