#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the zoo calls impossible by type must be proved: by a file that is tested not to compile."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def proofs(table: str) -> list[str]:
    """The last argument of each impossible(...) in the zoo's table."""
    return re.findall(r'impossible\((?:[^()"]|"[^"]*")*"(\w+)"\)', table)


def main() -> int:
    named = proofs((ROOT / "runs/test/zoo/specimen_table.hpp").read_text(encoding="utf-8"))
    missing = [name for name in named if not (ROOT / f"tests/must_not_compile/{name}.cpp").is_file()]
    for name in missing:
        print(f"runs/test/zoo/specimen_table.hpp: there is no tests/must_not_compile/{name}.cpp")
    if not named:
        print("runs/test/zoo/specimen_table.hpp: no proof found; has the table changed its form?")
    return 1 if missing or not named else 0


if __name__ == "__main__":
    sys.exit(main())
