# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-ipi.sh - ipi.sh for longer
rounds=4000 timeout=3000
. "$here/cases/ipi.sh"
