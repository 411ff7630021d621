# SPDX-License-Identifier: GPL-2.0-only
"""facts.py - what the next kernel would see of a load, without where it lies

In: a captured run, the files of its row. Out: a dictionary of facts, the same for every
program: addresses are replaced by what they point to.
Ref: boot.rst, zero-page.rst, Linux asm/setup_data.h; gABI core files; multiboot 0.6.96
section 3.3, multiboot2 section 3.6.
"""
import hashlib
import re
import struct

SETUP_DATA = {1: "E820_EXT", 2: "DTB", 3: "PCI", 4: "EFI", 5: "APPLE_PROPERTIES",
              6: "JAILHOUSE", 7: "CC_BLOB", 8: "IMA", 9: "RNG_SEED"}
E820 = {1: "RAM", 2: "reserved", 3: "ACPI", 4: "NVS", 5: "unusable", 7: "pmem"}

# name, offset, struct letter; what is an address is looked at apart
SCREEN = [("orig_x", 0, "B"), ("orig_y", 1, "B"), ("ext_mem_k", 2, "H"),
          ("orig_video_page", 4, "H"), ("orig_video_mode", 6, "B"),
          ("orig_video_cols", 7, "B"), ("flags", 8, "B"), ("orig_video_ega_bx", 0xa, "H"),
          ("orig_video_lines", 0xe, "B"), ("orig_video_isVGA", 0xf, "B"),
          ("orig_video_points", 0x10, "H"), ("lfb_width", 0x12, "H"),
          ("lfb_height", 0x14, "H"), ("lfb_depth", 0x16, "H"), ("lfb_base", 0x18, "I"),
          ("lfb_size", 0x1c, "I"), ("cl_magic", 0x20, "H"), ("cl_offset", 0x22, "H"),
          ("lfb_linelength", 0x24, "H"), ("colors", 0x26, "8s"), ("vesapm", 0x2e, "4s"),
          ("pages", 0x32, "H"), ("vesa_attributes", 0x34, "H"), ("capabilities", 0x36, "I"),
          ("ext_lfb_base", 0x3a, "I")]
PAGE = [("apm_bios_info", 0x40, "20s"), ("tboot_addr", 0x58, "Q"), ("ist_info", 0x60, "16s"),
        ("acpi_rsdp_addr", 0x70, "Q"), ("hd_info", 0x80, "32s"),
        ("sys_desc_table", 0xa0, "16s"), ("olpc_ofw_header", 0xb0, "16s"),
        ("edid_info", 0x140, "128s"), ("efi_loader_signature", 0x1c0, "4s"),
        ("efi_systab", 0x1c4, "I"), ("efi_memdesc_size", 0x1c8, "I"),
        ("efi_memdesc_version", 0x1cc, "I"), ("efi_memmap_size", 0x1d4, "I"),
        ("efi_systab_hi", 0x1d8, "I"), ("alt_mem_k", 0x1e0, "I"), ("scratch", 0x1e4, "I"),
        ("eddbuf_entries", 0x1e9, "B"), ("edd_mbr_sig_buf_entries", 0x1ea, "B"),
        ("kbd_status", 0x1eb, "B"), ("secure_boot", 0x1ec, "B"), ("sentinel", 0x1ef, "B")]
HEADER = [("setup_sects", 0x1f1, "B"), ("root_flags", 0x1f2, "H"), ("syssize", 0x1f4, "I"),
          ("ram_size", 0x1f8, "H"), ("vid_mode", 0x1fa, "H"), ("root_dev", 0x1fc, "H"),
          ("boot_flag", 0x1fe, "H"), ("version", 0x206, "H"), ("type_of_loader", 0x210, "B"),
          ("loadflags", 0x211, "B"), ("heap_end_ptr", 0x224, "H"),
          ("ext_loader_ver", 0x226, "B"), ("ext_loader_type", 0x227, "B"),
          ("initrd_addr_max", 0x22c, "I"), ("kernel_alignment", 0x230, "I"),
          ("relocatable_kernel", 0x234, "B"), ("min_alignment", 0x235, "B"),
          ("xloadflags", 0x236, "H"), ("cmdline_size", 0x238, "I"),
          ("hardware_subarch", 0x23c, "I"), ("hardware_subarch_data", 0x240, "Q"),
          ("payload_offset", 0x248, "I"), ("payload_length", 0x24c, "I"),
          ("pref_address", 0x258, "Q"), ("init_size", 0x260, "I"),
          ("handover_offset", 0x264, "I"), ("kernel_info_offset", 0x268, "I")]


def digest(data):
    return "none" if data is None else hashlib.sha1(data).hexdigest()[:12]


def shown(value):
    if isinstance(value, bytes):
        return value.hex() if value.strip(b"\0") else "0"
    return f"{value:#x}"


class Roles:
    """Which segment is what, found by what is in it."""

    def __init__(self, load, image, files):
        self.load, self.names = load, {}
        for i, piece in enumerate(image.pieces if image else []):
            self.claim(f"kernel{i}", piece)
        for name, data in files:
            self.claim(name, data)
        for segment in load.segments:
            if segment.has(load.entry):
                self.names.setdefault(segment, "purgatory")
        for segment in load.segments:
            if segment in self.names:
                continue
            if segment.data[:4] == b"\x7fELF" and segment.data[16:18] == b"\4\0":
                self.names[segment] = "elfcorehdr"

    def claim(self, name, data):
        size = min(len(data), 4096)
        if not size:
            return
        for segment in self.load.segments:
            if segment not in self.names and segment.data[:size] == data[:size]:
                self.names[segment] = name
                return

    def find(self, name):
        for segment, its in self.names.items():
            if its == name:
                return segment
        return None

    def point(self, address):
        """"kernel0+0x200": what an address means"""
        segment = self.load.segment_at(address)
        if not segment:
            return f"{address:#x}" if address else "0"
        name = self.names.get(segment, "other")
        offset = address - segment.start
        return f"{name}+{offset:#x}" if offset else name


def pieces_facts(roles, image, out):
    """The kernel in memory: every byte of the file where it belongs."""
    first = roles.find("kernel0")
    for i, piece in enumerate(image.pieces):
        segment = roles.find(f"kernel{i}")
        if not segment:
            out[f"kernel{i}"] = "missing"
            continue
        same = segment.data[:len(piece)] == piece
        out[f"kernel{i}"] = "as in the file" if same else digest(segment.data)
        out[f"kernel{i}.memsz"] = shown(segment.memsz)
        out[f"kernel{i}.from_first"] = shown(segment.start - first.start) if first and \
            segment.start >= first.start else "below"
    if first:
        out["kernel0.aligned"] = str(first.start % image.align == 0)


def file_facts(roles, name, data, out):
    segment = roles.find(name)
    if not segment:
        out[name] = "missing"
        return
    out[name] = "as in the file" if segment.data.startswith(data) and \
        not segment.data[len(data):].strip(b"\0") else digest(segment.data)
    out[name + ".memsz"] = shown(segment.memsz)


def boot_params_find(roles):
    """The page with a setup header which is no part of the file: (segment, address)"""
    for segment in roles.load.segments:
        name = roles.names.get(segment, "")
        if name.startswith(("kernel", "initrd", "module", "purgatory")):
            continue
        for offset in range(0, min(len(segment.data), 0x10000), 16):
            if segment.data[offset + 0x202:offset + 0x206] == b"HdrS":
                roles.names[segment] = "boot"
                return segment.start + offset
    return 0


def fields_facts(prefix, page, table, out):
    for name, offset, kind in table:
        value, = struct.unpack_from("<" + kind, page, offset)
        out[prefix + name] = shown(value)


def merged(entries):
    """Sorted (start, end, kind); what touches or overlaps and is of one kind is one."""
    out = []
    for start, end, kind in sorted(entries):
        if out and out[-1][2] == kind and out[-1][1] >= start:
            out[-1] = (out[-1][0], max(end, out[-1][1]), kind)
        else:
            out.append((start, end, kind))
    return out


def e820_facts(roles, page, chain, out):
    entries = []
    tables = [page[0x2d0:0x2d0 + 20 * page[0x1e8]]]
    tables += [data for kind, data in chain if kind == 1]
    for table in tables:
        for at in range(0, len(table) - 19, 20):
            start, size, kind = struct.unpack_from("<QQI", table, at)
            entries.append((start, size, kind))
    kinds = [(start, start + size, kind) for start, size, kind in entries]
    if roles.find("elfcorehdr"):
        # The new kernel must not have them as RAM; shown as if it had, they lie anywhere
        for name in ("elfcorehdr", "backup"):
            segment = roles.find(name)
            if segment:
                out["e820.spares_" + name] = str(not any(
                    kind == 1 and a < segment.end - 0xfff and segment.start < b
                    for a, b, kind in kinds))
                kinds += [(segment.start, segment.end, 1)]
    out["e820"] = [f"{a:#x}-{b - 1:#x} {E820.get(kind, kind)}"
                   for a, b, kind in merged(kinds)]
    if len(entries) > 128:
        out["e820.in_page"] = str(page[0x1e8])


def setup_data_read(load, address):
    chain, seen = [], set()
    while address and address not in seen:
        seen.add(address)
        head = load.read(address, 16)
        if head is None:
            return chain + [("broken", b"")]
        following, kind, size = struct.unpack("<QII", head)
        chain.append((kind, load.read(address + 16, size)))
        address = following
    return chain


def setup_data_facts(chain, out):
    for kind, data in chain:
        name = "setup_data." + SETUP_DATA.get(kind, str(kind))
        if kind == 9:
            out[name] = f"{len(data)} bytes"
        elif kind != 1:
            out[name] = data.hex() if data is not None else "outside"


def cmdline_facts(roles, text, out):
    """elfcorehdr= is shown as what it points to, acpi_rsdp= apart."""
    if text is None:
        out["cmdline"] = "none"
        return

    def replace(match):
        value = match.group(1)
        scale = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(value[-1].upper(), 1)
        address = int(value.rstrip("KMGkmg"), 0) * scale
        return "elfcorehdr=@" + roles.point(address)
    text = re.sub(r"\belfcorehdr=(0x[0-9a-fA-F]+[KMG]?|[0-9]+[KMGkmg]?)", replace, text)
    rsdp = re.search(r"(^| )acpi_rsdp=(\S+)", text)
    if rsdp:
        out["cmdline.acpi_rsdp"] = rsdp.group(2)
        text = text.replace(rsdp.group(0), "", 1)
    out["cmdline"] = text


def efi_map_facts(load, page, out):
    low, high = (struct.unpack_from("<I", page, at)[0] for at in (0x1d0, 0x1dc))
    step, size = (struct.unpack_from("<I", page, at)[0] for at in (0x1c8, 0x1d4))
    if not size:
        return
    data, entries = load.read(high << 32 | low, size) or b"", []
    for at in range(0, len(data) - 39, step):
        kind, start, virtual, pages, attribute = struct.unpack_from("<IxxxxQQQQ", data, at)
        entries.append(f"{kind} {start:#x} {virtual:#x} {pages:#x} {attribute:#x}")
    out["efi_memmap"] = sorted(entries)


def boot_params_facts(roles, out):
    load = roles.load
    at = boot_params_find(roles)
    if not at:
        out["boot_params"] = "none"
        return
    page = load.read(at, 4096)
    out["boot_params"] = "found"
    fields_facts("boot_params.", page, PAGE, out)
    fields_facts("hdr.", page, HEADER, out)
    fields_facts("screen_info.", page, SCREEN, out)

    def number(offset):
        return struct.unpack_from("<I", page, offset)[0]

    out["hdr.code32_start"] = roles.point(number(0x214))
    initrd = number(0xc0) << 32 | number(0x218)
    out["initrd.address"] = roles.point(initrd)
    out["initrd.size"] = shown(number(0xc4) << 32 | number(0x21c))
    line = number(0xc8) << 32 | number(0x228)
    text = load.string(line) if line else None
    if text is None and page[0x20:0x22] == b"\x3f\xa3":
        text = load.string(at + struct.unpack_from("<H", page, 0x22)[0])
    cmdline_facts(roles, text, out)
    chain = setup_data_read(load, struct.unpack_from("<Q", page, 0x250)[0])
    setup_data_facts(chain, out)
    e820_facts(roles, page, chain, out)
    efi_map_facts(load, page, out)
    for i in range(min(page[0x1e9], 6)):
        out[f"edd.{i}"] = page[0xd00 + i * 82:][:82].hex()
    out["edd.mbr"] = page[0x290:][:4 * min(page[0x1ea], 16)].hex()


def setup_facts(roles, image, out):
    """Real mode: the setup code itself, with the loader's fields in it."""
    for segment in roles.load.segments:
        # 0x20 may hold the command line's offset: protocol 2.01
        if segment.data[0x24:0x1f0] != image.setup[0x24:0x1f0] or not image.setup:
            continue
        roles.names[segment] = "setup"
        data, size = bytearray(segment.data), len(image.setup)
        fields_facts("hdr.", data, [row for row in HEADER if row[1] < size], out)
        out["hdr.setup_move_size"] = shown(struct.unpack_from("<H", data, 0x212)[0])
        out["hdr.code32_start"] = roles.point(struct.unpack_from("<I", data, 0x214)[0])
        start, size_initrd = struct.unpack_from("<II", data, 0x218)
        out["initrd.address"] = roles.point(start)
        out["initrd.size"] = shown(size_initrd)
        version = struct.unpack_from("<H", data, 0x206)[0]
        line = struct.unpack_from("<I", data, 0x228)[0] if version >= 0x202 else \
            segment.start + struct.unpack_from("<H", data, 0x22)[0]
        text = roles.load.string(line)
        out["cmdline"] = "none" if text is None else text
        # what no field is written to: the code
        out["setup.code"] = str(data[0x268:size] == image.setup[0x268:] and
                                data[0x24:0x1f1] == image.setup[0x24:0x1f1])
        return True
    return False


def elfcorehdr_facts(roles, out):
    segment = roles.find("elfcorehdr")
    if not segment:
        return
    data, cls = segment.data, segment.data[4]
    header = struct.unpack_from("<HHIIIIIHHHHHH" if cls == 1 else "<HHIQQQIHHHHHH", data, 16)
    out["elfcorehdr"] = f"ELF{32 * cls} machine {header[1]}"
    notes, loads = [], []
    for i in range(header[9]):
        at = header[4] + i * header[8]
        if cls == 1:
            kind, offset, vaddr, paddr, filesz, memsz = struct.unpack_from("<6I", data, at)
        else:
            kind, _, offset, vaddr, paddr, filesz, memsz, _ = \
                struct.unpack_from("<2I6Q", data, at)
        if kind == 4:
            notes.append(f"{offset:#x} {filesz:#x}")
            continue
        place = "same" if offset == paddr else f"{offset:#x}"
        target = roles.load.segment_at(offset)
        if target:
            roles.names.setdefault(target, "backup")
            place = roles.point(offset)
            out["backup.memsz"] = shown(target.memsz)
        last = loads[-1] if loads else None
        if last and place == last[4] == "same" and last[1] == last[2] and \
                last[0] + last[1] == paddr and last[3] + last[1] == vaddr:
            # one range of RAM in several pieces
            loads[-1] = [last[0], last[1] + filesz, last[2] + memsz, last[3], place]
        else:
            loads.append([paddr, filesz, memsz, vaddr, place])
    out["elfcorehdr.notes"] = notes
    out["elfcorehdr.loads"] = [f"{paddr:#x} {filesz:#x} {memsz:#x} va {vaddr:#x} at {place}"
                               for paddr, filesz, memsz, vaddr, place in loads]


def multiboot_facts(roles, magic, info, out):
    load = roles.load
    out["multiboot"] = f"{magic:#x}"
    if magic == 0x2BADB002:
        flags = load.number(info, "I")
        out["multiboot.flags"] = shown(flags)
        out["multiboot.mem"] = [shown(load.number(info + i, "I")) for i in (4, 8)]
        out["cmdline"] = load.string(load.number(info + 16, "I")) if flags & 4 else "none"
        at, modules = load.number(info + 24, "I"), []
        for i in range(load.number(info + 20, "I") if flags & 8 else 0):
            start, end, text = struct.unpack("<III", load.read(at + 16 * i, 12))
            modules.append([roles.point(start), shown(end - start), load.string(text)])
        out["multiboot.modules"] = modules
        size, at = (load.number(info + i, "I") for i in (44, 48))
        entries, end = [], at + size
        while flags & 64 and at < end:
            step, start, length, kind = struct.unpack("<IQQI", load.read(at, 24))
            entries.append(f"{start:#x}-{start + length - 1:#x} {kind}")
            at += step + 4
        out["e820"] = entries
        out["multiboot.loader"] = load.string(load.number(info + 64, "I")) \
            if flags & 512 else "none"
        return
    at, end = info + 8, info + load.number(info, "I")
    modules = []
    while at < end:
        kind, size = struct.unpack("<II", load.read(at, 8))
        if size < 8 or not kind:
            out["multiboot.last"] = f"tag {kind} of {size} bytes"
            break
        body = load.read(at + 8, size - 8) if size > 8 else b""
        at += size + 7 & ~7
        if kind == 1:
            out["cmdline"] = body.partition(b"\0")[0].decode("latin-1")
        elif kind == 3:
            start, last = struct.unpack_from("<II", body)
            modules.append([roles.point(start), shown(last - start),
                            body[8:].partition(b"\0")[0].decode("latin-1")])
        elif kind == 6:
            entries = [struct.unpack_from("<QQI", body, i) for i in range(8, len(body), 24)]
            out["e820"] = [f"{a:#x}-{a + b - 1:#x} {c}" for a, b, c in entries]
        elif kind == 2:
            out["multiboot.loader"] = body.partition(b"\0")[0].decode("latin-1")
        elif kind == 21:
            out["multiboot.base"] = roles.point(struct.unpack("<I", body)[0])
        elif kind:
            out[f"multiboot.tag{kind}"] = body.hex()
    out["multiboot.modules"] = modules


def entry_facts(roles, image, out):
    """Where purgatory goes then: the address is somewhere in it, a register of its own."""
    purgatory = roles.find("purgatory")
    if not purgatory:
        out["entry"] = roles.point(roles.load.entry)
        return
    found = []
    for name, (piece, offset) in (image.entries if image else {}).items():
        segment = roles.find(f"kernel{piece}")
        if segment:
            address = struct.pack("<I", segment.start + offset & 0xffffffff)
            where = purgatory.data.find(address)
            while where >= 0 and where % 4:
                where = purgatory.data.find(address, where + 1)
            if where >= 0:
                found.append(name)
    out["entry"] = found
    for magic in (0x2BADB002, 0x36d76289):
        for start in range(0, len(purgatory.data) - 8, 4):
            eax, ebx = struct.unpack_from("<II", purgatory.data, start)
            at = roles.load.segment_at(ebx) if eax == magic else None
            if at and at is not purgatory:
                return magic, ebx
    return None


def load_facts(load, image, files, out):
    """All facts of one kexec_load(2); files: (name, data) that lie in memory as such"""
    roles = Roles(load, image, files)
    out["flags"] = shown(load.flags)
    if image:
        pieces_facts(roles, image, out)
    for name, data in files:
        if data:
            file_facts(roles, name, data, out)
    multiboot = entry_facts(roles, image, out)
    elfcorehdr_facts(roles, out)
    if multiboot:
        multiboot_facts(roles, *multiboot, out)
    elif not (image and setup_facts(roles, image, out)):
        boot_params_facts(roles, out)
    return roles


def file_load_facts(load, names, out):
    """names: digest of a file's contents -> its name"""
    out["flags"] = shown(load.flags)
    out["cmdline"] = load.cmdline
    out["file.kernel"] = names.get(digest(load.kernel), digest(load.kernel))
    out["file.initrd"] = names.get(digest(load.initrd), digest(load.initrd)) \
        if load.has_initrd else "none"
