# SPDX-License-Identifier: MIT
"""What stands on a screen of pixels: each cell of a picture is compared with every letter of the kernel's font, pixel for
pixel, so a letter that is not exactly as the font has it is none."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import font  # noqa: E402  (lies among the tools)

FONT = Path("/usr/share/grub/ascii.pf2")
COLUMNS = 80
UNKNOWN = "\0"


def read_ppm(picture: bytes) -> tuple[int, int, bytes]:
    """Width, height, and three bytes for each pixel, of what QEMU's screendump writes (P6, without comments)."""
    kind, width, height, most, pixels = picture.split(maxsplit=4)
    if kind != b"P6" or most != b"255" or len(pixels) != int(width) * int(height) * 3:
        raise ValueError("not a picture that QEMU writes")
    return int(width), int(height), pixels


def letters() -> dict[tuple[int, ...], str]:
    """Each letter by its rows."""
    return {tuple(rows): letter for letter, rows in font.load(FONT).items()}


def text(picture: bytes) -> list[str]:
    """The rows of text on a screen whose letters have the size of the font's, anything but black being ink."""
    width, height, pixels = read_ppm(picture)
    known = letters()

    def row_of(column: int, y: int) -> int:
        at = (y * width + column * font.WIDTH) * 3
        ink = (any(pixels[at + 3 * x:at + 3 * x + 3]) for x in range(font.WIDTH))
        return sum(0x80 >> x for x, set_here in enumerate(ink) if set_here)

    def cell(column: int, top: int) -> str:
        return known.get(tuple(row_of(column, top + line) for line in range(font.HEIGHT)), UNKNOWN)

    return ["".join(cell(column, top) for column in range(COLUMNS)).rstrip()
            for top in range(0, height - font.HEIGHT + 1, font.HEIGHT)]
