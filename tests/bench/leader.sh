#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# leader.sh - the part of the measurement that runs in the leader
#
# In:   PLAN: words "KIND:WHO:MIB", in this order; KIND is time, memory or exec
# Out:  "BENCH KIND WHO MIB: …" with what measure says; for exec "BENCH exec WHO MIB" just
#       before -e
# Exit: 1 when something could not be done
set -u
: "${PLAN:?}" "${KVER:?}"

fail()
{
	echo "BENCH failed: $*"
	exit 1
}

# Random bytes: nobody looks into it, and the new kernel is not waited for that long.
initrd()
{
	[ -e "/tmp/initrd.$1" ] || {
		rm -f /tmp/initrd.*
		head -c $(($1 << 20)) /dev/urandom >"/tmp/initrd.$1" || fail "initrd of $1 MiB"
	}
}

# kexec_of WHO ARGUMENT…, after a prefix in $prefix
kexec_of()
{
	who=$1
	shift
	case $who in
	ours) $prefix /sbin/kexec "$@" ;;
	theirs) LD_LIBRARY_PATH=/opt/peer $prefix /opt/peer/kexec "$@" ;;
	esac
}

load()
{
	kexec_of "$1" -l -c --append='console=ttyS0,115200 earlyprintk=serial,ttyS0,115200' \
		"--initrd=/tmp/initrd.$2" "/boot/vmlinuz-$KVER"
}

dmesg -n 1
for word in $PLAN; do
	kind=${word%%:*} size=${word##*:}
	who=${word#*:} who=${who%:*}
	initrd "$size"
	prefix=
	[ "$kind" = exec ] || prefix="/bin/measure $kind"
	load "$who" "$size" 3>/tmp/result || fail "$word: load"
	[ "$(cat /sys/kernel/kexec_loaded)" = 1 ] || fail "$word: nothing is loaded"
	prefix=
	if [ "$kind" = exec ]; then
		echo "BENCH exec $who $size"
		kexec_of "$who" -e
		fail "$word: kexec -e came back"
	fi
	echo "BENCH $kind $who $size: $(cat /tmp/result)"
	kexec_of "$who" -u || fail "$word: unload"
done
echo "BENCH done"
