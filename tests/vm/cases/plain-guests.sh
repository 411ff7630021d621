# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# plain-guests.sh - what is no 64-bit Linux: a 32-bit Debian, memtest86+, iPXE
extra=$out/extra
mkdir -p "$extra/boot"
cp "$("$here/../compat/fetch" vmlinuz32)" "$extra/boot/vmlinuz32"
cp "$("$here/../compat/fetch" memtest)" "$extra/boot/memtest"
cp "$("$here/../compat/fetch" ipxe)" "$extra/boot/ipxe.lkrn"
cp "$("$here/initramfs" succ32)" "$extra/boot/succ32.cpio.gz"

LAB_EXTRA=$extra fresh boot --smp 2 --timeout 100 <<'LEADER'
check "load" kexec -l --initrd=/boot/succ32.cpio.gz \
	--append="console=ttyS0,115200 quiet cryptomgr.notests succ.do=poweroff" /boot/vmlinuz32
kexec -e
LEADER
expect_exit 125
expect leader 'a 32-bit kernel, both CPUs' 'SUCCESSOR READY 6\.1.*-686-pae cpus=2 '
expect leader 'it has all memory' 'SUCCESSOR IOMEM 100000000-17fffffff : System RAM'

# screens: what each of them draws first
LAB_EXTRA=$extra boot --smp 1 --mem 512M --timeout 100 --screen 'Memtest86\+.*QEMU' <<'LEADER'
check "load" kexec -l --append="" /boot/memtest
kexec -e
LEADER
expect_exit 0
sed -n '1,8s/^/   screen| /p' "$dir/screen.txt"

LAB_EXTRA=$extra boot --smp 1 --mem 512M --timeout 100 \
	--screen 'iPXE.*Open Source Network Boot Firmware' <<'LEADER'
check "load" kexec -l /boot/ipxe.lkrn
kexec -e
LEADER
expect_exit 0
sed -n '1,8s/^/   screen| /p' "$dir/screen.txt"
