#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# column.sh - the files of mint.ko form one column: none is called by one that it calls
#
# In:  DIR…: where Kbuild left the objects (by default what build-module built); -v: print
#      who calls whom
# Out: nothing, or the files of each circle: of calls, or of headers
set -eu
: "${top_srcdir:=.}"
build=${MINT_BUILD:-${top_builddir:-$top_srcdir/build}}
verbose=false
[ "${1:-}" != -v ] || { verbose=true; shift; }
[ $# -gt 0 ] || set -- "$build"/module/*/mint/mint/module
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# circles WHAT <pairs: "above below"
circles()
{
	tsort >"$work/order" 2>"$work/loops" || {
		echo "$1:"
		sed -n 's/^tsort: \([^ ]*\.[chS]*o*\)$/  \1/p' "$work/loops" | sort -u
		status=1
	}
}

# the objects that make the module, not the linked ones
# shellcheck disable=SC2016  # make's, not ours
objects=$(sed -n 's/^\$(name)-y [:+]= //p' "$top_srcdir/mint/module/Kbuild")
for dir; do
	: >"$work/defined"
	: >"$work/used"
	for object in $objects; do
		nm -g --defined-only "$dir/$object" |
			awk -v o="$object" '{ print $3, o }' >>"$work/defined"
		nm -u "$dir/$object" | awk -v o="$object" '{ print $2, o }' >>"$work/used"
	done
	# the kernel finds every file's __this_module and the like; ours begin with mint
	sort -o "$work/defined" "$work/defined"
	sort "$work/used" | join - "$work/defined" |
		awk '$2 != $3 { print $2, $3 }' | sort -u >"$work/calls"
	[ -s "$work/calls" ] || {
		echo "no calls found in $dir"
		exit 1
	}
	! $verbose || awk '{ to[$1] = to[$1] " " $2 } END { for (o in to) print o ":" to[o] }' \
		"$work/calls" | sort
	circles "files of $dir that call each other" <"$work/calls"
	foreign=$(awk '$1 !~ /^(mint$|mint_|(__)?(init|cleanup)_module$|__pfx_|__UNIQUE_ID_)/ {
		print $1 }' "$work/defined" | sort -u)
	[ -z "$foreign" ] || {
		printf 'external symbols without mint_:\n%s\n' "$foreign"
		status=1
	}
done
cd "$top_srcdir/mint/module"
grep -H '^#include "' ./*.h |
	sed 's#^\./\([^:]*\):\#include "\(.*\)"#\1 \2#' >"$work/includes"
circles 'headers that include each other' <"$work/includes"
exit $status
