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

blobs='purgatory/handoff\.h|purgatory/sha256(_lanes)?\.h|purgatory/blobs\.h|purgatory/runtime\.h'
room 'kexec/base/*.[ch]' 'base/|config\.h'
room 'kexec/conf/*.[ch]' 'conf/|base/|request\.h|config\.h'
room 'kexec/machine/*.[ch]' 'machine/|base/|config\.h'
room 'kexec/image/*.[ch]' 'image/|base/|config\.h'
room 'kexec/platform/*.[ch]' "platform/|image/|machine/machine\\.h|base/|mint/uapi/mint\\.h|config\\.h|$blobs"
room 'kexec/plan/*.[ch]' "plan/|platform/|image/|machine/machine\\.h|base/|request\\.h|mint/uapi/mint\\.h|config\\.h|$blobs"
room 'kexec/check/*.[ch]' 'check/|plan/(cores|rules|spans|windows)\.h|machine/machine\.h|base/|mint/uapi/mint\.h'
room 'kexec/sink/*.[ch]' 'sink/|plan/plan\.h|machine/|platform/platform\.h|image/image\.h|base/|mint/uapi/mint\.h|config\.h'
room 'kexec/*.[ch]' 'sink/|conf/|check/check\.h|plan/plan\.h|machine/|platform/(platform|setup_data)\.h|image/image\.h|base/|(request|cli|files|options|plain_flow|route|session)\.h|config\.h'
room 'mint/ctl/*.[ch]' 'ctl/|check/check\.h|conf/|printk/|image/image\.h|request\.h|sink/(mint_device|reserve)\.h|machine/|base/|mint/uapi/mint\.h|config\.h'
room 'printk/*.[ch]' 'printk/|base/'
room 'vmcore-dmesg/*.[ch]' 'vmcore-dmesg/|printk/|base/|config\.h'
room 'purgatory/*.[ch]' '(handoff|sha256|paging|blobs|runtime|purgatory)[a-z_]*\.h|purgatory/|mint/uapi/mint\.h'
# the module: its own headers and the ABI only
room 'mint/module/*.[ch]' '[a-z]+\.h"|\.\./uapi/mint\.h|uapi/mint\.h|mint/uapi/mint\.h'

# every header compiles alone
for header in kexec/*/*.h kexec/*.h purgatory/*.h printk/*.h vmcore-dmesg/*.h mint/uapi/*.h; do
	${CC:-cc} -std=gnu11 -D_GNU_SOURCE -Ikexec -I. -fsyntax-only -Wall -Wextra -x c "$header" || {
		echo "$header does not compile alone"
		status=1
	}
done
exit $status
