#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Signposts lead somewhere: every file that a comment or a text names is there, and every folder with more files than one
keeps in mind opens with a README that says what lives in it and what to read first. Usage: signposts.py [ROOT]
"""
import re
import sys
from pathlib import Path

MOST_WITHOUT_README = 12
TOPS = "arch|boot|cmake|iso|kernel|lib|mm|runs|abi|user|labs|tests|tools"
# A path from the root of the tree with the ending of a file; not one that goes on, like a pattern's.
NAMED = re.compile(rf"(?<![\w./<$~-])((?:{TOPS})/[\w./-]*\w\.(?:cpp|hpp|asm|inc|def|ini|py|md|bash|cmake|cfg|ld|png|txt|c|h))(?![\w*])")
TEXTS = {".cpp", ".hpp", ".asm", ".inc", ".def", ".ini", ".py", ".md", ".bash", ".cmake", ".txt", ".cfg", ".ld", ".sh", ""}
SOURCES = {".cpp", ".hpp", ".asm"}
MAKE_THEIR_OWN = {"tests/door/checkout_test.py", "tests/labs/bench_test.py"}  # tests that name files of trees that they make


def dead_ends(path: str, text: str, files: set[str]) -> list[str]:
    """The files that `text` names but that do not exist, a sentence each."""
    return [f"{path}:{number}: there is no {name}" for number, line in enumerate(text.splitlines(), start=1)
            for name in NAMED.findall(line) if name not in files]


def without_readme(files: set[str]) -> list[str]:
    """The large folders that nothing introduces, a sentence each."""
    count: dict[str, int] = {}
    for name in files:
        if Path(name).suffix in SOURCES:
            folder = name.rpartition("/")[0]
            count[folder] = count.get(folder, 0) + 1
    return [f"{folder}: {number} sources and no README.md" for folder, number in sorted(count.items())
            if number > MOST_WITHOUT_README and f"{folder}/README.md" not in files]


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    files = {str(path.relative_to(root)) for top in root.iterdir() if top.name not in ("build", ".git")
             for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()}
    found = without_readme(files)
    for name in sorted(files):
        if Path(name).suffix in TEXTS and not {"corpus", "__pycache__"} & set(Path(name).parts) and not name.startswith("tests/rules/") and name not in MAKE_THEIR_OWN:
            found += dead_ends(name, (root / name).read_text(encoding="utf-8", errors="replace"), files)
    print("\n".join(found) or "every signpost leads somewhere")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
