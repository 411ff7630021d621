# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# soak.sh - N lives of one OS with random ends, beside two others that must keep ticking, and
# one that never starts
#
# soak N SEED: launch or relaunch, a random end (poweroff, reboot, panic, sysrq-b, hang, kill
# while booting, kill while running), then relaunch or release; the same seed gives the same
# lives. At the end every page, block and CPU is back, and nobody complained.
soak()
{
	with_vmlinux boot --smp 5 --timeout $((120 + $1 * 60)) < <(
		echo "N=$1 seed=$2"
		cat <<'LEADER'
# random N: sets $r to 0..N-1 (linear congruential, the upper bits)
random()
{
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	r=$((seed / 65536 % $1))
}

# ticks NAME: the last tick in its kernel log
ticks()
{
	mintctl log "$1" | sed -n 's/.*SUCCESSOR TICK \([0-9]*\).*/\1/p' | tail -n 1
}

# still NAME: it ticks further than when it was last looked at
still()
{
	last=$(cat "/tmp/ticks.$1" 2>/dev/null || echo 0)
	for try in 1 2 3 4 5 6 7 8 9 10; do
		now=$(ticks "$1")
		[ "${now:-0}" -gt "$last" ] && break
		sleep 1
	done
	echo "${now:-0}" >"/tmp/ticks.$1"
	[ "${now:-0}" -gt "$last" ]
}

# live HOW REASON: launch when it is gone, else relaunch what is loaded for that end
live()
{
	how=$1 reason=$2
	[ "$loaded" = "$how" ] || {
		[ -z "$loaded" ] || mintctl release x >/dev/null
		# on a busy machine a panic may take longer than a short one waits
		dog=30
		[ "$how" != unfed ] || dog=5
		kexec -l --mint-region=0x60000000+256M --mint-cpus=3 --mint-name=x \
			--mint-hang-timeout=$dog --mint-uart=ttyS3 --initrd=$I \
			--append="console=ttyS3,115200 $Q succ.do=$how succ.feed=3 succ.watchdog=$dog" \
			$K >/dev/null || return
		loaded=$how
	}
	# What the last life wrote is no sign of this one.
	await x "SUCCESSOR READY" erase
	mintctl start x >/dev/null || return
	case $reason in
	killed)
		[ "$3" = booting ] || await x "SUCCESSOR READY" 120 || return
		mintctl kill x >/dev/null || return ;;
	*) mintctl wait x --timeout 120 >/dev/null || return ;;
	esac
	[ "$(state x)" = "stopped ($reason)" ]
}

remember
loaded=
check "first other OS" kexec --mint-region=0x40000000+256M --mint-cpus=1 --mint-name=a \
	--mint-uart=ttyS1 --initrd=$I --append="console=ttyS1,115200 succ.ticks=1" $K
check "second other OS" kexec --mint-region=$HIGH --mint-swiotlb=0x5b000000+80M \
	--mint-cpus=2 --mint-name=b --mint-uart=ttyS2 --initrd=$I \
	--append="console=ttyS2,115200 succ.ticks=1" $K
check "both are up" sh -c 'await a "SUCCESSOR TICK 1" 120 && await b "SUCCESSOR TICK 1" 120'
# Stuck in purgatory, as far as its mailbox tells: it ends by itself, in a minute.
check "third other OS" kexec --mint-region=0x50000000+176M --mint-cpus=4 --mint-name=mute \
	--initrd=$I --append="swiotlb=4096 succ.do=stay" $K
check "it is up" says mute "SUCCESSOR READY" 120
check "its stage goes back" poke mute 0x40 1
n=0 good=0 counts=
while [ $n -lt "$N" ]; do
	n=$((n + 1))
	random 7
	case $r in
	0) set -- poweroff poweroff ;;
	1) set -- reboot reboot ;;
	2) set -- panic panic ;;
	3) set -- sysrq-b panic ;;
	4) set -- unfed hang ;;
	5) set -- stay killed booting ;;
	6) set -- stay killed running ;;
	esac
	if live "$@"; then
		good=$((good + 1))
		note "life $n: $* -> $(state x)"
	else
		not_ok "life $n: $* -> $(state x)"
	fi
	counts="$counts $1${3:+-$3}"
	for name in a b; do
		still $name || not_ok "life $n: $name does not tick any more"
	done
	random 2
	if [ "$r" = 0 ]; then
		mintctl release x >/dev/null || not_ok "life $n: release"
		loaded=
	fi
done
note "ends:$counts"
is "lives that ended as they should" "$N" $good
[ -z "$loaded" ] || mintctl release x
check "the third one has ended" mintctl wait mute --timeout 90
is "mute" "stopped (no-start)" "$(state mute)"
leader_log "the kernel log says why" \
	'mint: mute: no start: purgatory was not done after [67][0-9][0-9][0-9][0-9] ms'
check "release mute" mintctl release mute
for name in a b; do
	check "$name still ticks" still $name
	check "kill $name" mintctl kill $name
	check "release $name" mintctl release $name
done
all_back
LEADER
	)
	expect_exit 0
}
