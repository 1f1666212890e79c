# SPDX-License-Identifier: MIT
"""Lab 5's questions."""
import random

WINDOW = 0xFEA00000  # of kmap(): a guard, then a page and a guard for each slot (mm/layout.hpp)


def ask(draw: random.Random) -> list[tuple[str, object]]:
    slot = draw.randrange(3, 500)
    users = [draw.choice([0, 1, 1, 2, 3, 5]) for _ in range(6)]
    uses, left = draw.randrange(3, 9), draw.randrange(1, 3)
    shown = ", ".join(map(str, users))
    return [
        (f"The window of kmap() begins at {WINDOW:#x}, with a guard. At which address does the page of slot {slot} begin (the first is slot 0)?",
         hex(WINDOW + 0x1000 * (2 * slot + 1))),
        (f"`users` of six slots is {shown}. How many pages does retire_unused() unmap, and how many uses are there in all? Two numbers.",
         f"{users.count(1)} {sum(max(0, each - 1) for each in users)}"),
        (f"A frame is held {uses} times by two CPUs, and released {uses - left} times, one after the other. What is `users` of its slot then?",
         left + 1),
    ]
