# SPDX-License-Identifier: MIT
"""The look from outside sees what must not be, in tables made by hand."""
import unittest

from monitor import Page, parse_tlb_line
from outside import Findings, look

WINDOW = range(0xFDC0_0000, 0xFDD0_0000)
SLOT = 0xFDC0_1000


def page(address: int, *, writable: bool = True, executable: bool = False) -> Page:
    return Page(address, 4096, 0x1_4000_0000, writable, executable)


def broken(pages: list[Page], ranges: list[tuple[int, int]]) -> list[str]:
    findings = Findings()
    look(pages, ranges, WINDOW, findings)
    return findings.broken


class Outside(unittest.TestCase):
    def test_guarded_slot_is_fine(self) -> None:
        self.assertEqual(broken([page(SLOT)], [(SLOT, SLOT + 0x1000)]), [])

    def test_slot_with_a_mapped_neighbour_is_found(self) -> None:
        self.assertEqual(len(broken([page(SLOT)], [(SLOT, SLOT + 0x2000)])), 1)
        self.assertEqual(len(broken([page(SLOT)], [(SLOT - 0x1000, SLOT + 0x1000)])), 1)

    def test_writable_and_executable_page_is_found_anywhere(self) -> None:
        self.assertEqual(len(broken([page(0xC010_0000, executable=True)], [])), 1)
        self.assertEqual(broken([page(0xC010_0000, writable=False, executable=True)], []), [])

    def test_lines_of_info_tlb_are_understood(self) -> None:
        seen = parse_tlb_line("00000000fdc01000: 8000000140000000 XG-DA---W")
        self.assertEqual(seen, Page(0xFDC0_1000, 4096, 0x1_4000_0000, True, False))
        seen = parse_tlb_line("00000000c0200000: 0000000000200000 -GPDA----")
        self.assertEqual(seen, Page(0xC020_0000, 2 << 20, 0x20_0000, False, True))
        self.assertIsNone(parse_tlb_line("PG disabled"))


if __name__ == "__main__":
    unittest.main()
