# SPDX-License-Identifier: MIT
"""Lab 6's questions."""
import random


def ask(draw: random.Random) -> list[tuple[str, object]]:
    shooters = sorted(draw.sample(range(8), 3))
    target = draw.choice([cpu for cpu in range(8) if cpu not in shooters])
    inbox = sum(1 << cpu for cpu in shooters)
    joined = draw.choice([0b0101_1101, 0b0111_0110, 0b1101_0011])
    targets = draw.choice([0b1111_0000, 0b0011_1100, 0b1010_1010])
    self = draw.randrange(8)
    first = draw.randrange(3, 9)
    return [
        (f"CPUs {shooters[0]}, {shooters[1]} and {shooters[2]} have asked CPU {target}, which has not served yet. What is the number in its\n"
         "inbox?", hex(inbox)),
        (f"joined() is {bin(joined)}. CPU {self} shoots at the targets {bin(targets)}. How many CPUs does it wait for?",
         bin(joined & targets & ~(1 << self)).count("1")),
        (f"On {first} CPUs that have joined, each shoots at all the others at the same time. How many requests are answered in all?",
         first * (first - 1)),
    ]
