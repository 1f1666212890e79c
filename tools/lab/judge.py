# SPDX-License-Identifier: MIT
"""Judges bodies: grafts them into a clean tree, builds the lab's tests, runs them step by step, and lets somebody see the
score after each step, so that whoever is killed in the middle leaves what was known by then."""
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bodies as handed
import building
import ktap
import own_tests
import questions
import running
import waiting
from outcome import Outcome, Trouble
from scoring import Score, StepResult
from table import Lab

PASSED, FAILED, REFUSED = 0, 1, 2  # what ./dormer run says of a kernel; 3 is a machine's trouble
Watch = Callable[[Score], None]


def host_step(program: Path, result: StepResult, way: running.Way = running.Way()) -> None:
    names = running.tests_of(program, result.step.run)
    if not names:
        raise Trouble(f"no test matches {result.step.run}; the table of the lab does not fit its tests")
    result.outcomes = [running.run(program, name, way) for name in names]


def guest_step(tree: Path, scratch: Path, result: StepResult) -> None:
    """The kernel with the bodies in it, in its own boot. What the door calls no verdict on the kernel is none here."""
    log = scratch / "guest.log"
    log.unlink(missing_ok=True)
    status, words = waiting.run_door([str(tree / "dormer"), "run", "--headless", "--boot", "kernel", "--cpus", "2", "--memory", "256M",
                                      "--timeout", "300", "--log", str(log), "--append", f"run=test:{result.step.guest}"])
    does_not_compile = "the build of preset" in words  # by the kernel's compiler, which may be stricter than the host's
    if status not in (PASSED, FAILED, REFUSED) and not does_not_compile:
        raise Trouble(f"the guest could not be judged: {(words.strip().splitlines() or ['the door said nothing'])[-1]}")
    said = log.read_text(encoding="utf-8", errors="replace") if log.exists() and not does_not_compile else ""
    result.outcomes = ktap.outcomes(said, result.step.guest, status == PASSED, words)


@dataclass(frozen=True)
class Work:
    """What is judged, and where."""
    lab: Lab
    seed: str
    bodies: dict[str, str]
    sheet: str           # the answers, as they were written
    answers: list[str]   # digests of the right ones
    tree: Path           # clean, and ours to write into
    sources: dict[str, str]  # the lab's files as they were given out
    scratch: Path
    way: running.Way = running.Way()


def judge(work: Work, host_only: bool = False, watch: Watch = lambda score: None) -> Score:
    """Trouble if this machine cannot judge."""
    lab, score = work.lab, Score.nothing_yet(work.lab, work.seed)
    watch(score)
    try:
        handed.for_lab(lab, work.bodies)
        building.put(work.tree, lab, work.sources, work.bodies)
        program = building.build(work.tree, lab, work.scratch / "host") if lab.tests else work.tree
    except (handed.BadBody, building.DoesNotCompile) as error:
        score.broken = str(error)
        watch(score)
        return score
    for result in score.steps:
        if result.step.run:
            host_step(program, result, work.way)
        elif result.step.asks:
            result.outcomes = questions.judge(work.seed, work.answers, work.sheet)
        elif result.step.judges == "right":
            own_tests.on_the_right_kernel(program, result, work.way)
        elif result.step.judges == "mutants":
            if all(each.passes for each in score.steps if each.step.judges == "right"):
                own_tests.on_mutants(lab, work.seed, work.tree, work.scratch, result, work.way, lambda: watch(score))
            else:
                result.trouble = "your tests have to pass on the right kernel first"
        elif host_only:
            result.trouble = "it needs the guest, and --host leaves that out"
        elif not all(each.passes for each in score.steps if each.step.run):
            result.trouble = "the guest is started once the host's steps pass"
        else:
            guest_step(work.tree, work.scratch, result)
        watch(score)
    return score


def as_json(score: Score) -> str:
    """What all other forms of output are made from."""
    error = score.diagnosis()
    return json.dumps({
        "lab": score.lab.number, "title": score.lab.title, "seed": score.seed, "points": score.points, "of": 100,
        "broken": score.broken, "looks_like": error and {"name": error.name, "what": error.what, "look": error.look},
        "steps": [{"number": result.step.number, "title": result.step.title, "points": score.points_of(place), "of": result.step.points,
                   "not_judged": result.trouble,
                   "tests": [{"name": each.test, "result": each.result, "said": each.said} for each in result.outcomes]}
                  for place, result in enumerate(score.steps)]}, indent=2) + "\n"
