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
	lines=$(wc -l <"$file")
	[ "$lines" -le 600 ] || complain "$file: $lines lines, 600 are the limit"
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-only' ||
		complain "$file: no SPDX line"
	if grep -nE '[[:space:]]+$' "$file" >/dev/null; then
		complain "$file: white space at the end of a line"
	fi
done

sources=$(find abi lib kexec purgatory mint vmcore-dmesg tests -name '*.[ch]')
for file in $sources; do
	wide=$(expand -t 8 "$file" | awk 'length($0) > 100 {print FNR; exit}')
	[ -z "$wide" ] || complain "$file:$wide: wider than 100 columns"
done

# a function starts with '{' and ends with '}' in the first column
for file in $sources; do
	awk -v file="$file" '
		/^{/ { start = FNR }
		/^}/ { if (start && FNR - start > 80) {
			printf "%s:%d: function of %d lines, 80 are the limit\n", file, start, FNR - start
			bad = 1 } start = 0 }
		END { exit bad }' "$file" || status=1
done
exit $status
