#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# units.sh - systemd finds nothing wrong with the units that make install puts in place
#
# Skipped where there is no systemd-analyze. The program that a unit starts must exist, so
# one of the build tree stands in for the installed one.
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
command -v systemd-analyze >/dev/null || {
	echo "no systemd-analyze here"
	exit 77
}
dir=$(mktemp -d "${TMPDIR:-/tmp}/mint-units.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cp "$top_srcdir/mint/systemd/mint.target" "$dir/"
sed "s|^ExecStart=[^ ]*/mintctl|ExecStart=$top_builddir/mint/ctl/mintctl|" \
	"$top_builddir/mint/systemd/mint@.service" >"$dir/mint@.service"
grep -q "^ExecStart=$top_builddir/mint/ctl/mintctl run %i\$" "$dir/mint@.service"
cp "$dir/mint@.service" "$dir/mint@web.service"
# Manual pages are not installed yet; everything it says is an error.
said=$(systemd-analyze verify --man=no --recursive-errors=no "$dir/mint@web.service" \
	"$dir/mint.target" 2>&1) || {
	printf '%s\n' "$said"
	exit 1
}
if [ -n "$said" ]; then
	printf '%s\n' "$said"
	exit 1
fi
