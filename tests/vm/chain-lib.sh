# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# chain-lib.sh - for scripts whose leader executes a kernel that runs the same script again
#
# In:   lab.gen=N on the command line: the how-manieth kernel this is, from 0 on
# Out:  $GEN; "next" does not return. A chain's files live in /, which each kernel hands to
#       the following one as its initrd; /chain holds what must be the same there.
K=/boot/vmlinuz-$KVER
GEN=$(sed -n 's/.*lab\.gen=\([0-9]*\).*/\1/p' /proc/cmdline)
GEN=${GEN:-0}
# the same command line for all of them
A=$(sed 's/ *lab\.[a-z]*=[^ ]*//g' /proc/cmdline)

# ram_bytes: what /proc/iomem has as System RAM. Setup data splits its lines.
ram_bytes()
{
	sum=0
	while read -r range colon what; do
		[ "$colon $what" != ": System RAM" ] ||
			sum=$((sum + 0x${range#*-} - 0x${range%-*} + 1))
	done </proc/iomem
	echo "$sum"
}

# machine_facts: what no kexec may change. Below 1 MiB the BIOS and QEMU, which boots the
# first kernel, name other ranges. What was MMCONFIG is called ECAM since Linux 6.9.
machine_facts()
{
	echo "cpus $(nproc)"
	echo "ram $(($(ram_bytes) / 65536)) * 64 KiB"
	dmesg | sed -n 's/.*\(ACPI: RSDP.*\)/\1/p; s/.*\(efi: SMBIOS.*\)/\1/p'
	grep -E '^[0-9a-f]+-[0-9a-f]+ : (Reserved|ACPI|PCI|Unknown)' /proc/iomem |
		sed '/^000[0-9a-f]\{5\}-/d; s/MMCONFIG/ECAM/'
	cat /sys/class/graphics/fb0/name /sys/class/graphics/fb0/virtual_size 2>/dev/null
}

ramdisk()
{
	dmesg | sed -n 's/.*RAMDISK: \[mem 0x\([0-9a-f]*\)-.*/\1/p'
}

# setup_types: of the list of setup data, as decimal numbers
setup_types()
{
	for file in /sys/kernel/boot_params/setup_data/*/type; do
		[ ! -e "$file" ] || echo $(($(cat "$file")))
	done | sort -n | tr '\n' ' ' | sed 's/ $//'
}

# loader_type: who filled boot_params in. 208 is the kernel itself, 255 ours.
loader_type()
{
	od -An -tu1 -j $((0x210)) -N 1 /sys/kernel/boot_params/data | tr -d ' '
}

# pack: / as an initrd; /tmp is a file system of its own. The programs that cases with an OS
# beside the leader need would be copied, digested and unpacked again by each generation.
pack()
{
	rm -f /lib/mint-test.ko /boot/payload.elf
	for tool in await claim digest drive end flood hold hook kept listen nudge oscall poke still; do
		rm -f "/bin/$tool"
	done
	(cd / && find . -xdev ! -name '*.cpio' | cpio -o -H newc 2>/dev/null) >/tmp/root.cpio
}

# next OPTION… KERNEL: load with this root and execute; on failure the end.
# The load's own words are shown, and what the new kernel shall have as command line is
# left in /chain/cmdline.
next()
{
	mkdir -p /chain
	echo "$A lab.gen=$((GEN + 1))" >/chain/cmdline
	[ "$GEN" != 0 ] || machine_facts >/chain/facts
	pack
	note "gen $GEN: $(date +%T) kexec -l $*"
	if ! kexec -l --initrd=/tmp/root.cpio --append="$(cat /chain/cmdline)" "$@"; then
		not_ok "gen $GEN: load $*"
		exit 1
	fi
	kexec -l -S
	is "gen $GEN: kexec -l -S" 1 $?
	dmesg | grep -E "$COMPLAINTS"
	kexec -e
	not_ok "gen $GEN: kexec -e came back with $?"
	exit 1
}

# arrived: what every generation but the first checks
arrived()
{
	note "gen $GEN: $(uname -r), loader $(loader_type), ramdisk at 0x$(ramdisk)," \
		"setup data $(setup_types)"
	is "gen $GEN: command line" "$(cat /chain/cmdline)" "$(cat /proc/cmdline)"
	machine_facts >/tmp/facts
	check "gen $GEN: CPUs, RAM, RSDP, reserved ranges as in the first" \
		cmp -s /chain/facts /tmp/facts
	cmp -s /chain/facts /tmp/facts || diff /chain/facts /tmp/facts | sed 's/^/# /'
}

# loaded_by LOADER TYPES: 208 for kexec_file_load, 255 for ours; setup data types as numbers
loaded_by()
{
	is "gen $GEN: loader" "$1" "$(loader_type)"
	is "gen $GEN: setup data" "$2" "$(setup_types)"
}
