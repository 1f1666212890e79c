# SPDX-License-Identifier: MIT
"""Lab 2's questions."""
import random

WINDOW = 0xFF200000  # of the fixmap (mm/layout.hpp)


def ask(draw: random.Random) -> list[tuple[str, object]]:
    name = draw.randrange(2, 20)
    low = draw.randrange(0xE0000, 0xFEE00) << 12 | draw.choice([0x073, 0x063, 0x061])
    pages, hidden = draw.randrange(4, 12), draw.randrange(1, 4)
    return [
        (f"The window of the fixmap begins at {WINDOW:#x}. At which address does the page of name number {name} begin (the first has number 0)?",
         hex(WINDOW + 2 * name * 0x1000)),
        (f"An entry of a page has the low half {low:#010x} and the high half 0. Is the page cached (yes or no)? May it be written (yes or no)?\n"
         "Two words.", f"{'no' if low & 0x10 else 'yes'} {'yes' if low & 0x2 else 'no'}"),
        (f"A CPU has read {pages} pages of the fixmap. {pages - hidden} of them are then unmapped, each as the contract wants it, and of the others\n"
         "only the entries are emptied. Through how many of the pages does this CPU still reach a frame?", hidden),
    ]
