# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-heartbeat.sh - a kernel that stands still with its interrupts off is ended as hung;
# one that idles for minutes is not; one whose tables cannot be read is left alone. Then
# the counter of each release of the archive is found.
"$here/stuck/build" "$out/extra" || result 1 "stuck.ko builds"
export LAB_EXTRA=$out/extra
boot --smp 4 --timeout 900 --kernel default --kernel bullseye --kernel trixie --kernel sid \
	<<'LEADER'
remember
K=/boot/vmlinux-$KVER
mkdir -p /etc/mint /tmp/over
# Its only program: heart.do=stuck hangs after a while, anything else sleeps for ever.
cat >/tmp/over/init <<'INIT'
#!/bin/sh
mount -t devtmpfs dev /dev
mount -t proc proc /proc
# Twice a second kcompactd would look at an idle system too.
echo 0 >/proc/sys/vm/compaction_proactiveness
echo "SUCCESSOR READY $(uname -r)" >/dev/kmsg
if grep -q heart.do=stuck /proc/cmdline; then
	sleep 15
	echo "SUCCESSOR STUCK" >/dev/kmsg
	insmod /stuck.ko
fi
exec sleep 1000000
INIT
chmod 755 /tmp/over/init
cp /boot/stuck.ko /tmp/over/
(cd /tmp/over && find . | cpio -o -H newc) >/tmp/over.cpio 2>/dev/null

# conf NAME CPU KERNEL APPEND [LINE]…: regions of 256 MiB from 1 GiB on
conf()
{
	name=$1
	{
		echo "kernel = $3"
		echo "initrd = $I"
		echo "initrd = /tmp/over.cpio"
		echo "append = console=none $4"
		echo "region = 0x$((3 + $2))0000000+256M"
		echo "cpus = $2"
		shift 4
		printf '%s\n' "$@"
	} >"/etc/mint/$name.conf"
}

run()
{
	mintctl run "$1" --conf "/etc/mint/$1.conf" >"/tmp/$1.out" 2>"/tmp/$1.err" &
	pid=$!
}

# up NAME TEXT SECONDS: its log says that, within so long
up()
{
	tries=0
	until grep -q "$2" "/tmp/$1.out"; do
		tries=$((tries + 1))
		[ $tries -lt $(($3 * 5)) ] || return 1
		sleep 0.2
	done
}

seconds()
{
	cut -d. -f1 /proc/uptime
}

# heart NAME FIELD
heart()
{
	mintctl status "$1" --json | tr -d ' \n' |
		sed -n "s/.*\"heartbeat\":{[^}]*\"$2\":\([0-9a-z]*\).*/\1/p"
}

old=$(ls /boot/vmlinuz-5.10*)
conf stuck 1 "$K" heart.do=stuck heartbeat-timeout=10
# Nothing shall wake it: tsc=reliable is no check of the clock twice a second, psi=0 no
# averages every two seconds.
conf idle 2 "$K" "heart.do=idle tsc=reliable psi=0" heartbeat-timeout=10
conf old 3 "$old" heart.do=idle heartbeat-timeout=10
mintctl check-conf /etc/mint/old.conf >/tmp/check.out 2>&1
sed 's/^/# /' /tmp/check.out
check "a kernel that will not tell is said before" grep -q \
	"heartbeat-timeout: kernel ${old#*-} does not tell where its counter is .*; use hang-timeout=" \
	/tmp/check.out
check "and is no error" grep -q ': ok$' /tmp/check.out
mintctl check-conf /etc/mint/idle.conf >/tmp/check.out 2>&1
is "one that will: nothing to say" "/etc/mint/idle.conf: ok" "$(cat /tmp/check.out)"

run old && old_pid=$!
check "old is up" up old "SUCCESSOR READY" 180
run idle && idle_pid=$!
check "idle is up" up idle "SUCCESSOR READY" 120
since=$(seconds)
run stuck && stuck_pid=$!
check "stuck is up" up stuck "SUCCESSOR READY" 120
mintctl status stuck | grep heartbeat | sed 's/^/# /'
first=$(heart stuck jiffies)
check "its clock can be read ($first)" test "${first:-0}" -gt 4294000000
check "it moves" test "$(heart stuck moved)" = true
second=$(heart stuck jiffies)
check "again, later ($second)" test "${second:-0}" -gt "${first:-0}"
check "it is stuck" up stuck "SUCCESSOR STUCK" 60
stuck_at=$(seconds)
sleep 2
mintctl status stuck | grep heartbeat | sed 's/^/# /'
is "its clock stands" false "$(heart stuck moved)"
wait $stuck_pid
is "stuck: exit" 1 $?
took=$(($(seconds) - stuck_at))
sed 's/^/# /' /tmp/stuck.err
check "ended as a hang" grep -q '^mintctl: stuck: stopped (hang)' /tmp/stuck.err
check "and why" grep -Eq \
	'^mintctl: stuck: jiffies stood at [0-9]+ for 1[0-9]\.[0-9]+ s, and [3-9] timer interrupts' \
	/tmp/stuck.err
check "after about 10 s ($took)" test "$took" -ge 10 -a "$took" -le 25
check "its log is told to the end" grep -q 'stuck: interrupts go off on 1 CPUs, for ever' /tmp/stuck.out

note "one that idles, watched with the same timeout for 60 s more"
sleep 60
is "idle after $(($(seconds) - since)) s" running "$(state idle)"
is "nothing was said of it" "" "$(cat /tmp/idle.err)"
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	mintctl status idle | grep heartbeat | sed 's/^/# /'
done | tee /tmp/idle.looks
check "and it does stand still, for more than a second at a time" \
	grep -q 'not moved in the last 1 s' /tmp/idle.looks
note "its own timer's interrupt, sent from outside, moves a clock that stands"
while [ ! -e /tmp/enough ]; do
	nudge idle 2 0xec
	sleep 0.1
done &
nudger=$!
sleep 1
for n in 1 2 3 4 5 6 7 8; do
	mintctl status idle | grep heartbeat | sed 's/^/# /'
done | tee /tmp/idle.looks
: >/tmp/enough
wait $nudger
is "looks that saw it stand" 0 "$(grep -c 'not moved' /tmp/idle.looks)"
is "looks" 8 "$(grep -c ', moved in the last 1 s' /tmp/idle.looks)"
is "old runs too" running "$(state old)"
sed 's/^/# /' /tmp/old.err
is "said once" 1 "$(grep -c "^mintctl: warning: old: heartbeat-timeout: kernel ${old#*-} does not tell where its counter is .*; use hang-timeout=" /tmp/old.err)"
is "no heartbeat in its status" null \
	"$(mintctl status old --json | tr -d ' \n' | sed -n 's/.*"heartbeat":\([a-z]*\).*/\1/p')"
check "idle heard of no interrupt" sh -c \
	"! mintctl log idle | grep -iE 'spurious|No irq handler|stall|soft lockup'"
for name in idle old; do
	mintctl kill $name >/dev/null
done
wait $idle_pid
is "killed: exit" 5 $?
wait $old_pid
all_back

note "each release"
n=0
for kernel in /boot/vmlinuz-6.12* /boot/vmlinuz-7.*; do
	n=$((n + 1))
	conf os$n $n "$kernel" heart.do=idle heartbeat-timeout=10
	run os$n
	check "os$n is up" up os$n "SUCCESSOR READY" 240
done
is "kernels" 2 $n
for n in 1 2; do
	mintctl status os$n | grep heartbeat | sed "s/^/# os$n /"
	first=$(heart os$n jiffies)
	sleep 20
	second=$(heart os$n jiffies)
	check "os$n: $first, later $second" test "${first:-0}" -gt 4294000000 -a \
		"${second:-0}" -gt "${first:-0}"
	is "os$n: nothing was said of it" "" "$(cat /tmp/os$n.err)"
done
for n in 1 2; do
	mintctl kill os$n >/dev/null
done
wait
all_back
LEADER
expect_exit 0
