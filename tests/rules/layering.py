#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The include rule as a test: every file includes only what its layer may. Usage: layering.py [ROOT]

    boot -> arch/x86_32 -> kernel -> mm -> lib

Paths start at the root of the tree, so an include names the layer. The same reading of each file finds inline
assembly, which belongs into one header.
"""
import re
import sys
from pathlib import Path

# A layer may include itself and what stands here. Tests may include anything, the simulator may not.
MAY_INCLUDE = {
    "lib": [],
    "mm": ["lib"],
    "kernel": ["lib", "mm"],
    "arch/x86_32": ["lib", "mm", "kernel"],
    "boot": ["lib", "mm", "kernel", "arch/x86_32"],
    "tests/sim": ["lib", "mm", "kernel"],
}
INLINE_ASSEMBLY = "arch/x86_32/cpu/instructions.hpp"
SOURCES = {".cpp", ".hpp", ".asm"}

INCLUDE = re.compile(r'^\s*[#%]\s*include\s+"([^"]+)"')
# Not if it is empty, since that is no instruction but a word to the compiler.
ASSEMBLY = re.compile(r'\b(asm|__asm__)\b\s*(volatile\b\s*)?\((?!""\s*:)')


def has_inline_assembly(path: str, line: str) -> bool:
    """Whether this line of C++ has some outside a comment."""
    return not path.endswith(".asm") and ASSEMBLY.search(re.sub(r"//.*", "", line)) is not None


def allowed(included: str, layer: str) -> bool:
    """Whether `included` starts with the folder of a layer that `layer` may see."""
    return any(included.startswith(folder + "/") for folder in [layer, *MAY_INCLUDE[layer]])


def broken_rules(path: str, layer: str, text: str) -> list[str]:
    """What is wrong with one file, a sentence each."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        include = INCLUDE.match(line)
        if include and not allowed(include[1], layer):
            found.append(f"{path}:{number}: {layer} may not include {include[1]}")
        if has_inline_assembly(path, line) and path != INLINE_ASSEMBLY:
            found.append(f"{path}:{number}: inline assembly belongs into {INLINE_ASSEMBLY}")
    return found


def check(root: Path) -> list[str]:
    """All broken rules of the tree."""
    found = []
    for layer in MAY_INCLUDE:
        for file in sorted((root / layer).rglob("*")):
            if file.suffix in SOURCES:
                found += broken_rules(str(file.relative_to(root)), layer, file.read_text(encoding="utf-8"))
    return found


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    found = check(root)
    print("\n".join(found) or "every include follows the table")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
