# SPDX-License-Identifier: GPL-2.0-only
"""captured.py - one program run under tests/preload/capture.c, and what it asked for

In: a program, its arguments, a recorded machine. Out: class Run: exit status, output,
the calls in order, loads with their memory.
"""
import os
import shutil
import struct
import subprocess


class Segment:
    def __init__(self, mem, memsz, data):
        self.start, self.memsz, self.data = mem, memsz, data
        self.end = mem + memsz

    def has(self, address):
        return self.start <= address < self.end


class Load:
    """One kexec_load(2): a memory of segments, zero behind their data."""

    def __init__(self, entry, flags, segments):
        self.entry, self.flags, self.segments = entry, flags, segments

    def segment_at(self, address):
        for segment in self.segments:
            if segment.has(address):
                return segment
        return None

    def read(self, address, size):
        """Bytes, or None when not all of it was loaded."""
        segment = self.segment_at(address)
        if not segment or address + size > segment.end:
            return None
        offset = address - segment.start
        return segment.data[offset:offset + size].ljust(size, b"\0")

    def string(self, address, limit=1 << 16):
        segment = self.segment_at(address)
        if not segment:
            return None
        offset = address - segment.start
        text = segment.data[offset:offset + limit]
        return text.partition(b"\0")[0].decode("latin-1")

    def number(self, address, layout):
        data = self.read(address, struct.calcsize("<" + layout))
        return struct.unpack("<" + layout, data)[0] if data else None


class FileLoad:
    """One kexec_file_load(2)."""

    def __init__(self, flags, has_initrd, cmdline, kernel, initrd):
        self.flags, self.has_initrd, self.cmdline = flags, has_initrd, cmdline
        self.kernel, self.initrd = kernel, initrd


class Run:
    def __init__(self, status, stdout, stderr):
        self.status, self.stdout, self.stderr = status, stdout, stderr
        self.calls, self.loads = [], []


def fields_of(text):
    return dict(word.split("=", 1) for word in text.split() if "=" in word)


def file_read(directory, name):
    path = os.path.join(directory, name)
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def calls_read(directory, run):
    lines = (file_read(directory, "calls") or b"").decode("latin-1").split("\n")
    for line in lines[:-1]:
        what, _, rest = line.partition(" ")
        if what == "segment":
            load = run.loads[-1]
            field = fields_of(rest)
            data = file_read(directory,
                             f"segment.{len(run.loads) - 1}.{len(load.segments)}")
            load.segments.append(Segment(int(field["mem"], 0), int(field["memsz"], 0), data))
            continue
        run.calls.append(line if what not in ("kexec_load", "kexec_file_load") else what)
        if what == "kexec_load":
            field = fields_of(rest)
            run.loads.append(Load(int(field["entry"], 0), int(field["flags"], 0), []))
        elif what == "kexec_file_load":
            front, _, cmdline = rest.partition(" cmdline=")
            field, number = fields_of(front), len(run.loads)
            run.loads.append(FileLoad(
                int(field["flags"], 0), field["initrd"] == "yes", cmdline,
                file_read(directory, f"kernel.{number}"),
                file_read(directory, f"initrd.{number}")))


def capture(program, arguments, environment, directory, seconds=60):
    """Runs it; its loads are read into memory, `directory` is gone afterwards."""
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "CAPTURE_DIR": directory,
                   **environment}
    try:
        done = subprocess.run([program, *arguments], env=environment, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        done = late
        done.returncode = "timeout"
    run = Run(done.returncode, (done.stdout or b"").decode("latin-1"),
              (done.stderr or b"").decode("latin-1"))
    calls_read(directory, run)
    shutil.rmtree(directory)
    return run
