# SPDX-License-Identifier: GPL-2.0-only
"""images.py - the kernels that both programs load: real ones, and small ones made here

In: the caches of tests/vm/kernels and tests/compat/fetch. Out: paths by name, and for
each file what of it must be found in memory.
Ref: boot.rst "the real-mode kernel header"; gABI; multiboot 0.6.96 section 3.1, multiboot2
section 3.1; PE format 8.3, systemd.io UKI.
"""
import gzip
import os
import struct
import subprocess

ELF_HEADER = {1: "<HHIIIIIHHHHHH", 2: "<HHIQQQIHHHHHH"}
PROGRAM_HEADER = {1: "<IIIIIIII", 2: "<IIQQQQQQ"}


def run_tool(*argv):
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE,
                          text=True).stdout.split("\n")[0]


def bzimage(protocol=0x20f, loadflags=1, code32=0x100000, align=0x200000, relocatable=1,
            room=0x100000, pref=0x1000000, xload=3, code=64):
    """A bzImage of `code` 256-byte rows whose header says what the arguments say."""
    head = bytearray(5 * 512)
    body = bytes(range(256)) * code
    head[0x1f1:0x1f4] = b"\4\1\0"
    struct.pack_into("<I", head, 0x1f4, len(body) // 16)
    struct.pack_into("<H", head, 0x1fe, 0xaa55)
    head[0x200:0x206] = b"\xeb\x66HdrS"
    struct.pack_into("<H", head, 0x206, protocol)
    head[0x211] = loadflags
    struct.pack_into("<I", head, 0x214, code32)
    struct.pack_into("<I", head, 0x22c, 0x37ffffff)
    struct.pack_into("<IBBH", head, 0x230, align, relocatable, 12, xload)
    struct.pack_into("<I", head, 0x238, 2047)
    struct.pack_into("<QI", head, 0x258, pref, room)
    return bytes(head) + body


def elf(bits, loads, entry, machine=None, kind=2, head=b"", note=b""):
    """An ELF file; loads: (physical address, data, memory size). `head` is put in front
    of the first piece's data, as multiboot headers are."""
    cls = 1 if bits == 32 else 2
    machine = machine or (3 if bits == 32 else 62)
    ehsize, phsize = (52, 32) if cls == 1 else (64, 56)
    count = len(loads) + bool(note)
    at = 0x1000
    programs, body = b"", b""
    for index, (paddr, data, memsz) in enumerate(loads):
        data = (head if index == 0 else b"") + data
        memsz = max(memsz, len(data))
        body += b"\0" * (at - 0x1000 - len(body)) + data
        if cls == 1:
            programs += struct.pack("<8I", 1, at, paddr, paddr, len(data), memsz, 7, 0x1000)
        else:
            programs += struct.pack("<2I6Q", 1, 7, at, paddr, paddr, len(data), memsz,
                                    0x1000)
        at += len(data) + 0xfff & ~0xfff
    if note:
        body += b"\0" * (at - 0x1000 - len(body)) + note
        if cls == 1:
            programs += struct.pack("<8I", 4, at, 0, 0, len(note), len(note), 4, 4)
        else:
            programs += struct.pack("<2I6Q", 4, 4, at, 0, 0, len(note), len(note), 4)
    ident = b"\x7fELF" + bytes([cls, 1, 1]) + b"\0" * 9
    header = struct.pack(ELF_HEADER[cls], kind, machine, 1, entry, ehsize, 0, 0, ehsize,
                         phsize, count, 0, 0, 0)
    front = ident + header + programs
    return front + b"\0" * (0x1000 - len(front)) + body


def multiboot1(flags=0x3):
    return struct.pack("<3I", 0x1BADB002, flags, -(0x1BADB002 + flags) & 0xffffffff)


def multiboot2(tags=b""):
    tags += struct.pack("<HHI", 0, 0, 8)
    size = 16 + len(tags)
    return struct.pack("<4I", 0xE85250D6, 0, size, -(0xE85250D6 + size) & 0xffffffff) + tags


def uki(sections):
    """A PE32+ file with these sections: what a unified kernel image is to a loader."""
    dos = bytearray(0x40)
    dos[0:2] = b"MZ"
    struct.pack_into("<I", dos, 0x3c, 0x40)
    coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, len(sections), 0, 0, 0, 0xf0, 0x22e)
    optional = bytearray(0xf0)
    struct.pack_into("<H", optional, 0, 0x20b)
    struct.pack_into("<IIHHHH", optional, 32, 0x1000, 0x200, 0, 0, 0, 0)
    struct.pack_into("<IIIIH", optional, 56, 0x10000000, 0x400, 0, 0, 10)
    struct.pack_into("<I", optional, 108, 16)
    table, body, at, virtual = b"", b"", 0x400, 0x1000
    for name, data in sections:
        raw = len(data) + 0x1ff & ~0x1ff
        table += struct.pack("<8sIIIIIIHHI", name, len(data), virtual, raw, at, 0, 0, 0, 0,
                             0x40000040)
        body += data.ljust(raw, b"\0")
        at += raw
        virtual += len(data) + 0xfff & ~0xfff
    front = bytes(dos) + coff + bytes(optional) + table
    return front.ljust(0x400, b"\0") + body


def small_images(initrd, kernel):
    """name -> bytes of what is made here"""
    code = bytes(range(256)) * 16
    elf64 = elf(64, [(0x1000000, code, 0x6000), (0x1800000, b"data" * 64, 0x1000)],
                0x1000010)
    elf32 = elf(32, [(0x1000000, code, 0x6000)], 0x1000010)
    return {
        "initrd": initrd,
        "initrd2": b"second" * 1000,
        "module": b"module one " * 500,
        "module2": b"module two " * 10,
        "dtb": struct.pack(">10I", 0xd00dfeed, 72, 56, 64, 40, 17, 16, 0, 8, 16) +
               struct.pack(">8I", 0, 0, 0, 0, 1, 0, 2, 9),
        "empty": b"",
        "text": b"no kernel at all\n" * 100,
        "bz32": bzimage(xload=0, pref=0x400000),
        "bz32fixed": bzimage(relocatable=0, xload=0),
        "bz201": bzimage(protocol=0x201, xload=0, relocatable=0),
        "zimage": bzimage(protocol=0x206, loadflags=0, code32=0x1000, relocatable=0, xload=0),
        "elf64": elf64,
        "elf32": elf32,
        "elf20": elf(64, [(0x1000000 + i * 0x10000, b"x" * 16, 16) for i in range(20)],
                     0x1000000),
        "mb1": elf(32, [(0x100000, code, 0x8000)], 0x100010, head=multiboot1()),
        "mb2": elf(32, [(0x200000, code, 0x8000)], 0x200010, head=multiboot2()),
        "mb2reloc": elf(32, [(0x200000, code, 0x8000)], 0x200010, head=multiboot2(
            struct.pack("<HHIIIII", 10, 0, 24, 0x100000, 0xffffffff, 0x1000, 2))),
        "elf64.gz": gzip.compress(elf64, mtime=0),
        "uki": uki([(b".osrel", b"ID=test\n"), (b".cmdline", b"console=ttyS0 uki"),
                    (b".linux", kernel), (b".initrd", initrd)]),
        "ukitwo": uki([(b".osrel", b"ID=test\n"), (b".cmdline", b"console=ttyS0 base"),
                       (b".initrd", initrd), (b".linux", kernel),
                       (b".profile", b"ID=one\n"),
                       (b".profile", b"ID=two\n"), (b".cmdline", b"console=ttyS0 two")]),
        "ukibad": uki([(b".linux", kernel)])[:0x200],
    }


def find_all(top, directory):
    """name -> path; what is made lies below `directory`."""
    kernels = os.path.join(top, "tests/vm/kernels")
    fetch = os.path.join(top, "tests/compat/fetch")
    paths = {
        "k61": run_tool(kernels, "path", "vmlinuz"),
        "k510": run_tool(kernels, "path", "vmlinuz", "bullseye"),
        "vmlinux": run_tool(kernels, "path", "vmlinux"),
    }
    for name in ("memtest", "memtest32", "ipxe", "xen", "vmlinuz32"):
        paths[name] = run_tool(fetch, name)
    with open(paths["k61"], "rb") as file:
        kernel = file.read()
    made = small_images(bytes((i * 7 + (i >> 8)) & 255 for i in range(300001)), kernel)
    with open(paths["xen"], "rb") as file:
        made["xen.elf"] = gzip.decompress(file.read())
    made["k61.gz"] = gzip.compress(kernel, 1, mtime=0)
    for name, data in made.items():
        paths[name] = os.path.join(directory, name)
        with open(paths[name], "wb") as file:
            file.write(data)
    paths["none"] = os.path.join(directory, "there-is-no-such-file")
    return paths


def elf_pieces(data):
    """(entry, [(paddr, data)]) of the PT_LOADs"""
    cls = data[4]
    header = struct.unpack_from(ELF_HEADER[cls], data, 16)
    pieces = []
    for i in range(header[9]):
        at = header[4] + i * header[8]
        field = struct.unpack_from(PROGRAM_HEADER[cls], data, at)
        kind = field[0]
        offset, vaddr, paddr, filesz = field[1:5] if cls == 1 else field[2:6]
        if kind == 1:
            pieces.append((paddr, vaddr, data[offset:offset + filesz]))
    return header[3], pieces


def uki_section(data, wanted):
    """The contents of a section of a PE file, or None"""
    at, = struct.unpack_from("<I", data, 0x3c)
    if data[:2] != b"MZ" or data[at:at + 4] != b"PE\0\0":
        return None
    count, optional = struct.unpack_from("<H12xH", data, at + 6)
    for i in range(count):
        name, size, _, _, offset = struct.unpack_from("<8sIIII", data,
                                                      at + 24 + optional + 40 * i)
        if name.rstrip(b"\0") == wanted and offset + size <= len(data):
            return data[offset:offset + size]
    return None


class Image:
    """What a file must become in memory."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        if len(data) > 0x206 and data[0x202:0x206] != b"HdrS":
            data = uki_section(data, b".linux") or data
        self.pieces, self.entries, self.align, self.setup = [], {}, 0x1000, b""
        if data[:4] == b"\x7fELF":
            entry, pieces = elf_pieces(data)
            for paddr, vaddr, piece in pieces:
                # an entry is physical, or virtual as in the headers
                for base in (paddr, vaddr):
                    if base <= entry < base + len(piece):
                        self.entries["entry"] = (len(self.pieces), entry - base)
                self.pieces.append(piece)
        elif data[0x202:0x206] == b"HdrS":
            sectors = data[0x1f1] or 4
            size = struct.unpack_from("<I", data, 0x1f4)[0] * 16
            self.setup = data[:(sectors + 1) * 512]
            # what is behind syssize is a signature
            self.pieces = [data[len(self.setup):][:size]]
            self.entries = {"entry+0x200": (0, 0x200), "entry": (0, 0)}
            if struct.unpack_from("<H", data, 0x206)[0] >= 0x205:
                self.align = max(struct.unpack_from("<I", data, 0x230)[0], 0x1000)
