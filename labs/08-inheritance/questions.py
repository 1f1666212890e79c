# SPDX-License-Identifier: MIT
"""Lab 8's questions."""
import random


def ask(draw: random.Random) -> list[tuple[str, object]]:
    first, second, third = draw.sample(range(1, 30), 3)
    own = draw.randrange(1, 6)
    waiters = draw.sample(range(2, 30), 3)
    most = max(waiters)
    in_line = draw.sample(range(6, 31), 4)
    return [
        (f"Thread A (priority {first}) holds mutex m. B ({second}) holds n and waits for m. C ({third}) waits for n. A larger number is more\n"
         "urgent. Which priorities do A and B have now? Two numbers.", f"{max(first, second, third)} {max(second, third)}"),
        (f"A thread of priority {own} holds three mutexes; for each waits one thread, of priorities {waiters[0]}, {waiters[1]} and {waiters[2]}. It\n"
         f"releases the mutex that {most} waits for. Which priority does it have then?", max(own, *(each for each in waiters if each != most))),
        (f"Threads of priorities {', '.join(map(str, in_line))} come to wait for one mutex, in this order. Its holder releases it, and so does\n"
         "each that gets it. In which order do they get it? Their priorities.", " ".join(map(str, sorted(in_line, reverse=True)))),
    ]
