# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-device-crash.sh - twenty times: a crash in the middle of disk I/O, and the leader
# has the disk again
disk=$out/disk.img
truncate -s 64M "$disk"
args=(--smp 2 --timeout 3000)
q() { for word; do args+=(--qemu-arg "$word"); done; }
q -device pcie-root-port,id=p1,chassis=1,slot=1,bus=pcie.0,addr=4
q -drive "if=none,id=d1,format=raw,file=$disk" -device nvme,drive=d1,serial=one,bus=p1
{
	cat "$here/device-lib.sh"
	cat <<'LEADER'
modprobe nvme
check "the leader has a disk" await test -b /dev/nvme0n1
disk=$(basename "$(readlink -f /sys/class/nvme/nvme0/device)")
devices >/tmp/devices.before
remember
round=0
while [ $round -lt 20 ]; do
	round=$((round + 1))
	dd if=/dev/urandom of=/dev/nvme0n1 bs=1M count=8 conv=fsync 2>/dev/null
	size=$(sum /dev/nvme0n1 8) first=$(sum /dev/nvme0n1 4) end=panic
	[ $((round % 2)) -eq 0 ] || end=stay
	kexec --mint-name=a --mint-region=0x40000000+256M --mint-cpus=1 --mint-uart=none \
		--mint-device="$disk" --initrd=$I \
		--append="succ.disk=/dev/nvme0n1 succ.io=1 succ.do=$end" $K >/dev/null
	check "$round: in the middle of I/O" says a ' READY ' 120
	if [ $end = stay ]; then
		mintctl kill a
	else
		mintctl wait a --timeout 60
	fi
	is "$round: disk, end" "$size $first $end" "$(line a ' DISK ' |
		sed 's/.* DISK \([^ ]* [^ ]*\) .*/\1/') $(state a |
		sed 's/stopped (killed)/stay/; s/stopped (panic)/panic/')"
	check "$round: release" mintctl release a
	check "$round: the disk is back" await test -b /dev/nvme0n1
	is "$round: as it was written" "$size $first" \
		"$(sum /dev/nvme0n1 8) $(sum /dev/nvme0n1 4 8)"
done
devices >/tmp/devices.now
check "every device has its driver again" cmp /tmp/devices.before /tmp/devices.now
unchanged
LEADER
} >"$out/leader"
with_vmlinux boot "${args[@]}" <"$out/leader"
expect_exit 0
