# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-isolation.sh - four kernels at once, below and above 4 GiB, that end in four ways, three
# times over: not one byte of the leader's memory changes, none of theirs while they stand
for name in keep stuck; do
	"$here/test-module" "$here/$name" "$out/extra" || result 1 "$name.ko builds"
done
with_vmlinux cp -r "${MINT_BUILD:-$top/build}/vm/vmlinux/boot" "$out/extra/"
export LAB_EXTRA=$out/extra
long_isolation()
{
	cat "$here/isolation-lib.sh" - <<'LEADER'
remember
ISO_K=$(ls /boot/vmlinuz-5.10*) iso_load a 0x40000000+256M 1 iso.do=panic
iso_load b 0x50000000+256M 2,3 iso.do=stuck
ISO_K=$(ls /boot/vmlinuz-6.12*) iso_load c 0x140000000+256M 4 iso.do=poweroff \
	--mint-swiotlb=0x60000000+80M
ISO_K=$(ls /boot/vmlinuz-7.*) iso_load d 0x150000000+256M 5 iso.do=stay \
	--mint-swiotlb=0x65000000+80M
keep_all 512 300 4
untouched
for round in 1 2 3; do
	note "round $round"
	for name in a b c d; do
		check "start $name" mintctl start $name
	done
	for name in a c; do
		check "$name ends" mintctl wait $name --timeout 400
	done
	is "a" "stopped (panic)" "$(state a)"
	is "c" "stopped (poweroff)" "$(state c)"
	check "b stands still" says b "interrupts go off on 2 CPUs" 400
	check "d has filled its memory" says d "SUCCESSOR DONE stay" 400
	for name in a b c d; do
		mintctl log $name | grep SUCCESSOR | sed "s/^/# $name /"
		check "$name kept what it had written" sh -c \
			"mintctl log $name | grep -q 'SUCCESSOR EATEN held [1-9][0-9]* MiB: 0 bytes changed'"
	done
	for name in b d; do
		check "kill $name" mintctl kill $name
	done
	untouched
	for name in a b c d; do
		digest $name
	done >/tmp/digests
	echo fill >/sys/kernel/debug/keep
	hold_ask fill >/tmp/hold.text
	is "digests, stopped, while the leader filled its memory" "$(cat /tmp/digests)" \
		"$(for name in a b c d; do digest $name; done)"
done
hold_ask end >/dev/null
rmmod keep
for name in a b c d; do
	check "release $name" mintctl release $name
done
all_back
LEADER
}
boot --smp 6 --mem 4G --timeout 3000 --kernel default --kernel bullseye --kernel trixie --kernel sid \
	< <(long_isolation)
expect_exit 0
