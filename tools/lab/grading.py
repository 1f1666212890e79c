# SPDX-License-Identifier: MIT
"""Grades what was handed in, be it the one file of ./dormer lab report or a student's whole tree: the bodies and the answers
of it, in a clean copy of our tree, and nothing else that somebody may have changed."""
from dataclasses import dataclass
from pathlib import Path

import bodies as handed
import judge
import proving
import questions
import running
import workspace
from holes import TableError
from scoring import Score
from table import Lab


@dataclass(frozen=True)
class HandIn:
    number: int  # of the lab
    seed: str
    bodies: dict[str, str]
    answers: dict[int, str]


def find(folder: Path) -> Path:
    """What to grade in a folder of what was sent in: the one file in it that reads like one, or the one tree of a lab."""
    trees = [each.parent for each in [*folder.glob(".lab"), *folder.glob("*/.lab")]]
    files = [each for each in folder.rglob("*") if each.is_file() and not each.is_symlink() and _reads_like_one(each)] if not trees else []
    found = trees + files
    if len(found) != 1:
        raise handed.BadBody(f"there are {len(found)} files in it that ./dormer lab report wrote, and it should be one")
    return found[0]


def _reads_like_one(path: Path) -> bool:
    try:
        return handed.read(path).startswith("Dormer lab ")
    except handed.BadBody:
        return False


def number_of(path: Path) -> int:
    """The lab that it is for. BadBody if that cannot be known."""
    found = find(path) if path.is_dir() else path
    return _started(found).lab if found.is_dir() else handed.unpack(handed.read(found))[0]


def read(path: Path, lab: Lab) -> HandIn:
    """BadBody says why it is nothing that can be graded."""
    if not path.is_dir():
        return HandIn(*handed.unpack(handed.read(path)))
    begun = _started(path)
    try:
        bodies = handed.collect(lab, lambda name: handed.read(path / name))
    except TableError as error:
        raise handed.BadBody(str(error)) from None
    sheet = path / questions.SHEET
    return HandIn(begun.lab, begun.seed, bodies, questions.answers_in(handed.read(sheet)) if sheet.exists() else {})


def _started(tree: Path) -> workspace.Start:
    try:
        begun = workspace.started(tree)
    except workspace.Trouble as error:
        raise handed.BadBody(str(error)) from None
    if not begun or not isinstance(begun.lab, int) or not handed.SEED.fullmatch(str(begun.seed)):
        raise handed.BadBody("no lab was begun in this folder")
    return begun


def submitted(path: Path) -> str:
    """When it was: the commit that is checked out there, as git says it."""
    return workspace.git(path if path.is_dir() else path.parent, "log", "-1", "--format=%cI").strip()


def grade(root: Path, lab: Lab, path: Path, seed: str, scratch: Path, host_only: bool, way: running.Way, watch: judge.Watch) -> Score:
    """`seed` is the one that must have been used, or empty. Trouble if this machine cannot judge."""
    score = Score.nothing_yet(lab, seed)
    watch(score)
    try:
        given = read(find(path) if path.is_dir() else path, lab)
        if given.number != lab.number:
            raise handed.BadBody(f"it is for lab {given.number}, and this is lab {lab.number}")
        if seed and given.seed != seed:
            raise handed.BadBody(f"it was begun with the seed {given.seed}, and {seed} was given out")
    except handed.BadBody as error:
        score.broken = f"{path.name} cannot be graded: {error}"
        watch(score)
        return score
    bench = proving.Bench(root, [lab], scratch / "grade")
    sheet = "\n".join(f"{number}: {answer}" for number, answer in given.answers.items())
    right = questions.digests(given.seed, questions.questions_of(lab, given.seed))
    starter = proving.with_bodies(lab, bench.right, {})
    return judge.judge(judge.Work(lab, given.seed, given.bodies, sheet, right, bench.tree, starter, bench.scratch, way), host_only, watch)
