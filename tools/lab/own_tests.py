# SPDX-License-Identifier: MIT
"""A lab in which tests are handed in: they have to pass on the right kernel, and for each mutant of it that the seed has drawn,
one of them has to fail."""
import random
from collections.abc import Callable
from pathlib import Path

import building
import running
from outcome import Outcome, Trouble
from plant import plant
from scoring import StepResult
from table import Lab, Mutant

ALL = "*"


def drawn(lab: Lab, seed: str) -> list[Mutant]:
    """Those that the student with this seed has to find, in an order of their own."""
    return random.Random(f"{seed} {lab.number} mutants").sample(lab.mutants, lab.drawn)


def on_the_right_kernel(program: Path, result: StepResult, way: running.Way) -> None:
    try:
        names = running.tests_of(program, ALL, way)
    except running.CannotList as trouble:
        result.outcomes = [Outcome("your tests", "failed", str(trouble))]
        return
    result.outcomes = [running.run(program, name, way) for name in names] or [Outcome("your tests", "failed", "there is none yet")]


def is_killed(program: Path, way: running.Way) -> bool:
    return any(running.run(program, name, way).is_failure for name in running.tests_of(program, ALL, way))


def build_mutant(lab: Lab, mutant: Mutant, tree: Path, scratch: Path, then: Callable[[Path], bool]) -> bool:
    """What `then` says of the program with the mutant in it. The tree is right again afterwards."""
    source = tree / mutant.file
    right = source.read_text(encoding="utf-8")
    try:
        source.write_text(plant(right, mutant.change), encoding="utf-8")
        return then(building.build(tree, lab, scratch / "host"))
    except building.DoesNotCompile as words:
        raise Trouble(f"lab {lab.number}: mutant {mutant.name} does not compile: {words}") from None
    finally:
        source.write_text(right, encoding="utf-8")


def on_mutants(lab: Lab, seed: str, tree: Path, scratch: Path, result: StepResult, way: running.Way, watch: Callable[[], None]) -> None:
    """`watch` is called after each."""
    for number, mutant in enumerate(drawn(lab, seed), 1):
        killed = build_mutant(lab, mutant, tree, scratch, lambda program: is_killed(program, way))
        result.outcomes.append(Outcome(f"mutant {number} is found", "passed" if killed else "failed", "" if killed else "it lives: all of your tests pass on it"))
        watch()
