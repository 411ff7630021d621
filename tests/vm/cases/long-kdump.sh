# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-kdump.sh - an OS that panics and has a crash kernel of its own: whatever that one does
# when it is done, the end is told as a panic; one that its kernel hands on by kexec is none
with_vmlinux boot --smp 3 --timeout 500 <<'LEADER'
remember
mkdir -p /tmp/over
for file in "$(command -v kexec)" $(find /lib /lib64 /usr/lib -name '*.so*'); do
	mkdir -p "/tmp/over${file%/*}"
	cp -L "$file" "/tmp/over$file"
done
cp "/boot/vmlinuz-$KVER" /tmp/over/vmlinuz
cp $I /tmp/over/next.cpio.gz
# What runs first in the OS: another kernel, by LOAD, is what comes up to an init of ours.
cat >/tmp/over/first <<'INIT'
#!/bin/sh
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
line=$(sed 's/ *\(crashkernel\|rdinit\|first\)[^ ]*//g' /proc/cmdline)
# shellcheck disable=SC2046
kexec $(sed 's/.*first=\([^ ]*\).*/\1/' /proc/cmdline) /vmlinuz --initrd=/next.cpio.gz \
	--command-line="$line nr_cpus=1 succ.do=poweroff" >/dev/kmsg 2>&1
echo "<3>FIRST $(cat /sys/kernel/kexec_loaded /sys/kernel/kexec_crash_loaded | tr '\n' ' ')" \
	>/dev/kmsg
[ "$(cat /sys/kernel/kexec_loaded)" = 0 ] || kexec -e
echo c >/proc/sysrq-trigger
INIT
chmod +x /tmp/over/first
(cd /tmp/over && find . | cpio -o -H newc) >/tmp/over.cpio 2>/dev/null
launch()
{
	check "launch $1" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 \
		--mint-name="$1" --initrd=$I --initrd=/tmp/over.cpio --append="console=ttyS1,115200 \
$Q crashkernel=192M rdinit=/first first=$2" $K
	check "wait $1" mintctl wait "$1" --timeout 150
}
launch dumps -p
is "its crash kernel powered off: state" "stopped (panic)" "$(state dumps)"
check "its log is that of the kernel that panicked" sh -c \
	"mintctl log dumps | grep 'Kernel panic - not syncing: sysrq'"
check "which had loaded the other one" sh -c "mintctl log dumps | grep 'FIRST 0 1'"
check "release" mintctl release dumps
launch hands -l
is "its next kernel powered off: state" "stopped (poweroff)" "$(state hands)"
check "release" mintctl release hands
all_back
LEADER
expect_exit 0
check "each second kernel had come up" test "$(count_lines ttyS1 'SUCCESSOR READY')" -eq 2
