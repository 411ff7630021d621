# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# device.sh - a disk and a network card: refused, given, crashed, started again, given back
disk=$out/disk.img
truncate -s 64M "$disk"
PATH=$PATH:/usr/sbin:/sbin mkfs.minix "$disk" >/dev/null
# Ports whose power/control is auto: on a firmware of this age, only when told; nor where
# hot-plug is ACPI's. They never sleep here, QEMU's having no power management capability:
# what keeps others awake is the count of those who use them.
args=(--smp 3 --timeout 900 --append pcie_port_pm=force)
q() { for word; do args+=(--qemu-arg "$word"); done; }
q -netdev hubport,id=n1,hubid=1 -netdev hubport,id=n2,hubid=1
for n in 1 2 3 4; do
	q -device "pcie-root-port,id=p$n,chassis=$n,slot=$n,bus=pcie.0,addr=$((n + 3)),hotplug=off"
done
q -drive "if=none,id=d1,format=raw,file=$disk" -device nvme-subsys,id=s1
q -device nvme,serial=one,bus=p1,subsys=s1,sriov_max_vfs=1,sriov_vq_flexible=2,sriov_vi_flexible=1
q -device nvme-ns,drive=d1
q -device e1000e,bus=p2,netdev=n1,romfile=
q -device edu,bus=p3,addr=0.0,multifunction=on -device edu,bus=p3,addr=0.1
q -device rtl8139,bus=p4,romfile=
q -device virtio-net-pci,bus=pcie.0,addr=8,netdev=n2,romfile=
{
	cat "$here/device-lib.sh"
	cat <<'LEADER'
modprobe virtio_pci
modprobe virtio_net
modprobe e1000e
modprobe nvme
modprobe minix
check "the leader has a disk" await test -b /dev/nvme0n1
disk=$(basename "$(readlink -f /sys/class/nvme/nvme0/device)")
card=$(find_device 0x8086:0x10d3)
twins=$(find_device 0x1234:0x11e8 | tr '\n' ' ')
intx=$(find_device 0x10ec:0x8139)
bus0=0000:00:08.0
own=$(port_of $bus0) port=$(port_of "$card")
behind="$(above "$disk") $(above "$card")"
note "$disk $card $twins $intx, $own $port, $behind"
# users_of BDF…: how many want it to be awake, "auto" is none
users_of()
{
	for name; do
		cat "/sys/bus/pci/devices/$name/power/runtime_usage"
	done | tr '\n' ' '
}
users=$(users_of $behind)
devices >/tmp/devices.before
remember
check "a module that can fail" test_module

no() { refused 1 "$1" kexec --mint-region=$LOW --mint-cpus=1 --mint-device="$2" /boot/payload.elf; }
no 'no such device' 55:00.0
no 'is on root bus' $bus0
no 'neither MSI nor MSI-X' "$intx"
no 'a port is never divided' "${twins%% *}"
no 'cannot be reset alone' "$(echo $twins | tr ' ' ,)"
note "the port of the twins, in a claim that is refused"
set_command() { printf "\\$1" | dd of=/sys/bus/pci/devices/0000:00:06.0/config bs=1 seek=4 2>/dev/null; }
set_command 003
is "what the module says" \
	"claim: Structure needs cleaning, find: Invalid argument, done" "$(oscall b claim 0x30)"
is "its bus mastering is as it was" 0 $((0x$(conf1 0 6 0 4) & 4))
set_command 007
mkdir -p /mnt
mount -t minix /dev/nvme0n1 /mnt
no 'nvme0n1 is mounted at /mnt' "$disk"
umount /mnt
mkfifo /tmp/mounted
unshare -m sh -c 'mount -t minix /dev/nvme0n1 /mnt; echo >/tmp/mounted; exec sleep 1000' &
cat /tmp/mounted >/dev/null
no 'the kernel holds nvme0n1 for somebody' "$disk"
kill $!
sleep 1000 </dev/nvme0n1 &
no "nvme0n1 is open in process $! (sleep)" "$disk"
kill $!
ip link set "$port" up
no "$port is up" "$card"
ip link set "$port" down
unchanged

dd if=/dev/urandom of=/dev/nvme0n1 bs=1M count=8 conv=fsync 2>/dev/null
size=$(sum /dev/nvme0n1 8) first=$(sum /dev/nvme0n1 4)
mkdir /tmp/www
head -c "${BLOB:-4194304}" /dev/urandom >/tmp/www/blob
blob=$(md5sum </tmp/www/blob | cut -c 1-32)
httpd -h /tmp/www
ip link set "$own" up
ip addr add 10.0.0.1/24 dev "$own"
# control_of BDF…: may it sleep, if it were for user space?
control_of()
{
	for name; do
		cat "/sys/bus/pci/devices/$name/power/control"
	done | tr '\n' ' '
}
# config FUNCTION REGISTER: of the disk's device, whatever the leader knows of it
config() { conf1 $((0x$(echo "$disk" | cut -d : -f 2))) 0 "$1" "$2"; }
# life: until it is in the middle of its work
life()
{
	check "it works on its disk and the network" says a READY 120
	mintctl log a >/tmp/life
	is "the disk that the leader wrote" "$size $first" \
		"$(grep ' DISK ' /tmp/life | sed 's/.* DISK \([^ ]* [^ ]*\) .*/\1/')"
	is "what it got from the leader" "$blob pings=3" \
		"$(grep ' NET ' /tmp/life | sed 's/.* got \([^ ]*\) .*\(pings=[0-9]\).*/\1 \2/')"
	check "interrupts of its own" \
		sh -c "grep -q ' NET .* interrupts=[1-9]' /tmp/life &&
			grep -q ' IO .* interrupts=[1-9]' /tmp/life"
	note "$(grep ' IO ' /tmp/life)"
	note "$(grep ' NET ' /tmp/life)"
}

check "launch" kexec --mint-name=a --mint-region=0x40000000+256M --mint-cpus=1 \
	--mint-uart=ttyS1 --mint-device="$disk,$card" --initrd=$I \
	--append="console=ttyS1,115200 succ.disk=/dev/nvme0n1 nvme_core.multipath=N succ.vf=1 succ.io=1 succ.net=e1000e:10.0.0" $K
refused 1 "is owned by OS a" kexec --mint-region=$HIGH --mint-cpus=2 --mint-device="$disk" \
	/boot/payload.elf
life
check "the leader pings it" ping -c 3 -W 2 10.0.0.2
check "the leader gets a file from it" fetched a http://10.0.0.2/blob ' NET '
echo 1 >/sys/bus/pci/rescan
check "who rescans finds nothing" test ! -e "/sys/bus/pci/devices/$disk"

is "nobody had to write that its ports are to be awake" "auto auto " "$(control_of $behind)"
is "each has a user more, the module" "$(for n in $users; do printf '%s ' $((n + 1)); done)" \
	"$(users_of $behind)"

note "crash 1: killed in the middle"
# Where nobody is all bits are ones.
is "its virtual function may write" 4 $((0x$(config 1 4) & 0xf004))
where=$(config 0 16)
check "kill" mintctl kill a
is "which is gone: nobody answers there" ffffffff "$(config 1 8)"
is "bus mastering of what made it" 0 $((0x$(config 0 4) & 4))
is "its BAR 0 is where the OS was told" "$where" "$(config 0 16)"
check "its card writes nothing any more" still a arping -c 20 -w 5 -I "$own" 10.0.0.2
is "the module starts it" "Structure needs cleaning" "$(oscall a start)"
echo 1 >/sys/bus/pci/rescan
check "who rescans finds nothing" test ! -e "/sys/bus/pci/devices/$disk"
check "start" mintctl start a
check "it is out of sight" test ! -e "/sys/bus/pci/devices/$disk"
life

note "an orderly restart"
check "restart" mintctl restart a --timeout 60
life

note "crash 2: panic in the middle"
nc 10.0.0.2 7 </dev/null & # nobody closes that connection
check "it has ended" mintctl wait a --timeout 60
kill $! 2>/dev/null
is "state" "stopped (panic)" "$(state a)"
check "start" mintctl start a
life

note "crash 3: killed, not reset, and given back"
# 7: MINT_TEST_STEP_RESET, once
no_reset() { echo 7 >/sys/module/mint_test/parameters/fail_next; }
no_reset
check "kill" mintctl kill a
no_reset
is "the leader finds" "No such device or address" "$(oscall a find)"
is "the reset was tried" 0 "$(cat /sys/module/mint_test/parameters/fail_next)"
echo 1 >/sys/bus/pci/rescan
check "who rescans finds nothing" test ! -e "/sys/bus/pci/devices/$disk"
no_reset
refused 1 "takes no reset" mintctl release a
check "release" mintctl release a
devices >/tmp/devices.now
is "its ports have the users that they had" "$users" "$(users_of $behind)"
check "every device has its driver again" cmp /tmp/devices.before /tmp/devices.now
diff /tmp/devices.before /tmp/devices.now | sed 's/^/# /'
is "drivers are looked for again" 1 "$(cat /sys/bus/pci/drivers_autoprobe)"
check "the leader has its disk again" await test -b /dev/nvme0n1
is "what it wrote is there" "$size $first" "$(sum /dev/nvme0n1 8) $(sum /dev/nvme0n1 4 8)"
port=$(port_of "$card")
ip link set "$port" up
check "the card has a link" await grep -qx 1 "/sys/class/net/$port/carrier"
check "the leader's card hears" hears "$port" "$own"
check "and is heard" hears "$own" "$port"
unchanged
LEADER
} >"$out/leader"
with_vmlinux boot "${args[@]}" <"$out/leader"
expect_exit 0
