#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shell.sh - shellcheck over every shell script of the tree
set -eu
cd "$(dirname "$0")/../.."
# shellcheck disable=SC2046  # file names of this tree have no blanks
set -- $(git ls-files | while read -r file; do
	[ -f "$file" ] && head -n 1 "$file" | grep -aqE '^#!.*\b(sh|bash)$' && echo "$file"
done)
[ $# -gt 5 ]
echo "$# scripts"
shellcheck "$@"
# the parts of VM cases: variables come from and go to the file that sources them
shellcheck -e SC2154,SC2034,SC2016,SC2013 tests/vm/case.sh tests/vm/leader-lib.sh tests/vm/cases/*.sh
