# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-machine-ovmf.sh - a leader on UEFI firmware: its runtime services and its successors'
# fabricated ones do not meet; a device, too
disk=$out/disk.img
truncate -s 64M "$disk"
args=(--smp 3 --timeout 900)
q() { for word; do args+=(--qemu-arg "$word"); done; }
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
