#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Where clang's analysis of locks is told to look away: seldom, and with the reason beside it. Usage:
lock_exemptions.py [ROOT]

A function that it does not analyse may do anything with any lock. One that asserts a lock is believed that it is
held: either it checks that at run time, or it is one more exemption. Each kind has a limit, and each place needs a
comment: directly above, or behind it in its line.
"""
import re
import sys
from pathlib import Path
from typing import NamedTuple

# Six exemptions in all: the five that are not analysed, and SpinLock::assume_others_stopped(), which checks nothing.
# The other assertion does.
LIMITS = {"NO_THREAD_SAFETY_ANALYSIS": 5, "ASSERT_CAPABILITY": 2}
# Where the words get their meaning.
DEFINITIONS = "lib/annotations.hpp"
LAYERS = ["lib", "mm", "kernel", "arch", "boot", "runs", "tests", "abi", "user", "labs"]

# However it is spelled: the macro, or the attribute itself.
WORD = re.compile(r"\b(" + "|".join(LIMITS) + r")\b", re.IGNORECASE)


class Exemption(NamedTuple):
    """One place where the analysis is told something that it cannot see."""
    kind: str
    place: str
    reason: str


def comment_above(lines: list[str], index: int) -> str:
    """The comment that ends just above line `index`, in one line."""
    first = index
    while first > 0 and lines[first - 1].lstrip().startswith("//"):
        first -= 1
    return " ".join(line.strip().lstrip("/").strip() for line in lines[first:index])


def statement_begin(lines: list[str], index: int) -> int:
    """The first line of the declaration that line `index` is part of."""
    while index > 0 and lines[index - 1].strip() and not re.search(r"[;{}:]\s*$|//", lines[index - 1]):
        index -= 1
    return index


def exemptions(path: str, text: str) -> list[Exemption]:
    """Those of one file."""
    lines = text.splitlines()
    found = []
    for index, line in enumerate(lines):
        code, _, behind = line.partition("//")
        for word in WORD.finditer(code):
            reason = behind.strip() or comment_above(lines, statement_begin(lines, index))
            found.append(Exemption(word[1].upper(), f"{path}:{index + 1}", reason))
    return found


def complaints(found: list[Exemption]) -> list[str]:
    """What is wrong with all exemptions of the tree, a sentence each."""
    wrong = [f"{each.place}: {each.kind} without a comment that says why" for each in found if not each.reason]
    for kind, limit in LIMITS.items():
        count = sum(each.kind == kind for each in found)
        if count > limit:
            wrong.append(f"{count} times {kind}, which may stand {limit} times in the tree")
    return wrong


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    found: list[Exemption] = []
    for layer in LAYERS:
        for file in sorted((root / layer).rglob("*.[ch]pp")):
            path = str(file.relative_to(root))
            if path != DEFINITIONS:
                found += exemptions(path, file.read_text(encoding="utf-8"))
    for each in found:
        print(f"{each.place}: {each.kind}: {each.reason}")
    wrong = complaints(found)
    print("\n".join(wrong) or f"{len(found)} in all")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
