# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kexec-load.bash - what the tests of kexec-load share: a system that is made up
#
# In:   $BATS_TEST_DIRNAME, $top_builddir
# Out:  $root, whose kexec and systemctl write down how they are called; functions
# Ref:  kexec-load(8)

# shellcheck disable=SC2154,SC2034,SC2030,SC2031 # bats sets output and takes setup's variables
setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	root=$BATS_TEST_TMPDIR/root
	script=$BATS_TEST_TMPDIR/kexec-load
	sed -e 's|@sbindir@|/usr/sbin|' "$top/integration/kexec-load.in" >"$script"
	ln -s "${top_builddir:-$top/build}/integration/kexec-boot-entry" "$BATS_TEST_TMPDIR"
	mkdir -p "$root"/{bin,boot/grub,etc/default/kexec.d,run,sys/kernel}
	echo 0 >"$root/sys/kernel/kexec_loaded"
	touch "$root"/boot/{vmlinuz,initrd.img}-6.1 "$root/vmlinuz"
	cat >"$root/bin/kexec" <<-FAKE
	#!/bin/sh
	for word; do printf '%s\n' "\$word"; done >>"$root/called"
	case \$1 in
	--load) [ ! -e "$root/fail" ] && echo 1 >"$root/sys/kernel/kexec_loaded" ;;
	--unload) echo 0 >"$root/sys/kernel/kexec_loaded" ;;
	esac
	FAKE
	cat >"$root/bin/systemctl" <<-FAKE
	#!/bin/sh
	[ "\$1" = list-jobs ] && cat "$root/jobs"
	FAKE
	chmod +x "$root"/bin/*
	printf '%s\n' ' 801 reboot.target start waiting' ' 802 umount.target start waiting' \
		>"$root/jobs"
	settings LOAD_KEXEC=true KERNEL_IMAGE=/vmlinuz INITRD= APPEND=
}

settings() { printf '%s\n' "$@" >"$root/etc/default/kexec"; }

kexec_load() { sh "$script" "--root=$root" "$@"; }

# called WORD…: kexec was called with exactly these, paths below the made-up root
called()
{
	diff <(printf '%s\n' "$@") <(sed "s|$root||" "$root/called")
}

not_called() { [ ! -e "$root/called" ]; }

armed() { [ -e "$root/run/kexec-load.armed" ]; }

# grub_cfg: standard input is GRUB's configuration, and what settings take
grub_cfg()
{
	cat >"$root/boot/grub/grub.cfg"
	settings LOAD_KEXEC=true KERNEL_IMAGE=/wrong APPEND=wrong USE_GRUB_CONFIG=true
	rm -f "$root/called"
}

# loads LINE: this command line of an entry's reaches the kernel as LINE
loads()
{
	run -0 kexec_load load
	called --load /boot/vmlinuz-6.1 "--append=$1"
}

# refused TEXT: with this in what is said, and nothing is loaded
refused()
{
	run -1 kexec_load load
	[[ $output == *"$1"* ]] || {
		echo "'$output', not '$1'"
		return 1
	}
	not_called
}
