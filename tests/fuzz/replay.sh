#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# replay.sh - every corpus through its fuzzer's entry point, as a regression test
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
status=0 count=0
for source in "$top_srcdir"/tests/fuzz/fuzz_*.c; do
	name=${source##*/fuzz_}
	name=${name%.c}
	program=$top_builddir/tests/fuzz/replay_$name
	corpus=$top_srcdir/tests/fuzz/corpus/$name
	if [ ! -x "$program" ]; then
		echo "$name: not built: add 'fuzzers += $name' to its room's Makemodule.am"
		status=1
		continue
	fi
	printf '%s: ' "$name"
	find "$corpus" -type f -exec "$program" {} + || status=1
	count=$((count + 1))
done
[ "$count" -gt 0 ] || status=1
exit $status
