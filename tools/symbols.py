#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The kernel's own symbol table: makes it from a linked image, and checks the image linked with it.

make IMAGE TABLE.asm    writes the functions of IMAGE, sorted by address, in the format of kernel/symbols.hpp
check FIRST SECOND      fails if a function of FIRST is elsewhere in SECOND: the table would then lie
"""
import re
import subprocess
import sys
from pathlib import Path

TOOLS = "i686-linux-gnu-"
HEADER = """; SPDX-License-Identifier: MIT
; Made by tools/symbols.py. Its format stands in kernel/symbols.hpp.
        section .symbols progbits alloc noexec nowrite align=4
        global kernel_symbols_begin, kernel_symbols_end, kernel_symbol_names
"""

Symbol = tuple[int, str]  # address, name


def tool(name: str, *arguments: str, text: str | None = None) -> str:
    """What a binutils program of the cross compiler prints."""
    return subprocess.run([TOOLS + name, *arguments], input=text, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def functions(image: str) -> list[Symbol]:
    """Every text symbol, mangled, by address. Of several names for one address the first by alphabet.

    A dot outside a mangled name marks what is no function: NASM's local labels, the optimiser's bookkeeping.
    """
    found: dict[int, str] = {}
    for line in tool("nm", "--defined-only", image).splitlines():
        address, kind, name = line.split(maxsplit=2)
        if kind in "tTwW" and (name.startswith("_Z") or "." not in name):
            key = int(address, 16)
            found[key] = min(name, found.get(key, name))
    return sorted(found.items())


HIDDEN = str.maketrans("()<>-=", "\1\2\3\4\5\6")
SHOWN = str.maketrans("\1\2\3\4\5\6", "()<>-=")


def short(name: str) -> str:
    """A demangled name as a backtrace needs it: no parameters, template arguments, return type or clone."""
    name = re.sub(r" \[clone [^]]*\]", "", name).replace("(anonymous namespace)::", "")
    name = re.sub(r"operator(\(\)|->|<=>|[<>]{1,2}=?)", lambda found: found[0].translate(HIDDEN), name)
    while name != (outside := re.sub(r"<[^<>]*>|\([^()]*\)", "", name)):
        name = outside
    scope, operator, kind = name.removesuffix(" const").strip().partition("operator ")
    return (scope.split(" ")[-1] + operator + kind).translate(SHOWN)


def demangled(names: list[str]) -> list[str]:
    """As people say them."""
    return [short(line) for line in tool("c++filt", text="\n".join(names)).splitlines()]


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
