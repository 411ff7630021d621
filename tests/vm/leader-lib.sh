# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# leader-lib.sh - put before every script that runs in the leader
#
# Kernel messages stay in the log and off the console, so that no line is cut; what the
# kernel complained of ($COMPLAINTS, from case.sh) is shown at the end, where that looks for
# it; and whether lockdep, if there is one, was on until then.
dmesg -n 1
complaints_show()
{
	dmesg | grep -E -A 40 "$COMPLAINTS" | head -n 400
	[ ! -e /proc/lockdep_stats ] || grep debug_locks /proc/lockdep_stats
}
trap complaints_show EXIT
S1=0x2f8 S2=0x3e8
LOW=0x40000000-0x5fffffff    # 512 MiB below 4 GiB
HIGH=0x140000000-0x15fffffff # 512 MiB above 4 GiB
K=/boot/vmlinuz-$KVER
I=/boot/succ.cpio.gz
# with_vmlinux boot: the same kernel as an ELF file
[ ! -e "/boot/vmlinux-$KVER" ] || K=/boot/vmlinux-$KVER

# for successors whose first lines on the console show nothing: a second less for each life
Q="quiet cryptomgr.notests"

note()
{
	echo "# $*"
}

ok()
{
	echo "ok - $*"
}

not_ok()
{
	echo "not ok - $*"
}

# check TEXT COMMAND…
check()
{
	text=$1
	shift
	if "$@"; then ok "$text"; else not_ok "$text"; fi
}

# is TEXT WANTED GOT
is()
{
	if [ "$2" = "$3" ]; then ok "$1: $3"; else not_ok "$1: '$3', wanted '$2'"; fi
}

# untold TEXT COMMAND… : it is done and exits 0, though its standard output is full
untold()
{
	text=$1
	shift
	if "$@" >/dev/full 2>/tmp/untold &&
		grep -q ': done, but it cannot be told: standard output: No space left' /tmp/untold
	then ok "$text (untold)"; else not_ok "$text (untold): $(cat /tmp/untold)"; fi
}

# refused STATUS SUBSTRING COMMAND… : that exit status, and beside warnings nothing but one
# line with that text
refused()
{
	want=$1 part=$2
	shift 2
	"$@" >/tmp/refused.out 2>&1
	got=$?
	line=$(grep -v 'warning: ' /tmp/refused.out)
	echo "# $line"
	case $got:$line in
	*"
"*) not_ok "refused: more than one line for '$part'" ;;
	"$want":*"$part"*) ok "refused ($want): $part" ;;
	*) not_ok "refused: exit $got '$line', wanted $want '$part'" ;;
	esac
}

# what the leader owns: must be the same before a launch and after a release
leader_facts()
{
	cat /sys/devices/system/cpu/online
	grep MemTotal /proc/meminfo
	cat /proc/iomem
	(cd /sys/devices/system/memory && grep . memory*/state memory*/valid_zones)
	(cd /sys/class/tty && grep . ttyS?/type)
	grep serial /proc/ioports
}

# remember [TAG], unchanged [TAG]: now is as it was when TAG was remembered
remember()
{
	leader_facts >"/tmp/facts.${1:-before}"
}

unchanged()
{
	leader_facts >/tmp/facts.now
	if cmp -s "/tmp/facts.${1:-before}" /tmp/facts.now; then
		ok "leader has CPUs, memory, /proc/iomem and serial ports as before"
	else
		not_ok "leader has CPUs, memory, /proc/iomem and serial ports as before"
		diff "/tmp/facts.${1:-before}" /tmp/facts.now | sed 's/^/# /' | head -n 20
	fi
}

# no OS is left, and the leader has what it had
all_back()
{
	is "no OS is left" "[]" "$(mintctl list --json | tr -d ' \n')"
	unchanged "$@"
}

state()
{
	mintctl list | awk -v name="$1" '$1 == name { $1 = ""; print }' |
		grep -oE '(empty|loaded|running|stopping|stopped|lost)( \([a-z-]+\))?' | head -n 1
}

# says NAME TEXT SECONDS: wait until its kernel log has that. Unlike await, which looks for
# it in all of its memory, this never finds what another OS left there. A look takes a second
# of CPU, which is the OS's in the pause.
says()
{
	says_until=$(($(date +%s) + $3))
	until mintctl log "$1" 2>/dev/null | grep -q "$2"; do
		[ "$(date +%s)" -lt "$says_until" ] || return 1
		sleep 0.7
	done
}

test_module()
{
	rmmod mint && insmod /lib/mint-test.ko
}

# leader_log TEXT REGEX
leader_log()
{
	check "$1" sh -c "dmesg | grep -E '$2'"
}

# trace_mark NUMBER: a write to a port that nothing has, which tests/vm/footprint looks for
trace_mark()
{
	printf '%b' "\\0$(printf %o "$1")" |
		dd of=/dev/port bs=1 seek=$((0x5ee)) conv=notrunc 2>/dev/null
}

# footprint_start NUMBER KERNEL CPUS OWN: from here on until "trace_mark 0" a kernel with so
# many CPUs is started once; OWN is what it has of ports and addresses, with commas
footprint_start()
{
	note "FOOTPRINT $1 ${2#*/vmlinu?-} cpus=$3 own=$4"
	trace_mark "$1"
}

# pci_own BDF: the memory of its BARs, and its bus in ECAM
pci_own()
{
	bus=${1#*:}
	bus=$((0x${bus%%:*}))
	while read -r start end flags; do
		[ $((flags & 0x200)) -eq 0 ] || printf '%s-%s,' "$start" "$end"
	done <"/sys/bus/pci/devices/$1/resource"
	ecam=$((0x$(sed -n 's/^ *\([0-9a-f]*\)-.* : PCI \(MMCONFIG\|ECAM\) 0000 .*/\1/p' \
		/proc/iomem)))
	printf '0x%x-0x%x' $((ecam + bus * 0x100000)) $((ecam + bus * 0x100000 + 0xfffff))
}
