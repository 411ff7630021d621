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
	[ "$3" = below ] || { region=$HIGH; code=141000000-; }
	kexec --mint-region="$region" --mint-cpus=$cpus --mint-name=cell --mint-uart=ttyS1 \
		--initrd="/boot/succ-$1.cpio.gz" \
		--append="console=ttyS1,115200 $token succ.do=$4" "/boot/vmlinuz-$1" || return
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

for version in $VERSIONS; do
	for at in $CELLS; do
		IFS=: read -r cpus place end <<-CELL
			$at
		CELL
		cell "$version" "$cpus" "$place" "${end:-poweroff}"
	done
done
