#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every command that CMake is to run says VERBATIM: without it, a checkout in a folder like "Ann's lab" does not build.
Usage: verbatim.py [ROOT]
"""
import re
import sys
from pathlib import Path

CALL = re.compile(r"\badd_custom_(?:command|target)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")


def careless(path: str, text: str) -> list[str]:
    """The calls in `text` that run a command as it happens to be quoted, a sentence each."""
    return [f"{path}:{text.count(chr(10), 0, call.start()) + 1}: this command is not VERBATIM"
            for call in CALL.finditer(text) if "COMMAND" in call[0].split("(", 1)[1] and "VERBATIM" not in call[0]]


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    files = [path for pattern in ("CMakeLists.txt", "*.cmake") for path in sorted(root.rglob(pattern))
             if path.relative_to(root).parts[0] != "build"]
    found = [each for path in files for each in careless(str(path.relative_to(root)), path.read_text(encoding="utf-8"))]
    print("\n".join(found) or "every command is VERBATIM")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
