# SPDX-License-Identifier: MIT
"""A whole class is graded in one go: a line for each, whatever some of them are; and tests that were handed in may crash or hang
before they begin, which is nobody's fault but theirs."""
import argparse
import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support  # noqa: F401  (where the tools are)
import lab
import own_tests
import running
from bodies import BadBody
from outcome import Outcome, Trouble
from scoring import Score, StepResult
from table import Lab, Step

LAB = Lab(9, Path(), "Nine", "1", [], steps=[Step(1, "first", 60, run="A.*"), Step(2, "second", 40, run="B.*")])


def score_of(first: str, second: str) -> Score:
    made = Score.nothing_yet(LAB, "ada")
    made.steps[0].outcomes, made.steps[1].outcomes = [Outcome("A.a", first)], [Outcome("B.b", second)]
    return made


class Class(unittest.TestCase):
    def grade(self, judged: dict[str, object], **options) -> tuple[int, list[str], list[argparse.Namespace]]:
        seen = []

        def graded(given, path):
            seen.append(given)
            found = judged[str(path)]
            if isinstance(found, Exception):
                raise found
            return found
        given = argparse.Namespace(files=list(judged), run_as="", **options)
        said = io.StringIO()
        with mock.patch.object(lab, "graded", graded), contextlib.redirect_stdout(said):
            status = lab.verb_grade(given)
        return status, said.getvalue().splitlines(), seen

    def test_each_has_a_line_with_the_reason_in_short(self):
        status, lines, _ = self.grade({"in/ada": score_of("passed", "passed"), "in/alan": score_of("passed", "failed"), "in/zip": BadBody("it is no text")})
        self.assertEqual(status, lab.MISSING)
        self.assertEqual(lines, [" 100 of 100  in/ada", "  60 of 100  in/alan  step 2: second", "   0 of 100  in/zip  nothing that was handed in: it is no text"])

    def test_all_points_of_all_are_success(self):
        right = score_of("passed", "passed")
        self.assertEqual(self.grade({"ada": right, "alan": right})[0], lab.PASSED)

    def test_files_for_programs_go_into_a_folder_and_do_not_overwrite_each_other(self):
        right = score_of("passed", "passed")
        _, _, seen = self.grade({"one/handin": right, "two/handin": right}, json="marks", junit=None)
        self.assertEqual([each.json for each in seen], ["marks/one_handin.json", "marks/two_handin.json"])

    def test_what_this_machine_lacks_ends_it(self):
        with self.assertRaises(Trouble):
            self.grade({"ada": Trouble("no compiler"), "alan": score_of("passed", "passed")})


class Listing(unittest.TestCase):
    def program(self, does: str) -> Path:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "handed-in"
        path.write_text(f"#!/bin/sh\n{does}\n", encoding="ascii")
        path.chmod(0o755)
        return path

    def judged(self, does: str) -> list[Outcome]:
        result = StepResult(Step(1, "right", 0, judges="right"))
        own_tests.on_the_right_kernel(self.program(does), result, running.Way())
        return result.outcomes

    def test_tests_that_crash_before_they_begin_fail(self):
        (only,) = self.judged("kill -SEGV $$")
        self.assertTrue(only.is_failure)
        self.assertIn("ends before its tests: signal 11", only.said)

    def test_tests_that_never_begin_fail(self):
        with mock.patch.object(running, "CPU_SECONDS", 1):
            (only,) = self.judged("while :; do :; done")
        self.assertTrue(only.is_failure)
        self.assertIn("after 1 seconds of computing", only.said)

    def test_of_a_lab_s_own_tests_it_is_this_machine_s_trouble(self):
        with self.assertRaises(Trouble):
            running.tests_of(self.program("exit 7"), "*")


class User(unittest.TestCase):
    def test_who_cannot_run_tests_is_named_before_anything_is_built(self):
        with self.assertRaisesRegex(Trouble, "there is no user 'nobody-of-this-name'"):
            running.check_user("nobody-of-this-name")
        with mock.patch.object(running.os, "geteuid", return_value=1000), self.assertRaisesRegex(Trouble, "only root"):
            running.check_user("root")


if __name__ == "__main__":
    unittest.main()
