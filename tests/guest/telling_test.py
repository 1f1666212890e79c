# SPDX-License-Identifier: MIT
"""The reason stands where nobody cuts it off."""
import contextlib
import io
import unittest

from telling import tell


def told(*arguments) -> tuple[int, list[str]]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = tell(*arguments)
    return status, out.getvalue().splitlines()


class Telling(unittest.TestCase):
    def test_the_reason_stands_first_and_last_around_the_log(self) -> None:
        status, lines = told(["'help': no answer\nall that was said", "another"], "good", "line\n" * 1000)
        self.assertEqual(status, 1)
        self.assertEqual(lines[:4], ["'help': no answer", "all that was said", "another", "--- the log"])
        self.assertEqual(lines[-1], "failed: 'help': no answer (and 1 more)")
        self.assertEqual(lines.count("line"), 1000)
        self.assertNotIn("good", lines)

    def test_without_a_problem_there_is_no_log(self) -> None:
        self.assertEqual(told([], "all is well", "a log"), (0, ["all is well"]))


if __name__ == "__main__":
    unittest.main()
