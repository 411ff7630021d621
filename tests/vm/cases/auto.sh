# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# auto.sh - kexec chooses memory and CPUs itself, and again where a block refuses
with_vmlinux boot --smp 4 <<'LEADER'
remember
P=/boot/payload.elf

note "nothing but Normal blocks: the highest ones hold the leader's struct pages"
check "launch" sh -c "kexec --mint-region=auto:512M --mint-cpus=auto:2 --initrd=$I \
	--mint-uart=ttyS1 --append='console=ttyS1,115200 succ.do=poweroff' $K \
	>/tmp/out 2>/tmp/err"
sed 's/^/# /' /tmp/out /tmp/err
check "what was chosen is said" grep -E \
	'^os1: region 0x[0-9a-f]+000000-0x[0-9a-f]+ffffff, CPUs 2,3 \(node 0\)$' /tmp/out
check "it started" grep -x 'os1: started' /tmp/out
check "a block refused on the way" grep -E \
	'warning: memory block 0x[0-9a-f]+-0x[0-9a-f]+ would not go offline' /tmp/err
check "it is what the module has" sh -c \
	'grep -F "$(sed "s/0x//g" /sys/class/mint/os1/region) : Mint: os1" /proc/iomem'
check "wait" mintctl wait os1 --timeout 60
is "state" "stopped (poweroff)" "$(state os1)"

note "another one gets what is left, and shares the block of the low window"
check "load" sh -c "kexec -l --mint-region=auto:256M --mint-cpus=auto:1 $P >/tmp/out"
sed 's/^/# /' /tmp/out
check "of the CPUs too" grep -E '^os2: region .*, CPU 1 \(' /tmp/out
low_blocks()
{
	for block in /sys/devices/system/memory/memory?/state \
		/sys/devices/system/memory/memory1?/state; do
		! grep -q offline $block || echo $block | grep -oE '[0-9]+'
	done | tr '\n' ' '
}
blocks=$(low_blocks)
low=${blocks%% *} high=${blocks#* }
high=${high% }
# which blocks depends on where the leader has put its own
is "two windows of 80 MiB in two blocks of 128 MiB" "$low $((low + 1)) " "$blocks"
mintctl status os2 --json | tr -d ' \n' | sed 's/.*"windows"/# windows/'
refused 1 "free on whole cores are 0 on node 0" \
	kexec -l --mint-region=auto:256M --mint-cpus=auto:1 $P
check "release" mintctl release os1
check "the shared block stays with the other" \
	grep -q offline /sys/devices/system/memory/memory$high/state
check "release" mintctl release os2
all_back

note "too much, what nothing else can stand in for, and what was named"
refused 255 " would not go offline, and without: --mint-region=auto: no 2 GiB" \
	kexec --mint-region=auto:2G --mint-cpus=auto:1 $P
all_back
refused 1 "3 GiB are more than this machine can give" kexec --mint-region=auto:3G --mint-cpus=auto:1 $P
refused 1 "free on whole cores are 3" kexec --mint-region=auto:1G --mint-cpus=auto:4 $P
refused 255 "memory47 (0x178000000-0x17fffffff) cannot be taken offline" \
	kexec --mint-region=0x168000000-0x17fffffff --mint-cpus=auto:1 $P
all_back
LEADER
expect_exit 0
expect ttyS1 'SUCCESSOR READY on two CPUs' 'SUCCESSOR READY 6\.1.* cpus=2'

# Two nodes of one core with two threads each (which Linux believes of this vendor only),
# the last GiB on node 1, of which the upper half is Movable.
boot --smp 4 --append movablecore=1G --qemu-arg -smp --qemu-arg 4,sockets=2,cores=1,threads=2 \
	--qemu-arg -cpu --qemu-arg max,vendor=GenuineIntel \
	--qemu-arg -object --qemu-arg memory-backend-ram,id=m0,size=3G \
	--qemu-arg -object --qemu-arg memory-backend-ram,id=m1,size=1G \
	--qemu-arg -numa --qemu-arg node,nodeid=0,cpus=0-1,memdev=m0 \
	--qemu-arg -numa --qemu-arg node,nodeid=1,cpus=2-3,memdev=m1 <<'LEADER'
remember
P=/boot/payload.elf
refused 1 "auto:1 would split a core: the smallest free one has 2 CPUs" \
	kexec --mint-region=auto:256M --mint-cpus=auto:1 $P
check "launch" sh -c \
	"kexec --mint-region=auto:256M --mint-cpus=auto:2 $P >/tmp/out 2>/tmp/err"
sed 's/^/# /' /tmp/out /tmp/err
check "one node has both" grep -E '^os1: region .*, CPUs 2,3 \(node 1\)$' /tmp/out
taken=$(grep -l offline /sys/devices/system/memory/memory*/state |
	grep -oE 'memory[0-9]+' | while read -r block; do
	grep -x "$block/state:online" /tmp/facts.before >/dev/null &&
		grep -x "$block/valid_zones:Movable" /tmp/facts.before
done | grep -c .)
is "Movable blocks were taken" 2 "$taken"
check "wait" mintctl wait os1 --timeout 30
check "release" mintctl release os1
all_back
note "a list may split a core"
check "launch" sh -c \
	"kexec --mint-region=auto:256M --mint-cpus=3 $P >/tmp/out 2>/tmp/err"
check "with a warning" grep 'CPU 3 shares a core with CPU 2' /tmp/err
check "wait" mintctl wait os1 --timeout 30
check "release" mintctl release os1
all_back
LEADER
expect_exit 0
