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
