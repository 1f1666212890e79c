# SPDX-License-Identifier: MIT
"""From outcomes to points, and to the mistake that looks like that. A step counts only while all earlier ones pass."""
from dataclasses import dataclass, field

import ktap
from outcome import Outcome
from table import Error, Lab, Step


@dataclass
class StepResult:
    step: Step
    outcomes: list[Outcome] = field(default_factory=list)  # empty: not reached
    trouble: str = ""  # why it was not judged at all

    @property
    def passes(self) -> bool:
        return bool(self.outcomes) and not any(each.is_failure for each in self.outcomes)


@dataclass
class Score:
    lab: Lab
    seed: str
    steps: list[StepResult]
    broken: str = ""  # why nothing could be run: the compiler's words, or a body that keeps no rules

    @classmethod
    def nothing_yet(cls, lab: Lab, seed: str) -> "Score":
        return cls(lab, seed, [StepResult(step) for step in lab.steps])

    def points_of(self, number: int) -> int:
        """The points of one step, by its place. Questions stand by themselves, and each of them counts."""
        result = self.steps[number]
        if result.step.asks:
            right = sum(each.result == "passed" for each in result.outcomes)
            return result.step.points * right // max(1, len(result.outcomes))
        if result.step.judges == "mutants":
            stands = all(each.passes for each in self.steps[:number] if not each.step.asks)
            killed = sum(each.result == "passed" for each in result.outcomes)
            return result.step.points * killed // self.lab.drawn if stands else 0
        before = [each for each in self.steps[:number + 1] if not each.step.asks]
        return result.step.points if all(each.passes for each in before) else 0

    @property
    def points(self) -> int:
        return sum(self.points_of(number) for number in range(len(self.steps)))

    @property
    def failed(self) -> frozenset[str]:
        return frozenset(each.test for step in self.steps if step.step.run for each in step.outcomes if each.is_failure)

    def diagnosis(self) -> Error | None:
        """The known mistake that fails just these tests."""
        return next((error for error in self.lab.errors if error.fails == self.failed), None) if self.failed else None

    @property
    def guest_failed(self) -> frozenset[str]:
        """The kernel's own tests that failed, by their names there."""
        return frozenset(each.test.removeprefix(ktap.GUEST) for step in self.steps if step.step.guest for each in step.outcomes if each.is_failure)

    def guest_diagnoses(self) -> list[Error]:
        """The known mistakes that fail just these tests in the guest, where the host has noticed none: it cannot single-step, or
        what it lacks is a real machine. Here several may look alike."""
        if self.failed or not self.guest_failed:
            return []
        return [error for error in self.lab.errors if error.guest == self.guest_failed]
