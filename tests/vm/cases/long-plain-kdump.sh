# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-plain-kdump.sh - a Debian that crashes with what kdump-tools of the archive loaded
# through ours (for loading and unloading: long-systemctl-kexec.sh)
extra=$out/extra
mkdir -p "$extra/etc/default" "$extra/etc/systemd/system/basic.target.wants"
(cd "$("$here/kernels" package kdump-tools)" && cp -a --parents etc/init.d etc/kdump \
	usr/sbin/kdump-config lib/systemd/system "$extra/")
ln -s /usr/lib/systemd/system/kdump-tools.service \
	"$extra/etc/systemd/system/basic.target.wants/"
cat >"$extra/etc/default/kdump-tools" <<KDUMP
USE_KDUMP=1
KDUMP_KERNEL=/boot/vmlinuz-$("$here/kernels" version default)
KDUMP_INITRD=/boot/succ.cpio.gz
KDUMP_CMDLINE_APPEND="reset_devices nr_cpus=1 irqpoll succ.ls=/proc/vmcore succ.do=poweroff"
KDUMP
LAB_EXTRA=$extra boot --system --smp 2 --append crashkernel=256M <<'LEADER'
is "the leader is up" running "$(systemctl is-system-running --wait)"
is "loaded by kdump-tools.service" "active 1" \
	"$(systemctl is-active kdump-tools) $(cat /sys/kernel/kexec_crash_loaded)"
sed 's/^/# /' /var/crash/kexec_cmd
dmesg | grep -E "$COMPLAINTS"
echo c >/proc/sysrq-trigger
LEADER
expect_exit 125
expect leader "the capture kernel has the dump" 'SUCCESSOR LS /proc/vmcore'
expect leader "its user space" 'SUCCESSOR READY 6\.1.* cpus=1 '
