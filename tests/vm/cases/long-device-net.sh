# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-device-net.sh - two kinds of network cards, two cores: 50 MiB each way over both
args=(--smp 3 --timeout 600)
q() { for word; do args+=(--qemu-arg "$word"); done; }
for n in 1 2; do
	q -netdev "hubport,id=own$n,hubid=$n" -netdev "hubport,id=given$n,hubid=$n"
	q -device "pcie-root-port,id=p$n,chassis=$n,slot=$n,bus=pcie.0,addr=$((n + 3))"
	q -device "virtio-net-pci,bus=pcie.0,addr=$((n + 7)),netdev=own$n,romfile="
done
q -device e1000e,bus=p1,netdev=given1,romfile=
q -device virtio-net-pci,bus=p2,netdev=given2,romfile=
{
	cat "$here/device-lib.sh"
	cat <<'LEADER'
modprobe -a virtio_pci virtio_net e1000e
e1000e=0000:01:00.0 virtio=0000:02:00.0
note "$(devices | tr '\n' ';')"
devices >/tmp/devices.before
remember
mkdir /tmp/www
head -c 52428800 /dev/urandom >/tmp/www/blob
blob=$(md5sum </tmp/www/blob | cut -c 1-32)
httpd -h /tmp/www
for n in 0 1; do
	own=$(port_of 0000:00:0$((n + 8)).0)
	ip link set "$own" up
	ip addr add 10.0.$n.1/24 dev "$own"
done
refused 1 'no such device' kexec --mint-region=$LOW --mint-cpus=1 \
	--mint-device="$e1000e,0000:02:00.1" /boot/payload.elf
check "launch" kexec --mint-name=a --mint-region=$LOW --mint-cpus=1,2 --mint-uart=ttyS1 \
	--mint-device="$e1000e,$virtio" --initrd=$I \
	--append="console=ttyS1,115200 succ.net=e1000e:10.0.0,virtio_net:10.0.1" $K
check "it is ready" says a READY 300
for pair in e1000e:0 virtio_net:1; do
	n=${pair#*:} pair=${pair%:*}
	note "$(line a " NET $pair ")"
	is "$pair: what it got" "$blob bytes=52428800 pings=3" "$(line a " NET $pair " |
		sed 's/.* got \(.* pings=[0-9]*\) .*/\1/')"
	check "$pair: interrupts of its own" \
		sh -c "echo '$(line a " NET $pair ")' | grep -q 'interrupts=[1-9][0-9][0-9]'"
	check "$pair: the leader pings it" ping -c 3 -W 2 10.0.$n.2
	check "$pair: the leader gets 50 MiB" fetched a http://10.0.$n.2/blob " NET $pair "
done
check "stop" mintctl stop a --timeout 60
is "state" "stopped (poweroff)" "$(state a)"
check "release" mintctl release a
devices >/tmp/devices.now
check "every device has its driver again" cmp /tmp/devices.before /tmp/devices.now
for i in 0 1; do
	own=$(port_of 0000:00:0$((i + 8)).0) port=$(port_of 0000:0$((i + 1)):00.0)
	ip link set "$port" up
	check "card $i has a link" await grep -qx 1 "/sys/class/net/$port/carrier"
	check "card $i hears" hears "$port" "$own"
	check "card $i is heard" hears "$own" "$port"
	ip link set "$port" down
done
unchanged
LEADER
} >"$out/leader"
with_vmlinux boot "${args[@]}" <"$out/leader"
expect_exit 0
