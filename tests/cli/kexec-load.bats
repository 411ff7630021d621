#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# kexec-load.bats - /etc/default/kexec, boot loaders' entries, reboot and cold reboot
#
# In:   a system made up here, whose kexec and systemctl write down how they are called
# Out:  those calls
# Ref:  kexec-load(8)

# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # settings and menus: what is in them stays
bats_require_minimum_version 1.5.0
load kexec-load

@test "a reboot loads what the settings name" {
	settings LOAD_KEXEC=true KERNEL_IMAGE=/boot/vmlinuz-6.1 \
		INITRD=/boot/initrd.img-6.1 'APPEND="root=/dev/vda1 ro  x=\"a b\""'
	run -0 kexec_load stop
	called --load /boot/vmlinuz-6.1 --initrd=/boot/initrd.img-6.1 \
		'--append=root=/dev/vda1 ro  x="a b"'
	armed
}

@test "an empty APPEND is the running kernel's command line, an empty INITRD none" {
	run -0 kexec_load stop
	called --load /vmlinuz --reuse-cmdline
}

@test "LOAD_KEXEC that is not true: nothing" {
	for value in false yes ''; do
		settings "LOAD_KEXEC=$value" KERNEL_IMAGE=/vmlinuz
		run -0 kexec_load stop
		not_called
	done
	rm "$root/etc/default/kexec"
	run -0 kexec_load stop
	not_called
}

@test "power off, or a reboot that is only mentioned: nothing" {
	printf '%s\n' ' 801 poweroff.target start waiting' ' 9 reboot.target stop waiting' \
		' 10 not-reboot.target start waiting' >"$root/jobs"
	run -0 kexec_load stop
	not_called
	run ! armed
}

@test "what somebody has loaded stays, and is what the reboot starts" {
	echo 1 >"$root/sys/kernel/kexec_loaded"
	run -0 kexec_load stop
	not_called
	armed
}

@test "files of kexec.d come after, but only those that run-parts would take" {
	echo APPEND=first >"$root/etc/default/kexec.d/10-one"
	echo APPEND=second >"$root/etc/default/kexec.d/20_two"
	echo APPEND=backup >"$root/etc/default/kexec.d/30-three~"
	echo APPEND=old >"$root/etc/default/kexec.d/40.dpkg-old"
	run -0 kexec_load stop
	called --load /vmlinuz --append=second
}

@test "settings may use what is not set" {
	settings LOAD_KEXEC=true KERNEL_IMAGE=/vmlinuz 'APPEND="quiet$NOT_SET"'
	run -0 kexec_load stop
	called --load /vmlinuz --append=quiet
}

@test "load: now, whatever LOAD_KEXEC says" {
	settings LOAD_KEXEC=false KERNEL_IMAGE=/vmlinuz APPEND=quiet
	run -0 kexec_load load
	called --load /vmlinuz --append=quiet
	run ! armed
}

@test "a failed load: exit 1, and the hook starts nothing" {
	: >"$root/fail"
	run -1 kexec_load stop
	[[ $output == *'/vmlinuz was not loaded'* ]]
	run ! armed
	settings LOAD_KEXEC=true
	run -1 kexec_load stop
	[[ $output == *'KERNEL_IMAGE is not set'* ]]
}

@test "the hook starts what stop has armed, at a reboot only" {
	run -0 kexec_load stop
	rm "$root/called"
	for action in poweroff halt kexec exit; do
		run -0 kexec_load shutdown "$action"
		not_called
	done
	# kexec -e does not come back; this one does
	run -0 kexec_load shutdown reboot
	called --exec
}

@test "the hook leaves alone what was loaded without the settings" {
	echo 1 >"$root/sys/kernel/kexec_loaded"
	run -0 kexec_load shutdown reboot
	not_called
}

@test "a cold reboot: once, and nothing stays loaded" {
	for file in no-kexec-reboot run/no-kexec-reboot; do
		rm -f "$root/called"
		: >"$root/$file"
		run -0 kexec_load stop
		[[ $output == *'cold reboot'* ]]
		not_called
		run ! armed
		[ ! -e "$root/$file" ]
	done
	: >"$root/no-kexec-reboot"
	echo 1 >"$root/sys/kernel/kexec_loaded"
	run -0 kexec_load stop
	called --unload
	rm "$root/called"
	run -0 kexec_load stop
	called --load /vmlinuz --reuse-cmdline
}

@test "coldreboot marks, and takes the mark back when there is no reboot" {
	sed "s|/no-kexec-reboot|$root&|" "$top/integration/coldreboot" |
		sed "s|=/run$root|=$root/run|" >"$BATS_TEST_TMPDIR/coldreboot"
	printf '#!/bin/sh\necho "$SYSTEMCTL_SKIP_AUTO_KEXEC" "$@"; exit $REBOOT_FAILS\n' \
		>"$root/bin/reboot"
	chmod +x "$root/bin/reboot"
	PATH=$root/bin:$PATH REBOOT_FAILS=0 run -0 sh "$BATS_TEST_TMPDIR/coldreboot" -f now
	[ "$output" = "1 -f now" ]
	[ -e "$root/no-kexec-reboot" ]
	PATH=$root/bin:$PATH REBOOT_FAILS=3 run -3 sh "$BATS_TEST_TMPDIR/coldreboot"
	[ ! -e "$root/no-kexec-reboot" ]
}

# As grub-mkconfig writes it: /boot in the root file system, two kernels, a submenu.
grub_menu()
{
	cat >"$root/boot/grub/grub.cfg" <<-'MENU'
	if [ "${next_entry}" ] ; then
	   set default="${next_entry}"
	   set next_entry=
	else
	   set default="DEFAULT"
	fi
	function load_video {
	  if [ x$feature_all_video_module = xy ]; then
	    insmod all_video
	  fi
	}
	menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-1' {
		load_video
		if [ x$grub_platform = xxen ]; then insmod xzio; fi
		echo	'Loading Linux 6.1 ...'
		linux	/boot/vmlinuz-6.1 root=UUID=1 ro  quiet $vt_handoff
		initrd	/boot/initrd.img-6.1
	}
	submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced-1' {
		menuentry 'Linux 6.1' --class debian $menuentry_id_option 'gnulinux-6.1-1' {
			linux	/boot/vmlinuz-6.1 root=UUID=1 ro second
			initrd	/boot/ucode.img /boot/initrd.img-6.1
		}
		menuentry 'Linux > 5.10' --id old {
			linuxefi	/boot/vmlinuz-5.10 single
		}
	}
	menuentry "Memory test" {
		linux16	/boot/memtest.bin
	}
	menuentry 'UEFI Firmware Settings' {
		fwsetup
	}
	MENU
	sed -i "s|DEFAULT|$1|" "$root/boot/grub/grub.cfg"
	settings LOAD_KEXEC=true KERNEL_IMAGE=/wrong INITRD=/wrong APPEND=wrong \
		USE_GRUB_CONFIG=true
}

@test "GRUB's menu: the default by number, id, title, and path" {
	first='--load /boot/vmlinuz-6.1 --initrd=/boot/initrd.img-6.1 --append=root=UUID=1 ro quiet'
	second='--load /boot/vmlinuz-6.1 --initrd=/boot/ucode.img --initrd=/boot/initrd.img-6.1 --append=root=UUID=1 ro second'
	old='--load /boot/vmlinuz-5.10 --append=single'
	while IFS='|' read -r entry expected; do
		rm -f "$root/called"
		grub_menu "$entry"
		run -0 kexec_load load
		[ "$(sed "s|$root||" "$root/called" | tr '\n' ' ')" = "$expected " ]
	done <<-ROWS
	0|$first
	gnulinux-simple-1|$first
	Debian GNU/Linux|$first
	1>0|$second
	gnulinux-advanced-1>gnulinux-6.1-1|$second
	Advanced options>Linux 6.1|$second
	1>1|$old
	1>old|$old
	1>Linux >> 5.10|$old
	2|--load /boot/memtest.bin --reuse-cmdline
	Memory test|--load /boot/memtest.bin --reuse-cmdline
	ROWS
}

@test "GRUB's menu: the saved default, and a file system of its own on /boot" {
	grub_menu '${saved_entry}'
	printf '# GRUB Environment Block\nsaved_entry=1>1\n####' >"$root/boot/grub/grubenv"
	sed -i 's|/boot/|/|' "$root/boot/grub/grub.cfg"
	: >"$root/boot/vmlinuz-5.10"
	run -0 kexec_load load
	called --load /boot/vmlinuz-5.10 --append=single
	sed -i 's|/vmlinuz-5.10|/@/boot/vmlinuz-5.10|' "$root/boot/grub/grub.cfg"
	rm "$root/called"
	run -0 kexec_load load
	called --load /boot/vmlinuz-5.10 --append=single
	sed -i 's|/@/boot/vmlinuz-5.10|(hd0,gpt2)/vmlinuz-5.10|' "$root/boot/grub/grub.cfg"
	rm "$root/called"
	run -0 kexec_load load
	called --load /boot/vmlinuz-5.10 --append=single
}

@test "GRUB's menu: what is not there is said" {
	for entry in 9 nothing 3 1 '1>7' '0>0'; do
		grub_menu "$entry"
		run -1 kexec_load load
		[[ $output == *"no entry '$entry' with a kernel"* ]]
	done
	grub_menu 0
	printf 'next_entry=2\n' >"$root/boot/grub/grubenv"
	run -1 kexec_load load
	[[ $output == *'grub-reboot chose'* ]]
	rm "$root/boot/grub/grub.cfg"
	run -1 kexec_load load
	[[ $output == *'cannot be read'* ]]
	not_called
}

@test "--dry-run shows what would be run" {
	settings LOAD_KEXEC=true KERNEL_IMAGE=/vmlinuz "APPEND=\"quiet it's\""
	: >"$root/no-kexec-reboot"
	run -0 kexec_load --dry-run load
	[ "${output//"$root"/}" = "kexec --load /vmlinuz '--append=quiet it'\''s' " ]
	not_called
	run -0 kexec_load --dry-run stop
	[ -e "$root/no-kexec-reboot" ]
	run ! armed
}

@test "usage" {
	run -0 kexec_load --help
	[[ $output == *'kexec-load shutdown ACTION'* ]]
	for words in '' 'frob' 'load now' 'shutdown' '--frob load'; do
		# shellcheck disable=SC2086  # they are several
		run -2 kexec_load $words
	done
	not_called
}
