# SPDX-License-Identifier: GPL-2.0-only
"""host.py - loads on this machine, caught by tests/preload/capture.c

In: a Place. Out: samples of "user+sys" and "anonymous".
The shim would write what is loaded into files, the same for both: it writes to /dev/null.
"""
import os
import shutil
import subprocess
import sys

import places

SEGMENTS_MAX = 16
CHUNK = 1 << 20

sys.path.insert(0, os.path.join(places.TOP, "tests/compat"))
import machines  # noqa: E402


def initrd_write(path, mib):
    """Random bytes: nobody looks into it"""
    with open(path, "wb") as file:
        for _ in range(mib):
            file.write(os.urandom(CHUNK))


def capture_make(place):
    """The shim's directory, fresh, with its segments to nowhere"""
    directory = place.path("capture")
    shutil.rmtree(directory, ignore_errors=True)
    os.mkdir(directory)
    for i in range(SEGMENTS_MAX):
        os.symlink("/dev/null", os.path.join(directory, f"segment.0.{i}"))
    return directory


def is_loaded(directory):
    """One load, with segments"""
    try:
        with open(os.path.join(directory, "calls"), encoding="utf-8") as file:
            calls = file.read().splitlines()
    except FileNotFoundError:
        return False
    loads = [line for line in calls if line.startswith("kexec_load ")]
    return len(loads) == 1 and not loads[0].endswith("segments=0")


def without_rights():
    """Were the shim not loaded, the call would be real: it must not be allowed."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set=-sys_boot,-net_admin", "--inh-caps=-all"]


def load(place, shim, machine, who, kind, initrd):
    directory = capture_make(place)
    program = place.ours if who == "ours" else place.theirs
    environment = {**os.environ, "LC_ALL": "C"}
    # behind setpriv, and for measure's child: the shim captures exec too
    settings = {"LD_PRELOAD": shim, "CAPTURE_ROOT": machine, "CAPTURE_DIR": directory,
                "LD_LIBRARY_PATH": place.library if who == "theirs" else ""}
    command = [*without_rights(), "env", *(f"{name}={value}" for name, value
                                           in settings.items()),
               place.measure, kind, program, "-l", "-c", "--append=console=ttyS0",
               f"--initrd={initrd}", place.kernel]
    # measure's result comes on its descriptor 3
    done = subprocess.run(["sh", "-c", 'exec "$@" 3>&1 >&2', "sh", *command],
                          env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    what = f"kexec ({who}) below the shim"
    if done.returncode or not is_loaded(directory):
        raise places.NotMeasured(f"{what}: exit {done.returncode}, loaded: "
                                 f"{is_loaded(directory)}: {done.stderr.strip()}")
    return places.result_parse(done.stdout, kind, what)


def measure(place, sizes, runs, samples):
    shim = os.path.join(place.build, "tests/preload/capture.so")
    if not os.path.exists(shim):
        raise places.NotMeasured(f"{shim} is missing: build it first")
    machine = place.path("machine")
    shutil.copytree(os.path.join(places.TOP, "tests/sysroots/lab4g"), machine)
    machines.kcore_fix(machine)
    for size in sizes:
        initrd = place.path("initrd")
        initrd_write(initrd, size)
        for kind, count in (("time", runs), ("memory", 1)):
            for who in places.in_turn(count):
                numbers = load(place, shim, machine, who, kind, initrd)
                places.sample_add(samples, "host", size, who, kind, numbers)
        os.remove(initrd)
