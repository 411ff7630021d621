#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# acpi-golden.sh - the tables as iasl reads them, against golden/*.dsl
#
# In: test_acpi --dump. Every table of both OSes is disassembled and compared without
# iasl's own header comment; each DSDT must compile again without an error or warning.
# UPDATE=1 writes the golden files instead (look at the difference before a commit).
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
golden=$top_srcdir/tests/unit/platform/acpi/golden
if ! command -v iasl >/dev/null; then
	echo "SKIP: iasl (package acpica-tools) is not installed: tables not compared"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$top_builddir/tests/unit/platform/acpi/test_acpi" --dump "$work"
cd "$work"
status=0 count=0
for table in *.aml; do
	name=${table%.aml}
	iasl -d "$table" >"$name.log" 2>&1 || {
		cat "$name.log"
		exit 1
	}
	# the first comment holds iasl's version, the date and the file name
	sed -e '1,/^ \*\//d' -e 's/[[:space:]]*$//' "$name.dsl" >"$name.plain"
	[ -s "$name.plain" ]
	if [ "${UPDATE:-0}" = 1 ]; then
		cp "$name.plain" "$golden/$name.dsl"
	elif ! diff -u "$golden/$name.dsl" "$name.plain"; then
		echo "$name differs from tests/unit/platform/acpi/golden/$name.dsl"
		status=1
	fi
	count=$((count + 1))
	case $name in
	*-DSDT)
		cp "$name.dsl" "$name-again.asl"
		iasl "$name-again.asl" >"$name.log" 2>&1 || status=1
		grep -q ' 0 Errors, 0 Warnings,' "$name.log" || {
			cat "$name.log"
			status=1
		}
		;;
	esac
done
echo "$count tables"
[ "$count" -eq "$(find "$golden" -name '*.dsl' | wc -l)" ] || {
	echo "golden/ holds another number of tables"
	status=1
}
exit $status
