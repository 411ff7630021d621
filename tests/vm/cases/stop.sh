# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# stop.sh - the power button: heard, heard by two cores, pressed before anybody listens,
# never heard; restart from the held image
#
# Four OSes at the same time: most of it is waiting.
with_vmlinux boot --smp 6 --timeout 300 <<'LEADER'
remember
untold "load" kexec -l --mint-region=0x40000000+256M --mint-cpus=1 --mint-uart=ttyS1 --mint-name=web \
	--initrd=$I --append="console=ttyS1,115200 $Q succ.do=stay" $K
refused 1 "does not run" mintctl stop web
refused 3 "no such OS" mintctl stop none
untold "start" mintctl start web
# Two cores, and a successor that prefers the second one for its interrupts: which one
# answers is its kernel's business (unit tests make each of them the only one).
check "launch" kexec --mint-region=0x50000000+256M --mint-cpus=2,3 --mint-uart=ttyS2 \
	--mint-name=moved --initrd=$I --append="console=ttyS2,115200 irqaffinity=1 succ.do=stay" $K
untold "launch" kexec --mint-region=0x60000000+256M --mint-cpus=4,5 --mint-uart=ttyS3 \
	--mint-name=deaf --append=payload.spin=1 /boot/payload.elf
check "it is up" await web "SUCCESSOR READY" 60
check "stop, exit 0" mintctl stop web --timeout 60
is "state" "stopped (poweroff)" "$(state web)"
untold "stop of a stopped OS is done already" mintctl stop web
untold "wait for what has ended" mintctl wait web
check "what it wrote goes" await web "SUCCESSOR READY" erase
check "restart of a stopped OS starts it" mintctl restart web

# Nobody answers: killed when the time is over.
check "it spins with interrupts off" await deaf "HANDOFF spinning" 30
mintctl stop deaf --timeout 2 >/tmp/stop.out 2>&1
is "exit" 4 $?
cat /tmp/stop.out
check "says that it was killed" grep -q '^deaf: stopped (killed)' /tmp/stop.out
check "says why" grep -q 'killed after 2.000 s: its kernel never came to listen' /tmp/stop.out
check "release" mintctl release deaf

check "it is up again" await web "SUCCESSOR READY" 60
check "what it wrote goes" await web "SUCCESSOR READY" erase
untold "restart of a running OS" mintctl restart web --timeout 60
is "state" running "$(state web)"
is "starts" 3 "$(mintctl status web | awk '$1 == "starts" { print $2 }')"
# It has just been started: nobody listens yet.
mintctl stop web --json --timeout 90 >/tmp/stop.json &
early=$!

check "it is up" await moved "SUCCESSOR READY" 60
check "stop" mintctl stop moved --timeout 60
is "state" "stopped (poweroff)" "$(state moved)"
check "release" mintctl release moved

check "launch" kexec --mint-region=0x60000000+256M --mint-cpus=4 --mint-uart=ttyS3 \
	--mint-name=spin --initrd=$I --append="console=ttyS3,115200 $Q succ.do=spin" $K
check "it spins" await spin "SUCCESSOR SPIN" 60
check "restart kills what does not stop" mintctl restart spin --timeout 3
is "state" running "$(state spin)"
untold "kill" mintctl kill spin
untold "release" mintctl release spin

wait $early
is "a stop right after the start: exit" 0 $?
is "as JSON" '"state":"stopped","reason":"poweroff"' \
	"$(tr -d ' \n' </tmp/stop.json | grep -o '"state":"stopped","reason":"[a-z]*"')"
check "release" mintctl release web
all_back
LEADER
expect_exit 0
expect ttyS1 "the button reached user space" 'SUCCESSOR BUTTON .*Ged'
expect ttyS2 "the button reached user space, told to have interrupts on core 1" \
	'SUCCESSOR BUTTON .*Ged'
