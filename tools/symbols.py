#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The kernel's own symbol table: makes it from a linked image, and checks the image linked with it.

make IMAGE TABLE.asm    writes the functions of IMAGE, sorted by address, in the format of kernel/log/symbols.hpp
check FIRST SECOND      fails if a function of FIRST is elsewhere in SECOND: the table would then lie
"""
import re
import subprocess
import sys
from pathlib import Path

TOOLS = "i686-linux-gnu-"
HEADER = """; SPDX-License-Identifier: MIT
; Made by tools/symbols.py. kernel/log/symbols.hpp describes its format.
        section .symbols progbits alloc noexec nowrite align=4
        global kernel_symbols_begin, kernel_symbols_end, kernel_symbol_names
"""

# Names of operators contain brackets that enclose nothing: they are put out of sight for a while.
OPERATOR = re.compile(r"\boperator(\(\)|<=>|<<=?|>>=?|->\*?|[<>]=?)")
HIDE, SHOW = str.maketrans("()<>", "\1\2\3\4"), str.maketrans("\1\2\3\4", "()<>")

Symbol = tuple[int, str]  # address, name


def tool(name: str, *arguments: str, text: str | None = None) -> str:
    """What a binutils program of the cross compiler prints."""
    return subprocess.run([TOOLS + name, *arguments], input=text, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def functions(image: str) -> list[Symbol]:
    """Every text symbol, mangled, by address. Of several names for one address the first by alphabet.

    A dot outside a mangled name marks what is not a function: NASM's local labels, the optimiser's bookkeeping.
    """
    found: dict[int, str] = {}
    for line in tool("nm", "--defined-only", image).splitlines():
        address, kind, name = line.split(maxsplit=2)
        if kind in "tTwW" and (name.startswith("_Z") or "." not in name):
            key = int(address, 16)
            found[key] = min(name, found.get(key, name))
    return sorted(found.items())


def plain(name: str) -> str:
    """A demangled name as it reads best in a backtrace: without template arguments, parameters, return types of
    what it is nested in, and the compiler's remarks on clones.

    >>> plain("mm::Zone<u32>::find(mm::Order) const::{lambda(auto:1&)#2}::operator()<int> [clone .isra.0]")
    'mm::Zone::find::{lambda#2}::operator()'
    >>> plain("std::operator<=><mm::(anonymous namespace)::Pfn>")
    'std::operator<=>'
    """
    name = re.sub(r" \[clone [^]]*\]", "", name).replace("(anonymous namespace)::", "")
    name = OPERATOR.sub(lambda match: match[0].translate(HIDE), name)
    while (shorter := re.sub(r"<[^<>()]*>|\([^<>()]*\)( const)?", "", name)) != name:
        name = shorter
    return name.translate(SHOW)


def demangled(names: list[str]) -> list[str]:
    return [plain(line) for line in tool("c++filt", "--no-params", text="\n".join(names)).splitlines()]


def quoted(name: str) -> str:
    """A NASM string; in backquotes NASM knows escapes, so every name can be written."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def table(symbols: list[Symbol]) -> str:
    """The assembly text: (address, offset of the name) pairs, then the names."""
    pairs, names, offset = [], [], 0
    for address, name in symbols:
        pairs.append(f"        dd 0x{address:08x}, {offset}\n")
        names.append(f"        db {quoted(name)}, 0\n")
        offset += len(name.encode()) + 1
    return (HEADER + "kernel_symbols_begin:\n" + "".join(pairs) + "kernel_symbols_end:\n"
            + "kernel_symbol_names:\n" + "".join(names))


def make(image: str, output: str) -> None:
    symbols = functions(image)
    names = demangled([name for _, name in symbols])
    addresses = [address for address, _ in symbols]
    Path(output).write_text(table(list(zip(addresses, names, strict=True))), encoding="ascii")


def check(first: str, second: str) -> None:
    moved = sorted(set(functions(first)) ^ set(functions(second)))
    if moved:
        sys.exit(f"symbols.py: the symbol table moved {len(moved)} functions ({moved[0][1]} is one): "
                 "in boot/kernel.ld, section .symbols has to lie behind all others")


def main(arguments: list[str]) -> None:
    match arguments:
        case ["make", image, output]:
            make(image, output)
        case ["check", first, second]:
            check(first, second)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
