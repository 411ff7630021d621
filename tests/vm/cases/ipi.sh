# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# ipi.sh - interrupts between the CPUs of one OS stay there: calls, TLB shoot-downs and
# reschedules of the one are not counted by the other, and no vector comes unexpected
#
# Without no_ipi_broadcast=1 on the leader its calls reach the successor: shown, and warned of.
# For that it needs three CPUs: a call on one other CPU is never a broadcast.
ipi()
{
	cat "$here/ipi-lib.sh" - <<LEADER
quiet_is_quiet "$1" "${rounds:-200}"
LEADER
}
with_vmlinux boot --smp 5 --timeout "${timeout:-900}" < <(ipi alone)
expect_exit 0
with_vmlinux boot --smp 5 --timeout "${timeout:-900}" --append no_ipi_broadcast=0 < <(ipi broadcast)
expect_exit 0
