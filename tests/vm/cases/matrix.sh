# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# matrix.sh - three leaders, each with a kernel of another age beside it
. "$here/matrix-lib.sh"
matrix_leader default "1:below 2:above" bookworm/rt
matrix_leader bookworm-backports "1:below 2:above" bullseye
matrix_leader sid "1:below 2:above" sid
