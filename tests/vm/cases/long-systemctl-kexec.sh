# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-systemctl-kexec.sh - ours in place of kexec-tools in a Debian system: Debian's kdump-tools
# loads and unloads its crash kernel through it, by both system calls; systemctl kexec and
# systemd-shutdown start the kernel that it loaded (for kexec-load.service: long-reboot.sh)
extra=$out/extra
version=$("$here/kernels" version default)
rm -rf "$extra"
mkdir -p "$extra"/{boot,etc/default,var/lib/kdump}
for package in kdump-tools file libmagic1 libmagic-mgc; do
	cp -a "$("$here/kernels" package "$package")/." "$extra/" ||
		result 1 "$package is in the archive"
done
rm -rf "$extra"/usr/share/{doc,man,bug}
# What its installation makes: the settings, the crash kernel's initrd, and the copy of
# the settings that this initrd was made with.
cp "$extra/usr/share/kdump-tools/kdump-tools.conf" "$extra/etc/default/kdump-tools"
cp "$extra/etc/kdump/sysctl.conf" "$extra/var/lib/kdump/latest_sysctls-$version"
ln -s /boot/succ.cpio.gz "$extra/var/lib/kdump/initrd.img-$version"

LAB_EXTRA=$extra boot --system --smp 2 --append crashkernel=256M <<'LEADER'
crash_loaded() { cat /sys/kernel/kexec_crash_loaded; }

# kdump WHAT… : its exit status is checked, what it said is shown
kdump()
{
	kdump-config "$@" >/tmp/kdump.out 2>&1
	is "kdump-config $*: exit" 0 $?
	sed 's/^/# /' /tmp/kdump.out
}

is "the leader is up" running "$(systemctl is-system-running --wait)"
check "its kexec is ours" sh -c '/sbin/kexec --version | grep Mint'
is "no crash kernel" 0 "$(crash_loaded)"

note "kdump-tools as it comes"
kdump load
is "kdump-config load: a crash kernel" 1 "$(crash_loaded)"
check "kdump-config says so" sh -c 'kdump-config show | grep "ready to kdump"'
check "what it called" grep '^/sbin/kexec -p --command-line=.*nr_cpus=1.* --initrd=' \
	/var/crash/kexec_cmd
is "kexec -S" 1 "$(kexec -S; echo $?)"
kdump reload
is "kdump-config reload: a crash kernel" 1 "$(crash_loaded)"
kdump unload
is "kdump-config unload: none" 0 "$(crash_loaded)"
is "kexec -S" 0 "$(kexec -S; echo $?)"

for call in -c -s; do
	note "with KDUMP_KEXEC_ARGS=$call, as a service"
	echo "KDUMP_KEXEC_ARGS=$call" >>/etc/default/kdump-tools
	systemctl start kdump-tools
	is "started: a crash kernel" 1 "$(crash_loaded)"
	check "with $call" grep "^/sbin/kexec -p $call " /var/crash/kexec_cmd
	systemctl stop kdump-tools
	is "stopped: none" 0 "$(crash_loaded)"
	is "the service" success "$(systemctl show -P Result kdump-tools)"
done

note "systemctl kexec"
kexec --load "$K" --initrd="$I" --append='console=ttyS0,115200 succ.do=poweroff after=kexec'
is "load: exit" 0 $?
is "a kernel is loaded" 1 "$(cat /sys/kernel/kexec_loaded)"
# nobody will show the kernel log at the end: from here on it goes to the console
dmesg | grep -E "$COMPLAINTS"
dmesg -n 7
systemctl kexec
sleep infinity
LEADER
expect_exit 125
expect leader "systemd-shutdown called kexec" 'systemd-shutdown.*: Rebooting with kexec'
expect leader "the second kernel has its command line" 'Command line: .*after=kexec'
expect leader "it came up" 'SUCCESSOR READY'
