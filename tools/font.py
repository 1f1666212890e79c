#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the letters of a framebuffer's text out of a font of GRUB's: C++ for arch/x86_32/decode/font.hpp.

    font.py FONT.pf2 FILE.cpp

The font is ascii.pf2, which Debian's grub-common has: GNU Unifont, free under the SIL Open Font License 1.1, which lets
software carry it along. PF2 files are sections, big endian: four letters, a length, then what it is about. CHIX lists
characters: code, flags, where its picture stands in the file: width and height, 16 bits each; offsets from the left and
from the base line to its lower edge, signed; how far the next character is; then pixels, without gaps between rows.
"""
import struct
import sys
from pathlib import Path

WIDTH, HEIGHT = 8, 16
FIRST, LAST = ord(" "), ord("~")

Glyph = list[int]  # a row each, from the top; bit 7 is the leftmost pixel


def sections(font: bytes) -> dict[str, tuple[int, int]]:
    """Where each section's content stands and how long it is. The last one, DATA, has no length."""
    found, at = {}, 0
    while at + 8 <= len(font):
        name, size = font[at:at + 4].decode("ascii"), struct.unpack_from(">I", font, at + 4)[0]
        found[name] = (at + 8, size)
        if name == "DATA":
            break
        at += 8 + size
    return found


def glyph(font: bytes, at: int, ascent: int) -> Glyph:
    """The character whose picture stands at `at`, on a cell of 8 by 16; what would not fit is an error."""
    width, height, left, below, _advance = struct.unpack_from(">HHhhh", font, at)
    top = ascent - below - height
    if not (0 <= left and left + width <= WIDTH and 0 <= top and top + height <= HEIGHT):
        raise ValueError(f"a picture of {width} by {height} at ({left}, {top}) does not fit into {WIDTH} by {HEIGHT}")
    rows = [0] * HEIGHT
    for pixel in range(width * height):
        byte = font[at + 10 + pixel // 8]
        if byte & (0x80 >> pixel % 8):
            rows[top + pixel // width] |= 0x80 >> (left + pixel % width)
    return rows


def load(path: Path) -> dict[str, Glyph]:
    """Every printable ASCII character."""
    font = path.read_bytes()
    found = sections(font)
    if font[:12] != b"FILE\0\0\0\4PFF2":
        raise SystemExit(f"{path} is no font of GRUB's (PF2)")
    ascent = struct.unpack_from(">H", font, found["ASCE"][0])[0]
    start, size = found["CHIX"]
    entries = (struct.unpack_from(">IBI", font, at) for at in range(start, start + size, 9))
    glyphs = {chr(code): glyph(font, at, ascent) for code, _flags, at in entries if FIRST <= code <= LAST}
    if len(glyphs) != LAST - FIRST + 1:
        raise SystemExit(f"{path} lacks some of ASCII's letters")
    return glyphs


def source(glyphs: dict[str, Glyph]) -> str:
    rows = [f"    {{{', '.join(f'0x{row:02X}' for row in glyphs[chr(code)])}}}," for code in range(FIRST, LAST + 1)]
    return "\n".join(['#include "arch/x86_32/decode/font.hpp"', "namespace arch {", "extern Font const g_font;",
                      "constinit Font const g_font{{", *rows, "}};", "} // namespace arch", ""])


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(source(load(Path(sys.argv[1]))), encoding="ascii")
