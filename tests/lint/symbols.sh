#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# symbols.sh - libplan.a is pure: its undefined symbols are all on the allowlist
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
allow=$top_srcdir/tests/lint/symbols.allow
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm -A --defined-only "$top_builddir/libplan.a" | awk '{print $NF}' | sort -u >"$work/own"
nm -u "$top_builddir/libplan.a" | awk '$1 == "U" {print $2}' | sort -u |
	grep -vE '^(__asan_|__ubsan_|__sanitizer_|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_)' >"$work/used"
comm -23 "$work/used" "$work/own" >"$work/outside"
grep -v '^#' "$allow" | sort -u >"$work/allow"
bad=$(comm -23 "$work/outside" "$work/allow")
if [ -n "$bad" ]; then
	printf 'libplan.a must not use (not in tests/lint/symbols.allow):\n%s\n' "$bad"
	exit 1
fi
[ -s "$work/outside" ] # an empty list would mean that nothing was looked at
