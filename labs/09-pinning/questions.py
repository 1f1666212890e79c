# SPDX-License-Identifier: MIT
"""Lab 9's questions."""
import random


def ask(draw: random.Random) -> list[tuple[str, object]]:
    priority = draw.randrange(12, 18)
    runs = draw.sample(range(20, 30), 3) + [draw.randrange(18, 20)]
    waiting = draw.sample(range(1, 9), 4)
    draw.shuffle(runs)
    best = min(range(4), key=lambda cpu: waiting[cpu])
    here, there = draw.randrange(0, 4), draw.randrange(9, 16)
    moves, taker, victim = 0, here, there
    while victim >= taker + 2:
        moves, taker, victim = moves + 1, taker + 1, victim - 1
    online = draw.choice([0b0011_1111, 0b0111_1011, 0b1101_1110])
    allowed = draw.choice([0b1111_0010, 0b1010_1010, 0b0110_0111])
    return [
        (f"CPUs 0 to 3 run threads of priorities {', '.join(map(str, runs))}; {', '.join(map(str, waiting))} threads wait there. A thread of priority\n"
         f"{priority} wakes. A larger number is more urgent. On which CPU is it put?", best),
        (f"{there} threads of equal priority wait on CPU 1, and {here} on CPU 0, which runs one more of them. Nothing else happens, but that CPU 0\n"
         "takes work from CPU 1 as often as it may. How many threads does it take?", moves),
        (f"The CPUs {bin(online)} are online (bit n: CPU n). A thread with the affinity {bin(allowed)} calls migrate_disable() on the lowest CPU\n"
         "that it may use. On how many CPUs may it run before that, and on how many afterwards? Two numbers.", f"{bin(online & allowed).count('1')} 1"),
    ]
