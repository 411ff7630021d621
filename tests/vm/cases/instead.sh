# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# instead.sh - kexec -l --mint-region, kexec -e: the leader is replaced by a confined OS
boot <<'LEADER'
refused 1 "Nothing has been loaded!" kexec -e
check "load" kexec -l --mint-region=$LOW --initrd=$I \
	--append="console=ttyS0,115200 succ.do=poweroff" $K
is "loaded" 1 "$(cat /sys/kernel/kexec_loaded)"
check "unload" kexec -u
is "unloaded" 0 "$(cat /sys/kernel/kexec_loaded)"
check "load again" kexec -l --mint-region=$LOW --initrd=$I \
	--append="console=ttyS0,115200 succ.do=poweroff" $K
kexec -e
LEADER
expect_exit 125
expect leader 'SUCCESSOR READY, all CPUs' 'SUCCESSOR READY 6\.1.* cpus=4 '
confined()
{
	local count=0 range start end
	while read -r range; do
		start=$((16#${range%-*})) end=$((16#${range#*-}))
		count=$((count + 1))
		if [ "$start" -ge $((0x40000000)) ] && [ "$end" -le $((0x5fffffff)) ]; then
			continue
		fi
		[ "$end" -lt $((0xa0000)) ] || return 1
	done < <(tr -d '\r' <"$dir/leader.log" |
		sed -n 's/.*SUCCESSOR IOMEM *\([0-9a-f]*-[0-9a-f]*\) : System RAM.*/\1/p')
	[ "$count" -ge 2 ]
}
check "its System RAM is its region and windows only" confined
expect leader 'kernel code at X + 16 MiB' 'SUCCESSOR IOMEM .*41000000-[0-9a-f]+ : Kernel code'
