#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# headers.sh - every header of mint.ko compiles alone, and twice
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
headers=$("$top/tests/vm/kernels" path headers "$@")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$top/mint" "$work/"
cd "$work/mint/module"
alone=
for header in *.h; do
	name=alone_${header%.h}
	printf '#include "%s"\n#include "%s"\n' "$header" "$header" >"$name.c"
	alone="$alone $name.o"
done
printf 'obj-m := alone.o\nalone-y :=%s\n' "$alone" >Kbuild
# as a module nobody describes: only whether each object is made counts
# shellcheck disable=SC2086  # a list
make -C "$headers" M="$PWD" W=1 -k $alone >"$work/log" 2>&1 || {
	grep -E '(error|warning):' "$work/log" || cat "$work/log"
	exit 1
}
if grep -E 'warning:' "$work/log"; then
	exit 1
fi
# shellcheck disable=SC2086
set -- $alone
echo $#
