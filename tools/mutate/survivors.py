# SPDX-License-Identifier: MIT
"""The table of mutants that no test notices: tests/variants/survivors.ini, whose first lines say what is in it."""
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "tests/variants/survivors.ini"


def rows(text: str) -> list[tuple[str, str, str]]:
    """(file, name, kind) of each: [file] sections of `kind | mutant | reason` lines."""
    found, file = [], ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            file = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            kind, name, _ = (part.strip() for part in line.split(" | ", 2))
            found.append((file, name, kind))
    return found


def known() -> dict[tuple[str, str], str]:
    """(file, name) of each mutant in the table, and its kind."""
    return {(file, name): kind for file, name, kind in rows(TABLE.read_text(encoding="utf-8"))}
