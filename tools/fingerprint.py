#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The fingerprint of what a kernel is built from, so that nobody takes one for another: the build puts it into the
image, and ./dormer compares it with the sources that are there now.

make ROOT BUILD OUTPUT.asm   before anything is compiled; fails if the build tool would overlook a change
discard ROOT BUILD           removes what was built from contents that are no longer there
check ROOT KERNEL            fails unless KERNEL was built from what is in ROOT now
print KERNEL                 what it carries
"""
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

# Whatever a kernel may be made of, also in folders to come; what is left out only reads it.
SUFFIXES = (".cpp", ".hpp", ".def", ".inc", ".asm", ".ld", ".cmake", "CMakeLists.txt", "CMakePresets.json")
APART = {"build", "tests", "tools", "iso", "__pycache__"}
TOOLS = ("tools/fingerprint.py", "tools/symbols.py", "tools/newest.sh")
MARK = b"dormer-sources:"  # stands before the fingerprint in the image
OVERLOOKED = "changed, but is no newer than what was built from it"  # tools/door/build.bash looks for these words

Contents = dict[str, str]  # path from the root, hash


def contents(root: Path) -> Contents:
    found = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == root:
            folders[:] = [each for each in folders if each not in APART and not each.startswith(".")]
        found.update({os.path.relpath(os.path.join(folder, file), root): "" for file in files if file.endswith(SUFFIXES)})
    for path in [*found, *TOOLS]:
        try:
            found[path] = hashlib.sha256((root / path).read_bytes()).hexdigest()
        except OSError:  # an editor's link that leads nowhere, or gone by now
            found.pop(path, None)
    return found


def fingerprint(of: Contents) -> str:
    return hashlib.sha256(json.dumps(sorted(of.items())).encode()).hexdigest()[:12]


def carried(kernel: Path) -> str | None:
    match = re.search(re.escape(MARK) + rb"([0-9a-f]{12})\0", kernel.read_bytes())
    return match[1].decode() if match else None


def known(build: Path) -> Contents:
    """The contents that the objects which pass for up to date were compiled from."""
    try:
        return json.loads((build / "contents.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def remember(build: Path, now: Contents) -> None:
    (build / "contents.json").write_text(json.dumps(now), encoding="utf-8")


def overlooked(root: Path, build: Path, now: Contents) -> list[str]:
    """What has changed since, while its time says that it has not: put back from a copy, or written by a clock that is
    wrong. Ninja goes by times alone."""
    built = max((path.stat().st_mtime_ns for pattern in ("*.o", "*.obj") for path in build.rglob(pattern)), default=0)
    before = known(build)
    return [path for path, content in now.items() if before.get(path, content) != content
            and (root / path).stat().st_mtime_ns <= built]


def make(root: Path, build: Path, output: Path) -> None:
    now = contents(root)
    if lost := sorted(overlooked(root, build, now)):
        sys.exit("\n".join([*(f"{path} {OVERLOOKED}" for path in lost),
                            "(edited while something was built, or put back with an old time), so Ninja would not build it again.",
                            f"To go on, from {root}: touch {shlex.join(lost)}"]))
    remember(build, now)
    text = ("; SPDX-License-Identifier: MIT\n; Made by tools/fingerprint.py.\n        section .rodata\n"
            f"        global kernel_source_fingerprint\n        db \"{MARK.decode()}\"\nkernel_source_fingerprint:\n"
            f"        db \"{fingerprint(now)}\", 0\n")
    if not output.exists() or output.read_text(encoding="ascii") != text:
        output.write_text(text, encoding="ascii")


def discard(root: Path, build: Path) -> None:
    """Objects that read one of the overlooked files; or all, if it is no object's (a linker script, a build file)."""
    now = contents(root)
    lost = set(overlooked(root, build, now))
    readers, read, target = set(), set(), ""
    deps = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    for line in deps.splitlines():
        if line and not line[0].isspace():
            target = line.split(": #deps")[0]
        elif (path := os.path.relpath(build / line.strip(), root)) in lost:
            readers.add(build / target)
            read.add(path)
    if read != lost:
        readers = {path for pattern in ("*.o", "*.obj", "build.ninja") for path in build.rglob(pattern)}
    for path in {*readers, *build.glob("*.elf"), build / "symbols.asm"}:
        path.unlink(missing_ok=True)
    remember(build, {**known(build), **{path: now[path] for path in lost}})


def check(root: Path, kernel: Path) -> None:
    found, wanted = carried(kernel), fingerprint(contents(root))
    if found != wanted:
        sys.exit(f"it was built from other sources ({found or 'unknown'}) than those that are here now ({wanted})")


def main(arguments: list[str]) -> None:
    match arguments:
        case ["make", root, build, output]:
            make(Path(root), Path(build), Path(output))
        case ["discard", root, build]:
            discard(Path(root), Path(build))
        case ["check", root, kernel]:
            check(Path(root), Path(kernel))
        case ["print", kernel]:
            print(carried(Path(kernel)) or "unknown")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
