# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# debug-lib.sh - for kernels: "debug", a kernel that watches itself (lockdep, KASAN, RCU)
#
# In:   the running suite's linux-source package, debug.config, build-kernel
# Out:  kernels/VERSION and headers/VERSION of the cache, as of Debian's own kernels;
#       resolved/debug: the source package and its version, until "kernels update"
#
# VERSION ends in a sum of what it is made of: with other options it is another kernel, and
# none is built twice.

# debug_locked SUITE FILE: the source package and its version; lock held
debug_locked()
{
	local name version
	apt_ready "$1"
	name=$(apt_private "$1" apt-cache --no-all-versions show linux-source 2>/dev/null |
		sed -n 's/^Depends:.*\(linux-source-[0-9][^ ,]*\).*/\1/p' | head -n 1)
	version=$(apt_private "$1" apt-cache --no-all-versions show "${name:-none}" \
		2>/dev/null | sed -n 's/^Version: //p' | head -n 1)
	[ -n "$version" ] || die "linux-source is not in $1 (try: kernels update $1)"
	printf '%s %s\n' "$name" "$version" >"$2.new"
	mv "$2.new" "$2"
}

# debug_version: of the kernel that the sources and the options give: 6.1.0-debug.SUM
debug_version()
{
	local suite file name version sum
	suite=$(running_suite)
	file=$cache/resolved/debug
	[ -s "$file" ] || with_lock "apt-$suite" debug_locked "$suite" "$file"
	read -r name version <"$file"
	sum=$({
		echo "$name $version"
		grep '^CONFIG_' "$here/debug.config"
	} | sha256sum | cut -c 1-8)
	version=${version#*:}
	printf '%s-debug.%s\n' "${version%%-*}" "$sum"
}

# debug_build VERSION; lock held. The headers come first: with a kernel both are there.
debug_build()
{
	local version=$1 name package dir
	[ ! -e "$cache/kernels/$version" ] || return 0
	[ "$version" = "$(debug_version)" ] ||
		die "$version cannot be built any more: debug is $(debug_version) now"
	read -r name package <"$cache/resolved/debug"
	dir=$(package "$name=$package")
	tmp=$cache/kernels/$version.build # one that was interrupted goes on from there
	"$here/build-kernel" "$dir/usr/src/$name.tar.xz" "$here/debug.config" "$version" "$tmp" ||
		exit 1
	chmod -R a+rX "$tmp"
	rm -rf "$cache/headers/$version"
	mv "$tmp/headers" "$cache/headers/$version"
	mv "$tmp/kernel" "$cache/kernels/$version"
	rm -rf "$tmp"
}
