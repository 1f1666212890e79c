#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The include rules as a test. Usage: layering.py [ROOT]

    boot -> arch/x86_32 -> kernel -> mm -> lib          runs -> kernel, mm, lib          kernel -> abi, which includes nothing

Every file includes only what its layer may; paths start at the root of the tree, so an include names the layer. Folders
within a layer form no loop: to understand a folder one has to know only those below it. The same reading of each
file finds inline assembly, which belongs in one header. Prints the folders, each below those that use it.
"""
import re
import sys
from pathlib import Path

# A layer may include itself and what is listed here. Tests may include anything; the simulator may not.
MAY_INCLUDE = {
    "lib": [],
    "mm": ["lib"],
    "abi": [],
    "kernel": ["lib", "mm", "abi"],
    "runs": ["lib", "mm", "kernel"],
    "arch/x86_32": ["lib", "mm", "kernel"],
    "boot": ["lib", "mm", "kernel", "arch/x86_32"],
    "tests/sim": ["lib", "mm", "kernel"],
}
INLINE_ASSEMBLY = "arch/x86_32/cpu/instructions.hpp"
SOURCES = {".cpp", ".hpp", ".asm"}

INCLUDE = re.compile(r'^\s*[#%]\s*include\s+"([^"]+)"')
# Not if it is empty, since that is not an instruction but a word to the compiler; nor behind a declaration, whose name in
# the object file it gives.
ASSEMBLY = re.compile(r'(?<!\) )\b(asm|__asm__)\b\s*(volatile\b\s*)?\((?!""\s*:)')

Arrows = dict[str, set[str]]  # from a folder to those that it includes something of


def has_inline_assembly(path: str, line: str) -> bool:
    """Whether this line of C++ has some outside a comment."""
    return not path.endswith(".asm") and ASSEMBLY.search(re.sub(r"//.*", "", line)) is not None


def allowed(included: str, layer: str) -> bool:
    """Whether `included` starts with the folder of a layer that `layer` may see."""
    return any(included.startswith(folder + "/") for folder in [layer, *MAY_INCLUDE[layer]])


def includes(text: str) -> list[tuple[int, str]]:
    """Line numbers and the files named there."""
    found = ((number, INCLUDE.match(line)) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, match[1]) for number, match in found if match]


def broken_rules(path: str, layer: str, text: str) -> list[str]:
    """What is wrong with one file, a sentence each."""
    found = [f"{path}:{number}: {layer} may not include {name}"
             for number, name in includes(text) if not allowed(name, layer)]
    for number, line in enumerate(text.splitlines(), start=1):
        if has_inline_assembly(path, line) and path != INLINE_ASSEMBLY:
            found.append(f"{path}:{number}: inline assembly belongs in {INLINE_ASSEMBLY}")
    return found


def folder(path: str) -> str:
    return path.rpartition("/")[0]


def arrows(files: dict[str, str]) -> Arrows:
    """Which folder includes something of which other one."""
    found: Arrows = {folder(path): set() for path in files}
    for path, text in files.items():
        here = folder(path)
        found[here].update(folder(name) for _, name in includes(text) if folder(name) not in ("", here))
    return found


def reachable(start: str, graph: Arrows) -> set[str]:
    """The folders that one comes to from `start` along one or more arrows."""
    found: set[str] = set()
    open_ends = list(graph.get(start, ()))
    while open_ends:
        here = open_ends.pop()
        if here not in found:
            found.add(here)
            open_ends += graph.get(here, ())
    return found


def loops(graph: Arrows) -> list[str]:
    """A sentence for each set of folders that use each other."""
    found = set()
    for here in graph:
        if here in (beyond := reachable(here, graph)):
            found.add(tuple(sorted(other for other in beyond if here in reachable(other, graph))))
    return [f"these folders include each other in a loop: {', '.join(loop)}" for loop in sorted(found)]


def floors(graph: Arrows) -> list[list[str]]:
    """The folders by height, the top first: each stands above all that it uses. Only for a graph without loops."""
    height: dict[str, int] = {}

    def of(here: str) -> int:
        if here not in height:
            height[here] = 1 + max((of(below) for below in graph.get(here, ())), default=-1)
        return height[here]

    for here in graph:
        of(here)
    return [sorted(name for name in height if height[name] == floor) for floor in reversed(range(max(height.values()) + 1))]


def read(root: Path, layer: str) -> dict[str, str]:
    """The sources of a layer, by their path from the root."""
    return {str(file.relative_to(root)): file.read_text(encoding="utf-8")
            for file in sorted((root / layer).rglob("*")) if file.suffix in SOURCES}


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    layers = {layer: read(root, layer) for layer in MAY_INCLUDE}
    found = [rule for layer, files in layers.items() for path, text in files.items()
             for rule in broken_rules(path, layer, text)]
    product = {path: text for layer, files in layers.items() if layer != "tests/sim" for path, text in files.items()}
    graph = arrows(product)
    found += loops(graph)
    if found:
        print("\n".join(found))
        return 1
    for floor in floors(graph):
        print("  ".join(floor))
    print("every include follows the table, and no folders form a loop")
    return 0


if __name__ == "__main__":
    sys.exit(main())
