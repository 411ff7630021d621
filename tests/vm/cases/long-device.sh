# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-device.sh - an NVMe disk and a switch behind root ports: given away, used, given back
disk=$out/disk.img
truncate -s 64M "$disk" "$disk.2"
args=(--smp 3 --timeout 900)
q() { for word; do args+=(--qemu-arg "$word"); done; }
q -device pcie-root-port,id=p1,chassis=1,slot=1,bus=pcie.0,addr=4
q -device pcie-root-port,id=p2,chassis=2,slot=2,bus=pcie.0,addr=5
q -drive "if=none,id=d1,format=raw,file=$disk" -device nvme,drive=d1,serial=one,bus=p1
q -drive "if=none,id=d2,format=raw,file=$disk.2"
q -device x3130-upstream,id=up,bus=p2 -device xio3130-downstream,id=down,bus=up,chassis=3,slot=3
q -device nvme,drive=d2,serial=two,bus=down
q -device virtio-net-pci,bus=pcie.0,addr=6
boot "${args[@]}" <<'LEADER'
modprobe nvme
sum() { dd if="$1" bs=1M count="$2" skip="${3:-0}" 2>/dev/null | md5sum | cut -c 1-32; }
driver() { basename "$(readlink -f "/sys/bus/pci/devices/$1/driver")"; }
devices() { (cd /sys/bus/pci/devices && for d in *; do echo "$d $(driver "$d")"; done); }
# await_test TEST…: until it holds
await_test()
{
	n=300
	until test "$@"; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 0.1
	done
}
# await_disk NAME: its driver has found it
await_disk() { await_test -b "$1"; }
check "the leader has two disks" await_disk /dev/nvme1n1
for n in 0 1; do
	dd if=/dev/urandom of=/dev/nvme${n}n1 bs=1M count=8 conv=fsync 2>/dev/null
done
devices >/tmp/devices.before
one=$(basename "$(readlink -f /sys/class/nvme/nvme0/device)")
two=$(basename "$(readlink -f /sys/class/nvme/nvme1/device)")
note "$one $two"
size1=$(sum /dev/nvme0n1 8) first1=$(sum /dev/nvme0n1 4)
size2=$(sum /dev/nvme1n1 8) first2=$(sum /dev/nvme1n1 4)
remember

refused 1 'is on root bus' kexec --mint-region=$LOW --mint-cpus=1 --mint-device=00:06.0 $K
refused 1 'no such device' kexec --mint-region=$LOW --mint-cpus=1 --mint-device=55:00.0 $K
mkswap /dev/nvme1n1 >/dev/null 2>&1 && swapon /dev/nvme1n1
refused 1 'in use by the leader: nvme1n1 is swap' \
	kexec --mint-region=$LOW --mint-cpus=1 --mint-device="$two" $K
swapoff /dev/nvme1n1
first2=$(sum /dev/nvme1n1 4) size2=$(sum /dev/nvme1n1 8)

launch() # NAME REGION CPU UART DEVICE DO
{
	kexec --mint-name="$1" --mint-region="$2" --mint-cpus="$3" --mint-uart="$4" \
		--mint-device="$5" --initrd=$I \
		--append="console=$4,115200 succ.disk=/dev/nvme0n1 succ.do=$6" $K
}
check "launch with one disk" launch a $LOW 1 ttyS1 "$one" stay
check "the leader has lost it" test ! -e "/sys/bus/pci/devices/$one"
is "devices" "$one nvme" "$(cat /sys/class/mint/a/devices)"
refused 1 "is owned by OS a" kexec --mint-region=$HIGH --mint-cpus=2 --mint-device="$one" $K
check "launch with the other, behind a switch" launch b $HIGH 2 ttyS2 "$two" panic
check "b has panicked" mintctl wait b --timeout 60
is "state of b" "stopped (panic)" "$(state b)"
check "b starts again" mintctl start b
check "b has panicked again" mintctl wait b --timeout 60
is "state of b" "stopped (panic)" "$(state b)"

note "the leader finds b's disk and drives it: nothing is torn from it"
is "find" done "$(oscall b find)"
echo 1 >/sys/bus/pci/rescan
check "the leader's driver has it" await_test -e "/sys/bus/pci/drivers/nvme/$two"
for call in hide renew; do
	is "$call" "Structure needs cleaning" "$(oscall b $call)"
done
refused 1 "$two is in use by the leader again (driver nvme)" mintctl start b
check "the leader's driver has it still" test -e "/sys/bus/pci/drivers/nvme/$two"
echo "$two" >/sys/bus/pci/drivers/nvme/unbind
check "b starts again" mintctl start b
check "out of sight" test ! -e "/sys/bus/pci/devices/$two"
check "b has panicked again" mintctl wait b --timeout 60
is "hide" done "$(oscall b hide)"

check "a is ready" says a READY 60
check "release b" mintctl release b
check "a's disk stays away" test ! -e "/sys/bus/pci/devices/$one"
is "b's driver" nvme "$(driver "$two")"
check "kill a" mintctl kill a
check "release a" mintctl release a
devices >/tmp/devices.now
check "every device has its driver again" cmp /tmp/devices.before /tmp/devices.now
diff /tmp/devices.before /tmp/devices.now | sed 's/^/# /'
is "drivers are looked for again" 1 "$(cat /sys/bus/pci/drivers_autoprobe)"
check "the leader has two disks again" await_disk /dev/nvme1n1
await_disk /dev/nvme0n1
# Their numbers may have changed places.
for disk in /dev/nvme0n1 /dev/nvme1n1; do
	case $(sum $disk 8) in
	"$size1") is "what a wrote is there" "$first1" "$(sum $disk 4 8)" ;;
	"$size2") is "what b wrote is there" "$first2" "$(sum $disk 4 8)" ;;
	*) not_ok "the content of $disk is another" ;;
	esac
done
# One that reboots, and is started again with its disk each time.
mkdir -p /etc/mint
cat >/etc/mint/c.conf <<CONF
kernel = $K
initrd = $I
append = succ.disk=/dev/nvme0n1 succ.do=reboot
region = $LOW
cpus = 1
uart = none
devices = $one
reset-policy = restart
CONF
mintctl run c >/tmp/c.out 2>/tmp/c.err &
n=600
until [ "$(grep -c ' DISK .*interrupts=[1-9]' /tmp/c.out)" -ge 3 ] || [ $n -eq 0 ]; do
	sleep 0.5
	n=$((n - 1))
done
check "three lives with the disk" test $n -gt 0
kill -TERM $!
wait $!
is "the end of run" 0 $?
sed 's/^/# /' /tmp/c.err
is "sums, each life the same" 1 "$(grep -o ' DISK [^ ]* [^ ]*' /tmp/c.out | sort -u | wc -l)"
devices >/tmp/devices.now
check "every device has its driver again" cmp /tmp/devices.before /tmp/devices.now
note "sums $size1 $first1 $size2 $first2"
unchanged
LEADER
expect_exit 0
for n in 1 2; do
	read -r _ _ size1 first1 size2 first2 < <(tr -d '\r' <"$dir/leader.log" | grep -a '^# sums')
	size=size$n first=first$n
	expect "ttyS$n" "the successor reads what the leader wrote, and its own" \
		"SUCCESSOR DISK ${!size} ${!first} interrupts=[1-9]"
done
