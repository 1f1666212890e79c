# SPDX-License-Identifier: MIT
"""Who judges the judge: a bug that was not noticed must not count as noticed."""
import unittest

import notice


class Judging(unittest.TestCase):
    def test_just_the_named_tests_fail(self):
        self.assertEqual(notice.problems({"A.b"}, {"A.b", "A.c"}, {"A.b"}), [])

    def test_a_test_that_does_not_notice_is_a_problem(self):
        self.assertEqual(notice.problems({"A.b"}, {"A.b"}, set()), ["A.b did not notice"])

    def test_a_test_that_is_gone_is_a_problem(self):
        self.assertEqual(notice.problems({"A.b"}, {"A.c"}, set()), ["there is no test A.b"])

    def test_another_test_that_fails_is_a_problem(self):
        self.assertEqual(notice.problems(set(), {"A.c"}, {"A.c"}), ["A.c failed and is not in the table"])

    def test_a_filter_that_fits_nothing_is_a_problem(self):
        self.assertEqual(notice.problems(set(), set(), set()), ["no test was run"])


if __name__ == "__main__":
    unittest.main()
