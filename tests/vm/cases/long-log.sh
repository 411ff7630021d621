# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-log.sh - log.sh with a whole minute of kernel messages at full speed
LOG_FLOOD=60
. "$here/cases/log.sh"
