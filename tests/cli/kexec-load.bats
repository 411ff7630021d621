#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# kexec-load.bats - /etc/default/kexec, boot loaders' entries, reboot and cold reboot
#
# In:   a system made up here, whose kexec and systemctl write down how they are called
# Out:  those calls
# Ref:  kexec-load(8)

# shellcheck disable=SC2016,SC1003,SC2030,SC2031 # settings and menus: what is in them stays
bats_require_minimum_version 1.5.0

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

@test "GRUB's language: the words of a kernel's line" {
	while IFS='|' read -r line expected; do
		grub_cfg <<-MENU
		set u=1234
		set two="one two"
		menuentry "x" {
		 linux /boot/vmlinuz-6.1 $line
		}
		MENU
		loads "$expected"
	done <<-'LINES'
	root=/dev/sda1 memmap=128M\$1G 'a=b c' ds=nocloud\;s=/x/ root=UUID=$u|root=/dev/sda1 memmap=128M$1G "a=b c" ds=nocloud;s=/x/ root=UUID=1234
	"memmap=128M\$1G" 'ds=nocloud;s=/x/'|memmap=128M$1G ds=nocloud;s=/x/
	a="b c"  d=${u}e|"a=b c" d=1234e
	'$u' "$two" $two|$u "one two" one two
	a='"b"' c=\\d|a=\"b\" c=\\d
	quiet # a comment|quiet
	a#b quiet #c|a#b quiet
	quiet; echo 'Loading …'|quiet
	quiet $vt_handoff|quiet
	quiet	tab		two|quiet tab two
	LINES
}

@test "GRUB's language: lines that go on, comments, tabs, quoted paths, line ends of DOS" {
	printf '%s\n' 'menuentry x {' '	linux	/boot/vmlinuz-6.1	root=/dev/sda1 \' \
		'		quiet \' '# not this' '		splash' '	# linux /wrong' '}' |
		grub_cfg
	loads 'root=/dev/sda1 quiet splash'
	printf 'menuentry x {\r\n linux /boot/vmlinuz-6.1 a \\\r\n b\r\n}\r\n' | grub_cfg
	loads 'a b'
	touch "$root/boot/vmlinuz 6"
	grub_cfg <<-'MENU'
	menuentry x { linux "/boot/vmlinuz 6" a; initrd '/boot/i 1' /boot/i\ 2; }
	MENU
	run -0 kexec_load load
	called --load '/boot/vmlinuz 6' '--initrd=/boot/i 1' '--initrd=/boot/i 2' --append=a
}

@test "GRUB's language: an entry that GRUB would not show does not count" {
	grub_cfg <<-'MENU'
	if [ -d /aem ]; then
	menuentry "aem" { linux /boot/wrong aem }
	fi
	if [ x$feature_menuentry_id = xy -a ! -e /nothing ]; then
	  if test "$grub_platform" = efi; then
	    menuentry efi { linux /boot/wrong efi }
	  elif [ -f ($root)/boot/vmlinuz-6.1 ]; then
	    menuentry "right" { linux /boot/vmlinuz-6.1 right }
	  else
	    menuentry wrong { linux /boot/wrong wrong }
	  fi
	fi
	menuentry "second" { linux /boot/vmlinuz-6.1 second }
	MENU
	loads right
	mkdir "$root/aem"
	rm "$root/called"
	run -0 kexec_load load
	called --load /boot/wrong --append=aem
}

@test "GRUB's language: functions, variables, grubenv, other files, submenus" {
	printf '# GRUB Environment Block\nsaved_entry=more>b\ncmd=x=1 y\n###' \
		>"$root/boot/grub/grubenv"
	grub_cfg <<-'MENU'
	if [ -s $prefix/grubenv ]; then load_env; fi
	if [ "${next_entry}" ] ; then
	   set default="${next_entry}"
	else
	   set default="${saved_entry}"
	fi
	function boot_it { shift_nothing; linux $1 root=$2 $cmd; savedefault; }
	function savedefault { saved_entry="${chosen}"; save_env saved_entry; }
	export cmd
	if [ -f ${config_directory}/custom.cfg ]; then source ${config_directory}/custom.cfg; fi
	submenu more {
	  menuentry a { linux /boot/wrong }
	  menuentry b { search --no-floppy --fs-uuid --set=root 1-2; boot_it /boot/vmlinuz-6.1 "$1"; }
	}
	MENU
	loads 'root=b x=1 y'
	echo 'menuentry custom { linux /boot/vmlinuz-6.1 $cmd custom }; set default=0' \
		>"$root/boot/grub/custom.cfg"
	rm "$root/called"
	loads 'x=1 y custom'
}

@test "GRUB's language: what cannot be known is refused with file and line" {
	while IFS='|' read -r before line said; do
		printf '%s\n' "$before" 'menuentry x {' " linux /boot/vmlinuz-6.1 $line" '}' | grub_cfg
		refused "$said"
	done <<-'LINES'
	|root=UUID=$v|grub.cfg:3: linux: $v in 'root=UUID=' has no value
	search --set=v --label x|root=$v|grub.cfg:3: linux: its argument 2 cannot be told here: /boot/grub/grub.cfg:1: only GRUB knows what search finds
	probe --set=v -u ($root)|root=UUID=$v|grub.cfg:1: only GRUB knows what probe finds
	|a $|grub.cfg:3: syntax error
	|a $'b'|grub.cfg:3: syntax error
	|${a:-b}|grub.cfg:3: syntax error
	|a 'b|grub.cfg:3: syntax error: the ' that begins here has no end
	|a && b|grub.cfg:3: syntax error
	|a { b|grub.cfg:2: syntax error
	for i in a b; do echo $i; done|a|grub.cfg:1: for, while and until are not followed
	while true; do echo; done|a|grub.cfg:1: for, while and until are not followed
	if hwmatch x 3; then set default=1; fi|a|grub.cfg:1: only GRUB knows
	if hwmatch x 3; then menuentry y { linux /boot/vmlinuz-6.1 y }; fi|a|grub.cfg:1: only GRUB knows
	if true; then|a|syntax error
	LINES
	grub_cfg <<-'MENU'
	menuentry x { chainloader /EFI/x.efi }
	MENU
	refused "no entry '0' with a kernel"
}

@test "GRUB's menu: paths of ZFS and btrfs, devices, the directory grub2" {
	while read -r path; do
		echo "menuentry x { linux $path a }" | grub_cfg
		loads a
	done <<-'PATHS'
	/ROOT/debian@/boot/vmlinuz-6.1
	/BOOT/ubuntu_1a2b3c@/vmlinuz-6.1
	/@/boot/vmlinuz-6.1
	/@boot/vmlinuz-6.1
	(hd0,gpt2)/vmlinuz-6.1
	($root)/boot/vmlinuz-6.1
	PATHS
	mv "$root/boot/grub" "$root/boot/grub2"
	rm "$root/called"
	loads a
}

@test "GRUB's menu: Xen" {
	grub_cfg <<-'MENU'
	menuentry 'Debian, with Xen' {
		multiboot2	/boot/xen-4.17.gz placeholder dom0_mem="2G,max:2G" ${xen_rm_opts}
		module2	/boot/vmlinuz-6.1 placeholder root=UUID=1 ro 'a=b c'
		module2	--nounzip   /boot/initrd.img-6.1
	}
	MENU
	run -0 kexec_load load
	called --load /boot/xen-4.17.gz --type=multiboot2-x86 \
		'--module=/boot/vmlinuz-6.1 placeholder root=UUID=1 ro "a=b c"' \
		--module=/boot/initrd.img-6.1 '--append=placeholder dom0_mem=2G,max:2G'
	echo 'menuentry x { multiboot /boot/k; module /boot/m a }' | grub_cfg
	run -0 kexec_load load
	called --load /boot/k --type=multiboot-x86 '--module=/boot/m a'
}

@test "BOOT_ENTRY chooses from GRUB's menu" {
	touch "$root/boot/vmlinuz-6.10"
	grub_cfg <<-'MENU'
	set default=0
	menuentry one --id a { linux /boot/vmlinuz-6.1 one }
	submenu more { menuentry two --id b { linux /boot/vmlinuz-6.10 two } }
	MENU
	while IFS='|' read -r choice kernel line; do
		settings KERNEL_IMAGE=/wrong USE_GRUB_CONFIG=true "BOOT_ENTRY='$choice'"
		rm -f "$root/called"
		run -0 kexec_load load
		called --load "/boot/$kernel" "--append=$line"
	done <<-'ROWS'
	|vmlinuz-6.1|one
	default|vmlinuz-6.1|one
	newest|vmlinuz-6.10|two
	more>b|vmlinuz-6.10|two
	1>two|vmlinuz-6.10|two
	a|vmlinuz-6.1|one
	ROWS
	rm "$root/called"
	settings USE_GRUB_CONFIG=true BOOT_ENTRY=none
	refused "no entry 'none' with a kernel"
}

# Entries as Fedora and systemd-boot have them.
bls_entries()
{
	mkdir -p "$root/boot/loader/entries" "$root/boot/m"
	printf '%s\n' 'title Nine' 'version 6.9' 'sort-key os' 'linux /m/k-6.9' \
		'initrd /m/i1' 'initrd /m/i2' "options root=UUID=1 'a=b c'" 'options x\$y' \
		>"$root/boot/loader/entries/m-6.9.conf"
	printf 'title\tTen\nversion 6.10\nsort-key os\nlinux\t/m/k-6.10\noptions $kernelopts $tuned_params quiet\n' \
		>"$root/boot/loader/entries/m-6.10+3-1.conf"
	touch "$root"/boot/m/{k-6.9,k-6.10,i1,i2}
}

nine()
{
	called --load /boot/m/k-6.9 --initrd=/boot/m/i1 --initrd=/boot/m/i2 \
		"--append=root=UUID=1 'a=b c' x\\\$y"
}

@test "Boot Loader Specification entries: newest, by name, default with loader.conf" {
	bls_entries
	for choice in m-6.9 m-6.9.conf Nine 'm-6.9*'; do
		settings "BOOT_ENTRY='$choice'"
		rm -f "$root/called"
		run -0 kexec_load load
		nine
	done
	printf 'default m-6.9*\n' >"$root/boot/loader/loader.conf"
	rm "$root/called"
	settings BOOT_ENTRY=default
	run -0 kexec_load load
	nine
	for choice in newest m-6.10 m-6.10+3-1.conf; do
		settings "BOOT_ENTRY='$choice'"
		rm "$root/called"
		run -0 kexec_load load
		called --load /boot/m/k-6.10 '--append=$kernelopts $tuned_params quiet'
	done
	rm "$root/called"
	settings BOOT_ENTRY=gone
	refused "no boot entry 'gone'; there are m-6.10+3-1.conf, m-6.9.conf"
	rm -r "$root/boot/loader"
	refused 'no boot entry in loader/entries'
}

@test "Boot Loader Specification entries by GRUB: blscfg, in its language" {
	bls_entries
	printf 'saved_entry=m-6.10+3-1\nkernelopts=root=UUID=2 "ro"\n' >"$root/boot/grub/grubenv"
	grub_cfg <<-'MENU'
	set default="${saved_entry}"
	load_env
	insmod blscfg
	blscfg
	MENU
	run -0 kexec_load load
	called --load /boot/m/k-6.10 '--append=root=UUID=2 ro quiet'
	settings USE_GRUB_CONFIG=true BOOT_ENTRY=m-6.9
	rm "$root/called"
	run -0 kexec_load load
	called --load /boot/m/k-6.9 --initrd=/boot/m/i1 --initrd=/boot/m/i2 \
		'--append=root=UUID=1 "a=b c" x$y'
}

@test "unified kernel images: newest, by name, a profile" {
	mkdir -p "$root/boot/efi/EFI/Linux"
	touch "$root"/boot/efi/EFI/Linux/os-6.{9,10}.efi
	while IFS='|' read -r choice expected; do
		settings "BOOT_ENTRY=$choice"
		rm -f "$root/called"
		run -0 kexec_load load
		[ "$(sed "s|$root||" "$root/called" | tr '\n' ' ')" = "--load $expected " ]
	done <<-'ROWS'
	newest|/boot/efi/EFI/Linux/os-6.10.efi --type=uki-x86_64
	os-6.9|/boot/efi/EFI/Linux/os-6.9.efi --type=uki-x86_64
	os-6.9.efi@2|/boot/efi/EFI/Linux/os-6.9.efi --type=uki-x86_64 --profile=2
	ROWS
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
