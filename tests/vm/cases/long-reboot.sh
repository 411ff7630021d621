# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-reboot.sh - with LOAD_KEXEC=true a reboot of a Debian system is a kexec, after
# coldreboot it is a reset; systemctl kexec starts what kexec-load has loaded
extra=$out/extra
made=${MINT_BUILD:-$top/build}/integration
program=$(sed -n 's/^ExecStop=\(.*\) stop$/\1/p' "$made/kexec-load.service")
rm -rf "$extra"
mkdir -p "$extra"/etc/{default,systemd/system/multi-user.target.wants} \
	"$extra"/usr/{sbin,lib/systemd/system,lib/systemd/system-shutdown} \
	"$extra${program%/*}"
cp "$made/kexec-load" "$extra$program"
cp "$made/kexec-load.service" "$extra/usr/lib/systemd/system/"
cp "$made/kexec-load.shutdown" "$extra/usr/lib/systemd/system-shutdown/"
cp "$top/integration/coldreboot" "$extra/usr/sbin/"
ln -s /usr/lib/systemd/system/kexec-load.service \
	"$extra/etc/systemd/system/multi-user.target.wants/"
cat >"$extra/etc/default/kexec" <<CONF
LOAD_KEXEC=true
KERNEL_IMAGE=/boot/vmlinuz-$("$here/kernels" version default)
INITRD=/boot/succ.cpio.gz
APPEND="console=ttyS0,115200 succ.do=poweroff after=kexec"
CONF

for how in 'systemctl reboot' coldreboot "$program load && systemctl kexec"; do
	LAB_EXTRA=$extra boot --system --smp 2 < <(
		echo "HOW='$how'"
		cat <<'LEADER'
is "the leader is up" running "$(systemctl is-system-running --wait)"
check "the service came with the leader's boot" systemctl -q is-active kexec-load
is "nothing is loaded" 0 "$(cat /sys/kernel/kexec_loaded)"
note "$HOW"
dmesg -n 7
eval "$HOW"
sleep infinity
LEADER
	)
	if [ "$how" = coldreboot ]; then
		expect_exit 126
		check "coldreboot: no second kernel" \
			test "$(grep -ac 'after=kexec' "$dir/leader.log")" = 0
	else
		expect_exit 125
		expect leader "the second kernel has its command line" 'Command line: .*after=kexec'
		expect leader "it came up" 'SUCCESSOR READY'
	fi
done
