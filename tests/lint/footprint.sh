#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# footprint.sh - README.md and mint(7) show footprint.allow; tests/vm/footprint finds what
# a trace has of forbidden accesses, in either direction
set -eu
cd "$(dirname "$0")/../.."
command -v python3 >/dev/null || exit 77
tests/vm/footprint lint
work=$(mktemp -d "${TMPDIR:-/tmp}/footprint.XXXXXX")
trap 'rm -rf "$work"' EXIT
status=0

# line CPU read|write ADDRESS VALUE
line()
{
	echo "memory_region_ops_$2 cpu $1 mr 0x55 addr $3 value $4 size 1 name 'x'"
}

# One start on CPU 1, up to what it does.
start()
{
	line 0 write 0x5ee 0x1
	line 1 read 0x60 0x0             # still the leader's
	line 0 write 0xfee00310 0x1000000
	line 0 write 0xfee00300 0xc500
	line 0 write 0xfee00300 0x610
	line 1 write 0x2f8 0x41          # its own
	line 1 write 0x70 0x8a
	line 1 read 0x71 0x26
	line 0 read 0x60 0x0             # the leader's
}

end()
{
	line 0 write 0xfee00310 0x1000000
	line 0 write 0xfee00300 0xc500
	line 0 write 0xfee00300 0x697
	line 1 read 0x60 0x0             # it is parked
	line 0 write 0x2f8 0x41          # and its UART free
	line 0 write 0x5ee 0x0
	line 0 write 0x2f8 0x41
}

# row WANTED [ACCESS]: what the program says of a start with that access
row()
{
	wanted=$1
	shift
	{ start; [ $# -eq 0 ] || "$@"; end; } >"$work/trace.log"
	result=0
	tests/vm/footprint check --allow "$work/allow" "$work" >"$work/said" 2>&1 || result=$?
	case $wanted in
	'') [ $result -eq 0 ] || { echo "refused without a reason:"; cat "$work/said"; status=1; } ;;
	*) if [ $result -ne 1 ] || ! grep -qF "$wanted" "$work/said"; then
		echo "exit $result, and no word of '$wanted':"
		cat "$work/said"
		status=1
	fi ;;
	esac
}

# shellcheck disable=SC2317  # row calls them
twice() { "$@"; "$@"; }
# shellcheck disable=SC2317
ipi() { line 1 write 0xfee00310 "$1"; line 1 write 0xfee00300 "$2"; }

cat >"$work/allow" <<'ALLOW'
index | 0x70 | - | 2 | all | trace | x
clock | cmos:0x00-0x0d | 2 | - | all | trace | x
old | 0x80 | 1 | - | <6.1 | trace | x
young | 0x81 | 1 | 1 | >=6.1,<6.2 | trace | x
told | 0x82 | - | - | all | source | x
ALLOW
echo '# FOOTPRINT 1 6.1.0-1-amd64 cpus=1 own=0x2f8-0x2ff' >"$work/leader.log"
row ''
row '' line 1 read 0x71 0x26
row '3 times read, at most 2' twice line 1 read 0x71 0x26
row 'the successor, cmos:0xa (x): 1 times write' line 1 write 0x71 0x26
row 'the successor, 0x60 (x): 1 times read' line 1 read 0x60 0x1
row 'the successor, 0x80 (x)' line 1 read 0x80 0x1
row '' line 1 read 0x81 0x1
row 'the successor, 0x82 (x)' line 1 read 0x82 0x1
row 'the successor, 0xfed000f0 (x)' line 1 write 0xfed000f0 0x1
row 'the leader, 0x2f9 (x): 1 times write' line 0 write 0x2f9 0x1
row '' ipi 0x1000000 0xfb
row '' ipi 0x5000000 0x400fb
row 'another OS' ipi 0x0 0xfb
row 'another OS' ipi 0x1000000 0xc00fb
row 'another OS' ipi 0x1000000 0x8fb
row '' line 1 write 0xfee01000 0x21
row 'an interrupt to another' line 1 write 0xfee03000 0x21
# As shipped: the UART's interrupt may go astray, no other device's.
# shellcheck disable=SC2317
after() { line 1 "${2:-write}" "$1" 0x1; line 1 write 0xfee00000 0x21; }
cp "$work/allow" "$work/own"
cp tests/vm/footprint.allow "$work/allow"
echo '# FOOTPRINT 1 6.1.0-1-amd64 cpus=1 own=0x2f8-0x2ff,0xfe800000-0xfe803fff' >"$work/leader.log"
row '' after 0x2f9
row 'msi:0x0 (an interrupt to another' after 0xfe801000
cp "$work/own" "$work/allow"
echo '# FOOTPRINT 1 6.1.0-1-amd64 cpus=1 own=0x2f8-0x2ff' >"$work/leader.log"
row 'Invalid' echo "Invalid write at addr 0xfe000000"
echo '# FOOTPRINT 1 6.1.0-1-amd64 cpus=2 own=' >"$work/leader.log"
row '1 cores were started'
exit $status
