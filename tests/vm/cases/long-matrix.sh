# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-matrix.sh - each successor beside each leader, with one and two CPUs, below and above
# 4 GiB. The table in README.md: tests/vm/matrix record, then tests/vm/matrix readme
. "$here/matrix-lib.sh"
for leader in default bookworm-backports sid; do
	matrix_leader $leader "1:below 1:above 2:below 2:above" \
		bullseye default bookworm/cloud bookworm/rt trixie sid
done
