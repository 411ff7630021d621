# SPDX-License-Identifier: GPL-2.0-only
"""vm.py - loads in the lab, and starts: from -e to the new kernel's first message

In: a Place. Out: samples of "user+sys", "anonymous" and "first word".
Under emulation without the CPU's SHA instructions, so both digest in portable C.
"""
import os
import re
import selectors
import shutil
import subprocess
import time

import places

BOOT_SECONDS = 300      # a leader, one load of the largest initrd, one start
LOAD_SECONDS = 60       # one load of 500 MiB under emulation, with room
FIRST_WORD = re.compile(rb"early console in|Decompressing Linux|Linux version ")
GO = re.compile(rb"^BENCH exec ", re.MULTILINE)


def extra_make(place):
    """Files that the leader gets: the peer and its libraries, measure"""
    extra = place.path("extra")
    os.makedirs(os.path.join(extra, "opt"))
    os.makedirs(os.path.join(extra, "bin"))
    shutil.copytree(place.library, os.path.join(extra, "opt/peer"), symlinks=True)
    shutil.copy(place.theirs, os.path.join(extra, "opt/peer/kexec"))
    shutil.copy(place.measure, os.path.join(extra, "bin/measure"))
    return extra


class Leader:
    """A lab that runs leader.sh with this plan; its console as it comes."""

    def __init__(self, place, plan, seconds):
        script = place.path("script")
        with open(script, "w", encoding="utf-8") as file, \
                open(os.path.join(places.HERE, "leader.sh"), encoding="utf-8") as rest:
            file.write(f"PLAN='{' '.join(plan)}'\n{rest.read()}")
        self.deadline = time.monotonic() + seconds
        self.said = open(place.path("said"), "w+", encoding="utf-8")
        self.text = b""
        self.process = subprocess.Popen(
            [os.path.join(places.TOP, "tests/vm/lab"), "--smp", "2", "--kernel",
             places.SUITE, "--timeout", str(seconds), "--out", place.path("lab"),
             "--script", script],
            env={**os.environ, "LAB_EXTRA": place.path("extra")},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.said)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()    # the lab takes QEMU down with it
        self.process.wait()
        self.process.stdout.close()
        self.selector.close()
        self.said.close()

    def failed(self, what):
        self.said.seek(0)
        return places.NotMeasured(f"lab: {what}; it said: {self.said.read().strip()!r}; "
                                  f"last on its console: {self.text[-300:]!r}")

    def more(self):
        """Reads on; False at the end"""
        if not self.selector.select(max(0, self.deadline - time.monotonic())):
            raise self.failed("time is over")
        chunk = os.read(self.process.stdout.fileno(), 65536)
        self.text += chunk.replace(b"\r", b"")
        return bool(chunk)

    def until(self, regex, start=0):
        """When this was on the console, and the offset behind it"""
        while True:
            found = regex.search(self.text, start)
            if found:
                return time.monotonic(), found.end()
            if not self.more():
                raise self.failed(f"ended without {regex.pattern!r}")


def loads_measure(place, sizes, runs, samples):
    plan = [f"{kind}:{who}:{size}" for size in sizes
            for kind, count in (("time", runs), ("memory", 1))
            for who in places.in_turn(count)]
    with Leader(place, plan, BOOT_SECONDS + LOAD_SECONDS * len(plan)) as leader:
        while leader.more():
            pass
        text = leader.text.decode(errors="replace")
        lines = re.findall(r"^BENCH (\w+) (\w+) (\d+): (.*)$", text, re.MULTILINE)
        if len(lines) != len(plan) or "BENCH done" not in text:
            raise leader.failed(f"{len(lines)} results of {len(plan)}")
    for kind, who, size, line in lines:
        numbers = places.result_parse(line, kind, f"kexec ({who}) in the lab")
        places.sample_add(samples, "vm", int(size), who, kind, numbers)


def start_measure(place, who, size):
    """Seconds"""
    with Leader(place, [f"exec:{who}:{size}"], BOOT_SECONDS) as leader:
        begin, at = leader.until(GO)
        return leader.until(FIRST_WORD, at)[0] - begin


def measure(place, sizes, runs, boots, samples):
    extra_make(place)
    loads_measure(place, sizes, runs, samples)
    for size in sizes:
        for who in places.in_turn(boots):
            samples.setdefault(("vm", size, "first word", who), []).append(
                start_measure(place, who, size))
