#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# versions.sh - only compat.h of the module knows kernel versions
set -eu
: "${top_srcdir:?}"
cd "$top_srcdir"
words='LINUX_VERSION|KERNEL_VERSION|linux/version\.h|generated/utsrelease|UTS_RELEASE|RHEL_RELEASE'
grep -qE "$words" mint/module/compat.h || {
	echo "nothing in compat.h that this looks for" # then nothing would be found elsewhere
	exit 1
}
if grep -rnE --exclude=compat.h "$words" mint purgatory; then
	echo "kernel versions belong into mint/module/compat.h"
	exit 1
fi
