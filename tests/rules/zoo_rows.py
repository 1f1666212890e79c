#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The zoo's numbers mean something: each that the tree uses has its row in runs/test/zoo/rows.md, and a row names the
specimen that carries its number, or says why there is none. Usage: zoo_rows.py [ROOT]
"""
import re
import sys
from pathlib import Path

LIST = "runs/test/zoo/rows.md"
TABLE = "runs/test/zoo/specimen_table.hpp"
TOPS = ("arch", "boot", "kernel", "lib", "mm", "runs", "README.md")  # tests/ has numbers of its own, as examples
TEXTS = {".cpp", ".hpp", ".asm", ".md"}
NUMBER = re.compile(r"\bZ\d+[a-z]?\b")
ROW = re.compile(r"^\| (Z\d+[a-z]?) \|.*\| ([^|]+) \|$", re.MULTILINE)


def specimens(table: str) -> dict[str, str]:
    """The number of each row that the zoo's table claims, with the name of its specimen."""
    return {number: name for name, numbers in re.findall(r'"(zoo_\w+)",\s*"([^"]*)"', table) for number in numbers.split()}


def wrong_rows(rows: list[tuple[str, str]], claimed: dict[str, str]) -> list[str]:
    """What is wrong with the list itself, a sentence each. `rows`: number, and what the row says of its specimen."""
    numbers = [number for number, _ in rows]
    found = [f"{number} has more rows than one" for number in sorted(set(numbers)) if numbers.count(number) > 1]
    for number, says in rows:
        if number in claimed and says != f"`{claimed[number]}`":
            found.append(f"{number} names {says}, but its specimen is {claimed[number]}")
        if number not in claimed and not says.startswith("none: "):
            found.append(f"{number} names {says}, which does not carry it; without a specimen a row says \"none: \" and why")
    return found


def without_row(path: str, text: str, rows: list[tuple[str, str]]) -> list[str]:
    """The numbers in `text` that no row explains, a sentence each."""
    known = {number for number, _ in rows}
    return [f"{path}: {number} has no row in {LIST}" for number in sorted(set(NUMBER.findall(text)) - known)]


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    rows = ROW.findall((root / LIST).read_text(encoding="utf-8"))
    claimed = specimens((root / TABLE).read_text(encoding="utf-8"))
    found = [f"{LIST}: {what}" for what in wrong_rows(rows, claimed)]
    for top in TOPS:
        for path in sorted((root / top).rglob("*")) if (root / top).is_dir() else [root / top]:
            if path.suffix in TEXTS:
                found += without_row(str(path.relative_to(root)), path.read_text(encoding="utf-8"), rows)
    if not claimed:
        found.append(f"{TABLE}: no number found; has the table changed its form?")
    print("\n".join(found) or f"{len(rows)} rows, {len(claimed)} with a specimen")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
