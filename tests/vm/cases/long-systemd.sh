# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-systemd.sh - OSes as units of a Debian leader: enabled, stopped, restarted after a crash,
# a Debian successor with logind; the leader's reboot stops them first
boot --system --smp 3 --timeout 400 <<'LEADER'
remember
mkdir -p /etc/mint

# conf NAME APPEND [LINE]…
conf()
{
	name=$1
	{
		echo "kernel = $K"
		echo "append = console=ttyS1,115200 $2"
		echo "region = $LOW"
		echo "cpus = 1"
		echo "uart = ttyS1"
		shift 2
		printf '%s\n' "$@"
	} >"/etc/mint/$name.conf"
}

# until_true SECONDS COMMAND…
until_true()
{
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt $end ] || return 1
		sleep 0.2
	done
}

# said UNIT REGEX: the unit's journal has a line like that
said()
{
	journalctl -o cat -u "$1" | grep -E "$2" >/dev/null
}

property()
{
	systemctl show -P "$2" "$1"
}

restarted()
{
	[ "$(property "$1" NRestarts)" -ge "$2" ]
}

is "the leader is up" running "$(systemctl is-system-running --wait)"
check "modules-load.d loaded the module" test -e /dev/mint
conf a succ.do=stay "initrd = $I"
said_verify=$(systemd-analyze verify --man=no mint@a.service mint.target 2>&1)
is "systemd-analyze verify: exit" 0 $?
is "systemd-analyze verify has nothing to say" "" "$said_verify"

note "one OS, enabled and started with the target"
check "enable" systemctl -q enable mint.target mint@a
check "the target wants it" test -L /etc/systemd/system/mint.target.wants/mint@a.service
check "start the target" systemctl start mint.target
check "the OS comes with it" until_true 90 systemctl -q is-active mint@a
is "mintctl list" running "$(state a)"
check "its kernel log is the unit's journal" said mint@a '\] Linux version '
check "it comes up" until_true 90 said mint@a 'SUCCESSOR READY'
check "STATUS=" test -n "$(property mint@a StatusText)"
note "status: $(property mint@a StatusText)"
check "systemctl stop" systemctl stop mint@a
is "the unit" "inactive success" "$(property mint@a ActiveState) $(property mint@a Result)"
check "its user space heard the button" said mint@a 'SUCCESSOR BUTTON'
check "it powered off" said mint@a 'stopped \(poweroff\)'
all_back

note "each life ends in a panic"
conf b succ.do=panic "initrd = $I"
systemctl start mint@b
check "started again, twice" until_true 120 restarted mint@b 2
check "stop of a unit that always crashes" systemctl stop mint@b
check "the journal has the panics" test \
	"$(journalctl -o cat -u mint@b | grep -c 'stopped (panic)')" -ge 2
# from the end of one life to the start of the next: RestartSec is 2 s
journalctl -o short-unix -u mint@b | awk '
	/Main process exited/ { ended = $1 }
	/Scheduled restart job/ && ended { print $1 - ended; ended = 0 }' >/tmp/gaps
check "each of them after RestartSec" awk '
	{ n++; print "# restarted after " $1 " s"; if ($1 < 1.9) bad = 1 }
	END { exit bad || n < 2 }' /tmp/gaps
all_back

note "killed by hand: that was meant"
conf c succ.do=stay "initrd = $I"
check "start" systemctl start mint@c
check "kill" mintctl kill c
check "the unit ends" until_true 30 systemctl -q is-failed mint@c
is "and waits for no restart" "failed 0" \
	"$(property mint@c SubState) $(property mint@c NRestarts)"
all_back

note "a Debian with systemd-logind beside this one"
conf d "systemd.journald.forward_to_kmsg=1 systemd.journald.max_level_kmsg=info printk.devkmsg=on" \
	"initrd = /boot/system.cpio.zst"
check "start" systemctl start mint@d
check "its logind has the power button" until_true 60 said mint@d 'Watching system buttons'
check "mintctl stop" mintctl stop d --timeout 80
check "the unit ends by itself" until_true 30 sh -c \
	'[ "$(systemctl show -P ActiveState mint@d)" = inactive ]'
is "the unit" success "$(property mint@d Result)"
check "its logind heard the button" said mint@d 'Power key pressed'
check "its logind powers off" said mint@d 'Powering off|System is powering down'
check "it powered off" said mint@d 'stopped \(poweroff\)'
journalctl -o cat -u mint@d | grep -E 'logind|stopped|Power down' | sed 's/^/# /' | tail -n 8
all_back
LEADER
expect_exit 0

# Enabled before the leader boots; its own reboot ends it properly.
extra=$out/extra
rm -rf "$extra"
mkdir -p "$extra"/etc/{mint,systemd/system/{multi-user,mint}.target.wants}
ln -s /usr/lib/systemd/system/mint.target \
	"$extra/etc/systemd/system/multi-user.target.wants/mint.target"
ln -s /usr/lib/systemd/system/mint@.service \
	"$extra/etc/systemd/system/mint.target.wants/mint@a.service"
cat >"$extra/etc/mint/a.conf" <<CONF
kernel = /boot/vmlinuz-$("$here/kernels" version default)
initrd = /boot/succ.cpio.gz
append = console=ttyS1,115200 succ.do=stay
region = 0x40000000-0x5fffffff
cpus = 1
uart = ttyS1
CONF
LAB_EXTRA=$extra boot --system --smp 3 --append systemd.show_status=yes <<'LEADER'
is "the leader is up" running "$(systemctl is-system-running --wait)"
check "the OS came with the leader's boot" systemctl -q is-active mint@a
is "mintctl list" running "$(state a)"
check "it is up" await a "SUCCESSOR READY" 60
note "rebooting"
# Nobody will show the kernel log at the end: from here on it goes to the console.
dmesg | grep -E "$COMPLAINTS"
dmesg -n 7
systemctl reboot
sleep infinity
LEADER
expect_exit 126
expect ttyS1 "the OS had come up" 'SUCCESSOR READY'
expect ttyS1 "its user space heard the button" 'SUCCESSOR BUTTON'
expect ttyS1 "it powered off before the machine was reset" 'reboot: Power down'
expect leader "its unit was stopped" 'Stopped .*Mint OS a'
