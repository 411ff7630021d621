# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# memory.sh - what the module does with memory before an OS gets it: it is cleared, what is
# known to be bad is refused, and so is what BIOSes write to; the module alone is asked
with_vmlinux boot --smp 4 <<'LEADER'
remember
size=$((0x$(cat /sys/devices/system/memory/block_size_bytes)))
block=/sys/devices/system/memory/memory$((0x48000000 / size))
echo 0 >/sys/devices/system/cpu/cpu1/online
echo offline >$block/state
R=48000000-4fffffff

note "cleared"
check "an OS leaves something in its memory" claim $R 1 mark
is "which the next one could read" "128 pages hold something" "$(claim $R 1 look-raw)"
is "it is cleared before" "0 pages hold something" "$(claim $R 1 look 2>/tmp/claim.time)"
note "$(cat /tmp/claim.time)"
claim $R 1 mark
check "let go before that is done" claim $R 1

note "below 64 KiB"
is "refused" "claim: Invalid argument" "$(MINT_REALMODE=0xf000 claim $R 1 2>&1)"
check "64 KiB is the first" env MINT_REALMODE=0x10000 claim $R 1

note "bad memory"
echo online_movable >$block/state
check "a page fails" sh -c "echo 0x4a345000 >/sys/devices/system/memory/hard_offline_page"
mintctl check >/tmp/check
check "mintctl check leaves its block out" \
	grep '128 MiB have pages known to be bad: never given' /tmp/check
refused 1 "R7: memory9 (0x48000000-0x4fffffff) of the region has a page that is known to be bad" \
	kexec --mint-region=0x48000000+128M --mint-cpus=2 /boot/payload.elf
echo offline >$block/state
is "its block is offline" offline "$(cat $block/state)"
is "refused" "claim: Memory page has hardware error" "$(claim $R 1 2>&1)"
leader_log "which page" 'mint: .*refused: the page at 0x4a345000 is known to be bad'
check "what lies before it is not" claim 48000000-4a344fff 1
is "nor is all of it but that page" "claim: Memory page has hardware error" \
	"$(claim 4a345000-4a345fff 1 2>&1)"
check "what lies behind it" claim 4a346000-4fffffff 1
LEADER
expect_exit 0
