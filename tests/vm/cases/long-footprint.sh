# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-footprint.sh - the footprint of all kernels, with one CPU and with two; each entry of
# footprint.allow is met
boot --smp 4 --trace --timeout 1500 --kernel default --kernel bullseye --kernel bookworm/cloud \
	--kernel bookworm/rt --kernel trixie --kernel sid <<'LEADER'
PROBERS=parport_pc,it87,w83627hf,nct6775,ipmi_si,iTCO_wdt,pcspkr,floppy
remember
n=0
for kernel in /boot/vmlinuz-*; do
	for cpus in 1 1-2; do
		n=$((n + 1)) region=$LOW uart=ttyS1 own=0x2f8-0x2ff
		# ttyS2 has the interrupt line of the leader's console
		[ "$cpus" = 1 ] || region=$HIGH uart=ttyS2 own=0x3e8-0x3ef
		footprint_start $n "$kernel" ${cpus##*-} $own
		check "launch ${kernel#*-} on $cpus" kexec --mint-region=$region \
			--mint-cpus=$cpus --mint-uart=$uart --initrd=$I \
			--append="console=$uart,115200 succ.probe=$PROBERS succ.do=poweroff" "$kernel"
		check "wait" mintctl wait os1 --timeout 240
		is "state" "stopped (poweroff)" "$(state os1)"
		trace_mark 0
		check "release" mintctl release os1
	done
done
is "starts" 12 $n
all_back
LEADER
expect_exit 0
check "one CPU, six times" test "$(count_lines ttyS1 'SUCCESSOR READY .* cpus=1 ')" -eq 6
check "two CPUs, six times" test "$(count_lines ttyS2 'SUCCESSOR READY .* cpus=2 ')" -eq 6
check "nothing but what footprint.allow says, and all of that" \
	"$here/footprint" check --all "$dir"
[ "$bad" -ne 0 ] || rm -f "$dir/trace.log"
