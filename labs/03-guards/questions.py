# SPDX-License-Identifier: MIT
"""Lab 3's questions."""
import random

WINDOW, PER_CPU = 0xFF400000, 64  # kmap_local's windows begin here, with so many pages for each CPU (mm/layout.hpp)


def ask(draw: random.Random) -> list[tuple[str, object]]:
    cpu, slot = draw.randrange(1, 8), draw.randrange(1, 15)
    page = WINDOW + 0x1000 * (PER_CPU * cpu + 2 * slot + 1)
    offset, size = draw.randrange(0x600, 0xF00), draw.choice([128, 256, 512])
    begin = 0x1000 - draw.randrange(8, size // 2)
    lower, away = draw.randrange(1, 13), draw.randrange(0x10, 0x700)
    which = draw.choice(["behind the beginning", "before the end"])
    return [
        (f"The windows begin at {WINDOW:#x}; each CPU has {PER_CPU} pages there, the first of which is a guard. In which slot of which CPU lies\n"
         f"the address {page + offset:#x}? Two numbers: the CPU, the slot; both count from 0.", f"{cpu} {slot}"),
        (f"A string instruction writes {size} bytes upwards, and the first one goes to offset {begin:#x} of a mapped page. How many bytes past\n"
         "the end does it go?", begin + size - 0x1000),
        (f"Slots {lower} and {lower + 1} of a CPU are mapped. An access of one byte faults {away:#x} bytes {which} of the guard between\n"
         "them. Which slot is blamed, and for what (overrun or underrun)? A number and a word.",
         f"{lower} overrun" if which == "behind the beginning" else f"{lower + 1} underrun"),
    ]
