# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# plain-xen.sh - Xen of the archive as a multiboot2 kernel, with a Linux as Dom0
extra=$out/extra
mkdir -p "$extra/boot"
cp "$("$here/../compat/fetch" xen)" "$extra/boot/xen.gz"
# Under emulation a paravirtual guest trips over SMAP, and Xen over nested SVM.
LAB_EXTRA=$extra boot --smp 1 --mem 2G --timeout 200 --qemu-arg -cpu \
	--qemu-arg max,-smap,-smep,-svm <<'LEADER'
check "load" kexec -l --append="console=com1 com1=115200,8n1" \
	--module="$K console=hvc0 cryptomgr.notests succ.do=poweroff" --module=$I \
	/boot/xen.gz
kexec -e
LEADER
expect_exit 125
expect leader "Xen's banner" '\(XEN\) Xen version 4\.'
expect leader 'Xen read its command line' '\(XEN\) Command line: console=com1 com1=115200,8n1$'
expect leader 'Dom0, which says what it was told' \
	'Command line: console=hvc0 cryptomgr.notests succ.do=poweroff'
expect leader "Dom0's user space, from the second module" 'SUCCESSOR READY 6\.1'
expect leader 'Xen powers the machine off' '\(XEN\) Entering ACPI S5 state'
tr -d '\r' <"$dir/leader.log" | sed -n '/^(XEN) .*\(Xen ver\|Dom0\)/s/^/   leader| /p' |
	cut -c 1-100
