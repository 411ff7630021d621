# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# access.sh - which CPUs may be lent at all, who may take them away, who sees addresses, and
# what else than lockdown forbids to load a kernel
with_vmlinux boot --smp 5 --append maxcpus=3 <<'LEADER'
remember
P=/boot/payload.elf
M=/sys/class/misc/mint
B=--mint-region=0x40000000+128M

note "CPUs that were never online"
is "which" 3,4 "$(cat $M/never_online)"
refused 1 "CPU 3 was never online in this leader" kexec $B --mint-cpus=3 \
	--mint-dry-run $P
check "the row of check" sh -c "mintctl check | grep -E 'WARN +cpus .* 2 never online'"
block=/sys/devices/system/memory/memory$((0x48000000 / 0x$(cat /sys/devices/system/memory/block_size_bytes)))/state
check "a block for the module alone" sh -c "echo offline >$block"
check "the module says so itself" sh -c '! claim 48000000-4fffffff 3 2>/dev/null'
leader_log "why" 'CPU 3 refused: never online in this leader'
check "once is enough" sh -c \
	'echo 1 >/sys/devices/system/cpu/cpu3/online && echo 0 >/sys/devices/system/cpu/cpu3/online'
is "which" 4 "$(cat $M/never_online)"
check "now it may have it" claim 48000000-4fffffff 3
check "the block" sh -c "echo online >$block"
check "launch with it" kexec $B --mint-cpus=3 --mint-name=late --append=payload.spin=1 $P
check "kill" mintctl kill late

note "callers with an older and a newer header"
oscall late sizes >/tmp/sizes
sed 's/^/# /' /tmp/sizes
check "older and newer are the same, what we do not know is refused" grep -qx \
	'kill 3, older 3, newer 3, and more than we know 7' /tmp/sizes
check "more of a status than there is are zeros" grep -q '^newer status: .* beyond 0 to 0$' \
	/tmp/sizes
check "less of it" grep -qx 'older status: late, behind it 0xffffffff' /tmp/sizes
check "release" mintctl release late

note "the firmware asks for a CPU"
check "launch" kexec $B --mint-cpus=1 --mint-name=one --append=payload.spin=1 $P
eject=/sys/devices/system/cpu/cpu1/firmware_node/eject
check "it can be ejected" test -w $eject
echo 1 >$eject
for _ in $(seq 50); do
	! dmesg | grep -q 'cpu1: Offline failed' && test -e $eject || break
	sleep 0.1
done
leader_log "it is kept" 'cpu1: Offline failed'
check "it is there" test -e $eject
is "it runs" running "$(state one)"

note "addresses are for those who see them in /proc/iomem"
echo 'nobody:x:65534:65534::/:/bin/sh' >>/etc/passwd
user="su -s /bin/sh nobody -c"
for file in $M/trampoline $M/park /sys/class/mint/one/region /sys/class/mint/one/windows; do
	check "root: ${file##*/}" grep -q 0x $file
	check "others: ${file##*/}" sh -c "! $user 'cat $file' 2>/dev/null"
	check "root without capabilities: ${file##*/}" sh -c "! unshare -Ur cat $file 2>/dev/null"
done
check "such a root is there" unshare -Ur true
$user 'mintctl list' >/tmp/list
cat /tmp/list
check "others are told the rest" grep -qE \
	'^one +running +1 +128 MiB \(where: root only\)' /tmp/list
check "nor does the log name them" sh -c \
	"! dmesg | grep mint: | grep -E \$(cut -c 3- $M/trampoline | cut -d - -f 1)"
check "kill" mintctl kill one

note "IMA wants kernels that it can appraise"
check "policy" sh -c "echo 'appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig' \
	>/sys/kernel/security/ima/policy"
refused 255 "the leader lets nobody load a kernel" kexec -l --mint-region=0x48000000+128M \
	--mint-cpus=2 $P
leader_log "why" 'load refused: a security module or IMA'

note "nobody may load any more, whatever somebody mounts"
echo 1 >/proc/sys/kernel/kexec_load_disabled
refused 1 "kernel.kexec_load_disabled is set" kexec -l --mint-region=0x48000000+128M \
	--mint-cpus=2 $P
check "the row of check" sh -c "mintctl check | grep -E 'FAIL +lockdown .*kexec_load_disabled'"
echo 0 >/tmp/zero
mount --bind /tmp/zero /proc/sys/kernel/kexec_load_disabled
refused 255 "the leader lets nobody load a kernel" kexec -l --mint-region=0x48000000+128M \
	--mint-cpus=2 $P
leader_log "why" 'load refused: kernel.kexec_load_disabled is set'
check "what is loaded still starts" mintctl start one
check "kill" mintctl kill one
check "release" mintctl release one
all_back
LEADER
expect_exit 0
