#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Dormer's memory test beside memtest86+, Debian's package, in the same QEMU: what each pattern reads and writes.

    compare.py --kernel FILE --folder FOLDER [--readme FILE]

FOLDER keeps the package and the logs; the table goes to the terminal and, with --readme, between the page's two
comment lines. Wall time on whatever else this machine does meanwhile: run it on an idle one. Since even that has
better and worse minutes, each is run three times, in turns, and the table has the medians; "times" compares those,
followed by the worst and the best turn in brackets.

Exit status 2, with a sentence, if the package cannot be had.
"""
import argparse
import datetime
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


ROUNDS = 3


@dataclass
class Round:
    theirs: memtest86.Run
    one: dormer.Run   # on one CPU
    two: dormer.Run


def measure(binary: Path, kernel: Path, folder: Path) -> Iterable[Round]:
    for number in range(1, ROUNDS + 1):
        print(f"round {number} of {ROUNDS}", file=sys.stderr)
        yield Round(memtest86.run(binary), dormer.run(kernel, folder, 1), dormer.run(kernel, folder, 2))


def times(ours: list[float], theirs: list[float]) -> str:
    each = [our / their for our, their in zip(ours, theirs)]
    return f"{statistics.median(ours) / statistics.median(theirs):.2f} ({min(each):.2f} to {max(each):.2f})"


def table(rounds: list[Round]) -> str:
    """Markdown, which can also be read in a terminal."""
    def median(figure: Callable[[Round], float]) -> float:
        return statistics.median(map(figure, rounds))

    lines = ["| MiB/s read and written | memtest86+ | Dormer | times | Dormer, 2 CPUs | times |",
             "|---|---:|---:|---:|---:|---:|"]
    for pattern, test in PAIRS:
        peer = [each.theirs.rate(test) for each in rounds]
        one = [each.one.rates[pattern] for each in rounds]
        two = [each.two.rates[pattern] for each in rounds]
        lines.append(f"| {pattern} | {statistics.median(peer):.0f} | {statistics.median(one)} | {times(one, peer)} "
                     f"| {statistics.median(two)} | {times(two, one)} |")
    lines.append(f"| seconds from power-on to the first pattern | {median(lambda each: each.theirs.first_pattern):.1f} "
                 f"| {median(lambda each: each.one.first_pattern):.1f} | "
                 f"| {median(lambda each: each.two.first_pattern):.1f} | |")
    lines.append(f"| of these, in the kernel | | {median(lambda each: each.one.in_kernel):.1f} | "
                 f"| {median(lambda each: each.two.in_kernel):.1f} | |")
    return "\n".join(lines) + "\n"


def heading(archive: Path) -> str:
    version = archive.name.split("_")[1]
    emulator = subprocess.run([memtest86.QEMU[0], "--version"], check=True, text=True, stdout=subprocess.PIPE)
    return (f"{datetime.date.today().isoformat()}: memtest86+ {version} (ia32, one CPU, its first pass), "
            f"{emulator.stdout.splitlines()[0]}, {memtest86.MEBIBYTES} MiB, wall time; "
            f"medians of {ROUNDS} turns, and the worst and best turn in brackets.\n\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernel", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--readme", type=Path)
    options = parser.parse_args()
    try:
        archive = package(options.folder.resolve())
        rounds = list(measure(image(archive), options.kernel, options.folder))
    except (apt.NoPackages, subprocess.SubprocessError, OSError) as reason:
        print(f"no memtest86+ to compare with: {reason}", file=sys.stderr)
        return 2
    text = heading(archive) + table(rounds)
    print(text, end="")
    if options.readme:
        options.readme.write_text(readme.replace_block(options.readme.read_text(), text, MARKERS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
