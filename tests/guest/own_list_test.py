# SPDX-License-Identifier: MIT
"""What the comparison with the kernel's own list must notice, in answers made by hand."""
import unittest

from monitor import PAGE, Page
from own_list import differences, mapped_areas, mapped_slots

MAP = """0xe8200000 .. 0xfcffffff  the vmap area: 8 KiB mapped
    0xe8201000 .. 0xe8202fff       8 KiB  RW- in pages of 4 KiB
0xfd200000 .. 0xfd600fff  the kmap window: 4 KiB mapped
0xfdbfe000 .. 0xffbfefff  the kmap_local slots: 4 KiB mapped
"""
SLOTS = """  CPU 0  0xfdbff000  .#..|....
    0 0xfd201000  ..o.
   64 0xfd281000  ....
"""
KMAPS = "    0xe8201000  2 pages: the stack of a thread\n1 live mappings\n"
SAID = MAP + SLOTS + KMAPS
LOCAL, SHARED, STACK = 0xFDC0_1000, 0xFD20_5000, 0xE820_1000
PAGES = [LOCAL, SHARED, STACK, STACK + PAGE]


def found(addresses: list[int], said: str = SAID) -> list[str]:
    return differences(said, [Page(address, PAGE, 0, True, False) for address in addresses])


class OwnList(unittest.TestCase):
    def test_drawings_and_lists_are_understood(self) -> None:
        self.assertEqual(mapped_slots(SLOTS), {LOCAL, SHARED})
        self.assertEqual(mapped_areas(KMAPS), {STACK, STACK + PAGE})

    def test_two_lists_that_agree_are_fine(self) -> None:
        self.assertEqual(found(PAGES), [])
        self.assertEqual(found([*PAGES, 0xC010_0000]), [])  # in no window

    def test_a_page_that_is_not_listed_is_found(self) -> None:
        for guard in (LOCAL + PAGE, SHARED - PAGE, STACK - PAGE, STACK + 2 * PAGE):
            self.assertIn(f"{guard:#x} is mapped, but the kernel does not list it", found([*PAGES, guard]))

    def test_a_page_that_is_not_mapped_is_found(self) -> None:
        for page in PAGES:
            rest = [each for each in PAGES if each != page]
            self.assertIn(f"{page:#x} is listed as mapped, but is not", found(rest))

    def test_a_wrong_sum_is_found(self) -> None:
        wrong = SAID.replace("the kmap window: 4 KiB", "the kmap window: 8 KiB")
        self.assertEqual(found(PAGES, wrong), ["the kmap window: the kernel counts 8 KiB, QEMU 4"])

    def test_an_answer_that_is_none_is_found(self) -> None:
        self.assertEqual(len(found(PAGES, "")), 1)


if __name__ == "__main__":
    unittest.main()
