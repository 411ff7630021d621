# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# images.bash - kernel files that a test makes
#
# In: $top, $kernel of the test. Out: files.

# uki FILE SECTION=TEXT...: a PE with these sections; .linux is the kernel
uki()
{
	python3 - "$top/tests/compat" "$kernel" "$@" <<-'PE'
	import sys
	sys.path.insert(0, sys.argv[1])
	import images
	pairs = [word.split("=", 1) for word in sys.argv[4:]]
	kernel = open(sys.argv[2], "rb").read()
	open(sys.argv[3], "wb").write(images.uki(
	    [(name.encode(), kernel if name == ".linux" else text.encode())
	     for name, text in pairs]))
	PE
}
