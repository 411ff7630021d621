#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# rooms.sh - who may include whom (design.md, "Dependency rules")
#
# One line a room: its files, then the include prefixes it may use besides the system's.
set -eu
: "${top_srcdir:?}"
cd "$top_srcdir"
status=0

# room, its include lines that match none of the allowed prefixes are an error
room()
{
	files=$1 allowed=$2
	# shellcheck disable=SC2086  # a list of globs
	bad=$(grep -n '^#include "' $files 2>/dev/null |
		grep -vE "#include \"($allowed)" || true)
	if [ -n "$bad" ]; then
		printf 'room %s may include only %s:\n%s\n' "$files" "$allowed" "$bad"
		status=1
	fi
}

blobs='purgatory/(sha256|sha256_lanes|blobs|runtime)\.h|abi/handoff\.h'
room 'lib/base/*.[ch]' 'base/|config\.h'
room 'lib/image/*.[ch]' 'image/|base/|config\.h'
room 'lib/machine/*.[ch]' 'machine/(text|machine|read/(sources|facts))\.h|base/|config\.h'
room 'lib/machine/read/*.[ch]' 'machine/|base/|config\.h'
room 'lib/printk/*.[ch]' 'printk/|base/'
room 'lib/request/*.[ch]' 'request/|image/|base/|config\.h'
room 'lib/platform/*.[ch] lib/platform/acpi/*.[ch]' "platform/|image/|machine/machine\.h|base/|abi/mint\.h|config\.h|$blobs"
room 'lib/plan/*.[ch] lib/plan/*/*.[ch]' "plan/|platform/|image/|machine/machine\.h|base/|request/request\.h|abi/mint\.h|config\.h|$blobs"
room 'lib/check/*.[ch]' 'check/|plan/rules/|machine/machine\.h|base/|abi/mint\.h'
room 'lib/print/*.[ch]' 'print/|plan/plan\.h|machine/machine\.h|platform/platform\.h|image/image\.h|base/'
room 'lib/leader/*.[ch]' 'leader/|plan/plan\.h|machine/|base/|abi/mint\.h|config\.h'
room 'lib/load/*.[ch]' 'load/|leader/|plan/|machine/|platform/platform\.h|image/image\.h|base/|abi/mint\.h|config\.h'
room 'kexec/*.[ch]' 'kexec/|load/|leader/|print/|check/check\.h|plan/plan\.h|request/|machine/|platform/(plain_line|platform|setup_data)\.h|image/(image|probe|vmlinux)\.h|base/|config\.h'
room 'mint/ctl/*.[ch] mint/ctl/*/*.[ch]' 'mint/ctl/|check/check\.h|request/|printk/|image/(image|probe)\.h|leader/|machine/|base/|abi/mint\.h|config\.h'
room 'vmcore-dmesg/*.[ch]' 'vmcore-dmesg/|printk/|base/|config\.h'
room 'purgatory/*.[ch]' 'purgatory/|abi/'
# the module: its own headers and the ABI only
room 'mint/module/*.[ch]' '[a-z]+\.h|abi/mint\.h'

# every header compiles alone
for header in abi/*.h lib/*/*.h lib/*/*/*.h purgatory/*.h kexec/*.h mint/ctl/*.h mint/ctl/*/*.h vmcore-dmesg/*.h; do
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -Ilib -I. -fsyntax-only -Wall -Wextra -x c "$header" || {
		echo "$header does not compile alone"
		status=1
	}
done
exit $status
