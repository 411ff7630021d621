# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# instead.sh - kexec -l --mint-region, kexec -e: the leader is replaced by a confined OS
with_vmlinux boot <<'LEADER'
refused 1 "Nothing has been loaded!" kexec -e
check "load" kexec -l --mint-region=$LOW --initrd=$I \
	--append="console=ttyS0,115200 succ.do=poweroff" $K
is "loaded" 1 "$(cat /sys/kernel/kexec_loaded)"
check "unload" kexec -u
is "unloaded" 0 "$(cat /sys/kernel/kexec_loaded)"
check "load again" kexec -l --mint-region=$LOW --initrd=$I \
	--append="console=ttyS0,115200 succ.do=poweroff" /boot/vmlinuz-$KVER
kexec -e
LEADER
expect_exit 125
expect leader 'SUCCESSOR READY, all CPUs' 'SUCCESSOR READY 6\.1.* cpus=4 '
check "its System RAM is its region and windows only" \
	ram_is_owned leader 0x40000000 0x5fffffff
expect leader 'kernel code at X + 16 MiB' 'SUCCESSOR IOMEM .*41000000-[0-9a-f]+ : Kernel code'
