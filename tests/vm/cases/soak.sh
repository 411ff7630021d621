# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# soak.sh - ten lives of one OS beside two others
. "$here/soak.sh"
soak 10 7
