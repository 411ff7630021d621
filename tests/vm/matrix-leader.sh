# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# matrix-leader.sh - in the leader: each of $VERSIONS in each of $CELLS (matrix-lib.sh)
#
# What a successor says is read from its own log in memory: that it is this kernel, this
# launch and this place, with all its CPUs. A cell is ok when that is so, it ended as it
# should, and the leader is what it was.
complaints()
{
	dmesg | grep -cE "$COMPLAINTS"
}

# cell_runs VERSION CPUS PLACE END
cell_runs()
{
	token=matrix.cell=$1/$2/$3/$4
	cpus=1 region=$LOW code=41000000-
	[ "$2" = 1 ] || cpus=1,2
	image=/boot/vmlinuz-$1
	[ "$3" = below ] || { region=$HIGH; code=141000000-; }
	# the second time not through kexec's decompressor, which takes longer than all the rest
	[ "$3" = below ] || [ ! -e "/boot/vmlinux-$1" ] || image=/boot/vmlinux-$1
	kexec --mint-region="$region" --mint-cpus=$cpus --mint-name=cell --mint-uart=ttyS1 \
		--initrd="/boot/succ-$1.cpio.gz" \
		--append="console=ttyS1,115200 $token succ.do=$4" "$image" || return
	mintctl wait cell --timeout 180 || return
	mintctl log cell >/tmp/log || return
	grep -q "ommand line:.* $token " /tmp/log || { echo "the log is not of $token"; return 1; }
	grep -o "SUCCESSOR READY .*" /tmp/log
	grep -q "SUCCESSOR READY $1 cpus=$2 memkb=" /tmp/log &&
		grep -qE "SUCCESSOR IOMEM +${code}[0-9a-f]+ : Kernel code" /tmp/log &&
		[ "$(state cell)" = "stopped ($4)" ]
}

# cell VERSION CPUS PLACE END
cell()
{
	remember
	bad=$(complaints) verdict=ok
	before=$(cut -d . -f 1 /proc/uptime)
	cell_runs "$@" >/tmp/cell 2>&1 || verdict=failed
	[ "$(state cell)" != running ] || mintctl kill cell
	mintctl release cell >>/tmp/cell 2>&1 || verdict=failed
	all_back >/tmp/back
	! grep -q '^not ok' /tmp/back || verdict=failed
	[ "$(complaints)" = "$bad" ] || verdict=failed
	if [ $verdict != ok ]; then
		sed 's/^/# /' /tmp/cell /tmp/back
		tail -n 30 /tmp/log
		dmesg | tail -n 20
	fi
	note "MATRIX $KVER $* $verdict" # LEADER SUCCESSOR CPUS PLACE END
	note "$(($(cut -d . -f 1 /proc/uptime) - before)) s, $(grep READY /tmp/cell)"
}

# The module's own sight of memory: what was reserved at boot may be lent if the firmware
# called it RAM. Both are "Reserved" in /proc/iomem.
claims()
{
	echo 0 >/sys/devices/system/cpu/cpu1/online
	check "RAM kept back by memmap= can be claimed" claim 60000000-63ffffff 1
	for entry in /sys/firmware/memmap/*; do
		[ "$(cat "$entry/type")" != "System RAM" ] || continue
		last=$(cat "$entry/end") # that, as RAM must, ends with a page
		[ $((last)) -gt $((0x100000)) ] || continue
		first=$(printf %x $((last - 0xfff)))
		claim "$first-${last#0x}" 1 >/tmp/claim 2>&1
		is "the firmware's $(cat "$entry/type") to $last" \
			"claim: Operation not permitted" "$(cat /tmp/claim)"
	done
	is "no page of the PCI hole" "claim: Operation not permitted" "$(claim c0000000-c0000fff 1 2>&1)"
	echo 1 >/sys/devices/system/cpu/cpu1/online
}

claims
for version in $VERSIONS; do
	for at in $CELLS; do
		IFS=: read -r cpus place end <<-CELL
			$at
		CELL
		cell "$version" "$cpus" "$place" "${end:-poweroff}"
	done
done
