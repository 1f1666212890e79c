# SPDX-License-Identifier: MIT
"""Proves a lab in which tests are handed in: those that stand in the tree kill every mutant there is, no tests have no points,
and tests of which one fails on the right kernel have none either."""
from collections.abc import Callable
from pathlib import Path

import building
import judge
import own_tests
import running
from holes import body_of
from scoring import Score, StepResult
from table import Lab, Step

WRONG = "TEST(Proof, FailsOnTheRightKernel)\n{\n    EXPECT_TRUE(false);\n}\n"


def prove(lab: Lab, tree: Path, starter: dict[str, str], scratch: Path) -> list[str]:
    """`starter`: the lab's files as they are given out. What stands in the tree is put back."""
    right = {name: (tree / name).read_text(encoding="utf-8") for name in lab.files}
    gap = next(iter(lab.gaps))
    reference = body_of(right[lab.gaps[gap].hole.file], lab.gaps[gap].hole)

    def score(body: str) -> Score:
        return judge.judge(judge.Work(lab, "proof", {gap: body}, "", [], tree, starter, scratch), host_only=True)
    most = sum(each.points for each in lab.steps if each.judges)
    try:
        problems = _every_mutant(lab, tree, scratch)
        for what, body, points in (("the tests in the tree", reference, most), ("no tests", "", 0), ("the tests given out", lab.gaps[gap].stub + "\n", 0),
                                   ("tests of which one fails on the right kernel", reference + WRONG, 0)):
            found = score(body)
            if found.points != points:
                problems.append(f"{what} have {found.points} points, not {points} {found.broken}")
        return problems
    finally:
        for name, text in right.items():
            (tree / name).write_text(text, encoding="utf-8")


def _every_mutant(lab: Lab, tree: Path, scratch: Path) -> list[str]:
    """Also those that the seed has not drawn."""
    program, way = building.build(tree, lab, scratch / "host"), running.Way()
    result = StepResult(Step(0, "", 0, judges="right"))
    own_tests.on_the_right_kernel(program, result, way)
    problems = [f"the right kernel fails {each.test}" for each in result.outcomes if each.is_failure]
    is_killed: Callable[[Path], bool] = lambda program: own_tests.is_killed(program, way)
    return problems + [f"mutant {each.name} lives" for each in lab.mutants if not own_tests.build_mutant(lab, each, tree, scratch, is_killed)]
