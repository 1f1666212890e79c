#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Dormer's memory test beside memtest86+, Debian's package, in the same QEMU: what each pattern reads and writes.

    compare.py --kernel FILE --folder FOLDER [--readme FILE]

FOLDER keeps the package and the logs; the table goes to the terminal and, with --readme, between the page's two
comment lines. Wall time on whatever else this machine does meanwhile: run it on an idle one.

Exit status 2, with a sentence, if the package cannot be had.
"""
import argparse
import datetime
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2] / "tools/bench")]
import apt  # noqa: E402  (it lies one folder up)
import dormer  # noqa: E402
import memtest86  # noqa: E402
import readme  # noqa: E402  (it lies among the tools)

MARKERS = ("<!-- made by ./dormer bench --compare-memtest --readme -->", "<!-- end of that table -->")

# Dormer's pattern, and the test of memtest86+ that does the same.
PAIRS = (
    ("moving inversions, fixed", 3),
    ("moving inversions, random", 5),
    ("random sequence", 8),
    ("block move", 7),
    ("modulo 20", 9),
)


def package(folder: Path) -> Path:
    """The package's file, downloaded once."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (found := sorted(folder.glob("memtest86+_*.deb"))):
        manager = apt.Apt(folder)
        manager.update()
        manager.download(folder, ["memtest86+"])
        found = sorted(folder.glob("memtest86+_*.deb"))
    return found[-1]


def image(archive: Path) -> Path:
    root = archive.parent / "root"
    apt.unpack([archive], root)
    return root / "boot/memtest86+ia32.bin"


def times(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}"


def table(theirs: memtest86.Run, one: dormer.Run, two: dormer.Run) -> str:
    """Markdown, which can be read in a terminal as well."""
    lines = ["| MiB/s read and written | memtest86+ | Dormer | times | Dormer, 2 CPUs | times |",
             "|---|---:|---:|---:|---:|---:|"]
    for pattern, test in PAIRS:
        peer, alone, both = theirs.rate(test), one.rates[pattern], two.rates[pattern]
        lines.append(f"| {pattern} | {peer:.0f} | {alone} | {times(alone, peer)} | {both} | {times(both, alone)} |")
    lines.append(f"| seconds from power-on to the first pattern | {theirs.first_pattern:.1f} "
                 f"| {one.first_pattern:.1f} | | {two.first_pattern:.1f} | |")
    lines.append(f"| of these, in the kernel | | {one.in_kernel:.1f} | | {two.in_kernel:.1f} | |")
    return "\n".join(lines) + "\n"


def heading(archive: Path) -> str:
    version = archive.name.split("_")[1]
    emulator = subprocess.run([memtest86.QEMU[0], "--version"], check=True, text=True, stdout=subprocess.PIPE)
    return (f"{datetime.date.today().isoformat()}: memtest86+ {version} (ia32, one CPU, its first pass), "
            f"{emulator.stdout.splitlines()[0]}, {memtest86.MEBIBYTES} MiB, wall time.\n\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernel", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--readme", type=Path)
    options = parser.parse_args()
    try:
        archive = package(options.folder.resolve())
        theirs = memtest86.run(image(archive))
    except (apt.NoPackages, subprocess.SubprocessError, OSError) as reason:
        print(f"no memtest86+ to compare with: {reason}", file=sys.stderr)
        return 2
    text = heading(archive) + table(theirs, dormer.run(options.kernel, options.folder, 1),
                                    dormer.run(options.kernel, options.folder, 2))
    print(text, end="")
    if options.readme:
        options.readme.write_text(readme.replace_block(options.readme.read_text(), text, MARKERS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
