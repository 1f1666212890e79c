# SPDX-License-Identifier: MIT
"""Lab 0's questions: two for each case that was drawn."""
import random

KINDS = {
    "a_flush_is_missing": "a CPU goes on using a translation whose entry is gone",
    "a_right_too_many": "an entry allows more than was asked for",
    "the_wrong_neighbour": "nothing is mapped wrongly, but a report blames the wrong page",
    "a_use_too_many": "a count does not go down",
    "one_frame_for_all": "an entry leads to the wrong frame",
    "": "a page that should be a guard is mapped",  # nobody's
}


def ask(draw: random.Random, cases: list[tuple[str, str]]) -> list[tuple[str, object]]:
    """`cases`: their names and the functions that have the mistakes."""
    kinds = list(KINDS)
    draw.shuffle(kinds)
    letters = dict(zip(kinds, "ABCDEF"))
    choice = "\n".join(f"  {letter}  {KINDS[kind]}" for kind, letter in letters.items())
    asked: list[tuple[str, object]] = []
    for number, (name, function) in enumerate(cases, 1):
        asked += [(f"Case {number}: what goes wrong there? One letter.\n{choice}", letters[name]),
                  (f"Case {number}: which function has the mistake? Its name alone, without namespace, class and brackets.", function)]
    return asked
