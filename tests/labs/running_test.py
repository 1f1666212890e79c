# SPDX-License-Identifier: MIT
"""Who runs a lab's tests, with programs that try to have a result that they have not earned."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support  # noqa: F401
import running

# What tests/labs/lab_main.cpp says, told by a script; $number is what only its caller knows.
HEAD = """#!/bin/sh
for word; do case $word in --number=*) number=${word#--number=} ;; esac; done
"""


def nobody_can_run() -> bool:
    """Whether this is root, on a system that others may use: some bare ones keep everybody else out of /."""
    try:
        return os.geteuid() == 0 and subprocess.run(["/bin/true"], user="nobody", check=False).returncode == 0
    except OSError:
        return False


class Running(unittest.TestCase):
    def run_script(self, lines: str) -> running.Outcome:
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "a program"
            program.write_text(HEAD + lines, encoding="utf-8")
            program.chmod(0o755)
            return running.run(program, "Lab.Test")

    def test_a_result_with_the_number_counts(self):
        self.assertEqual(self.run_script("echo lab-result $number passed Lab.Test").result, "passed")
        self.assertEqual(self.run_script("echo lab-result $number failed Lab.Test; exit 1").result, "failed")

    def fails(self, lines: str, why: str):
        outcome = self.run_script(lines)
        self.assertEqual(outcome.result, "failed")
        self.assertIn(why, outcome.said)

    def test_one_without_it_does_not(self):
        self.fails("echo lab-result 0000000000000000 passed Lab.Test", "ended without a result")
        self.fails("exit 0", "ended without a result")

    def test_two_are_none(self):
        self.fails("echo lab-result $number passed Lab.Test; echo lab-result $number passed Lab.Test", "ended without a result")

    def test_another_tests_is_none(self):
        self.fails("echo lab-result $number passed Lab.Other", "ended without a result")

    def test_a_status_that_does_not_fit(self):
        self.fails("echo lab-result $number passed Lab.Test; exit 1", "exit status 1 do not fit")

    def test_who_says_without_end_is_stopped(self):
        self.fails("exec yes", "says more than")

    def test_who_computes_without_end_is_stopped(self):
        with mock.patch.object(running, "CPU_SECONDS", 1):
            self.fails("while :; do :; done", "never ended")

    def test_who_skips_without_a_reason_fails(self):
        with mock.patch.object(running, "MAY_SKIP", False):
            self.fails("echo lab-result $number skipped Lab.Test", "no reason")
        with mock.patch.object(running, "MAY_SKIP", True):
            self.assertEqual(self.run_script("echo lab-result $number skipped Lab.Test").result, "skipped")

    @unittest.skipUnless(nobody_can_run(), "nobody cannot run anything here, or this is not root")
    def test_another_user_runs_it(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            program = Path(folder) / "program"
            program.write_text(HEAD + "id -un; echo lab-result $number passed Lab.Test", encoding="utf-8")
            program.chmod(0o755)
            outcome = running.run(program, "Lab.Test", running.Way(user="nobody"))
            self.assertEqual((outcome.result, outcome.said), ("passed", "nobody"))


if __name__ == "__main__":
    unittest.main()
