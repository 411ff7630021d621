# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# run.sh - mintctl run as a service manager sees it: READY, STATUS, log, exit codes
boot --smp 3 --timeout 500 <<'LEADER'
remember
mkdir -p /etc/mint
export NOTIFY_SOCKET=/run/notify
listen $NOTIFY_SOCKET /tmp/told

# conf NAME APPEND [LINE]…
conf()
{
	name=$1
	{
		echo "kernel = $K"
		echo "initrd = $I"
		echo "append = console=none $2"
		echo "region = $LOW"
		echo "cpus = 1"
		echo "uart = none"
		shift 2
		printf '%s\n' "$@"
	} >"/etc/mint/$name.conf"
}

# told TEXT SECONDS: wait until the service manager was told that
told()
{
	n=0
	until grep -q "$1" /tmp/told; do
		n=$((n + 1))
		[ $n -lt $(($2 * 10)) ] || return 1
		sleep 0.1
	done
}

# run NAME: to its end; the exit code is left in $code, what it printed in /tmp/NAME.out
run()
{
	mintctl run "$1" --conf "/etc/mint/$1.conf" >"/tmp/$1.out" 2>"/tmp/$1.err"
	code=$?
	sed 's/^/# /' "/tmp/$1.err"
}

refused 1 "/etc/mint/none.conf" mintctl run none --conf /etc/mint/none.conf
conf off succ.do=poweroff
run off
is "power off: exit" 0 $code
check "its log was on stdout" grep -q '\] Linux version ' /tmp/off.out
check "to the end" grep -q 'reboot: Power down' /tmp/off.out
check "ready" grep -q '^READY=1' /tmp/told
check "status" grep -q '^STATUS=stopped (poweroff)' /tmp/told
all_back

conf crash succ.do=panic
run crash
is "panic: exit" 1 $code
check "says which" grep -q "crash: Kernel panic - not syncing: sysrq triggered crash\$" /tmp/crash.err
all_back

# panic=0: its kernel would loop for ever; only its log tells.
conf loop "succ.do=panic panic=0"
run loop
is "panic that loops: exit" 1 $code
check "ended as a panic" grep -q 'stopped (panic)' /tmp/loop.err
all_back

conf once succ.do=reboot reset-policy=stop
run once
is "reboot, reset-policy=stop: exit" 0 $code
check "one life" test "$(grep -c 'Linux version' /tmp/once.out)" -eq 1

# SIGTERM, after two lives more than was asked for
: >/tmp/told
conf again succ.do=reboot
mintctl run again --conf /etc/mint/again.conf >/tmp/again.out 2>/tmp/again.err &
pid=$!
n=0
until [ "$(grep -c 'Linux version' /tmp/again.out)" -ge 3 ] || [ $n -gt 900 ]; do
	n=$((n + 1))
	sleep 0.1
done
check "a reboot starts it again, and again" test $n -le 900
kill -TERM $pid
wait $pid
is "SIGTERM: exit" 0 $?
sed 's/^/# /' /tmp/again.err
is "each life's log once" "$(grep -c . /tmp/again.err)" \
	"$(grep -c 'Linux version' /tmp/again.out)"
is "ready once" 1 "$(grep -c '^READY=1' /tmp/told)"
all_back

: >/tmp/told
conf web succ.do=stay
mintctl run web --conf /etc/mint/web.conf >/tmp/web.out 2>/tmp/web.err &
pid=$!
check "ready" told '^READY=1' 60
check "it is up" await web "SUCCESSOR READY" 60
# Whoever watches may be shot: the OS lives on, and the next one takes it over.
kill -KILL $pid
wait $pid
is "the OS lives on" running "$(state web)"
: >/tmp/told
mintctl run web --conf /etc/mint/web.conf >/tmp/web.out 2>/tmp/web.err &
pid=$!
check "ready at once" told '^READY=1' 30
check "adopted" grep -q 'adopted' /tmp/web.err
kill -TERM $pid
wait $pid
is "SIGTERM is a graceful stop: exit" 0 $?
sed 's/^/# /' /tmp/web.err
check "its user space powered off" grep -q 'SUCCESSOR BUTTON' /tmp/web.out
check "stopping" grep -q '^STOPPING=1' /tmp/told
check "asks for the time it may need" grep -q '^EXTEND_TIMEOUT_USEC=120000000' /tmp/told
all_back

: >/tmp/told
conf shot succ.do=stay
mintctl run shot --conf /etc/mint/shot.conf >/tmp/shot.out 2>/tmp/shot.err &
pid=$!
check "ready" told '^READY=1' 60
check "kill by hand" mintctl kill shot
wait $pid
is "killed: exit" 5 $?
all_back

: >/tmp/told
conf deaf succ.do=spin stop-timeout=3
mintctl run deaf --conf /etc/mint/deaf.conf >/tmp/deaf.out 2>/tmp/deaf.err &
pid=$!
n=0
until grep -q 'SUCCESSOR SPIN' /tmp/deaf.out || [ $n -gt 600 ]; do
	n=$((n + 1))
	sleep 0.1
done
kill -TERM $pid
wait $pid
is "no answer to the power button: exit" 5 $?
sed 's/^/# /' /tmp/deaf.err
all_back
LEADER
expect_exit 0
