#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# limits.sh - the limits of the house: file and function length, headers, whitespace
set -eu
: "${top_srcdir:?}"
cd "$top_srcdir"
status=0
complain()
{
	echo "$*"
	status=1
}

files=$(find abi lib kexec purgatory mint vmcore-dmesg integration tests quickstart .ci -type f \
	\( -name '*.[chS]' -o -name '*.sh' -o -name '*.bats' -o ! -name '*.*' \) \
	-not -path '*/corpus/*' -not -path '*/sysroots/*/*' -not -path "*/golden/*")
for file in $files; do
	grep -qI . "$file" || continue # a program, of a build in the tree
	lines=$(wc -l <"$file") most=500
	case $file in
	tests/*) most=600 ;;
	esac
	[ "$lines" -le $most ] || complain "$file: $lines lines, $most are the limit"
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-only' ||
		complain "$file: no SPDX line"
	if grep -nE '[[:space:]]+$' "$file" >/dev/null; then
		complain "$file: white space at the end of a line"
	fi
done

# What clang-format leaves alone may be wider than its 90 columns: a word of a comment.
sources=$(find abi lib kexec purgatory mint vmcore-dmesg integration tests -name '*.[ch]')
for file in $sources; do
	wide=$(expand -t 8 "$file" | awk 'length($0) > 100 {print FNR; exit}')
	[ -z "$wide" ] || complain "$file:$wide: wider than 100 columns"
done

# functions FILE…: "LINES FILE:LINE" for each; one starts with '{' and ends with '}' in the
# first column
functions()
{
	awk '/^{/ { start = FNR }
		/^}/ { if (start) print FNR - start + 2, FILENAME ":" start
			start = 0 }' "$@"
}

# shellcheck disable=SC2086  # file names of this tree have no blanks
functions $sources | awk '$1 > 60 {
		printf "%s: function of %d lines, 60 are the limit\n", $2, $1
		bad = 1 }
	END { exit bad }' || status=1

# median at most 15 lines, nine of ten at most 30
# shellcheck disable=SC2046
functions $(find lib kexec purgatory mint vmcore-dmesg -name '*.c') | sort -n |
	awk '{ lines[NR] = $1 }
	END {
		median = lines[int((NR + 1) / 2)]
		most = lines[int(NR * 0.9)]
		printf "%d functions: median %d lines, p90 %d, longest %d\n", NR, median, most, lines[NR]
		exit !(NR > 1000 && median <= 15 && most <= 30) }' || status=1
exit $status
