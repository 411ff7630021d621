# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# protect.sh - what the leader may not do while an OS runs, and what its own reboot and
# panic do to those that run
with_vmlinux boot --smp 5 <<'LEADER'
remember
P=/boot/payload.elf
fails()
{
	what=$1 file=$2
	shift 2
	check "$what" sh -c "! echo $* 2>/dev/null >$file"
}
check "launch one" kexec --mint-region=0x40000000+256M --mint-cpus=1 --mint-name=one \
	--append=payload.spin=1 $P
check "launch two" kexec --mint-region=0x50000000+256M --mint-cpus=2 --mint-name=two \
	--append=payload.spin=1 $P
fails "no suspend" /sys/power/state freeze
leader_log "why not" 'mint: suspend refused: one, two would not sleep'
fails "no hibernation" /sys/power/state disk
leader_log "why not" 'mint: hibernation refused: one, two would not sleep'
fails "its CPU stays offline" /sys/devices/system/cpu/cpu1/online 1
leader_log "why" 'mint: CPU 1 stays offline: it belongs to one'
block=$((0x40000000 / 0x$(cat /sys/devices/system/memory/block_size_bytes)))
fails "its memory stays offline" /sys/devices/system/memory/memory$block/state online
leader_log "why" 'mint: .*belongs to one'
check "the module stays" sh -c '! rmmod mint 2>/dev/null'
check "load a kernel that would replace the leader" kexec -l --mint-region=0x60000000+128M $P
refused 1 "beside this kernel" kexec -e
check "unload it" kexec -u
is "both run" "running running" "$(state one) $(state two)"
check "kill" mintctl kill two
fails "one is enough" /sys/power/state freeze
leader_log "which" 'mint: suspend refused: one would not sleep'
check "kill" mintctl kill one
note "as far as frozen processes, and back; with a start behind the leader's decision"
echo freezer >/sys/power/pm_test
echo 1 >/sys/module/suspend/parameters/pm_test_delay
# Each message takes a second: time for a start between the notifiers, which come right
# behind this message, and the next one, that processes freeze.
dmesg -n 7
echo 1000 >/proc/sys/kernel/printk_delay
seen=$(dmesg | grep -c 'Filesystems sync')
{
	grep -m $((seen + 1)) 'Filesystems sync' /dev/kmsg >/dev/null
	mintctl start one >/tmp/late.out 2>&1
	echo $? >/tmp/late.exit
	echo 0 >/proc/sys/kernel/printk_delay
} &
late=$!
check "without a running OS the leader may sleep" sh -c 'echo freeze >/sys/power/state'
dmesg -n 1
wait $late
sed 's/^/# /' /tmp/late.out
is "a start meanwhile: exit" 1 "$(cat /tmp/late.exit)"
check "and why" grep -q 'the leader is about to end or to sleep' /tmp/late.out
is "it did not start" "stopped (killed)" "$(state one)"
check "what is loaded can be started afterwards" mintctl start one
is "it runs" running "$(state one)"
check "kill" mintctl kill one
check "release" mintctl release one
check "release" mintctl release two
all_back

note "a kexec jump calls no notifier: sleep that the module has not heard of"
test_module
check "launch" kexec --mint-region=0x40000000+256M --mint-cpus=1 --mint-name=one \
	--append=payload.spin=1 $P
echo 1 >/sys/module/mint_test/parameters/jump
echo core >/sys/power/pm_test
echo deep >/sys/power/mem_sleep
fails "no kexec jump" /sys/power/state mem
leader_log "why not" 'kexec jump refused: one would not sleep'
is "it runs" running "$(state one)"
check "kill" mintctl kill one
fails "nor while one has memory" /sys/power/state mem
leader_log "why not" 'kexec jump refused: memory and cores of one would not come back'
echo 0 >/sys/module/mint_test/parameters/jump
fails "nor any deep sleep" /sys/power/state mem
check "release" mintctl release one
check "without an OS the leader may sleep deeply" sh -c 'echo mem >/sys/power/state'
echo 1 >/sys/module/mint_test/parameters/jump
check "or jump" sh -c 'echo mem >/sys/power/state'
echo none >/sys/power/pm_test
echo 0 >/sys/module/mint_test/parameters/jump
all_back

note "its reboot"
for n in 1 2; do
	check "launch os$n" kexec --mint-region=0x$((n + 3))0000000+256M --mint-cpus=$n \
		--mint-name=os$n --append=payload.spin=1 $P
done
check "load os3" kexec -l --mint-region=0x60000000+256M --mint-cpus=3 --mint-name=os3 $P
hook os1 ignore-park 1
mintctl kill os1
is "states" "lost running loaded" "$(state os1) $(state os2) $(state os3)"
# Nobody will show the kernel log at the end: from here on it goes to the console.
dmesg | grep -E "$COMPLAINTS"
dmesg -n 7
echo 1000 >/proc/sys/kernel/printk_delay
{
	grep -m 1 'the leader goes down' /dev/kmsg >/dev/null
	mintctl start os3 2>&1
	echo "late start: exit $?, $(state os3)"
	echo 0 >/proc/sys/kernel/printk_delay
} &
reboot -f
LEADER
expect_exit 126
expect leader "nothing is started any more" \
	'^mintctl: os3: cannot start: the leader is about to end or to sleep'
expect leader "a start behind the leader's decision fails" '^late start: exit 1, loaded'
expect leader "a lost one is parked once more" \
	"os1: the leader goes down: parking its 1 lost cores once more"
expect leader "a running one is parked" "os2: the leader goes down: parking its 1 cores"
for n in 1 2; do
	expect leader "os$n is stopped" "os$n: stopped \(killed\)"
done

with_vmlinux boot --smp 3 <<'LEADER'
note "any program's kexec, while a core may still write to what it was lent"
test_module
check "launch" kexec --mint-region=0x40000000+256M --mint-cpus=1,2 --mint-name=gone \
	--append=payload.spin=1 /boot/payload.elf
check "load a kernel, as any program may" kexec -l -c --append=payload.spin=1 /boot/payload.elf
echo 1 >/sys/module/mint_test/parameters/lost
dmesg -n 7
leave kexec
LEADER
expect_exit 126
expect leader "it is tried twice" "gone: the leader goes down: parking its 2 lost cores once more"
expect leader "and said so" "gone: 2 of its cores may run on: until the machine is reset"
expect leader "its memory goes to no other kernel" "no kexec: the next kernel would get memory that cores or devices of gone may"

with_vmlinux boot --smp 3 <<'LEADER'
echo 8 >/proc/sys/kernel/panic
check "launch" kexec --mint-region=$LOW --mint-cpus=1,2 --mint-name=ticker --mint-uart=ttyS1 \
	--initrd=$I --append="console=ttyS1,115200 succ.ticks=1" $K
check "it ticks" await ticker "SUCCESSOR TICK 4" 90
echo c >/proc/sysrq-trigger
LEADER
expect_exit 126
expect leader "the panic says so" "mint: ticker: the leader panics: 2 of its 2 cores parked$"
ticks=$(tr -d '\r' <"$dir/ttyS1.log" | sed -n 's/.*SUCCESSOR TICK \([0-9]*\).*/\1/p' | tail -n 1)
check "it ticked until the panic, and not in the 8 s behind it (last tick: ${ticks:-none})" \
	test "${ticks:-0}" -ge 4 -a "${ticks:-99}" -le 7
