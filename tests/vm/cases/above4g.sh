# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# above4g.sh - a region above 4 GiB with the automatic low window, nothing reserved at boot
with_vmlinux boot --smp 3 <<'LEADER'
remember
check "launch" kexec --mint-region=$HIGH --mint-cpus=2 --mint-uart=ttyS1 --initrd=$I \
	--mint-name=high --append="console=ttyS1,115200 succ.do=poweroff swiotlb=force" $K
mintctl status high --json
mintctl status high --json | tr -d ' \n' | sed 's/.*"windows"/# windows/'
check "wait" mintctl wait high --timeout 60
is "state" "stopped (poweroff)" "$(state high)"
check "release" mintctl release high
unchanged
LEADER
expect_exit 0
expect ttyS1 'SUCCESSOR READY' 'SUCCESSOR READY 6\.1'
expect ttyS1 'kernel code at X + 16 MiB' 'SUCCESSOR IOMEM .*141000000-[0-9a-f]+ : Kernel code'
# software IO TLB: mapped [mem 0xA-0xB] (64MB), inside the window that status printed
swiotlb_in_window()
{
	local line low high start end
	line=$(tr -d '\r' <"$dir/ttyS1.log" | grep -a 'software IO TLB: mapped' | head -n 1)
	[[ $line =~ mem\ 0x([0-9a-f]+)-0x([0-9a-f]+)\]\ \(64MB\) ]] || return 1
	low=$((16#${BASH_REMATCH[1]})) high=$((16#${BASH_REMATCH[2]}))
	line=$(tr -d '\r\n ' <"$dir/leader.log" |
		grep -aoE '"purpose":"swiotlb","start":"0x[0-9a-f]+","end":"0x[0-9a-f]+"' | head -n 1)
	[[ $line =~ start\":\"0x([0-9a-f]+)\",\"end\":\"0x([0-9a-f]+) ]] || return 1
	start=$((16#${BASH_REMATCH[1]})) end=$((16#${BASH_REMATCH[2]}))
	[ "$low" -ge "$start" ] && [ "$high" -le $((end + 1)) ] && [ "$end" -lt $((1 << 32)) ]
}
check "software IO TLB: 64 MiB inside the low window" swiotlb_in_window
