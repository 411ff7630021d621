# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-unplug.sh - memory that can leave the machine is never an OS's: a DIMM that is ejected
# and a virtio_mem that shrinks while an OS runs take nothing from it; freed memory is poisoned.
# Nor are struct pages: the DIMM is one block, whose first 2 MiB hold those of all of it.
q() { for word; do args+=(--qemu-arg "$word"); done; }
args=()
socket=$(mktemp -u "${TMPDIR:-/tmp}/unplug-XXXXXX")
log=$out/boot1/leader.log
q -m 4G,slots=2,maxmem=8G -monitor "unix:$socket,server=on,wait=off" \
	-object memory-backend-ram,id=dimm,size=128M -device pc-dimm,id=dimm0,memdev=dimm \
	-object memory-backend-ram,id=plug,size=1G \
	-device virtio-mem-pci,id=plug0,memdev=plug,requested-size=512M
mkdir -p "$out/boot1"
: >"$log"
# What only the host can do: it waits for the leader's word.
{
	tail -n +1 -F "$log" 2>/dev/null | grep -m 1 '^# shrink' >/dev/null
	perl -MIO::Socket::UNIX -e 'my $m = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die;
		print $m "qom-set plug0 requested-size 0\n"; $m->flush; sysread $m, $_, 4096 for 1..2' \
		"$socket"
} &
host=$!
with_vmlinux boot --smp 4 "${args[@]}" \
	--append "slub_debug=FZP page_poison=1 memory_hotplug.memmap_on_memory=1" <<'LEADER'
P=/boot/payload.elf
memory=/sys/devices/system/memory
size=$((0x$(cat $memory/block_size_bytes)))
# until_true COMMAND…: a look each tenth of a second, 20 s of them
until_true()
{
	for _ in $(seq 200); do
		"$@" && return
		usleep 100000
	done
	return 1
}
goes_offline()
{
	[ "$(cat $memory/memory$1/state)" = offline ] || echo offline >$memory/memory$1/state
}
has_plug() { [ "$(grep -c 'System RAM (virtio_mem)' /proc/iomem)" -gt 0 ]; }
has_no_plug() { ! has_plug; }
has_no_dimm() { ! ls $memory/memory*/firmware_node >/dev/null 2>&1; }
# range BLOCK FROM: its addresses as claim wants them, from that byte of it on
range()
{
	printf '%x-%x' $(($1 * size + $2)) $((($1 + 1) * size - 1))
}
modprobe -a virtio_pci virtio_mem
check "virtio_mem adds memory" until_true has_plug
echo 0 >/sys/devices/system/cpu/cpu1/online

note "a DIMM"
dimm=$(cd $memory && ls -d memory*/firmware_node | sed -n '1s/memory\([0-9]*\).*/\1/p')
check "its first block" [ -n "$dimm" ]
address=$(printf '0x%x' $((dimm * size)))
mintctl check >/tmp/check
check "mintctl check leaves it out" grep 'MiB more can be unplugged: never given' /tmp/check
refused 1 "can be unplugged while an OS has it: it is memory of PNP0C80" \
	kexec --mint-region=$address+128M --mint-swiotlb=auto --mint-cpus=2 $P
goes_offline $dimm
is "the module" "claim: Operation not supported" "$(claim "$(range $dimm $((0x200000)))" 1 2>&1)"
leader_log "whose it is" 'mint: .*can be unplugged: it is memory of PNP0C80'
is "struct pages of others, none of its own" "claim: Address already in use" \
	"$(claim "$(range $dimm $((0x1ff000)))" 1 2>&1)"
leader_log "what lies there" "mint: .*refused: the leader.s own struct pages lie in it"

note "virtio_mem"
plug=$(sed -n 's/^ *\([0-9a-f]*\)-.*System RAM (virtio_mem)/\1/p' /proc/iomem | head -n 1)
block=$((0x$plug / size))
refused 1 "can be unplugged while an OS has it: it is memory of System RAM (virtio_mem)" \
	kexec --mint-region=0x$plug+128M --mint-swiotlb=auto --mint-cpus=2 $P
goes_offline $block
is "the module" "claim: Operation not supported" "$(claim "$(range $block 0)" 1 2>&1)"
leader_log "whose it is" 'mint: .*can be unplugged: it is memory of a driver'

note "both leave while an OS runs"
check "an OS" kexec --mint-region=auto:512M --mint-cpus=2 --mint-name=a \
	--append=payload.spin=1 $P
check "eject" sh -c "echo 1 >$memory/memory$dimm/firmware_node/eject"
check "the DIMM has left" until_true has_no_dimm
note "shrink"
check "virtio_mem has let go" until_true has_no_plug
is "the OS runs" running "$(state a)"
check "stop it" mintctl kill a
check "release" mintctl release a
LEADER
expect_exit 0
kill "$host" 2>/dev/null
rm -f "$socket"
