# SPDX-License-Identifier: GPL-2.0-only
"""machines.py - recorded machines for the comparison, made from tests/sysroots

In: tests/sysroots/{bios,uefi,lab4g}. Out: directories of what both programs read.
Each is one change of a recorded machine, said where it is made.
Ref: Documentation/ABI/testing/sysfs-firmware-memmap, zero-page.rst.
"""
import os
import shutil
import struct


def text_write(root, path, text):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def bytes_read(root, path):
    with open(os.path.join(root, path), "rb") as file:
        return bytearray(file.read())


def bytes_write(root, path, data):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def kcore_fix(root):
    """The recorded head of /proc/kcore has no notes behind its headers: say so in them, as
    the peer would read them."""
    path = os.path.join(root, "proc/kcore")
    if not os.path.exists(path):
        return
    data = bytes_read(root, "proc/kcore")
    first, = struct.unpack_from("<Q", data, 32)
    count, = struct.unpack_from("<H", data, 56)
    for i in range(count):
        at = first + i * 56
        if struct.unpack_from("<I", data, at)[0] == 4:
            struct.pack_into("<Q", data, at + 32, 0)
            struct.pack_into("<Q", data, at + 40, 0)
    bytes_write(root, "proc/kcore", data)


def memmap_write(root, entries):
    directory = os.path.join(root, "sys/firmware/memmap")
    shutil.rmtree(directory, ignore_errors=True)
    for i, (start, end, kind) in enumerate(entries):
        text_write(root, f"sys/firmware/memmap/{i}/start", f"{start:#x}\n")
        text_write(root, f"sys/firmware/memmap/{i}/end", f"{end:#x}\n")
        text_write(root, f"sys/firmware/memmap/{i}/type", kind + "\n")


def iomem_write(root, entries):
    text_write(root, "proc/iomem", "".join(f"{start:08x}-{end:08x} : {kind}\n"
                                           for start, end, kind in entries))


def change_holes(root):
    """150 reserved MiB in the RAM of a BIOS machine: 301 entries above 1 MiB."""
    entries = [(0, 0xfff, "Reserved"), (0x1000, 0x9fbff, "System RAM"),
               (0x9fc00, 0x9ffff, "Reserved"), (0xf0000, 0xfffff, "Reserved"),
               (0x100000, 0x1fffffff, "System RAM")]
    at = 0x20000000
    for _ in range(150):
        entries.append((at, at + 0xfffff, "Reserved"))
        entries.append((at + 0x100000, at + 0x5fffff, "System RAM"))
        at += 0x600000
    memmap_write(root, entries)
    iomem_write(root, entries)


def change_big(root):
    """64 GiB, 62 of them above 4 GiB"""
    entries = [(0, 0xfff, "Reserved"), (0x1000, 0x9fbff, "System RAM"),
               (0x9fc00, 0x9ffff, "Reserved"), (0xf0000, 0xfffff, "Reserved"),
               (0x100000, 0x7fffffff, "System RAM"),
               (0x100000000, 0x107fffffff, "System RAM")]
    memmap_write(root, entries)
    iomem_write(root, entries)


def change_tiny(root):
    """24 MiB: a kernel does not fit"""
    entries = [(0x1000, 0x9fbff, "System RAM"), (0x9fc00, 0x9ffff, "Reserved"),
               (0xf0000, 0xfffff, "Reserved"), (0x100000, 0x17fffff, "System RAM")]
    memmap_write(root, entries)
    iomem_write(root, entries)


def change_nomemmap(root):
    """A kernel without /sys/firmware/memmap: /proc/iomem is all there is"""
    shutil.rmtree(os.path.join(root, "sys/firmware/memmap"))


def change_nobootparams(root):
    """No boot_params in sysfs: nothing is known of screen, disks and RSDP"""
    shutil.rmtree(os.path.join(root, "sys/kernel/boot_params"))


def change_addmap(root):
    """add_efi_memmap: the firmware's map is not all the kernel uses"""
    text_write(root, "proc/cmdline", "root=/dev/sda1 add_efi_memmap quiet\n")


def change_cmdline(root):
    """All that --reuse-cmdline drops or must not drop"""
    text_write(root, "proc/cmdline",
               "BOOT_IMAGE=/vmlinuz root=/dev/sda1 rd.x_crashkernel=1 crashkernel=256M "
               "elfcorehdr=1234K ro quiet\n")


def change_dropped(root):
    """What both drop of a reused command line, without traps"""
    text_write(root, "proc/cmdline",
               "BOOT_IMAGE=/vmlinuz root=/dev/sda1 crashkernel=256M ro quiet\n")


def change_nocmdline(root):
    """A /proc that is not mounted, or masked"""
    os.remove(os.path.join(root, "proc/cmdline"))


def change_loaded(root):
    text_write(root, "sys/kernel/kexec_loaded", "1\n")


def change_crashloaded(root):
    text_write(root, "sys/kernel/kexec_crash_loaded", "1\n")


def change_unknown(root):
    """No kexec in this kernel: the answers of -S are unknown"""
    for name in ("kexec_loaded", "kexec_crash_loaded", "kexec_crash_size"):
        path = os.path.join(root, "sys/kernel", name)
        if os.path.exists(path):
            os.remove(path)


def change_pmem(root):
    """memmap=0x1ffdf000!0x60000000: what firmware calls RAM is /dev/pmem0 of the leader"""
    text_write(root, "proc/cmdline", "root=/dev/sda1 memmap=0x1ffdf000!0x60000000\n")
    with open(os.path.join(root, "proc/iomem"), encoding="ascii") as file:
        lines = [line for line in file if "Crash kernel" not in line]
    text = "".join(lines).replace(
        "00100000-7ffdefff : System RAM\n", "00100000-5fffffff : System RAM\n").replace(
        "7ffdf000-7fffffff : Reserved\n",
        "60000000-7ffdefff : Persistent Memory (legacy)\n7ffdf000-7fffffff : Reserved\n")
    text_write(root, "proc/iomem", text)


def change_cma(root):
    """crashkernel=256M crashkernel=256M,cma: more memory of a crash kernel's, in use until
    then"""
    text_write(root, "proc/cmdline",
               "root=/dev/sda1 crashkernel=256M crashkernel=256M,cma\n")
    text_write(root, "sys/kernel/kexec/crash_cma_ranges", "50000000-5fffffff\n")


def change_crashlow(root):
    """A crash region where a 32-bit kernel can live: below 896 MiB"""
    with open(os.path.join(root, "proc/iomem"), encoding="ascii") as file:
        text = file.read()
    text_write(root, "proc/iomem", text.replace("6e000000-7dffffff : Crash kernel",
                                                "20000000-2fffffff : Crash kernel"))


def change_hotplug(root):
    text_write(root, "sys/kernel/crash_elfcorehdr_size", "65536\n")


def change_framebuffer(root):
    """A VESA framebuffer of 1024x768x32 at 0xfd000000, in boot_params and as /dev/fb0"""
    params = bytes_read(root, "sys/kernel/boot_params/data")
    screen = bytearray(64)
    screen[0x07], screen[0x0e], screen[0x10] = 80, 25, 16
    screen[0x0f] = 0x23                            # a linear framebuffer of VESA
    struct.pack_into("<HHHII", screen, 0x12, 1024, 768, 32, 0xfd000000, 0x30)
    struct.pack_into("<H8B", screen, 0x24, 4096, 8, 16, 8, 8, 8, 0, 8, 24)
    struct.pack_into("<HH", screen, 0x32, 1, 0x9b)
    params[:len(screen)] = screen
    bytes_write(root, "sys/kernel/boot_params/data", params)
    text_write(root, "sys/class/graphics/fb0/name", "VESA VGA\n")
    bytes_write(root, "dev/fb0", b"")
    fix = struct.pack("<16sQIIIIHHHIQI", b"VESA VGA", 0xfd000000, 0x300000, 0, 0, 2, 0, 0, 0,
                      4096, 0, 0)
    bytes_write(root, "dev/fb0.fix", fix.ljust(80, b"\0"))
    var = struct.pack("<8I", 1024, 768, 1024, 768, 0, 0, 32, 0)
    var += struct.pack("<12I", 16, 8, 0, 8, 8, 0, 0, 8, 0, 24, 8, 0)
    bytes_write(root, "dev/fb0.var", var.ljust(160, b"\0"))


MACHINES = {
    "bios": ("bios", None), "uefi": ("uefi", None), "lab4g": ("lab4g", None),
    "holes": ("bios", change_holes), "big": ("bios", change_big),
    "tiny": ("bios", change_tiny), "iomem": ("bios", change_nomemmap),
    "iomem4g": ("lab4g", change_nomemmap), "addmap": ("uefi", change_addmap),
    "noparams": ("bios", change_nobootparams), "cmdline": ("bios", change_cmdline),
    "dropped": ("bios", change_dropped), "nocmdline": ("bios", change_nocmdline),
    "loaded": ("bios", change_loaded), "crashloaded": ("bios", change_crashloaded),
    "unknown": ("bios", change_unknown), "hotplug": ("uefi", change_hotplug),
    "crashlow": ("bios", change_crashlow), "fb": ("bios", change_framebuffer),
    "pmem": ("bios", change_pmem), "cma": ("bios", change_cma),
}


# What no plain load reads: hundreds of files
UNREAD = shutil.ignore_patterns("memory", "misc", "tty")


def make(top, name, directory):
    """The machine below `directory`; its path"""
    base, change = MACHINES[name]
    root = os.path.join(directory, name)
    shutil.copytree(os.path.join(top, "tests/sysroots", base), root, ignore=UNREAD,
                    copy_function=shutil.copyfile)
    kcore_fix(root)
    if change:
        change(root)
    return root


def iomem_ranges(root, name):
    """Half-open ranges of /proc/iomem with this name"""
    ranges = []
    with open(os.path.join(root, "proc/iomem"), encoding="ascii") as file:
        for line in file:
            span, _, what = line.strip().partition(" : ")
            if what == name:
                start, end = (int(text, 16) for text in span.split("-"))
                ranges.append((start, end + 1))
    return ranges
