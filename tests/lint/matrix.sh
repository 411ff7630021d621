#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# matrix.sh - the kernel matrix of README.md is what was run, and all of it went well
set -eu
: "${top_srcdir:?}"
cd "$top_srcdir"
tests/vm/matrix check README.md
if grep ' failed$' tests/vm/matrix.results; then
	echo "these do not work"
	exit 1
fi
# three leaders, six successors, one and two CPUs, below and above 4 GiB
count=$(grep -c ' ok$' tests/vm/matrix.results)
[ "$count" -eq 72 ] || {
	echo "$count cells in tests/vm/matrix.results, the case long-matrix has 72"
	exit 1
}
