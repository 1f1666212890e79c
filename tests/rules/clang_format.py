#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether the C++ code is laid out as .clang-format says.

    clang_format.py FILE...

Each version of clang-format lays out some lines otherwise, so only the one that the tree was laid out by can say no.
Status 77: not judged.
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

JUDGE = 14
NEWEST = Path(__file__).resolve().parents[2] / "tools/newest.sh"


def program() -> str | None:
    """The judge where it is installed, else the newest."""
    found = shutil.which(f"clang-format-{JUDGE}")
    newest = subprocess.run([NEWEST, "clang-format"], capture_output=True, text=True, check=False)
    return found or (f"clang-format{newest.stdout.strip()}" if newest.returncode == 0 else None)


def main(files: list[str]) -> int:
    formatter = program()
    if formatter is None:
        print("there is no clang-format")
        return 1
    version = subprocess.run([formatter, "--version"], capture_output=True, text=True, check=True).stdout
    number = int(re.search(r"version (\d+)", version)[1])
    done = subprocess.run([formatter, "--dry-run", "-Werror", *files], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        return 0
    if number != JUDGE:
        places = done.stderr.count("[-Wclang-format-violations]")
        print(f"not judged: the tree is laid out by clang-format {JUDGE}; this is {number}, which would change {places} places")
        return 77
    print(done.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
