# SPDX-License-Identifier: MIT
"""The reader of pictures is exact: one wrong pixel, and the letter is none."""
import unittest

import pixels


def picture(line: str, wrong: tuple[int, int] | None = None) -> bytes:
    """A screen of one row of text, with one pixel turned."""
    width, height = pixels.COLUMNS * 8, 16
    glyphs = pixels.font.load(pixels.FONT)
    ink = [[bool(glyphs[line[x // 8] if x // 8 < len(line) else " "][y] & (0x80 >> x % 8)) for x in range(width)]
           for y in range(height)]
    if wrong:
        ink[wrong[1]][wrong[0]] ^= True
    content = b"".join(b"\xaa\xaa\xaa" if pixel else b"\0\0\0" for row in ink for pixel in row)
    return b"P6\n%d %d\n255\n" % (width, height) + content


class Pixels(unittest.TestCase):
    def test_all_letters_are_read(self) -> None:
        line = "".join(chr(code) for code in range(ord("!"), ord("~") + 1))
        self.assertEqual(pixels.text(picture(line[:70])), [line[:70]])
        self.assertEqual(pixels.text(picture(line[70:])), [line[70:]])

    def test_a_dark_screen_says_nothing(self) -> None:
        self.assertEqual(pixels.text(picture("")), [""])

    def test_one_wrong_pixel_makes_a_letter_unknown(self) -> None:
        self.assertEqual(pixels.text(picture("PANIC", wrong=(8, 15))), [f"P{pixels.UNKNOWN}NIC"])

    def test_what_is_no_picture_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            pixels.text(b"P6\n640 16\n255\n123")


if __name__ == "__main__":
    unittest.main()
