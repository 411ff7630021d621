#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# module.sh - mint.ko builds with W=1 and sparse without a word; each of its headers
# compiles alone; its files do not call each other in circles, and their symbols are ours
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
headers=$("$top/tests/vm/kernels" path headers)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$top/mint" "$top/abi" "$work/"
build()
{
	make -C "$headers" M="$work/mint/module" W=1 "$@" modules >"$work/log" 2>&1 || {
		cat "$work/log"
		exit 1
	}
	# the headers' own findings are not ours
	if grep -E "$work/mint.*(warning|error)|^(warning|error)" "$work/log"; then
		exit 1
	fi
}
build C=2 CF='-D__CHECK_ENDIAN__'
grep -c 'CHECK ' "$work/log"
python3 "$top/tests/lint/house.py" module "$work/mint/module"

count=0
for header in "$work"/mint/module/*.h; do
	name=$(basename "$header" .h)
	echo "#include \"$name.h\"" >"$work/mint/module/alone_$name.c"
	echo "\$(name)-y += alone_$name.o" >>"$work/mint/module/Kbuild"
	count=$((count + 1))
done
[ "$count" -gt 3 ] # fewer would mean that nothing was looked at
build
