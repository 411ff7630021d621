# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# run.sh - mintctl run as a service manager sees it: READY, STATUS, log, exit codes
#
# Two OSes at a time, each with a service manager of its own.
with_vmlinux boot --smp 3 --timeout 500 <<'LEADER'
remember
mkdir -p /etc/mint

# conf NAME CPU APPEND [LINE]…: CPU 1 or 2, each has a region of its own
conf()
{
	name=$1
	{
		echo "kernel = ${KERNEL:-$K}"
		echo "initrd = $I"
		echo "append = console=none $Q $3"
		echo "region = 0x$((3 + $2))0000000+256M"
		echo "cpus = $2"
		echo "uart = none"
		shift 3
		printf '%s\n' "$@"
	} >"/etc/mint/$name.conf"
}

# soon SECONDS COMMAND…: it succeeds within that time
soon()
{
	n=$(($1 * 10))
	shift
	until "$@"; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 0.1
	done
}

# told NAME TEXT SECONDS: wait until its service manager was told that
told()
{
	soon "$3" grep -q "$2" "/tmp/$1.told"
}

# lives NAME COUNT: so many begin in what was printed
lives()
{
	[ "$(grep -c 'Linux version' "/tmp/$1.out")" -ge "$2" ]
}

# run NAME [OUT]: in the background, its process in $pid; what it prints goes to OUT, or else
# to /tmp/NAME.out
run()
{
	[ -e "/run/$1" ] || listen "/run/$1" "/tmp/$1.told"
	: >"/tmp/$1.told"
	NOTIFY_SOCKET=/run/$1 mintctl run "$1" --conf "/etc/mint/$1.conf" \
		>"${2:-/tmp/$1.out}" 2>"/tmp/$1.err" &
	pid=$!
}

# ended PID NAME: wait for it; its exit code is left in $code, and the OS is released
ended()
{
	wait "$1"
	code=$?
	sed 's/^/# /' "/tmp/$2.err"
	check "$2 is released" test ! -e "/sys/class/mint/$2"
}

refused 1 "/etc/mint/none.conf" mintctl run none --conf /etc/mint/none.conf
conf off 1 succ.do=poweroff
conf crash 2 succ.do=panic
run off && off=$pid
run crash && crash=$pid
ended $off off
is "power off: exit" 0 $code
check "its log was on stdout" grep -q '\] Linux version ' /tmp/off.out
check "to the end" grep -q 'reboot: Power down' /tmp/off.out
check "ready" grep -q '^READY=1' /tmp/off.told
check "status" grep -q '^STATUS=stopped (poweroff)' /tmp/off.told
ended $crash crash
is "panic: exit" 1 $code
check "says which" grep -q "crash: Kernel panic - not syncing: sysrq triggered crash\$" /tmp/crash.err
all_back

# panic=0: its kernel would loop for ever; only its log tells.
conf loop 1 "succ.do=panic panic=0"
conf once 2 succ.do=reboot reset-policy=stop
run loop && loop=$pid
run once && once=$pid
ended $loop loop
is "panic that loops: exit" 1 $code
check "ended as a panic" grep -q 'stopped (panic)' /tmp/loop.err
ended $once once
is "reboot, reset-policy=stop: exit" 0 $code
check "one life" test "$(grep -c 'Linux version' /tmp/once.out)" -eq 1
all_back

# SIGTERM, after two lives more than was asked for
conf again 1 succ.do=reboot
conf deaf 2 succ.do=spin stop-timeout=3
run again && again=$pid
run deaf && deaf=$pid
check "it spins" soon 60 grep -q 'SUCCESSOR SPIN' /tmp/deaf.out
kill -TERM $deaf
ended $deaf deaf
is "no answer to the power button: exit" 5 $code
check "a reboot starts it again, and again" soon 90 lives again 3
kill -TERM $again
ended $again again
is "SIGTERM: exit" 0 $code
is "each life's log once" "$(grep -c 'again: stopped' /tmp/again.err)" \
	"$(grep -c 'Linux version' /tmp/again.out)"
is "ready once" 1 "$(grep -c '^READY=1' /tmp/again.told)"
all_back

conf web 1 succ.do=stay
conf shot 2 succ.do=stay
run web && web=$pid
run shot /dev/full && shot=$pid
check "ready, though its log cannot be shown" told shot '^READY=1' 60
mintctl kill shot >/tmp/kill
is "kill by hand: exit" 0 $?
is "says what it did, though run releases it" "shot: stopped (killed)" "$(cat /tmp/kill)"
ended $shot shot
is "killed: exit, whatever became of standard output" 5 $code
is "which is told once" 1 "$(grep -c \
	'shot: its log is not shown any more: standard output: No space left' /tmp/shot.err)"
conf asked 2 succ.do=stay
run asked && asked=$pid

check "ready" told web '^READY=1' 60
check "it is up" soon 60 grep -q "SUCCESSOR READY" /tmp/web.out
# Whoever watches may be shot: the OS lives on, and the next one takes it over.
kill -KILL $web
wait $web
is "the OS lives on" running "$(state web)"
run web && web=$pid
check "ready at once" told web '^READY=1' 30
check "adopted" grep -q 'adopted' /tmp/web.err
kill -TERM $web
ended $web web
is "SIGTERM is a graceful stop: exit" 0 $code
check "its user space powered off" grep -q 'SUCCESSOR BUTTON' /tmp/web.out
check "stopping" grep -q '^STOPPING=1' /tmp/web.told
check "asks for the time it may need" grep -q '^EXTEND_TIMEOUT_USEC=120000000' /tmp/web.told

check "it is up" soon 60 grep -q "SUCCESSOR READY" /tmp/asked.out
mintctl log asked -f >/tmp/follow & # has its memory mapped until it sees the end
follower=$!
mintctl stop asked --timeout 60 >/tmp/stop
is "stop by hand: exit" 0 $?
is "says how it ended" "asked: stopped (poweroff)" "$(cat /tmp/stop)"
ended $asked asked
is "an end like any other, though its log is followed: exit" 0 $code
wait $follower
is "following ends with it: exit" 0 $?
all_back

note "what a kexec left that was shot, and a second SIGTERM"
KERNEL=/boot/payload.elf
kexec -l --mint-region=0x50000000+256M --mint-cpus=2 --mint-name=left --initrd=$I $K \
	>/dev/null 2>&1 &
pid=$!
until [ -e /sys/class/mint/left ]; do
	kill -0 $pid || break
done
kill -STOP $pid
kexec -l --mint-region=0x40000000+256M --mint-cpus=1 --mint-name=next --initrd=$I $K \
	>/tmp/next 2>&1 &
next=$!
kexec -l --mint-region=0x40000000+256M --mint-cpus=1 --initrd=$I $K >/tmp/nameless 2>&1 &
nameless=$!
check "another launch says what it waits for" soon 60 grep -q \
	'^kexec: warning: next: waiting for another launch to finish its reservation' /tmp/next
check "so does one whose name is not known yet" soon 60 grep -q \
	"^kexec: warning: the launch of ${K##*/}: waiting for another launch to finish" /tmp/nameless
kill -TERM $next $nameless
wait $nameless
is "waiting can be interrupted: exit" 143 $?
wait $next
is "waiting can be interrupted: exit" 143 $?
is "nothing was touched" left "$(ls /sys/class/mint)"
is "said once" "1 1" "$(grep -c waiting /tmp/next) $(grep -c waiting /tmp/nameless)"
kill -KILL $pid
wait $pid
is "it is left" empty "$(state left)"
conf left 2 ""
run left && left=$pid
ended $left left
is "it runs to its end: exit" 0 $code
check "loaded anew" grep -q 'left: was left empty: loading it anew' /tmp/left.err
note "what never has a kernel log"
conf mute 2 payload.spin=1 start-timeout=5
# memory that other OSes have had: their logs must not be taken for its own
run mute && mute=$pid
conf twice 1 payload.spin=1 start-timeout=off
run twice && twice=$pid
check "it runs" soon 30 grep -qs running /sys/class/mint/twice/state
ended $mute mute
is "no log in time: exit" 1 $code
check "stopped as one that did not start" grep -q 'mute: stopped (no-start)' /tmp/mute.err
check "says after which time" grep -qE \
	'mute: ran for ([5-9]|1[0-9])\.[0-9]{3} s and its memory has no kernel log \(start-timeout=5\)$' \
	/tmp/mute.err
check "never ready" test "$(grep -c '^READY=1' /tmp/mute.told)" -eq 0
is "start-timeout=off: runs on" running "$(state twice)"
start=$(date +%s)
kill -TERM $twice
check "stopping" told twice '^STOPPING=1' 10
check "which may take its time" test -e /sys/class/mint/twice
kill -TERM $twice
ended $twice twice
is "killed at once: exit" 5 $code
check "not after its 90 s" test $(($(date +%s) - start)) -lt 30
all_back

for KERNEL in /boot/vmlinuz-*; do
	break
done
# What its predecessor left lies there until the kernel has unpacked itself: seconds here.
note "a life that shows nothing yet, after one that died of a panic"
# Nor has it a clock to look at: the one of its predecessor stands.
conf heir 1 "panic=0 succ.do=panic" "unpack = no" "heartbeat-timeout = 10"
check "load" kexec -l --mint-conf=/etc/mint/heir.conf --mint-name=heir
check "start" mintctl start heir
panicked()
{
	mintctl log heir 2>/dev/null | grep -q 'end Kernel panic'
}
check "its kernel stands in its panic" soon 60 panicked
check "kill" mintctl kill heir
check "its log is still there" panicked
run heir && heir=$pid
check "it runs again" soon 30 grep -q running /sys/class/mint/heir/state
refused 1 "points to a vmcoreinfo note" mintctl log heir
check "no heartbeat" sh -c "mintctl status heir --json | grep -q '\"heartbeat\": null'"
is "no line of a log" "" "$(cat /tmp/heir.out)"
is "not ready" 0 "$(grep -c '^READY=1' /tmp/heir.told)"
is "it runs" running "$(state heir)"
ended $heir heir
is "a panic of its own: exit" 1 $code
check "ended as one" grep -q 'stopped (panic)' /tmp/heir.err
is "nothing is said of its clock" 0 "$(grep -c -e heartbeat -e jiffies /tmp/heir.err)"
is "its log, once" 1 "$(grep -c 'Linux version' /tmp/heir.out)"
check "to its panic" grep -q 'end Kernel panic' /tmp/heir.out
check "ready meanwhile" grep -q '^READY=1' /tmp/heir.told
all_back

# Their kernels held the TSC against late timer ticks, and half of them gave it up.
check "they have the TSC for their clock" grep -q 'Switched to clocksource tsc' /tmp/heir.out
is "none has given it up" "" "$(cat /tmp/*.out | grep 'Marking TSC unstable')"

note "a SIGTERM while kexec loads it"
conf early 1 succ.do=stay
run early && early=$pid
check "loading" told early '^STATUS=loading' 10
kill -TERM $early
start=$(date +%s)
ended $early early
is "exit" 0 $code
check "says so" grep -q 'early: told to stop while it was loaded$' /tmp/early.err
check "at once" test $(($(date +%s) - start)) -lt 10
run early && early=$pid
check "it has begun to reserve" soon 60 test -e /sys/class/mint/early
kill -TERM $early
ended $early early
is "what was reserved is put back: exit" 0 $code
all_back
LEADER
expect_exit 0
