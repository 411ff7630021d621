#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# kexec-load-entries.bats - GRUB's language, Boot Loader Specification entries, BOOT_ENTRY
#
# In:   a system made up here, menus and entries as installations have them
# Out:  how kexec is called; what is refused, and why
# Ref:  kexec-load(8); GRUB manual "Shell-like scripting"; UAPI.1 Boot Loader Specification

# shellcheck disable=SC2016,SC1003,SC2030,SC2031,SC2154 # menus: what is in them stays
bats_require_minimum_version 1.5.0
load kexec-load

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

@test "GRUB's menu: another system's entry is on its own file system" {
	mkdir -p "$root"/dev/disk/by-uuid "$root"/{proc/self,mnt/other/boot}
	touch "$root"/dev/{sda1,sda2,sda3} "$root/mnt/other/boot/vmlinuz-6.1"
	for number in 1 2 3; do
		ln -s "../../sda$number" "$root/dev/disk/by-uuid/uuid-$number"
	done
	printf '%s\n' '22 1 8:1 / / rw - ext4 /dev/sda1 rw' \
		'30 22 0:41 /@ /mnt/other rw shared:1 - btrfs /dev/sda2 rw' >"$root/proc/self/mountinfo"
	while IFS='|' read -r uuid path found; do
		grub_cfg <<-MENU
		set root='hd0,gpt$uuid'
		menuentry x {
		  search --no-floppy --fs-uuid --set=root --hint-efi=hd0,gpt1 $uuid
		  linux $path a
		}
		MENU
		run -0 kexec_load load
		called --load "$found" --append=a
	done <<-'ROWS'
	uuid-1|/boot/vmlinuz-6.1|/boot/vmlinuz-6.1
	uuid-2|/@/boot/vmlinuz-6.1|/mnt/other/boot/vmlinuz-6.1
	uuid-2|/boot/vmlinuz-6.1|/mnt/other/boot/vmlinuz-6.1
	unknown|/boot/vmlinuz-6.1|/boot/vmlinuz-6.1
	ROWS
	sed -i 's/unknown/uuid-3/' "$root/boot/grub/grub.cfg"
	rm "$root/called"
	refused "grub.cfg:4: /boot/vmlinuz-6.1 is on the file system 'uuid-3', which is not mounted"
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
	printf 'kernelopts=root=UUID=2 ro\n' >"$root/boot/grub/grubenv"
	for choice in newest m-6.10 m-6.10+3-1.conf; do
		settings "BOOT_ENTRY='$choice'"
		rm "$root/called"
		run -0 kexec_load load
		called --load /boot/m/k-6.10 '--append=root=UUID=2 ro quiet'
	done
	rm "$root/called" "$root/boot/grub/grubenv"
	refused 'm-6.10+3-1.conf: $kernelopts is a variable of GRUB'
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
