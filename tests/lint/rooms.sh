#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# rooms.sh - who uses whom, by what the compiler wrote down; every header compiles alone
#
# The rules are in rooms.table, and CONTRIBUTING.md shows them. The module's headers, which
# need a kernel's, are module.sh's.
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
status=0
command -v python3 >/dev/null || {
	echo "no python3 here"
	exit 77
}
python3 "$top_srcdir/tests/lint/house.py" check "$top_srcdir" "$top_builddir" || status=1
python3 "$top_srcdir/tests/lint/house.py" contributing "$top_srcdir" || status=1

cd "$top_srcdir"
headers=$(find abi lib kexec purgatory mint vmcore-dmesg -name '*.h' \
	-not -path 'mint/module/*')
for header in $headers; do
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -Ilib -I. -fsyntax-only -Wall -Wextra -x c "$header" || {
		echo "$header does not compile alone"
		status=1
	}
done
exit $status
