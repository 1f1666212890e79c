# SPDX-License-Identifier: MIT
"""Lab 1's questions."""
import random


def ask(draw: random.Random) -> list[tuple[str, object]]:
    address = draw.randrange(0xC000_0000, 0xFFFF_F000)
    frame = draw.randrange(1 << 20, 1 << 23)
    flags = 0x063
    high, low = frame >> 20, (frame & 0xF_FFFF) << 12 | flags
    large = draw.randrange(1 << 11, 1 << 14) << 9
    offset = draw.randrange(1 << 21)
    return [
        (f"Which entry of the pointer table, of the directory and of the table does the address {address:#010x} choose? Three numbers.",
         f"{address >> 30} {address >> 21 & 511} {address >> 12 & 511}"),
        (f"The two halves of a table's entry are {high:#010x} (high) and {low:#010x} (low). At which physical address does the page begin?",
         hex(frame << 12)),
        (f"A directory entry with bit 7 set has the frame number {large:#x}. To which physical address does offset {offset:#x} in it lead?",
         hex((large << 12) + offset)),
    ]
