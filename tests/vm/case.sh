# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# case.sh - what a VM case may use: boot a leader with a script, then check what was printed
#
#   boot [lab options] <<'LEADER'   the script runs in the leader after leader-lib.sh
#   with_vmlinux boot …             its kernel is there as an ELF file too, and is $K
#   fresh boot …                    with a leader that no other boot has: see lab --snapshot
#   other_leader=KERNEL             from here on another leader boots, as lab --kernel takes
#                                   it; what it starts is the default kernel still ($KVER)
#   wrong=yes boot …                with a script that makes the leader complain
#   complains TEXT                  that it did
#   expect_exit N                   the lab's exit status (125 powered off, 126 reset)
#   expect LOG TEXT [REGEX]         a line of LOG (leader, ttyS1 …) must match
#   check TEXT COMMAND…             any other condition
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
out=${MINT_BUILD:-$top/build}/vm/out/${CASE:?}
boots=0 bad=0 lab_status=0

# What a leader must not say: of the kernel itself (an oops of any kind has its number in
# brackets; slab's have a cache's name), of lockdep and RCU (most are a "WARNING: ", and one
# that is off would say nothing any more), of the watchdogs, KASAN ("BUG: ") and UBSAN.
COMPLAINTS='WARNING: |BUG: |BUG [^ ]+ \(|kernel BUG at|Oops|\[#[0-9]+\]|general protection'
COMPLAINTS="$COMPLAINTS|INFO: (task|possible|trying|inconsistent)|possible (circular|recursive)"
COMPLAINTS="$COMPLAINTS|suspicious RCU|locking correctness validator|rcu.*stall|soft lockup"
COMPLAINTS="$COMPLAINTS|UBSAN: "

result()
{
	if [ "$1" -eq 0 ]; then
		echo "ok - $CASE: $2"
	else
		echo "not ok - $CASE: $2"
		bad=$((bad + 1))
	fi
}

check()
{
	local text=$1
	shift
	"$@"
	result $? "$text"
}

boot()
{
	boots=$((boots + 1))
	dir=$out/boot$boots
	mkdir -p "$dir"
	{
		printf "COMPLAINTS='%s'\n" "$COMPLAINTS"
		[ -z "${other_leader:-}" ] || echo "KVER=$("$here/kernels" version default)"
		cat "$here/leader-lib.sh"
		cat
	} >"$dir/script"
	[ -n "${fresh:-}" ] || set -- --snapshot "$@"
	# One that watches itself is slow, and its notes take an eighth of the memory.
	[ -z "${other_leader:-}" ] ||
		set -- --kernel "$other_leader" --kernel default --mem 5G "$@" --timeout 3000
	"$here/lab" --out "$dir" --script "$dir/script" "$@" >"$dir/stdout" 2>"$dir/stderr"
	lab_status=$?
	show leader 'leader| '
	local n
	for n in 1 2 3; do
		show "ttyS$n" "ttyS$n | "
	done
	# what the leader's script found, one line each
	while read -r line; do
		case $line in
		'ok - '*) result 0 "${line#ok - }" ;;
		'not ok - '*) result 1 "${line#not ok - }" ;;
		esac
	done < <(tr -d '\r' <"$dir/leader.log" | grep -aE '^(not )?ok - ')
	[ -z "${wrong:-}" ] || return 0
	check "no WARNING, BUG or stall in the leader's log" no_complaint
	# lockdep ends with the first thing it says, and says nothing any more then
	[ "${other_leader:-}" != debug ] ||
		expect leader "lockdep was on to the end" '^ *debug_locks: *1$'
}

# fresh boot …: nothing is kept of it that no other would go on from
fresh()
{
	fresh=yes "$@"
}

# with_vmlinux boot …: the leader's default kernel as an ELF file too, and $K names that:
# for cases that are not about images. kexec unpacks vmlinuz for each launch anew, which
# under emulation takes longer than all the rest of it.
with_vmlinux()
{
	local file extra=${MINT_BUILD:-$top/build}/vm/vmlinux
	file=$("$here/kernels" path vmlinux default) || return
	mkdir -p "${extra%/*}"
	{
		flock 5
		if ! [ "$extra/boot/${file##*/}" -nt "$file" ]; then
			rm -rf "$extra"
			mkdir -p "$extra/boot"
			elf_trim <"$file" >"$extra/boot/new" &&
				mv "$extra/boot/new" "$extra/boot/${file##*/}" || return
		fi
	} 5>"$extra.lock"
	LAB_EXTRA=$extra "$@"
}

# As a linker would have left it: the payload of vmlinuz has its .bss written out, 22 MiB of
# zeros that would be copied and digested at each start. Without its sections, which nothing
# needs that loads it. ELF-64: e_phoff, e_shoff at 32, e_phentsize to e_shstrndx at 54,
# p_offset at 8 and p_filesz at 32 of each program header.
elf_trim()
{
	perl -we 'use strict; binmode STDIN; binmode STDOUT; local $/; my $elf = <STDIN>;
		my ($at, $size, $count) = unpack("x32 Q x14 v v", $elf);
		my ($zeros, $end) = ("\0" x 4096, 0);
		for (; $count--; $at += $size) {
			my ($type, $offset, $bytes) = unpack("V x4 Q x16 Q", substr($elf, $at));
			next if $type != 1;
			$bytes -= 4096 while $bytes > 4096 &&
				substr($elf, $offset + $bytes - 4096, 4096) eq $zeros;
			substr($elf, $at + 32, 8) = pack("Q", $bytes);
			$end = $offset + $bytes if $end < $offset + $bytes;
		}
		substr($elf, 40, 8) = pack("Q", 0);
		substr($elf, 60, 4) = pack("v v", 0, 0);
		print substr($elf, 0, $end);'
}

# the lines that say what the OSes did; everything is in the log files
show()
{
	[ -s "$dir/$1.log" ] || return 0
	tr -d '\r' <"$dir/$1.log" | grep -aE \
		'SUCCESSOR|HANDOFF|^kexec:|^mintctl:|stopped|lost|software IO TLB|Kernel panic|reboot: |mint: |^# ' |
		cut -c1-160 | head -n "${SHOW_LINES:-40}" | sed "s/^/   $2/"
}

no_complaint()
{
	! tr -d '\r' <"$dir/leader.log" |
		grep -aE "$COMPLAINTS" | sed 's/^/   complaint: /' | grep -a .
}

complains()
{
	case $(no_complaint) in
	*"$1"*) result 0 "the leader complains: $1" ;;
	*) result 1 "the leader complains: $1" ;;
	esac
}

expect_exit()
{
	result $((lab_status != $1)) "lab exit $1 (got $lab_status)"
	[ "$lab_status" -eq "$1" ] || tail -n 30 "$dir/stdout" "$dir/stderr" "$dir"/ttyS*.log
}

expect()
{
	local log=$1 text=$2 regex=${3:-$2}
	tr -d '\r' <"$dir/$log.log" | grep -aE -e "$regex" >/dev/null
	result $? "$log: $text"
}

count_lines()
{
	tr -d '\r' <"$dir/$1.log" | grep -acE -e "$2"
}

# ram_is_owned LOG FIRST LAST: every "System RAM" line that a successor printed lies in
# the region FIRST-LAST or in conventional memory, and there are at least two
ram_is_owned()
{
	local count=0 range start end
	while read -r range; do
		start=$((16#${range%-*})) end=$((16#${range#*-}))
		count=$((count + 1))
		if [ "$start" -ge $(($2)) ] && [ "$end" -le $(($3)) ]; then
			continue
		fi
		[ "$start" -ge $((0x1000)) ] && [ "$end" -lt $((0xa0000)) ] || return 1
	done < <(tr -d '\r' <"$dir/$1.log" |
		sed -n 's/.*SUCCESSOR IOMEM *\([0-9a-f]*-[0-9a-f]*\) : System RAM.*/\1/p')
	[ "$count" -ge 2 ]
}

finish()
{
	[ "$boots" -gt 0 ] || result 1 "nothing was booted"
	[ "$bad" -eq 0 ]
}
