# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# plain-chain.sh - kexec after kexec in one machine: bzImage through -c, -s and -a, vmlinux,
# the 32-bit and the 16-bit entry, a unified image, two initrds, an initrd above 4 GiB
extra=$out/extra
mkdir -p "$extra/boot"
version=$("$here/kernels" version default)
elf_trim <"$("$here/kernels" path vmlinux default)" | gzip -1 >"$extra/boot/vmlinux.gz"
"$here/uki" "$extra/boot/linux.efi" "$("$here/kernels" path vmlinuz default)" \
	"$("$here/initramfs" succ "$version")" "console=ttyS0,115200 quiet succ.do=poweroff"
LAB_EXTRA=$extra fresh boot --mem 6G --smp 2 --timeout 400 < <(
	cat "$here/chain-lib.sh" - <<'LEADER'
[ "$GEN" = 0 ] || arrived
above_4g()
{
	check "gen $GEN: the initrd lies above 4 GiB: 0x$(ramdisk)" \
		test $((0x$(ramdisk))) -ge $((0x100000000))
}
case $GEN in
0)
	# no Debian kernel has CONFIG_KEXEC_JUMP
	refused 255 "CONFIG_KEXEC_JUMP" kexec -l -c --load-preserve-context \
		--mem-max=0x3fffffff $K
	next -c $K ;;
1)
	loaded_by 255 9
	above_4g
	next -s $K ;;
2)
	loaded_by 208 9
	next -a $K ;;
3)
	loaded_by 208 9
	# another initrd, which this kernel is not to unpack but the next one
	echo second >/tmp/second-initrd
	(cd /tmp && echo second-initrd | cpio -o -H newc 2>/dev/null) >/tmp/second.cpio
	# -a: the kernel loads no ELF file, so it is ours
	next --initrd=/tmp/second.cpio /boot/vmlinux.gz ;;
4)
	loaded_by 255 9
	above_4g
	is "gen 4: the second initrd is there" second "$(cat /second-initrd)"
	rm /second-initrd /boot/vmlinux.gz
	next --entry-32bit $K ;;
5)
	loaded_by 255 9
	check "gen 5: the initrd lies below 4 GiB" test $((0x$(ramdisk))) -lt $((0x100000000))
	next --real-mode $K ;;
6)
	# its setup code asked the BIOS; nobody passed a seed
	loaded_by 255 ""
	# the files named here instead of those in it
	next -c /boot/linux.efi ;;
7)
	loaded_by 255 9
	# as it is: its own initrd and command line, through the kernel's system call
	check "gen 7: load a unified image" kexec -l -s /boot/linux.efi
	check "gen 7: unload" kexec -u
	kexec -l -S
	is "gen 7: kexec -l -S" 0 $?
	check "gen 7: load and execute" kexec -f /boot/linux.efi ;;
esac
LEADER
)
expect_exit 125
check "eight kernels" test "$(count_lines leader '^# gen [1-7]: 6')" -eq 7
expect leader 'the unified image, with its own initrd' 'SUCCESSOR READY 6\.1.* cpus=2 '
