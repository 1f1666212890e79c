# SPDX-License-Identifier: MIT
"""Lab 4's questions."""
import random

WINDOW = 0xFF400000  # the slots of CPU 0 begin here (mm/layout.hpp)


def ask(draw: random.Random) -> list[tuple[str, object]]:
    held, irq = draw.randrange(2, 9), draw.randrange(1, 4)
    slot = draw.randrange(3, 16)
    switches, mappings = draw.randrange(3, 20), draw.randrange(2, 9)
    return [
        (f"A thread holds {held} mappings, and an interrupt that came upon it holds {irq}. What is the top, in pages?", 2 * (held + irq)),
        (f"The window of a CPU begins at {WINDOW:#x}, with a guard. At which address does slot {slot} lie (the first is slot 0)?",
         hex(WINDOW + 0x1000 * (2 * slot + 1))),
        (f"A thread with {mappings} mappings leaves its CPU {switches} times. How many pages does that flush, if nobody else maps anything?",
         switches * mappings),
    ]
