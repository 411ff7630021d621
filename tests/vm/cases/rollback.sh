# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# rollback.sh - what fails or dies half way leaves the leader as it was, or can be undone
with_vmlinux boot --smp 4 <<'LEADER'
K=/boot/vmlinuz-$KVER
remember
P=/boot/payload.elf
B="--mint-region=0x40000000+256M --mint-cpus=1,2 --mint-uart=ttyS1 --mint-name=victim"

note "the third block cannot go offline: it holds the leader's struct pages"
refused 255 "memory47 (0x178000000-0x17fffffff) cannot be taken offline" \
	kexec --mint-region=0x168000000-0x17fffffff --mint-cpus=1 $P
all_back

test_module
# failing STEP STATUS TEXT: that step of the module's fails once
failing()
{
	echo $1 >/sys/module/mint_test/parameters/fail_next
	refused $2 "$3" kexec $B $P
	is "the step was reached" 0 "$(cat /sys/module/mint_test/parameters/fail_next)"
	all_back
}
failing 1 1 "cannot record what will be taken"
failing 2 255 "cannot claim"
failing 3 255 "cannot claim"
failing 4 255 "cannot load"
failing 5 255 "cannot start"
failing 6 255 "cannot start"

note "a start that fails leaves what is loaded"
check "load" kexec -l $B $P
for step in 5 6; do
	hook victim fail-step $step
	refused 1 "cannot start" mintctl start victim
	is "state" loaded "$(state victim)"
done
check "the next start is good" mintctl start victim
check "wait" mintctl wait victim --timeout 30
is "state" "stopped (poweroff)" "$(state victim)"
check "release" mintctl release victim
all_back

# What a launch has come to, asked without a new process.
exists()
{
	[ -e /sys/class/mint/victim ]
}
has_port()
{
	read -r now </sys/class/tty/ttyS1/type && [ "$now" = 0 ]
}
has_block()
{
	read -r now </sys/devices/system/memory/memory8/state && [ "$now" = offline ]
}
has_cpu()
{
	read -r now </sys/devices/system/cpu/cpu1/online && [ "$now" = 0 ]
}
has_claimed()
{
	read -r now 2>/dev/null </sys/class/mint/victim/region && [ "$now" ]
}
# signalled SIGNAL CONDITION: a load that gets the signal once it has come so far
signalled()
{
	kexec -l $B --initrd=$I --mint-unpack=no $K >/dev/null 2>/tmp/victim.err &
	pid=$!
	until $2; do
		kill -0 $pid || break
	done 2>/dev/null
	kill -$1 $pid
	wait $pid
}

for how in has_block has_cpu; do
	note "SIGTERM once it $how"
	signalled TERM $how
	is "exit" 255 $?
	check "the line says so" grep '^kexec: .*interrupted' /tmp/victim.err
	all_back
done
for how in exists has_port has_block has_cpu has_claimed; do
	note "SIGKILL once it $how"
	signalled KILL $how
	is "exit" 137 $?
	mintctl list
	is "it is listed" empty "$(state victim)"
	# All that is left may be a name: nothing is owned, nothing is lost without it.
	[ $how = exists ] ||
		check "the module stays while a record exists" sh -c '! rmmod mint_test'
	check "release" mintctl release victim
	all_back
done

note "another OS takes what a dead launch left, and is released last"
signalled KILL has_block
is "exit" 137 $?
check "launch" kexec --mint-region=0x40000000+128M --mint-cpus=1 --mint-name=heir $P
check "wait" mintctl wait heir --timeout 30
check "release of the dead" mintctl release victim
check "the heir keeps its block" grep -q offline /sys/devices/system/memory/memory8/state
check "release" mintctl release heir
all_back
echo "RETURNED the leader writes again" >/dev/ttyS1
LEADER
expect_exit 0
expect ttyS1 "what the leader writes to its port comes out" 'RETURNED the leader writes again'

# A leader with little memory: what is loaded would not fit beside what it holds already.
fresh boot --smp 2 --mem 1G <<'LEADER'
remember
mount -o remount,size=100% /tmp
available()
{
	awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo
}
cp $I /tmp/initrd && fallocate -l 96M /tmp/initrd
B="--mint-region=0x10000000+128M --mint-cpus=1 /boot/payload.elf"
# 60 MiB remain when the region is gone: enough for the leader, not for 96 MiB more
fallocate -l $(($(available) - 128 - 60))M /tmp/ballast
note "$(available) MiB available"
refused 255 "are missing" kexec $B --initrd=/tmp/initrd
all_back
fallocate -l 90M /tmp/ballast2
note "$(available) MiB available"
refused 1 "would leave this kernel too little" kexec $B
all_back
rm /tmp/ballast*
check "with room it can be loaded" kexec -l $B --initrd=/tmp/initrd
check "release" mintctl release os1
all_back
check "nobody was killed" sh -c '! dmesg | grep -i "out of memory"'
LEADER
expect_exit 0
