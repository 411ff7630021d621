#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# format.sh - clang-format finds nothing to change
#
# Skipped with another version than 14, which decides otherwise here and there.
set -eu
: "${top_srcdir:?}"
cd "$top_srcdir"
format=clang-format-14
command -v $format >/dev/null || format=clang-format
$format --version 2>/dev/null | grep -q 'version 14\.' || {
	echo "no clang-format 14 here"
	exit 77
}
# shellcheck disable=SC2046  # file names of this tree have no blanks
set -- $(find abi lib kexec purgatory mint vmcore-dmesg integration tests -name '*.[ch]' | sort)
[ $# -gt 200 ] # fewer would mean that nothing was looked at
if $format --dry-run -Werror "$@" >/dev/null 2>&1; then
	exit 0
fi
for file in "$@"; do
	$format --dry-run -Werror "$file" >/dev/null 2>&1 ||
		echo "$file: clang-format -i would change it"
done
exit 1
