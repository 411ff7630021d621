# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-plain-kernels.sh - from and to kernels of four Debian releases, which have five levels
# of page tables on; 5.10 knows four only
extra=$out/extra
mkdir -p "$extra/boot"
elf_trim <"$("$here/kernels" path vmlinux bullseye)" | gzip -1 >"$extra/boot/old-vmlinux.gz"
LAB_EXTRA=$extra boot --smp 2 --timeout 400 --kernel default --kernel bullseye \
	--kernel trixie --kernel sid < <(
	cat "$here/chain-lib.sh" - <<'LEADER'
[ "$GEN" = 0 ] || arrived
levels()
{
	check "gen $GEN: $1 levels of page tables" \
		test "$(grep -cw la57 /proc/cpuinfo)" = "$2"
}
case $GEN in
0) next -c /boot/vmlinuz-5.10.* ;;
1) next -c /boot/vmlinuz-6.12.* ;;
2)
	levels five 2
	# the kernel's own system call leaves them on: 5.10 takes 6.12's for something else
	next -c /boot/vmlinuz-5.10.* ;;
3)
	loaded_by 255 9
	# -s would hand on 5.10's own setup data as memory of an unknown type
	next -c /boot/vmlinuz-7.* ;;
4) next -s /boot/vmlinuz-6.12.* ;;
5) next -c /boot/vmlinuz-7.* ;;
6)
	levels five 2
	next /boot/old-vmlinux.gz ;;
7) next -c /boot/vmlinuz-6.1.* ;;
8) levels five 2 ;;
esac
LEADER
)
expect_exit 0
for n in 1:5.10 2:6.12 3:5.10 4:7 5:6.12 6:7 7:5.10 8:6.1; do
	expect leader "generation ${n%:*}" "^# gen ${n%:*}: ${n#*:}\..*, loader"
done
