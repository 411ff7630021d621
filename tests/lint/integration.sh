#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# integration.sh - what make install puts around the programs: no place is left open, the
# scripts are scripts, systemd finds nothing wrong with the unit, settings are kept
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
dir=$(mktemp -d "${TMPDIR:-/tmp}/mint-integration.XXXXXX")
trap 'rm -rf "$dir"' EXIT
status=0
complain()
{
	echo "$*"
	status=1
}

for name in kexec-load kexec-load.service kexec-load.shutdown; do
	file=$top_builddir/integration/$name
	[ -s "$file" ] || complain "$name: not made"
	! grep -n '@[a-z]*@' "$file" || complain "$name: a place is left open"
done
[ -x "$top_builddir/integration/kexec-boot-entry" ] ||
	complain "kexec-boot-entry is not beside kexec-load"
for name in kexec-load kexec-load.shutdown; do
	file=$top_builddir/integration/$name
	[ -x "$file" ] || complain "$name: cannot be run"
	sh -n "$file" || complain "$name: not for sh"
done
# the settings' names are those that the script reads
for name in LOAD_KEXEC KERNEL_IMAGE INITRD APPEND USE_GRUB_CONFIG BOOT_ENTRY; do
	grep -q "^$name=" "$top_srcdir/integration/kexec.default" ||
		complain "kexec.default: no $name"
	grep -q "\$$name\b" "$top_builddir/integration/kexec-load" ||
		complain "kexec-load: does not read $name"
done

# twice: the second time there are settings, and they stay
for round in first second; do
	make -s -C "$top_builddir" install-data-local DESTDIR="$dir/root" \
		sysconfdir=/etc >"$dir/make" 2>&1 || complain "$(cat "$dir/make")"
	settings=$dir/root/etc/default/kexec
	if [ "$round" = first ]; then
		cmp "$settings" "$top_srcdir/integration/kexec.default" || status=1
		echo 'LOAD_KEXEC=true # mine' >"$settings"
	fi
done
grep -q mine "$settings" || complain "make install has overwritten the settings"

# The program that the unit starts must exist, so one of the build tree stands in.
if command -v systemd-analyze >/dev/null; then
	sed "s|^ExecStop=[^ ]*/kexec-load|ExecStop=$top_builddir/integration/kexec-load|" \
		"$top_builddir/integration/kexec-load.service" >"$dir/kexec-load.service"
	grep -q "^ExecStop=$top_builddir/integration/kexec-load stop\$" "$dir/kexec-load.service" ||
		complain "kexec-load.service: no ExecStop="
	said=$(systemd-analyze verify --man=no --recursive-errors=no \
		"$dir/kexec-load.service" 2>&1) || complain "systemd-analyze fails"
	[ -z "$said" ] || complain "$said"
else
	echo "no systemd-analyze here: the unit was not looked at"
fi
exit $status
