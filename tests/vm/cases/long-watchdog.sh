# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-watchdog.sh - the stock wdat_wdt of other releases is fed, then not, and is noticed
boot --smp 4 --timeout 500 --kernel default --kernel bullseye --kernel trixie --kernel sid \
	<<'LEADER'
remember
n=0
for kernel in /boot/vmlinuz-*; do
	[ "$kernel" != "$K" ] || continue
	n=$((n + 1))
	check "launch ${kernel#*-}" kexec --mint-region=0x$((n + 3))0000000+256M --mint-cpus=$n \
		--mint-name=os$n --mint-uart=ttyS$n --mint-hang-timeout=60 --initrd=$I \
		--append="console=ttyS$n,115200 succ.watchdog=5 succ.do=unfed" $kernel
done
is "kernels" 3 $n
for n in 1 2 3; do
	check "os$n is not fed any more" await os$n "SUCCESSOR UNFED" 180
	check "wait" mintctl wait os$n --timeout 60
	is "os$n" "stopped (hang)" "$(state os$n)"
	check "release" mintctl release os$n
done
all_back
LEADER
expect_exit 0
for n in 1 2 3; do
	expect "ttyS$n" "the driver has the timeout" 'SUCCESSOR WATCHDOG wdat_wdt active 5 0 '
done
