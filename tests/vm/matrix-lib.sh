# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# matrix-lib.sh - launch kernels of other releases beside a leader, a cell of the matrix each
#
#   matrix_leader LEADER "CELL…" SUCCESSOR…   boots once; a cell is CPUS:PLACE[:END]
#
# In:   LEADER, SUCCESSOR: default, SUITE[/FLAVOUR] or VERSION, as tests/vm/kernels takes them;
#       PLACE is below or above, END is poweroff (if not given), reboot or panic
# Out:  $out/matrix, a line for each cell: DATE LEADER SUCCESSOR CPUS PLACE END ok|failed

# matrix_extra VERSION…: an archive for each successor with its own modules only, in $extra;
# of one alone also the kernel's ELF file
matrix_extra()
{
	local version
	extra=$out/extra
	rm -rf "$extra"
	mkdir -p "$extra/boot"
	for version; do
		cp "$("$here/initramfs" succ "$version")" "$extra/boot/succ-$version.cpio.gz" || return
		# memory for those of a whole matrix would be missed
		[ $# -gt 1 ] || elf_trim <"$("$here/kernels" path vmlinux "$version")" \
			>"$extra/boot/vmlinux-$version" || return
	done
}

matrix_leader()
{
	local leader cells=$2 version versions=() kernels=()
	leader=$("$here/kernels" version "$1")
	"$here/build-module" --variant mint "$1"
	result $? "mint.ko for $leader"
	kernels=(--kernel "$1")
	shift 2
	for version; do
		versions+=("$("$here/kernels" version "$version")")
		# fetched by the suite's name: a version alone would be looked for everywhere
		"$here/kernels" path vmlinuz "$version" >/dev/null || return
		[ "${versions[-1]}" = "$leader" ] || kernels+=(--kernel "${versions[-1]}")
	done
	matrix_extra "${versions[@]}"
	LAB_EXTRA=$extra fresh boot --smp 3 --timeout 3000 \
		--append "memmap=64M\$0x60000000" "${kernels[@]}" < <(
		printf 'CELLS="%s" VERSIONS="%s"\n' "$cells" "${versions[*]}"
		cat "$here/matrix-leader.sh"
	)
	rm -rf "$extra"
	expect_exit 0
	matrix_lines "$leader" "${versions[*]}" "$cells"
}

# matrix_lines LEADER VERSIONS CELLS: what became of each; one that was not reached failed
matrix_lines()
{
	local version cell line is cpus place end
	for version in $2; do
		for cell in $3; do
			IFS=: read -r cpus place end <<<"$cell"
			line="$1 $version $cpus $place ${end:-poweroff}" is=failed
			# not grep -q in a pipe: tr would die of it, and pipefail call that a miss
			if tr -d '\r' <"$dir/leader.log" | grep -axF "# MATRIX $line ok" >/dev/null
			then
				is=ok
			fi
			[ $is = ok ]
			result $? "beside $1: $version, CPUs: $cpus, $place 4 GiB, ${end:-poweroff}"
			echo "$(date -u +%F) $line $is" >>"$out/matrix"
		done
	done
}
