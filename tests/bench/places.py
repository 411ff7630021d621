# SPDX-License-Identifier: GPL-2.0-only
"""places.py - what both measurements need: programs, kernel, measure, a place for files

In: MINT_BUILD, the caches. Out: class Place.
"""
import os
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PROGRAMS = ("theirs", "ours")
SUITE = "bookworm"    # of Linux 6.1


class NotMeasured(Exception):
    pass


def tool_output(*command):
    """The one line that a tool of the tree prints"""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


def result_parse(line, kind, what):
    """measure's line: its numbers without the exit status, which must be 0"""
    words = line.split()
    if len(words) < 3 or words[0] != kind or words[1] != "0":
        raise NotMeasured(f"{what}: {line.strip() or 'no result'}")
    return [int(word) for word in words[2:]]


def sample_add(samples, where, size, who, kind, numbers):
    if kind == "time":
        samples.setdefault((where, size, "user+sys", who), []).append(sum(numbers) / 1000)
        samples.setdefault((where, size, "user", who), []).append(numbers[0] / 1000)
    else:
        samples.setdefault((where, size, "anonymous", who), []).append(numbers[0])


def in_turn(count):
    """Who is measured when: each pair begins with the other one"""
    return [who for i in range(count) for who in PROGRAMS[::1 if i % 2 == 0 else -1]]


class Place:
    """A directory of this run, removed at its end: initrds are large."""

    def __init__(self):
        self.build = os.environ.get("MINT_BUILD") or os.path.join(TOP, "build")
        fetch = os.path.join(TOP, "tests/compat/fetch")
        kernels = os.path.join(TOP, "tests/vm/kernels")
        self.theirs = tool_output(fetch, "kexec")
        self.library = tool_output(fetch, "lib")
        self.ours = os.path.join(self.build, "kexec/kexec")
        self.kernel = tool_output(kernels, "path", "vmlinuz", SUITE)
        if not os.path.exists(self.ours):
            raise NotMeasured(f"{self.ours} is missing: build it first")

    def __enter__(self):
        parent = os.path.join(self.build, "tests/bench")
        os.makedirs(parent, exist_ok=True)
        self.directory = tempfile.mkdtemp(prefix="run.", dir=parent)
        self.measure = self.path("measure")
        # static: what the shim and the peer's libraries are named to is its child only
        subprocess.run([os.environ.get("CC", "cc"), "-std=gnu11", "-D_GNU_SOURCE", "-Wall",
                        "-Wextra", "-O2", "-static", "-o", self.measure,
                        os.path.join(HERE, "measure.c")], check=True)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory)

    def path(self, *names):
        return os.path.join(self.directory, *names)
