#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shell.sh - shellcheck over every shell script of the tree (which needs no git to be one)
set -eu
cd "$(dirname "$0")/../.."
# shellcheck disable=SC2046  # file names of this tree have no blanks
set -- $(find quickstart .ci lib kexec mint purgatory man integration tests -type f \
	-not -path 'tests/fuzz/corpus/*' -not -path 'tests/sysroots/*/*' | sort |
	while read -r file; do
		if head -n 1 "$file" | grep -aqE '^#!.*[/ ](sh|bash)$'; then
			echo "$file"
		fi
	done)
[ $# -gt 5 ] # fewer would mean that nothing was looked at
echo "$# scripts"
shellcheck "$@"
# the parts of VM cases: variables come from and go to the file that sources them
shellcheck -e SC1091,SC2154,SC2034,SC2016,SC2013 tests/vm/case.sh tests/vm/soak.sh tests/vm/matrix-leader.sh \
	tests/vm/*-lib.sh tests/vm/cases/*.sh
