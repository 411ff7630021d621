# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# plain-crash.sh - -p: sysrq-c, and the capture kernel has the dead one's memory and log; the
# kernel's own system call with a region below 4 GiB, ours with one above
#
# plain-uefi.sh has ours with a region below 4 GiB, long-plain-hotplug.sh --hotplug.
mark=(--qemu-arg -device --qemu-arg "loader,addr=0x90000,data=0x6b72616d2d62616c,data-len=8")

fresh boot --smp 2 --timeout 120 --append crashkernel=256M < <(
	cat "$here/chain-lib.sh" "$here/crash-lib.sh" - <<'LEADER'
case $GEN in
0)
	crash_expect
	is "--print-ckr-size" $((256 << 20)) "$(kexec --print-ckr-size)"
	kexec -S
	is "kexec -S" 0 $?
	check "kexec -p -u with nothing loaded" kexec -p -u
	check "load -c" crash_load -c --append="$A lab.gen=1"
	kexec -S
	is "kexec -S" 1 $?
	kexec -l -S
	is "kexec -l -S: that is the other one" 0 $?
	check "kexec -p -u" kexec -p -u
	kexec -S
	is "kexec -S" 0 $?
	# what is loaded last is what counts
	check "load -c" crash_load -c --append="$A nr_cpus=1 lab.gen=1 lab.by=load"
	check "load -s" crash_load -s --append="$A nr_cpus=1 lab.gen=1 lab.by=file"
	crash_now ;;
1)
	captured
	loaded_by 208 9
	check "by the kernel's own system call" grep -q lab.by=file /proc/cmdline ;;
esac
LEADER
)
expect_exit 0

fresh boot --smp 2 --timeout 120 --append "crashkernel=256M,high crashkernel=72M,low" "${mark[@]}" < <(
	cat "$here/chain-lib.sh" "$here/crash-lib.sh" - <<'LEADER'
case $GEN in
0)
	crash_expect
	grep 'Crash kernel' /proc/iomem | sed 's/^/# /'
	is "--print-ckr-size" $((256 << 20)) "$(kexec --print-ckr-size)"
	check "load" crash_load -c --reuse-cmdline --append="nr_cpus=1 lab.gen=1"
	crash_now ;;
1)
	captured
	loaded_by 255 9
	check "its initrd is above 4 GiB: 0x$(ramdisk)" \
		test $((0x$(ramdisk))) -ge $((0x100000000))
	check "--reuse-cmdline without crashkernel=, and elfcorehdr=" grep -qE \
		'^console=[^/]* quiet nr_cpus=1 lab\.gen=1 elfcorehdr=[0-9]+K$' /proc/cmdline
	check "no crashkernel=" sh -c '! grep crashkernel= /proc/cmdline'
	# this kernel used the first 640 KiB: what was there is read from its copy
	is "low memory, from its backup" lab-mark "$(at_paddr $MARK)" ;;
esac
LEADER
)
expect_exit 0
