# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# silence.sh - ends that no register shows: a halt, a watchdog that is not fed any more, a
# system where nothing but interrupts runs; and what a watcher says of an end
#
# All at the same time: most of it is waiting.
with_vmlinux boot --smp 5 --timeout 500 <<'LEADER'
remember
run()
{
	name=$1 region=$2 cpu=$3 options=$4
	shift 4
	check "launch $name" kexec --mint-region=$region --mint-cpus=$cpu --mint-name=$name \
		--initrd=$I $options --append="$*" $K
}
run halt 0x40000000+256M 1 "" succ.do=halt
run fed 0x50000000+256M 2 "--mint-hang-timeout=60 --mint-uart=ttyS1" \
	console=ttyS1,115200 succ.watchdog=5 succ.feed=16 succ.ticks=1 succ.do=unfed
run spin 0x60000000+256M 3 "--mint-hang-timeout=60 --mint-uart=ttyS2" \
	console=ttyS2,115200 succ.watchdog=5 succ.do=spin
# a watchdog that nobody starts
run idle $HIGH 4 --mint-hang-timeout=2 succ.ticks=1

check "fed runs for twice its timeout" await fed "SUCCESSOR TICK 10" 120
is "fed" running "$(state fed)"
check "fed is not fed any more" await fed "SUCCESSOR UNFED" 60
check "fed ends" mintctl wait fed --timeout 60
is "fed" "stopped (hang)" "$(state fed)"
leader_log "the kernel log says why" 'mint: fed: hang: its watchdog was not fed for [5-9][0-9][0-9][0-9] ms'
check "what the last run wrote goes" await fed "SUCCESSOR TICK 10" erase
check "relaunch of what hung" mintctl start fed
check "spin ends" mintctl wait spin --timeout 90
is "spin" "stopped (hang)" "$(state spin)"
check "release" mintctl release spin

note "a watchdog that nobody starts hangs nothing"
check "idle runs on" await idle "SUCCESSOR TICK 8" 120
is "idle" running "$(state idle)"

note "what a watcher says"
refused 1 "Invalid argument" end idle 1
is "idle" running "$(state idle)"
# who has judged another life of it does not end this one
refused 1 "Stale file handle" end idle 4 2
is "it runs on" running "$(state idle)"
check "end it as a panic" end idle 4 1
is "idle" "stopped (panic)" "$(state idle)"
refused 1 "No such process" end idle 4
check "release" mintctl release idle

check "halt ends" mintctl wait halt --timeout 120
is "halt" "stopped (halt)" "$(state halt)"
leader_log "the kernel log says why" 'mint: halt: halt: no sign .* for 30[0-9][0-9][0-9] ms'
check "release" mintctl release halt
check "the relaunched one is fed again" await fed "SUCCESSOR TICK 10" 120
is "fed" running "$(state fed)"
check "kill" mintctl kill fed
is "fed" "stopped (killed)" "$(state fed)"
check "release" mintctl release fed
all_back

note "what a kernel before this one left in _TTS is over when this one comes up"
test_module
box=$(kexec --mint-dry-run=json --mint-region=0x40000000+256M --mint-cpus=1 --initrd=$I $K |
	tr -d ' \n' | sed 's/.*"name":"mailbox","start":"\(0x[0-9a-f]*\)".*/\1/')
check "load" kexec -l --mint-region=0x40000000+256M --mint-cpus=1 --mint-name=next \
	--initrd=$I --append="succ.do=panic" $K
hook next flip $((box + 0x18))
check "start" mintctl start next
check "it ends" mintctl wait next --timeout 90
is "next" "stopped (panic)" "$(state next)"
check "release" mintctl release next
LEADER
expect_exit 0
# state, timeout, and the last field: WDIOF_CARDRESET once it has been ended as hung
expect ttyS1 "stock wdat_wdt has the timeout asked for" 'SUCCESSOR WATCHDOG wdat_wdt active 5 0 '
expect ttyS1 "after the hang it knows of it" 'SUCCESSOR WATCHDOG wdat_wdt active 5 32 '
expect ttyS2 "the other one too" 'SUCCESSOR WATCHDOG wdat_wdt active 5 0 '
