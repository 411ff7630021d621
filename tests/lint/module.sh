#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# module.sh - mint.ko builds with W=1 and sparse without a word
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
headers=$("$top/tests/vm/kernels" path headers)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$top/mint" "$top/abi" "$work/"
make -C "$headers" M="$work/mint/module" W=1 C=2 CF='-D__CHECK_ENDIAN__' modules >"$work/log" 2>&1 || {
	cat "$work/log"
	exit 1
}
# the headers' own findings are not ours
if grep -E "$work/mint.*(warning|error)|^(warning|error)" "$work/log"; then
	exit 1
fi
grep -c 'CHECK ' "$work/log"
