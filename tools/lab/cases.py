# SPDX-License-Identifier: MIT
"""A lab whose students look for mistakes: kernels with one each, of which the seed draws some, booted one at a time."""
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outcome import Trouble
from plant import plant
from table import Case, Lab

WORDS = "run=monitor"
MACHINE = ["--boot", "kernel", "--cpus", "2", "--memory", "256M"]


def drawn(lab: Lab, seed: str) -> list[Case]:
    """Those of the student with this seed, in an order of their own."""
    return random.Random(f"{seed} {lab.number} cases").sample(lab.cases, lab.drawn)


def numbered(lab: Lab, seed: str, number: int) -> Case:
    if not lab.cases:
        raise Trouble(f"lab {lab.number} has no cases to boot; ./dormer run boots your kernel")
    if not 1 <= number <= lab.drawn:
        raise Trouble(f"there is no case {number}; they are 1 to {lab.drawn}")
    return drawn(lab, seed)[number - 1]


@contextmanager
def planted(case: Case, tree: Path) -> Iterator[None]:
    """The tree has the mistake meanwhile."""
    source = tree / case.file
    right = source.read_text(encoding="utf-8")
    try:
        source.write_text(plant(right, case.change), encoding="utf-8")
        yield
    finally:
        source.write_text(right, encoding="utf-8")


def boot(case: Case, tree: Path, words: str) -> int:
    """In this terminal, until it ends; what ./dormer run ends with. The tree is right again afterwards."""
    with planted(case, tree):
        return subprocess.run([str(tree / "dormer"), "run", *MACHINE, "--append", words], check=False).returncode
