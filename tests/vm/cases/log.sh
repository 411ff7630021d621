# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# log.sh - the log of a panicked OS is what its serial console printed; one that is read
# while it is written at full speed is never garbage
# LOG_FLOOD: seconds of it; long-log.sh takes a minute.
with_vmlinux boot --smp 3 --timeout 400 < <(
	echo "FLOOD=${LOG_FLOOD:-10}"
	cat <<'LEADER'
remember
check "load" kexec -l --mint-region=$HIGH --mint-cpus=1 --mint-uart=ttyS1 --mint-name=web \
	--initrd=$I --append="console=ttyS1,115200 ignore_loglevel panic=1 succ.do=panic" $K
refused 1 "never been started" mintctl log web
refused 3 "no such OS" mintctl log none
# It follows from before there is a life, let alone a log, until the OS has ended.
mintctl log web -f >/tmp/follow 2>/tmp/follow.err &
reader=$!
n=0
until grep -q waiting /tmp/follow.err || [ $n -gt 300 ]; do
	n=$((n + 1))
	sleep 0.1
done
is "before the start: it waits" "mintctl: web: waiting for its next start" \
	"$(cat /tmp/follow.err)"
check "start" mintctl start web
wait $reader
is "following ends with the OS" 0 $?
is "state" "stopped (panic)" "$(state web)"
mintctl log web >/tmp/dead
is "the log of a dead OS" 0 $?
check "both are the same" cmp /tmp/follow /tmp/dead
refused 1 "standard output: No space left on device" sh -c "mintctl log web >/dev/full"
refused 1 "standard output: Bad file descriptor" sh -c "mintctl log web >&-"
check "it begins at the beginning" sh -c "head -n 1 /tmp/dead | grep -q 'Linux version'"
check "it has the panic" grep -q 'Kernel panic - not syncing: sysrq' /tmp/dead
mintctl log web --json >/tmp/json
is "as many records as JSON" "$(grep -c . /tmp/json)" "$(grep -c '^{"seq":' /tmp/json)"
check "with level and text" grep -qE '"level":0,.*"text":"Kernel panic' /tmp/json
# What sounds worse than it is: mint(7) has what no table or token of ours can avoid.
for alarm in 'Secure boot could not be determined' "integrity: Couldn't" "MODSIGN: Couldn't" \
	'Unknown kernel command line parameters.*nokaslr' 'rtc-efi' 'hctosys'; do
	is "lines that alarm: $alarm" "" "$(grep "$alarm" /tmp/dead)"
done
check "Secure Boot is known to be off" grep -q 'Secure boot disabled' /tmp/dead
sed 's/^/LOG /' /tmp/dead
echo "LOG-END"
check "release" mintctl release web

# Full speed through /dev/kmsg: every line has its number four times. What was overwritten
# may be missing; nothing may be wrong.
check "launch" kexec --mint-region=$LOW --mint-cpus=1 --mint-uart=none --mint-name=fast \
	--initrd=$I --append="succ.do=flood" $K
n=0
until mintctl log fast 2>/dev/null | grep -q FLOOD || [ $n -gt 600 ]; do
	n=$((n + 1))
	sleep 0.1
done
mintctl log fast -f >/tmp/fast 2>/tmp/fast.err &
reader=$!
end=$(($(date +%s) + FLOOD))
while [ "$(date +%s)" -lt "$end" ]; do
	mintctl log fast >/tmp/once 2>/dev/null || not_ok "a look at a running log"
done
check "kill" mintctl kill fast
wait $reader
is "following ends with the kill" 0 $?
cat /tmp/once >>/tmp/fast
grep FLOOD /tmp/fast >/tmp/flood
note "$(grep -c . /tmp/flood) lines of the flood, $(tail -n 1 /tmp/flood)"
check "there was a flood" test "$(grep -c . /tmp/flood)" -gt 1000
is "lines that are not what was written" 0 \
	"$(awk '{ n = $(NF - 1); if ($(NF - 2) != "FLOOD" || $NF != n "x" n "y" n) bad++ } END { print bad + 0 }' /tmp/flood)"
is "lines of no kernel log" 0 "$(grep -cvE '^\[ *[0-9]+\.[0-9]{6}\] ' /tmp/fast)"
check "release" mintctl release fast
all_back
LEADER
)
expect_exit 0

# The console has what was printed until the end of the panic, the log what was stored.
# A message is printed under the port's lock: nothing stands inside of one.
tr -d '\r' <"${dir:?}/ttyS1.log" | grep -aoE '\[ *[0-9]+\.[0-9]{6}\] .*' >"$dir/console"
tr -d '\r' <"$dir/leader.log" | sed -n 's/^LOG //p' >"$dir/log"
result $((! $(wc -l <"$dir/console") > 100)) "the console showed $(wc -l <"$dir/console") lines"
check "the log equals the serial console" cmp "$dir/console" "$dir/log"
cmp -s "$dir/console" "$dir/log" || diff "$dir/console" "$dir/log" | head -n 20
