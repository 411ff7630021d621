# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# refused.sh - bad input on a live machine: one line that says why, exit 1, nothing changed
#
# Most of it with the payload as kernel: it is an ELF with a Linux banner, and tiny.
with_vmlinux boot --smp 4 <<'LEADER'
K=/boot/vmlinuz-$KVER
remember
P=/boot/payload.elf
B="--mint-region=0x40000000+256M --mint-cpus=1"

note "regions and windows"
refused 1 "R1: X = 0x40800000" kexec --mint-region=0x40800000-0x5fffffff --mint-cpus=1 $P
refused 1 "R1: the end 0x5ffffeff" kexec --mint-region=0x40000000-0x5ffffeff --mint-cpus=1 $P
refused 1 "too small: kernel and initrd need" kexec --mint-region=1G+48M --mint-cpus=1 --mint-unpack=no $K
refused 1 "PCI Bus" kexec --mint-region=0xc0000000+256M --mint-cpus=1 --initrd=$I $P
refused 1 "firmware: reserved" kexec --mint-region=0xb0000000+512M --mint-cpus=1 $P
refused 1 "firmware: reserved" kexec --mint-region=0-0x1fffffff --mint-cpus=1 $P
refused 1 "leader's Kernel code" kexec --mint-region=16M+256M --mint-cpus=1 $P
refused 1 "has a hole" kexec --mint-region=0x78000000+96M --mint-cpus=1 $P
H="--mint-region=$HIGH --mint-cpus=1"
refused 1 "R5" kexec $H --mint-swiotlb=none $P
refused 1 "not below 4 GiB" kexec $H --mint-swiotlb=0x170000000+128M $P
refused 1 "are missing" kexec $H --mint-swiotlb=0x60000000+32M $P
refused 1 "overlaps the region" kexec $B --mint-swiotlb=0x48000000+80M $P
refused 1 "write below 0x10000 (start there or above)" kexec $B --mint-realmode=0+64K $P
refused 1 "leader's trampoline" kexec $B --mint-realmode=0x90000+56K $P

note "CPUs, port, name, command line"
refused 1 "CPU 0 stays" kexec --mint-region=1G+256M --mint-cpus=0 $P
refused 1 "CPU 9 is unknown" kexec --mint-region=1G+256M --mint-cpus=9 $P
refused 1 "listed twice" kexec --mint-region=1G+256M --mint-cpus=1,1 $P
refused 1 "last online CPU" kexec --mint-region=1G+256M --mint-cpus=0-3 $P
refused 1 "leader's console" kexec $B --mint-uart=ttyS0 $P
refused 1 "no such serial port" kexec $B --mint-uart=ttyS7 $P
refused 1 "--mint-name" kexec $B --mint-name=Bad! $P
for token in acpi=off noapic reboot=pci memmap=1G\$4G nr_cpus=64 maxcpus=0; do
	refused 1 "\"$token\" contradicts" kexec $B --append="$token" $P
done
refused 1 "shorten --append" kexec $B --append="$(printf '%3000s' | tr ' ' a)" $P
sleep 1000 </dev/ttyS1 &
pid=$!
refused 1 "ttyS1 (0x2f8) is in use by the leader: sleep (process $pid) has it open" \
	kexec $B --mint-uart=ttyS1 $P
kill $pid
wait
unchanged

note "kernels"
mkdir /tmp/k && cd /tmp/k
: >empty
head -c 1000000 /dev/urandom >random
head -c 4000000 $K >cut
head -c 9000 $P >cutelf
# patched NAME FROM OFFSET BYTES: a copy with other bytes
patched()
{
	cp $2 $1
	printf "$4" | dd of=$1 bs=1 seek=$3 conv=notrunc 2>/dev/null
}
patched arm $P 18 '\267'
patched 32bit $K $((0x236)) '\0'
patched fixed $K $((0x234)) '\0'
version=$(($(od -An -tu2 -j $((0x20e)) -N 2 $K) + 0x200))
patched old $K $version '5.9.0-'
sed 's/Linux version/Minix version/' $P >nobanner
refused 1 "is a directory" kexec $B /boot
refused 1 "is empty" kexec $B empty
refused 1 "Cannot determine the file type of random" kexec $B random
refused 1 "truncated" kexec $B cut
refused 1 "Cannot load cutelf" kexec $B cutelf
refused 1 "machine" kexec $B --mint-force arm
refused 1 "XLF_KERNEL_64" kexec $B --mint-force 32bit
refused 1 "relocatable" kexec $B --mint-force fixed
refused 1 "older than 5.10" kexec $B --mint-unpack=no old
refused 1 "no Linux banner" kexec $B nobanner
check "--mint-force takes an ELF without a banner" kexec -l $B --mint-force nobanner
check "release" mintctl release os1

note "initrds"
head -c 100000 $I >cutinitrd
refused 1 "is a directory" kexec $B --initrd=/boot $P
refused 1 "is empty" kexec $B --initrd=empty $P
refused 1 "no initrd" kexec $B --initrd=random $P
refused 1 "truncated" kexec $B --initrd=cutinitrd $P
# A file larger than the file system that holds it: its pages cannot all be read.
mkdir small && mount -t tmpfs -o size=16M small small
cp $I small/sparse && truncate -s 64M small/sparse
refused 1 "not all of it can be read" kexec $B --initrd=small/sparse $P
umount small
cd /tmp
all_back

note "another OS"
kexec -l $B --mint-uart=ttyS1 --mint-name=other --append=payload.spin=1 $P
remember other
refused 1 "overlaps OS other" kexec --mint-region=0x48000000+256M --mint-cpus=2 $P
refused 1 "overlaps OS other" kexec --mint-region=$HIGH --mint-swiotlb=0x4c000000+80M \
	--mint-cpus=2 $P
refused 1 "CPU 1 is owned by OS other" kexec --mint-region=0x60000000+128M --mint-cpus=2,1 $P
refused 1 "last online CPU" kexec --mint-region=0x60000000+128M --mint-cpus=0,2,3 $P
refused 1 "named other exists" kexec --mint-region=0x60000000+128M --mint-cpus=2 \
	--mint-name=other $P
refused 1 "owned by OS other" kexec --mint-region=0x60000000+128M --mint-cpus=2 \
	--mint-uart=ttyS1 $P
refused 1 "no such OS" kexec -e --mint-name=another
refused 1 "no such OS" kexec -u --mint-name=another
refused 3 "no such OS" mintctl kill another
unchanged other
is "the leader's driver has let go of its port" 0 "$(cat /sys/class/tty/ttyS1/type)"
check "which is the OS's" grep -q '02f8-02ff : Mint: other' /proc/ioports
refused 1 "Input/output error" sh -c "echo text >/dev/ttyS1"
refused 1 "Device or resource busy" drive ttyS1 4
unchanged other
check "start" mintctl start other
refused 1 "runs already" kexec -e --mint-name=other
refused 1 "mintctl stop other" kexec -u --mint-name=other
refused 1 "mintctl stop other" mintctl release other
is "it still runs" running "$(state other)"
unchanged other

note "no permission"
echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
as_nobody()
{
	su nobody -s /bin/sh -c "$*"
}
refused 1 "root" as_nobody kexec --mint-region=0x60000000+128M --mint-cpus=2 $P
refused 1 "root" as_nobody kexec -e --mint-name=other
refused 1 "root" as_nobody mintctl kill other
refused 1 "root" as_nobody kexec -l --mint-region=0x60000000+128M $P
refused 1 "CAP_SYS_BOOT" unshare -U -r mintctl kill other
as_nobody kexec --mint-dry-run --mint-region=0x60000000+128M --mint-cpus=2 $P >/tmp/dry
is "a dry run without root" 0 $?
check "it shows the plan" grep 'R7' /tmp/dry
as_nobody mintctl list >/tmp/list
check "list without root" grep 'other.*running' /tmp/list
check "kill" mintctl kill other
check "release" mintctl release other
all_back

note "no module"
rmmod mint
remember none
refused 1 "modprobe mint" kexec $B $P
refused 1 "modprobe mint" kexec -e --mint-name=os1
refused 1 "modprobe mint" mintctl kill os1
kexec --mint-dry-run $B $P >/tmp/dry
is "a dry run without module" 0 $?
unchanged none
insmod /lib/mint.ko
unchanged

note "locked down while one runs and one is loaded"
check "launch" kexec $B --mint-name=runs --append=payload.spin=1 $P
check "load" kexec -l --mint-region=0x60000000+128M --mint-cpus=2 --mint-name=waits $P
is "before that its memory can be read" done "$(oscall runs read)"
echo integrity >/sys/kernel/security/lockdown
remember locked
refused 1 "locked down" kexec --mint-region=0x68000000+128M --mint-cpus=3 $P
refused 1 "locked down" kexec -e --mint-name=waits
refused 1 "locked down" mintctl start waits
refused 1 "locked down" kexec -l --mint-region=0x68000000+128M $P
unchanged locked
is "nothing was started" "running loaded" "$(state runs) $(state waits)"
is "nor is memory read" "Operation not permitted" "$(oscall runs read)"
check "kill" mintctl kill runs
is "state" "stopped (killed)" "$(state runs)"
check "release" mintctl release runs
check "release" mintctl release waits
all_back
LEADER
expect_exit 0
