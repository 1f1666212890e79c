# SPDX-License-Identifier: MIT
"""Who judges the judge: points, the mistake that is named, what a program reads, and that a kill leaves whole files."""
import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import support  # noqa: F401
import judge
import junit
import ktap
import plain_text
import progress
from outcome import Outcome, Trouble
from scoring import Score, StepResult
from table import Error, Lab, Step

FIRST, SECOND, GUEST, ASKED = Step(1, "one", 40, "A.*"), Step(2, "two", 30, "B.*"), Step(3, "guest", 20, guest="c*"), Step(4, "asked", 10, asks=True)
LAB = Lab(9, Path(), "Nine", "1", [], {}, [FIRST, SECOND, GUEST, ASKED], [
    Error("early", "it returns too early", "x.cpp", "", "", frozenset({"A.a", "B.a"}), "the order"),
    Error("late", "it returns too late", "x.cpp", "", "", frozenset({"A.a"}), "the order again")])


def score(first: list[str], second: list[str], guest: list[str], asked: list[str]) -> Score:
    """A letter in each suite for each test; capitals fail."""
    made = Score.nothing_yet(LAB, "ada")
    for result, suite, tests in zip(made.steps, "ABCQ", (first, second, guest, asked), strict=True):
        result.outcomes = [Outcome(f"{suite}.{each.lower()}", "failed" if each.isupper() else "passed", "why") for each in tests]
    return made


class Points(unittest.TestCase):
    def test_all(self):
        self.assertEqual(score(["a", "b"], ["a"], ["c"], ["1", "2"]).points, 100)

    def test_a_step_counts_only_while_those_before_it_pass(self):
        self.assertEqual(score(["a", "B"], ["a"], ["c"], []).points, 0)
        self.assertEqual(score(["a"], ["A"], ["c"], []).points, 40)

    def test_a_step_that_was_not_reached_gives_nothing(self):
        self.assertEqual(score(["a"], [], ["c"], []).points, 40)

    def test_questions_stand_by_themselves_and_each_of_them_counts(self):
        self.assertEqual(score(["A"], [], [], ["1", "X", "3"]).points, 6)

    def test_a_skipped_test_loses_nothing(self):
        made = score(["a"], ["a"], ["c"], ["1"])
        made.steps[1].outcomes.append(Outcome("B.skipped", "skipped"))
        self.assertEqual(made.points, 100)


class Guest(unittest.TestCase):
    """With a door that ends as it is told."""
    def step(self, status: int, said: str = "there is no qemu-system-i386") -> StepResult:
        with tempfile.TemporaryDirectory() as folder:
            door = Path(folder) / "dormer"
            door.write_text(f"#!/bin/sh\necho dormer: {said}\nexit {status}\n", encoding="utf-8")
            door.chmod(0o755)
            result = StepResult(GUEST)
            judge.guest_step(Path(folder), Path(folder), result)
            return result

    def test_passes_and_fails_as_the_kernel_does(self):
        self.assertTrue(self.step(0).passes)
        for status in (1, 2):
            self.assertIn("no qemu", self.step(status).outcomes[0].said)
            self.assertFalse(self.step(status).passes)

    def test_a_body_that_the_kernels_compiler_refuses_fails(self):
        self.assertFalse(self.step(3, "the build of preset kernel failed").passes)

    def test_what_the_machine_lacks_loses_no_points(self):
        with self.assertRaisesRegex(Trouble, "could not be judged: dormer: there is no qemu"):
            self.step(3)


class Ktap(unittest.TestCase):
    LOG = "KTAP version 1\n1..3\nok 1 - cat\n# it barked (at boundary 7)\nnot ok 2 - cow\nok 3 - cub # SKIP no trap flag\n"

    def test_each_test_has_its_line(self):
        found = ktap.outcomes(self.LOG, "c*", False, "1 test failed")
        self.assertEqual([(each.test, each.result) for each in found], [("guest cat", "passed"), ("guest cow", "failed"), ("guest cub", "skipped")])
        self.assertEqual(found[1].said, "it barked (at boundary 7)")

    def test_a_panic_is_one_of_its_own(self):
        found = ktap.outcomes("ok 1 - cat\ndormer: end panic overrun\n", "c*", False, "panic: overrun")
        self.assertEqual([each.test for each in found if each.is_failure], ["guest panic"])

    def test_the_door_decides(self):
        self.assertEqual([each.result for each in ktap.outcomes("ok 1 - cat\n", "c*", False, "it timed out")], ["passed", "failed"])
        self.assertFalse(any(each.is_failure for each in ktap.outcomes("not ok 1 - forged\n", "c*", True, "")))

    def test_mistakes_are_named_by_what_fails_there(self):
        lab = replace(LAB, errors=[replace(LAB.errors[0], guest=frozenset({"cow"})), LAB.errors[1]])
        made = Score.nothing_yet(lab, "ada")
        made.steps[2].outcomes = ktap.outcomes(self.LOG, "c*", False, "")
        self.assertEqual([each.name for each in made.guest_diagnoses()], ["early"])
        self.assertIn("In the guest it looks like this when it returns too early (1 of 2 known mistakes).", plain_text.verdict(made))
        made.steps[0].outcomes = [Outcome("A.a", "failed")]  # then the host knows better
        self.assertEqual(made.guest_diagnoses(), [])


class Diagnosis(unittest.TestCase):
    def test_the_mistake_that_fails_just_these_tests(self):
        self.assertEqual(score(["A", "b"], ["A"], [], []).diagnosis().name, "early")
        self.assertEqual(score(["A", "b"], ["a"], [], ["X"]).diagnosis().name, "late")

    def test_none_is_better_than_a_wrong_one(self):
        self.assertIsNone(score(["A", "B"], ["A"], [], []).diagnosis())
        self.assertIsNone(score(["a"], ["a"], ["C"], []).diagnosis())

    def test_a_person_reads_it(self):
        lines: list[str] = []
        plain_text.show(score(["A"], ["A"], [], ["1"]), lines.append)
        self.assertIn("This is how it looks when it returns too early (one of 2 known mistakes).", lines)
        self.assertEqual(lines[-1], "10 of 100 points.")


class ForPrograms(unittest.TestCase):
    def test_json_has_it_all(self):
        read = json.loads(judge.as_json(score(["A"], ["A"], [], ["1"])))
        self.assertEqual((read["points"], read["looks_like"]["name"]), (10, "early"))
        self.assertEqual([len(step["tests"]) for step in read["steps"]], [1, 1, 0, 1])

    def test_junit_counts_what_it_has(self):
        made = score(["A", "b"], ["a"], [], [])
        made.steps[0].outcomes[0] = Outcome("A.a", "failed", "a <tag> & a \x1b[1m letter")
        root = ElementTree.fromstring(junit.of(made).split("\n", 1)[1])
        for suite in root:
            cases = suite.findall("testcase")
            self.assertEqual(int(suite.get("tests")), len(cases))
            self.assertEqual(int(suite.get("failures")), len(suite.findall("testcase/failure")))
            self.assertEqual(int(suite.get("skipped")), len(suite.findall("testcase/skipped")))

    def test_a_file_is_whole_or_what_it_was(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "results.json"
            progress.write(path, "before")
            with self.assertRaises(UnicodeEncodeError):
                progress.write(path, "a half\ud800")
            self.assertEqual(path.read_text(), "before")
            self.assertEqual([each.name for each in Path(folder).iterdir()], ["results.json"])


if __name__ == "__main__":
    unittest.main()
