# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# ipi-lib.sh - put before the scripts of the IPI cases, which run in the leader
#
# One OS floods its CPUs (tests/vm/tools/flood.c) while the other has nothing to do: what
# the other counts meanwhile must be nothing in proportion. Then both at once. The
# successor's init waits for its power button before it floods, so that the leader's flood
# lies between two of its counts.
mkdir -p /tmp/over/bin
cp /bin/flood /tmp/over/bin/
cat >/tmp/over/counts <<'COUNTS'
# counts: "CAL=1 TLB=2 …", of /proc/interrupts, all CPUs added up
counts()
{
	awk '$1 ~ /^(CAL|TLB|RES|NMI|SPU|MCE|ERR|MIS):$/ {
		n = 0
		for (i = 2; i <= NF && $i ~ /^[0-9]+$/; i++)
			n += $i
		printf "%s=%d ", substr($1, 1, 3), n
	}' /proc/interrupts
}
COUNTS
cat >/tmp/over/init <<'INIT'
#!/bin/sh
PATH=/sbin:/bin:/usr/sbin:/usr/bin
export PATH
. /counts
say()
{
	echo "<3>SUCCESSOR $*" >/dev/kmsg
}
rounds=$(sed 's/.*ipi.rounds=\([0-9]*\).*/\1/' /proc/cmdline)
# acpid starts this file under the name that the power button has there, perhaps more than
# once for one press. First press: flood while the leader does; second: flood alone, end.
if [ $$ -ne 1 ]; then
	if mkdir /tmp/first; then
		say "QUIET $(counts)"
		flood "$rounds" >/tmp/flood
		say "BOTH $(counts)"
		: >/tmp/both
	elif [ -e /tmp/both ] && mkdir /tmp/second; then
		say "AGAIN $(counts)"
		flood "$rounds" >/tmp/flood
		say "ALONE $(counts)"
		say "$(cat /tmp/flood)"
		# both tell all other CPUs of that kernel to stop: those of no other one
		if grep -q ipi.end=panic /proc/cmdline; then
			echo c >/proc/sysrq-trigger
		fi
		reboot -f
	fi
	exit
fi
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmp /tmp
modprobe button
modprobe evdev
acpid -l /dev/null -p /tmp/acpid.pid
until [ -e /tmp/acpid.pid ]; do
	sleep 0.1
done
say "READY cpus=$(nproc) $(counts)"
while :; do
	sleep 1000
done
INIT
chmod 755 /tmp/over/init
(cd /tmp/over && find . | cpio -o -H newc) >/tmp/over.cpio 2>/dev/null
. /tmp/over/counts

# moved ROW BEFORE AFTER
moved()
{
	old=${2##*"$1"=} new=${3##*"$1"=}
	echo $((${new%% *} - ${old%% *}))
}

# told TEXT: the counts behind it in the successor's log
told()
{
	mintctl log ipi | sed -n "s/.*SUCCESSOR $1 //p" | head -n 1
}

# all_moved BEFORE AFTER: "CAL+1 TLB+2 …"
all_moved()
{
	for row in CAL TLB RES NMI SPU MCE ERR MIS; do
		printf '%s+%d ' $row "$(moved $row "$1" "$2")"
	done
}

# little ROW FLOOD OTHER TEXT: the other one's own work, a quarter of the flood at most. What
# reaches all cores would be counted by the other one as often as by the one, or more.
little()
{
	check "$4: $1 $3 of $2" test "$2" -gt 50 -a "$(($3 * 4))" -lt "$2"
}

# none TEXT BEFORE AFTER: vectors that nobody ever sends here
none()
{
	for row in NMI SPU MCE ERR MIS; do
		is "$1: $row" 0 "$(moved $row "$2" "$3")"
	done
}

# Not by mintctl stop: that may ring a core which is not the one whose vector it is.
press()
{
	poke ipi 0x20 1 && nudge ipi 3 0x21
}

# quiet_is_quiet alone|broadcast ROUNDS
quiet_is_quiet()
{
	remember
	mintctl check >/tmp/table
	grep broadcast /tmp/table | sed 's/^/# /'
	if [ "$1" = alone ]; then
		check "mintctl check" grep -E '^PASS +broadcast' /tmp/table
	else
		check "mintctl check" grep -E '^WARN +broadcast' /tmp/table
	fi
	end=reboot
	[ "$1" = alone ] || end=panic
	check "launch" kexec --mint-region=0x40000000+256M --mint-cpus=3,4 --mint-name=ipi \
		--initrd="$I" --initrd=/tmp/over.cpio \
		--append="console=none ipi.rounds=$2 ipi.end=$end" "$K"
	if ! await ipi "SUCCESSOR READY" 120; then
		not_ok "it is ready"
		mintctl log ipi | tail -n 20
		mintctl kill ipi
		return
	fi
	is "leader's CPUs" 0-2 "$(cat /sys/devices/system/cpu/online)"

	note "the leader floods"
	leader0=$(counts)
	flood "$2" >/tmp/flood
	leader1=$(counts)
	sed 's/^/# /' /tmp/flood

	note "both"
	press
	check "its button was heard" await ipi "SUCCESSOR QUIET" 60
	flood "$2" >/tmp/flood
	check "it has flooded too" await ipi "SUCCESSOR BOTH" 200

	note "the successor floods"
	leader2=$(counts)
	press
	check "its end" mintctl wait ipi --timeout 200
	leader3=$(counts)
	is "state" "stopped ($end)" "$(state ipi)"
	check "all CPUs of the leader answer" flood 20
	is "leader's CPUs" 0-2 "$(cat /sys/devices/system/cpu/online)"
	ready=$(told "READY cpus=2") quiet=$(told QUIET) both=$(told BOTH) again=$(told AGAIN)
	alone=$(told ALONE)
	mintctl log ipi | sed -n 's/.*SUCCESSOR \(flood:.*\)/# \1/p'
	note "leader floods:    leader $(all_moved "$leader0" "$leader1")"
	note "                  successor $(all_moved "$ready" "$quiet")"
	note "both:             leader $(all_moved "$leader1" "$leader2")"
	note "                  successor $(all_moved "$quiet" "$both")"
	note "successor floods: leader $(all_moved "$leader2" "$leader3")"
	note "                  successor $(all_moved "$again" "$alone")"
	for row in CAL TLB RES; do
		sent=$(moved $row "$leader0" "$leader1") got=$(moved $row "$ready" "$quiet")
		if [ "$1$row" = broadcastCAL ]; then
			check "the successor counts the leader's calls: $got of $sent" \
				test $((got * 2)) -gt "$sent"
		else
			little $row "$sent" "$got" "the successor, quiet"
		fi
		little $row "$(moved $row "$again" "$alone")" \
			"$(moved $row "$leader2" "$leader3")" "the leader, quiet"
	done
	if [ "$1" = alone ]; then
		check "both: the successor counts its own calls only" test \
			$(($(moved CAL "$quiet" "$both") * 2)) -lt $(($(moved CAL "$again" "$alone") * 3))
	fi
	none "leader" "$leader0" "$leader3"
	none "successor" "$ready" "$alone"
	check "no unexpected vector in the leader" sh -c "! dmesg | grep -i 'irq handler for vector'"
	check "nor in the successor" sh -c \
		"! mintctl log ipi | grep -iE 'irq handler for vector|spurious|unexpected'"
	check "release" mintctl release ipi
	all_back
}
