#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""house.py - who uses whom, from what the compiler itself wrote down

In:  house.py check [TOP BUILD [TABLE]]   the tree as built in BUILD
     house.py module DIR                  the objects of mint.ko, where Kbuild left them
     house.py table [TABLE]               the rooms as CONTRIBUTING.md shows them
     house.py contributing TOP            does it, and docs/design.md too?
Out: a line for each thing that is wrong; exit 1 with one.
Ref: the dependency files of cc -MMD (*.Po of automake), nm(1).

check complains of: an include or a call that the room's row in rooms.table does not name;
files that, one through the other, call each other; a function that is not declared in the
header named for its source; one that no source uses, or only its own; a source in no
room. module complains of circles too, and of a symbol that other modules could have.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

# what a compiler may call without being asked (gcc's manual, "Standards", freestanding)
COMPILER_CALLS = {"memcpy", "memmove", "memset", "memcmp"}
HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


class Room:
    def __init__(self, line, rank):
        self.path, uses, self.job = (part.strip() for part in line.split("|"))
        self.uses = [] if uses == "-" else uses.split()
        self.rank = rank

    def may_use(self, other):
        return any(use == other.path or use.endswith("/*") and
                   other.path.startswith(use[:-1]) for use in self.uses)


def rooms_read(path):
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    return [Room(line, rank) for rank, line in enumerate(lines)]


def table_check(rooms):
    """No row names a room that stands below it: then no chain of rooms is a circle."""
    for room in rooms:
        for use in room.uses:
            named = [other for other in rooms if Room.may_use(room, other) and
                     (other.path == use or use.endswith("/*"))]
            if not named:
                yield f"rooms.table: {room.path} uses {use}, which is no room"
            for other in named:
                if other.rank >= room.rank:
                    yield f"rooms.table: {room.path} uses {other.path}, which stands below it"


def room_of(rooms, source):
    """The room with the longest path that holds a source; None outside the house."""
    found = [room for room in rooms
             if source == room.path or os.path.dirname(source) == room.path]
    return max(found, key=lambda room: len(room.path), default=None)


# ---- what the compiler wrote ----

def sources_of(top, build):
    """{object file: (source, files it was made of)}, below top, by the dependency files."""
    found = {}
    for path in glob.glob(os.path.join(build, "**/.deps/*.Po"), recursive=True):
        with open(path, encoding="utf-8") as file:
            words = file.read().replace("\\\n", " ").split("\n", 1)[0].split()
        if len(words) < 2 or not words[0].endswith(".o:"):
            continue
        files = [os.path.relpath(os.path.join(build, word), top) for word in words[1:]]
        if not os.path.exists(os.path.join(top, files[0])):
            continue  # built before the source went
        found[os.path.join(build, words[0][:-1])] = (files[0], files)
    return found


def symbols_of(objects):
    """{object: (functions and data it defines, what it wants)}, by nm."""
    found = {path: (set(), set()) for path in objects}
    for path in objects:
        said = subprocess.run(["nm", "-g", path], stdout=subprocess.PIPE, text=True, check=True)
        for line in said.stdout.splitlines():
            kind, name = line.split()[-2:]
            if name.startswith("__"):
                continue  # a sanitizer's, a linker's
            if kind == "U":
                found[path][1].add(name)
            elif kind in "TDBRVWC":
                found[path][0].add(name)
    return found


def calls_between(symbols):
    """{object: {object it wants something of: one such name}}."""
    owner = {name: path for path, (defined, _) in symbols.items() for name in defined}
    calls = {path: {} for path in symbols}
    for path, (_, wanted) in symbols.items():
        for name in sorted(wanted):
            if owner.get(name, path) != path:
                calls[path].setdefault(owner[name], name)
    return calls


def circles_of(calls):
    """Strongly connected components of more than one file (Tarjan, without recursion)."""
    index, low, on, stack, circles = {}, {}, set(), [], []
    for root in calls:
        if root in index:
            continue
        work = [(root, iter(calls[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            node, rest = work[-1]
            for child in rest:
                if child not in index:
                    index[child] = low[child] = len(index)
                    stack.append(child)
                    on.add(child)
                    work.append((child, iter(calls[child])))
                    break
                if child in on:
                    low[node] = min(low[node], index[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    circle = []
                    while not circle or circle[-1] != node:
                        circle.append(stack.pop())
                        on.discard(circle[-1])
                    if len(circle) > 1:
                        circles.append(sorted(circle))
    return circles


def circles_told(calls, name_of):
    for circle in circles_of(calls):
        yield "a circle of calls: " + ", ".join(map(name_of, circle))
        for path in circle:
            for other, symbol in sorted(calls[path].items()):
                if other in circle:
                    yield f"    {name_of(path)} -> {name_of(other)}: {symbol}"


def purgatory_compile(top, work):
    """Its freestanding half is linked from sources in one go, so here is an object each."""
    found = {}
    for source in glob.glob(os.path.join(top, "purgatory/*.[cS]")):
        name = os.path.basename(source)
        if name == "blobs.c":
            continue
        path = os.path.join(work, name + ".o")
        subprocess.run([os.environ.get("CC", "cc"), "-std=gnu11", "-O0", "-ffreestanding",
                        f"-I{top}", "-c", source, "-o", path], check=True)
        found[path] = "purgatory/" + name
    return found


def module_check(folder):
    """Not the linked objects, and nothing that the lint itself put beside them."""
    objects = [path for path in glob.glob(os.path.join(folder, "*.o"))
               if os.path.exists(path[:-1] + "c") or os.path.exists(path[:-1] + "S")]
    objects = [path for path in objects if not path.endswith(".mod.o")]
    symbols = symbols_of(objects)
    if len(objects) < 10:
        yield f"{folder}: only {len(objects)} objects"
    yield from circles_told(calls_between(symbols), os.path.basename)
    with open(os.path.join(folder, "Kbuild"), encoding="utf-8") as file:
        order = re.findall(r"(\w+\.o)\b", "".join(
            line for line in file if line.startswith("$(name)-y")))
    for path, others in sorted(calls_between(symbols).items()):
        own = os.path.basename(path)
        for other, name in sorted(others.items()):
            target = os.path.basename(other)
            if own not in order or target not in order:
                yield f"{own} or {target} is not in Kbuild"
            elif order.index(target) < order.index(own):
                yield f"{own} calls {name} of {target}, which stands before it in Kbuild"
    for path, (defined, _) in sorted(symbols.items()):
        for name in sorted(defined):
            if not re.match(r"mint$|mint_|(init|cleanup)_module$", name):
                yield f"{os.path.basename(path)}: {name} does not begin with mint_"


# ---- what is asked of it ----

def includes_check(rooms, top, made_of):
    """Direct includes by name, all others by what the compiler opened."""
    seen = set()
    for source, files in made_of.values():
        seen.update(file for file in files if not file.startswith(".."))
        seen.add(source)
    for folder in ("mint/module", "purgatory"):  # compiled elsewhere, or without a *.Po
        seen.update(os.path.relpath(path, top)
                    for path in glob.glob(os.path.join(top, folder, "*.[chS]")))
    for file in sorted(seen):
        room = room_of(rooms, file)
        if not room:
            continue
        with open(os.path.join(top, file), encoding="utf-8") as text:
            names = INCLUDE.findall(text.read())
        for name in names:
            for path in (os.path.join("lib", name), name,
                         os.path.join(os.path.dirname(file), name)):
                if os.path.exists(os.path.join(top, path)):
                    other = room_of(rooms, os.path.normpath(path))
                    if other is None:
                        yield f"{file} includes {name}, which is in no room"
                    elif other is not room and not room.may_use(other):
                        yield f"{file} includes {name}: {room.path} does not use {other.path}"
                    break
    for source, files in sorted(made_of.values()):
        room = room_of(rooms, source)
        for file in files:
            other = room_of(rooms, file)
            if room and other and other.rank > room.rank:
                yield f"{source} is made of {file}, which stands below it in rooms.table"


def include_circles(top, made_of):
    """Headers that include each other."""
    files = {file for _, all_of in made_of.values() for file in all_of
             if file.endswith(".h") and not file.startswith("..")}
    graph = {}
    for file in sorted(files):
        with open(os.path.join(top, file), encoding="utf-8") as text:
            names = INCLUDE.findall(text.read())
        graph[file] = {path: name for name in names
                       for path in (os.path.join("lib", name), name) if path in files}
    for circle in circles_of(graph):
        yield "headers that include each other: " + ", ".join(circle)


def words_of(paths):
    """Without what stands in comments."""
    found = set()
    for path in paths:
        with open(path, encoding="utf-8", errors="replace") as file:
            code = re.sub(r"/\*.*?\*/|//[^\n]*", " ", file.read(), flags=re.S)
            found.update(re.findall(r"\w+", code))
    return found


def exports_check(top, sources, symbols, wanted):
    """Declared in the header named for the source; used by another source, or by its own
    and a test, for which it is a seam."""
    wanted = wanted | {name for _, names in symbols.values() for name in names}
    tested = words_of(glob.glob(os.path.join(top, "tests/**/*.[ch]"), recursive=True))
    for path, (defined, _) in sorted(symbols.items(), key=lambda item: sources[item[0]]):
        source = sources[path]
        if not source.endswith(".c"):
            continue
        with open(os.path.join(top, source), encoding="utf-8") as file:
            own = file.read()
        header = os.path.join(top, source[:-2] + ".h")
        declared = words_of([header] if os.path.exists(header) else [])
        for name in sorted(defined - {"main"} - COMPILER_CALLS):
            if name not in declared:
                yield f"{source}: {name} is not declared in {source[:-2]}.h"
            if name in wanted:
                continue
            if len(re.findall(rf"\b{name}\b", own)) < 2:
                yield f"{source}: {name} is used by no source: dead"
            elif name not in tested:
                yield f"{source}: {name} is used by no other source: static"


def tree_check(top, build, table):
    rooms = rooms_read(table)
    yield from table_check(rooms)
    made_of = {path: what for path, what in sources_of(top, build).items()
               if not what[0].startswith(("tests/", ".."))}
    if len(made_of) < 100:
        yield f"{build}: only {len(made_of)} objects were built, so nothing is known"
        return
    for source in sorted({what[0] for what in made_of.values()}):
        if not room_of(rooms, source):
            yield f"{source} is in no room"
    yield from includes_check(rooms, top, made_of)
    yield from include_circles(top, made_of)
    sources = {}  # once each: a source may be compiled for two programs
    for path in sorted(made_of):
        if os.path.exists(path) and made_of[path][0] not in sources.values():
            sources[path] = made_of[path][0]
    symbols = symbols_of(sources)
    calls = calls_between(symbols)
    yield from circles_told(calls, sources.get)
    for path, others in sorted(calls.items(), key=lambda item: sources[item[0]]):
        room = room_of(rooms, sources[path])
        for other, name in sorted(others.items()):
            target = room_of(rooms, sources[other])
            if room and target and room is not target and not room.may_use(target):
                yield (f"{sources[path]} calls {name} of {sources[other]}: "
                       f"{room.path} does not use {target.path}")
    with tempfile.TemporaryDirectory() as work:
        freestanding = purgatory_compile(top, work)
        apart = symbols_of(freestanding)
    yield from circles_told(calls_between(apart), freestanding.get)
    yield from exports_check(top, freestanding, apart, COMPILER_CALLS |
                             {name for _, names in symbols.values() for name in names})
    # of the module only check.c is compiled here, for its tests
    module = set(glob.glob(os.path.join(top, "mint/module/*.c")))
    module.discard(os.path.join(top, "mint/module/check.c"))
    yield from exports_check(top, sources, symbols, words_of(module) |
                             {name for _, names in apart.values() for name in names})


def table_text(rooms):
    lines = ["| room | its one job | uses |", "|---|---|---|"]
    for room in rooms:
        uses = ", ".join(use.removeprefix("lib/") for use in room.uses) or "-"
        lines.append(f"| `{room.path}` | {room.job} | {uses} |")
    return "\n".join(lines) + "\n"


def contributing_check(top, rooms):
    with open(os.path.join(top, "CONTRIBUTING.md"), encoding="utf-8") as file:
        text = file.read()
    if table_text(rooms) not in text:
        yield "CONTRIBUTING.md: its table of rooms is not what `tests/lint/house.py table` prints"
    for room in rooms:
        if not os.path.exists(os.path.join(top, room.path)):
            yield f"rooms.table: no {room.path} in the tree"


def design_check(top, rooms):
    """docs/design.md says what each is for, those within another one in a word or two."""
    with open(os.path.join(top, "docs/design.md"), encoding="utf-8") as file:
        rows = [line for line in file if line.startswith("| `")]
    for path in sorted({"/".join(room.path.split("/")[:2]) for room in rooms}):
        if not any(f"`{path}/`" in row for row in rows):
            yield f"docs/design.md: its table of rooms has no {path}/"


def main(argv):
    table = os.path.join(HERE, "rooms.table")
    what = argv[1] if len(argv) > 1 else ""
    if what == "check" and len(argv) in (2, 4, 5):
        top = os.path.realpath(argv[2] if len(argv) > 2 else os.path.join(HERE, "../.."))
        build = os.path.realpath(argv[3] if len(argv) > 3 else os.path.join(top, "build"))
        wrong = list(tree_check(top, build, argv[4] if len(argv) > 4 else table))
    elif what == "module" and len(argv) == 3:
        wrong = list(module_check(argv[2]))
    elif what == "table" and len(argv) in (2, 3):
        sys.stdout.write(table_text(rooms_read(argv[2] if len(argv) > 2 else table)))
        wrong = []
    elif what == "contributing" and len(argv) == 3:
        rooms = rooms_read(table)
        wrong = [*contributing_check(argv[2], rooms), *design_check(argv[2], rooms)]
    else:
        sys.stderr.write("\n".join(__doc__.split("\n")[2:6]) + "\n")
        return 2
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
