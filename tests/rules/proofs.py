#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An argument in a comment names what proves it, and that exists:

    // Proved by: LocalSwitch.InterruptedAtEveryInstruction, single_step_map_and_unmap_interrupted_by_a_mapping_handler,
    // planted/forgotten_flush.

a test of googletest as Suite.Test, a test of the kernel's own by its name, and a bug of tests/variants/bugs.ini that must be
noticed as planted/NAME. Usage: proofs.py
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("lib", "mm", "kernel", "arch", "boot", "runs", "tests")
MARK = "Proved by:"
CLAIM = re.compile(MARK + r"((?:\s*[\w./]+,)*\s*[\w./]*\w)")
COMMENT = re.compile(r"^[ \t]*(?://+<?|;) ?", re.MULTILINE)
HOST_TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", re.MULTILINE)
GUEST_TEST = re.compile(r'\{"(\w+)",')
PLANTED = re.compile(r"^\[(\w+)\]$", re.MULTILINE)


def claims(text: str) -> list[str]:
    """All names behind the mark, in the order of the text."""
    plain = COMMENT.sub("", text)
    return [name for match in CLAIM.finditer(plain) for name in re.split(r",\s*", match.group(1).strip())]


def unproved(path: str, text: str, proofs: set[str]) -> list[str]:
    """A sentence for each name that is not that of a proof, and for each mark without a name."""
    named = claims(text)
    found = [f"{path}: no test and no planted bug is called {name}" for name in named if name not in proofs]
    if len(CLAIM.findall(COMMENT.sub("", text))) != text.count(MARK):
        found.append(f"{path}: '{MARK}' names nothing")
    return found


def all_proofs(sources: dict[str, str], bugs: str) -> set[str]:
    """The names of everything that is run and may fail."""
    found = {f"planted/{name}" for name in PLANTED.findall(bugs) if name != "DEFAULT"}
    for path, text in sources.items():
        if path.startswith("tests/"):
            found |= {f"{suite}.{test}" for suite, test in HOST_TEST.findall(text)}
        elif path.startswith("runs/test/"):
            found |= set(GUEST_TEST.findall(text))
    return found


def main() -> int:
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for folder in FOLDERS
               for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".cpp", ".hpp", ".asm")}
    proofs = all_proofs(sources, (ROOT / "tests/variants/bugs.ini").read_text(encoding="utf-8"))
    found = [sentence for path, text in sources.items() if MARK in text for sentence in unproved(path, text, proofs)]
    named = sum(len(claims(text)) for text in sources.values() if MARK in text)
    print("\n".join(found) or f"{named} proofs are named, and are there")
    if named == 0:
        print("no argument names its proof; has the mark changed?")
    return 1 if found or named == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
