# SPDX-License-Identifier: MIT
"""A score as a person reads it: step by step what failed, how that looks, and what to look at."""
import re
from collections.abc import Callable
from pathlib import Path

from scoring import Score, StepResult

WIDTH = 78
STUB = re.compile(r"CHECK\((lab \d+: \S+ is yours to write)\) did not hold at \S+")
MOST_LINES, MOST_LETTERS = 12, 400  # of what a test says, and of each line


def words_of(said: str) -> list[str]:
    """What a test says, without what googletest says about itself."""
    if stub := STUB.search(said):
        return [stub[1]]
    lines = [line.rstrip()[:MOST_LETTERS] for line in said.splitlines() if not re.search(r"Unknown C\+\+ exception|^\[|: Failure$", line)]
    return lines[:MOST_LINES]


def row(left: str, right: str) -> str:
    return f"{left}{right.rjust(max(1, WIDTH - len(left)))}"


def step_lines(score: Score, number: int, result: StepResult, said_before: set[str], drawn: dict[str, Path] | None = None) -> list[str]:
    """`drawn` has the pictures of tests that failed."""
    step = result.step
    head = row(f"step {number + 1} of {len(score.steps)}: {step.title}", f"{score.points_of(number)} of {step.points}")
    if result.trouble:
        return [head, f"  not judged: {result.trouble}"]
    if not result.outcomes:
        return [head, "  not reached"]
    lines = [head]
    for outcome in result.outcomes:
        if outcome.result == "skipped":
            lines.append(row(f"  {outcome.test}", "skipped"))
        elif outcome.is_failure:
            lines.append(row(f"  {outcome.test}", "FAILED"))
            words = "\n".join(words_of(outcome.said))
            if words not in said_before:
                lines += [f"    {line}" for line in words.splitlines()]
            said_before.add(words)
            if path := (drawn or {}).get(outcome.test):
                lines.append(f"    picture: {path}")
    if result.passes and step.points and not score.points_of(number):
        lines.append("  passes, and counts once the steps before it do")
    return lines


def next_hint(score: Score) -> str:
    """What to type next, where somebody has nothing yet."""
    said = "\n".join(each.said for step in score.steps for each in step.outcomes)
    name = next((name for name in score.lab.gaps if f"{name}() is yours to write" in said), None)
    return f" Next: ./dormer lab hint {name}" if name else ""


def verdict(score: Score) -> list[str]:
    """What is said of all steps together, below them."""
    lines = [score.broken] if score.broken else []
    if error := score.diagnosis():
        lines += [f"This is how it looks when {error.what} (one of {len(score.lab.errors)} known mistakes).", f"What to look at: {error.look}"]
    if alike := score.guest_diagnoses():
        lines.append(f"In the guest it looks like this when {', or when '.join(each.what for each in alike)} "
                     f"({len(alike)} of {len(score.lab.errors)} known mistakes).")
        lines += [f"What to look at: {each.look}" for each in alike]
    return [*lines, f"{score.points} of 100 points.{next_hint(score)}"]


def in_short(score: Score) -> str:
    """Why points are missing, in one line: the known mistake that it looks like, or the first step that does not pass."""
    if score.broken:
        return score.broken.splitlines()[0]
    if error := score.diagnosis():
        return f"looks as when {error.what}"
    first = next((each for each in score.steps if not each.passes), None)
    return f"step {first.step.number}: {first.trouble or first.step.title}" if first else ""


def show(score: Score, say: Callable[[str], None] = print, drawn: dict[str, Path] | None = None) -> None:
    say(f"Lab {score.lab.number}: {score.lab.title}")
    said_before: set[str] = set()  # many tests fail for one reason
    for number, result in enumerate(score.steps if not score.broken else []):
        for line in step_lines(score, number, result, said_before, drawn):
            say(line)
    for line in verdict(score):
        say(line)
