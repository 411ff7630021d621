# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# ends.sh - reboot, panic and sysrq-b never reset the machine, though nobody looks for 1 s;
# kill of a spinning OS, of one that unpacks itself; a core that does not answer is lost
with_vmlinux boot --smp 4 --timeout 400 <<'LEADER'
remember
test_module
ends()
{
	name=$1 cpus=$2 how=$3 reason=$4
	check "load $name" kexec -l --mint-region=$LOW --mint-cpus=$cpus --mint-uart=ttyS1 \
		--mint-name=$name --initrd=$I --append="console=ttyS1,115200 $Q panic=1 succ.do=$how" $K
	hook $name ignore-mailbox 1000
	check "start $name" mintctl start $name
	check "wait $name" mintctl wait $name --timeout 60
	is "state $name" "stopped ($reason)" "$(state $name)"
	check "release $name" mintctl release $name
}
ends reboot1 1 reboot reboot
ends panic1 1 panic panic
ends sysrq1 1 sysrq-b panic
ends reboot2 1,2 reboot reboot
ends panic2 1,2 panic panic
ends sysrq2 1,2 sysrq-b panic
unchanged
LEADER
expect_exit 0
check "each of the six had come up" test "$(count_lines ttyS1 'SUCCESSOR READY')" -eq 6

with_vmlinux boot --smp 3 --timeout 400 <<'LEADER'
remember
check "launch" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 --mint-name=spin \
	--initrd=$I --append="console=ttyS1,115200 $Q succ.do=spin" $K
check "it spins" await spin "SUCCESSOR READY" 60
check "kill" mintctl kill spin
is "state" "stopped (killed)" "$(state spin)"
check "what it wrote goes" await spin "SUCCESSOR READY" erase
check "relaunch in the same memory" mintctl start spin
check "it is up again" await spin "SUCCESSOR READY" 60
check "kill" mintctl kill spin
check "release" mintctl release spin
# The payload, whose memory is wiped by each start, spins with interrupts off.
check "launch" kexec --mint-region=$LOW --mint-cpus=1,2 --mint-uart=ttyS1 --mint-name=deaf \
	--append=payload.spin=1 /boot/payload.elf
check "it spins with interrupts off" await deaf "HANDOFF spinning" 30
check "kill" mintctl kill deaf
is "state" "stopped (killed)" "$(state deaf)"
check "relaunch in the same memory" mintctl start deaf
check "it spins again" await deaf "HANDOFF spinning" 30
check "kill" mintctl kill deaf
is "state" "stopped (killed)" "$(state deaf)"
check "release" mintctl release deaf
unchanged
check "launch" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 --mint-name=unpack \
	--mint-unpack=no --initrd=$I --append="console=ttyS1,115200 succ.do=poweroff" \
	/boot/vmlinuz-$KVER
check "kill while it unpacks itself" mintctl kill unpack
is "state" "stopped (killed)" "$(state unpack)"
check "relaunch" mintctl start unpack
check "wait" mintctl wait unpack --timeout 90
is "state" "stopped (poweroff)" "$(state unpack)"
check "release" mintctl release unpack
unchanged

test_module
check "launch" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 --mint-name=gone \
	--initrd=$I --append="console=ttyS1,115200" $K
check "it is up" says gone "SUCCESSOR READY" 60
hook gone ignore-park 1
mintctl kill gone
is "state" lost "$(state gone)"
refused 1 "is lost" kexec -e --mint-name=gone
mintctl list
check "list says why" sh -c "mintctl list | grep -i 'lost.*park\|lost.*answer\|lost.*core'"
check "list names the usual cause" sh -c \
	"mintctl list | grep 'KVM' && mintctl list | grep 'module_blacklist=kvm_intel,kvm_amd'"
check "its log is still there" sh -c "mintctl log gone | grep 'SUCCESSOR READY'"
check "kept out of it by default" sh -c \
	"mintctl log gone | grep 'Kernel command line:.*module_blacklist=kvm_intel,kvm_amd'"
refused 1 "lost" mintctl release gone
refused 1 "gone" kexec --mint-region=$LOW --mint-cpus=2 $K
check "its blocks stay away" sh -c '! echo online >/sys/devices/system/memory/memory8/state'
check "its CPU stays away" sh -c '! echo 1 >/sys/devices/system/cpu/cpu1/online'
check "the module stays" sh -c '! rmmod mint 2>/dev/null && ! rmmod mint_test 2>/dev/null'
LEADER
expect_exit 0
