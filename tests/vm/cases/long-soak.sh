# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-soak.sh - a hundred lives, or SOAK of them; SOAK_SEED chooses which
. "$here/soak.sh"
soak "${SOAK:-100}" "${SOAK_SEED:-1}"
