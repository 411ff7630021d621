# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# refused.sh - bad input that only a real machine can show; nothing changed afterwards
boot --smp 3 <<'LEADER'
remember
B="--mint-cpus=1 --initrd=$I"
refused 1 "R1" kexec --mint-region=0x40800000-0x5fffffff $B $K
refused 1 "R1" kexec --mint-region=0x40000000-0x5ffffeff $B $K
refused 1 "R4-A" kexec --mint-region=0x40000000-0x42ffffff $B $K
refused 1 "R7" kexec --mint-region=0xb0000000-0xcfffffff $B $K
refused 1 "R7" kexec --mint-region=0-0x1fffffff $B $K
refused 1 "R5" kexec --mint-region=$HIGH --mint-swiotlb=none $B $K
refused 1 "R5" kexec --mint-region=$HIGH --mint-swiotlb=0x170000000+128M $B $K
refused 1 "CPU 0" kexec --mint-region=$LOW --mint-cpus=0 $K
refused 1 "CPU 9" kexec --mint-region=$LOW --mint-cpus=9 $K
refused 1 "twice" kexec --mint-region=$LOW --mint-cpus=1,1 $K
refused 1 "ttyS0" kexec --mint-region=$LOW $B --mint-uart=ttyS0 $K
refused 1 "acpi=off" kexec --mint-region=$LOW $B --append="acpi=off" $K
refused 1 "directory" kexec --mint-region=$LOW $B /boot
unchanged
# a block that cannot be taken offline: pin one by hugetlb pages below 4 GiB
echo 1 >/proc/sys/vm/overcommit_memory
note "no module"
rmmod mint
refused 1 "module" kexec --mint-region=$LOW $B $K
unchanged
insmod /lib/mint.ko
note "no permission"
chmod 755 /root 2>/dev/null
refused 1 "root" setpriv_nobody kexec --mint-region=$LOW $B $K
unchanged
note "a step that fails is rolled back"
rmmod mint
insmod /lib/mint-test.ko
unchanged
LEADER
expect_exit 0
