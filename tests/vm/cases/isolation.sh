# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# isolation.sh - not one byte of the leader's memory changes while successors boot, fill all
# of theirs, panic and are killed; not one of theirs while the leader fills all of its own
#
# The region of the last OS, which breaks the rules on purpose, is hidden from the leader:
# no free memory is left when it is loaded.
"$here/test-module" "$here/keep" "$out/extra" || result 1 "keep.ko builds"
with_vmlinux cp -r "${MINT_BUILD:-$top/build}/vm/vmlinux/boot" "$out/extra/"
export LAB_EXTRA=$out/extra
isolation()
{
	cat "$here/isolation-lib.sh" - <<'LEADER'
remember
iso_load low 0x40000000+256M 1,2 iso.do=panic
iso_load high 0x120000000+256M 3 iso.do=stay --mint-swiotlb=0x50000000+80M
low=$(digest low) high=$(digest high)
note "digests: low $low, high $high"
keep_all 384 300 3
is "low, loaded, while the leader filled its memory" "$low" "$(digest low)"
is "high, loaded" "$high" "$(digest high)"
untouched

note "two successors boot and fill their memory"
check "start high" mintctl start high
check "start low" mintctl start low
check "low ends" mintctl wait low --timeout 120
is "low" "stopped (panic)" "$(state low)"
mintctl log low | grep SUCCESSOR
check "high has filled its memory" says high "SUCCESSOR DONE stay" 120
mintctl log high | grep SUCCESSOR
check "low kept what it had written" sh -c \
	"mintctl log low | grep -q 'SUCCESSOR EATEN held 1[0-9][0-9] MiB: 0 bytes changed'"
check "and high" sh -c \
	"mintctl log high | grep -q 'SUCCESSOR EATEN held [12][0-9][0-9] MiB: 0 bytes changed'"
check "kill high" mintctl kill high
untouched

note "the leader fills its memory again"
low=$(digest low) high=$(digest high)
echo fill >/sys/kernel/debug/keep
hold_ask fill >/tmp/hold.text
is "low, stopped" "$low" "$(digest low)"
is "high, stopped" "$high" "$(digest high)"
poke low 0x78 1
check "one byte there would be seen" test "$low" != "$(digest low)"
low=$(digest low)

note "a successor that changes a byte of the leader's"
at=$(sed -n 's/^kept .* from \(0x[0-9a-f]*\) on: .*/\1/p' /tmp/keep)
at=$(printf '0x%x' $((at + 0x123)))
iso_load wild 0x30000000+256M 4 "iso.do=poweroff iso.wild=$at"
check "start" mintctl start wild
check "wild ends" mintctl wait wild --timeout 120
mintctl log wild | grep -E 'SUCCESSOR|keep'
bytes_changed 1 0
check "at $at" grep "^page $(printf '0x%x' $((at & ~7))):" /tmp/keep
nothing_else
is "low, that another successor ran" "$low" "$(digest low)"
is "high" "$high" "$(digest high)"
echo "flip $at" >/sys/kernel/debug/keep
hold_ask flip >/tmp/hold.text
bytes_changed 0 1
hold_ask flip >/tmp/hold.text
echo "flip 0x1000" >/sys/kernel/debug/keep
bytes_changed 0 0
check "below 1 MiB too" grep -x 'changed 0x1000-0x1000' /tmp/keep
echo "flip 0x1000" >/sys/kernel/debug/keep
untouched

hold_ask end >/dev/null
rmmod keep
for name in low high wild; do
	check "release $name" mintctl release $name
done
all_back
LEADER
}
fresh boot --smp 5 --mem 3G --timeout 900 --append "memmap=256M\$0x30000000" < <(isolation)
expect_exit 0
