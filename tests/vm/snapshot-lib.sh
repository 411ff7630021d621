# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# snapshot-lib.sh - for lab: a leader that has booted, kept to go on from with any script
#
# In:   $dir/leader.cpio, in which leader-resume is the script, and what else the machine
#       is made of
# Out:  $build/vm/snapshots/KEY: ram (its memory; each machine has its own copy of what it
#       writes), state (all else of it), leader.log (what its console had shown)
# Ref:  QEMU's docs/devel/migration.rst; QMP: migrate, migrate-incoming, event MIGRATION;
#       the capability x-ignore-shared (memory in a shared file is no part of the stream)
#
# KEY is of the content of all that goes in, of the host's CPU (the TSC, and what was
# calibrated against it) and of its boot: a stale one is never found, only removed later.
# The leader waits in "kept" (tools/kept.c). What goes on from there is told its script,
# has random numbers of its own, and sets its clock by the machine's RTC, which is the host's.

snapshots=$build/vm/snapshots

# snapshot_fits: is there nothing that cannot be kept, or that belongs to this machine only?
snapshot_fits()
{
	[ -n "$script" ] && [ "$userland" = leader ] && [ -z "$screen" ] &&
		[ ${#firmware[@]} -eq 0 ] && [ ${#trace[@]} -eq 0 ] &&
		[ ${#around[@]} -eq 0 ] && [ ${#qemu_args[@]} -eq 0 ]
}

snapshot_key()
{
	{
		cat "$here"/lab "$here"/snapshot-lib.sh /proc/sys/kernel/random/boot_id
		grep -m 1 '^model name' /proc/cpuinfo
		"$qemu" --version
		stat -L -c '%n %s %y' "$(command -v "$qemu")" "$kernel"
		printf '%s\n' "$smp" "$mem" "$board" "$cpu" "$append"
		cat "$dir/leader.cpio"
	} | sha256sum | cut -c 1-32
}

# snapshot_find: set $snapshot, and $mode to resume; take it first if there is none. Who
# wants the same one waits for that; one that cannot be taken is booted like any other.
snapshot_find()
{
	mkdir -p "$snapshots"
	find "$snapshots" -mindepth 1 -maxdepth 1 -mmin +120 -exec rm -rf {} +
	snapshot=$snapshots/$(snapshot_key)
	exec 6>"$snapshot.lock"
	flock 6
	if [ -e "$snapshot/state" ] || snapshot_take; then
		mode=resume
		touch "$snapshot"
	else
		say "no snapshot of this leader: it boots"
		rm -rf "$snapshot"
	fi
	exec 6>&-
}

# snapshot_take: boot a leader as far as "kept", and keep it. Its memory is written to as
# long as it runs, state comes last.
snapshot_take()
{
	local pid status=0
	rm -rf "$snapshot"
	mkdir "$snapshot" || return
	mode=take
	qmp_open
	machine
	timeout -k 5 "${timeout:-300}" "${machine[@]}" </dev/null >/dev/null 2>"$dir/qemu.log" 6>&- &
	pid=$!
	trap 'kill "$pid" 2>/dev/null; rm -rf "$snapshot"; exit 99' INT TERM HUP
	snapshot_save "$pid" || status=1
	kill "$pid" 2>/dev/null
	wait "$pid"
	trap - INT TERM HUP
	mode=boot
	[ $status -eq 0 ] || return
	cp "$dir/leader.log" "$snapshot/"
	mv "$snapshot/state.new" "$snapshot/state"
}

snapshot_save() # PID
{
	local line=''
	until [ -s "$dir/status" ]; do
		kill -0 "$1" 2>/dev/null || return
		sleep 0.05
	done
	[ "$(cat "$dir/status")" = k ] || return
	{
		printf '{"execute":"migrate-set-capabilities","arguments":{"capabilities":[
			{"capability":"events","state":true},
			{"capability":"x-ignore-shared","state":true}]}}\n'
		printf '{"execute":"migrate","arguments":{"uri":"exec:cat >%s"}}\n' \
			"'$snapshot/state.new'"
	} >&7
	until [[ $line =~ \"status\":\ *\"(completed|failed)\"|\"error\": ]]; do
		kill -0 "$1" 2>/dev/null || return
		IFS= read -r -t 1 line <&8 || continue
		printf '%s\n' "$line" >>"$dir/qmp.log"
	done
	[ "${BASH_REMATCH[1]}" = completed ]
}

# snapshot_resume: what goes on has this to read, and its log begins with what was shown
snapshot_resume()
{
	{
		cat "$script"
		echo
	} >"$dir/script.given"
	head -c 64 /dev/urandom >"$dir/seed.given"
	[ "$mode" = resume ] || return 0
	cat "$snapshot/leader.log"
	cp "$snapshot/leader.log" "$dir/"
	{
		printf '{"execute":"migrate-set-capabilities","arguments":{"capabilities":[
			{"capability":"x-ignore-shared","state":true}]}}\n'
		printf '{"execute":"migrate-incoming","arguments":{"uri":"exec:cat %s"}}\n' \
			"'$snapshot/state'"
	} >&7
}

# snapshot_machine: add to $machine what the mode needs
# shellcheck disable=SC2054 # the commas are QEMU's
snapshot_machine()
{
	local d=${dir//,/,,} s=${snapshot//,/,,}
	case $mode in
	take | resume)
		machine+=(-machine "memory-backend=ram" -object
			"memory-backend-file,id=ram,size=$mem,mem-path=$s/ram,share=$(
				[ "$mode" = resume ] && echo off || echo on)") ;;
	esac
	case $mode in
	resume) machine+=(-incoming defer) ;;
	*) machine+=(-kernel "$kernel" -initrd "$dir/leader.cpio" -append "$append") ;;
	esac
	[ "$mode" = take ] || [ ! -e "$dir/script.given" ] ||
		machine+=(-fw_cfg "name=opt/mint/script,file=$d/script.given"
			-fw_cfg "name=opt/mint/seed,file=$d/seed.given")
}
