# SPDX-License-Identifier: MIT
"""Who judges what the labs write for programs: each form against its schema, in every state of a judgement, and after a kill
at any moment, which is chosen by counting what is written and not by a clock."""
import argparse
import json
import os
import signal
import tempfile
import unittest
from pathlib import Path
from unittest import mock
from xml.etree import ElementTree

import support
import classroom50
import gradescope
import judge
import junit
import progress
import schema
from outcome import Outcome, Trouble
from outputs import Outputs
from scoring import Score, StepResult
from table import Error, Lab, Step

LAB = Lab(9, Path(), "Nine", "1", [], {}, [Step(1, "one", 40, "A.*"), Step(2, "two", 30, "B.*"), Step(3, "guest", 20, guest="c*"),
                                           Step(4, "asked", 10, asks=True)],
          [Error("early", "it returns too early", "x.cpp", "", "", frozenset({"B.b"}), "the order")])
RUNNER = {"CLASSROOM": "os", "ASSIGNMENT": "lab-9", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "https://host/commit/1", "RELEASE_URL": "https://host/1"}
WHEN = "2026-11-30T23:59:59+01:00"
ENDS = [Outcome("A.a", "passed"), Outcome("B.b", "failed", "a \x1b[1m letter, <b> & \"more\"\x00"), Outcome("guest c", "skipped"), Outcome("question 1", "passed")]


def states() -> list[Score]:
    """A score before the first step, and after each; one that could not be compiled; one that was not judged."""
    made = []
    for count in range(5):
        score = Score.nothing_yet(LAB, "ada")
        for result, outcome in zip(score.steps[:count], ENDS):
            result.outcomes = [outcome]
        made.append(score)
    broken, untried = Score.nothing_yet(LAB, "ada"), Score.nothing_yet(LAB, "ada")
    broken.broken = "x.cpp:1: error: expected ';'"
    untried.steps[2].trouble = "the guest is started once the host's steps pass"
    return [*made, broken, untried]


def check(test: unittest.TestCase, name: str, text: str) -> dict:
    value = json.loads(text)
    test.assertEqual(schema.problems(value, json.loads((support.ROOT / "tools/lab/schemas" / f"{name}.json").read_text())), [])
    return value


class Forms(unittest.TestCase):
    def test_each_fits_its_schema_in_every_state(self):
        for score in states():
            check(self, "score", judge.as_json(score))
            whole = check(self, "gradescope", gradescope.of(score))
            self.assertEqual(sum(each["score"] for each in whole["tests"]), score.points)
            self.assertEqual(sum(each["max_score"] for each in whole["tests"]), 100)
            whole = check(self, "classroom50", classroom50.of(score, RUNNER, WHEN))
            self.assertEqual((whole["score"], whole["max-score"]), (score.points, 100))
            self.assertTrue(all(each["score"] <= each["max-score"] for each in whole["tests"]))
            ElementTree.fromstring(junit.of(score).split("\n", 1)[1])

    def test_gradescope_is_told_what_a_person_reads(self):
        whole = json.loads(gradescope.of(states()[2]))
        self.assertIn("it returns too early", whole["output"])
        self.assertEqual([each["status"] for each in whole["tests"]], ["passed", "failed", "failed", "failed"])
        self.assertEqual(whole["tests"][3]["output"], "  not reached")

    def test_junit_has_a_failure_where_a_body_was_refused(self):
        score = Score.nothing_yet(LAB, "ada")
        self.assertEqual({each.get("failures") for each in ElementTree.fromstring(junit.of(score).split("\n", 1)[1])}, {"0"})
        score.broken = "walk(): printf is a word that no answer needs"
        suites = ElementTree.fromstring(junit.of(score).split("\n", 1)[1])
        self.assertEqual({(each.get("failures"), each.get("skipped")) for each in suites}, {("1", "0")})
        self.assertIn("no answer needs", suites[0][0][0].get("message"))

    def test_classroom50_is_told_when_in_universal_time(self):
        self.assertEqual(json.loads(classroom50.of(states()[0], RUNNER, WHEN))["datetime"], "2026-11-30T22:59:59Z")

    def test_classroom50_outside_of_its_runner_is_trouble(self):
        with self.assertRaisesRegex(Trouble, "SUBMISSION_TAG is not set"):
            classroom50.of(states()[0], {**RUNNER, "SUBMISSION_TAG": ""}, WHEN)

    def test_a_schema_notices(self):
        rules = {"type": "object", "required": ["a"], "additionalProperties": False,
                 "properties": {"a": {"type": "integer", "minimum": 0}, "b": {"type": "array", "items": {"enum": ["x"]}}}}
        self.assertEqual(schema.problems({"a": 1, "b": ["x"]}, rules), [])
        for wrong in ({}, {"a": -1}, {"a": True}, {"a": "1"}, {"a": 1, "b": ["y"]}, {"a": 1, "c": 1}, []):
            self.assertTrue(schema.problems(wrong, rules), wrong)


def judge_and_die_at(moment: int, outputs: Outputs) -> None:
    """In a process of its own: counts each beginning, half, and end of a write, and each time before a file is renamed."""
    left = moment
    write_text, replace = Path.write_text, os.replace

    def maybe_die() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def dying_write(path: Path, text: str, **words) -> None:
        maybe_die()
        write_text(path, text[:len(text) // 2], **words)
        maybe_die()
        write_text(path, text, **words)
        maybe_die()

    def dying_replace(source, target) -> None:
        maybe_die()
        replace(source, target)
        maybe_die()

    def step(_where, *words) -> None:
        next(each for each in words if isinstance(each, StepResult)).outcomes = [ENDS[0]]

    with mock.patch.object(Path, "write_text", dying_write), mock.patch.object(progress.os, "replace", dying_replace), \
            mock.patch.object(judge, "building"), mock.patch.object(judge, "host_step", step), \
            mock.patch.object(judge, "guest_step", step), mock.patch.object(judge.handed, "for_lab"):
        judge.judge(judge.Work(LAB, "ada", {}, "", [], Path(), {}, Path()), False, outputs.write)


class Kills(unittest.TestCase):
    def test_whoever_is_killed_leaves_whole_files(self):
        """At every moment that there is."""
        seen = set()
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, RUNNER):
            moment, killed = 0, True
            while killed:
                moment += 1
                killed, points = self.one_kill(Path(folder) / str(moment), moment)
                seen.add(points)
        self.assertGreater(moment, 40)
        self.assertEqual(seen, {None, 0, 40, 70, 90})

    def one_kill(self, folder: Path, moment: int) -> tuple[bool, int | None]:
        """Whether somebody was killed at all, and the points that the first file then gives."""
        given = argparse.Namespace(json=folder / "score.json", junit=folder / "junit.xml", gradescope=folder / "results.json",
                                   classroom50=folder / "result.json")
        child = os.fork()
        if child == 0:
            try:
                judge_and_die_at(moment, Outputs.asked_for(given, lambda: WHEN))
            finally:
                os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        points: list[int | None] = [check(self, name, path.read_text())[member] if path.exists() else None
                  for name, path, member in (("score", given.json, "points"), ("classroom50", given.classroom50, "score"))]
        if given.gradescope.exists():
            check(self, "gradescope", given.gradescope.read_text())
        if given.junit.exists():
            ElementTree.parse(given.junit)
        return killed, points[0]


class Ends(unittest.TestCase):
    def test_where_a_machine_cannot_judge_no_file_says_zero(self):
        with tempfile.TemporaryDirectory() as folder:
            given = argparse.Namespace(gradescope=Path(folder) / "results.json")
            outputs = Outputs.asked_for(given)
            outputs.write(states()[0])
            outputs.withdraw()
            self.assertEqual(list(Path(folder).iterdir()), [])


if __name__ == "__main__":
    unittest.main()
