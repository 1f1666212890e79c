#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the tree: for each folder its files, lines, functions and comments. Usage: census.py [ROOT]

A function's length is the lines of its body: 1 if it is on one line, otherwise the lines between its braces. Comments are
the share of lines that begin with one, among all that are not blank.
"""
import re
import statistics
import subprocess
import sys
from pathlib import Path

LAYERS = ("boot", "arch", "runs", "kernel", "mm", "lib", "abi", "user", "tests")
SOURCES = (".cpp", ".hpp", ".asm")

# `int f() const { return 1; }`, but neither a type nor a lambda nor an initialiser.
ONE_LINE = re.compile(r"^\s*(?!.*\b(struct|class|enum|union|namespace|return|if|for|while|switch)\b[^()]*\{)"
                      r"[^=]*\)[\w\s()]*\{.*\}\s*$")


def functions(text: str) -> list[int]:
    """The lengths of the functions in a source. A body's brace is on a line of its own, as clang-format puts it."""
    lengths, open_braces = [], []
    for number, line in enumerate(text.splitlines()):
        if line.strip() == "{":
            open_braces.append((number, line.index("{")))
        elif open_braces and line.startswith(" " * open_braces[-1][1] + "}"):
            lengths.append(number - open_braces.pop()[0] - 1)
        elif not open_braces and ONE_LINE.match(line):
            lengths.append(1)
    return lengths


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0


def row(name: str, texts: list[str]) -> str:
    lines = [len(text.splitlines()) for text in texts]
    written = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    comments = sum(line.startswith(("//", ";", "/*", "*")) for line in written)
    lengths = [length for text in texts for length in functions(text)]
    return (f"{name:<28}{len(texts):>6}{sum(lines):>8}{int(statistics.median(lines)):>8}{max(lines):>6}"
            f"{len(lengths):>10}{int(statistics.median(lengths)) if lengths else 0:>8}{percentile(lengths, 0.9):>6}"
            f"{100 * comments // max(len(written), 1):>8} %")


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    listed = subprocess.run(["git", "-C", str(root), "ls-files"], stdout=subprocess.PIPE, text=True, check=True)
    folders: dict[str, list[str]] = {}
    for name in listed.stdout.splitlines():
        if name.endswith(SOURCES) and name.startswith(LAYERS) and (root / name).is_file():
            folders.setdefault(name.rpartition("/")[0], []).append((root / name).read_text(encoding="utf-8"))
    print(f"{'folder':<28}{'files':>6}{'lines':>8}{'median':>8}{'most':>6}{'functions':>10}{'median':>8}{'p90':>6}"
          f"{'comments':>10}")
    for name, texts in sorted(folders.items()):
        print(row(name, texts))
    print(row("all but tests", [text for name, texts in folders.items() if not name.startswith("tests") for text in texts]))
    print(row("all", [text for texts in folders.values() for text in texts]))


if __name__ == "__main__":
    main()
