#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# refs.sh - what comments and pages cite is there: pages, headings, manual pages, paths
#
# In:  top_srcdir: comments of all sources, the pages in docs/ and at the top
# Out: FILE:LINE: what is wrong; exit 1 with the first one and all others
#
# Everywhere in comments and pages: pages below docs/ and the headings behind them, as in
# docs/design.md "Rooms", "Habits". In the comment that a file begins with, from "Ref:" to the
# end of its paragraph in others, and in pages: paths of this tree (from its top, or as
# #include names them), our manual pages, as mint(7), mint.7 or man/mint.7, and their
# sections in quotes. Behind Linux, Xen and the like, up to the next semicolon, names are
# those of somebody else. In pages a path in *italics* is planned and need not be there.
set -eu
: "${top_srcdir:?}"
cd "$top_srcdir"
work=$(mktemp -d "${TMPDIR:-/tmp}/refs.XXXXXX")
trap 'rm -rf "$work"' EXIT
status=0

tops='.ci abi docs integration kexec lib man mint printk purgatory tests vmcore-dmesg'
{
	for top in $tops; do
		[ -d "$top" ] || continue
		find "$top" -name corpus -prune -o -path 'tests/sysroots/*/*' -prune -o -print
	done
	find tests/fuzz/corpus -maxdepth 1
	find . -maxdepth 1 -type f | sed 's|^\./||'
} >"$work/tree"

# PAGE<TAB>HEADING
for page in docs/*.md; do
	sed -n "s|^##* \(.*\)|$page	\1|p" "$page"
done >"$work/headings"
for page in man/*.[1-8]; do
	sed -n "s|^\.S[hs] \(.*\)|$page	\1|p" "$page" | tr -d '"'
done >>"$work/headings"
[ "$(wc -l <"$work/headings")" -gt 50 ] # fewer would mean that nothing was looked at

# Text files with comments; not what a build leaves in the tree, nor what tests expect.
grep -vE '(^|/)(golden/|\.deps)|\.(dsl|results|o|a|log|trs)$|^man/|^COPYING$|^build' "$work/tree" |
	while read -r file; do
		[ -f "$file" ] && grep -qI . "$file" && echo "$file"
	done >"$work/files"

# KIND<TAB>FILE<TAB>LINE<TAB>TEXT, one line for each paragraph of a comment: H what is checked
# for everything, C what is checked for pages only
cat >"$work/blocks.awk" <<'AWK'
function flush()
{
	if (text != "")
		printf "%s\t%s\t%d\t%s\n", kind, file, start, text
	text = ""
}

# One line of a comment without its marks; it ends a paragraph when nothing is left.
function add(line,  at)
{
	gsub(/\t/, " ", line)
	sub(/^ +/, "", line)
	sub(/ +$/, "", line)
	if (line == "" || line ~ /^(In|Out|Exit|Return):/)
		flush()
	if (line == "")
		return
	at = index(line, "Ref:")
	if (at && kind == "C") {
		if (at > 1) {
			text = text == "" ? substr(line, 1, at - 1) : text " " substr(line, 1, at - 1)
			if (!start)
				start = FNR
		}
		flush()
		kind = "R"
		line = substr(line, at)
	} else if (at == 1) {
		flush()
		if (kind == "H")
			kind = "HR"
	}
	if (text == "")
		start = FNR
	text = text == "" ? line : text " " line
}

function block_end()
{
	flush()
	if (is_open)
		is_header = 0
	is_open = 0
}

function block_line(line)
{
	if (line ~ /SPDX-License-Identifier/)
		return
	if (!is_open)
		kind = is_header ? "H" : "C"
	is_open = 1
	add(line)
	if (text == "" && kind == "R")
		kind = "C"
	if (text == "" && kind == "HR")
		kind = "H"
}

FNR == 1 {
	block_end()
	file = FILENAME
	is_header = 1
	in_comment = in_text = 0
	type = "shell"
	if (file ~ /\.(c|h|S|ld)$/)
		type = "c"
	else if (file ~ /\.md$/ || file == "NEWS")
		type = "page"
}

type == "page" {
	kind = "P"
	if ($0 ~ /^(<!--|```)/)
		flush()
	else
		add($0)
	next
}

type == "c" {
	line = $0
	if (!in_comment && line ~ /\/\*/) {
		sub(/^.*\/\*+/, "", line)
		in_comment = 1
		is_whole = $0 ~ /^[ \t]*\/\*/
	} else if (!in_comment && line ~ /\/\//) {
		sub(/^.*\/\//, "", line)
		block_line(line)
		block_end()
		next
	} else if (!in_comment) {
		if (line ~ /[^ \t]/ && line !~ /^#/)
			is_header = 0
		next
	}
	is_last = line ~ /\*\//
	sub(/\*\/.*$/, "", line)
	sub(/^[ \t]*\*+ ?/, "", line)
	if ($0 ~ /SPDX-License-Identifier/) {
		in_comment = !is_last
		next
	}
	block_line(line)
	if (is_last) {
		in_comment = 0
		block_end()
	}
	next
}

# The text that a Python file begins with.
/^"""/ && is_header && !in_text {
	in_text = 1
	sub(/^"""/, "")
	block_line($0)
	next
}
in_text {
	is_last = $0 ~ /"""/
	sub(/""".*$/, "")
	block_line($0)
	if (is_last) {
		in_text = 0
		block_end()
	}
	next
}
/^#!/ && FNR == 1 { next }
/^[ \t]*#/ {
	line = $0
	sub(/^[ \t]*#+ ?/, "", line)
	block_line(line)
	next
}
{
	if (is_open)
		block_end()
	if ($0 ~ /[^ \t]/)
		is_header = 0
}
END { block_end() }
AWK
# shellcheck disable=SC2046  # file names of this tree have no blanks
awk -f "$work/blocks.awk" $(cat "$work/files") >"$work/blocks"

cat >"$work/check.awk" <<'AWK'
function complain(what)
{
	printf "%s:%d: %s\n", file, line, what
	bad = 1
}

FILENAME == tree {
	is_there[$0] = 1
	name = $0
	sub(/^.*\//, "", name)
	is_name[name] = 1
	if ($0 ~ /^(lib|kexec|mint)\/[^\/]*$/ && $0 !~ /\./) {
		name = $0
		sub(/^[^\/]*\//, "", name)
		is_room[name] = 1
	}
	if ($0 ~ /^man\/.*\.[1-8]$/) {
		name = substr($0, 5, length($0) - 6)
		page_of[name] = $0
	}
	next
}
FILENAME == headings {
	is_heading[$1, $2] = 1
	next
}

# "One", "Two" behind a page
function titles_check(page, rest,  title)
{
	while (match(rest, /^,? *"[^"]*"/)) {
		title = substr(rest, 1, RLENGTH)
		rest = substr(rest, RLENGTH + 1)
		sub(/^,? *"/, "", title)
		sub(/"$/, "", title)
		if (!((page, title) in is_heading))
			complain(page " has no heading \"" title "\"")
	}
}

function pages_check(rest,  page)
{
	while (match(rest, /docs\/[A-Za-z0-9_-]*\.md/)) {
		page = substr(rest, RSTART, RLENGTH)
		if (RSTART > 1 && substr(rest, RSTART - 1, 1) ~ /[\/A-Za-z0-9]/) {
			rest = substr(rest, RSTART + RLENGTH)
			continue
		}
		rest = substr(rest, RSTART + RLENGTH)
		if (page in is_there)
			titles_check(page, rest)
		else
			complain("there is no page " page)
	}
}

# mintctl(8), mint.conf(5), kexec.8, man/mint.7
function manual_check(rest,  word, name, section, page)
{
	while (match(rest, /[a-z][a-z-]*(\.conf)?(\([1-8]\)|\.[1-8])/)) {
		word = substr(rest, RSTART, RLENGTH)
		next_char = substr(rest, RSTART + RLENGTH, 1)
		last_char = RSTART > 1 ? substr(rest, RSTART - 1, 1) : ""
		rest = substr(rest, RSTART + RLENGTH)
		name = word
		sub(/(\([1-8]\)|\.[1-8])$/, "", name)
		section = word
		sub(/\)$/, "", section)
		section = substr(section, length(section))
		if (!(name in page_of) || last_char ~ /[A-Za-z0-9_.-]/ || next_char ~ /[A-Za-z0-9_]/)
			continue
		page = "man/" name "." section
		if (page_of[name] != page)
			complain("there is no " word ", only " page_of[name])
		else
			titles_check(page, rest)
	}
}

# A program or library that is made counts as there with its source.
function is_path(word,  i, n, roots)
{
	if (word in is_there || index(programs, " " word " "))
		return 1
	if (word ~ /\.so$/)
		word = substr(word, 1, length(word) - 3)
	if ((word ".c") in is_there)
		return 1
	n = split("lib kexec mint abi tests/unit", roots, " ")
	for (i = 1; i <= n; i++)
		if ((roots[i] "/" word) in is_there)
			return 1
	return 0
}

function path_check(word,  first)
{
	sub(/[.\/]*$/, "", word)
	first = word
	sub(/\/.*/, "", first)
	if (word !~ /\// || word ~ /[*]/)
		return
	if (index(tops, " " first " ")) {
		if (!is_path(word))
			complain("there is no " word)
	} else if (first in is_room && word ~ /\.(c|h|S)$/ && !is_path(word)) {
		complain("there is no " word)
	}
}

function paths_check(clause,  word, before, behind)
{
	while (match(clause, /[A-Za-z0-9_.@+*-]+(\/[A-Za-z0-9_.@+*-]+)+\/?\**/)) {
		word = substr(clause, RSTART, RLENGTH)
		before = RSTART > 1 ? substr(clause, RSTART - 1, 1) : ""
		behind = substr(clause, RSTART + RLENGTH, 1)
		clause = substr(clause, RSTART + RLENGTH)
		if (kind == "P" && word ~ /^\*[^*].*\*$/)
			continue
		if (before !~ /[\/$},~<>%]/ && behind !~ /[$%<{(…]/)
			path_check(word)
	}
}

# paging.h; in a Ref only, where nothing else has such a name
function names_check(clause,  word)
{
	while (match(clause, /[A-Za-z0-9_\/.-]+\.(c|h|S|bats)/)) {
		word = substr(clause, RSTART, RLENGTH)
		next_char = substr(clause, RSTART + RLENGTH, 1)
		clause = substr(clause, RSTART + RLENGTH)
		if (word ~ /\// || next_char ~ /[A-Za-z0-9_]/)
			continue
		if (!(word in is_name))
			complain("there is no file " word)
	}
}

{
	kind = $1
	file = $2
	line = $3
	text = $0
	for (i = 0; i < 3; i++)
		sub(/^[^\t]*\t/, "", text)
	pages_check(text)
	if (kind == "C")
		next
	manual_check(text)
	n = split(text, clauses, ";")
	for (i = 1; i <= n; i++) {
		clause = clauses[i]
		if (kind != "P" && match(clause, /Linux|Xen|QEMU|GRUB|inih|libinih/))
			clause = substr(clause, 1, RSTART - 1)
		paths_check(clause)
		if (kind ~ /R/)
			names_check(clause)
	}
}
END { exit bad }
AWK
awk -F '	' -v tree="$work/tree" -v headings="$work/headings" -v tops=" $tops " \
	-v programs=' kexec/kexec mint/ctl/mintctl ' \
	-f "$work/check.awk" "$work/tree" "$work/headings" "$work/blocks" || status=1

# Notes that are not in this tree; the words are cut so that this file does not have them.
old='launch-''facts|kexec-''compat\.md|kexec-''compat [0-9s]|kexec-''compat:'
old="$old|(^|[^A-Za-z0-9/_-])(design|house|style|rivals)\\.""md|paper/""README"
grep -v '^docs/' "$work/files" | tr '\n' '\0' | xargs -0 grep -nE "$old" && {
	echo "these are not in the tree: cite docs/"
	status=1
}
blocks=$(wc -l <"$work/blocks") refs=$(grep -c 'Ref:' "$work/blocks")
echo "$blocks paragraphs, $refs of them a Ref:"
[ "$refs" -gt 100 ] || status=1
exit $status
