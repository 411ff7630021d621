# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# device-lib.sh - put behind leader-lib.sh by the cases that give devices away

sum() { dd if="$1" bs=1M count="$2" skip="${3:-0}" 2>/dev/null | md5sum | cut -c 1-32; }

driver() { basename "$(readlink -f "/sys/bus/pci/devices/$1/driver")"; }

devices() { (cd /sys/bus/pci/devices && for d in *; do echo "$d $(driver "$d")"; done); }

# find VENDOR:DEVICE…: the functions of that kind, one a line
find_device()
{
	(cd /sys/bus/pci/devices && for d in *; do
		[ "$(cat "$d/vendor"):$(cat "$d/device")" != "$1" ] || echo "$d"
	done)
}

# above BDF: the port that it is behind
above() { basename "$(dirname "$(readlink -f "/sys/bus/pci/devices/$1")")"; }

# await COMMAND…: it succeeds within 20 s
await()
{
	n=100
	until "$@"; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 0.2
	done
}

# port_of BDF: the name of its network interface
port_of()
{
	set -- /sys/bus/pci/devices/"$1"/net/* /sys/bus/pci/devices/"$1"/virtio*/net/*
	for name; do
		[ ! -d "$name" ] || echo "${name##*/}"
	done
}

# received PORT: frames that came in
received() { cat "/sys/class/net/$1/statistics/rx_packets"; }

# hears PORT FROM: frames that FROM sends arrive at PORT, whatever they say
hears()
{
	before=$(received "$1")
	arping -c 3 -w 3 -I "$2" 10.9.9.9 >/dev/null 2>&1
	[ "$(received "$1")" -gt "$before" ]
}

# line NAME TEXT: the last line of its kernel log with that text
line() { mintctl log "$1" 2>/dev/null | grep "$2" | tail -n 1; }

# fetched NAME URL TEXT: what is got from there has the size and the checksum that NAME's
# log has in its line with TEXT, as "bytes=" and "serves"
fetched()
{
	want=$(line "$1" "$3" | sed 's/.* bytes=\([0-9]*\) .* serves \([0-9a-f]*\).*/\1 \2/')
	wget -q -O /tmp/fetched "$2"
	got="$(stat -c %s /tmp/fetched) $(md5sum </tmp/fetched | cut -c 1-32)"
	rm -f /tmp/fetched
	note "$got, wanted $want"
	[ "$got" = "$want" ] && [ "${got%% *}" -gt 0 ]
}
