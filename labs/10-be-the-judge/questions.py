# SPDX-License-Identifier: MIT
"""Lab 10's questions."""
import random


def ask(draw: random.Random) -> list[tuple[str, object]]:
    occupied = sum(1 << each for each in draw.sample(range(32), 5))
    level = draw.randrange(8, 31)
    below = occupied & ((1 << level) - 1)
    letters = ["A", "B", "C", "D"]
    draw.shuffle(letters)
    front = draw.sample(range(4), 2)
    order: list[str] = []
    for place, letter in enumerate(letters):
        order = [letter] + order if place in front else order + [letter]
    calls = ", ".join(f"push_{'front' if place in front else 'back'}({letter})" for place, letter in enumerate(letters))
    tests, mutants = draw.randrange(12, 30), draw.randrange(40, 90)
    equal, killed = draw.randrange(3, 9), draw.randrange(20, 35)
    return [
        (f"occupied_ is {occupied:#010x}. Which level does first() take from, and on which one does after() go on behind the last\n"
         f"of level {level}, if there is one (else: none)? Two answers.", f"{occupied.bit_length() - 1} {below.bit_length() - 1 if below else 'none'}"),
        (f"Into an empty queue go four threads of one priority: {calls}. In which order do they run?", " ".join(order)),
        (f"{tests} tests are run on {mutants} mutants. On {killed} of these a test fails; {equal} others behave in no way differently from the right\n"
         "kernel. How many mutants show that a test is missing?", mutants - killed - equal),
    ]
