#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Keeps the README's transcript in step with what the kernel really prints.

    transcript.py                          boots the tour and puts its part into README.md
    transcript.py --check [--kernel FILE]  boots it and complains if the README's has a different shape

The shape is the text with every number replaced: which frame comes first depends on the machine.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN = "<!-- made by tools/transcript.py -->\n```\n"
END = "```\n<!-- end of what was made -->"
LESSON = re.compile(r"^=== Lesson \d+ of \d+: a copy that goes too far\n.*?(?=^=== )", re.M | re.S)


def tour(kernel: list[str]) -> str:
    """The log of a tour on the machine that ./dormer run takes by default."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "tour.log"
        subprocess.run([ROOT / "dormer", "run", "--headless", "--timeout", "120", "--log", log, *kernel],
                       check=True, stdout=subprocess.DEVNULL)
        return log.read_text(encoding="ascii").replace("\r", "")


def excerpt(log: str) -> str:
    """The lesson that the README shows, and how the run ends."""
    lesson = LESSON.search(log)
    if not lesson:
        sys.exit("transcript: the tour has no lesson 'a copy that goes too far'")
    return f"{lesson[0].rstrip()}\n\n[...]\n{log.splitlines()[-1]}\n"


def shape(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+|\d+", "#", text)


def shown(page: str) -> str:
    """The transcript that the page has now."""
    begin, end = page.find(BEGIN), page.find(END)
    if begin < 0 or end < begin:
        sys.exit(f"transcript: {README} has no block between its two comment lines")
    return page[begin + len(BEGIN):end]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true")
    options.add_argument("--kernel")
    given = options.parse_args()
    printed = excerpt(tour(["--kernel", given.kernel] if given.kernel else []))
    page = README.read_text(encoding="utf-8")
    old = shown(page)
    if not given.check:
        README.write_text(page.replace(f"{BEGIN}{old}{END}", f"{BEGIN}{printed}{END}"), encoding="utf-8")
    elif shape(old) != shape(printed):
        print(f"The README shows\n{old}\nand the kernel prints\n{printed}\nRun tools/transcript.py.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
