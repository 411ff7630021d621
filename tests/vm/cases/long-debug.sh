# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# long-debug.sh - whole lives beside a leader that watches itself: lockdep, KASAN, PROVE_RCU
# and what else tests/vm/debug.config has
other_leader=debug
"$here/build-module" debug
result $? "mint.ko and mint-test.ko build for the kernel that watches itself"
. "$here/cases/ends.sh"

# And it does watch: each of these is told, in the order of what goes off with them.
wrong=yes with_vmlinux boot --smp 3 <<'LEADER'
test_module
check "load" kexec -l --mint-region=$LOW --mint-cpus=1 --mint-name=victim /boot/payload.elf
dmesg | grep -E "$COMPLAINTS" >/tmp/early
check "nobody complained until here" test ! -s /tmp/early
for mistake in rcu-unlocked sleep-in-atomic lock-order use-after-free; do
	check "it is made: $mistake" \
		sh -c "echo $mistake >/sys/module/mint_test/parameters/wrong"
done
check "release" mintctl release victim
LEADER
expect_exit 0
complains "suspicious RCU usage"
complains "sleeping function called from invalid context"
complains "possible circular locking dependency"
complains "use-after-free in use_after_free"
