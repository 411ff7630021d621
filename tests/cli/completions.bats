#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# completions.bats - what bash and zsh complete is what --help says
#
# In:   the programs' --help; the completions, bash's by calling them as bash does
# Out:  words
# Ref:  bash(1) "Programmable Completion"

# shellcheck disable=SC1090,SC1091,SC2154 # the completions are sourced
bats_require_minimum_version 1.5.0

setup()
{
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	build=${top_builddir:-$top/build}
	bash_files=$top/integration/completions/bash
	zsh_files=$top/integration/completions/zsh
}

# long options in a text, each once; not those of another program, nor --mint-…
options()
{
	sed 's/kexec --mint-region//; s/--mint- //' |
		grep -oE -e '--[a-z][a-z0-9-]*[a-z0-9]' | sort -u
}

# long options that a zsh completion offers: at the begin of a specification
zsh_options() { sed "s/\[.*//" "$1" | options; }

# complete FUNCTION WORD…: the last word is the one under the cursor
complete_words()
{
	local function=$1
	shift
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	"$function"
}

# offers "WORD…" FUNCTION WORD…: these words, sorted, as readline shows them
offers()
{
	local expected=$1
	shift
	complete_words "$@"
	mapfile -t COMPREPLY < <(printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort)
	[ "${COMPREPLY[*]}" = "$expected" ] || {
		echo "${*:2}: '${COMPREPLY[*]}', not '$expected'"
		return 1
	}
}

@test "kexec: the options of --help, no more and no fewer" {
	{ "$build/kexec/kexec" --help; "$build/kexec/kexec" --help=plain; } |
		options >"$BATS_TEST_TMPDIR/help"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/help")" -gt 50 ]
	. "$bash_files/kexec"
	diff "$BATS_TEST_TMPDIR/help" <(options <<<"$_kexec_options")
	diff "$BATS_TEST_TMPDIR/help" <(zsh_options "$zsh_files/_kexec")
}

@test "kexec: the loaders of --help" {
	types=$("$build/kexec/kexec" --help=plain | tr '\n' ' ' |
		sed 's/.*--type=TYPE//; s/; default:.*//; s/,/ /g')
	. "$bash_files/kexec"
	for type in $types; do
		[[ " $(_kexec_words --type | tr '\n\t' '  ') " == *" $type "* ]]
		grep -q "type:(.*\b$type\b" "$zsh_files/_kexec"
	done
	[ "$(wc -w <<<"$types")" -ge 7 ]
}

@test "kexec: which options take a value" {
	. "$bash_files/kexec"
	for option in $_kexec_options; do
		run --separate-stderr "$build/kexec/kexec" "${option%=}=x" --no-such-option
		if [[ $option == *= ]]; then
			[[ $stderr != *'no value belongs'* ]]
		else
			[[ $stderr == *"no value belongs to $option=x"* || $option == --help || $option == --mint-dry-run ]]
		fi
	done
}

@test "kexec: words" {
	. "$bash_files/kexec"
	mkdir "$BATS_TEST_TMPDIR/d"
	cd "$BATS_TEST_TMPDIR/d"
	touch vmlinuz-1 vmlinuz-2 'initrd one'
	offers '--load --load-jump-back-helper --load-panic --load-preserve-context' \
		_kexec kexec --load
	offers '--append=' _kexec kexec --app
	offers 'vmlinuz-1 vmlinuz-2' _kexec kexec -l vm
	offers 'vmlinuz-1 vmlinuz-2' _kexec kexec vmlinuz
	offers 'initrd one' _kexec kexec --initrd = in
	offers 'initrd one' _kexec kexec --initrd in
	offers '--initrd=initrd one' _kexec kexec --initrd=in
	offers 'bzImage bzImage64' _kexec kexec -t bz
	offers 'elf-x86 elf-x86_64' _kexec kexec --type = elf
	offers 'mint plain' _kexec kexec --help =
	offers 'json' _kexec kexec --mint-dry-run = j
	offers 'auto:' _kexec kexec --mint-region = a
	offers '' _kexec kexec --append = v
	offers 'vmlinuz-1 vmlinuz-2' _kexec kexec --debug v
}

@test "mintctl: the verbs and options of --help" {
	"$build/mint/ctl/mintctl" --help >"$BATS_TEST_TMPDIR/help"
	verbs=$(sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' "$BATS_TEST_TMPDIR/help" | sort)
	[ "$(wc -l <<<"$verbs")" -gt 8 ]
	. "$bash_files/mintctl"
	diff <(echo "$verbs") <(tr ' ' '\n' <<<"$_mintctl_verbs" | sort)
	diff <(echo "$verbs") <(sed -n 's/^\tverbs=(\(.*\))$/\1/p' "$zsh_files/_mintctl" |
		tr ' ' '\n' | sort)
	diff <(options <"$BATS_TEST_TMPDIR/help") <(options <<<"$_mintctl_options")
	diff <(options <"$BATS_TEST_TMPDIR/help") <(zsh_options "$zsh_files/_mintctl")
}

@test "mintctl: words" {
	. "$bash_files/mintctl"
	mkdir "$BATS_TEST_TMPDIR/d"
	cd "$BATS_TEST_TMPDIR/d"
	touch web.conf
	offers 'start status stop' _mintctl mintctl st
	offers 'release' _mintctl mintctl rel
	offers '--json' _mintctl mintctl status --j
	offers 'stopped stopping' _mintctl mintctl wait web --state stop
	offers 'web.conf' _mintctl mintctl run web --conf we
	offers 'web.conf' _mintctl mintctl check-conf w
	offers 'web.conf' _mintctl mintctl --json check-conf w
	offers '' _mintctl mintctl wait web --timeout 1
}

@test "vmcore-dmesg: the options of --help" {
	# "dmesg --raw" of its help is one of them
	diff <("$build/vmcore-dmesg/vmcore-dmesg" --help | options) \
		<(options <"$bash_files/vmcore-dmesg")
	diff <("$build/vmcore-dmesg/vmcore-dmesg" --help | options) \
		<(zsh_options "$zsh_files/_vmcore-dmesg")
}

@test "zsh takes its files" {
	command -v zsh >/dev/null || skip "no zsh here"
	for file in "$zsh_files"/_*; do
		zsh -n "$file"
	done
}
