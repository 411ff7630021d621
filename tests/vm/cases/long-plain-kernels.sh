# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-plain-kernels.sh - from and to kernels of four Debian releases
boot --smp 2 --timeout 400 --kernel default --kernel bullseye --kernel trixie --kernel sid < <(
	cat "$here/chain-lib.sh" - <<'LEADER'
[ "$GEN" = 0 ] || arrived
case $GEN in
0) next -c /boot/vmlinuz-5.10.* ;;
1) next -c /boot/vmlinuz-6.12.* ;;
2) next -s /boot/vmlinuz-7.* ;;
3) next -c /boot/vmlinuz-6.12.* ;;
4) next -c /boot/vmlinuz-7.* ;;
5) next -c /boot/vmlinuz-5.10.* ;;
6) next -s /boot/vmlinuz-6.1.* ;;
esac
LEADER
)
expect_exit 0
for n in 1:5.10 2:6.12 3:7 4:6.12 5:7 6:5.10 7:6.1; do
	expect leader "generation ${n%:*}" "^# gen ${n%:*}: ${n#*:}\..*, loader"
done
