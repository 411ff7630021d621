# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# crash-lib.sh - after chain-lib.sh: scripts whose leader panics; the next generation is the
# capture kernel
#
# Ref:  Documentation/admin-guide/kdump/vmcoreinfo.rst; gABI, program header (64 bits)
MARK=0x90000 # physical: the case put eight bytes there; what is lower SeaBIOS clears

# crash_load OPTION…: this root and kernel for after a panic
crash_load()
{
	pack
	note "gen $GEN: kexec -p $*"
	kexec -p --initrd=/tmp/root.cpio "$@" "$K"
}

# crash_now: does not return
crash_now()
{
	echo "<5>lab: generation $GEN is about to crash" >/dev/kmsg
	dmesg | grep -E "$COMPLAINTS"
	dmesg -n 1
	echo c >/proc/sysrq-trigger
	not_ok "gen $GEN: sysrq-c came back"
	exit 1
}

# crash_bytes: what is reserved for capture kernels
crash_bytes()
{
	sum=0
	for range in $(sed -n 's/ *\([0-9a-f-]*\) : Crash kernel/\1/p' /proc/iomem); do
		sum=$((sum + 0x${range#*-} - 0x${range%-*} + 1))
	done
	echo $sum
}

# loads: PADDR FILE_OFFSET BYTES of each PT_LOAD of the vmcore. The kernel's text has one
# more, at the virtual address that it is linked for (0xffffffff80000000).
loads()
{
	count=$(od -An -tu2 -j 56 -N 2 /proc/vmcore)
	od -v -An -tu8 -w56 -j 64 -N $((count * 56)) /proc/vmcore |
		awk '$1 % 4294967296 == 1 && $3 < 18446744071562067968 {
			print $4, $2, $5 }'
}

# at_paddr ADDRESS: eight bytes of the crashed machine's memory
at_paddr()
{
	offset=$(loads | awk -v at=$(($1)) '$1 <= at && at < $1 + $3 { print at - $1 + $2 }')
	[ -z "$offset" ] || dd if=/proc/vmcore bs=8 skip=$((offset / 8)) count=1 2>/dev/null
}

# crash_expect: for "captured" of the next generation
crash_expect()
{
	mkdir -p /chain
	echo "$(($(ram_bytes) - $(crash_bytes))) $(crash_bytes)" >/chain/ram
}

# captured: what every capture kernel checks
captured()
{
	read -r rest region </chain/ram
	note "gen $GEN: $(cat /proc/cmdline)"
	check "gen $GEN: /proc/vmcore" test -e /proc/vmcore
	check "gen $GEN: its own RAM is what was reserved, and below 1 MiB: $(ram_bytes)" \
		test "$(ram_bytes)" -le $((region + (1 << 20)))
	dumped=$(loads | awk '{ sum += $3 } END { printf "%.0f", sum }')
	check "gen $GEN: $dumped bytes in the vmcore, all that the region left: $rest" \
		test $(((rest - dumped) / (1 << 20))) -eq 0
	check "gen $GEN: vmcore-dmesg" sh -c 'vmcore-dmesg /proc/vmcore >/tmp/dmesg'
	check "gen $GEN: its first line" sh -c \
		'head -n 1 /tmp/dmesg | grep -q "\] Linux version $(uname -r) "'
	check "gen $GEN: the line before the crash" grep -q \
		"lab: generation $((GEN - 1)) is about to crash" /tmp/dmesg
	check "gen $GEN: the crash" grep -q 'sysrq: Trigger a crash' /tmp/dmesg
	check "gen $GEN: the panic" grep -q 'Kernel panic - not syncing: sysrq' /tmp/dmesg
	grep -E 'Linux version|lab: |sysrq: |panic - ' /tmp/dmesg | cut -c 1-100 | sed 's/^/# /'
}
