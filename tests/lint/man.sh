#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# man.sh - mandoc finds nothing; every option and verb of --help is in its page
set -eu
cd "$(dirname "$0")/../.."
build=${MINT_BUILD:-build}
for program in kexec/kexec vmcore-dmesg/vmcore-dmesg mint/ctl/mintctl; do
	[ -x "$build/$program" ] || {
		echo "$build/$program is not built (./quickstart build)"
		exit 1
	}
done
mandoc -Tlint -Wwarning man/*.[0-9]
status=0
known()
{
	page=$1
	shift
	for word in "$@"; do
		plain=$(mandoc -Tascii "$page" | sed 's/.\x08//g')
		printf '%s' "$plain" | grep -qF -e "$word" || {
			echo "$page: says nothing of $word"
			status=1
		}
	done
}
# shellcheck disable=SC2046  # words are wanted
known man/kexec.8 $("$build/kexec/kexec" --help | grep -oE -e '--[a-z][a-z-]+' | sort -u)
# shellcheck disable=SC2046
known man/vmcore-dmesg.8 $("$build/vmcore-dmesg/vmcore-dmesg" --help | grep -oE -e '--[a-z]+' | sort -u)
# shellcheck disable=SC2046
known man/mintctl.8 $("$build/mint/ctl/mintctl" --help | sed -n 's/^  \([a-z]\{3,\}\) .*/\1/p')
exit $status
