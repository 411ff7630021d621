# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# isolation-lib.sh - put before the scripts of the isolation cases, which run in the leader
#
# keep.ko and hold (tests/vm/keep, tests/vm/tools) have a pattern in nearly all memory that
# the leader had free; keep.ko compares memory below 1 MiB and the kernel itself too. The
# successors have an init of their own, in /tmp/over.cpio:
#
#   iso.do=panic|stuck|stay|poweroff  how it ends, once all its memory was filled and compared
#   iso.wild=ADDRESS                  change one byte there, whoever it belongs to
mkdir -p /tmp/over/bin
cp /boot/*.ko /tmp/over/
cp /bin/hold /bin/flood /tmp/over/bin/
cat >/tmp/over/init <<'INIT'
#!/bin/sh
PATH=/sbin:/bin:/usr/sbin:/usr/bin
export PATH
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
say()
{
	echo "<3>SUCCESSOR $*" >/dev/kmsg
}
for word in $(cat /proc/cmdline); do
	case $word in
	iso.do=*) end=${word#*=} ;;
	iso.wild=*) wild=${word#*=} ;;
	esac
done
say "READY $(uname -r) cpus=$(nproc)"
mib=$(awk '/^MemAvailable:/ { print int($2 / 1024) - 24 }' /proc/meminfo)
say "EATEN $(hold "$mib")"
# this kernel's own one, or the only one
ko=/keep-$(uname -r).ko
[ -e "$ko" ] || ko=/keep.ko
[ -z "$wild" ] || insmod "$ko" "wild=$wild"
say "DONE $end"
case $end in
panic) echo c >/proc/sysrq-trigger ;;
stuck) insmod "/stuck$(echo "$ko" | sed 's/^.keep//')" ;;
poweroff) poweroff -f ;;
esac
while :; do
	sleep 10
done
INIT
chmod 755 /tmp/over/init
(cd /tmp/over && find . | cpio -o -H newc) >/tmp/over.cpio 2>/dev/null

# iso_load NAME REGION CPUS APPEND [OPTION]…: $ISO_K or the default kernel
iso_load()
{
	name=$1 region=$2 cpus=$3 line=$4
	shift 4
	check "load $name" kexec -l --mint-name="$name" --mint-region="$region" \
		--mint-cpus="$cpus" --initrd="$I" --initrd=/tmp/over.cpio "$@" \
		--append="console=none $line" "${ISO_K:-$K}"
}

# watched OSES: memory below 1 MiB but the windows (64 KiB from 64 KiB on for each OS), and
# the kernel. The module's park page is left out: cores that end write there.
watched()
{
	park=$(($(cut -d- -f1 /sys/class/misc/mint/park)))
	printf '0-ffff,%x-%x,%x-9ffff,' $((($1 + 1) * 0x10000)) $((park - 1)) \
		$((park + 0x1000))
	sed -n 's/^ *\([0-9a-f-]*\) : Kernel \(code\|rodata\)$/\1/p' /proc/iomem | paste -s -d ,
}

# keep_all USER_MIB SPARE_MIB OSES: a pattern in all memory but so much
keep_all()
{
	mkfifo /tmp/hold.in /tmp/hold.out
	hold "$1" /tmp/hold.in /tmp/hold.out &
	# it has filled its memory once it answers
	hold_ask check >/tmp/hold.text
	insmod /boot/keep.ko "spare=$2" "watch=$(watched "$3")"
	keep_read
	sed 's/^/# /' /tmp/hold.text /tmp/keep
	is "ranges watched below 1 MiB, and of the kernel" 5 "$(grep -c '^watched' /tmp/keep)"
	free=$(awk '/^MemFree:/ { print int($2 / 1024) }' /proc/meminfo)
	check "$free MiB are without the pattern" test "$free" -lt $(($2 + 64))
}

hold_ask()
{
	echo "$1" >/tmp/hold.in
	cat /tmp/hold.out
}

keep_read()
{
	cat /sys/kernel/debug/keep >/tmp/keep
}

# bytes_changed KEPT HELD: as keep.ko and hold find it
bytes_changed()
{
	keep_read
	is "bytes changed in the kernel's pages" "$1" \
		"$(sed -n 's/^kept .*: \([0-9]*\) bytes changed$/\1/p' /tmp/keep)"
	is "bytes changed in the program's pages" "$2" \
		"$(hold_ask check | sed -n 's/^held .*: \([0-9]*\) bytes changed$/\1/p')"
}

# Page 0 has two documented words that starts and ends of any OS write: the far pointer at
# 0x467 (warm reset vector) and the word at 0x472 (see mint(7)).
nothing_else()
{
	grep '^changed' /tmp/keep | sed 's/^/# /'
	is "changes below 1 MiB and in the kernel but 0x467-0x46a and 0x472" "" \
		"$(grep '^changed' /tmp/keep |
			grep -vE '^changed (0x46[7-a]-0x46[7-a]|0x47[23]-0x47[23])$')"
}

untouched()
{
	bytes_changed 0 0
	nothing_else
}
