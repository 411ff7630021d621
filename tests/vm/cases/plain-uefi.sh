# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# plain-uefi.sh - a leader on UEFI firmware: runtime services, variables and framebuffer are
# there after a kexec, not with --noefi, and after a panic
boot --uefi --smp 2 --timeout 200 --append crashkernel=384M --qemu-arg -vga --qemu-arg std < <(
	cat "$here/chain-lib.sh" "$here/crash-lib.sh" - <<'LEADER'
BOOT_ORDER=BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c
OURS=6d696e74-0000-4000-8000-6c6162000000 # the firmware takes no new names in its own space

# variable NAME: its bytes as the firmware's runtime service gives them
variable()
{
	od -v -An -tx1 "/sys/firmware/efi/efivars/$1" | tr -d ' \n'
}

# efi_works: the services answer, reading and writing
efi_works()
{
	note "gen $GEN: $(dmesg | sed -n 's/.*\(efi: EFI v.*\)/\1/p')"
	modprobe efivarfs
	check "gen $GEN: efivarfs" mount -t efivarfs efivars /sys/firmware/efi/efivars
	[ "$GEN" != 0 ] || { mkdir -p /chain; variable $BOOT_ORDER >/chain/order; }
	is "gen $GEN: variable BootOrder" "$(cat /chain/order)" "$(variable $BOOT_ORDER)"
	new=/sys/firmware/efi/efivars/Lab$GEN-$OURS
	check "gen $GEN: write a variable" sh -c "printf '\\7\\0\\0\\0gen$GEN' >$new"
	check "gen $GEN: runtime map" test -e /sys/firmware/efi/runtime-map/0/phys_addr
	(cd /sys/firmware/efi/runtime-map && grep . */*) | sort >/tmp/map
	[ "$GEN" != 0 ] || cp /tmp/map /chain/map
	check "gen $GEN: the runtime map is that of the first" cmp /chain/map /tmp/map
}
fb_works()
{
	is "gen $GEN: framebuffer" "EFI VGA" "$(cat /sys/class/graphics/fb0/name)"
	note "gen $GEN: $(dmesg | sed -n 's/.*\(efifb: framebuffer.*\)/\1/p')"
}
case $GEN in
0)
	efi_works
	fb_works
	next -c $K ;;
1)
	arrived
	loaded_by 255 "4 9"
	efi_works
	fb_works
	is "gen 1: what the kernel before wrote" 0700000067656e30 "$(variable Lab0-$OURS)"
	crash_expect
	check "gen 1: load for after a panic" crash_load -c --append="$A nr_cpus=1 lab.gen=2"
	crash_now ;;
2)
	captured
	loaded_by 255 "4 9"
	efi_works
	fb_works
	# on from here, in what the capture kernel has; still with one CPU: should this be the
	# second one, starting the first would take it to the firmware
	A="${A%% elfcorehdr*}"
	next -c --noefi $K ;;
3)
	is "gen 3: command line" "$(cat /chain/cmdline)" "$(cat /proc/cmdline)"
	loaded_by 255 9
	fb_works
	check "gen 3: --noefi: no EFI runtime" test ! -e /sys/firmware/efi
	check "gen 3: in the region: $(ram_bytes)" test "$(ram_bytes)" -lt $((385 << 20)) ;;
esac
LEADER
)
expect_exit 0
