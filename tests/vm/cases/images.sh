# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# images.sh - vmlinux plain and gzip'd, bzImage entered as it is, two initrds, memmap=
mkdir -p "$out/extra/boot"
check "vmlinux unpacked" cp "$("$here/kernels" path vmlinux)" "$out/extra/boot/vmlinux"
gzip -1 <"$out/extra/boot/vmlinux" >"$out/extra/boot/vmlinux.gz"
LAB_EXTRA="$out/extra" fresh boot --smp 2 --append "memmap=512M\$0x40000000" <<'LEADER'
remember
check "the region is reserved at boot" grep -q '^ *40000000-5fffffff : Reserved' /proc/iomem
once()
{
	name=$1
	shift
	check "launch $name" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=ttyS1 \
		--mint-name=$name "$@"
	check "wait $name" mintctl wait $name --timeout 60
	is "state $name" "stopped (poweroff)" "$(state $name)"
	check "release $name" mintctl release $name
}
A="console=ttyS1,115200 succ.do=poweroff"
once plain --initrd=$I --append="$A succ.tag=plain" /boot/vmlinux
once gzip --initrd=$I --append="$A succ.tag=gzip" /boot/vmlinux.gz
once bzimage --mint-unpack=no --initrd=$I --append="$A succ.tag=bzimage" $K
(mkdir -p /tmp/x && cd /tmp/x && echo second >second-initrd && find . | cpio -o -H newc) >/tmp/second.cpio
once two --initrd=$I --initrd=/tmp/second.cpio --append="$A succ.tag=two succ.ls=/second-initrd" $K
unchanged
LEADER
expect_exit 0
check "four boots" test "$(count_lines ttyS1 'SUCCESSOR READY 6\.1')" -eq 4
expect ttyS1 'the second initrd is there' 'SUCCESSOR LS /second-initrd'
