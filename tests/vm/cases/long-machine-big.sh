# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-machine-big.sh - memory blocks of 2 GiB: none below 4 GiB can be given, so a boot
# parameter has to reserve the low window, and does
with_vmlinux boot --machine big --smp 2 --timeout 600 <<'LEADER'
is "bytes of a block" 80000000 "$(cat /sys/devices/system/memory/block_size_bytes)"
remember
mintctl check >/tmp/table
is "WARN only: exit" 0 $?
sed 's/^/# /' /tmp/table
check "row hypervisor" grep -E '^PASS +hypervisor +QEMU' /tmp/table
check "row memory" grep -E '^PASS +memory +0 MiB below .* blocks: 2 GiB' /tmp/table
check "row low-memory" grep -E '^WARN +low-memory +0 MiB in one piece can be given below 4 GiB' \
	/tmp/table
refused 1 'blocks are 2 GiB); boot the leader with memmap=80M$0x' \
	kexec --mint-region=auto:512M --mint-cpus=1 $K
sed -n 's/.*boot the leader with \(memmap=[^ ]*\).*/PARAMETER \1/p' /tmp/refused.out
is "check advises the same" "$(grep -o 'memmap=80M[^ ]*' /tmp/refused.out | head -n 1)" \
	"$(grep -o 'memmap=80M[^ ]*' /tmp/table)"
refused 1 'R7: ' kexec --mint-region=$LOW --mint-cpus=1 $K
all_back
LEADER
expect_exit 0
parameter=$(tr -d '\r' <"$dir/leader.log" | sed -n 's/^PARAMETER //p')
check "a parameter was named" test -n "$parameter"

with_vmlinux boot --machine big --smp 2 --timeout 600 --append "${parameter:-none}" <<'LEADER'
remember
mintctl check >/tmp/table
grep -E -A 1 ' (low-)?memory ' /tmp/table | sed 's/^/# /'
check "row low-memory" grep -E '^PASS +low-memory +80 MiB in one piece below 4 GiB' /tmp/table
check "as advised" kexec --mint-region=auto:512M --mint-cpus=1 --mint-uart=ttyS1 --initrd=$I \
	--append="console=ttyS1,115200 succ.do=poweroff" $K
note "$(cat /sys/class/mint/os1/windows)"
check "its end" mintctl wait os1 --timeout 200
is "state" "stopped (poweroff)" "$(state os1)"
check "release" mintctl release os1
all_back
LEADER
expect_exit 0
expect ttyS1 "it came up, with a software IO TLB" 'software IO TLB: mapped .*\(64MB\)'
expect ttyS1 "READY" 'SUCCESSOR READY'
