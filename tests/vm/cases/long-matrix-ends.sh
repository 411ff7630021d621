# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-matrix-ends.sh - reboot and panic of each successor come back to the leader; RT kernels
# use their EFI runtime only when told to
. "$here/matrix-lib.sh"
matrix_leader default "1:below:reboot 2:above:panic" \
	bullseye bookworm/cloud bookworm/rt trixie sid
matrix_leader sid "2:below:reboot 1:above:panic" default
