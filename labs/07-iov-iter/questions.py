# SPDX-License-Identifier: MIT
"""Lab 7's questions."""
import random

PAGE = 4096


def ask(draw: random.Random) -> list[tuple[str, object]]:
    offset, size = draw.randrange(1, PAGE), draw.randrange(2 * PAGE, 5 * PAGE)
    pieces = [draw.randrange(1, 60) for _ in range(4)]
    skipped = draw.randrange(pieces[0], sum(pieces))
    piece, position = 0, skipped
    while position >= pieces[piece]:
        position -= pieces[piece]
        piece += 1
    done = draw.randrange(1, 1000)
    return [
        (f"{size} bytes are copied from a block of frames, from offset {offset} on. How many pages are mapped in all?",
         (offset + size - 1) // PAGE + 1),
        (f"An iterator has pieces of {', '.join(map(str, pieces))} bytes. After advance({skipped}), in which piece (0 to 3) is it, and at which position?\n"
         "Two numbers.", f"{piece} {position}"),
        (f"A copy of {done + 500} bytes meets a missing page after {done}. What does it return, and by how much has the iterator moved? Two numbers.",
         f"{done} {done}"),
    ]
